"""What a researcher sees: one line, and a table that is the same bytes each time."""

import re

import pytest

from sqgz.tables import crosstab
from sqgz.tables.display import notes, table_id


@pytest.fixture
def table(people):
    return crosstab(people, rows="position", cols="hukou", cluster="street")


def test_one_line_says_what_was_left_out(table, people):
    assert repr(table) == "<Crosstab 职务 × 户口: 3×4, n=10, 缺失 4, 跳过 2, 2 个街道，另 1 人不明>"
    layered = crosstab(people, rows="position", cols="hukou", layers="zone", cluster=None)
    assert repr(layered) == "<Crosstab 职务 × 户口: 2层, 3×4, n=10, 缺失 4, 跳过 2>"


def test_the_same_table_is_the_same_html_and_another_is_not(table, people):
    again = crosstab(people.sample(frac=1, random_state=1), rows="position", cols="hukou", cluster="street")
    assert again._repr_html_() == table._repr_html_()
    assert f'id="{table_id(table)}"' in table._repr_html_()
    others = [
        table.select(["chief", "member"]),
        table.merge({"near": ["community", "street"]}),
        crosstab(people.assign(wt=range(1, 17)), rows="position", cols="hukou", weight="wt"),
        crosstab(people.iloc[1:], rows="position", cols="hukou"),
    ]
    assert len({table_id(one) for one in (table, *others)}) == 5


def test_the_html_holds_counts_shares_totals_and_what_is_missing(table):
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", table._repr_html_(), flags=re.DOTALL)
    words = re.sub(r"\s+", " ", text)
    assert "职务 × 户口 人数（占本行合计的百分比）" in words
    assert "主职 3 (75.0%) 1 (25.0%) 0 (0.0%) 0 (0.0%) 4 1" in words
    assert "成员 1 (16.7%) 3 (50.0%) 0 (0.0%) 2 (33.3%) 6 1" in words
    assert "其他 — — — — 0 0" in words
    assert "基数 10 人；缺失 4 人；跳过 2 人。" in words


def test_notes_tell_how_to_read_the_numbers(people):
    weighted = crosstab(people.assign(wt=2.0), rows="position", cols="hukou", weight="wt")
    assert notes(weighted) == ["基数 10 人；缺失 4 人；跳过 2 人。", "人数为实际人数，占比按权数计算。"]


def test_layers_stand_as_groups(people):
    layered = crosstab(people, rows="position", cols="hukou", layers="zone", cluster=None)
    html = layered._repr_html_()
    assert html.index("内城区") < html.index("外城区")
