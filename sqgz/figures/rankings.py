"""Streets (or any groups) in the order of a share, with intervals; the zone by colour and mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sqgz.errors import InputError
from sqgz.figures.drawings import Canvas, open_canvas
from sqgz.figures.headlines import asked_of, ranking_headline
from sqgz.figures.layouts import Block, Entry, Surroundings, in_columns, percent_ticks
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.sources import (
    FEW,
    NO_SHARES,
    category_label,
    is_place,
    letters_in,
    share_rows,
    variable_label,
)
from sqgz.figures.theme import FAINT, OVERALL, kind_style, page_size
from sqgz.figures.withheld import interval_withheld, note_of, note_of_intervals, published_groups
from sqgz.results import Results
from sqgz.rounding import half_up
from sqgz.study import Study
from sqgz.study.messages import suggestion
from sqgz.study.references import STUDY

_NO_ZONE = "片区不明"
_MOST_COLUMNS = 3


@dataclass(frozen=True)
class Ranked:
    """One group: its share (0 to 1) with interval, if any, its people, its zone, and the letters of pairwise tests."""

    label: str
    zone: str
    count: int
    base: int
    share: float
    low: float
    high: float
    letters: str = ""
    untold: bool = False  # it has an interval that is not published

    @property
    def shown(self) -> bool:
        """Whether it has people enough for a percentage."""
        return self.base >= NO_SHARES

    @property
    def text(self) -> str:
        """Share, people and base as printed."""
        if not self.shown:
            return f"{self.base}人中{self.count}人" if self.base else "无人填答"
        return f"{half_up(100 * self.share)}（{self.count}/{self.base}）{self._behind}"

    @property
    def short(self) -> str:
        """Share and base, for slides."""
        return f"{half_up(100 * self.share)}（{self.base}）{self._behind}" if self.shown else self.text

    @property
    def _behind(self) -> str:
        return f" {self.letters}" if self.letters else ""


def ranked_shares(
    results: Results,
    comparison: str,
    *,
    category: str | None = None,
    zones: Mapping[str, str] | pd.DataFrame | None = None,
    letters: bool = False,
    ax: Axes | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes | np.ndarray[Any, Any]:
    """Axes of a figure of a comparison's groups (streets) from the highest share to the lowest, with intervals.

    `category` is a category, or a set of them joined by +; the comparison's first key set if it is not named.
    `zones` gives the zone of each group, as a mapping {street: zone} or the frame of places (street, zone); it sets
    colour and mark. Many groups on a slide stand in two or three columns, then an array of axes comes back.
    Groups of fewer than 30 people have hollow marks, those below 20 only their people. The dashed line is the share
    of all of them together (not drawn for weighted data). With `letters` (for notebooks and workbooks) every share
    carries the letters of the pairwise comparisons: groups that share none differ. `size`, `title` and `ax` are as in `stacked_shares`.

    Raises InputError for a comparison or category that the results do not have, for letters where there are none, for labels the font cannot show,
    and where the groups do not fit on the page.
    """
    study, slide = results.study, page_size(size).slide
    rows, category = _rows(results, comparison, category)
    withheld = note_of(rows)
    rows = published_groups(rows, comparison)
    zone_of = _zones(zones)
    groups = _ranked(study, rows, zone_of)
    if letters and not any(one.letters for one in groups):
        raise InputError(
            f'比较 "{comparison}" 的 "{category}" 没有字母：各组差别未成立，或没有作两两比较。请不写 letters=True。'
        )
    groups = groups if letters else [replace(one, letters="") for one in groups]
    kinds = _kinds(study, groups)
    outcome = str(rows["outcome"].iloc[0])
    asked = asked_of(study, outcome, category, comparison)
    overall = None if withheld else _overall(study, groups)
    by = str(rows["by"].iloc[0])
    of_what = variable_label(study, by) if is_place(study, by) or by == STUDY else "组"
    plotted = Plotted(
        numbers=_numbers(groups, comparison, outcome, category, overall),
        shown=(
            pd.DataFrame(
                {"": [one.label for one in groups], "占比（人数/基数）": [one.text for one in groups]}
            ),
        ),
        alt=_alt(groups, asked, overall),
        function="lettered_shares"
        if letters
        else "ranked_shares",  # a report must not take one for the other
        parameters={"comparison": comparison, "category": category, "size": size},
        results=results,
    )
    legend = tuple(Entry(label, *kind_style(i)) for i, label in enumerate(kinds.values())) if zone_of else ()
    named = [(one.label, one.share) for one in groups if one.shown]
    around = Surroundings(
        title=title or (ranking_headline(results, comparison, asked, named) if slide else ""),
        optional=not title,
        legend=legend,
        unit="单位：%",
        foot=tuple(
            foot_lines(study, [*_notes(groups, overall, asked, of_what, slide=slide), withheld, *notes])
        ),
    )
    options = [
        _columns(groups, number, asked, slide=slide)
        for number in range(1, _MOST_COLUMNS + 1)
        if number <= len(groups)
    ]
    with open_canvas(size, options, around, ax=ax, plotted=plotted) as canvas:
        parts = in_columns(groups, len(canvas.axes))
        for at, part in enumerate(parts):
            _draw(canvas, at, part, list(kinds), page_size(size).types[0], overall)
    return canvas.drawn


def _rows(results: Results, comparison: str, category: str | None) -> tuple[pd.DataFrame, str]:
    rows = share_rows(results, comparison)
    rows = rows[rows["stratum"] == ""]
    if category is None:
        declared = {one.id: one for one in results.study.comparisons}.get(comparison)
        first = declared.key[0] if declared is not None and declared.key else ()
        known = list(dict.fromkeys(rows["category"]))
        fitting = [one for one in known if set(one.split("+")) == set(first)]
        category = fitting[0] if fitting else str(rows["category"].iloc[0])
    found = rows[rows["category"] == category]
    if found.empty:
        known = list(dict.fromkeys(rows["category"]))
        raise InputError(f'比较 "{comparison}" 没有类别 "{category}" 的占比。{suggestion(category, known)}')
    return found, category


def _zones(zones: Mapping[str, str] | pd.DataFrame | None) -> dict[str, str]:
    if zones is None:
        return {}
    if isinstance(zones, pd.DataFrame):
        if not {"street", "zone"} <= set(zones.columns):
            raise InputError(
                f"片区对照表须有 street 和 zone 两列，现有: {'、'.join(map(str, zones.columns))}。"
            )
        known = zones[["street", "zone"]].dropna().astype("str")
        return dict(zip(known["street"], known["zone"], strict=True))
    return dict(zones)


def _ranked(study: Study, rows: pd.DataFrame, zone_of: Mapping[str, str]) -> list[Ranked]:
    found = [
        Ranked(
            category_label(study, str(row["by"]), str(row["group"])), zone_of.get(str(row["group"]), ""),
            int(row["count"]), int(row["base"]), float(row["value"]), float(row["low"]), float(row["high"]),
            letters_in(str(row["text"])), interval_withheld(row),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.shown, -one.share if one.shown else -one.base))


def _kinds(study: Study, groups: Sequence[Ranked]) -> dict[str, str]:
    """Zones that occur, in study order, with their labels; groups of unknown zone last."""
    present = {one.zone for one in groups}
    order = [
        *(study.variables["zone"].labels if "zone" in study.variables else {}),
        *sorted(present - {""}),
        "",
    ]
    kinds = [key for key in dict.fromkeys(order) if key in present]
    return {key: category_label(study, "zone", key) if key else _NO_ZONE for key in kinds}


def _overall(study: Study, groups: Sequence[Ranked]) -> float | None:
    base = sum(one.base for one in groups)
    return None if study.design.weight or not base else sum(one.count for one in groups) / base


def _numbers(
    groups: Sequence[Ranked], comparison: str, outcome: str, category: str, overall: float | None
) -> pd.DataFrame:
    rows = [
        {
            "comparison": comparison, "outcome": outcome, "category": category, "rank": rank, "group": one.label,
            "zone": one.zone, "count": one.count, "base": one.base, "share": one.share if one.shown else None,
            "low": one.low if one.shown else None, "high": one.high if one.shown else None, "letters": one.letters,
        }
        for rank, one in enumerate(groups, start=1)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["rank"] = frame["rank"].where([one.shown for one in groups]).astype("Int64")
    return frame.assign(overall=overall)


def _alt(groups: Sequence[Ranked], asked: str, overall: float | None) -> str:
    shown = [one for one in groups if one.shown]
    if not shown:
        return f"{asked}：各组人数均不足{NO_SHARES}人，不列占比。"
    first, last = shown[0], shown[-1]
    text = f"{asked}由高到低的点图，共{len(groups)}个。最高为{first.label}（{half_up(100 * first.share)}%），"
    text += f"最低为{last.label}（{half_up(100 * last.share)}%）"
    return text + (f"，合计{half_up(100 * overall)}%。" if overall is not None else "。")


def _notes(
    groups: Sequence[Ranked], overall: float | None, asked: str, of_what: str, *, slide: bool
) -> list[str]:
    shown = [one for one in groups if one.shown]
    found = (
        ["右侧字母相同的，差别不足以下结论；没有相同字母的，有差别"]
        if any(one.letters for one in groups)
        else []
    )
    found += [f"右侧为{asked}，括号内为有效人数" if slide else "右侧为占比，括号内为人数/有效人数"]
    if any(not np.isnan(one.low) for one in shown):
        found += ["横线为95%区间", f"区间重叠的{of_what}不宜排名"]
    else:
        found.append(f"不带区间，占比相近的{of_what}不宜排名")
    found += note_of_intervals([one.untold for one in shown], [not np.isnan(one.low) for one in shown])
    if overall is not None:
        found.append(f"虚线为所列{of_what}合计{half_up(100 * overall)}%")
    if any(one.base < FEW for one in shown):
        found.append(f"空心点不足{FEW}人，占比仅供参考")
    if len(shown) < len(groups):
        found.append(f"不足{NO_SHARES}人的不列占比")
    return found


def _columns(groups: Sequence[Ranked], number: int, asked: str, *, slide: bool) -> list[list[Block]]:
    return [
        [
            Block(
                labels=tuple(one.label for one in part),
                thickness=1.35 if len(groups) / number > 12 else 1.8,
                right=tuple(one.short if slide else one.text for one in part),
                axis_label="" if slide else asked,
            )
        ]
        for part in in_columns(groups, number)
    ]


def _draw(
    canvas: Canvas, at: int, part: Sequence[Ranked], kinds: list[str], type_size: float, overall: float | None
) -> None:
    axes, rows = canvas.axes[at], canvas.rows[at]
    axes.hlines(rows.centres, 0, 100, color="#e3e3e3", linewidth=0.5, zorder=0)
    if overall is not None:
        axes.axvline(100 * overall, color=OVERALL, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    for one, y in zip(part, rows.centres, strict=True):
        colour, shape = kind_style(kinds.index(one.zone))
        if not one.shown:
            continue
        if not np.isnan(one.low):
            axes.plot(
                [100 * one.low, 100 * one.high], [y, y], color=colour, linewidth=type_size / 7,
                solid_capstyle="butt", zorder=2,
            )  # fmt: skip
        axes.plot(
            100 * one.share, y, marker=shape, markersize=0.62 * type_size, color=colour, zorder=3, clip_on=False,
            markerfacecolor=colour if one.base >= FEW else "white",
        )  # fmt: skip
    axes.set_xlim(0, 100)
    axes.set_xticks(percent_ticks(canvas.widths[at], rows.type))
    axes.spines["bottom"].set_color(FAINT)
