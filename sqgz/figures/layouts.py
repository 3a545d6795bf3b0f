"""Where everything stands on a page, in points, before anything is drawn: so nothing overlaps and nothing is cut.

Knows lines of text and boxes; knows neither what the rows mean nor how they are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, TypeVar

import numpy as np

from sqgz.errors import InputError
from sqgz.figures.lettering import LINE, height, width, wrap, wrap_title
from sqgz.figures.theme import Size

Item = TypeVar("Item")
_LABEL_SHARES = (0.3, 0.4, 0.5)  # of the width, that labels of rows may take
_LEAST_PLOT = 0.27  # of the width, that must be left for the picture itself
PAD = 4.0  # points between a label and the picture


@dataclass(frozen=True)
class Entry:
    """One line of a legend; `shape` is a mark, None stands for a filled box; `hollow` marks have no filling."""

    label: str
    colour: str
    shape: str | None = None
    hollow: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows from top to bottom, in points: broken labels, middle and height of each, height of all."""

    labels: tuple[str, ...]
    centres: np.ndarray[Any, Any]
    heights: np.ndarray[Any, Any]
    total: float
    type: float


@dataclass(frozen=True)
class Block:
    """One picture and what belongs to it alone: labels left, texts right, title and legend above, an axis below.

    `thickness` is the least height of a row in ems, `least` that of each row where they differ; `gaps` are rows that
    begin after a gap; `plot` is the least width in ems that the picture itself needs.
    """

    labels: tuple[str, ...]
    thickness: float
    right: tuple[str, ...] = ()
    gaps: frozenset[int] = frozenset()
    title: str = ""
    legend: tuple[Entry, ...] = ()
    axis_label: str | None = None
    least: tuple[float, ...] = ()
    plot: float = 0.0


@dataclass(frozen=True)
class Surroundings:
    """What stands around all blocks: title (slides), legend, unit at the top right, lines at the foot.

    A title that is `optional` (nobody asked for it) is left out where the rows would not fit beside it.
    """

    title: str = ""
    legend: tuple[Entry, ...] = ()
    unit: str = ""
    foot: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Plan:
    """How blocks would stand on a page: columns of blocks, where each column's pictures begin, how wide they are.

    `labelled` says for each column whether labels stand left of it: columns with the same rows share those of the first.
    `above` is the room for title and legend over the first, second … block of every column, so that they align.
    """

    columns: tuple[tuple[Block, ...], ...]
    rows: tuple[tuple[Rows, ...], ...]
    type: float
    lefts: tuple[float, ...]
    plot_width: float
    labelled: tuple[bool, ...]
    above: tuple[float, ...]
    head: float
    height: float


def plan_rows(block: Block, limit: float, type_size: float) -> Rows:
    """Rows of a block whose labels are broken at `limit` points."""
    labels = tuple(wrap(label, limit, type_size) for label in block.labels)
    least = [ems * type_size for ems in block.least or [block.thickness] * len(labels)]
    apart = [(0.45 if "\n" in label else 0.15) * type_size for label in labels]
    heights = np.array(
        [
            max(low, height(label, type_size) + more)
            for low, label, more in zip(least, labels, apart, strict=True)
        ]
    )
    before = np.array([0.7 * type_size if i in block.gaps else 0.0 for i in range(len(labels))])
    ends = np.cumsum(heights + before)
    return Rows(labels, ends - heights / 2, heights, float(ends[-1]), type_size)


def first_fitting(
    size: Size, options: Sequence[Sequence[Sequence[Block]]], around: Surroundings
) -> tuple[Plan, Surroundings]:
    """Plan of the first option (columns of blocks) that fits, in the largest type with which one does, and what is around.

    Raises InputError if none fits, saying what would help.
    """
    for tried in (around, replace(around, title="")) if around.optional else (around,):
        for type_size in size.types:
            for columns in options:
                for label_share in _LABEL_SHARES:
                    plan = _plan(size, columns, tried, type_size, label_share)
                    if plan is not None and plan.height <= size.tallest:
                        return plan, tried
    rows = max(sum(len(block.labels) for column in columns for block in column) for columns in options)
    advice = {
        "half": '请改用 size="full"（15.5厘米宽），或减少组数。',
        "ppt": '请减少组数、缩短名称，或改用 size="full"。',
    }
    place = {"half": "7.5厘米宽的图", "ppt": "一张幻灯片（字号不小于18磅）", "full": "一页"}[size.key]
    held = f"{rows} 行" if rows > 1 else "这么多文字"
    raise InputError(
        f"{place}放不下{' ' if rows > 1 else ''}{held}。{advice.get(size.key, '请减少组数或缩短名称，分成几张图。')}"
    )


def _plan(
    size: Size, columns: Sequence[Sequence[Block]], around: Surroundings, type_size: float, label_share: float
) -> Plan | None:
    space = size.width - 2 * size.margin
    number, between = len(columns), 1.5 * type_size
    column_width = (space - (number - 1) * between) / number
    blocks = [block for column in columns for block in column]
    limit = max(label_share * column_width, min(_widest_word(blocks, type_size), 0.4 * column_width))
    rows = tuple(tuple(plan_rows(block, limit, type_size) for block in column) for column in columns)
    labelled = tuple(
        c == 0 or [one.labels for one in rows[c]] != [one.labels for one in rows[0]] for c in range(number)
    )
    label_width = PAD + max(
        width(label, type_size) for column in rows for one in column for label in one.labels
    )
    right_width = max((width(text, type_size) for block in blocks for text in block.right), default=0.0)
    right_width = right_width + PAD if right_width else type_size
    plot_width = (space - (number - 1) * between - sum(labelled) * label_width) / number - right_width
    needed = max(block.plot for block in blocks) * type_size
    if plot_width < max(needed, _LEAST_PLOT * column_width):
        return None
    lefts = [size.margin + label_width]
    for own in labelled[1:]:
        lefts.append(lefts[-1] + plot_width + right_width + between + own * label_width)
    head = _head_height(size, around, type_size, space)
    above = tuple(
        max(_above(block, type_size, plot_width) for block in beside if block is not None)
        for beside in zip_longest(*columns)
    )
    tallest = max(
        sum(
            room + one.total + below(block, type_size, plot_width)
            for room, block, one in zip(above, column, of, strict=False)
        )
        for column, of in zip(columns, rows, strict=True)
    )
    total = 2 * size.margin + head + tallest + _foot_height(around, type_size, space)
    return Plan(
        tuple(map(tuple, columns)), rows, type_size, tuple(lefts), plot_width, labelled, above, head, total
    )


def _widest_word(blocks: Sequence[Block], type_size: float) -> float:
    words = (word for block in blocks for label in block.labels for word in label.split())
    return max((width(word, type_size) for word in words), default=0.0) + 0.1


def _foot_height(around: Surroundings, type_size: float, space: float) -> float:
    small = small_type(type_size)
    lines = sum(height(wrap(line, space, small, even=False), small) for line in around.foot)
    return lines + 0.6 * type_size if around.foot else 0.0


def small_type(type_size: float) -> float:
    """Type of notes: a little smaller, but on a slide never below 18 points."""
    return max(type_size - 1.0, 7.0) if type_size < 18 else 18.0


def title_type(type_size: float) -> float:
    """Type of the title of a slide."""
    return type_size * 1.3


def _head_height(size: Size, around: Surroundings, type_size: float, space: float) -> float:
    found = 0.0
    if around.title:
        found += height(wrap_title(around.title, space, title_type(type_size)), title_type(type_size))
        found += 0.5 * type_size
    if around.legend or around.unit:
        _, legend = flow(around.legend, legend_space(around, space, type_size), type_size)
        found += max(legend, LINE * type_size) + 0.5 * type_size
    return found


def legend_space(around: Surroundings, space: float, type_size: float) -> float:
    """Width in points that the legend may take beside the unit."""
    return space - width(around.unit, type_size) - 1.5 * type_size


def _above(block: Block, type_size: float, plot_width: float) -> float:
    found = (
        height(wrap(block.title, plot_width, type_size), type_size) + 0.35 * type_size if block.title else 0.0
    )
    if block.legend:
        found += flow(block.legend, plot_width, type_size)[1] + 0.35 * type_size
    return found


def below(block: Block, type_size: float, plot_width: float) -> float:
    """Height of tick labels and the axis' label; a block without an axis leaves a gap to the next."""
    if block.axis_label is None:
        return 0.9 * type_size
    label = wrap(block.axis_label, plot_width, small_type(type_size)) if block.axis_label else ""
    return (
        6.0
        + LINE * small_type(type_size)
        + (height(label, small_type(type_size)) if label else 0.0)
        + 0.4 * type_size
    )


def flow(
    entries: Sequence[Entry], limit: float, type_size: float
) -> tuple[list[tuple[float, float, Entry, str]], float]:
    """Places of a legend's entries, set like words in lines: (x, y from the top, entry, broken label), and the height."""
    x = y = tall = 0.0
    placed = []
    box = 1.4 * type_size
    for entry in entries:
        label = wrap(entry.label, limit - box, type_size)
        needed = box + width(label, type_size)
        if x and x + needed > limit:
            x, y, tall = 0.0, y + tall, 0.0
        placed.append((x, y, entry, label))
        x += needed + 1.2 * type_size
        tall = max(tall, height(label, type_size) + 0.15 * type_size)
    return placed, y + tall


def stretched(rows: Rows, factor: float) -> Rows:
    """The rows, higher by a factor: a slide is filled."""
    return replace(
        rows, centres=rows.centres * factor, heights=rows.heights * factor, total=rows.total * factor
    )


def tick_number(plot_width: float, type_size: float) -> int:
    """How many steps an axis of numbers may have so that their labels stand apart.

    >>> tick_number(300.0, 9.0), tick_number(80.0, 8.0)
    (6, 2)
    """
    return min(6, max(2, int(plot_width / (4.0 * type_size))))


def in_columns(items: Sequence[Item], number: int) -> list[list[Item]]:
    """The items in `number` columns of about equal length, in their order.

    >>> in_columns("abcde", 2)
    [['a', 'b', 'c'], ['d', 'e']]
    """
    size = -(-len(items) // number)
    return [list(items[at : at + size]) for at in range(0, len(items), size)]


def percent_ticks(plot_width: float, type_size: float) -> list[int]:
    """Ticks of an axis from 0 to 100 whose labels stand apart.

    >>> percent_ticks(300.0, 9.0), percent_ticks(100.0, 18.0)
    ([0, 20, 40, 60, 80, 100], [0, 50, 100])
    """
    step = next((one for one in (20, 50) if one / 100 * plot_width >= 2.4 * type_size), 100)
    return list(range(0, 101, step))
