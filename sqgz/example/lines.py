"""A line of a file with what an honest cleaner must make of it: the form in which the truth is kept.

Knows neither how a line is drawn nor in which row of a sheet it will stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

Value = str | int | float | date
ROW_EXPECTED: Final = ("record", "joined", "duplicate", "not_data", "rejected")
CELL_EXPECTED: Final = ("mapped", "review", "missing", "skipped")
TRUTH_COLUMNS: Final = ("file", "sheet", "row", "column", "variable", "key", "expect")


@dataclass(frozen=True)
class Cell:
    """What is true of one variable (`key`) and what its text allows (`expect`), for the cell under a heading."""

    column: str
    variable: str
    key: str
    expect: str

    def __post_init__(self) -> None:
        if self.expect not in CELL_EXPECTED:
            raise ValueError(f"expect must be one of {CELL_EXPECTED}, not {self.expect!r}")


@dataclass(frozen=True)
class Line:
    """One line of a file: values by heading, the action its row must get, and the truth of its cells."""

    values: dict[str, Value]
    expect: str
    cells: tuple[Cell, ...] = ()

    def __post_init__(self) -> None:
        if self.expect not in ROW_EXPECTED:
            raise ValueError(f"expect must be one of {ROW_EXPECTED}, not {self.expect!r}")


@dataclass
class Truth:
    """The truth of all files, row by row; holds no name, phone, ID number or address."""

    rows: list[tuple[str, str, int, str, str, str, str]] = field(default_factory=list)

    def add(self, file: str, sheet: str, row: int, line: Line) -> None:
        """Take in a line that stands in this row (from 1) of a sheet."""
        self.add_row(file, sheet, row, line.expect)
        for cell in line.cells:
            self.rows.append((file, sheet, row, cell.column, cell.variable, cell.key, cell.expect))

    def add_row(self, file: str, sheet: str, row: int, expect: str) -> None:
        """Take in a row without cells of interest, such as a total."""
        self.rows.append((file, sheet, row, "", "", "", expect))


def write_truth(path: Path, truths: Iterable[Truth]) -> None:
    """Write the truth as CSV with the columns of `TRUTH_COLUMNS`; no field holds a comma or a quote."""
    rows = [",".join(TRUTH_COLUMNS)]
    rows += [",".join(str(part) for part in row) for truth in truths for row in truth.rows]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
