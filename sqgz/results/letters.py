"""More than two groups, pair by pair: each difference judged as any other, and letters that say who differs from whom."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Any

from sqgz.results.judging import Judgement, judge_difference
from sqgz.results.questions import Question, set_key
from sqgz.results.whole import adjust_inside
from sqgz.study import Study

PAIRS = "，两两比较 Holm"


def pairwise_rows(question: Question, study: Study) -> list[dict[str, Any]]:
    """A row for each pair of groups: the key difference by the rule of two groups, Holm inside the comparison.

    A pair whose t does not even reach α alone is not permuted: no permutation could make it differ.
    """
    table = question.table
    held = [key for key, base in zip(table.row_keys, table.row_bases, strict=True) if base > 0]
    rows = []
    for pair in itertools.combinations(held, 2):
        one = replace(question, table=table.select(pair))
        judged = judge_difference(one, question.sets[0], study, pair_of_many=True)
        row = judged.row
        row |= {"method": row["method"] + PAIRS, "base": int(table.row_bases.sum())}
        if judged.few_people or judged.few_clusters:  # too thin to be judged, whatever its p
            row |= {"p_value": None, "warnings": (*row["warnings"], "人数或群数过少，这一对不作判断")}
        rows.append(row)
    adjust_inside(rows)
    return rows


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
