"""数据变动对照表.xlsx: the changes of one document as a workbook, which says in its properties of which document it is."""

from __future__ import annotations

import datetime
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from sqgz.report.living.changes import COLUMNS, TOLD, Changes

_ABOUT = "sqgz 文档"  # the property by which a list is known
_CUSTOM = "docProps/custom.xml"
_LARGEST = 1 << 20
_WIDTHS = (16, 34, 60, 34, 30, 30, 14)
_MADE = datetime.datetime(2000, 1, 1)  # a fixed one: the same changes are the same bytes
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    OSError,
    RuntimeError,
    NotImplementedError,
    etree.XMLSyntaxError,
)


def read_about(path: Path) -> str | None:
    """The document of which the workbook at that path lists the changes; None if it is no list of ours."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_CUSTOM) as stream:
            root = etree.fromstring(stream.read(_LARGEST), parser)
    except _DAMAGED:
        return None
    found = [one for one in root if isinstance(one.tag, str) and one.get("name") == _ABOUT]
    return "".join(found[0].itertext()).strip() if found else None


def write_list(changes: Changes, target: Path, about: str) -> None:
    """Write 数据变动对照表 of the document of that name: a heading row, one row for each change, texts only."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "数据变动对照表", "created": _MADE})
    book.set_custom_property(_ABOUT, about)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E2EC", "valign": "vcenter"})
    plain, marked = (
        book.add_format({"border": 1, "text_wrap": True, "valign": "top"} | more)
        for more in ({}, {"bg_color": "#FFF2B3"})
    )
    page = book.add_worksheet("数据变动对照表")
    page.freeze_panes(1, 0)
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, name, head)
    rows: list[list[Any]] = changes.frame.to_numpy().tolist()
    for number, row in enumerate(rows, start=1):
        form = marked if changes.items[number - 1].kind in TOLD else plain
        for column, text in enumerate(row):
            page.write_string(number, column, str(text), form)
    if not rows:
        page.write_string(1, 0, "各处数字与现有数据一致，没有变动。", plain)
    page.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
