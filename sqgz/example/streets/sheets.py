"""A sheet as cells, merges and hidden columns, and its two forms on disk.

Kept apart from what stands in it, because one street still sends .xls. Rows and columns count from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

import xlsxwriter

from sqgz.example.lines import Value
from sqgz.example.streets.binary import workbook_stream
from sqgz.example.streets.compound import compound_file

CREATED: Final = datetime(2024, 7, 5, 9, 0)
Merge = tuple[int, int, int, int]


@dataclass
class Sheet:
    """A named sheet; `merges` are (first row, first column, last row, last column), both ends included."""

    name: str
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, value: Value) -> None:
        """Write a value; an empty text leaves the cell empty."""
        if value != "":
            self.cells[row, column] = value

    def merge(self, rows: tuple[int, int], columns: tuple[int, int], value: Value) -> None:
        """Write a value over a block of cells; a block of one is a cell."""
        self.put(rows[0], columns[0], value)
        if rows[0] != rows[1] or columns[0] != columns[1]:
            self.merges.append((rows[0], columns[0], rows[1], columns[1]))


def write_xlsx(path: Path, sheets: Sequence[Sheet], *, title: str) -> None:
    """Write the sheets as .xlsx; the same sheets give the same bytes."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties({"title": title, "author": "模拟数据", "created": CREATED})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        centred = book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for top, left, bottom, right in sheet.merges:
                page.merge_range(top, left, bottom, right, "", centred)
            starts = {(top, left) for top, left, _, _ in sheet.merges}
            for (row, column), value in sheet.cells.items():
                look = centred if (row, column) in starts else None
                if isinstance(value, date):
                    page.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    page.write_string(row, column, value, look)
                else:
                    page.write_number(row, column, value, look)
            for column in sorted(sheet.hidden):
                page.set_column(column, column, None, None, {"hidden": True})


def write_xls(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets as .xls (BIFF8)."""
    parts = [(sheet.name, _numbers(sheet), sheet.merges, sheet.hidden) for sheet in sheets]
    path.write_bytes(compound_file({"Workbook": workbook_stream(parts)}))


def _numbers(sheet: Sheet) -> dict[tuple[int, int], str | float | date]:
    """Cells in the order in which a binary sheet must hold them."""
    return {
        place: value if isinstance(value, (str, date)) else float(value)
        for place, value in sorted(sheet.cells.items())
    }
