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
    pearson,
    rao_scott,
)
from sqgz.stats.distributions import t_quantile
from sqgz.study import Study

FEW_PEOPLE = 30
FEW_CLUSTERS = 4
PERMUTE_BELOW = 20  # clusters in an arm below which the permutation may decide
NO_TEST = "不作检验"
INDEPENDENT = "假定各人相互独立，未考虑同一单位的人相似"
SMALLEST = "可发现的最小差别"


@dataclass(eq=False)
class Judgement:
    """A row of results that awaits its family's adjustment: what is known of it before any p is compared.

    `row` is completed in place; `p_smallest` is the smallest p a permutation could give; `whole_interval` belongs
    to the class `equal`; `tested` says whether it counts in its family's m.
    """

    question: Question
    row: dict[str, Any]
    p_smallest: float | None = None
    few_people: bool = False
    few_clusters: bool = False
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


def judge_difference(question: Question, keys: tuple[str, ...], study: Study) -> Judgement:
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
    result = design_difference(table, list(keys))
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
        if min(arms) < PERMUTE_BELOW and not found.few_people and result.p_value is not None:
            permuted = cluster_permutation(table, list(keys))
            found.p_smallest = permuted.p_smallest
            row["p_permutation"] = permuted.p_value
            if permuted.p_value is not None:
                row["p_value"] = max(result.p_value, permuted.p_value)
    else:
        found.few_clusters = (result.clusters_both or 0) < FEW_CLUSTERS


def _without_clusters(found: Judgement, keys: tuple[str, ...]) -> None:
    row, table = found.row, found.question.table
    if table.weighted:
        row |= {"method": NO_TEST, "value": share_difference(found.question, keys)}
        row["warnings"] = (*row["warnings"], "加权而没有群，不能检验；请在 design.cluster 中声明群")
        return
    result = _plain(found.question, keys)
    row |= {
        "method": result.method, "value": result.estimate, "low": result.low, "high": result.high,
        "error": result.error, "p_value": result.p_value, "p_plain": result.p_value,
        "warnings": (*row["warnings"], *result.warnings, INDEPENDENT),
    }  # fmt: skip


def _plain(question: Question, keys: tuple[str, ...]) -> Any:
    table = question.table
    at = [table.col_keys.index(key) for key in keys]
    chosen = table.array[:, at].sum(axis=1)
    bases = table.row_bases
    return difference_interval(int(chosen[0]), int(bases[0]), int(chosen[1]), int(bases[1]))


def _plain_p(question: Question, keys: tuple[str, ...]) -> float | None:
    if question.table.weighted or min(question.table.row_bases) == 0:
        return None
    return _plain(question, keys).p_value


def plain_rows(question: Question, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """What tests that take people for independent would have said; they never set a finding."""
    table = question.table
    if table.weighted:
        return []
    shared = shared_facts(question) | {"inference": "process", "stat": "test_plain"}
    rows = []
    if not table.multiple:
        found = pearson(table)
        rows.append(
            make_row(
                **shared,
                method=found.method,
                value=found.statistic,
                df=found.df,
                p_value=found.p_value,
                warnings=found.warnings,
            )
        )
    if len(table.row_keys) == 2 and min(table.row_bases) > 0:
        score = _plain(question, keys)
        rows.append(
            make_row(
                **shared,
                method=score.method,
                group=table.row_keys[0],
                against=table.row_keys[1],
                of="row",
                category=set_key(keys, table.col_keys),
                value=score.estimate,
                low=score.low,
                high=score.high,
                error=score.error,
                p_value=score.p_value,
                warnings=score.warnings,
            )
        )
    return rows


def judge_whole(question: Question) -> Judgement:
    """Whether the whole distribution differs between more than two groups; decides where there is no key difference."""
    table = question.table
    row = make_row(**shared_facts(question), inference="process", stat="test", warnings=question.warnings)
    found = Judgement(question, row, few_people=int(min(table.row_bases, default=0)) < FEW_PEOPLE)
    if question.described or table.multiple or (table.weighted and not question.cluster):
        reason = {True: "各组即为群，本级不作检验"}.get(question.described, "多选题或加权表不作整表检验")
        row |= {"method": NO_TEST, "warnings": (*row["warnings"], reason)}
        return found
    if not table.base:
        row |= {"method": NO_TEST, "warnings": (*row["warnings"], "没有人作答")}
        return found
    if question.cluster:
        result: Any = rao_scott(table, strata="rows" if constant_in_clusters(question) else None)
        row |= {
            "df": result.df[0] if result.df else None,
            "df2": result.df[1] if result.df else None,
            "clusters": result.clusters,
            "deff": result.deff,
        }
        found.few_clusters = (result.clusters or 0) < FEW_CLUSTERS
    else:
        result = pearson(table)
        row |= {"df": result.df, "warnings": (*row["warnings"], INDEPENDENT)}
    row |= {
        "method": result.method,
        "value": result.statistic,
        "p_value": result.p_value,
        "warnings": (*row["warnings"], *result.warnings),
    }
    return found


def constant_in_clusters(question: Question) -> bool:
    """Whether every cluster holds one group only, as streets hold one zone."""
    bases = question.table.cluster_bases
    return bases is not None and bool(((bases > 0).sum(axis=1) <= 1).all())


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
    if question.cluster or table.weighted:
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
