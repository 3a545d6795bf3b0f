"""What stands on a sheet before it is written: areas of cells, and charts that refer to those cells.

Numbers stay numbers, unrounded, with the form in which they are shown; knows nothing of XlsxWriter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from sqgz.report.numbers import HIDDEN, NO_SHARES, NOT_APPLICABLE, is_withheld

Form = Literal["count", "percent", "points", "p", "decimal", "exact"]
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Number:
    """A number with all its digits, and the form in which a cell shows it."""

    value: float
    form: Form


Cell = str | Number


@dataclass(frozen=True)
class Area:
    """A table on a sheet: title, one row of headings, rows of cells, notes below; without headings only title and notes.

    Charts draw the first `drawable` rows only: rows withheld or of too few people stand behind them.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    drawable: int = 0


@dataclass(frozen=True)
class Series:
    """One series of a chart: the column of its values and its colour.

    `reach` are the columns that hold how far the interval goes down and up from the value; `colours` colour single bars.
    """

    column: int
    colour: str
    reach: tuple[int, int] | None = None
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A native chart of an area (its place among the sheet's areas): bars named by the column `label`."""

    kind: Literal["stacked", "bars", "gaps", "pyramid"]
    title: str
    area: int
    series: tuple[Series, ...]
    axis: str
    label: int = 0
    form: Form = "percent"
    rows: int | None = None  # None: the drawable ones


@dataclass(frozen=True)
class Sheet:
    """One sheet: what it is called in the contents, what it says first, its areas and charts.

    `name` is that of the report's table or picture it belongs to (表:hukou), empty if there is none.
    """

    kind: str
    title: str
    sentences: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    charts: tuple[Chart, ...] = ()
    name: str = ""


def number(row: Record, field: str, form: Form) -> Cell:
    """The field of a row of results as a cell: * where it is withheld, — where there is none, else the number.

    >>> number({"value": 0.125, "text": "", "stat": "difference"}, "value", "points")
    Number(value=12.5, form='points')
    >>> number({"value": 0.5, "base": 12, "text": "", "stat": "share"}, "value", "percent")
    '—'
    """
    if is_withheld(row, field):
        return HIDDEN
    value = row[field]
    if value is None or pd.isna(value) or not math.isfinite(value):
        return NOT_APPLICABLE
    if form == "percent" and row["stat"] == "share" and too_few(row):
        return NOT_APPLICABLE
    if form == "count":
        return Number(int(value), form)
    return Number(100 * float(value) if form == "points" else float(value), form)


def too_few(row: Record) -> bool:
    """Whether a share is of so few people that no percentage is shown."""
    return not pd.isna(row["base"]) and int(row["base"]) < NO_SHARES


def drawable_first(rows: Sequence[tuple[Cell, ...]], columns: Sequence[int]) -> tuple[list[int], int]:
    """Order of the rows in which those with a number in each of the columns come first, and how many these are.

    >>> drawable_first([("甲", "*"), ("乙", Number(0.5, "percent"))], [1])
    ([1, 0], 1)
    """
    drawn = [i for i, row in enumerate(rows) if all(isinstance(row[c], Number) for c in columns)]
    return drawn + [i for i in range(len(rows)) if i not in drawn], len(drawn)
