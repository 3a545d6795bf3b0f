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
from sqgz.study.references import SKIPPED
from sqgz.study.unbuilt import WAVE
from sqgz.tables import count
from sqgz.tables.dense import names_of

Array = np.ndarray[Any, Any]
POSITIONS = ("chief", "member", "staff")
GroupCells = list[tuple[Any, ...]]  # of each group: chosen, answered, N per street × position
_REFUSED = "不能作 finite 推断。请在单位名录中写明各类人数，或改用 process。"
_BY_STREET = "单位名录只有各单位的总人数，没有分职务的人数，按职务的比较不能作 finite 推断。请补上 people_chief 等列，或改用 process。"
UNKNOWN = ""  # the key of a street or position that is not known


@dataclass(frozen=True, eq=False)
class Population:
    """People there are: `cells` with street, position and N (int), or None where that is not known, and `reason`."""

    cells: pd.DataFrame | None
    from_roster: bool
    reason: str = ""


def find_population(study: Study, records: pd.DataFrame, places: pd.DataFrame | None) -> Population:
    """The population of a study: everybody on the roster if there is one, else what the official list says.

    The list counts by street and position where it has people of each position, else by street; a study of counts
    has no roster, so that the list alone says how many there are.
    """
    counts = "n" in records
    if places is None:
        return Population(None, False, f"未提供应报人数（没有单位名录），{_REFUSED}")
    roster = not counts and any(file.role == "roster" for file in study.files)
    missing = _silent_streets(records, places) if roster else []
    if roster and not missing:
        return Population(None, True)
    columns = [f"people_{position}" for position in POSITIONS]
    if all(name in places and places[name].notna().all() for name in columns):
        tall = places.melt(["street", "zone"], columns, var_name="position", value_name="N")
        tall["position"] = tall["position"].str.removeprefix("people_")
        return Population(_summed(tall, ["zone", "street", "position"]), False)
    if "people" in places and places["people"].notna().all():
        return Population(
            _summed(places.rename(columns={"people": "N"}), ["zone", "street"]), False, _BY_STREET
        )
    silent = f"；花名册中没有 {'、'.join(missing)} 的人" if missing else ""
    return Population(None, False, f"未提供应报人数（单位名录没有实有人数{silent}），{_REFUSED}")


def _silent_streets(records: pd.DataFrame, places: pd.DataFrame) -> list[str]:
    """Streets of the list of which no person came: a roster without them does not hold everybody."""
    if "street" not in records or "street" not in places:
        return []
    met = set(records["street"].dropna().astype("str"))
    listed = places if "people" not in places else places[places["people"].fillna(1) > 0]
    return [street for street in dict.fromkeys(listed["street"].astype("str")) if street not in met]


def _summed(units: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return units.groupby(keys, observed=True, dropna=False)["N"].sum().reset_index()


def group_cells(question: Question, population: Population) -> dict[tuple[str, ...], GroupCells] | None:
    """For each set of categories and each group (chosen, answered, N) per street × position; None where N is not known.

    With a roster N counts everybody of the group on it, those skipped by the question left out. Weights are of a
    sample, of which nothing finite is said.
    """
    by = question.comparison.by
    if by in (None, WAVE) or question.table.weighted or not question.sets:
        return None
    known = _of_roster(question) if population.from_roster else _from_list(question, population)
    if known is None:
        return None
    groups = [known[known[by] == group] for group in question.table.row_keys]
    return {
        keys: [
            tuple(group[name].to_numpy(dtype=float) for name in (f"chosen{number}", "answered", "N"))
            for group in groups
        ]
        for number, keys in enumerate(question.sets)
    }


def _of_roster(question: Question) -> pd.DataFrame:
    return _counted(question, _strata(question, ("street", "position")))


def _strata(question: Question, among: tuple[str, ...]) -> list[str]:
    """Those of the variables that the people have and the question is not about."""
    people, table = question.people, question.table
    return [
        key
        for key in among
        if key in people.columns and key not in (table.rows.key, table.cols.key) and people[key].notna().any()
    ]


def _counted(question: Question, strata: list[str]) -> pd.DataFrame:
    """Frame with a row for each group and stratum: people there are (N), who answered, who chose each set."""
    table, people = question.table, question.people
    by = table.rows.key
    counted = count(people, [by, *strata, table.cols.key])
    counted = counted[~counted[table.cols.key].isin([SKIPPED])]
    n = counted["n"].to_numpy(dtype=float)
    measures = {"answered": np.where(counted[table.cols.key].notna(), n, 0.0), "N": n}
    for number, keys in enumerate(question.sets):
        measures[f"chosen{number}"] = np.where(_chose(question, counted[table.cols.key], keys), n, 0.0)
    codes = np.column_stack([counted[key].cat.codes.to_numpy() for key in (by, *strata)])
    held, place = np.unique(
        codes, axis=0, return_inverse=True
    )  # groups and strata that occur; −1 is not known
    names = {
        key: np.array([*names_of(counted[key]), UNKNOWN], dtype=object)[held[:, column]]
        for column, key in enumerate((by, *strata))
    }
    sums = {
        name: np.bincount(place.ravel(), weights=values, minlength=len(held))
        for name, values in measures.items()
    }
    return pd.DataFrame({key: pd.array(found, dtype="str") for key, found in names.items()} | sums)


def unknown_answers(question: Question, keys: tuple[str, ...]) -> tuple[int, int, int]:
    """Of the people who may belong to a group: how many chose the set, how many did not, how many did not answer."""
    if question.unknown is None:
        return 0, 0, 0
    answers = question.unknown[question.table.cols.key]
    asked = answers[~answers.isin([SKIPPED])]
    chose = int(_chose(question, asked.dropna(), keys).sum())
    return chose, int(asked.notna().sum()) - chose, int(asked.isna().sum())


def _chose(question: Question, answers: pd.Series[Any], keys: tuple[str, ...]) -> pd.Series[Any]:
    """Mask of the cells whose answer belongs to the set of categories."""
    if question.table.multiple:
        return answers.astype("str").str.split("+").map(lambda one: isinstance(one, list) and keys[0] in one)
    parts = [old for new, olds in question.comparison.merge.items() if new in keys for old in olds]
    gone = {old for olds in question.comparison.merge.values() for old in olds}
    return answers.isin([*parts, *(key for key in keys if key not in gone)])


def _from_list(question: Question, population: Population) -> pd.DataFrame | None:
    """The people of each stratum with N from the official list; None if the list cannot tell how many there are.

    It can where groups and conditions are what it lists itself, and where everybody was asked.
    """
    cells, by = population.cells, question.table.rows.key
    if cells is None or by not in cells or question.table.skipped:
        return None
    for key, values in question.conditions.items():
        if key not in cells:
            return None
        cells = cells[cells[key].astype("str").isin(list(values))]
    keys = [by, *_strata(question, tuple(key for key in ("street", "position") if key in cells))]
    summed = _counted(question, keys[1:])
    n = (
        cells.groupby(keys, observed=True)["N"]
        .sum()
        .rename("N")
        .reset_index()
        .astype(dict.fromkeys(keys, "str"))
    )
    joined = n.merge(summed.drop(columns="N"), on=keys, how="outer")
    sums = [name for name in summed if name not in (*keys, "N")]
    joined[sums] = joined[sums].fillna(0)
    if joined["N"].isna().any() or (joined["answered"] > joined["N"]).any():
        return None  # somebody answered whom the list does not know: it is no frame for this question
    return joined


def everybody_counted(cells: GroupCells | None, question: Question) -> bool:
    """Whether all people of all compared groups gave an answer, and nobody's group is unknown."""
    if cells is None or not cells:
        return False
    return question.unknown is None and all(
        bool((answered == n).all()) and n.sum() > 0 for _, answered, n in cells
    )
