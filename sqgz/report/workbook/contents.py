"""The sheet 目录: what the workbook holds, each a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqgz.figures.remarks import source_line
from sqgz.report.workbook.formats import TextSheet
from sqgz.study import Study

CONTENTS = "目录"
_HEADS = ("序号", "类别", "内容", "图", "报告中的编号")
_HOW = "点击内容可到该表页；各表页的图均可编辑，改动表中的数，图随之改变。"
_WIDTHS = (8, 12, 60, 8, 16)


@dataclass(frozen=True)
class Entry:
    """A line of the contents: name of the sheet, its kind and title, how many charts, its number in the report."""

    sheet: str
    kind: str
    title: str
    charts: int
    numbered: str


def write_contents(page: TextSheet, study: Study, entries: Sequence[Entry]) -> None:
    """Write the contents; the last column only if the report's numbers are known."""
    known = any(entry.numbered for entry in entries)
    page.lay_out()
    page.text(0, 0, f"{study.title}　图表底稿", "title")
    for row, text in enumerate((source_line(study), _HOW), start=1):
        page.spanned(row, 3, text, 16, "note")
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        page.sheet.set_column(column, column, width)
        if known or column < len(_HEADS) - 1:
            page.text(4, column, head, "head_left")
    for i, entry in enumerate(entries):
        row = 5 + i
        page.text(row, 0, str(i + 1))
        page.text(row, 1, entry.kind)
        page.link(row, 2, entry.sheet, entry.title)
        page.text(row, 3, f"{entry.charts}幅" if entry.charts else "—")
        if known:
            page.text(row, 4, entry.numbered or "—")
    page.sheet.freeze_panes(5, 0)
