"""The head of a table: which heading spans which columns and rows, told from repeated texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class HeadCell:
    """A cell of the head: it spans the columns `start` to `stop` (exclusive); `down` is how many rows it covers.

    `down` is 0 where the cell is covered by the one above.
    """

    text: str
    start: int
    stop: int
    down: int = 1


def head_cells(heads: Sequence[Sequence[str]]) -> list[list[HeadCell]]:
    """The cells of each row of the head, from left to right.

    A text of a row above the last spans as many columns as it is repeated for; a cell below that is empty or says the
    same belongs to the one above.

    >>> head_cells([("街道", "户口", "户口"), ("街道", "人数", "占比")])[0]
    [HeadCell(text='街道', start=0, stop=1, down=2), HeadCell(text='户口', start=1, stop=3, down=1)]
    """
    return [_row(heads, row) for row in range(len(heads))]


def _row(heads: Sequence[Sequence[str]], row: int) -> list[HeadCell]:
    cells = []
    start = 0
    while start < len(heads[row]):
        above = _covering(heads, row, start)
        if above is None:
            stop = _stop(heads, row, start)
            cells.append(HeadCell(heads[row][start], start, stop, _down(heads, row, start, stop)))
        else:
            top, start, stop = above
            cells.append(HeadCell(heads[top][start], start, stop, down=0))
        start = stop
    return cells


def _covering(heads: Sequence[Sequence[str]], row: int, column: int) -> tuple[int, int, int] | None:
    """The cell above that covers this place: its row and columns; None if there is none."""
    for top in range(row):
        start = 0
        while start <= column:
            stop = _stop(heads, top, start)
            if start <= column < stop and _down(heads, top, start, stop) > row - top:
                return top, start, stop
            start = stop
    return None


def _stop(heads: Sequence[Sequence[str]], row: int, start: int) -> int:
    """The column at which the heading that begins there ends; in the last row each column has its own."""
    stop = start + 1
    if row < len(heads) - 1:
        while stop < len(heads[row]) and _same_group(heads, row, stop):
            stop += 1
    return stop


def _same_group(heads: Sequence[Sequence[str]], row: int, column: int) -> bool:
    """Whether the column stands under the same heading as the one before, in this row and all above."""
    return all(heads[upper][column] == heads[upper][column - 1] for upper in range(row + 1))


def _down(heads: Sequence[Sequence[str]], row: int, start: int, stop: int) -> int:
    """How many rows the heading covers, itself included."""
    text, down = heads[row][start], 1
    for below in heads[row + 1 :]:
        if any(one not in ("", text) for one in below[start:stop]):
            break
        down += 1
    return down
