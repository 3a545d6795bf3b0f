"""Figures of districts compared: ranked by each headline share, made up of what, and how far apart groups are in each.

Drawn from results alone; which figures there are follows from what the districts share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sqgz.errors import InputError
from sqgz.figures.differences import difference_plot
from sqgz.figures.headlines import asked_of
from sqgz.figures.lettering import tidy
from sqgz.figures.rankings import ranked_shares
from sqgz.figures.saving import save_figure
from sqgz.figures.stacked import stacked_shares
from sqgz.results import Results
from sqgz.results.labels import group_label, label_of
from sqgz.results.schema import SETS
from sqgz.study import Comparison
from sqgz.study.references import STUDY

Drawn = Axes | np.ndarray[tuple[int, ...], np.dtype[np.object_]]
_LONGEST = 30  # letters of a figure's name


@dataclass(frozen=True)
class Wanted:
    """A figure to be drawn: its name without number, and how."""

    name: str
    draw: Callable[[], Drawn]


def save_district_figures(results: Results) -> tuple[str, ...]:
    """Stems of the figures saved for a comparison of districts, in order; what does not fit on a page is left out.

    Figures of an earlier comparison under the same name that are not drawn any more are removed.
    """
    study = results.study
    saved: list[str] = []
    for wanted in _wanted(results):
        stem = f"{len(saved) + 1:02d}_{wanted.name}"
        try:
            drawn = wanted.draw()
        except InputError:
            continue  # so many districts that no page holds them: the table has the numbers
        save_figure(drawn, stem, study, results=results)
        saved.append(stem)
    for path in study.figures.glob("[0-9][0-9]_*.*"):
        if path.stem not in saved:
            path.unlink()
    return tuple(saved)


def _wanted(results: Results) -> Iterator[Wanted]:
    held = set(results.frame["comparison"])
    for one in results.study.comparisons:
        if one.id not in held:
            continue
        if one.by == STUDY:
            yield from _between(results, one)
        else:
            yield from _inside(results, one)


def _between(results: Results, one: Comparison) -> Iterator[Wanted]:
    """Of two districts only what they are made up of; of more their order, too."""
    variable = results.study.variables[one.outcome]
    label, notes = _name(results, one), _whom(results, one)
    if len(one.groups) > 2 or len(variable.labels) == 2:
        yield Wanted(f"{label}_分{_kind(results)}排列", lambda: ranked_shares(results, one.id, notes=notes))
    rows = results.select(comparison=one.id, stat="share", of="row")
    single = rows[~rows["category"].str.contains(SETS, regex=False)]
    if variable.kind != "multiple" and single["category"].nunique() > 2:
        yield Wanted(
            f"{label}_分{_kind(results)}构成", lambda: stacked_shares(results, [one.id], notes=notes)
        )


def _whom(results: Results, one: Comparison) -> tuple[str, ...]:
    """The people that a comparison is limited to, as a note."""
    limits = [label_of(results.study, key, group) for key, groups in one.where.items() for group in groups]
    return (f"只统计{'、'.join(limits)}",) if limits else ()


def _inside(results: Results, one: Comparison) -> Iterator[Wanted]:
    """How far apart two groups are in each district; nothing where no district has people enough for it."""
    rows = results.select(comparison=one.id, stat="difference")
    rows = rows[(rows["family"] != "") & (rows["finding"] != "few_people") & rows["value"].notna()]
    if rows.empty:
        return
    first = rows.to_dict("records")[0]
    sides = [group_label(results.study, first["by"], first[side]) for side in ("group", "against")]
    note = f"前者为{sides[0]}，后者为{sides[1]}，看的是{_asked(results, one, first['category'])}"
    yield Wanted(
        f"{_name(results, one)}_分{_kind(results)}差值",
        lambda: difference_plot(results, [one.id], notes=(note, *_whom(results, one))),
    )


def _asked(results: Results, one: Comparison, category: str) -> str:
    """The share that is compared, as a noun; of two answers of the same people without saying whose."""
    if one.by:
        return asked_of(results.study, one.outcome, category, one.id)
    return f"“{label_of(results.study, one.outcome, category, one.id)}”的占比"


def _kind(results: Results) -> str:
    return results.study.variables[STUDY].label


def _name(results: Results, one: Comparison) -> str:
    """A name for files: the variable's label, and by what, where that is not the district."""
    variables = results.study.variables
    label = variables[one.outcome].label
    if one.by != STUDY:
        other = one.by or one.paired_with or ""
        label += f"_{'按' if one.by else '与'}{variables[other].label if other in variables else other}"
    label += "".join(
        f"_{label_of(results.study, key, '+'.join(groups))}" for key, groups in one.where.items()
    )
    return re.sub(r'[\s/\\:*?"<>|.“”]+', "", tidy(label))[:_LONGEST]
