"""What every figure does alike: open a page or take the axes brought, remember the numbers, check the characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sqgz.figures.fonts import check_characters
from sqgz.figures.layouts import Block, Rows, Surroundings
from sqgz.figures.pages import dress_given, open_page, texts_in
from sqgz.figures.plotted import Plotted, remember
from sqgz.figures.theme import page_size, themed


@dataclass(frozen=True, eq=False)
class Canvas:
    """Axes to draw on, one for each block, with the block, its rows and the width of its picture in points."""

    axes: Sequence[Axes]
    rows: Sequence[Rows]
    widths: Sequence[float]
    blocks: Sequence[Block]

    @property
    def drawn(self) -> Axes | np.ndarray[Any, Any]:
        """What a plotting function returns: the axes, or an array of them if there are several."""
        if len(self.axes) == 1:
            return self.axes[0]
        found = np.empty(len(self.axes), dtype=object)
        found[:] = list(self.axes)
        return found


@contextmanager
def open_canvas(
    size: str,
    options: Sequence[Sequence[Sequence[Block]]],
    around: Surroundings,
    *,
    ax: Axes | Sequence[Axes] | None,
    plotted: Plotted,
) -> Iterator[Canvas]:
    """A canvas for the blocks: a page of our own with the first option that fits, or the axes in `ax`.

    On leaving without an error the numbers are remembered with the first axes. Raises InputError for characters the
    font lacks, ValueError if `ax` holds another number of axes than there are blocks.
    """
    page = page_size(size)
    with themed():
        if ax is None:
            with open_page(page, options, around) as opened:
                canvas = Canvas(opened.axes, opened.rows, opened.widths, opened.blocks)
                yield canvas
        else:
            given = [ax] if isinstance(ax, Axes) else list(np.ravel(np.asarray(ax, dtype=object)))
            blocks = [block for column in options[0] for block in column]
            if len(given) != len(blocks):
                raise ValueError(f"ax holds {len(given)} axes, the figure needs {len(blocks)}")
            last = len(blocks) - 1
            parts = [_part(around, first=i == 0, last=i == last) for i in range(len(blocks))]
            dressed = [
                dress_given(one, block, part, page.types[0])
                for one, block, part in zip(given, blocks, parts, strict=True)
            ]
            canvas = Canvas(given, [rows for rows, _ in dressed], [wide for _, wide in dressed], blocks)
            yield canvas
            check_characters(text for one in given for text in texts_in(one))
    remember(canvas.axes[0], plotted)


def _part(around: Surroundings, *, first: bool, last: bool) -> Surroundings:
    """What of the surroundings hangs on one of several axes: legend and unit on the first, notes on the last."""
    return Surroundings(
        legend=around.legend if first else (),
        unit=around.unit if first else "",
        foot=around.foot if last else (),
    )
