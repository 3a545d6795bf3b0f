"""More than two groups, pair by pair: each difference judged as any other, and letters that say who differs from whom."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from sqgz.results.judging import (
    DRAWS_OF_PAIRS,
    FEW_CLUSTERS,
    FEW_PEOPLE,
    INDEPENDENT,
    PERMUTE_BELOW,
    Judgement,
    shared_facts,
)
from sqgz.results.questions import Question, set_key
from sqgz.results.schema import make_row
from sqgz.results.whole import adjust_inside
from sqgz.stats import cluster_permutation, design_difference, difference_interval
from sqgz.study import Study

PAIRS = "，两两比较 Holm"


def pairwise_rows(question: Question, study: Study) -> list[dict[str, Any]]:
    """A row for each pair of groups: the key difference by the rule of two groups, Holm inside the comparison.

    A pair whose t does not even reach α alone is not permuted: the larger of the two decides, and Holm's step down
    never lets a larger p touch a smaller one. For the others fewer assignments are drawn than for a finding.
    """
    table = question.table
    held = [key for key, base in zip(table.row_keys, table.row_bases, strict=True) if base > 0]
    base_of = dict(zip(table.row_keys, table.row_bases, strict=True))
    shared = shared_facts(question) | {"inference": "process", "stat": "difference", "of": "row",
                                       "category": set_key(question.sets[0], table.col_keys)}  # fmt: skip
    rows = []
    for pair in itertools.combinations(held, 2):
        thin = min(base_of[one] for one in pair) < FEW_PEOPLE
        few, found = (
            _by_clusters(question, pair, study.design.alpha)
            if question.cluster
            else _of_people(question, pair)
        )
        row = make_row(**shared, group=pair[0], against=pair[1]) | found
        row["method"] += PAIRS
        if thin or few:  # too thin to be judged, whatever its p
            row |= {"p_value": None, "warnings": (*row["warnings"], "人数或群数过少，这一对不作判断")}
        rows.append(row)
    adjust_inside(rows)
    return rows


def _by_clusters(question: Question, pair: tuple[str, str], alpha: float) -> tuple[bool, dict[str, Any]]:
    """Whether a pair has too few clusters, and its facts by clusters as columns of a row."""
    keys = list(question.sets[0])
    result = design_difference(question.table, keys, rows=pair, fpc=question.fpc)
    facts: dict[str, Any] = {
        "method": result.method, "value": result.estimate, "low": result.low, "high": result.high,
        "error": result.error, "df": result.df, "p_value": result.p_value, "deff": result.deff,
        "clusters": result.clusters_first, "clusters_against": result.clusters_second,
        "warnings": (*question.warnings, *result.warnings),
    }  # fmt: skip
    arms = (result.clusters_first or 0, result.clusters_second or 0)
    if (
        result.constant
        and min(arms) < PERMUTE_BELOW
        and result.p_value is not None
        and result.p_value < alpha
    ):
        permuted = cluster_permutation(question.table, keys, rows=pair, draws=DRAWS_OF_PAIRS)
        if permuted.p_value is not None:
            facts |= {"p_permutation": permuted.p_value, "p_value": max(result.p_value, permuted.p_value)}
    few = min(arms) < FEW_CLUSTERS if result.constant else (result.clusters_both or 0) < FEW_CLUSTERS
    return few, facts


def _of_people(question: Question, pair: tuple[str, str]) -> tuple[bool, dict[str, Any]]:
    """The facts of a pair of independent people, as columns of a row; they have no clusters to be too few."""
    table = question.table
    at = [table.col_keys.index(key) for key in question.sets[0]]
    (k1, n1), (k2, n2) = (
        (int(table.array[place, at].sum()), int(table.row_bases[place]))
        for place in map(table.row_keys.index, pair)
    )
    result = difference_interval(k1, n1, k2, n2)
    return False, {
        "method": result.method, "value": result.estimate, "low": result.low, "high": result.high,
        "p_value": result.p_value, "p_plain": result.p_value,
        "warnings": (*question.warnings, *result.warnings, INDEPENDENT),
    }  # fmt: skip


def put_letters(judgement: Judgement, rows: Sequence[dict[str, Any]], study: Study) -> None:
    """Nothing; writes letters into `text` of the share rows of the key set: groups that share one do not differ.

    Only where the groups differ as a whole: pairwise results are shown below a comparison that does (1.9).
    """
    question = judgement.question
    if judgement.row["finding"] != "differ":
        return
    facts = {"comparison": question.comparison.id, "stratum": question.stratum}
    category = set_key(question.sets[0], question.table.col_keys)
    own = [row for row in rows if all(row[name] == value for name, value in facts.items())]
    shares = {
        row["group"]: row
        for row in own
        if row["stat"] == "share" and row["category"] == category and row["value"] is not None
    }
    pairs = [row for row in own if row["stat"] == "difference" and row["method"].endswith(PAIRS)]
    differ = {
        frozenset((row["group"], row["against"]))
        for row in pairs
        if row["p_adjusted"] is not None and row["p_adjusted"] < study.design.alpha
    }
    highest_first = sorted(shares, key=lambda group: -shares[group]["value"])
    for group, letters in letters_of(highest_first, differ).items():
        shares[group]["text"] = letters


def letters_of(groups: Sequence[str], differ: set[frozenset[str]]) -> dict[str, str]:
    """Letters of each group: two groups share a letter exactly if they do not differ.

    Insert and absorb, Piepho 2004, J. Comp. Graph. Stat. 13, 456.

    >>> letters_of(["a", "b", "c"], {frozenset("ac")})
    {'a': 'a', 'b': 'ab', 'c': 'b'}
    """
    columns: list[frozenset[str]] = [frozenset(groups)]
    for pair in sorted(differ, key=sorted):
        split = [column - {one} for column in columns if pair <= column for one in pair]
        columns = [column for column in columns if not pair <= column] + split
        columns = [one for one in dict.fromkeys(columns) if not any(one < other for other in columns)]
    place = {group: number for number, group in enumerate(groups)}
    columns.sort(key=lambda column: sorted(place[group] for group in column))
    names = _names(len(columns))
    return {
        group: "".join(name for name, column in zip(names, columns, strict=True) if group in column)
        for group in groups
    }


def _names(count: int) -> list[str]:
    return [ascii_lowercase[i] if i < 26 else f"{ascii_lowercase[i % 26]}′" for i in range(count)]
