"""The key difference of a comparison: one share (or mean score) minus another, judged by its clusters.

Estimate, interval, p-value and direction come from one method. Groups that are constant within clusters (zones)
are two independent samples of clusters, with Satterthwaite's degrees of freedom; groups within clusters
(positions) are compared inside each cluster, on clusters − strata.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.distributions import UPPER, t_quantile, t_two_sided
from sqgz.stats.estimates import Difference, Floats
from sqgz.stats.keys import find_category, find_rows
from sqgz.stats.linearisation import (
    ALL_SEEN,
    NO_VARIATION,
    TOO_FEW,
    Contrast,
    Spread,
    contrast_rows,
    read_fraction,
    satterthwaite,
)
from sqgz.stats.margins import need_clusters, refuse_layers, refuse_multiple
from sqgz.stats.table import Counts, TableLike, read_counts


def design_difference(
    t: TableLike, category: Any, rows: Sequence[Any] | None = None, *, fpc: float | None = None
) -> Difference:
    """Share of a category (or set of them) among the first row minus among the second, −1 to 1.

    `category`: a column key, several, or keys joined by `+`; `rows`: two row keys, default the table's two.
    s.e. from linearised per-cluster totals, t interval; works for multiple-choice tables. `fpc`: clusters in the
    population, only where clusters were sampled. InputError without clusters. Source: statistics.md 1.2; Binder 1983; Satterthwaite 1946.
    """
    counts = read_counts(t)
    name = "两组占比之差（按群线性化）"
    need_clusters(counts, name=name, instead="difference_interval")
    refuse_layers(counts, name=name)
    scores = np.zeros(len(counts.col_keys))
    scores[list(find_category(category, counts))] = 1.0
    return judge_rows(counts, scores, find_rows(rows, counts), name=name, limit=1.0, fpc=fpc)


def score_difference(
    t: TableLike, col_scores: Sequence[float] | None = None, rows: Sequence[Any] | None = None
) -> Difference:
    """Mean score of the columns among the first row minus among the second; scores 1, 2, … unless given.

    The same machinery as `design_difference`. InputError without clusters or for multiple-choice tables.
    """
    counts = read_counts(t)
    name = "两组平均得分之差（按群线性化）"
    need_clusters(counts, name=name, instead="trend")
    refuse_layers(counts, name=name)
    refuse_multiple(counts, name=name)
    return judge_rows(
        counts, read_scores(col_scores, len(counts.col_keys)), find_rows(rows, counts), name=name
    )


def read_scores(scores: Sequence[float] | None, size: int) -> Floats:
    """The scores as floats, 1 to size by default; InputError where their number is wrong or one is no number."""
    if scores is None:
        return np.arange(1.0, size + 1)
    given = np.asarray(scores, dtype=float)
    if given.shape != (size,) or not np.isfinite(given).all():
        raise InputError(f"得分应是 {size} 个数（每个类别一个），收到的是 {list(scores)!r}。")
    return given


def judge_rows(
    counts: Counts,
    scores: Floats,
    rows: tuple[int, int],
    *,
    name: str,
    limit: float = math.inf,
    fpc: float | None = None,
) -> Difference:
    """The difference of the two rows in the mean of a column score, with t interval and test."""
    assert counts.cluster_bases is not None
    assert counts.row_bases is not None
    if counts.row_bases[list(rows)].min() <= 0:
        return Difference(method=name, warnings=("有一组没有人，无从比较。",))
    if counts.cluster_bases[:, list(rows)].sum(axis=0).min() <= 0:
        return Difference(method=name, warnings=("有一组的人都不知道属于哪个街道（群），无法估计误差。",))
    contrast = contrast_rows(counts, scores, rows)
    simple = simple_variance(counts, scores, rows, contrast)
    return judge_contrast(contrast, name=name, simple=simple, limit=limit, fpc=fpc)


def judge_contrast(
    contrast: Contrast,
    *,
    name: str,
    simple: float | None = None,
    limit: float = math.inf,
    fpc: float | None = None,
) -> Difference:
    """The difference of a contrast with t interval and test; `simple` is its variance for independent people."""
    fraction = read_fraction(fpc, clusters=len(contrast.parts))
    arms = [arm.sampled(fraction) for arm in contrast.arms]
    variance = sum(arm.variance for arm in arms)
    df = satterthwaite(arms) if contrast.constant else float(arms[0].df)
    told = describe_contrast(contrast)
    told["warnings"] = tuple(dict.fromkeys(text for arm in arms for text in arm.warnings))
    method = f"{name}，{'各组分别估计，Satterthwaite 自由度' if contrast.constant else '群内比较'}"
    reason = ALL_SEEN if fraction == 1 else find_obstacle(arms, variance=variance)
    if reason:
        told["warnings"] = (*told["warnings"], reason)
        return Difference(method=method, **told)
    told["warnings"] = (*told["warnings"], *tell_still_arms(contrast, arms))
    error = math.sqrt(variance)
    reach = t_quantile(UPPER, df) * error
    return Difference(
        method=method,
        statistic=contrast.estimate / error,
        df=df,
        p_value=t_two_sided(contrast.estimate / error, df),
        error=error,
        low=max(contrast.estimate - reach, -limit),
        high=min(contrast.estimate + reach, limit),
        deff=variance / simple if simple else None,
        **told,
    )


def detectable_difference(result: Difference) -> float | None:
    """The smallest difference such data would have shown in 80 of 100 cases, (t.975 + t.80)·s.e.; None without s.e.

    Source: statistics.md 1.4; Bloom 1995, Evaluation Review 19, 547.
    """
    if result.error is None or not isinstance(result.df, float):
        return None
    return (t_quantile(UPPER, result.df) + t_quantile(0.80, result.df)) * result.error


def describe_contrast(contrast: Contrast) -> dict[str, Any]:
    """Both sides of a contrast, their people and clusters."""
    holds = contrast.holds
    return {
        "estimate": contrast.estimate,
        "first": contrast.means[0],
        "second": contrast.means[1],
        "base": sum(contrast.bases),
        "base_first": contrast.bases[0],
        "base_second": contrast.bases[1],
        "clusters": int(holds.any(axis=1).sum()),
        "clusters_first": int(holds[:, 0].sum()),
        "clusters_second": int(holds[:, 1].sum()),
        "clusters_both": int(holds.all(axis=1).sum()),
        "constant": contrast.constant,
    }


def find_obstacle(arms: Sequence[Spread], *, variance: float) -> str | None:
    """Why no s.e. can be had from these arms; None where it can."""
    if any(arm.df < 1 for arm in arms):
        return TOO_FEW
    return NO_VARIATION if variance <= 1e-24 else None


def tell_still_arms(contrast: Contrast, arms: Sequence[Spread]) -> tuple[str, ...]:
    """The warning that one group does not vary between clusters; empty where both do."""
    if contrast.constant and min(arm.variance for arm in arms) <= 1e-24:
        return ("有一组在各街道（群）之间毫无差异，误差只来自另一组，可能偏小。",)
    return ()


def simple_variance(counts: Counts, scores: Floats, rows: tuple[int, int], contrast: Contrast) -> float:
    """Variance of the difference if people were independent and equally weighted, from weighted shares."""
    weights, loose = counts.cluster_weights, counts.unplaced
    assert weights is not None
    assert loose is not None
    total = 0.0
    for row, mean, people in zip(rows, contrast.means, contrast.bases, strict=True):
        if counts.multiple:
            total += mean * (1 - mean) / people
            continue
        cells = weights[:, row].sum(axis=0) + loose[row]
        total += float((cells * (scores - mean) ** 2).sum() / cells.sum()) / people
    return total
