"""报送情况表.xlsx: which street sent what, for the people who have to remind those that did not."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from sqgz.cleaning.submissions.reports import ABSENT, ASIDE, DOUBLE, FLAWED, REPORTED, UNREADABLE
from sqgz.study import Study
from sqgz.writing import write_beside

NAME = "报送情况表.xlsx"
PAGE = "报送情况"
_WIDTHS = {"街道": 16, "文件": 34, "表页": 14, "内容": 10, "说明": 60, "状态": 12, "与名录人数之差": 16}
_COLOURS = {ABSENT: "#F8D7DA", DOUBLE: "#FFE8B3", UNREADABLE: "#F8D7DA", FLAWED: "#F8D7DA", ASIDE: "#EEEEEE"}


def write_submissions(table: pd.DataFrame, study: Study) -> Path:
    """Path of the list just written; `table` as `describe_submissions` makes it."""
    import xlsxwriter

    path = study.processed / NAME
    with write_beside(path) as temporary:
        book = xlsxwriter.Workbook(
            os.fspath(temporary),
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True})
        plain = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
        formats = {state: book.add_format(plain | {"bg_color": colour}) for state, colour in _COLOURS.items()}
        formats[REPORTED] = book.add_format(plain)
        sheet = book.add_worksheet(PAGE)
        for j, column in enumerate(table.columns):
            sheet.set_column(j, j, _WIDTHS.get(str(column), 9))
            sheet.write_string(0, j, str(column), head)
        for i, row in enumerate(table.to_dict("records"), start=1):
            style = formats[str(row["状态"])]
            for j, value in enumerate(row.values()):
                if pd.isna(value):
                    sheet.write_string(i, j, "—", style)
                elif isinstance(value, str):
                    sheet.write_string(i, j, value, style)
                else:
                    sheet.write_number(i, j, int(value), style)
        sheet.freeze_panes(1, 0)
        sheet.write_string(len(table) + 2, 0, summed_up(table))
        book.close()
    return path


def summed_up(table: pd.DataFrame) -> str:
    """One sentence on how many streets reported, did not, or must be asked."""
    streets = {
        state: table.loc[table["状态"] == state, "街道"].replace("", pd.NA).dropna().nunique()
        for state in (REPORTED, ABSENT, DOUBLE)
    }
    unread, flawed = (int((table["状态"] == state).sum()) for state in (UNREADABLE, FLAWED))
    parts = [
        f"已报 {streets[REPORTED]} 个街道",
        f"未报 {streets[ABSENT]} 个",
        f"重复报送待定 {streets[DOUBLE]} 个" if streets[DOUBLE] else "",
        f"另有 {unread} 个文件无法读取" if unread else "",
        f"{flawed} 份汇总表数据有误" if flawed else "",
    ]
    return "，".join(part for part in parts if part) + "。"
