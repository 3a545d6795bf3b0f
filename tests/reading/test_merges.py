import numpy as np

from sqgz.reading.grids import build_grid
from sqgz.reading.merges import Merge, fill_down

HEADINGS = ["街道", "社区", "姓名", "户口所在地"]
KNOWN = {"街道", "姓名"}


def test_a_place_is_filled_down_inside_its_merged_range_and_nowhere_else(read):
    rows = [
        HEADINGS,
        ["甲街道", "一社区", "张三", ""],
        ["", "", "李四", ""],
        ["", "二社区", "王五", ""],
        ["", "", "赵六", ""],
    ]

    def add(book, page):
        page.merge_range("A2:A4", "甲街道")
        page.merge_range("B2:B3", "一社区")

    sheet = read(rows, extra=add, known=KNOWN)
    assert sheet.text["街道"].fillna("空").tolist() == ["甲街道", "甲街道", "甲街道", "空"]
    assert sheet.text["社区"].fillna("空").tolist() == ["一社区", "一社区", "二社区", "空"]
    assert sheet.stored["街道"].tolist()[:3] == ["text", "text", "text"]
    assert sheet.stored["街道"].isna().tolist() == [False, False, False, True]
    assert sheet.notes == (
        "A列“街道”: 合并单元格 A2:A4，已按合并范围向下填充",
        "B列“社区”: 合并单元格 B2:B3，已按合并范围向下填充",
    )


def test_filling_is_clipped_to_the_data_and_makes_no_person_of_a_blank_row(read):
    rows = [HEADINGS, ["甲街道", "", "张三"], [], ["小计", "", 1], ["", "", "李四"]]

    def add(book, page):
        page.merge_range("A2:A3", "甲街道")
        page.merge_range("A5:A500", "")
        page.write_string("A5", "乙街道")

    sheet = read(rows, extra=add, known=KNOWN)
    assert sheet.rows.tolist() == ["表头", "", "空行", "小计行", ""]
    assert sheet.text["街道"].tolist() == ["甲街道", "乙街道"]
    assert sheet.notes == ()


def test_a_merged_sum_gives_its_word_to_nobody(read):
    rows = [HEADINGS, ["小计", "", 1], ["", "", "李四"]]

    def add(book, page):
        page.merge_range("A2:A3", "小计")

    sheet = read(rows, extra=add, known=KNOWN)
    assert sheet.text["姓名"].tolist() == ["李四"]
    assert sheet.text["街道"].isna().all()


def test_a_range_that_begins_with_the_example_still_holds_for_the_people(read):
    rows = [HEADINGS, ["甲街道", "", "例：张三"], ["", "", "李四"]]

    def add(book, page):
        page.merge_range("A2:A3", "甲街道")

    assert read(rows, extra=add, known=KNOWN).text["街道"].tolist() == ["甲街道"]


def test_a_value_hidden_under_a_merged_cell_is_not_overwritten():
    grid = build_grid([["甲", "x"], ["乙", "x"], ["", "x"]])
    filled, _ = fill_down(
        grid, [Merge(0, 0, 2, 0)], reasons=np.array(["", "", ""], object), labels={0: "街道"}
    )
    assert [filled.row(row) for row in range(3)] == [["甲", "x"], ["乙", "x"], ["甲", "x"]]


def test_many_ranges_are_counted_not_listed():
    grid = build_grid([["甲", "x"], ["", "x"]] * 5)
    merges = [Merge(row, 0, row + 1, 0) for row in range(0, 10, 2)]
    _, notes = fill_down(grid, merges, reasons=np.full(10, "", object), labels={0: "街道", 1: "姓名"})
    assert notes == ["A列“街道”: 合并单元格 A1:A2、A3:A4、A5:A6 等 5 处，已按合并范围向下填充"]


def test_a_merged_range_of_an_old_workbook_is_filled_too(write_xls):
    from sqgz.reading import read_workbook

    path = write_xls([["街道", "姓名"], ["甲街道", "张三"], ["", "李四"]], merges=[(1, 2, 0, 0)])
    assert read_workbook(path, file="旧表.xls")[0].text["街道"].tolist() == ["甲街道", "甲街道"]
