"""The sheet 结果表: every row of the results as they are, for those who look a number up or compute with it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sqgz.report.numbers import HIDDEN, is_withheld
from sqgz.report.workbook.contents import CONTENTS
from sqgz.report.workbook.formats import TextSheet
from sqgz.report.workbook.sheets import Number
from sqgz.results import Results
from sqgz.results.schema import COLUMNS, COUNTS, FLOATS

RESULTS = "结果表"
_HEAD = 2  # row of headings: title and way back stand above
_LABELS = {
    "comparison": "比较", "inference": "推断", "stratum": "层", "by": "分组变量", "group": "组", "against": "对照组",
    "outcome": "变量", "category": "类别", "stat": "统计量", "of": "占比方向", "method": "方法", "value": "数值",
    "low": "下限", "high": "上限", "error": "标准误", "df": "自由度", "df2": "分母自由度", "p_value": "p",
    "p_plain": "不计群的p", "p_permutation": "置换p", "p_adjusted": "校正后p", "count": "人数", "base": "基数",
    "missing": "未填或待核", "skipped": "未问到", "clusters": "群数", "clusters_against": "对照组群数", "cluster": "群",
    "deff": "设计效应", "family": "比较族", "finding": "结论", "text": "文字", "warnings": "注意",
}  # fmt: skip
_NUMERIC = {*FLOATS, *COUNTS, "deff"}


def write_raw_results(page: TextSheet, results: Results) -> None:
    """Write every row; numbers that are withheld are *."""
    page.lay_out()
    page.text(0, 0, "结果表：一行一个数，列名下为其在 results.csv 中的名称", "title")
    page.link(1, 0, CONTENTS, "返回目录")
    for column, name in enumerate(COLUMNS):
        page.text(_HEAD, column, f"{_LABELS[name]}\n{name}", "head")
    for i, row in enumerate(results.frame.to_dict("records"), start=_HEAD + 1):
        for column, name in enumerate(COLUMNS):
            _write(page, i, column, row, name)
    page.sheet.set_column(0, len(COLUMNS) - 1, 12)
    page.sheet.set_row(_HEAD, 32)
    page.sheet.freeze_panes(_HEAD + 1, 1)
    page.sheet.autofilter(_HEAD, 0, _HEAD + max(len(results.frame), 1), len(COLUMNS) - 1)


def _write(page: TextSheet, at: int, column: int, row: dict[Any, Any], name: str) -> None:
    value = row[name]
    if name not in _NUMERIC:
        if value:
            page.text(at, column, str(value), "plain")
    elif row["text"] == HIDDEN or is_withheld(row, name):
        page.text(at, column, HIDDEN, "plain")
    elif not pd.isna(value):
        page.cell(at, column, Number(float(value), "exact"), "plain")
