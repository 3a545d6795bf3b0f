"""How cells look, and the only place where they are written: text always as text, numbers always as numbers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqgz.report.numbers import HIDDEN, NOT_APPLICABLE
from sqgz.report.workbook.names import quoted
from sqgz.report.workbook.sheets import Cell, Number

BODY_FONT, HEAD_FONT = "宋体", "黑体"
_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = {
    "count": "0", "percent": "0.0%", "points": "0.0", "p": "[<0.001]\"<0.001\";0.000", "decimal": "0.00",
    "exact": "General",
}  # fmt: skip
_LONGEST = 32_767  # letters that Excel takes in a cell
_CELL: dict[str, Any] = {"text_wrap": True, "indent": 1, "bottom": 4, "bottom_color": "#b9b9b9"}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_name": HEAD_FONT, "font_size": 15},
    "area": {"font_name": HEAD_FONT, "font_size": 11},
    "head": {"font_name": HEAD_FONT, "text_wrap": True, "align": "center", "top": 2, "bottom": 1},
    "head_left": {"font_name": HEAD_FONT, "text_wrap": True, "indent": 1, "top": 2, "bottom": 1},
    "sentence": {"text_wrap": True, "valign": "top"},
    "note": {"font_size": 9, "text_wrap": True, "valign": "top", "font_color": "#595959"},
    "link": {"font_color": "#1f4e79", "underline": 1},
    "plain": {},
    "plain_right": {"align": "right"},
    "cell": _CELL,
    "cell_right": {**_CELL, "align": "right"},
}


class Formats:
    """Formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}

    def of(self, style: str, *, shown: str = "", as_text: bool = False) -> Any:
        """The format of that style; `shown` is the form of a number, `as_text` keeps an editor from making a formula."""
        key = (style, shown, as_text)
        if key not in self._made:
            look = {"font_name": BODY_FONT, "font_size": 10, "valign": "vcenter", **_STYLES[style]}
            if shown:
                look |= {"num_format": _NUMBERS[shown], "align": "right"}
            if as_text:
                look |= {"quote_prefix": True}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class TextSheet:
    """A worksheet that takes texts and numbers and never a formula."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self.sheet, self.formats = sheet, formats

    def text(self, row: int, column: int, text: str, style: str = "cell") -> None:
        """A text, whatever it begins with."""
        like = text.startswith(_FORMULA_LIKE)
        self.sheet.write_string(row, column, text[:_LONGEST], self.formats.of(style, as_text=like))

    def cell(self, row: int, column: int, cell: Cell, style: str = "cell") -> None:
        """A number in its form, or a text."""
        if isinstance(cell, Number):
            self.sheet.write_number(row, column, cell.value, self.formats.of(style, shown=cell.form))
        elif cell:
            self.text(row, column, cell, f"{style}_right" if cell in (HIDDEN, NOT_APPLICABLE) else style)
        else:
            self.sheet.write_blank(row, column, None, self.formats.of(style))

    def spanned(self, row: int, columns: int, text: str, height: float, style: str = "sentence") -> None:
        """A sentence across columns, in a row that is high enough for it."""
        like = text.startswith(_FORMULA_LIKE)
        self.sheet.merge_range(row, 0, row, columns - 1, "", self.formats.of(style, as_text=like))
        self.text(row, 0, text, style)
        self.sheet.set_row(row, height)

    def link(self, row: int, column: int, name: str, text: str) -> None:
        """A link to the first cell of another sheet."""
        self.sheet.write_url(row, column, f"internal:{quoted(name)}!A1", self.formats.of("link"), text)

    def lay_out(self) -> None:
        """A4 across, one page wide, page numbers below."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C— &P —")
        self.sheet.hide_gridlines(2)

    @cached_property
    def name(self) -> str:
        """Name of the sheet."""
        return str(self.sheet.get_name())
