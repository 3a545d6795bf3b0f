"""The workbook as a file: contents, a sheet for each table or figure, 口径与说明, and all results.

Knows XlsxWriter. What stands on the sheets is decided in the modules beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqgz.figures.remarks import SIMULATED
from sqgz.report.blocks import Table
from sqgz.report.composing.material import Material
from sqgz.report.workbook.charts import add_chart, chart_rows
from sqgz.report.workbook.comparisons import comparison_sheets
from sqgz.report.workbook.contents import CONTENTS, Entry, write_contents
from sqgz.report.workbook.declarations import declarations_sheet
from sqgz.report.workbook.formats import Formats, TextSheet
from sqgz.report.workbook.judgements import differences_sheet
from sqgz.report.workbook.names import quoted, sheet_name
from sqgz.report.workbook.raw_results import RESULTS, write_raw_results
from sqgz.report.workbook.report_tables import table_sheet
from sqgz.report.workbook.sheets import Area, Cell, Sheet
from sqgz.report.workbook.surroundings import (
    coverage_sheet,
    localisation_sheet,
    profile_sheets,
    quality_sheets,
)
from sqgz.results import Results
from sqgz.writing import write_beside

_MADE: Final = datetime(2000, 1, 1)  # the same results are the same bytes
_LINE, _NOTE, _LETTERS = 18, 14, 62  # heights of a line in points, letters of a sentence that a line holds
_SPAN = 8  # columns over which a sentence runs
_WIDEST, _NARROWEST, _FIRST = 44, 9, 26


def write_workbook(results: Results, path: Path | str, tables: Sequence[Table] | None = None) -> None:
    """Nothing; writes 图表底稿.xlsx of the results, whole or not at all.

    `tables` are the report's: the contents then name each by its number there, and those that no sheet of the
    workbook holds get one. The same results give the same bytes. Raises InputError if the file cannot be written.
    """
    import xlsxwriter

    path = Path(path)
    material = Material(results)
    sheets = list(_sheets(material, tables or ()))
    with write_beside(path) as temporary:
        book = xlsxwriter.Workbook(
            os.fspath(temporary),
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        book.set_properties({"title": f"{results.study.title} 图表底稿", "created": _MADE})
        _write(book, material, sheets, tables or ())
        book.close()


def _sheets(material: Material, tables: Sequence[Table]) -> Iterator[Sheet]:
    """Every sheet, in the order of the contents; the report's own tables where no sheet holds them."""
    found = [
        differences_sheet(material),
        *comparison_sheets(material),
        localisation_sheet(material),
        *profile_sheets(material),
        coverage_sheet(material),
        *quality_sheets(material),
    ]
    held = [sheet for sheet in found if sheet is not None]
    names = {sheet.name for sheet in held}
    yield from held
    yield from (table_sheet(material, table) for table in tables if table.name not in names)
    yield declarations_sheet(material)


def _write(book: Any, material: Material, sheets: Sequence[Sheet], tables: Sequence[Table]) -> None:
    formats = Formats(book)
    numbers = {table.name: f"表{i}" for i, table in enumerate(tables, start=1)}
    names = [sheet_name(sheet.title, i) for i, sheet in enumerate(sheets, start=1)]
    entries = [
        Entry(name, sheet.kind, sheet.title, len(sheet.charts), numbers.get(sheet.name, ""))
        for name, sheet in zip(names, sheets, strict=True)
    ]
    entries.append(Entry(RESULTS, "结果", "全部结果（一行一个数）", 0, ""))
    contents = TextSheet(book.add_worksheet(CONTENTS), formats)
    write_contents(contents, material.study, entries)
    for name, sheet in zip(names, sheets, strict=True):
        page = _Page(book, TextSheet(book.add_worksheet(name), formats), name, sheet)
        page.write(simulated=material.study.source == "simulated")
    write_raw_results(TextSheet(book.add_worksheet(RESULTS), formats), material.results)
    contents.sheet.activate()


class _Page:
    """Writes one sheet: title, way back, sentences, charts, then the areas, one below the other."""

    def __init__(self, book: Any, page: TextSheet, name: str, content: Sheet) -> None:
        self.book, self.page, self.name, self.content = book, page, name, content
        self.at = 0
        self.heads: list[int] = []  # the row of headings of each area

    def write(self, *, simulated: bool) -> None:
        """The whole sheet; where charts stand is known before the areas, what they refer to after."""
        self.page.lay_out()
        self._widths()
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
        title = self.content.title + (f"（{SIMULATED}）" if simulated else "")
        self.page.text(0, 0, title, "title")
        self.page.link(1, 0, CONTENTS, "返回目录")
        self.at = 2
        for sentence in self.content.sentences:
            lines = -(-len(sentence) // _LETTERS)
            self.page.spanned(self.at, _SPAN, sentence, _LINE * lines)
            self.at += 1
        self.at += 1

    def _area(self, area: Area) -> None:
        self.page.text(self.at, 0, area.title, "area")
        self.heads.append(self.at + 1)
        for column, head in enumerate(area.heads):
            self.page.text(self.at + 1, column, head, "head" if column else "head_left")
        for i, row in enumerate(area.rows):
            for column, cell in enumerate(row):
                self.page.cell(self.at + 2 + i, column, cell)
        self.at += 2 + len(area.rows)
        for note in area.notes:
            self.page.spanned(self.at, _SPAN, note, _NOTE * -(-len(note) // _LETTERS), "note")
            self.at += 1
        self.at += 1

    def _widths(self) -> None:
        """Each column as wide as its texts need, within bounds; long texts are broken into lines."""
        columns = max((len(area.heads) for area in self.content.areas), default=1)
        for column in range(columns):
            cells: list[Cell] = [
                row[column] for area in self.content.areas for row in area.rows if column < len(row)
            ]
            longest = max((_width(cell) for cell in cells if isinstance(cell, str)), default=0)
            least = _FIRST if column == 0 else _NARROWEST
            self.page.sheet.set_column(column, column, min(_WIDEST, max(least, longest + 2)))


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 or letter in "“”—…" else 1 for letter in text)
