"""The key difference of a question: one number, its interval and its p from one method, and the class it falls in.

Rules of design/statistics.md 1.2 to 1.4. With clusters no plain test decides; it is stored beside, under its name.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sqgz.results.questions import Question, set_key
from sqgz.results.schema import SETS, make_row
from sqgz.stats import (
    cluster_permutation,
    design_difference,
    difference_interval,
)
from sqgz.stats.distributions import normal_two_sided, t_quantile
from sqgz.stats.intervals import score_variance
from sqgz.study import Study

FEW_PEOPLE = 30
FEW_CLUSTERS = 4
PERMUTE_BELOW = 20  # clusters in an arm below which the permutation may decide
DRAWS_OF_PAIRS = 9_999
NO_TEST = "不作检验"
INDEPENDENT = "假定各人相互独立，未考虑同一单位的人相似"
SMALLEST = "可发现的最小差别"


@dataclass(eq=False)
class Judgement:
    """A row of results that awaits its family's adjustment: what is known of it before any p is compared.

    `row` is completed in place; `p_smallest` is the smallest p a permutation could give; `whole_p` that of the
    whole distribution, which never decides between two groups; `tested` says whether it counts in its family's m.
    """

    question: Question
    row: dict[str, Any]
    p_smallest: float | None = None
    few_people: bool = False
    few_clusters: bool = False
    whole_p: float | None = None
    extra: list[dict[str, Any]] = field(default_factory=list)

    @property
    def tested(self) -> bool:
        """Whether it has a deciding p and counts in m: what is too thin to be judged is known before any p is seen."""
        return self.row["p_value"] is not None and not self.few_people and not self.few_clusters


def shared_facts(question: Question) -> dict[str, Any]:
    """What every row of a question says of itself."""
    return {
        "comparison": question.comparison.id,
        "stratum": question.stratum,
        "by": question.table.rows.key,
        "outcome": question.table.cols.key,
        "cluster": question.cluster or "",
        "base": question.table.base,
        "missing": question.table.missing,
        "skipped": question.table.skipped,
    }


def judge_difference(question: Question, keys: tuple[str, ...]) -> Judgement:
    """The difference of the shares of a set of categories between the question's two groups, as process."""
    table = question.table
    first, second = table.row_keys
    row = make_row(
        **shared_facts(question), inference="process", stat="difference", of="row",
        group=first, against=second, category=set_key(keys, table.col_keys), warnings=question.warnings,
    )  # fmt: skip
    found = Judgement(question, row, few_people=int(min(table.row_bases, default=0)) < FEW_PEOPLE)
    if question.described or not table.base:
        row |= {"method": NO_TEST, "value": share_difference(question, keys)}
    elif question.cluster:
        _by_clusters(found, keys)
    else:
        _without_clusters(found, keys)
    return found


def share_difference(question: Question, keys: tuple[str, ...]) -> float | None:
    """Share of the set in the first group minus that in the second; None where a group is empty."""
    shares = question.table.share("row")[list(keys)].sum(axis=1, skipna=False).to_numpy()
    return None if any(math.isnan(share) for share in shares) else float(shares[0] - shares[1])


def _by_clusters(found: Judgement, keys: tuple[str, ...]) -> None:
    row, table = found.row, found.question.table
    result = design_difference(table, list(keys), fpc=found.question.fpc)
    row |= {
        "method": result.method, "value": result.estimate, "low": result.low, "high": result.high,
        "error": result.error, "df": result.df, "p_value": result.p_value, "deff": result.deff,
        "clusters": result.clusters_first, "clusters_against": result.clusters_second,
        "warnings": (*row["warnings"], *result.warnings),
    }  # fmt: skip
    row["p_plain"] = _plain_p(found.question, keys)
    if result.constant:
        arms = (result.clusters_first or 0, result.clusters_second or 0)
        found.few_clusters = min(arms) < FEW_CLUSTERS
        few = min(arms) < PERMUTE_BELOW and not found.few_people
        if few and result.p_value is not None:
            permuted = cluster_permutation(table, list(keys))
            found.p_smallest = permuted.p_smallest
            row["p_permutation"] = permuted.p_value
            if permuted.p_value is not None:
                row["p_value"] = max(result.p_value, permuted.p_value)
    else:
        both = result.clusters_both or 0
        found.few_clusters = both < FEW_CLUSTERS
        if found.few_clusters and both < (result.clusters or 0):
            row["warnings"] = (
                *row["warnings"],
                f"只有 {both} 个群同时有两组的人，其余各只有一组；如各组应由整个群组成，请核对",
            )


def _without_clusters(found: Judgement, keys: tuple[str, ...]) -> None:
    row, table = found.row, found.question.table
    if table.weighted:
        row |= {"method": NO_TEST, "value": share_difference(found.question, keys)}
        row["warnings"] = (*row["warnings"], "加权而没有群，不能检验；请在 design.cluster 中声明群")
        return
    result = plain_difference(found.question, keys)
    row |= {
        "method": result.method, "value": result.estimate, "low": result.low, "high": result.high,
        "error": result.error, "p_value": result.p_value, "p_plain": result.p_value,
        "warnings": (*row["warnings"], *result.warnings, INDEPENDENT),
    }  # fmt: skip


def plain_difference(question: Question, keys: tuple[str, ...]) -> Any:
    """The difference as independent people would give it: Miettinen–Nurminen."""
    (k1, n1), (k2, n2) = _shares(question, keys)
    return difference_interval(k1, n1, k2, n2)


def _shares(question: Question, keys: tuple[str, ...]) -> list[tuple[int, int]]:
    """People of the set, and all of them, in either group."""
    table = question.table
    at = [table.col_keys.index(key) for key in keys]
    chosen = table.array[:, at].sum(axis=1)
    return [(int(k), int(n)) for k, n in zip(chosen, table.row_bases, strict=True)]


def _plain_p(question: Question, keys: tuple[str, ...]) -> float | None:
    if question.table.weighted or min(question.table.row_bases) == 0:
        return None
    (k1, n1), (k2, n2) = _shares(question, keys)
    variance = score_variance(k1, n1, k2, n2, 0.0)  # of Miettinen and Nurminen's test, without its interval
    return normal_two_sided((k1 / n1 - k2 / n2) / math.sqrt(variance)) if variance > 0 else None


def smallest_row(judgement: Judgement) -> dict[str, Any] | None:
    """The smallest difference these data could have shown with a chance of 80 %; None without a standard error."""
    row = judgement.row
    error = row["error"] if row["error"] is not None else _plain_error(judgement.question, row["category"])
    if not error:
        return None
    df = row["df"] if row["df"] is not None else 1e6
    value = (t_quantile(0.975, df) + t_quantile(0.80, df)) * error
    kept = {
        name: row[name]
        for name in (
            "comparison",
            "inference",
            "stratum",
            "by",
            "group",
            "against",
            "outcome",
            "category",
            "of",
            "cluster",
        )
    }
    return make_row(**kept, stat="bound", method=SMALLEST, value=value)


def _plain_error(question: Question, category: str) -> float | None:
    """Standard error of the difference for independent people; None with clusters or weights."""
    table = question.table
    if question.cluster or table.weighted or question.comparison.paired_with is not None:
        return None
    at = [table.col_keys.index(key) for key in category.split(SETS)]
    shares = table.array[:, at].sum(axis=1) / table.row_bases
    return float(np.sqrt((shares * (1 - shares) / table.row_bases).sum()))


def classify(judgement: Judgement, study: Study) -> str:
    """The class of a difference judged as process, in the order of design/statistics.md 1.4."""
    row, comparison = judgement.row, judgement.question.comparison
    delta = comparison.delta or study.design.delta
    if judgement.few_people:
        return "few_people"
    if judgement.few_clusters:
        return "few_clusters"
    if judgement.question.described or row["p_adjusted"] is None:
        return "described"
    if row["stat"] == "test":
        return "differ" if row["p_adjusted"] < study.design.alpha else "none"
    if row["low"] is not None and -delta < row["low"] and row["high"] < delta:
        return "equal"
    if row["p_adjusted"] < study.design.alpha:
        return "clear" if abs(row["value"]) >= delta else "small"
    return "none"
