"""What the notebooks of profile and crosstabs show."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sqgz.shown import Shown
from sqgz.study import Study, codebook_variable
from sqgz.study.schema import Comparison, Design
from sqgz.tables import Crosstab
from sqgz.tables.telling import comparison_tables, profile_tables


def study_of(*comparisons):
    variables = {
        "position": codebook_variable("position"),
        "hukou": codebook_variable("level"),
        "zone": codebook_variable("zone"),
    }
    return Study.model_construct(
        variables=variables, design=Design(cluster="street"), comparisons=comparisons
    )


def test_the_profile_has_a_table_for_every_variable_by_position(people):
    gallery = profile_tables(people, study_of())
    assert [repr(table) for table in gallery] == [
        "<Crosstab 全部 × 职务: 1×3, n=13, 缺失 3, 2 个街道，另 1 人不明>",
        "<Crosstab 职务 × 户口或居住的层级: 3×4, n=10, 缺失 4, 跳过 2, 2 个街道，另 1 人不明>",
        "<Crosstab 职务 × 片区: 3×2, n=12, 缺失 4, 2 个街道，另 1 人不明>",
    ]


def test_every_comparison_has_its_table_of_its_people_groups_and_categories(people):
    gallery = comparison_tables(
        people,
        study_of(
            Comparison(
                id="a",
                outcome="hukou",
                by="position",
                groups=("member", "chief"),
                merge={"near": ("community", "street")},
            ),
            Comparison(id="b", outcome="hukou", by="position", within="zone"),
            Comparison(id="c", outcome="hukou", where={"position": ("chief",)}),
        ),
    )
    first, layered, whole = gallery
    assert first.array.tolist() == [[4, 0, 2], [4, 0, 0]]
    assert layered.layer_keys == ("inner", "outer")
    assert whole.array.tolist() == [[3, 1, 0, 0]]
    assert all(isinstance(table, Crosstab) for table in gallery)


def test_a_study_of_counts_shows_each_of_its_tables():
    cells = pd.DataFrame(
        {"table": ["甲表", "甲表"], "zone": ["inner", None], "n": [3, 1], "w": [3.0, 1.0], "w2": [3.0, 1.0]}
    )
    gallery = profile_tables(cells, study_of())
    assert [repr(table) for table in gallery] == ["<表 计数表 甲表: 2 行>"]
    assert isinstance(gallery[0], Shown)
    assert gallery[0].frame.to_dict("list") == {"片区": ["内城区", "（缺失）"], "人数": [3, 1]}


@pytest.mark.parametrize("empty", [(), []])
def test_no_comparisons_give_an_empty_gallery(people, empty):
    assert len(comparison_tables(people, SimpleNamespace(comparisons=empty))) == 0
