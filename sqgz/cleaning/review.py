"""待核清单.xlsx: what the program refused to guess, asked of people, and their decisions read back.

Sheet 逐项核实 has a row for each distinct value that one decision settles; sheet 逐人核实 a row for each cell that
only somebody who knows the person can settle. Neither holds a name, an id or an address below the community.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd

from sqgz.cleaning.decisions import UNDECIDABLE, Decision, decided_key
from sqgz.errors import InputError
from sqgz.study import Study
from sqgz.writing import write_beside

NAME = "待核清单.xlsx"
VALUES, ROWS, OPTIONS = "逐项核实", "逐人核实", "选项"
VALUE_COLUMNS = ("变量", "问题", "原值", "人数", "原因", "可能的类别", "决定", "备注")
ROW_COLUMNS = (
    "变量",
    "问题",
    "文件",
    "行号",
    "街道",
    "社区",
    "原值",
    "原因",
    "可能的类别",
    "决定",
    "备注",
    "文件校验",
)
_WIDTHS = {
    "原因": 44,
    "可能的类别": 30,
    "原值": 24,
    "问题": 18,
    "决定": 22,
    "文件": 22,
    "街道": 14,
    "社区": 18,
    "备注": 18,
}
_HELP = (
    "本表列出程序不作猜测、须由人核实的内容。",
    f"“{VALUES}”：每行是一种写法，一个决定适用于所有这样填写的人。",
    f"“{ROWS}”：每行是一个人的一项内容，请按文件和行号打开原表核对，一个决定只适用于该行。",
    f"请在“决定”列用下拉框选择类别；确实无法判断的选“{UNDECIDABLE}”，按缺失处理。未决定的也按缺失处理，并在数据质量中列出。",
    "填好后保存并关闭本表，再运行一次即可生效；决定会记入研究说明文件旁的 decisions.csv。",
)


def read_review(study: Study) -> list[Decision]:
    """Decisions that people filled into the study's 待核清单.xlsx; none if there is no such file.

    Raises InputError if the list is open in another program, cannot be read, or holds a decision that is no category;
    nothing is written before that.
    """
    path = study.processed / NAME
    locks = [path.with_name("~$" + NAME), path.with_name(f".~lock.{NAME}#")]
    if any(lock.exists() for lock in locks):
        raise InputError(f"{NAME} 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。")
    if not path.exists():
        return []
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = {
            name: [list(row) for row in book[name].iter_rows(values_only=True)] for name in book.sheetnames
        }
        book.close()
    except PermissionError:
        raise InputError(f"{NAME} 正在别的程序中打开。请保存并关闭后重新运行；所填内容不会丢失。") from None
    except Exception as error:  # openpyxl raises many kinds on a damaged file
        raise InputError(
            f"无法读取 {path.parent.name}/{NAME}（{type(error).__name__}）。请用 Excel 或 WPS 打开后另存；确认不再需要其中的决定，可删除该文件。"
        ) from None
    found = []
    for name, columns in ((VALUES, VALUE_COLUMNS), (ROWS, ROW_COLUMNS)):
        if name not in sheets:
            raise InputError(f"{NAME} 缺少表页“{name}”。请恢复原表；确认不再需要其中的决定，可删除该文件。")
        found += _decisions(study, name, columns, sheets[name])
    return found


def _decisions(study: Study, sheet: str, columns: tuple[str, ...], rows: list[list[Any]]) -> list[Decision]:
    heading = [str(cell or "") for cell in rows[0]] if rows else []
    lost = [name for name in columns if name not in heading]
    if lost:
        raise InputError(f"{NAME} “{sheet}”第1行: 缺少列 {'、'.join(lost)}。请恢复列标题。")
    found = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {
            name: _text(row[heading.index(name)]) if heading.index(name) < len(row) else ""
            for name in columns
        }
        if not cells["决定"]:
            continue
        where = f"{NAME} “{sheet}”第{line}行"
        decision = decided_key(study, cells["变量"], cells["决定"], where=where)
        about: dict[str, Any] = {}
        if sheet == ROWS:
            if not cells["行号"].isdigit():
                raise InputError(f'{where}: 行号应为数字，现为 "{cells["行号"]}"。请恢复原值。')
            about = {"file": cells["文件"], "row": int(cells["行号"]), "file_hash": cells["文件校验"]}
        raw = "" if sheet == ROWS else cells["原值"]
        found.append(Decision(cells["变量"], raw, decision, note=cells["备注"], **about))
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def write_review(review: pd.DataFrame, study: Study, options: dict[str, list[str]]) -> Path:
    """Path of the list just written; `options` are the labels to choose from, by variable key.

    `review` has the columns of `Cleaned.review`. The list is written beside and renamed, so that a list that is
    open elsewhere stays as it is (InputError).
    """
    path = study.processed / NAME
    with write_beside(path) as temporary:
        _write(temporary, review, options)
    return path


def _write(path: Path, review: pd.DataFrame, options: dict[str, list[str]]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        os.fspath(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"})
    formats = {
        "help": book.add_format({"text_wrap": True, "valign": "top"}),
        "head": book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True}),
        "cell": wrap,
        "fill": book.add_format(
            {"bg_color": "#FFF8DC", "border": 1, "border_color": "#BFBFBF", "valign": "top"}
        ),
    }
    help_sheet = book.add_worksheet("填写说明")
    help_sheet.set_column(0, 0, 100)
    for i, line in enumerate(_HELP):
        help_sheet.write_string(i, 0, line, formats["help"])
    ranges = _write_options(book, options)
    parts = (
        (VALUES, VALUE_COLUMNS, review[review["asked"] == "value"]),
        (ROWS, ROW_COLUMNS, review[review["asked"] == "row"]),
    )
    for name, columns, part in parts:
        _write_list(book.add_worksheet(name), columns, part, ranges, formats)
    book.get_worksheet_by_name(VALUES).activate()
    book.get_worksheet_by_name(OPTIONS).hide()
    book.close()


def _write_options(book: Any, options: dict[str, list[str]]) -> dict[str, str]:
    """Ranges of the choices by variable, on a sheet of their own: a list in the cell breaks at 255 characters."""
    from xlsxwriter.utility import xl_col_to_name

    sheet = book.add_worksheet(OPTIONS)
    ranges = {}
    for column, (variable, labels) in enumerate(options.items()):
        choices = [*labels, UNDECIDABLE]
        sheet.write_column(0, column, choices)
        letter = xl_col_to_name(column, col_abs=True)
        ranges[variable] = f"={OPTIONS}!{letter}$1:{letter}${len(choices)}"
    return ranges


def _write_list(
    sheet: Any, columns: tuple[str, ...], part: pd.DataFrame, ranges: dict[str, str], formats: dict[str, Any]
) -> None:
    for j, column in enumerate(columns):
        hidden = column in ("变量", "文件校验")
        sheet.set_column(j, j, _WIDTHS.get(column, 9), None, {"hidden": hidden})
        sheet.write_string(0, j, column, formats["head"])
    sheet.freeze_panes(1, 0)
    for i, row in enumerate(part.to_dict("records"), start=1):
        for j, column in enumerate(columns):
            value = row.get(column, "")
            style = formats["fill" if column in ("决定", "备注") else "cell"]
            if column in ("人数", "行号"):
                sheet.write_number(i, j, int(value), style)
            else:
                sheet.write_string(i, j, str(value), style)
        if row["变量"] in ranges:
            rule = {
                "validate": "list",
                "source": ranges[row["变量"]],
                "error_title": "请从下拉框选择",
                "error_message": "请选择列出的类别或“无法判断”。",
            }
            sheet.data_validation(i, columns.index("决定"), i, columns.index("决定"), rule)
