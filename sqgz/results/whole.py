"""What stands beside the key difference: the whole distribution, sizes of effect, residuals, scores, plain tests.

None of it sets the finding of two groups (design/statistics.md 1.2); of more than two groups the whole decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqgz.results.judging import (
    FEW_CLUSTERS,
    FEW_PEOPLE,
    INDEPENDENT,
    NO_TEST,
    PERMUTE_BELOW,
    Judgement,
    plain_difference,
    shared_facts,
)
from sqgz.results.questions import Question, set_key
from sqgz.results.schema import make_row
from sqgz.stats import (
    adjust,
    cliffs_delta,
    cluster_permutation,
    cramers_v,
    exact,
    intraclass_correlation,
    pearson,
    rao_scott,
    residuals,
    score_difference,
    trend,
)

GROUPS_AS_STRATA = "（以组为分层）"
EXACT_BELOW = 2000  # people beyond whom an exact p is worth no waiting


def judge_whole(question: Question, *, strata: str | None = "rows") -> Judgement:
    """Whether the whole distribution differs between the groups; decides where there is no key difference.

    `strata`: "rows" takes groups that are constant in clusters as strata, None does not.
    """
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
        constant = strata is not None and constant_in_clusters(question)
        result: Any = rao_scott(table, fpc=question.fpc, strata="rows" if constant else None)
        result = replace(result, method=result.method + GROUPS_AS_STRATA) if constant else result
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


def whole_p(question: Question) -> float | None:
    """p of the whole distribution of two groups, where it can be told."""
    table = question.table
    if not table.base or question.described or table.multiple or (table.weighted and not question.cluster):
        return None
    return judge_whole(question).row["p_value"]


def rows_beside(question: Question) -> list[dict[str, Any]]:
    """Rows of everything that stands beside the key difference."""
    table = question.table
    if not table.base or question.described or table.multiple or (table.weighted and not question.cluster):
        return []
    shared = shared_facts(question) | {"inference": "process"}
    rows = []
    if question.cluster and len(table.row_keys) == 2:
        rows.append(judge_whole(question).row)
        if constant_in_clusters(question):
            rows.append(judge_whole(question, strata=None).row)
    if not question.cluster:
        rows += _exact_rows(question, shared)
    rows += [*_effect_rows(question, shared), *_icc_rows(question, shared), *score_rows(question, shared)]
    return rows + _residual_rows(question, shared)


def _exact_rows(question: Question, shared: dict[str, Any]) -> list[dict[str, Any]]:
    """An exact p where the table is thin and small, beside the approximation (S2)."""
    table = question.table
    thin = pearson(table)
    if thin.expected_lowest is None or table.base > EXACT_BELOW:
        return []
    if thin.expected_lowest >= 1 and (thin.expected_below_five or 0) <= 0.2:
        return []
    found = exact(table)
    return [make_row(**shared, stat="test_plain", method=found.method, error=found.error, p_value=found.p_value, warnings=found.warnings)]  # fmt: skip


def _effect_rows(question: Question, shared: dict[str, Any]) -> list[dict[str, Any]]:
    table = question.table
    rows = []
    effect = cramers_v(table)
    if effect.estimate is not None:
        rows.append(make_row(**shared, stat="effect", method=effect.method, value=effect.estimate, low=effect.low,
                             high=effect.high, warnings=effect.warnings))  # fmt: skip
    if question.ordered and len(table.row_keys) == 2 and min(table.row_bases) > 0:
        delta = cliffs_delta(table)
        rows.append(make_row(**shared, stat="effect", group=table.row_keys[0], against=table.row_keys[1], method=delta.method,
                             value=delta.estimate, low=delta.low, high=delta.high, error=delta.error, df=delta.df,
                             clusters=delta.clusters, warnings=delta.warnings))  # fmt: skip
    return rows


def _icc_rows(question: Question, shared: dict[str, Any]) -> list[dict[str, Any]]:
    """How alike people of one cluster are in each key share: why plain tests mislead, in one number."""
    if not question.cluster:
        return []
    rows = []
    for keys in question.sets:
        found = intraclass_correlation(question.table, list(keys))
        category = set_key(keys, question.table.col_keys)
        rows.append(make_row(**shared, stat="icc", category=category, method=found.method, value=found.estimate,
                             clusters=found.clusters, warnings=found.warnings))  # fmt: skip
    return rows


def score_rows(question: Question, shared: dict[str, Any]) -> list[dict[str, Any]]:
    """The second declared test (1.8): the difference of mean scores of each pair, adjusted inside the comparison.

    With clusters linearised, the larger of t and permutation where groups are constant in few clusters; without, the
    linear-by-linear test of the groups in their order.
    """
    given = question.comparison.scores
    table = question.table
    if not given:
        return []
    scores = [given[key] for key in table.col_keys]
    if not question.cluster:
        found = trend(table, col_scores=scores)
        return [make_row(**shared, stat="test", method=found.method, value=found.statistic, df=found.df, p_value=found.p_value,
                         p_adjusted=found.p_value, warnings=(*found.warnings, INDEPENDENT))]  # fmt: skip
    held = [key for key, base in zip(table.row_keys, table.row_bases, strict=True) if base > 0]
    rows = [
        _score_row(question, shared, scores, (first, second))
        for place, first in enumerate(held)
        for second in held[place + 1 :]
    ]
    adjust_inside(rows)
    return rows


def _score_row(
    question: Question, shared: dict[str, Any], scores: Sequence[float], pair: tuple[str, str]
) -> dict[str, Any]:
    table = question.table
    found = score_difference(table, scores, rows=pair)
    row = make_row(
        **shared, stat="effect", group=pair[0], against=pair[1], method=found.method, value=found.estimate,
        low=found.low, high=found.high, error=found.error, df=found.df, p_value=found.p_value, deff=found.deff,
        clusters=found.clusters_first, clusters_against=found.clusters_second, warnings=found.warnings,
    )  # fmt: skip
    arms = (found.clusters_first or 0, found.clusters_second or 0)
    if found.constant and found.p_value is not None and min(arms) < PERMUTE_BELOW:
        permuted = cluster_permutation(table, rows=pair, col_scores=scores)
        row["p_permutation"] = permuted.p_value
        row["p_value"] = max(found.p_value, permuted.p_value or 0.0)
    return row


def adjust_inside(rows: Sequence[dict[str, Any]]) -> None:
    """Nothing; fills in p_adjusted of rows of one comparison by Holm, over those that could be tested."""
    tested = [row for row in rows if row["p_value"] is not None]
    for row, p in zip(
        tested, adjust([row["p_value"] for row in tested], method="holm") if tested else (), strict=True
    ):
        row["p_adjusted"] = float(p)


def _residual_rows(question: Question, shared: dict[str, Any]) -> list[dict[str, Any]]:
    found = residuals(question.table)
    if found.statistic.size == 0:
        return []
    rows = []
    for i, group in enumerate(found.row_keys):
        for j, category in enumerate(found.col_keys):
            if found.judged[i, j]:
                rows.append(make_row(**shared, stat="residual", group=str(group), category=str(category), method=found.method,
                                     value=float(found.statistic[i, j]), p_value=float(found.p_value[i, j]),
                                     p_adjusted=float(found.p_adjusted[i, j])))  # fmt: skip
    return rows


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
        score = plain_difference(question, keys)
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
