"""A gap between groups that are made up differently: the strata, all together, and as if they were made up alike.

Village committees are elected from villagers, so that part of the gap between zones is law: 社区 alone stands first,
then all with the same mix of units (design/statistics.md 1.6). Nothing is pretested; everything is shown.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.judging import INDEPENDENT, judge_difference, shared_facts
from sqgz.results.questions import Question, ask_again, categories_of, chosen, set_key
from sqgz.results.schema import make_row
from sqgz.results.shares import share_rows
from sqgz.results.whole import adjust_inside
from sqgz.stats import Counts, homogeneity, standardised_difference
from sqgz.study import Study
from sqgz.tables import count

STANDARDISED = "standardised"  # the stratum under which standardised values stand
MIX = "标准构成"
COMMUNITY, VILLAGE = "community", "village"


@dataclass(frozen=True, eq=False)
class Strata:
    """The strata of a standardisation: the question in each (None where nobody is), and people of the standard."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    questions: tuple[Question | None, ...]
    standard: tuple[float, ...]
    people: int


def stratum_name(conditions: Mapping[str, tuple[str, ...]]) -> str:
    """Name of a stratum in results: the variables and their categories.

    >>> stratum_name({"position": ("chief",), "unit_type": ("village",)})
    'position=chief,unit_type=village'
    """
    return ",".join(f"{key}={values[0]}" for key, values in conditions.items())


def find_strata(study: Study, records: pd.DataFrame, question: Question) -> Strata:
    """The strata of a question that hold workers of the study.

    Standard = all workers of the study whom the comparison's `where` admits, whether they answered or not.
    """
    comparison = question.comparison
    keys = list(comparison.standardise)
    admitted = records[chosen(records, question.conditions)]
    weight = None if "n" in admitted.columns else study.design.weight
    cells = count(admitted, keys, study, weight=weight if weight in admitted.columns else None)
    held = {
        tuple(map(str, one[:-1])): float(one[-1]) for one in cells[[*keys, "w"]].dropna().to_numpy().tolist()
    }
    names, labels, questions, standard = [], [], [], []
    for combination in itertools.product(*(categories_of(study, admitted, key) for key in keys)):
        if not held.get(combination):
            continue
        conditions = {key: (value,) for key, value in zip(keys, combination, strict=True)}
        name = stratum_name(conditions)
        names.append(name)
        shown = [
            study.variables[key].labels.get(value, value)
            for key, value in zip(keys, combination, strict=True)
        ]
        labels.append("×".join(shown))
        questions.append(ask_again(study, records, comparison, dict(question.conditions) | conditions, name))
        standard.append(held[combination])
    return Strata(tuple(names), tuple(labels), tuple(questions), tuple(standard), int(cells["n"].sum()))


def communities_alone(study: Study, records: pd.DataFrame, question: Question) -> Question | None:
    """The question among 社区 alone, where units of the groups are standardised and some of them are villages."""
    if "unit_type" not in question.comparison.standardise or not holds_villages(question):
        return None
    conditions = {"unit_type": (COMMUNITY,)}
    return ask_again(
        study, records, question.comparison, dict(question.conditions) | conditions, stratum_name(conditions)
    )


def holds_villages(question: Question) -> bool:
    """Whether any of the people compared works in a village."""
    people = question.people
    return "unit_type" in people and bool((people["unit_type"].astype("str") == VILLAGE).any())


def standardised_rows(
    study: Study, question: Question, strata: Strata, *, judged: Sequence[str]
) -> list[dict[str, Any]]:
    """Strata, standard and standardised values of two groups, and homogeneity as information.

    `judged` names the strata whose rows the caller has already.
    """
    keys = question.sets[0]
    rows = [
        _mix_row(question, name, n, sum(strata.standard))
        for name, n in zip(strata.names, strata.standard, strict=True)
    ]
    differences = []
    for name, one in zip(strata.names, strata.questions, strict=True):
        if one is None or name in judged:
            continue
        rows += share_rows(one.table, comparison=one.comparison.id, stratum=name, sets=one.sets)
        if one.table.base and min(one.table.row_bases) > 0:
            differences.append(judge_difference(one, keys).row)
    adjust_inside(differences)
    layered = _layered(question, strata)
    return [
        *rows,
        *differences,
        *_standardised(question, keys, strata, layered),
        *_homogeneity(question, keys, layered),
    ]


def _mix_row(question: Question, name: str, n: float, total: float) -> dict[str, Any]:
    return make_row(
        comparison=question.comparison.id, stratum=name, outcome=question.table.cols.key, stat="share", of="total",
        method=MIX, value=n / total, count=round(n), base=round(total),
    )  # fmt: skip


def _layered(question: Question, strata: Strata) -> Counts | None:
    """The strata's tables as layers of one, over the clusters of all; None where a stratum holds nobody."""
    tables = [one.table if one is not None else None for one in strata.questions]
    if any(table is None for table in tables) or not tables:
        return None
    held = [table for table in tables if table is not None]
    array = np.stack([table.array for table in held])
    named: dict[str, Any] = {"row_keys": question.table.row_keys, "col_keys": question.table.col_keys,
                             "layer_keys": strata.labels, "weighted": question.table.weighted, "multiple": question.table.multiple,
                             "row_bases": np.stack([table.row_bases for table in held])}  # fmt: skip
    if not question.cluster:
        return Counts(array=array, **named)
    whole = question.table
    place = _cluster_places(whole)
    weights = np.zeros((len(place), *array.shape))
    people = np.zeros((len(place), *array.shape))
    bases = np.zeros((len(place), *array.shape[:2]))
    for layer, table in enumerate(held):
        at = [place[name] for name in _cluster_places(table)]
        weights[at, layer], people[at, layer] = table.cluster_weights, table.cluster_people
        bases[at, layer] = table.cluster_bases
    return Counts(
        array=array, cluster_weights=weights, cluster_people=people, cluster_strata=whole.cluster_strata,
        cluster_names=whole.cluster_names, cluster_bases=bases,
        unplaced=np.stack([np.asarray(table.unplaced) for table in held]),
        unplaced_bases=np.stack([np.asarray(table.unplaced_bases) for table in held]), **named,
    )  # fmt: skip


def _cluster_places(table: Any) -> dict[Any, int]:
    """Place of each cluster of a table, by its name and stratum."""
    return {
        key: place for place, key in enumerate(zip(table.stratum_names, table.cluster_names, strict=True))
    }


def _standardised(
    question: Question, keys: tuple[str, ...], strata: Strata, layered: Counts | None
) -> list[dict[str, Any]]:
    first, second = question.table.row_keys
    category = set_key(keys, question.table.col_keys)
    shared = shared_facts(question) | {
        "stratum": STANDARDISED,
        "inference": "process",
        "category": category,
        "of": "row",
    }
    if layered is None:
        lacking = "、".join(n for n, one in zip(strata.labels, strata.questions, strict=True) if one is None)
        return [make_row(**shared, stat="difference", group=first, against=second, method="直接标准化",
                         warnings=(f"{lacking}没有可比较的人，不能标准化",))]  # fmt: skip
    result = standardised_difference(layered, list(keys), standard=strata.standard)
    row = make_row(
        **shared, stat="difference", group=first, against=second, method=result.method, value=result.estimate,
        low=result.low, high=result.high, error=result.error, df=result.df, p_value=result.p_value,
        clusters=result.clusters_first, clusters_against=result.clusters_second,
        warnings=(*result.warnings, *(() if layered.clustered else (INDEPENDENT,))),
    )  # fmt: skip
    shares = [
        make_row(**shared, stat="share", group=group, method=f"直接标准化（标准：{MIX}）", value=value)
        for group, value in ((first, result.first), (second, result.second))
        if value is not None
    ]
    return [*shares, row]


def _homogeneity(question: Question, keys: tuple[str, ...], layered: Counts | None) -> list[dict[str, Any]]:
    """Whether the gap is the same in all strata: information, by which nothing is chosen."""
    if layered is None or question.table.multiple:
        return []
    found = homogeneity(layered, category=list(keys))
    df = found.df if isinstance(found.df, tuple) else (found.df, None)
    return [make_row(
        **shared_facts(question), inference="process", stat="test", category=set_key(keys, question.table.col_keys),
        method=found.method, value=found.statistic, df=df[0], df2=df[1], p_value=found.p_value,
        clusters=found.clusters, warnings=(*found.warnings, "仅供参考，不据此选择方法"),
    )]  # fmt: skip
