"""Dots and whiskers: the key differences of shares in percentage points, each with its interval and its judgement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sqgz.errors import InputError
from sqgz.figures.drawings import Canvas, open_canvas
from sqgz.figures.headlines import differences_headline
from sqgz.figures.layouts import Block, Entry, Surroundings, in_columns, tick_number
from sqgz.figures.lettering import tidy
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.sources import category_label, limits, variable_label
from sqgz.figures.theme import BAND, INK, page_size
from sqgz.figures.withheld import interval_withheld, is_withheld, note_of_intervals
from sqgz.results import Results
from sqgz.results.labels import group_label, of_mix
from sqgz.rounding import points
from sqgz.study.messages import suggestion

_CLEAR, _ALIKE, _OPEN = "有差别", "两者大体相当", "尚不能确定，或仅作情况反映"
_MARKS = {
    _CLEAR: Entry(_CLEAR, "#1f4e79", "o"),
    _ALIKE: Entry(_ALIKE, "#5aa9a0", "s"),
    _OPEN: Entry(_OPEN, "#595959", "o", hollow=True),
}
_JUDGED = {"fact": _CLEAR, "clear": _CLEAR, "small": _CLEAR, "equal": _ALIKE}
_UNCOMPARED = "人数较少，不作比较"
_UNTOLD = "差值不予公布"


@dataclass(frozen=True)
class Difference:
    """One row of the figure: what is compared, by how much (in shares), how far that is certain, and the limit δ."""

    label: str
    facts: dict[str, Any]
    delta: float

    @property
    def shown(self) -> bool:
        """Whether it is drawn: a comparison of too few people, or one withheld, has only its words."""
        return self.facts["finding"] != "few_people" and not pd.isna(self.facts["value"])

    @property
    def judged(self) -> str:
        """What its mark says."""
        return _JUDGED.get(self.facts["finding"], _OPEN)

    @property
    def text(self) -> str:
        """The difference and its interval in percentage points, as printed."""
        if not self.shown:
            return (
                _UNTOLD
                if interval_withheld(self.facts) and self.facts["finding"] != "few_people"
                else _UNCOMPARED
            )
        value, low, high = (self.facts[name] for name in ("value", "low", "high"))
        if pd.isna(low):
            return _signed(value)
        return f"{_signed(value)}（{_signed(low)}至{_signed(high)}）"

    @property
    def short(self) -> str:
        """The difference alone."""
        return _signed(self.facts["value"]) if self.shown else "—"


def difference_plot(
    results: Results,
    comparisons: Sequence[str] = (),
    *,
    ax: Axes | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes | np.ndarray[Any, Any]:
    """Axes of a figure of differences between two groups, in percentage points, with their 95 % intervals.

    Without `comparisons` every declared comparison whose difference decides (it carries a finding) stands in it,
    with its repeats within strata (a slide has room for the wholes only); with their ids those, the pairwise differences of more than two groups included.
    Full marks are differences that are certain, hollow ones are not; the grey band is the limit ±δ of the study,
    within which a difference does not matter. `size`, `title` and `ax` are as in `stacked_shares`; many differences
    on a slide stand in two columns without the numbers of their intervals, then an array of axes comes back.

    Raises InputError for a comparison without differences, for labels the font cannot show, and where they do not
    fit on the page.
    """
    slide = page_size(size).slide
    drawn = read_differences(results, comparisons, wholes=slide and not comparisons)
    plotted = Plotted(
        numbers=_numbers(drawn),
        shown=(
            pd.DataFrame({"": [tidy(one.label) for one in drawn], "百分点": [one.text for one in drawn]}),
        ),
        alt="差值图，单位为百分点。" + "".join(f"{tidy(one.label)}：{one.text}。" for one in drawn),
        function="difference_plot",
        parameters={"comparisons": list(comparisons), "size": size},
        results=results,
    )
    marks = tuple(_MARKS[kind] for kind in _MARKS if any(one.shown and one.judged == kind for one in drawn))
    headline = differences_headline(
        results.study, [one.facts for one in drawn], [one.shown and one.judged == _CLEAR for one in drawn]
    )
    around = Surroundings(
        title=title or (headline if slide else ""),
        optional=not title,
        legend=marks,
        unit="单位：百分点",
        foot=tuple(foot_lines(results.study, [*_notes(drawn, slide=slide), *notes])),
    )
    options = [[[_beside(drawn)]], [[_under(drawn)]]]
    if slide and len(drawn) > 1:
        options.append([[_beside(part, short=True)] for part in in_columns(drawn, 2)])
    with open_canvas(size, options, around, ax=ax, plotted=plotted) as canvas:
        for at, part in enumerate(in_columns(drawn, len(canvas.axes))):
            _draw(canvas, at, part, _widest(drawn), page_size(size).types[0])
    return canvas.drawn


def _under(drawn: Sequence[Difference]) -> Block:
    """The rows with their numbers under the labels, where it is narrow."""
    return replace(_beside(drawn), labels=tuple(f"{one.label}\n{one.text}" for one in drawn), right=())


def _beside(drawn: Sequence[Difference], *, short: bool = False) -> Block:
    """The rows with their numbers right of the picture, or in `short` the differences alone."""
    asked = [one.facts["comparison"] for one in drawn]
    gaps = frozenset(i for i in range(1, len(drawn)) if asked[i] != asked[i - 1])
    return Block(
        labels=tuple(one.label for one in drawn),
        thickness=1.9,
        right=tuple(one.short if short else one.text for one in drawn),
        gaps=gaps,
        axis_label="←后者高　前者高→" if short else "←后者较高　　前者较高→",
        plot=9.2
        if short
        else 0.0,  # so that the axis' label stays in one line: its arrows point to the sides
    )


def read_differences(
    results: Results, comparisons: Sequence[str] = (), *, wholes: bool = False
) -> list[Difference]:
    """Differences of results in their order; those that decide (`wholes`: not within strata), or of those named.

    Raises InputError for a comparison that has none, or if no comparison has.
    """
    rows = results.select(stat="difference")
    rows = rows[~is_withheld(rows)]
    deciding = rows[(rows["finding"] != "") & (rows["family"] != "")]
    known = list(dict.fromkeys(rows["comparison"]))
    parts = [deciding[deciding["stratum"] == ""] if wholes else deciding]
    if comparisons:
        parts = []
        for name in comparisons:
            of_name = deciding[deciding["comparison"] == name]
            of_name = (
                of_name
                if len(of_name)
                else rows[(rows["comparison"] == name) & (rows["inference"] != "finite")]
            )
            if of_name.empty:
                raise InputError(f'结果中没有比较 "{name}" 的差值。{suggestion(name, known)}')
            parts.append(of_name)
    chosen = pd.concat(parts)
    if chosen.empty:
        raise InputError("结果中没有两组之间的差值可画。请在 study.yaml 的 comparisons 中声明两组的比较。")
    study = results.study
    declared = {one.id: one for one in study.comparisons}
    whole = set(chosen.loc[chosen["stratum"] == "", "comparison"])
    found = []
    for facts in chosen.to_dict("records"):
        comparison = declared.get(str(facts["comparison"]))
        delta = (comparison.delta if comparison else None) or study.design.delta
        found.append(
            Difference(
                _label(results, facts, whole), {str(key): value for key, value in facts.items()}, delta
            )
        )
    return found


def _label(results: Results, facts: dict[Any, Any], whole: Collection[str]) -> str:
    """What a row compares; inside a stratum only which it is, 其中 where the whole comparison stands above it."""
    study = results.study
    name = str(facts["comparison"])
    declared = {one.id: one for one in study.comparisons}.get(name)
    stratum = str(facts["stratum"])
    if stratum and not of_mix(stratum) and declared is not None and declared.within:
        label = category_label(study, declared.within, stratum)
        return f"其中{label}" if name in whole else label
    of_whom = variable_label(study, facts["outcome"]) if facts["by"] else "同一人的两项"
    asked = f"{of_whom}：{category_label(study, facts['outcome'], facts['category'], name)}"
    first, second = (tidy(group_label(study, facts["by"], facts[side])) for side in ("group", "against"))
    limited = limits(study, name, stratum)
    return asked + (f"（限{limited}）" if limited else "") + f"\n{first} 减 {second}"


def _signed(value: float) -> str:
    """A difference as printed, with a true minus sign."""
    return points(value).replace("-", "−")


def _numbers(drawn: Sequence[Difference]) -> pd.DataFrame:
    names = ["comparison", "inference", "stratum", "by", "group", "against", "outcome", "category", "method", "value",
             "low", "high", "p_value", "p_adjusted", "finding"]  # fmt: skip
    frame = pd.DataFrame([{name: one.facts[name] for name in names} for one in drawn], columns=names)
    frame.loc[[not one.shown for one in drawn], ["value", "low", "high", "p_value", "p_adjusted"]] = np.nan
    return frame.assign(label=[tidy(one.label) for one in drawn], delta=[one.delta for one in drawn])


def _notes(drawn: Sequence[Difference], *, slide: bool) -> list[str]:
    shown = [one for one in drawn if one.shown]
    bands = sorted({one.delta for one in shown})
    found = ["差值为前者占比减后者占比" + ("" if slide else "，按未修约数据计算")]
    if any(not pd.isna(one.facts["low"]) for one in shown):
        found.append("横线为95%区间" if slide else "横线和括号内为95%区间")
    told = [not pd.isna(one.facts["low"]) for one in shown]
    found += note_of_intervals([interval_withheld(one.facts) for one in shown], told)
    if slide and len(shown) < len(drawn):
        found.append(f"—为{'、'.join(dict.fromkeys(one.text for one in drawn if not one.shown))}")
    if any(one.facts["finding"] == "fact" for one in shown):
        found.append("全员统计的差值没有抽样误差，不带横线")
    if bands:
        said = "、".join(f"±{points(band)}" for band in bands)
        found.append(f"灰色带（{said}个百分点）以内的差距实际意义不大")
    return found


def _widest(drawn: Sequence[Difference]) -> float:
    """Percentage points that the axis reaches to both sides, the same in all columns."""
    reached = [
        abs(float(one.facts[name]))
        for one in drawn
        if one.shown
        for name in ("value", "low", "high")
        if not pd.isna(one.facts[name])
    ]
    return 106 * max([*reached, *(one.delta for one in drawn)])


def _draw(canvas: Canvas, at: int, part: Sequence[Difference], widest: float, type_size: float) -> None:
    axes, rows = canvas.axes[at], canvas.rows[at]
    for one, y, tall in zip(part, rows.centres, rows.heights, strict=True):
        limit = 100 * one.delta
        axes.barh(y, 2 * limit, tall, left=-limit, color=BAND, linewidth=0, zorder=0)
        if not one.shown:
            continue
        value, low, high = (100 * float(one.facts[name]) for name in ("value", "low", "high"))
        mark = _MARKS[one.judged]
        if not np.isnan(low):
            axes.plot(
                [low, high],
                [y, y],
                color=mark.colour,
                linewidth=type_size / 7,
                solid_capstyle="butt",
                zorder=2,
            )
        axes.plot(
            value, y, marker=mark.shape, markersize=0.65 * type_size, color=mark.colour, zorder=3,
            markerfacecolor="white" if mark.hollow else mark.colour,
        )  # fmt: skip
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    axes.set_xlim(-widest, widest)
    axes.locator_params(axis="x", nbins=tick_number(canvas.widths[at], rows.type))
