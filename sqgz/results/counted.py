"""Who was to be counted: the people of the frame per street and position, and whether a group is complete.

Only with an official list (role: places) is it known how many there are; without it nothing is said of a finite
population.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.questions import Question
from sqgz.study import Study
from sqgz.tables import count

Array = np.ndarray[Any, Any]
POSITIONS = ("chief", "member", "staff")
UNKNOWN = ""  # the key of a street or position that is not known


@dataclass(frozen=True, eq=False)
class Population:
    """People there are: `cells` with street, position and N (int), or None where that is not known, and `reason`."""

    cells: pd.DataFrame | None
    from_roster: bool
    reason: str = ""


def find_population(study: Study, records: pd.DataFrame, places: pd.DataFrame | None) -> Population:
    """The population of a study: everybody on the roster if there is one, else what the official list says."""
    if places is None or "n" in records:
        return Population(None, False, "没有单位名录，不知应报人数")
    if any(file.role == "roster" for file in study.files):
        return Population(None, True)
    columns = [f"people_{position}" for position in POSITIONS]
    if not all(name in places and places[name].notna().all() for name in columns):
        return Population(None, False, "单位名录没有分职务的实有人数，不知应报人数")
    tall = places.melt(["street", "zone"], columns, var_name="position", value_name="N")
    tall["position"] = tall["position"].str.removeprefix("people_")
    cells = tall.groupby(["zone", "street", "position"], observed=True, dropna=False)["N"].sum().reset_index()
    return Population(cells, False)


def group_cells(
    question: Question, population: Population, keys: tuple[str, ...]
) -> list[tuple[Array, Array, Array]] | None:
    """For each group (chosen, answered, N) per street × position; None where N is not known.

    With a roster N counts everybody of the group on it, those skipped by the question left out.
    """
    table, people = question.table, question.people
    by = table.rows.key
    strata = [key for key in ("street", "position") if key in people.columns and key != by]
    outcome = table.cols.key
    counted = count(people, [by, *strata, outcome])
    counted = counted[counted[outcome].astype("str") != "skipped"]
    merged = {old: new for new, olds in question.comparison.merge.items() for old in olds}
    answer = counted[outcome].astype("str").replace(merged)
    chosen = (
        answer.isin(list(keys))
        if not table.multiple
        else answer.str.split("+").map(lambda one: isinstance(one, list) and keys[0] in one)
    )
    parts = counted[[by, *strata]].astype("str").fillna(UNKNOWN)
    parts["chosen"] = counted["n"].where(chosen, 0)
    parts["answered"] = counted["n"].where(counted[outcome].notna(), 0)
    parts["N"] = counted["n"]
    summed = parts.groupby([by, *strata], sort=True).sum().reset_index()
    if not population.from_roster:
        known = _from_list(question, population, summed, strata)
        if known is None:
            return None
        summed = known
    found = []
    for group in table.row_keys:
        of_group = summed[summed[by] == group]
        found.append(tuple(of_group[name].to_numpy(dtype=float) for name in ("chosen", "answered", "N")))
    return found


def _from_list(
    question: Question, population: Population, summed: pd.DataFrame, strata: list[str]
) -> pd.DataFrame | None:
    """The cells with N from the official list; None if the question is not about all people of its cells."""
    by = question.table.rows.key
    cells = population.cells
    if cells is None or question.comparison.where or not question.declared:
        return None
    keys = [by, *strata]
    if not set(keys) <= set(cells.columns):
        return None
    n = (
        cells.groupby(keys, observed=True)["N"]
        .sum()
        .rename("N")
        .reset_index()
        .astype(dict.fromkeys(keys, "str"))
    )
    joined = n.merge(summed.drop(columns="N"), on=keys, how="outer").fillna({"chosen": 0, "answered": 0})
    if joined["N"].isna().any() or (joined["answered"] > joined["N"]).any():
        return None  # somebody answered whom the list does not know: it is no frame for this question
    return joined


def everybody_counted(cells: list[tuple[Array, Array, Array]] | None, question: Question) -> bool:
    """Whether all people of all compared groups gave an answer, and nobody's group is unknown."""
    if cells is None or not cells:
        return False
    whole = question.table.cells
    unknown_group = int(whole.loc[whole["row"].isna(), "n"].sum())
    return unknown_group == 0 and all(bool((answered == n).all()) and n.sum() > 0 for _, answered, n in cells)
