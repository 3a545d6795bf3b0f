"""Tables of the document: no hole, no broken number, heads and notes where they belong, parts where they are too wide."""

from itertools import pairwise

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from sqgz.report.blocks import Row, Table
from sqgz.report.docx.layouts import em
from sqgz.report.docx.widths import MARGIN, ems, is_number

from .conftest import LONG, grouped_table, only, sample_report, streets_table, text_of, wide_table, written


def test_no_cell_is_empty_but_those_that_belong_to_the_one_above(sample):
    for cell in sample.all("w:tc"):
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        covered = merge is not None and merge.get(qn("w:val")) is None
        assert bool(text_of(cell)) != covered


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (Table("表:a", "甲", (("街道", "人数"),), (Row(("一", "")),)), "blank cell in row 1, column 2; write 0 or —"),
        (Table("表:a", "甲", (("街道", "人数"),), (Row(("合计", " "), "total"),)), "blank cell in row 1, column 2"),
        (Table("表:a", "甲", (("街道", ""),), (Row(("一", "1")),)), "blank head over column 2"),
        (Table("表:a", "甲", (("街道", "人数"),), (Row(("一",)),)), "the same number of cells"),
        (Table("表:a", "甲", (("街道",),), ()), "needs a head, a row"),
    ],
)  # fmt: skip
def test_a_table_with_a_hole_is_a_defect(study, table, message):
    with pytest.raises(ValueError, match=message):
        written(only(table), study)


def test_heads_repeat_and_rows_stay_whole(sample):
    for table, heads in zip(sample.all("w:tbl"), (1, 2, 2), strict=True):
        rows = table.findall(qn("w:tr"))
        repeated = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert repeated == [True] * heads + [False] * (len(rows) - heads)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_grouped_heads_span_their_columns_and_others_both_rows(sample):
    table = sample.document.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["街道", "应报", "实报", "实报", "空缺"]
    assert [cell.text for cell in table.rows[1].cells] == ["街道", "应报", "人数", "占比", "空缺"]
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert table.cell(0, 2)._tc is table.cell(0, 3)._tc


def test_a_group_row_spans_the_table_however_it_is_given(sample):
    table = sample.document.tables[0]
    for row, name in ((1, "全区"), (3, "外城区")):
        assert len(table.rows[row]._tr.tc_lst) == 1
        assert table.rows[row].cells[0].text == name


def test_forty_streets_all_stand_in_the_table(sample):
    table = sample.document.tables[1]
    names = [row.cells[0].text for row in table.rows][2:]
    assert names == [*(f"第{i}街道" for i in range(1, 40)), LONG, "合计"]
    assert table.rows[-1].cells[0].paragraphs[0].style.name.startswith("表头")


@pytest.mark.parametrize("style", ["三线", "全框"])
def test_no_number_is_wider_than_its_column_and_columns_fill_the_line(study, style):
    for table in written(sample_report(), study, table_style=style).document.tables:
        columns = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid.gridCol_lst]
        assert sum(columns) == 8845  # 156 mm
        size = table.rows[-1].cells[0].paragraphs[0].style.font.size
        for row in table.rows:
            for cell, width in zip(row.cells, columns, strict=True):
                if is_number(cell.text):
                    assert ems(cell.text) * em(int(size.pt * 2)) + 2 * MARGIN <= width


def test_wide_tables_take_smaller_type(sample):
    sizes = [table.rows[-1].cells[0].paragraphs[0].style.font.size for table in sample.document.tables]
    assert sizes[0] == sizes[1] == Pt(12)
    assert sizes[2] < Pt(10.5)


def test_numbers_stand_right_as_a_block_in_the_middle_of_their_column(sample):
    cells = [row.cells[1] for row in sample.document.tables[1].rows[2:]]
    placed = {(one.paragraphs[0].alignment, one.paragraphs[0].paragraph_format.right_indent) for one in cells}
    assert len(placed) == 1
    assert placed.pop()[1] > 0


def test_the_unit_stands_above_a_table_and_its_notes_below(sample):
    assert [one.text for one in sample.with_style("表单位")] == ["单位：人、%"]
    assert [one.text for one in sample.with_style("注释")] == [
        "注：一条说明。", "数据来源：测试。", "全区53人。", "以“—”表示不适用。",
    ]  # fmt: skip


def test_a_short_table_stays_on_one_page_and_a_long_one_keeps_its_ends(sample):
    kept = [
        [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
        for table in sample.document.tables
    ]
    assert kept[0] == [True, True, True, True, None]
    assert kept[1] == [True] * 3 + [None] * 38 + [True] * 2  # the last row stays with the notes


def test_three_rules_or_a_full_grid(study):
    for style, name in (("三线", "三线表"), ("全框", "全框表")):
        table = written(only(grouped_table()), study, table_style=style).document.tables[0]
        borders = table.style.element.find(f".//{qn('w:tblBorders')}")
        drawn = {one.tag.split("}")[1]: one.get(qn("w:sz")) for one in borders}
        assert table.style.name == name
        assert drawn == ({"top": "12", "bottom": "12"} if style == "三线" else dict.fromkeys(drawn, "4"))
    rule = table.rows[0].cells[0]._tc.find(f".//{qn('w:tcBorders')}")
    assert rule is None  # the grid is the style's
    ruled = written(only(grouped_table()), study).document.tables[0]
    assert ruled.rows[0].cells[0]._tc.find(f".//{qn('w:bottom')}").get(qn("w:sz")) == "6"


def test_the_study_decides_about_rules_unless_told_otherwise(study):
    assert written(only(grouped_table()), study).document.tables[0].style.name == "三线表"


def test_tables_and_pictures_say_in_words_what_they_show(sample):
    described = [one.get(qn("w:val")) for one in sample.all("w:tblDescription")]
    assert described == ["四十个街道的填报情况"]
    (picture,) = sample.document.inline_shapes
    assert picture._inline.docPr.get("descr") == "两根条"
    assert picture._inline.docPr.get("name").startswith("图1 01_图〔")


def test_tables_that_follow_each_other_do_not_grow_together(study):
    document = written(only(wide_table(), grouped_table(), streets_table()), study).document
    assert len(document.tables) == 3
    tags = [one.tag for one in document.element.body]
    assert all(not (a == b == qn("w:tbl")) for a, b in pairwise(tags))
    assert tags[-2] == qn("w:p")  # Word wants a paragraph at the end


def test_a_table_too_wide_for_the_page_falls_into_parts_that_name_their_rows_and_lose_no_column(study):
    table = wide_table(columns=40)
    document = written(only(table), study).document
    assert len(document.tables) > 1
    groups = []
    for part in document.tables:
        heads = [cell.text for cell in part.rows[0].cells]
        assert heads[0] == "街道"
        assert [row.cells[0].text for row in part.rows[2:]] == [f"第{i}街道" for i in range(5)]
        groups += heads[1:]
    assert groups == list(table.heads[0][1:])
    captions = [one.text for one in document.paragraphs if one.style.name == "表题"]
    assert captions == ["表1　各街道各类原因"] + ["表1（续）"] * (len(document.tables) - 1)
    assert len({one.rows[-1].cells[0].paragraphs[0].style.name for one in document.tables}) == 1


def test_a_long_name_among_forty_breaks_and_numbers_keep_their_room(sample):
    widths = [int(one.get(qn("w:w"))) for one in sample.document.tables[1]._tbl.tblGrid.gridCol_lst]
    assert widths[0] < 0.4 * sum(widths)
