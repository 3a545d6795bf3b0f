"""Sheets of what stands around the comparisons: profiles, 属地化率, coverage, and the quality of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqgz.figures.lettering import tidy
from sqgz.report.composing.material import Material, has_people
from sqgz.report.numbers import HIDDEN, NOT_APPLICABLE
from sqgz.report.workbook.distributions import (
    Bar,
    Distribution,
    distribution_areas,
    grouped_chart,
    interval_area,
    interval_chart,
    stacked_chart,
)
from sqgz.report.workbook.sheets import (
    Area,
    Cell,
    Chart,
    Number,
    Record,
    Series,
    Sheet,
    drawable_first,
    number,
)
from sqgz.results.labels import label_of, variable_label

_COVERAGE = {
    "frame": "应报", "answered": "实报", "missing": "未报", "undecided": "有待核项", "excluded": "不纳入",
    "unknown": "职务不明", "vacant": "岗位空缺",
}  # fmt: skip
_QUALITY = {
    "quality.rows": ("收到的数据行及其去向", "文件"),
    "quality.answers": ("各项答复的整理情况", "项目"),
    "quality.committees": ("“两委”人数的核对", "范围"),
    "submission": ("各街道报送文件情况", "街道"),
}
_SENT = {"sheets": "表页", "rows": "行数", "people": "人数"}


def profile_sheets(material: Material) -> Iterator[Sheet]:
    """A sheet for every variable that people were counted by: everybody, by position, by zone."""
    for key, variable in material.study.variables.items():
        found = _profile(material, key)
        if found is None:
            continue
        title = f"{variable.label}构成"
        chart = grouped_chart if variable.kind == "multiple" else stacked_chart
        yield Sheet(
            "概况", tidy(title), (), tuple(distribution_areas(found)), (chart(found, title, 1),), f"表:profile.{key}"
        )  # fmt: skip


def _profile(material: Material, key: str) -> Distribution | None:
    study = material.study
    bars = []
    scopes = [("", "")] + [
        (by, group)
        for by in ("position", "zone")
        if by in study.variables
        for group in study.variables[by].labels
    ]
    for by, group in scopes:
        rows = [row for row in material.profile(key, by, group) if has_people(row)]
        if rows:
            bars.append(Bar(tidy(material.group(by, group)), {row["category"]: row for row in rows}))
    if not bars:
        return None
    keys = dict.fromkeys(category for bar in bars for category in bar.rows)
    return Distribution("范围", {one: tidy(label_of(study, key, one)) for one in keys}, tuple(bars))


def localisation_sheet(material: Material) -> Sheet | None:
    """属地化率 by each definition: everybody and every group, with intervals."""
    study = material.study
    areas: list[Area] = []
    charts: list[Chart] = []
    for one in study.localisation:
        frame = material.results.select(comparison=f"localisation.{one.key}", stat="share", category="yes")
        rows = [
            (_scope(material, row), row) for row in frame.to_dict("records") if has_people(row)
        ]  # fmt: skip
        if rows:
            areas.append(interval_area(one.label, "范围", rows))
            charts.append(interval_chart(areas[-1], len(areas) - 1, one.label, "占比"))
    if not areas:
        return None
    said = ("属地化率没有全国统一的口径，第一项为本调查的主要口径，其余供对照。",)
    return Sheet("属地化率", "按不同口径计算的属地化率", said, tuple(areas), tuple(charts), "表:localisation")


def _scope(material: Material, row: Record) -> str:
    if not row["group"]:
        return "全部"
    label = material.group(row["by"], row["group"])
    return tidy(f"{variable_label(material.study, row['by'])}：{label}")


def coverage_sheet(material: Material) -> Sheet | None:
    """应报、实报 and the rest by street, and by position within each."""
    frame = material.results.select(comparison="coverage")
    rows = {(row["stratum"], row["group"], row["category"]): row for row in frame.to_dict("records")}
    held = [key for key in _COVERAGE if any(_known(row) for (_, _, one), row in rows.items() if one == key)]
    if "answered" not in held:
        return None
    streets = sorted(dict.fromkeys(frame["stratum"]), key=lambda street: street == "")
    groups = sorted(dict.fromkeys(frame["group"]), key=lambda group: group != "")
    areas = []
    for group in groups:
        title = "各街道填报情况" if not group else f"各街道填报情况：{material.group('position', group)}"
        areas.append(_coverage_area(title, streets, held, {key: row for key, row in rows.items() if key[1] == group}))  # fmt: skip
    chart = Chart("bars", "各街道填报率", 0, (Series(len(held) + 1, "#1f4e79"),), "填报率")
    return Sheet("填报情况", "各街道填报情况", (), tuple(areas), (chart,), "表:coverage")


def _known(row: Record) -> bool:
    return number(row, "count", "count") != NOT_APPLICABLE


def _coverage_area(
    title: str, streets: list[str], held: list[str], rows: dict[tuple[str, str, str], Record]
) -> Area:
    group = next(iter(rows))[1]
    cells = []
    for street in streets:
        found = {key: rows.get((street, group, key)) for key in held}
        if not any(found.values()):
            continue
        counted = [NOT_APPLICABLE if row is None else number(row, "count", "count") for row in found.values()]
        answered = found["answered"]
        rate = NOT_APPLICABLE if answered is None else _rate(answered)
        cells.append((street or "合计", *counted, rate))
    order, drawn = drawable_first(cells, [len(held) + 1])
    notes = (
        "应报人数取自单位名录；岗位空缺为核定数减实有数，不计入未报；街道不明的人员只计入合计。",
        "填报率为实报人数占应报人数的比重。",
    )
    heads = ("街道", *(_COVERAGE[key] for key in held), "填报率")
    return Area(title, heads, tuple(cells[i] for i in order), notes, drawable=drawn)


def _rate(row: Record) -> Cell:
    count, base = number(row, "count", "count"), number(row, "base", "count")
    if isinstance(count, Number) and isinstance(base, Number) and base.value:
        return Number(count.value / base.value, "percent")
    return HIDDEN if HIDDEN in (count, base) else NOT_APPLICABLE


def quality_sheets(material: Material) -> Iterator[Sheet]:
    """What became of rows and answers, whether the committees add up, and what the streets sent."""
    labels = {key: variable.label for key, variable in material.study.variables.items()}
    for comparison, (title, heading) in _QUALITY.items():
        rows = material.results.select(comparison=comparison).to_dict("records")
        if rows:
            area = _counted(title, heading, rows, labels)
            yield Sheet("数据质量", title, (), (area,), (), f"表:{comparison}")


def _counted(title: str, heading: str, rows: list[dict[str, Any]], labels: dict[str, str]) -> Area:
    """A row for each file, variable or street, a column for each thing that is counted, remarks at the end."""
    sent = rows[0]["comparison"] == "submission"
    words = _SENT if sent else {row["category"]: row["text"] for row in rows if row["text"] != HIDDEN}
    held = list(dict.fromkeys(row["category"] for row in rows))
    cells = {(row["group"], row["category"]): number(row, "count", "count") for row in rows}
    said = {row["group"]: str(row["text"]) for row in rows} if sent else {}
    lines = tuple(
        (
            labels.get(group, group) or "街道不明",
            *(cells.get((group, key), NOT_APPLICABLE) for key in held),
            *([said[group] or NOT_APPLICABLE] if sent else []),
        )
        for group in dict.fromkeys(row["group"] for row in rows)
    )
    heads = (heading, *(words.get(key, key) for key in held), *(["情况"] if sent else []))
    return Area(title, heads, lines)
