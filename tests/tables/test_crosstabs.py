"""The table and its facts, checked by hand on sixteen people; it holds no totals."""

import numpy as np
import pandas as pd
import pytest

from sqgz.errors import InputError
from sqgz.tables import crosstab


@pytest.fixture
def table(people):
    return crosstab(people, rows="position", cols="hukou", cluster="street")


def test_counts_have_every_category_and_nothing_but_the_people_known_in_both(table):
    assert table.row_keys == ("chief", "member", "staff")
    assert table.col_keys == ("community", "street", "district", "outside")
    assert table.array.tolist() == [[3, 1, 0, 0], [1, 3, 0, 2], [0, 0, 0, 0]]
    assert table.counts.loc["member", "street"] == 3
    assert list(table.counts.columns) == list(table.col_keys)
    assert table.counts.index.name == "position"


def test_base_missing_and_skipped_add_up_to_everybody(table, people):
    # missing: one chief and one member without hukou, one of unknown position who told it, one who did not
    assert (table.base, table.missing, table.skipped) == (10, 4, 2)
    assert table.base + table.missing + table.skipped == len(people)
    assert table.row_bases.tolist() == [4, 6, 0]
    assert table.missing_by_row.to_numpy().tolist() == [[1, 1], [1, 0], [0, 0]]


def test_shares_are_fractions_and_an_empty_base_has_none(table):
    rows = table.share("row")
    assert rows.loc["chief"].tolist() == [3 / 4, 1 / 4, 0, 0]
    assert rows.loc["member"].tolist() == [1 / 6, 3 / 6, 0, 2 / 6]
    assert rows.loc["staff"].isna().all()
    columns = table.share("col")
    assert columns["community"].tolist() == [3 / 4, 1 / 4, 0]
    assert columns["district"].isna().all()
    assert table.share("total").loc["member", "outside"] == 2 / 10
    assert table.share("total").to_numpy().sum() == pytest.approx(1)


def test_a_share_of_something_else_is_refused(table):
    with pytest.raises(ValueError, match="of must be 'row', 'col' or 'total', not 'rows'"):
        table.share("rows")


def test_clusters_hold_the_people_of_the_base_and_the_unknown_are_in_none(table):
    assert table.unknown_cluster == 1
    assert table.cluster_names == ("甲街道", "乙街道")  # in the order of the records, 丙街道 has nobody
    assert table.cluster_people.shape == (2, 3, 4)
    assert table.cluster_people[0].tolist() == [[2, 0, 0, 0], [1, 2, 0, 0], [0, 0, 0, 0]]
    assert table.cluster_people[1].tolist() == [[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0]]
    assert table.unplaced.tolist() == [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert table.unplaced_bases.tolist() == [0, 1, 0]
    assert (table.cluster_people.sum(axis=0) + table.unplaced == table.array).all()
    assert table.cluster_bases.tolist() == [[2, 3, 0], [2, 2, 0]]
    assert table.cluster_strata is None


def test_without_clusters_there_are_none(people):
    table = crosstab(people, rows="position", cols="hukou", cluster=None)
    assert table.cluster_people is table.cluster_weights is table.cluster_bases is None
    assert table.cluster_names == ()


def test_strata_number_the_clusters(people):
    table = crosstab(people, rows="position", cols="hukou", cluster="street", strata="zone")
    assert table.cluster_names == ("甲街道", "乙街道")
    assert table.cluster_strata.tolist() == [0, 1]


def test_layers_are_tables_of_their_own_and_add_up(people):
    table = crosstab(people, rows="position", cols="hukou", layers="zone", cluster="street")
    assert table.array.shape == (2, 3, 4)
    assert table.array[0].tolist() == [[2, 0, 0, 0], [1, 2, 0, 0], [0, 0, 0, 0]]
    assert table.counts.loc[("outer", "member")].tolist() == [0, 1, 0, 2]
    assert table.counts.index.names == ["zone", "position"]
    assert table.base == 10
    assert table.cluster_people.shape == (2, 2, 3, 4)
    inner = table.layer("inner")
    assert inner.array.tolist() == table.array[0].tolist()
    assert inner.share("row").loc["member", "street"] == 2 / 3
    assert table.share("total").loc["inner"].to_numpy().sum() == pytest.approx(1)


def test_who_has_no_layer_is_missing(people):
    table = crosstab(people, rows="position", cols="hukou", layers="zone")
    assert (table.base, table.missing, table.skipped) == (10, 4, 2)
    table = crosstab(
        people.assign(zone=people["zone"].where(people.index != 0)),
        rows="position",
        cols="hukou",
        layers="zone",
    )
    assert (table.base, table.missing, table.skipped) == (9, 5, 2)


def test_weights_change_shares_and_not_people(people):
    weighted = people.assign(wt=np.where(people["hukou"] == "community", 3.0, 1.0))
    table = crosstab(weighted, rows="position", cols="hukou", cluster="street", weight="wt")
    assert table.weighted
    assert table.array.tolist()[0] == [3, 1, 0, 0]
    assert table.weighted_counts.loc["chief"].tolist() == [9, 1, 0, 0]
    assert table.share("row").loc["chief", "community"] == 9 / 10
    assert table.base == 10
    assert table.cluster_weights[0].tolist()[0] == [6, 0, 0, 0]
    assert table.cluster_bases[0].tolist() == [6, 5, 0]


def test_rows_are_selected_in_the_order_asked_and_take_their_people_with_them(table):
    part = table.select(["member", "chief"])
    assert part.row_keys == ("member", "chief")
    assert part.array.tolist() == [[1, 3, 0, 2], [3, 1, 0, 0]]
    assert (part.base, part.missing, part.skipped) == (10, 2, 1)
    assert part.rows.labels == ("成员", "主职")
    with pytest.raises(InputError) as caught:
        table.select(["cheif"])
    assert str(caught.value) == '职务没有类别 "cheif"。是否为 "chief"？可用: chief, member, staff'


def test_columns_are_merged_where_the_first_of_them_stood(table):
    merged = table.merge({"near": ["community", "street"]})
    assert merged.col_keys == ("near", "district", "outside")
    assert merged.cols.labels == ("本社区、本街道", "本区", "区外")
    assert merged.array.tolist() == [[4, 0, 0], [4, 0, 2], [0, 0, 0]]
    assert (merged.base, merged.missing, merged.skipped) == (table.base, table.missing, table.skipped)
    assert (merged.cluster_people.sum(axis=0) + merged.unplaced == merged.array).all()
    assert merged.share("row").loc["member", "near"] == 4 / 6


def test_nothing_about_a_table_can_be_changed(table):
    with pytest.raises(AttributeError):
        table.rows = None


# --- several answers of one person -----------------------------------------------------------------------------------


@pytest.fixture
def chosen():
    frame = pd.DataFrame(
        {
            "position": pd.Categorical(["chief"] * 3 + ["member"] * 3, categories=["chief", "member"]),
            "reasons": pd.Categorical(["post+pay", "pay", "skipped", "post", None, "post+family"]),
            "street": ["甲", "甲", "甲", "乙", "乙", "乙"],
        }
    )
    frame.attrs["variables"] = {
        "reasons": {
            "label": "原因",
            "kind": "multiple",
            "labels": {"post": "岗位", "pay": "待遇", "family": "家庭"},
        }
    }
    return frame


def test_options_overlap_and_the_base_is_of_people(chosen):
    table = crosstab(chosen, rows="position", cols="reasons", cluster="street")
    assert table.multiple
    assert table.col_keys == ("post", "pay", "family")
    assert table.array.tolist() == [[1, 2, 0], [2, 0, 1]]
    assert table.row_bases.tolist() == [2, 2]
    assert (table.base, table.missing, table.skipped) == (4, 1, 1)
    assert table.share("row").loc["chief"].tolist() == [1 / 2, 2 / 2, 0]
    assert table.cluster_people.tolist() == [[[0, 0, 0], [2, 0, 1]], [[1, 2, 0], [0, 0, 0]]]
    assert table.cluster_bases.tolist() == [[0, 2], [2, 0]]


def test_overlapping_options_have_no_shares_of_columns_and_cannot_be_merged(chosen):
    table = crosstab(chosen, rows="position", cols="reasons")
    for of in ("col", "total"):
        with pytest.raises(ValueError, match="only shares of rows have a meaning"):
            table.share(of)
    with pytest.raises(InputError) as caught:
        table.merge({"a": ["post", "pay"]})
    assert str(caught.value) == "多选题的选项不能合并（一人可选多项）。"
    with pytest.raises(InputError) as caught:
        crosstab(chosen, rows="reasons", cols="position")
    assert str(caught.value) == '多选题 "reasons" 只能作列（cols），因为一人可选多项。'
