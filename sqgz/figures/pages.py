"""A page drawn as it was laid out: panels as axes, labels and texts around them, legend, unit, notes.

Also dresses axes that a researcher brings. Knows nothing of what the rows mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from sqgz.figures.fonts import check_characters, load_font
from sqgz.figures.layouts import (
    PAD,
    Block,
    Entry,
    Plan,
    Rows,
    Surroundings,
    below,
    first_fitting,
    flow,
    legend_space,
    plan_rows,
    small_type,
    stretched,
    title_type,
)
from sqgz.figures.lettering import LINE, height, wrap, wrap_title
from sqgz.figures.theme import FAINT, Size

GIVEN_LIMIT = 12.0  # ems after which labels are broken in axes that a researcher brings


@dataclass(eq=False)
class Page:
    """A figure with an axes for each block, the block, its rows, and the width of its picture in points."""

    figure: Figure
    axes: list[Axes] = field(default_factory=list)
    rows: list[Rows] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@contextmanager
def open_page(
    size: Size, options: Sequence[Sequence[Sequence[Block]]], around: Surroundings
) -> Iterator[Page]:
    """The page of the first option (columns of blocks) that fits; closed again if drawing on it fails.

    Raises InputError if none fits, saying what would help.
    """
    plan, around = first_fitting(size, options, around)
    page = Page(plt.figure(figsize=(size.width / 72, (size.height or plan.height) / 72), dpi=100))
    try:
        _draw_page(page, size, plan, around)
        yield page
        check_characters(texts_in(page.figure))
    except BaseException:
        plt.close(page.figure)
        raise


def texts_in(artist: Artist) -> list[str]:
    """Every text that a figure or axes shows, tick labels and legends included."""
    return [
        one.get_text()
        for one in artist.findobj(lambda found: isinstance(found, Text))
        if isinstance(one, Text)
    ]


def set_in_chinese(artist: Artist) -> None:
    """Texts made before our theme was in force get its font, where matplotlib's own has no Chinese."""
    for text in artist.findobj(lambda found: isinstance(found, Text)):
        if isinstance(text, Text) and text.get_fontfamily() == ["sans-serif"]:
            text.set_fontfamily(load_font().families)
            text.set_parse_math(False)


# --- drawing it -----------------------------------------------------------------------------------------------------


def _draw_page(page: Page, size: Size, plan: Plan, around: Surroundings) -> None:
    figure = page.figure
    tall = size.height or plan.height
    spare = tall - plan.height
    points = Affine2D().scale(1 / 72) + figure.dpi_scale_trans
    top = tall - size.margin
    _draw_head(figure, points, size, plan, around, top)
    wanted = max(sum(one.total for one in of) for of in plan.rows)
    factor = min(1 + spare / wanted, 1.8) if size.slide else 1.0
    for column, of, left, labelled in zip(plan.columns, plan.rows, plan.lefts, plan.labelled, strict=True):
        y = top - plan.head
        for block, rows, room in zip(column, of, plan.above, strict=False):
            rows = stretched(rows, factor)
            _draw_above(figure, points, block, plan.type, left, y, plan.plot_width)
            y -= room
            box = (
                left / size.width,
                (y - rows.total) / tall,
                plan.plot_width / size.width,
                rows.total / tall,
            )
            axes = figure.add_axes(box)
            y -= rows.total + below(block, plan.type, plan.plot_width)
            page.axes.append(axes)
            page.rows.append(rows)
            page.widths.append(plan.plot_width)
            page.blocks.append(block)
            dress(axes, block, rows, plan.plot_width, labelled=labelled)
    _draw_foot(figure, points, size, plan, around)


def _draw_head(
    figure: Figure, points: Transform, size: Size, plan: Plan, around: Surroundings, top: float
) -> None:
    space = size.width - 2 * size.margin
    if around.title:
        type_size = title_type(plan.type)
        title = wrap_title(around.title, space, type_size)
        _write(figure, points, size.margin, top, title, type_size)
        top -= height(title, type_size) + 0.5 * plan.type
    _draw_entries(
        figure, points, around.legend, size.margin, top, legend_space(around, space, plan.type), plan.type
    )
    if around.unit:
        _write(figure, points, size.width - size.margin, top, around.unit, plan.type, ha="right")


def _draw_above(
    figure: Figure,
    points: Transform,
    block: Block,
    type_size: float,
    left: float,
    y: float,
    plot_width: float,
) -> None:
    used = 0.0
    if block.title:
        title = wrap(block.title, plot_width, type_size)
        _write(figure, points, left, y, title, type_size)
        used += height(title, type_size) + 0.35 * type_size
    if block.legend:
        _draw_entries(figure, points, block.legend, left, y - used, plot_width, type_size)


def _draw_entries(
    figure: Figure,
    points: Transform,
    entries: Sequence[Entry],
    left: float,
    top: float,
    limit: float,
    type_size: float,
) -> None:
    for x, y, entry, label in flow(entries, limit, type_size)[0]:
        middle = top - y - LINE * type_size / 2
        if entry.shape is None:
            box = (left + x, middle - 0.4 * type_size)
            figure.add_artist(
                Rectangle(box, type_size, 0.8 * type_size, facecolor=entry.colour, edgecolor=FAINT, linewidth=0.4, transform=points)
            )  # fmt: skip
        else:
            figure.add_artist(_mark(entry, type_size, left + x + type_size / 2, middle, points))
        _write(figure, points, left + x + 1.4 * type_size, top - y, label, type_size)


def _mark(entry: Entry, type_size: float, x: float, y: float, points: Transform) -> Line2D:
    fill = "white" if entry.hollow else entry.colour
    return Line2D(
        [x], [y], marker=entry.shape, markersize=0.6 * type_size, markerfacecolor=fill, markeredgecolor=entry.colour,
        linestyle="none", transform=points,
    )  # fmt: skip


def _draw_foot(figure: Figure, points: Transform, size: Size, plan: Plan, around: Surroundings) -> None:
    type_size = small_type(plan.type)
    y = size.margin + sum(
        height(wrap(line, size.width - 2 * size.margin, type_size, even=False), type_size)
        for line in around.foot
    )
    for line in around.foot:
        text = wrap(line, size.width - 2 * size.margin, type_size, even=False)
        _write(figure, points, size.margin, y, text, type_size, colour=FAINT)
        y -= height(text, type_size)


def _write(
    figure: Figure,
    points: Transform,
    x: float,
    y: float,
    text: str,
    type_size: float,
    *,
    ha: str = "left",
    colour: str | None = None,
) -> None:
    written = figure.text(x, y, text, ha=ha, va="top", fontsize=type_size, linespacing=LINE, transform=points)
    if colour:
        written.set_color(colour)


def dress(axes: Axes, block: Block, rows: Rows, plot_width: float, *, labelled: bool = True) -> None:
    """Labels, right-hand texts and axis of a block put on its axes; rows are in points from the top."""
    axes.set_ylim(rows.total, 0)
    labels = rows.labels if labelled else [""] * len(rows.labels)
    axes.set_yticks(rows.centres, labels, fontsize=rows.type, linespacing=LINE)
    axes.tick_params(axis="y", length=0, pad=PAD - 1)
    axes.tick_params(axis="both", labelfontfamily=mpl.rcParams["font.family"])
    for text, y in zip(block.right, rows.centres, strict=False):
        axes.annotate(
            text, (1.0, y), (PAD, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
            ha="left", va="center", fontsize=rows.type, annotation_clip=False,
        )  # fmt: skip
    for side in ("left", "right", "top", *(["bottom"] if block.axis_label is None else [])):
        axes.spines[side].set_visible(False)
    if block.axis_label is None:
        axes.tick_params(axis="x", bottom=False, labelbottom=False)
        return
    small = small_type(rows.type)
    axes.tick_params(axis="x", labelsize=small, pad=2.0)
    if block.axis_label:
        axes.set_xlabel(
            wrap(block.axis_label, plot_width, small), fontsize=small, labelpad=2.0, linespacing=LINE
        )


def dress_given(axes: Axes, block: Block, around: Surroundings, type_size: float) -> tuple[Rows, float]:
    """Rows and width of the picture (points) of axes that a researcher brings, after everything around was put on it.

    Legend, unit and notes hang on the axes themselves, so that a layout engine of matplotlib makes room for them.
    """
    rows = plan_rows(block, GIVEN_LIMIT * type_size, type_size)
    plot_width = float(axes.get_window_extent().width * 72 / axes.get_figure(root=True).dpi)  # type: ignore[union-attr]
    dress(axes, block, rows, plot_width)
    entries = around.legend or block.legend
    pad = 4.0
    if entries:
        ys = [y for _, y, _, _ in flow(entries, plot_width, type_size)[0]]
        columns = max(ys.count(y) for y in ys)
        pad += 1.5 * type_size * -(-len(entries) // columns)
        axes.legend(
            handles=[_handle(entry, type_size) for entry in entries], loc="lower left", bbox_to_anchor=(0, 1.0),
            ncols=columns, frameon=False, fontsize=type_size, borderaxespad=0.2, borderpad=0.0, handlelength=1.0,
            handletextpad=0.4, columnspacing=1.0,
        )  # fmt: skip
    if block.title:
        axes.set_title(block.title, loc="left", fontsize=type_size, pad=pad)
    if around.unit:
        axes.set_title(around.unit, loc="right", fontsize=type_size, pad=pad)
    if around.foot:
        small = small_type(type_size)
        notes = "\n".join(wrap(line, max(plot_width, 20 * small), small, even=False) for line in around.foot)
        axes.annotate(
            notes, (0, 0), (0, -below(block, type_size, plot_width)), xycoords="axes fraction",
            textcoords="offset points", ha="left", va="top", fontsize=small, linespacing=LINE, color=FAINT,
            annotation_clip=False,
        )  # fmt: skip
    set_in_chinese(axes)
    return rows, plot_width


def _handle(entry: Entry, type_size: float) -> Line2D | Patch:
    if entry.shape is None:
        return Patch(facecolor=entry.colour, edgecolor=FAINT, linewidth=0.4, label=entry.label)
    fill = "white" if entry.hollow else entry.colour
    return Line2D(
        [], [], marker=entry.shape, linestyle="none", markersize=0.6 * type_size, markerfacecolor=fill,
        markeredgecolor=entry.colour, label=entry.label,
    )  # fmt: skip
