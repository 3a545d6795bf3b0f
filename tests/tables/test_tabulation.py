"""From people or counts to a table: whose order and labels, and which of several tables of counts."""

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.errors import InputError
from sqgz.study import Study, codebook_variable
from sqgz.study.schema import Design
from sqgz.tables import count, crosstab, table_holding


def study_of(cluster=None, weight=None):
    variables = {"position": codebook_variable("position"), "hukou": codebook_variable("level")}
    return Study.model_construct(variables=variables, design=Design(cluster=cluster, weight=weight))


def test_the_study_gives_order_labels_and_the_categories_that_nobody_chose():
    people = pl.DataFrame({"position": ["staff", "chief"], "hukou": ["outside", "community"]})
    table = crosstab(people, rows="position", cols="hukou", study=study_of())
    assert table.array.tolist() == [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert table.cols.labels == ("本社区", "本街道其他社区", "本区其他街道", "区外")
    assert table.rows.label == "职务"


def test_records_carry_their_labels_and_other_frames_show_their_keys(people):
    assert crosstab(people, rows="position", cols="hukou").rows.labels == ("主职", "成员", "其他")
    bare = people.copy()
    bare.attrs = {}
    assert crosstab(bare, rows="position", cols="hukou").rows.labels == ("chief", "member", "staff")


def test_cluster_and_weight_follow_the_design_where_the_data_have_them(people):
    study = study_of(cluster="street", weight="wt")
    table = crosstab(people, rows="position", cols="hukou", study=study)
    assert (table.cluster, table.weighted) == ("street", False)
    weighted = people.assign(wt=2.0)
    assert crosstab(weighted, rows="position", cols="hukou", study=study).weighted
    off = crosstab(weighted, rows="position", cols="hukou", study=study, cluster=None, weight=None)
    assert (off.cluster, off.weighted) == (None, False)
    without = people.drop(columns="street")
    assert crosstab(without, rows="position", cols="hukou", study=study).cluster is None


def test_a_cluster_named_in_the_call_must_be_there(people):
    with pytest.raises(InputError) as caught:
        crosstab(people, rows="position", cols="hukou", cluster="stret")
    assert str(caught.value) == '数据中没有变量 "stret"。是否为 "street"？可用: position, hukou, street, zone'


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"rows": "hukou", "cols": "hukou"},
            '行、列、分层须是不同的变量；现为 rows="hukou", cols="hukou"。',
        ),
        (
            {"rows": "hukou", "cols": "position", "layers": "position"},
            '行、列、分层须是不同的变量；现为 rows="hukou", cols="position", layers="position"。',
        ),
        (
            {"rows": "posision", "cols": "hukou"},
            '数据中没有变量 "posision"。是否为 "position"？可用: position, hukou, street, zone',
        ),
    ],
)
def test_what_makes_no_table_is_refused(people, asked, message):
    with pytest.raises(InputError) as caught:
        crosstab(people, **asked)
    assert str(caught.value) == message


def test_rows_may_be_the_cluster_itself(people):
    table = crosstab(people, rows="street", cols="hukou", cluster="street")
    assert table.row_keys[:3] == ("丙街道", "甲街道", "乙街道")
    assert table.array.sum() == table.base == 10


# --- cells instead of people -----------------------------------------------------------------------------------------


def same(one, other):
    assert one.row_keys == other.row_keys
    assert one.col_keys == other.col_keys
    assert one.array.tolist() == other.array.tolist()
    assert (one.base, one.missing, one.skipped) == (other.base, other.missing, other.skipped)
    assert one.unknown_cluster == other.unknown_cluster
    assert one.cluster_names == other.cluster_names
    assert one.cluster_people.tolist() == other.cluster_people.tolist()
    assert one.cluster_weights.tolist() == other.cluster_weights.tolist()


def test_cells_give_the_table_of_their_people(people):
    cells = count(people, ["position", "hukou", "street", "zone"])
    cells.attrs = people.attrs
    asked = {"rows": "position", "cols": "hukou", "cluster": "street"}
    same(crosstab(cells, **asked), crosstab(people, **asked))


answer = st.sampled_from(["community", "street", "outside", "skipped", None])
person = st.tuples(
    st.sampled_from(["chief", "staff", None]), answer, st.sampled_from(["甲", "乙", "丙", None])
)


@settings(max_examples=30, deadline=None)
@given(first=st.lists(person, min_size=1, max_size=25), second=st.lists(person, min_size=1, max_size=25))
def test_the_cells_of_two_offices_added_give_the_table_of_the_joined_people(first, second):
    columns = ["position", "hukou", "street"]
    offices = [pd.DataFrame(rows, columns=columns, dtype="str") for rows in (first, second)]
    shared = pd.concat([count(one, columns).astype(dict.fromkeys(columns, "str")) for one in offices])
    asked = {"rows": "position", "cols": "hukou", "study": study_of(cluster="street")}
    table = crosstab(pd.concat(offices, ignore_index=True), **asked)
    same(crosstab(shared, **asked), table)
    assert table.base + table.missing + table.skipped == len(first) + len(second)


# --- several tables of counts ----------------------------------------------------------------------------------------


@pytest.fixture
def tables():
    return pd.DataFrame(
        {
            "table": ["学历", "学历", "性别", "两项", "两项"],
            "place": ["苏州", "浙江", "苏州", None, None],
            "education": ["大专", "大专", None, "大专", "高中"],
            "sex": [None, None, "女", "女", "男"],
            "n": [5, 7, 3, 2, 4],
            "w": [5.0, 7.0, 3.0, 2.0, 4.0],
            "w2": [5.0, 7.0, 3.0, 2.0, 4.0],
        }
    )


def test_the_one_table_that_holds_all_variables_is_taken(tables):
    assert set(table_holding(tables, ["place", "education"])["table"]) == {"学历"}
    assert set(table_holding(tables, ["sex", "education"])["table"]) == {"两项"}
    assert crosstab(tables, rows="place", cols="education").array.tolist() == [[7], [5]]


def test_of_several_tables_the_one_with_just_these_variables_is_taken(tables):
    more = pd.concat([tables, tables.assign(table=tables["table"].replace("学历", "学历性别"), sex="女")])
    assert set(table_holding(more, ["place", "education"])["table"]) == {"学历"}


def test_different_tables_are_never_joined(tables):
    with pytest.raises(InputError) as caught:
        crosstab(tables, rows="place", cols="education", layers="sex")
    assert str(caught.value) == (
        "没有一张计数表同时含有变量 sex、place、education。不同的表不能相加或连接。"
        "现有: 学历: place、education；性别: place、sex；两项: education、sex。"
    )
    with pytest.raises(InputError) as caught:
        table_holding(tables, ["education"])
    assert str(caught.value) == (
        "学历、两项 几张计数表都含有变量 education。不同的表不能相加或连接。"
        "现有: 学历: place、education；性别: place、sex；两项: education、sex。"
    )


def test_people_are_no_tables_of_counts(people):
    assert table_holding(people, ["anything"]) is people


def test_an_unknown_street_never_bridges_two_zones():
    people = pd.DataFrame(
        {
            "zone": ["inner"] * 6 + ["outer"] * 6,
            "street": ["a", "a", "b", "b", "c", None, "d", "d", "e", "e", "f", None],
            "hukou": ["community", "outside"] * 6,
        }
    )
    table = crosstab(people, rows="zone", cols="hukou", cluster="street")
    assert table.unknown_cluster == 2
    assert table.cluster_names == ("a", "b", "c", "d", "e", "f")  # what is not known is no street
    assert table.unplaced.tolist() == [[0, 1], [0, 1]]
    assert table.cluster_people.sum(axis=0).tolist() == [[3, 2], [3, 2]]
    assert ((table.cluster_bases > 0).sum(axis=1) == 1).all()
