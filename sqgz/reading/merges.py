"""Merged ranges: where a value that is written once holds for several rows.

Filling down outside a merged range would invent values; inside one it only says what the sheet shows.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sqgz.reading.grids import EMPTY, Grid
from sqgz.reading.sheets import column_letter

_SHOWN = 3


class Merge(NamedTuple):
    """One merged range, first and last row and column counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_tall(self) -> bool:
        """Whether it spans more than one row."""
        return self.bottom > self.top

    @property
    def is_wide(self) -> bool:
        """Whether it spans more than one column."""
        return self.right > self.left

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell lies inside the range."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        first = f"{column_letter(self.left)}{self.top + 1}"
        return f"{first}:{column_letter(self.right)}{self.bottom + 1}"


def fill_down(
    grid: Grid, merges: Sequence[Merge], *, reasons: npt.NDArray[np.object_], labels: dict[int, str]
) -> tuple[Grid, list[str]]:
    """Grid whose data rows show the value of the merged range they lie in, and a remark per filled column.

    `reasons`: one per row of the grid, "" for a data row; other rows neither give nor take a value, except
    that an example row may stand at the head of a range. `labels`: column index → heading.
    """
    notes = []
    for column, label in labels.items():
        sources = np.arange(grid.height)
        filled = []
        for merge in merges:
            if merge.left != column or not merge.is_tall or merge.top >= grid.height:
                continue
            if grid.kinds[merge.top, column] == EMPTY or reasons[merge.top] not in ("", "示例行"):
                continue
            below = [
                row
                for row in range(merge.top + 1, min(merge.bottom + 1, grid.height))
                if reasons[row] == "" and grid.kinds[row, column] == EMPTY
            ]
            if below:
                sources[below] = merge.top
                filled.append(merge)
        if filled:
            grid = grid.gathered(column, sources)
            shown = "、".join(str(merge) for merge in filled[:_SHOWN])
            more = f" 等 {len(filled)} 处" if len(filled) > _SHOWN else ""
            notes.append(
                f"{column_letter(column)}列“{label}”: 合并单元格 {shown}{more}，已按合并范围向下填充"
            )
    return grid, notes
