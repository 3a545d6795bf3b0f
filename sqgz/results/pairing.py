"""The same person twice: 户口 against 居住 (design/statistics.md 1.7), never two stacked columns.

One number decides, the difference of the key share; the whole distribution, 人户分离率 and its direction stand beside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.counted import Population
from sqgz.results.facts import finding_of
from sqgz.results.judging import FEW_CLUSTERS, FEW_PEOPLE, INDEPENDENT, Judgement, shared_facts
from sqgz.results.questions import Question, set_key
from sqgz.results.schema import PAIRED, make_row
from sqgz.stats import (
    design_interval,
    finite_paired,
    fold_square,
    marginal_homogeneity,
    mismatch,
    paired_difference,
    proportion_interval,
    symmetry,
)
from sqgz.study.references import SKIPPED

DIFFER, AFTER, BEFORE = "differ", "after", "before"  # instead of a category: how a person's two answers stand


def judge_pair(question: Question, keys: tuple[str, ...]) -> Judgement:
    """The difference of the key share between a person's two answers, as process."""
    table = question.table
    row = make_row(
        **_facts(question), inference="process", stat="difference", of="row", group=table.rows.key,
        against=table.cols.key, category=set_key(keys, table.col_keys), warnings=question.warnings,
    )  # fmt: skip
    found = Judgement(question, row, few_people=table.base < FEW_PEOPLE)
    if table.weighted and not question.cluster:
        shares = table.weighted_counts.to_numpy() / max(float(table.weighted_counts.to_numpy().sum()), 1e-300)
        at = [table.col_keys.index(key) for key in keys]
        row |= {
            "method": "不作检验",
            "value": float(shares[at].sum() - shares[:, at].sum()) if table.base else None,
        }
        row["warnings"] = (*row["warnings"], "加权而没有群，不能检验；请在 design.cluster 中声明群")
        return found
    result = paired_difference(table, list(keys), fpc=question.fpc)
    row |= {
        "method": result.method, "value": result.estimate, "low": result.low, "high": result.high,
        "error": result.error, "df": result.df, "p_value": result.p_value, "deff": result.deff,
        "clusters": result.clusters, "warnings": (*row["warnings"], *result.warnings),
    }  # fmt: skip
    if question.cluster:
        found.few_clusters = (result.clusters or 0) < FEW_CLUSTERS
        if not table.weighted:
            row["p_plain"] = paired_difference(
                table.array, [table.col_keys.index(key) for key in keys]
            ).p_value
    else:
        row |= {"p_plain": result.p_value, "warnings": (*row["warnings"], INDEPENDENT)}
    return found


def _facts(question: Question) -> dict[str, Any]:
    return shared_facts(question) | {"by": "", "outcome": question.table.rows.key}


def rows_of_pair(question: Question) -> list[dict[str, Any]]:
    """Margins and joint counts of the people with both answers, tests of the whole, how many differ, which way."""
    table = question.table
    if not table.base or (table.weighted and not question.cluster):
        return []
    return [*_margins(question), *_joint(question), *_tests(question), *_directions(question)]


def _margins(question: Question) -> list[dict[str, Any]]:
    """Shares of either answer among the people who gave both."""
    table = question.table
    cells, people = table.weighted_counts.to_numpy(), table.array
    rows = []
    for variable, other in ((table.rows.key, 1), (table.cols.key, 0)):
        shares, counts = cells.sum(axis=other) / cells.sum(), people.sum(axis=other)
        for keys in [(key,) for key in table.col_keys] + [keys for keys in question.sets if len(keys) > 1]:
            at = [table.col_keys.index(key) for key in keys]
            rows.append(make_row(**_facts(question), stat="share", of="total", group=variable, category=set_key(keys, table.col_keys),
                                 method=PAIRED, value=float(shares[at].sum()), count=int(counts[at].sum())))  # fmt: skip
    return rows


def _joint(question: Question) -> list[dict[str, Any]]:
    """How many people gave each two answers: `group` is the category of the outcome, `against` that of the other.

    `value` is their share of all who gave both (weighted if the study is); two answers that nobody gave have a row, too.
    """
    table = question.table
    people, cells = table.array, table.weighted_counts.to_numpy()
    return [
        make_row(
            **_facts(question), stat="count", of="total", group=first, against=second, method=PAIRED,
            value=float(cells[i, j] / cells.sum()), count=int(people[i, j]),
        )
        for i, first in enumerate(table.row_keys)
        for j, second in enumerate(table.col_keys)
    ]  # fmt: skip


def _tests(question: Question) -> list[dict[str, Any]]:
    table = question.table
    shared = _facts(question) | {"inference": "process"}
    rows = []
    if not table.weighted:
        stat = "test_plain" if question.cluster else "test"
        for found in (marginal_homogeneity(table.array), symmetry(table.array)):
            rows.append(make_row(**shared, stat=stat, method=found.method, value=found.statistic, df=found.df,
                                 p_value=found.p_value, warnings=(*found.warnings, INDEPENDENT)))  # fmt: skip
    if question.cluster:
        found = marginal_homogeneity(table, "cluster")
        df = found.df if isinstance(found.df, tuple) else (None, None)
        rows.append(make_row(**shared, stat="test", method=found.method, value=found.statistic, df=df[0], df2=df[1],
                             p_value=found.p_value, clusters=found.clusters, warnings=found.warnings))  # fmt: skip
    return rows


def pair_whole_p(question: Question) -> float | None:
    """p of the whole distribution of the two answers."""
    table = question.table
    if not table.base or (table.weighted and not question.cluster):
        return None
    return marginal_homogeneity(*((table, "cluster") if question.cluster else (table.array,))).p_value


def _directions(question: Question) -> list[dict[str, Any]]:
    """人户分离率, and its two directions where the categories have an order."""
    table = question.table
    apart = mismatch(table)
    words = [(DIFFER, f"{table.rows.label}与{table.cols.label}不同", apart)]
    if question.ordered:
        folded = fold_square(table)
        for place, key in ((1, AFTER), (2, BEFORE)):
            if question.cluster:
                found: Any = design_interval(folded, key, fpc=question.fpc)
            else:
                found = proportion_interval(int(folded.array[0, place]), table.base)
            side = "之后" if key == AFTER else "之前"
            words.append((key, f"{table.cols.label}的类别排在{table.rows.label}{side}", found))
    return [
        make_row(
            **_facts(question), stat="share", of="total", group=table.rows.key, against=table.cols.key, category=key,
            method=found.method, value=found.estimate, low=found.low, high=found.high, error=found.error, df=found.df,
            deff=found.deff, count=None if found.count is None else int(found.count), clusters=found.clusters, text=text,
            warnings=found.warnings,
        )
        for key, text, found in words
    ]  # fmt: skip


# --- what is so among the people there are ----------------------------------------------------------------------------


def pair_is_complete(question: Question, population: Population) -> bool:
    """Whether everybody of the frame gave both answers."""
    return (
        population.from_roster
        and question.unknown is None
        and not question.table.missing
        and question.table.base > 0
    )


def finite_pair_rows(
    question: Question, keys: tuple[str, ...], population: Population
) -> list[dict[str, Any]]:
    """The difference among the people of the roster, and its bounds where an answer is missing; empty without a roster."""
    table = question.table
    if not population.from_roster or table.weighted or not len(question.people):
        return []
    first, second = (_holds(question.people[key], keys) for key in (table.rows.key, table.cols.key))
    asked = ~(_skipped(question.people[table.rows.key]) | _skipped(question.people[table.cols.key]))
    first, second, people = first[asked], second[asked], question.people[asked]
    if not len(people):
        return []
    low = float((first.fillna(False).astype(float) - second.fillna(True).astype(float)).mean())
    high = float((first.fillna(True).astype(float) - second.fillna(False).astype(float)).mean())
    result = finite_paired(*_by_stratum(people, first, second))
    complete = result.complete and question.unknown is None
    unsure = () if question.unknown is None else (f"{len(question.unknown)} 人是否属于所比较的人不明",)
    shared = _facts(question) | {"inference": "finite", "of": "row", "group": table.rows.key, "against": table.cols.key,
                                 "category": set_key(keys, table.col_keys)}  # fmt: skip
    row = make_row(
        **shared, stat="difference", method=result.method, value=result.estimate, low=result.low, high=result.high,
        error=result.error, p_value=result.p_value, warnings=(*question.warnings, *unsure, *result.warnings),
        finding="open" if question.unknown is not None else finding_of(complete, low, high),
    )  # fmt: skip
    if complete:
        return [row]
    return [row, make_row(**shared, stat="bound", method="Manski 上下界", low=low, high=high)]


def _holds(answers: pd.Series[Any], keys: tuple[str, ...]) -> pd.Series[Any]:
    """Whether each person's answer is in the set; null where it is missing."""
    return answers.isin(list(keys)).astype("boolean").mask(answers.isna())


def _skipped(answers: pd.Series[Any]) -> pd.Series[bool]:
    return answers.isin([SKIPPED])


def _by_stratum(
    people: pd.DataFrame, first: pd.Series[Any], second: pd.Series[Any]
) -> tuple[np.ndarray[Any, Any], ...]:
    """Of each street × position: people with both answers, the sum of changes and of their squares, people."""
    change = (first.astype("Float64") - second.astype("Float64")).astype("float64")
    strata = [people[key].astype("str").fillna("") for key in ("street", "position") if key in people]
    parts = pd.DataFrame({"n": change.notna(), "d": change.fillna(0), "d2": change.fillna(0) ** 2, "N": 1.0})
    summed = parts.groupby(strata).sum() if strata else parts.sum().to_frame().T
    return tuple(summed[name].to_numpy(dtype=float) for name in ("n", "d", "d2", "N"))
