"""Ages of two groups back to back, the oldest on top. For notebooks and workbooks; counts, not shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sqgz.errors import InputError
from sqgz.figures.drawings import Canvas, open_canvas
from sqgz.figures.headlines import largest_headline
from sqgz.figures.layouts import Block, Entry, Surroundings, tick_number
from sqgz.figures.lettering import tidy, width
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.sources import NO_SHARES, read_panels
from sqgz.figures.theme import kind_style, page_size
from sqgz.results import Results
from sqgz.rounding import half_up
from sqgz.study import Study
from sqgz.tables import Crosstab

_SINGLE_YEARS = 12  # ages one by one beyond this number are shown in bands
_BAND = 5  # years


@dataclass(frozen=True)
class Side:
    """One side of a pyramid: its key and label, and its people by band, the youngest first."""

    key: str
    label: str
    counts: tuple[int, ...]

    @property
    def base(self) -> int:
        """People of the side."""
        return sum(self.counts)


@dataclass(frozen=True)
class Pyramid:
    """Two sides by bands of age, the youngest first; `banded` says that single years were put together."""

    title: str
    bands: tuple[str, ...]
    left: Side
    right: Side
    banded: bool = False

    @property
    def sides(self) -> tuple[Side, Side]:
        """Left and right."""
        return self.left, self.right

    @property
    def totals(self) -> list[int]:
        """People of both sides by band."""
        return [a + b for a, b in zip(self.left.counts, self.right.counts, strict=True)]


def age_pyramid(
    source: Crosstab | Results,
    variable: str = "age_band",
    *,
    by: str = "zone",
    study: Study | None = None,
    ax: Axes | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes:
    """Axes of a pyramid: people by age, one of two groups to the left, the other to the right.

    `source` is a Crosstab of ages (or bands of age) and a variable with two categories, either way round, or
    Results, whose profile of `variable` is drawn by the two groups of `by` (zone or position). Ages in single
    years are put together by five. `size`, `title`, `study` and `ax` are as in `stacked_shares`.

    Raises InputError where there are not exactly two groups with people, for labels the font cannot show, and where
    it does not fit on the page.
    """
    pyramid = _of_results(source, variable, by) if isinstance(source, Results) else _of_table(source)
    study = source.study if isinstance(source, Results) else study
    plotted = Plotted(
        numbers=_numbers(pyramid),
        shown=(
            pd.DataFrame({pyramid.title: pyramid.bands} | {one.label: one.counts for one in pyramid.sides}),
        ),
        alt=_alt(pyramid),
        function="age_pyramid",
        parameters={"variable": variable, "by": by, "size": size},
        results=source if isinstance(source, Results) else None,
    )
    slide = page_size(size).slide
    legend = tuple(
        Entry(f"{one.label}（{one.base}人）", kind_style(place)[0]) for place, one in enumerate(pyramid.sides)
    )
    said = [f"年龄按{_BAND}岁一组合并"] if pyramid.banded else []
    around = Surroundings(
        title=title or (largest_headline(pyramid.bands, pyramid.totals, pyramid.title) if slide else ""),
        optional=not title,
        legend=legend,
        unit="单位：人",
        foot=tuple(foot_lines(study, ["括号内为各组有效人数", *said, *notes])),
    )
    block = Block(
        labels=tuple(reversed(pyramid.bands)),
        thickness=1.7 if len(pyramid.bands) > 8 else 2.2,
        axis_label=f"←{pyramid.left.label}　　{pyramid.right.label}→",
    )
    with open_canvas(size, [[[block]]], around, ax=ax, plotted=plotted) as canvas:
        _draw(canvas, pyramid)
    return canvas.axes[0]


def _of_results(results: Results, variable: str, by: str) -> Pyramid:
    panel = read_panels(results, [f"profile.{variable}"], by=by)[0]
    sides = [Side(one.key, one.label, one.counts) for one in panel.groups if one.base]
    return _pyramid(panel.title, panel.keys, panel.labels, sides)


def _of_table(table: Crosstab) -> Pyramid:
    if not isinstance(table, Crosstab):
        raise TypeError("a pyramid takes a Crosstab or Results")
    if table.layers is not None or table.multiple:
        raise InputError("年龄金字塔只画一张单选的两项表：年龄（组）和只有两类的变量。")
    axes = ((table.rows, table.cols, table.array), (table.cols, table.rows, table.array.T))
    ages, two, counts = next(
        (one for one in axes if np.count_nonzero(one[2].sum(axis=0)) == 2),
        axes[0],
    )
    sides = [
        Side(key, tidy(label), tuple(int(n) for n in counts[:, at]))
        for at, (key, label) in enumerate(zip(two.keys, two.labels, strict=True))
        if counts[:, at].sum()
    ]
    return _pyramid(tidy(ages.label), ages.keys, tuple(map(tidy, ages.labels)), sides)


def _pyramid(title: str, keys: Sequence[str], labels: Sequence[str], sides: Sequence[Side]) -> Pyramid:
    if len(sides) != 2:
        named = "、".join(one.label for one in sides)
        raise InputError(
            f"年龄金字塔须正好有两组有人的类别，现有{len(sides)}组{f'（{named}）' if named else ''}。请换用只有两类的变量。"
        )
    left, right = sides
    if len(keys) <= _SINGLE_YEARS or not all(key.isascii() and key.isdigit() for key in keys):
        return Pyramid(title, tuple(labels), left, right)
    years = [int(key) // _BAND * _BAND for key in keys]
    starts = range(min(years), max(years) + 1, _BAND)
    joined = [
        Side(
            one.key,
            one.label,
            tuple(
                sum(n for n, year in zip(one.counts, years, strict=True) if year == start) for start in starts
            ),
        )
        for one in sides
    ]
    return Pyramid(
        title, tuple(f"{start}～{start + _BAND - 1}岁" for start in starts), joined[0], joined[1], banded=True
    )


def _numbers(pyramid: Pyramid) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"group": one.key, "group_label": one.label, "band": band, "count": count, "base": one.base}
            for one in pyramid.sides
            for band, count in zip(pyramid.bands, one.counts, strict=True)
        ]
    )


def _alt(pyramid: Pyramid) -> str:
    said = []
    for one in pyramid.sides:
        parts = [f"{band}{count}人" for band, count in zip(pyramid.bands, one.counts, strict=True)]
        said.append(f"{one.label}（{one.base}人）{'、'.join(parts)}")
    base = sum(pyramid.totals)
    at = max(range(len(pyramid.bands)), key=lambda place: pyramid.totals[place])
    share = f"，占{half_up(100 * pyramid.totals[at] / base)}%" if base >= NO_SHARES else ""
    return f"{pyramid.title}金字塔图。{'；'.join(said)}。最多的是{pyramid.bands[at]}{share}。"


def _draw(canvas: Canvas, pyramid: Pyramid) -> None:
    axes, rows, wide = canvas.axes[0], canvas.rows[0], canvas.widths[0]
    most = max(max(one.counts) for one in pyramid.sides)
    room = (width(str(most), rows.type) + 12) / (wide / 2)  # outside the longest bar, for its number
    limit = most / (1 - min(room, 0.6))
    thickness = 0.72 * float(rows.heights.min())
    for place, one in enumerate(pyramid.sides):
        sign = 1 if place else -1
        counts = np.array(one.counts[::-1])
        axes.barh(
            rows.centres,
            sign * counts,
            thickness,
            color=kind_style(place)[0],
            edgecolor="white",
            linewidth=0.4,
        )
        for count, y in zip(counts, rows.centres, strict=True):
            axes.annotate(
                str(count), (sign * count, y), (2 * sign, 0), textcoords="offset points",
                ha="left" if place else "right", va="center_baseline", fontsize=rows.type,
            )  # fmt: skip
    axes.axvline(0, color="white", linewidth=1.0)
    axes.set_xlim(-limit, limit)
    axes.locator_params(axis="x", nbins=tick_number(wide, rows.type), integer=True)
    ticks = [tick for tick in axes.get_xticks() if abs(tick) <= limit]
    axes.set_xticks(ticks, [f"{abs(tick):.0f}" for tick in ticks])
