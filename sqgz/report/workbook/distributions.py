"""Counts, shares and intervals of groups as areas of a sheet, and the charts that draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqgz.figures.theme import OVERALL, kind_style, ordered_colours
from sqgz.report.numbers import HIDDEN, NO_SHARES, NOT_APPLICABLE
from sqgz.report.workbook.sheets import Area, Cell, Chart, Number, Record, Series, drawable_first, number
from sqgz.results.schema import SETS

_REACH = ("区间向下", "区间向上")
_REACHES = "“区间向下”“区间向上”为占比到区间两端的距离，供图中的误差线使用。"


@dataclass(frozen=True)
class Bar:
    """A group of people and its share rows by category; all rows have one base."""

    label: str
    rows: dict[str, Record]

    @property
    def any(self) -> Record:
        """One of its rows, for what they have in common."""
        return next(iter(self.rows.values()))

    def cell(self, category: str, field: str, form: str) -> Cell:
        """A number of one category; a dash where the group has no such row."""
        row = self.rows.get(category)
        return "—" if row is None else number(row, field, form)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Distribution:
    """Bars of one variable: labels of its categories by key, single ones first, sets of them after."""

    heading: str
    labels: dict[str, str]
    bars: tuple[Bar, ...]
    ordered: bool = True

    @property
    def singles(self) -> list[str]:
        """Keys of the single categories."""
        return [key for key in self.labels if SETS not in key]

    def colours(self) -> tuple[str, ...]:
        """Colours of the single categories, as in the figures."""
        return ordered_colours(len(self.singles))


def distribution_areas(found: Distribution) -> list[Area]:
    """Three areas with a row for each group: counts with base and missing, shares (charts draw these), intervals."""
    return [area for area in (_counts(found), _shares(found), _intervals(found)) if area is not None]


def _counts(found: Distribution) -> Area:
    skipped = any(isinstance(cell, Number) and cell.value for cell in (number(bar.any, "skipped", "count") for bar in found.bars))  # fmt: skip
    around = {"base": "基数", "missing": "未填或待核"} | ({"skipped": "未问到"} if skipped else {})
    rows = tuple(
        (
            bar.label,
            *(bar.cell(key, "count", "count") for key in found.labels),
            *(number(bar.any, field, "count") for field in around),
        )
        for bar in found.bars
    )
    return Area("人数", (found.heading, *found.labels.values(), *around.values()), rows)


def _shares(found: Distribution) -> Area:
    rows = [
        (bar.label, *(bar.cell(key, "value", "percent") for key in found.labels), number(bar.any, "base", "count"))
        for bar in found.bars
    ]  # fmt: skip
    order, drawn = drawable_first(rows, range(1, 1 + len(found.singles)))
    few = any(NOT_APPLICABLE in row for row in rows)
    notes = [f"不足{NO_SHARES}人的组不列占比，以“—”表示，不作图。"] if few else []
    return Area(
        "占比",
        (found.heading, *found.labels.values(), "基数"),
        tuple(rows[i] for i in order),
        tuple(notes),
        drawable=drawn,
    )


def _intervals(found: Distribution) -> Area | None:
    heads = [f"{label} {end}" for label in found.labels.values() for end in ("下限", "上限")]
    rows = tuple(
        (
            bar.label,
            *(
                bar.cell(key, field, "percent")
                for key in found.labels
                for field in ("low", "high")
            ),
        )
        for bar in found.bars
    )  # fmt: skip
    if not any(isinstance(cell, Number) for row in rows for cell in row):
        return None
    methods = dict.fromkeys(
        str(row["method"]) for bar in found.bars for row in bar.rows.values() if row["method"]
    )
    return Area("占比的95%区间", (found.heading, *heads), rows, (f"方法：{'、'.join(methods)}。",) if methods else ())  # fmt: skip


def stacked_chart(found: Distribution, title: str, area: int) -> Chart:
    """Bars of 100 % of the shares that stand in that area."""
    series = tuple(Series(1 + i, colour) for i, colour in enumerate(found.colours()))
    return Chart("stacked", title, area, series, "占比")


def grouped_chart(found: Distribution, title: str, area: int) -> Chart:
    """Bars side by side, for answers of which one person may give several."""
    series = tuple(Series(1 + i, colour) for i, colour in enumerate(found.colours()))
    return Chart("bars", title, area, series, "占比")


def interval_area(title: str, heading: str, bars: Sequence[tuple[str, Record]]) -> Area:
    """One share a row with its interval, and how far this reaches from the share: what error bars are drawn of."""
    rows = [_interval_row(label, row) for label, row in bars]
    order, drawn = drawable_first(rows, [3])
    heads = (heading, "人数", "基数", "占比", "下限", "上限", *_REACH, "未填或待核")
    reaching = any(isinstance(row[6], Number) for row in rows)
    return Area(title, heads, tuple(rows[i] for i in order), (_REACHES,) if reaching else (), drawable=drawn)


def _interval_row(label: str, row: Record) -> tuple[Cell, ...]:
    value, low, high = (number(row, field, "percent") for field in ("value", "low", "high"))
    return (
        label,
        number(row, "count", "count"),
        number(row, "base", "count"),
        *(value, low, high),
        *reach(value, low, high),
        number(row, "missing", "count"),
    )


def reach(value: Cell, low: Cell, high: Cell) -> tuple[Cell, Cell]:
    """How far an interval reaches down and up from its value; dashes where one of the three is no number, * as it is."""
    if isinstance(value, Number) and isinstance(low, Number) and isinstance(high, Number):
        return Number(value.value - low.value, value.form), Number(high.value - value.value, value.form)
    return (HIDDEN, HIDDEN) if HIDDEN in (value, low, high) else ("—", "—")


def interval_chart(area: Area, at: int, title: str, axis: str, *, colours: tuple[str, ...] = ()) -> Chart:
    """Bars with error bars of an area of `interval_area`; `colours` are those of its rows, if all can be drawn."""
    reaching = any(isinstance(row[6], Number) for row in area.rows[: area.drawable])
    colour = kind_style(0)[0] if area.drawable > 1 else OVERALL
    own = colours if area.drawable == len(area.rows) else ()
    return Chart("bars", title, at, (Series(3, colour, (6, 7) if reaching else None, own),), axis)


def pyramid_area(found: Distribution) -> Area:
    """Shares of two groups by age, those of the first below zero so that a chart puts them on the left."""
    first, second = found.bars[:2]
    rows = []
    for key in reversed(found.singles):
        left, right = first.cell(key, "value", "percent"), second.cell(key, "value", "percent")
        mirrored = Number(-left.value, left.form) if isinstance(left, Number) else left
        rows.append((found.labels[key], mirrored, right))
    order, drawn = drawable_first(rows, [1, 2])
    note = f"作图用：{first.label}的占比记为负数，画在左边；显示时不带负号。"
    return Area("金字塔图数据", (found.heading, first.label, second.label), tuple(rows[i] for i in order), (note,), drawn)  # fmt: skip
