"""The sheet of each declared comparison: what was found in words, its chart, its numbers, its tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from sqgz.figures.lettering import tidy
from sqgz.figures.theme import kind_style
from sqgz.report.composing.features import lines_of, say_comparison
from sqgz.report.composing.material import Material, has_people
from sqgz.report.marks import plain
from sqgz.report.numbers import HIDDEN
from sqgz.report.wording.phrases import say_subject, say_whole
from sqgz.report.workbook.distributions import (
    Bar,
    Distribution,
    distribution_areas,
    grouped_chart,
    interval_area,
    interval_chart,
    pyramid_area,
    stacked_chart,
)
from sqgz.report.workbook.judgements import difference_areas, test_area
from sqgz.report.workbook.sheets import Area, Chart, Record, Series, Sheet
from sqgz.results.labels import label_of, of_mix, question_of_study, stratum_label, variable_label
from sqgz.results.schema import SETS
from sqgz.results.standardising import STANDARDISED
from sqgz.study import Comparison

_KIND = "比较"
_BOTH_ANSWERED = "两项都作答者"
_SEXES = ("sex", "gender")


def comparison_sheets(material: Material) -> Iterator[Sheet]:
    """A sheet for every declared comparison that the results hold."""
    for one in material.comparisons():
        if one.paired_with is not None:
            yield _paired(material, one)
        elif one.by in material.study.variables and material.study.variables[str(one.by)].kind == "place":
            yield _ranked(material, one)
        else:
            yield _grouped(material, one)


def _sheet(material: Material, one: Comparison, areas: Sequence[Area], charts: Sequence[Chart] = ()) -> Sheet:
    areas = [*areas, *difference_areas(material, one.id), *test_area(material, one.id)]
    return Sheet(
        _KIND, _title(material, one), tuple(_sentences(material, one)), tuple(areas), tuple(charts), f"表:{one.id}"
    )  # fmt: skip


def _title(material: Material, one: Comparison) -> str:
    """The variable, the groups and the people it is about: 户口所在地，按职务; the groups by name where two ask alike."""
    title = _line(material, one)
    alike = [other for other in material.comparisons() if _line(material, other) == title]
    if len(alike) == 1:
        return title
    groups = "与".join(material.group(str(one.by), group) for group in one.groups)
    named = [other for other in alike if other.groups == one.groups]
    if len(named) > 1:
        return f"{title}：{one.id}"
    return f"{title}：{tidy(groups)}" if groups else title


def _line(material: Material, one: Comparison) -> str:
    return tidy(lines_of(material, {"comparison": one.id, "stratum": ""}))


def _sentences(material: Material, one: Comparison) -> Iterator[str]:
    """The question, then what the report says of it, for everybody and in each stratum."""
    yield f"问：{question_of_study(material.study, one)}"
    yield f"答：{plain(say_comparison(material, one))}"
    for stratum in material.strata(one.id):
        row = material.finding(one.id, stratum)
        if row is not None:
            yield f"{stratum_label(material.study, one.id, stratum)}：{plain(material.says(row))}。"


def _grouped(material: Material, one: Comparison) -> Sheet:
    """Groups side by side, or everybody alone."""
    found = _distribution(material, one)
    areas, charts = distribution_areas(found), []
    title = _title(material, one)
    multiple = material.study.variables[one.outcome].kind == "multiple"
    if len(found.bars) == 1:
        alone = _alone(material, one, found)
        areas = [alone, *(areas if len(found.singles) < len(found.labels) else [])]
        charts = [interval_chart(alone, 0, title, "占比", colours=() if multiple else found.colours())]
    elif multiple:
        charts = [grouped_chart(found, title, 1)]
    elif _is_pyramid(material, one):
        areas = [*areas, pyramid_area(found)]
        sides = tuple(Series(1 + i, kind_style(i)[0]) for i in range(2))
        charts = [Chart("pyramid", title, len(areas) - 1, sides, "占比"), stacked_chart(found, title, 1)]
    else:
        charts = [stacked_chart(found, title, 1)]
    return _sheet(material, one, areas, charts)


def _distribution(material: Material, one: Comparison) -> Distribution:
    """Bars of every group in every stratum, strata of a standardisation last."""
    study = material.study
    frame = material.results.select(comparison=one.id, stat="share", of="row")
    frame = frame[(frame["stratum"] != STANDARDISED) & (frame["against"] == "")]
    mixed = frame["stratum"].map(of_mix).astype(bool)
    rows = pd.concat([frame[~mixed], frame[mixed]]).to_dict("records")
    bars: dict[tuple[str, str], dict[str, Record]] = {}
    for row in rows:
        if has_people(row):
            bars.setdefault((row["stratum"], row["group"]), {}).setdefault(row["category"], row)
    layered = len({stratum for stratum, _ in bars}) > 1
    found = tuple(
        Bar(_bar_label(material, one, stratum, group, layered=layered), held)
        for (stratum, group), held in bars.items()
    )
    keys = sorted(dict.fromkeys(row["category"] for row in rows), key=lambda key: SETS in key)
    labels = {key: tidy(label_of(study, one.outcome, key, one.id)) for key in keys}
    heading = variable_label(study, one.by) if one.by else "范围"
    return Distribution(heading, labels, found)


def _bar_label(material: Material, one: Comparison, stratum: str, group: str, *, layered: bool) -> str:
    scope = say_whole(material.study) if not stratum else stratum_label(material.study, one.id, stratum)
    whose = material.group(str(one.by), group) if one.by else "全部人员"
    return tidy(f"{scope} {whose}" if layered else whose)


def _alone(material: Material, one: Comparison, found: Distribution) -> Area:
    heading = variable_label(material.study, one.outcome)
    rows = [(found.labels[key], row) for key, row in found.bars[0].rows.items() if key in found.singles]
    return interval_area("各类占比", heading, rows)


def _is_pyramid(material: Material, one: Comparison) -> bool:
    """Whether it shows age by sex, which readers expect as a pyramid."""
    study = material.study
    if one.by not in study.variables or study.variables[one.outcome].derive != "age":
        return False
    by = study.variables[str(one.by)]
    return len(material.groups(one.id)) == 2 and (one.by in _SEXES or "性别" in by.label)


def _ranked(material: Material, one: Comparison) -> Sheet:
    """Places from the highest share of the key category to the lowest, with intervals."""
    study = material.study
    found = _distribution(material, one)
    category = material.key_category(one.id) or next(iter(found.labels), "")
    rows = [(bar.label, bar.rows[category]) for bar in found.bars if category in bar.rows]
    rows.sort(key=lambda item: -_height(item[1]))
    title = f"各{variable_label(study, str(one.by))}{say_subject(study, one.outcome, category, one.id)}"
    area = interval_area(title, variable_label(study, str(one.by)), rows)
    chart = interval_chart(area, 0, title, "占比")
    return _sheet(material, one, [area, *distribution_areas(found)], [chart])


def _height(row: Record) -> float:
    return -1.0 if row["text"] == HIDDEN or pd.isna(row["value"]) else float(row["value"])


def _paired(material: Material, one: Comparison) -> Sheet:
    """The two answers of the same people as two bars, and how many people's answers differ."""
    study = material.study
    rows = material.results.select(comparison=one.id, stat="share", method=_BOTH_ANSWERED).to_dict("records")
    strata = list(dict.fromkeys(row["stratum"] for row in rows))
    bars: dict[tuple[str, str], dict[str, Record]] = {}
    for row in rows:
        bars.setdefault((row["stratum"], row["group"]), {})[row["category"]] = row
    labelled = tuple(
        Bar(
            tidy(f"{stratum_label(study, one.id, stratum)} " * (len(strata) > 1) + variable_label(study, group)),
            held,
        )
        for (stratum, group), held in bars.items()
    )  # fmt: skip
    keys = sorted(dict.fromkeys(row["category"] for row in rows), key=lambda key: SETS in key)
    labels = {key: tidy(label_of(study, one.outcome, key, one.id)) for key in keys}
    found = Distribution("项目", labels, labelled)
    apart = material.results.select(comparison=one.id, stat="share", category=["differ", "after", "before"])
    moved = [(str(row["text"]), row) for row in apart.to_dict("records") if row["against"]]
    areas = distribution_areas(found)
    charts = [stacked_chart(found, _title(material, one), 1)]
    if moved:
        areas.append(interval_area("两个答案不同的人", "内容", moved))
    return _sheet(material, one, areas, charts)
