"""Widths of columns and heads of tables, without a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.report.docx.heads import HeadCell, head_cells
from sqgz.report.docx.layouts import BRIEFS, em
from sqgz.report.docx.widths import MARGIN, Head, ems, fit, is_number, unbreakable

SIZES = (24, 21, 18, 15, 13)
_CELL = st.one_of(
    st.decimals(-999, 99999, places=1).map(str), st.integers(0, 99999).map(str), st.text("社区街道党群服务中心", min_size=1, max_size=40)
)  # fmt: skip


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.lists(_CELL, min_size=n, max_size=n), min_size=1, max_size=8)
    )
)
def test_columns_fill_the_line_and_hold_their_numbers(rows):
    columns = list(zip(*rows, strict=True))
    heads = [Head(f"第{i}列", i, i + 1) for i in range(len(columns))]
    found = fit(columns, heads, SIZES, 8845)
    assert sum(found.columns) == 8845
    assert found.holds
    for texts, width in zip(columns, found.columns, strict=True):
        room = (width - 2 * MARGIN) / em(found.size)
        assert all(ems(text) <= room for text in texts if is_number(text))


def test_a_name_gets_the_room_that_numbers_leave():
    found = fit([["某某街道办事处社区工作服务中心"], ["1"], ["2"]], [], (24,), 8845)
    assert found.columns[0] > 15 * em(24)
    assert abs(found.columns[1] - found.columns[2]) <= 1


def test_type_gets_smaller_until_everything_stands():
    texts = [["123456789"]] * 12
    sizes = [fit(texts[:n], [], SIZES, 8845).size for n in (3, 6, 9, 12)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 24
    assert sizes[-1] < 18


def test_a_table_that_fits_in_no_size_is_narrowed_rather_than_refused():
    found = fit([["123456789012"]] * 40, [], SIZES, 8845)
    assert found.size == 13
    assert not found.holds
    assert sum(found.columns) == 8845


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("53", True),
        ("34.9%", True),
        ("-0.1", True),
        ("<0.001", True),
        ("—", False),
        ("53人", False),
        ("1至2", False),
    ],
)
def test_what_is_one_number(text, number):
    assert is_number(text) is number


def test_words_break_between_chinese_characters_only():
    assert unbreakable("社区工作者") == 1.0
    assert unbreakable("见sqgz表") == pytest.approx(ems("sqgz"))


def test_a_head_below_two_others_spans_only_its_own():
    heads = [("职务", "甲", "甲", "乙"), ("", "人数", "占比", "乙")]
    assert head_cells(heads) == [
        [HeadCell("职务", 0, 1, 2), HeadCell("甲", 1, 3), HeadCell("乙", 3, 4, 2)],
        [HeadCell("职务", 0, 1, 0), HeadCell("人数", 1, 2), HeadCell("占比", 2, 3), HeadCell("乙", 3, 4, 0)],
    ]


def test_heads_of_one_row_never_grow_together():
    assert [cell.stop - cell.start for cell in head_cells([("人数", "人数", "占比")])[0]] == [1, 1, 1]


def test_layouts_of_a_brief_hold_more_and_more():
    lines = [layout.text_height / layout.line for layout in BRIEFS]
    characters = [layout.text_width / em(layout.body) for layout in BRIEFS]
    room = [a * b for a, b in zip(lines, characters, strict=True)]
    assert room == sorted(room)
    assert len(set(room)) == len(room)
