"""Workbooks that ask people: how a list of questions is laid out, and how the answers are read back.

What is asked stands in `review` (待核清单.xlsx) and `returns` (退改清单); here is only what both have in common.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sqgz.cleaning.asking.decisions import UNDECIDABLE
from sqgz.errors import InputError

OPTIONS = "选项"
_WIDTHS = {
    "原因": 44, "可能的类别": 30, "可能的变量": 34, "可选值": 40, "原值": 24, "问题": 40, "表头": 26, "决定": 22,
    "核实结果": 22, "文件": 30, "表页": 14, "街道": 14, "社区": 18, "列": 22, "备注": 18,
}  # fmt: skip
_HIDDEN = ("变量", "文件校验", "行标识")
_NUMBERS = ("人数", "行号")


@dataclass(frozen=True, eq=False)
class Page:
    """One sheet of a list: its name, its columns, its rows, and which of its columns people fill in."""

    name: str
    columns: tuple[str, ...]
    rows: pd.DataFrame
    answers: tuple[str, ...]  # the first of them has the drop-down


def write_list(
    path: Path, told: Sequence[str], pages: Sequence[Page], options: Mapping[str, Sequence[str]]
) -> None:
    """Nothing; writes a workbook with 填写说明, the pages, and a hidden sheet of choices.

    `options`: the choices by what stands in the column 变量, without 无法判断, which is added where it makes sense.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(
        os.fspath(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True}),
        "cell": book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}),
        "fill": book.add_format(
            {"bg_color": "#FFF8DC", "border": 1, "border_color": "#BFBFBF", "valign": "top"}
        ),
    }
    help_sheet = book.add_worksheet("填写说明")
    help_sheet.set_column(0, 0, 100)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for i, line in enumerate(told):
        help_sheet.write_string(i, 0, line, wrapped)
    asked = {str(key) for page in pages for key in page.rows["变量"]}
    ranges = _write_options(book, {key: choices for key, choices in options.items() if key in asked})
    for page in pages:
        _write_page(book.add_worksheet(page.name), page, ranges, formats)
    shown = next((page for page in pages if len(page.rows)), pages[0])
    book.get_worksheet_by_name(shown.name).activate()
    book.get_worksheet_by_name(OPTIONS).hide()
    book.close()


def _write_options(book: Any, options: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Ranges of the choices by variable, on a sheet of their own: a list in the cell breaks at 255 characters."""
    from xlsxwriter.utility import xl_col_to_name

    sheet = book.add_worksheet(OPTIONS)
    ranges = {}
    for column, (variable, choices) in enumerate(options.items()):
        sheet.write_column(0, column, choices)
        letter = xl_col_to_name(column, col_abs=True)
        ranges[variable] = f"={OPTIONS}!{letter}$1:{letter}${len(choices)}"
    return ranges


def _write_page(sheet: Any, page: Page, ranges: Mapping[str, str], formats: Mapping[str, Any]) -> None:
    for j, column in enumerate(page.columns):
        sheet.set_column(j, j, _WIDTHS.get(column, 9), None, {"hidden": column in _HIDDEN})
        sheet.write_string(0, j, column, formats["head"])
    sheet.freeze_panes(1, 0)
    choice = page.columns.index(page.answers[0])
    for i, row in enumerate(page.rows.to_dict("records"), start=1):
        for j, column in enumerate(page.columns):
            value = row.get(column, "")
            style = formats["fill" if column in page.answers else "cell"]
            if column in _NUMBERS and str(value).isdigit():
                sheet.write_number(i, j, int(value), style)
            else:
                sheet.write_string(i, j, str(value), style)
        if row["变量"] in ranges:
            rule = {
                "validate": "list",
                "source": ranges[row["变量"]],
                "error_title": "请从下拉框选择",
                "error_message": "请选择下拉框列出的一项。",
            }
            sheet.data_validation(i, choice, i, choice, rule)


def choices_with_unknown(labels: Sequence[str]) -> list[str]:
    """The labels, and that it cannot be told."""
    return [*labels, UNDECIDABLE]


def read_sheets(path: Path, *, name: str) -> dict[str, list[list[Any]]] | None:
    """Cells of every sheet of a list, by sheet and row; None if there is no such file. `name` is used in messages.

    Raises InputError if the list is open in another program or cannot be read; nothing is touched.
    """
    if any(
        lock.exists() for lock in (path.with_name("~$" + path.name), path.with_name(f".~lock.{path.name}#"))
    ):
        raise _is_open(name)
    if not path.exists():
        return None
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = {
            sheet: [list(row) for row in book[sheet].iter_rows(values_only=True)] for sheet in book.sheetnames
        }
        book.close()
    except PermissionError:
        raise _is_open(name) from None
    except Exception as error:  # openpyxl raises many kinds on a damaged file
        raise InputError(
            f"无法读取 {name}，文件已损坏或不是 .xlsx。请用 Excel 或 WPS 打开后另存；确认不再需要其中的决定，可删除该文件。"
        ) from error
    return sheets


def _is_open(name: str) -> InputError:
    return InputError(f"{name} 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。")


def read_page(
    rows: Sequence[Sequence[Any]], columns: Sequence[str], answer: str, *, where: str
) -> list[tuple[int, dict[str, str]]]:
    """Line number and texts by column of every row in which `answer` is filled in; `where` begins the messages."""
    heading = [text_of(cell) for cell in rows[0]] if rows else []
    lost = [name for name in columns if name not in heading]
    if lost:
        raise InputError(f"{where}第1行: 缺少列 {'、'.join(lost)}。请恢复列标题。")
    found = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {
            name: text_of(row[heading.index(name)]) if heading.index(name) < len(row) else ""
            for name in columns
        }
        if cells[answer]:
            found.append((line, cells))
    return found


def text_of(cell: Any) -> str:
    """A cell as text; a number that is whole without its decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def row_number(cells: Mapping[str, str], *, where: str) -> int:
    """The row number in a list; raises InputError where somebody overwrote it."""
    if not cells["行号"].isdigit():
        raise InputError(f'{where}: 行号应为数字，现为 "{cells["行号"]}"。请恢复原值。')
    return int(cells["行号"])
