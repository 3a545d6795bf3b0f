"""The workbook as a file: contents, a sheet for each table or figure, 口径与说明, and all results.

Knows XlsxWriter. What stands on the sheets is decided in the modules beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqgz.report.blocks import Table
from sqgz.report.composing.material import Material
from sqgz.report.workbook.comparisons import comparison_sheets
from sqgz.report.workbook.contents import CONTENTS, Entry, write_contents
from sqgz.report.workbook.declarations import declarations_sheet
from sqgz.report.workbook.formats import Formats, TextSheet
from sqgz.report.workbook.judgements import differences_sheet
from sqgz.report.workbook.names import sheet_name
from sqgz.report.workbook.placing import place_sheet
from sqgz.report.workbook.raw_results import RESULTS, write_raw_results
from sqgz.report.workbook.report_tables import table_sheet
from sqgz.report.workbook.sheets import Sheet
from sqgz.report.workbook.surroundings import (
    coverage_sheet,
    localisation_sheet,
    profile_sheets,
    quality_sheets,
)
from sqgz.results import Results
from sqgz.writing import write_beside

_MADE: Final = datetime(2000, 1, 1)  # the same results are the same bytes


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
        page = TextSheet(book.add_worksheet(name), formats)
        place_sheet(book, page, name, sheet, simulated=material.study.source == "simulated")
    write_raw_results(TextSheet(book.add_worksheet(RESULTS), formats), material.results)
    contents.sheet.activate()
