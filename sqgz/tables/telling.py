"""What 02_profile and 03_crosstabs show: the people described, and a table for every declared comparison."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sqgz.shown import Gallery, Shown
from sqgz.study import Study
from sqgz.study.unbuilt import WAVE
from sqgz.tables.crosstabs import Crosstab
from sqgz.tables.tabulation import crosstab, table_holding

_ALL = "_all"


def profile_tables(records: pd.DataFrame, study: Study) -> Gallery:
    """Gallery with a table for each categorical variable: by position where it is known, else of everybody.

    For a study of counts a table for each of its tables of counts.
    """
    if "n" in records.columns:
        return Gallery(tuple(_count_tables(records, study)))
    items: list[Crosstab] = []
    for key, variable in study.variables.items():
        if not variable.categorical or variable.kind == "place" or key not in records.columns:
            continue
        rows = "position" if "position" in records.columns and key != "position" else _ALL
        items.append(_table(records, study, rows, key))
    return Gallery(tuple(items))


def _table(records: pd.DataFrame, study: Study, rows: str, cols: str) -> Crosstab:
    if rows != _ALL:
        return crosstab(records, rows=rows, cols=cols, study=study)
    people = records.assign(**{_ALL: pd.Categorical(["全部"] * len(records))})
    people.attrs = dict(records.attrs)
    people.attrs["variables"] = records.attrs.get("variables", {}) | {_ALL: {"label": "全部", "labels": {}}}
    return crosstab(people, rows=_ALL, cols=cols, study=_without(study, _ALL))


def _without(study: Study, key: str) -> Study:
    """The study itself: `key` is none of its variables, so that the label comes from the data."""
    return study if key not in study.variables else study.model_copy(update={"variables": {}})


def _count_tables(cells: pd.DataFrame, study: Study) -> list[Shown]:
    found = []
    for name, part in cells.groupby("table", sort=False):
        keys = [key for key in study.variables if key in part and part[key].notna().any()]
        shown = pd.DataFrame(
            {
                study.variables[key].label: part[key]
                .astype("str")
                .map(lambda value, key=key: _label(study, key, value), na_action="ignore")
                for key in keys
            }
        )
        shown["人数"] = part["n"].to_numpy()
        found.append(Shown(shown.fillna("（缺失）"), f"计数表 {name}"))
    return found


def _label(study: Study, key: str, value: str) -> str:
    return study.variables[key].labels.get(value, value)


def comparison_tables(records: Any, study: Study) -> Gallery:
    """Gallery with a table of counts and percentages for every declared comparison, in layers of its `within`."""
    items: list[Any] = []
    for comparison in study.comparisons:
        if comparison.by == WAVE:
            title = f"{study.variables[comparison.outcome].label}，按年度 [{comparison.id}]"
            items.append(Shown(pd.DataFrame(), title, ("与往年调查的比较见 04_tests。",)))
            continue
        people = table_holding(
            records,
            [
                key
                for key in (
                    comparison.outcome,
                    comparison.by,
                    comparison.paired_with,
                    comparison.within,
                    *comparison.where,
                )
                if key
            ],
        )
        for key, values in comparison.where.items():
            people = people[people[key].isin(list(values))]
        if (
            comparison.paired_with is not None
        ):  # the same person twice: one answer in rows, the other in columns
            table = crosstab(people, rows=comparison.outcome, cols=comparison.paired_with, study=study)
        elif comparison.by is None:
            table = _table(people, study, _ALL, comparison.outcome)
        else:
            table = crosstab(
                people, rows=comparison.by, cols=comparison.outcome, study=study, layers=comparison.within
            )
        table = table.merge(comparison.merge) if comparison.merge else table
        items.append(table.select(comparison.groups) if comparison.groups else table)
    return Gallery(tuple(items))
