"""One sheet put on its cells: title, way back, sentences, charts, then the areas, one below the other.

Widths and heights are set here, since not every program makes rows as high as their broken lines need.
"""

from __future__ import annotations

from typing import Any

from sqgz.figures.remarks import SIMULATED
from sqgz.report.workbook.charts import add_chart, chart_rows
from sqgz.report.workbook.contents import CONTENTS
from sqgz.report.workbook.formats import TextSheet
from sqgz.report.workbook.names import quoted
from sqgz.report.workbook.sheets import Area, Cell, Number, Sheet

_LINE, _NOTE = 15.0, 13.0  # heights of a line of text and of a note, in points
_SPAN = 8  # columns over which a sentence runs
_WIDEST, _NARROWEST, _FIRST = 46, 9, 26  # widths of columns, in digits
_FIGURE = 8  # digits that a number needs at most


def place_sheet(book: Any, page: TextSheet, name: str, content: Sheet, *, simulated: bool) -> None:
    """Write the sheet onto its page."""
    _Placing(book, page, name, content).write(simulated=simulated)


class _Placing:
    def __init__(self, book: Any, page: TextSheet, name: str, content: Sheet) -> None:
        self.book, self.page, self.name, self.content = book, page, name, content
        self.at = 0
        self.heads: list[int] = []  # the row of headings of each area
        columns = max((len(area.heads) for area in content.areas), default=1)
        self.widths = [_column_width(content.areas, column) for column in range(max(columns, _SPAN))]

    def write(self, *, simulated: bool) -> None:
        """The whole sheet; charts refer to rows that are known only when all areas stand."""
        self.page.lay_out()
        for column, width in enumerate(self.widths):
            self.page.sheet.set_column(column, column, width)
        self._opening(simulated=simulated)
        places = []
        for chart in self.content.charts:
            places.append(self.at)
            self.at += chart_rows(chart, self.content.areas[chart.area])
        for area in self.content.areas:
            self._area(area)
        for chart, place in zip(self.content.charts, places, strict=True):
            area = self.content.areas[chart.area]
            add_chart(self.book, self.page.sheet, chart, area, quoted(self.name), self.heads[chart.area], place)  # fmt: skip

    def _opening(self, *, simulated: bool) -> None:
        self.page.text(0, 0, self.content.title + (f"（{SIMULATED}）" if simulated else ""), "title")
        self.page.link(1, 0, CONTENTS, "返回目录")
        self.at = 2
        for sentence in self.content.sentences:
            self._spanned(sentence, _LINE, "sentence")
        self.at += 1

    def _spanned(self, text: str, line: float, style: str) -> None:
        lines = -(-text_width(text) // sum(self.widths[:_SPAN]))
        self.page.spanned(self.at, _SPAN, text, line * lines + 2, style)
        self.at += 1

    def _area(self, area: Area) -> None:
        self.page.text(self.at, 0, area.title, "area")
        self.heads.append(self.at + 1)
        self.at += 1
        if area.heads:
            self._table(area)
        for note in area.notes:
            self._spanned(note, _NOTE, "note")
        self.at += 1

    def _table(self, area: Area) -> None:
        for column, head in enumerate(area.heads):
            self.page.text(self.at, column, head, "head" if column else "head_left")
        self._height(self.at, area.heads)
        for i, row in enumerate(area.rows, start=self.at + 1):
            for column, cell in enumerate(row):
                self.page.cell(i, column, cell)
            self._height(i, row)
        self.at += 1 + len(area.rows)

    def _height(self, at: int, cells: tuple[Cell, ...]) -> None:
        """Make a row as high as its longest cell needs."""
        lines = max(
            (-(-text_width(cell) // width) for cell, width in zip(cells, self.widths, strict=False) if isinstance(cell, str)),
            default=1,
        )  # fmt: skip
        if lines > 1:
            self.page.sheet.set_row(at, _LINE * lines)


def _column_width(areas: tuple[Area, ...], column: int) -> int:
    """As wide as the texts need, within bounds; headings are broken into lines instead."""
    cells = [row[column] for area in areas for row in area.rows if column < len(row)]
    longest = max((_FIGURE if isinstance(cell, Number) else text_width(cell) for cell in cells), default=0)
    return min(_WIDEST, max(_NARROWEST if column else _FIRST, longest + 2))


def text_width(text: str) -> int:
    """Width of a text in digits; a Chinese character takes two.

    >>> text_width("占比12"), text_width("")
    (6, 0)
    """
    return sum(2 if ord(letter) > 0x2E80 or letter in "“”—…①②③④⑤⑥⑦⑧⑨⑩" else 1 for letter in text)
