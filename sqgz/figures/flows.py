"""Whither people go between two answers: 户口 at the left, 居住 at the right, a ribbon of people for each two.

Ribbons have the colour of where they come from, dark to light, and carry their people where they are wide enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sqgz.errors import InputError
from sqgz.figures.crossings import Array, Crossing, read_crossing
from sqgz.figures.drawings import open_canvas
from sqgz.figures.headlines import flow_headline
from sqgz.figures.layouts import Block, Surroundings
from sqgz.figures.lettering import LINE, height, width, wrap
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.theme import FAINT, ink_on, ordered_colours, page_size
from sqgz.results import Results
from sqgz.study import Study
from sqgz.tables import Crosstab

MOST = 12  # categories on a side
_NODE, _BESIDE = 0.9, 0.45  # ems: width of a node, between a node and its label
_APART = {2: 0.5, 1: 0.1}  # ems between nodes whose labels have two lines, or one
_SIDES = {
    "full": (13.0, 14.0),
    "half": (7.0, 7.5),
    "ppt": (13.0, 12.0),
}  # ems: labels at most, ribbons at least
_TALL = (24.0, 18.0, 13.0, 9.0, 6.0, 4.0)  # ems that all people together take, the first that fits
_BLEND = 0.62  # how much of its colour a ribbon has, so that crossings are seen


def flow_diagram(
    source: Crosstab | Results,
    comparison: str = "",
    *,
    stratum: str = "",
    study: Study | None = None,
    ax: Axes | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes:
    """Axes of a flow from the categories of one answer to those of another, of the same people.

    `source` is Results with the id of a paired `comparison` (the first if it is not named), within a `stratum` of
    it if one is named, or a Crosstab whose rows flow into its columns. Nodes carry people and shares, ribbons the
    people. `size`, `title`, `study` and `ax` are as in `stacked_shares`; a slide without a title has the finding.

    Raises InputError for a comparison that is not paired, for more than 12 categories on a side, for labels the
    font cannot show, and where it does not fit on the page.
    """
    crossing = read_crossing(source, comparison, stratum)
    if max(crossing.people.shape) > MOST:
        raise InputError(
            f"流向图每侧最多{MOST}类，现有{max(crossing.people.shape)}类。请在 study.yaml 的比较中用 merge 合并类别。"
        )
    results = source if isinstance(source, Results) else None
    study = results.study if results else study
    page = page_size(size)
    plotted = Plotted(
        numbers=crossing.numbers(),
        shown=(crossing.rows(),),
        alt=crossing.alt(),
        function="flow_diagram",
        parameters={"comparison": crossing.comparison, "stratum": stratum, "size": size},
        results=results,
    )
    said = [*crossing.notes(), *([] if page.slide else ["带的宽窄与人数成比例，带上的数为人数，过窄的不标"])]
    around = Surroundings(
        title=title or (flow_headline(crossing, results) if page.slide else ""),
        optional=not title,
        unit="单位：人、%",
        foot=tuple(foot_lines(study, [*said, *notes])),
    )
    tries = [_Layout(crossing, size, tall, lines) for lines in (2, 1) for tall in _TALL]
    blocks = [Block(("",), one.total, plot=one.wide) for one in tries]
    with open_canvas(size, [[[one]] for one in blocks], around, ax=ax, plotted=plotted) as canvas:
        rows, chosen = canvas.rows[0], tries[blocks.index(canvas.blocks[0])]
        _Drawing(chosen, canvas.axes[0], rows.total / chosen.total, rows.type, canvas.widths[0]).draw()
    return canvas.axes[0]


@dataclass(frozen=True, eq=False)
class _Layout:
    """Heights in ems, of whatever type: labels are broken at a width in ems, too."""

    crossing: Crossing
    size: str
    tall: float
    lines: int

    def texts(self, side: int) -> list[str]:
        """Labels of the nodes of a side, broken, with people and shares under or behind the name."""
        answer = (self.crossing.first, self.crossing.second)[side]
        most = _SIDES[self.size][0]
        joined = "\n" if self.lines == 2 else " "
        return [
            wrap(f"{label}{joined}{self.crossing.node(side, at)}", most, 1.0)
            for at, label in enumerate(answer.labels)
        ]

    @cached_property
    def labels(self) -> tuple[list[str], list[str]]:
        """Labels of both sides."""
        return self.texts(0), self.texts(1)

    @cached_property
    def side_widths(self) -> tuple[float, float]:
        """Ems that the labels of each side take."""
        first, second = (max(width(text, 1.0) for text in side) + 0.1 for side in self.labels)
        return first, second

    @property
    def wide(self) -> float:
        """Ems that the picture needs."""
        return sum(self.side_widths) + 2 * (_BESIDE + _NODE) + _SIDES[self.size][1]

    @cached_property
    def heads(self) -> tuple[str, str]:
        """Names of the two answers, broken so that they stand side by side."""
        limit = self.wide / 2 - 1
        return wrap(self.crossing.first.label, limit, 1.0), wrap(self.crossing.second.label, limit, 1.0)

    @property
    def head(self) -> float:
        """Ems that the names of the two answers take."""
        return max(height(text, 1.0) for text in self.heads) + 0.5

    @cached_property
    def slots(self) -> tuple[Array, Array]:
        """Ems that each node takes with its label, of both sides."""
        found = []
        for side, labels in enumerate(self.labels):
            bars = self.crossing.shares.sum(axis=1 - side) * self.tall
            found.append(
                np.maximum(bars, [height(text, 1.0) + (0.25 if self.lines == 2 else 0.1) for text in labels])
            )
        return found[0], found[1]

    @cached_property
    def total(self) -> float:
        """Ems from the top to the bottom."""
        return (
            self.head
            + max(float(own.sum()) + _APART[self.lines] * (len(own) - 1) for own in self.slots)
            + 0.1
        )

    def middles(self, side: int) -> Array:
        """Ems from the top at which the nodes of a side have their middles; the nodes fill the height."""
        own = self.slots[side]
        spare = self.total - 0.1 - self.head - float(own.sum())
        between = spare / (len(own) - 1) if len(own) > 1 else 0.0
        top = self.head + (spare / 2 if len(own) == 1 else 0.0)
        return np.asarray(top + np.cumsum(own) - own / 2 + between * np.arange(len(own)))


@dataclass(frozen=True, eq=False)
class _Drawing:
    """A layout put on axes that are `wide` points: `unit` is what a vertical em of the layout measures on them."""

    layout: _Layout
    axes: Axes
    unit: float
    type: float
    wide: float

    def draw(self) -> None:
        """Nodes with labels at both sides, ribbons between them, the widest at the bottom of the pile."""
        layout, crossing = self.layout, self.layout.crossing
        self.axes.set_xlim(0, self.wide)
        edges = self._edges()
        tops = [self._tops(side) for side in (0, 1)]
        for side in (0, 1):
            self._nodes(side, edges[side], tops[side])
        heights = crossing.shares * layout.tall * self.unit
        starts = tops[0][:, None] + np.cumsum(heights, axis=1) - heights
        ends = tops[1][None, :] + np.cumsum(heights, axis=0) - heights
        colours = ordered_colours(len(crossing.first.keys))
        order = sorted(np.ndindex(heights.shape), key=lambda at: -heights[at])
        for place, at in enumerate(order):
            if crossing.people[at]:
                spans = (float(starts[at]), float(ends[at]), float(heights[at]))
                self._ribbon(edges, spans, colours[at[0]], int(crossing.people[at]), 1 + place / 1000)

    def _edges(self) -> tuple[float, float]:
        """Where the left nodes begin and the right nodes begin, in points."""
        left, right = (one * self.type for one in self.layout.side_widths)
        return left + _BESIDE * self.type, self.wide - right - (_BESIDE + _NODE) * self.type

    def _tops(self, side: int) -> Array:
        bars = self.layout.crossing.shares.sum(axis=1 - side) * self.layout.tall
        return np.asarray((self.layout.middles(side) - bars / 2) * self.unit)

    def _nodes(self, side: int, x: float, tops: Array) -> None:
        layout, crossing = self.layout, self.layout.crossing
        answer = (crossing.first, crossing.second)[side]
        own = side == 0 or crossing.alike
        colours = ordered_colours(len(answer.keys)) if own else ["#8a8a8a"] * len(answer.keys)
        bars = crossing.shares.sum(axis=1 - side) * layout.tall * self.unit
        beside = x - _BESIDE * self.type if side == 0 else x + (_NODE + _BESIDE) * self.type
        ha = "right" if side == 0 else "left"
        for text, top, bar, colour, middle in zip(
            layout.labels[side], tops, bars, colours, layout.middles(side) * self.unit, strict=True
        ):
            self.axes.add_patch(
                Rectangle((x, top), _NODE * self.type, bar, facecolor=colour, edgecolor=FAINT, linewidth=0.4, zorder=4)
            )  # fmt: skip
            self.axes.text(
                beside, middle, text, ha=ha, va="center", fontsize=self.type, linespacing=LINE,
                multialignment=ha,
            )  # fmt: skip
        inner = x + _NODE * self.type if side == 0 else x
        self.axes.text(
            inner, 0, layout.heads[side], ha=ha, va="top", fontsize=self.type, linespacing=LINE, color=FAINT
        )

    def _ribbon(
        self,
        edges: tuple[float, float],
        spans: tuple[float, float, float],
        colour: str,
        people: int,
        above: float,
    ) -> None:
        x0, x1 = edges[0] + _NODE * self.type, edges[1]
        y0, y1, tall = spans
        bend = (x0 + x1) / 2
        outline = [(x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + tall), (bend, y1 + tall), (bend, y0 + tall), (x0, y0 + tall), (x0, y0)]  # fmt: skip
        moves = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        self.axes.add_patch(
            PathPatch(Path(outline, moves), facecolor=(*to_rgb(colour), _BLEND), edgecolor=_outline(colour), linewidth=0.3, zorder=above)
        )  # fmt: skip
        if tall >= LINE * self.type:
            red, green, blue = (_BLEND * part + 1 - _BLEND for part in to_rgb(colour))
            seen = to_hex((red, green, blue))
            self.axes.text(
                x0 + 0.4 * self.type, y0 + tall / 2, str(people), ha="left", va="center_baseline",
                fontsize=self.type, color=ink_on(seen), zorder=5,
            )  # fmt: skip


def _outline(colour: str) -> str:
    """A colour half way to grey: the outline shows a ribbon of one person, and many of them stay lighter than wide ones."""
    red, green, blue = ((a + b) / 2 for a, b in zip(to_rgb(colour), to_rgb(FAINT), strict=True))
    return to_hex((red, green, blue))
