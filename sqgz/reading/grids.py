"""The used area of one sheet before anything is known about it: text and kind of every cell, by column.

Values of Python leave row by row and are turned into columns block by block, so that a sheet of a million
cells never exists as a million Python objects. Grids know nothing of headings.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

TEXT, NUMBER, DATE, BOOLEAN, ERROR = range(5)
EMPTY = -1
_BLOCK = 4096
_TEXT_TYPE = pa.large_string()


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells from A1 to the last used one; rows and columns are counted from 0 here.

    `columns`: one array of text per column, null where the cell is empty (nothing, or only white space).
    `kinds`: int8, rows × columns: TEXT, NUMBER, DATE, BOOLEAN, ERROR, or EMPTY.
    """

    columns: tuple[Any, ...]
    kinds: npt.NDArray[np.int8]

    @property
    def height(self) -> int:
        """Number of rows."""
        return int(self.kinds.shape[0])

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.kinds.shape[1])

    @property
    def filled(self) -> npt.NDArray[np.bool_]:
        """Boolean array, rows × columns: which cells hold something."""
        return self.kinds != EMPTY

    def row(self, index: int) -> list[str | None]:
        """Texts of one row, null where a cell is empty."""
        return [column[index].as_py() for column in self.columns]

    def head(self, depth: int) -> list[list[str | None]]:
        """Texts of the first rows, null where a cell is empty."""
        columns = [column[:depth].to_pylist() for column in self.columns]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(depth)]

    def trimmed(self) -> "Grid":
        """The same grid without empty rows at its end and empty columns at its right."""
        filled = self.filled
        height = int(np.flatnonzero(filled.any(axis=1)).max(initial=-1)) + 1
        width = int(np.flatnonzero(filled.any(axis=0)).max(initial=-1)) + 1
        columns = tuple(column[:height] for column in self.columns[:width])
        return Grid(columns, self.kinds[:height, :width])

    def with_errors(self, errors: Sequence[tuple[int, int, str]]) -> "Grid":
        """The same grid with error values written in; each is row, column, text such as "#N/A"."""
        height = max([self.height, *(row + 1 for row, _, _ in errors)])
        width = max([self.width, *(column + 1 for _, column, _ in errors)])
        kinds = np.full((height, width), EMPTY, dtype=np.int8)
        kinds[: self.height, : self.width] = self.kinds
        empty = pa.nulls(height, _TEXT_TYPE)
        columns = [_lengthened(column, height) for column in self.columns]
        columns += [empty] * (width - self.width)
        by_column: dict[int, dict[int, str]] = {}
        for row, column, text in errors:
            by_column.setdefault(column, {})[row] = text
            kinds[row, column] = ERROR
        for column, texts in by_column.items():
            mask = np.zeros(height, dtype=bool)
            mask[list(texts)] = True
            values = pa.array([texts[row] for row in sorted(texts)], _TEXT_TYPE)
            columns[column] = pc.replace_with_mask(columns[column], pa.array(mask), values)
        return Grid(tuple(columns), kinds)

    def emptied(self, column: int) -> "Grid":
        """The same grid with nothing in one column."""
        columns = list(self.columns)
        columns[column] = pa.nulls(self.height, _TEXT_TYPE)
        kinds = self.kinds.copy()
        kinds[:, column] = EMPTY
        return Grid(tuple(columns), kinds)

    def gathered(self, column: int, sources: npt.NDArray[np.intp]) -> "Grid":
        """The same grid where row i of one column shows what stood in row `sources[i]`."""
        columns = list(self.columns)
        columns[column] = columns[column].take(pa.array(sources))
        kinds = self.kinds.copy()
        kinds[:, column] = self.kinds[sources, column]
        return Grid(tuple(columns), kinds)


def build_grid(rows: Iterable[Sequence[object]], *, first_column: int = 0) -> Grid:
    """Grid of rows of Python values, trimmed; rows may differ in length.

    `first_column`: how many empty columns stand to the left of the values. Raises TypeError for a value
    that no cell can hold.
    """
    blocks: list[list[tuple[Any, npt.NDArray[np.int8]]]] = []
    heights: list[int] = []
    source = iter(rows)
    while rows_of_block := list(islice(source, _BLOCK)):
        heights.append(len(rows_of_block))
        blocks.append([_convert(cells) for cells in zip_longest(*rows_of_block, fillvalue="")])
    width = max((len(block) for block in blocks), default=0)
    kinds = np.full((sum(heights), first_column + width), EMPTY, dtype=np.int8, order="F")
    columns: list[Any] = [pa.nulls(sum(heights), _TEXT_TYPE)] * first_column
    for index in range(width):
        pieces = []
        start = 0
        for block, height in zip(blocks, heights, strict=True):
            if index < len(block):
                pieces.append(block[index][0])
                kinds[start : start + height, first_column + index] = block[index][1]
            else:
                pieces.append(pa.nulls(height, _TEXT_TYPE))
            start += height
        columns.append(pa.concat_arrays(pieces))
    return Grid(tuple(columns), kinds).trimmed()


def number_text(value: float) -> str:
    """Text of a number: whole ones without a decimal point, others in the shortest form that reads back.

    >>> number_text(41.0), number_text(1985.1), number_text(-0.0), number_text(1e300), number_text(float("inf"))
    ('41', '1985.1', '0', '1e+300', 'inf')
    """
    if abs(value) < 2**63 and value == int(value):  # an infinite one is not below, a NaN neither
        return str(int(value))
    return repr(float(value))


def moment_text(value: datetime) -> str:
    """Text of a date with time, to the second; midnight is the date alone.

    >>> moment_text(datetime(2024, 6, 1, 9, 29, 59, 999990)), moment_text(datetime(2024, 6, 1))
    ('2024-06-01 09:30:00', '2024-06-01')
    """
    value = (value + timedelta(microseconds=500_000)).replace(microsecond=0, tzinfo=None)
    return value.isoformat(sep=" ") if value.time() != time(0) else value.date().isoformat()


def span_text(value: timedelta) -> str:
    """Text of a length of time as hours, minutes, seconds.

    >>> span_text(timedelta(days=1, hours=12))
    '36:00:00'
    """
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _time_text(value: time) -> str:
    return value.replace(microsecond=0).isoformat()


def _boolean_text(value: bool) -> str:
    return "TRUE" if value else "FALSE"


_KIND: dict[type, int] = {
    str: TEXT,
    float: NUMBER,
    int: NUMBER,
    bool: BOOLEAN,
    date: DATE,
    datetime: DATE,
    time: DATE,
    timedelta: DATE,
}
_WRITE: dict[type, Callable[[Any], str]] = {
    str: lambda value: value,
    float: number_text,
    int: str,
    bool: _boolean_text,
    date: date.isoformat,
    datetime: moment_text,
    time: _time_text,
    timedelta: span_text,
}


def _convert(cells: Sequence[object]) -> tuple[Any, npt.NDArray[np.int8]]:
    """Text and kinds of the cells of one column of one block."""
    types = set(map(type, cells))
    if types == {str}:
        texts = pa.array(cells, _TEXT_TYPE)
        kinds = np.zeros(len(cells), dtype=np.int8)
    else:
        unknown = types - _KIND.keys()
        if unknown:
            raise TypeError(f"a cell cannot hold {sorted(t.__name__ for t in unknown)}")
        texts = pa.array([_WRITE[type(cell)](cell) for cell in cells], _TEXT_TYPE)
        kinds = np.fromiter((_KIND[type(cell)] for cell in cells), dtype=np.int8, count=len(cells))
    blank = pc.or_(pc.equal(texts, ""), pc.utf8_is_space(texts))
    if pc.any(blank).as_py():
        texts = pc.if_else(blank, pa.scalar(None, _TEXT_TYPE), texts)
        kinds[blank.to_numpy(zero_copy_only=False)] = EMPTY
    return texts, kinds


def _lengthened(column: Any, height: int) -> Any:
    """The column with nulls below it, `height` rows in all."""
    if len(column) == height:
        return column
    return pa.concat_arrays([column, pa.nulls(height - len(column), _TEXT_TYPE)])
