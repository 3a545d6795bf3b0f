"""Cells to hand on: enough for every table of a comparison, and nobody's row among them."""

import pandas as pd
import pytest
from studies import HUKOU, PLACES, POSITION, POSTS, RESIDENCE, STREET, write_study

from sqgz.cleaning import load_records, save_cleaned
from sqgz.results import compare
from sqgz.tables import comparison_cells, crosstab, save_counts
from sqgz.tables.sharing import NAME

COMPARISONS = [
    {"id": "hukou_by_position", "outcome": "hukou", "by": "position", "groups": ["chief", "member"]},
    {"id": "hukou_by_zone", "outcome": "hukou", "by": "zone", "within": "position"},
    {"id": "residence_of_heads", "outcome": "residence", "where": {"position": ["chief"]}},
    {"id": "residence_by_street", "outcome": "residence", "by": "street"},
]
HEADINGS = ["街道", "任职情况", "户口所在地", "居住地"]
ROWS = [
    ["北坡街道", "书记", "本社区", "本社区"],
    ["北坡街道", "居委会委员", "区外", "本社区"],
    ["青禾街道", "一肩挑", "本社区", ""],
    ["青禾街道", "居委会委员", "本街道其他社区", "区外"],
    ["青禾街道", "居委会委员", "(跳过)", "区外"],
    ["临河镇", "书记", "", "本社区"],
    ["临河镇", "社工", "本社区", "本社区"],
    ["", "社工", "区外", "区外"],
]


@pytest.fixture
def study(tmp_path):
    variables = {"street": STREET, **POSTS, "position": POSITION, "hukou": HUKOU, "residence": RESIDENCE}
    folder = write_study(
        tmp_path,
        {"问卷.csv": [HEADINGS, *ROWS]},
        variables,
        COMPARISONS,
        places=PLACES,
        design={"cluster": "street"},
    )
    save_cleaned(folder.clean())
    return folder.load()


def test_there_is_a_table_of_cells_for_each_comparison_and_everybody_is_in_it(study):
    cells = comparison_cells(load_records(study), study)
    assert list(cells["table"].unique()) == [one["id"] for one in COMPARISONS]
    assert cells.groupby("table")["n"].sum().tolist() == [len(ROWS)] * 4
    assert list(cells.columns[-3:]) == ["n", "w", "w2"]
    assert set(cells.columns) == {"table", "hukou", "position", "street", "zone", "residence", "n", "w", "w2"}
    assert cells.loc[cells["table"] == "hukou_by_position", "residence"].isna().all()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("hukou_by_position", {"rows": "position", "cols": "hukou"}),
        ("hukou_by_zone", {"rows": "zone", "cols": "hukou", "layers": "position"}),
        ("residence_of_heads", {"rows": "position", "cols": "residence"}),
        ("residence_by_street", {"rows": "street", "cols": "residence"}),
    ],
)
def test_a_table_of_the_cells_that_were_kept_is_the_table_of_the_people(study, name, asked):
    records = load_records(study)
    save_counts(records, study)
    kept = pd.read_parquet(study.processed / NAME)
    from_people = crosstab(records, study=study, **asked)
    from_cells = crosstab(kept[kept["table"] == name], study=study, **asked)
    assert from_cells.row_keys == from_people.row_keys
    assert from_cells.array.tolist() == from_people.array.tolist()
    assert repr(from_cells) == repr(from_people)
    assert from_cells.cluster_names == from_people.cluster_names
    assert from_cells.cluster_people.tolist() == from_people.cluster_people.tolist()
    assert from_cells.cluster_weights.tolist() == from_people.cluster_weights.tolist()
    assert from_cells.cluster_bases.tolist() == from_people.cluster_bases.tolist()
    assert from_cells.unknown_cluster == from_people.unknown_cluster


def test_the_key_difference_from_cells_is_that_of_the_people(study):
    records = load_records(study)
    cells = comparison_cells(records, study)
    asked = study.model_copy(update={"comparisons": study.comparisons[:1]})
    found = []
    for data in (records, cells[cells["table"] == "hukou_by_position"]):
        frame = compare(asked, data).frame
        rows = frame[(frame["comparison"] == "hukou_by_position") & (frame["stat"] == "difference")]
        found.append(
            rows[["group", "against", "category", "value", "low", "high", "p_value", "base"]].reset_index(
                drop=True
            )
        )
    pd.testing.assert_frame_equal(*found)


def test_cells_of_counts_are_left_as_they_were(tmp_path):
    place = {
        "label": "地区",
        "column": "地区",
        "categories": [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}],
    }
    folder = write_study(
        tmp_path, {"计数.csv": [["地区", "人数"], ["甲", "3"], ["乙", "5"]]}, {"place": place}, name="counts"
    )
    save_cleaned(folder.clean())
    study = folder.load()
    before = (study.processed / NAME).read_bytes()
    save_counts(load_records(study), study)
    assert (study.processed / NAME).read_bytes() == before
