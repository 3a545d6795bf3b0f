"""The sheet 填报说明 as it looks: sections of lines, each as high as its text needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from sqgz.forms.explaining import Section

EXPLANATION: Final = "填报说明"
HEAD_FONT: Final = "黑体"


def write_explanation(book: Any, sheet: Any, sections: Sequence[Section]) -> None:
    """Write the sections onto a sheet."""
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 74)
    title = book.add_format(
        {"font_size": 16, "font_name": HEAD_FONT, "bold": True, "align": "center", "valign": "vcenter"}
    )
    head = book.add_format(
        {
            "font_name": HEAD_FONT,
            "font_size": 12,
            "font_color": "#1F3550",
            "bottom": 1,
            "bottom_color": "#2F5D8A",
        }
    )
    look = {"text_wrap": True, "valign": "top", "top": 1, "top_color": "#E3E8EE"}
    about = book.add_format({"bold": True, **look})
    plain = book.add_format(look)
    sheet.merge_range(0, 0, 0, 2, EXPLANATION, title)
    sheet.set_row(0, 30)
    row = 1
    for section in sections:
        if not section.lines:
            continue
        row += 1
        for column in range(3):
            sheet.write_string(row, column, section.heading if column == 0 else "", head)
        sheet.set_row(row, 22)
        row += 1
        for line in section.lines:
            sheet.write_string(row, 0, line.title, about)
            if line.choice:
                sheet.write_string(row, 1, line.choice, plain)
                sheet.write_string(row, 2, line.text, plain)
                lines = max(_lines(line.choice, 24), _lines(line.text, 72))
            else:
                sheet.merge_range(row, 1, row, 2, line.text, plain)
                lines = _lines(line.text, 98)
            sheet.set_row(row, 16 * max(lines, _lines(line.title, 20)) + 3)
            row += 1
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)


def _lines(text: str, width: int) -> int:
    return max(1, math.ceil(width_of(text) / width))


def width_of(text: str) -> int:
    """Width of a text in half characters."""
    return sum(1 if character.isascii() else 2 for character in text)
