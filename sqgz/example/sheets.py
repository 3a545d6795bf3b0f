"""The two workbooks as a platform and a personnel office lay them out, and the rows in which each line stands.

Every byte follows from the lines: creation date fixed, nothing of this machine in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sqgz.example.answers import META, QUESTIONS
from sqgz.example.lines import Line, Truth, Value
from sqgz.example.roster import HEADINGS, Entry

ANSWERS_FILE: Final = "问卷.xlsx"
ANSWERS_SHEET: Final = "Sheet1"
ROSTER_FILE: Final = "花名册.xlsx"
ROSTER_SHEET: Final = "花名册"
_CREATED = datetime(2024, 7, 1, 9, 0)
_HEADING_GROUPS = {"第一学历": ("学历", 2), "任职情况": ("任职", 2), "岗位": ("岗位情况", 2)}
_HIDDEN = "民族"
_FIRST = 5  # rows before it, counted from 0: title, reporting unit, two rows of headings, the example
_LAST_COLUMN = len(HEADINGS) - 1
_COLUMN = {heading: position for position, heading in enumerate(HEADINGS)}
_EXAMPLE = {
    "编号": "例", "街道": "某某街道", "社区": "某某社区", "姓名": "例：张三", "性别": "男", "出生年月": "1980-01",
    "身份证号": "填18位号码", "最高学历": "大专", "任职情况": "一肩挑", "岗位": "正职",
}  # fmt: skip
_NOTES = (
    "填报说明",
    "1. 统计时点为2024年6月30日，在册人员均须填报，一人一行；书记、主任由一人担任的填“一肩挑”。",
    "2. 身份证号请按文本填写；出生年月填到月。",
    "3. 任职情况从一肩挑、书记、主任、副书记、副主任、委员、社工中选填。",
    "4. 户籍地址可不填。例：张三，任某某社区书记、主任。",
)


@contextmanager
def _workbook(path: Path, title: str) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is written when the block ends well."""
    workbook = xlsxwriter.Workbook(str(path), {"in_memory": True})
    workbook.set_properties({"title": title, "author": "模拟数据", "created": _CREATED})
    yield workbook
    workbook.close()


def write_answers(path: Path, lines: Sequence[Line]) -> Truth:
    """Write the questionnaire as 问卷星 exports it (option text); returns the truth of its rows."""
    truth = Truth()
    with _workbook(path, "问卷（模拟数据）") as workbook:
        sheet = workbook.add_worksheet(ANSWERS_SHEET)
        headings = (*META, *QUESTIONS)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading)
        for row, line in enumerate(lines, 1):
            for column, heading in enumerate(headings):
                _write(sheet, row, column, line.values[heading])
            truth.add(ANSWERS_FILE, ANSWERS_SHEET, row + 1, line)
    return truth


def write_roster(path: Path, entries: Sequence[Entry], *, signed: str) -> Truth:
    """Write the roster with all that streets put around their people; returns the truth of its rows.

    `signed` is the text of the last row.
    """
    truth = Truth()
    with _workbook(path, "花名册（模拟数据）") as workbook:
        sheet = workbook.add_worksheet(ROSTER_SHEET)
        _write_head(sheet, workbook)
        truth.add_row(ROSTER_FILE, ROSTER_SHEET, _FIRST, "not_data")
        merged = workbook.add_format({"valign": "vcenter", "align": "center"})
        month = workbook.add_format({"num_format": "yyyy-mm"})
        row = _FIRST
        for number, (_, some) in enumerate(groupby(entries, key=lambda entry: entry.unit.street)):
            row = _write_street(sheet, row, list(some), truth, (merged, month), gap=number % 4 == 1)
            if number % 3 == 0:
                row = _leave_blank(row, truth)
        row = _write_total(sheet, row, "合计", len(entries), truth)
        row = _leave_blank(row, truth)
        sheet.merge_range(row, 0, row, _LAST_COLUMN, signed)
        truth.add_row(ROSTER_FILE, ROSTER_SHEET, row + 1, "not_data")
        notes = workbook.add_worksheet("填报说明")
        for position, note in enumerate(_NOTES):
            notes.write_string(position, 0, note)
    return truth


def _write_head(sheet: Worksheet, workbook: xlsxwriter.Workbook) -> None:
    """Title, reporting unit, headings over two rows, the example row."""
    bold = workbook.add_format({"bold": True, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, _LAST_COLUMN, "某区社区工作者花名册（模拟数据）", bold)
    sheet.merge_range(1, 0, 1, 5, "填报单位：某区民政局")
    sheet.merge_range(1, 6, 1, _LAST_COLUMN, "填报日期：2024年6月30日")
    column = 0
    while column <= _LAST_COLUMN:
        heading = HEADINGS[column]
        group, width = _HEADING_GROUPS.get(heading, ("", 1))
        if not group:
            sheet.merge_range(2, column, 3, column, heading, bold)
        else:
            sheet.merge_range(2, column, 2, column + width - 1, group, bold)
            for inner in range(column, column + width):
                sheet.write_string(3, inner, HEADINGS[inner], bold)
        column += width
    for heading, text in _EXAMPLE.items():
        sheet.write_string(_FIRST - 1, _COLUMN[heading], text)
    sheet.set_column(_COLUMN["身份证号"], _COLUMN["身份证号"], 20)
    sheet.set_column(_COLUMN[_HIDDEN], _COLUMN[_HIDDEN], None, None, {"hidden": True})


def _write_street(
    sheet: Worksheet,
    row: int,
    entries: list[Entry],
    truth: Truth,
    formats: tuple[Format, Format],
    *,
    gap: bool,
) -> int:
    """Write the people of a street and its 小计; returns the next row. With `gap`, a blank row after its first unit."""
    merged, month = formats
    start = row
    for number, (_, some) in enumerate(groupby(entries, key=lambda entry: entry.unit.number)):
        unit_entries = list(some)
        first = row
        for entry in unit_entries:
            for heading, value in entry.line.values.items():
                if heading not in ("街道", "社区"):
                    _write(sheet, row, _COLUMN[heading], value, month)
            truth.add(ROSTER_FILE, ROSTER_SHEET, row + 1, entry.line)
            row += 1
        _write_community(sheet, first, unit_entries, merged)
        if gap and number == 0:
            row = _leave_blank(row, truth)
    sheet.merge_range(start, _COLUMN["街道"], row - 1, _COLUMN["街道"], entries[0].unit.street, merged)
    return _write_total(sheet, row, "小计", len(entries), truth)


def _write_community(sheet: Worksheet, first: int, entries: list[Entry], merged: Format) -> None:
    """The unit's name: merged downwards, or line by line where a line differs and in every ninth unit."""
    names = [str(entry.line.values["社区"]) for entry in entries]
    column = _COLUMN["社区"]
    if len(set(names)) == 1 and len(names) > 1 and entries[0].unit.number % 9:
        sheet.merge_range(first, column, first + len(names) - 1, column, names[0], merged)
        return
    for row, name in enumerate(names, first):
        sheet.write_string(row, column, name)


def _write_total(sheet: Worksheet, row: int, word: str, n: int, truth: Truth) -> int:
    sheet.write_string(row, _COLUMN["街道"], word)
    sheet.write_number(row, _COLUMN["姓名"], n)
    truth.add_row(ROSTER_FILE, ROSTER_SHEET, row + 1, "not_data")
    return row + 1


def _leave_blank(row: int, truth: Truth) -> int:
    truth.add_row(ROSTER_FILE, ROSTER_SHEET, row + 1, "not_data")
    return row + 1


def _write(sheet: Worksheet, row: int, column: int, value: Value, day: Format | None = None) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, str):
        if value:
            sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)
