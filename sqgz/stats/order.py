"""Ordered levels: is there a trend, and how often does one group stand above the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.differences import find_obstacle, read_scores
from sqgz.stats.distributions import UPPER, chi_square_tail, t_quantile
from sqgz.stats.estimates import Effect, Floats, Test
from sqgz.stats.keys import find_rows
from sqgz.stats.linearisation import TOO_FEW, Contrast, read_clusters, satterthwaite
from sqgz.stats.margins import ONE_COLUMN, ONE_ROW, read_margins, refuse_layers, refuse_multiple, tell_people
from sqgz.stats.table import Counts, TableLike, read_counts


def trend(
    t: TableLike, row_scores: Sequence[float] | None = None, col_scores: Sequence[float] | None = None
) -> Test:
    """Linear-by-linear test M² = (N−1) r² on 1 df; `estimate` is the correlation r of the scores, −1 to 1.

    Scores are 1, 2, … unless given; empty categories keep their scores. With two rows or columns this is the
    N−1 form of the Cochran–Armitage test (R's prop.trend.test is the N form, N/(N−1) times as large).
    Source: Mantel 1963, JASA 58, 690; Agresti 2013, 3.4.1.
    """
    margins = read_margins(t, name="线性趋势检验")
    told = tell_people(margins, "线性趋势检验（N−1 形式）")
    a = read_scores(row_scores, margins.table.array.shape[0])[list(margins.rows)]
    b = read_scores(col_scores, margins.table.array.shape[1])[list(margins.cols)]
    if margins.reason:
        return Test(**told)
    n, counts = margins.base, margins.counts
    a = a - counts.sum(axis=1) @ a / n
    b = b - counts.sum(axis=0) @ b / n
    squares = float(counts.sum(axis=1) @ a**2) * float(counts.sum(axis=0) @ b**2)
    if squares <= 0:
        reason = ONE_ROW if np.ptp(a) == 0 else ONE_COLUMN
        return Test(**{**told, "warnings": (*told["warnings"], f"得分没有差别：{reason}")})
    r = max(-1.0, min(1.0, float(a @ counts @ b) / math.sqrt(squares)))
    statistic = (n - 1) * r * r
    return Test(statistic=statistic, df=1, p_value=chi_square_tail(statistic, 1), estimate=r, **told)


def cliffs_delta(t: TableLike, rows: Sequence[Any] | None = None) -> Effect:
    """P(first row stands higher) − P(it stands lower), −1 to 1, columns in ascending order; 95 % interval.

    Without clusters the s.e. is Cliff's unbiased one, with clusters that of linearised cluster totals; the
    interval is Feng and Cliff's asymmetric one. InputError for weighted tables without clusters.
    Sources: Cliff 1993, Psych. Bulletin 114, 494; Feng & Cliff 2004, J. Mod. Appl. Stat. Methods 3, 322.
    """
    counts = read_counts(t)
    name = "Cliff’s delta"
    refuse_layers(counts, name=name)
    refuse_multiple(counts, name=name)
    if counts.weighted and not counts.clustered:
        raise InputError(f"{name}：加权的表需要按群的人数；这张表没有。")
    pair = find_rows(rows, counts)
    bases = counts.array[list(pair)].sum(axis=1)
    told: dict[str, Any] = {"method": name, "base": int(bases.sum())}
    if bases.min() == 0:
        return Effect(warnings=("有一组没有人，无从比较。",), **told)
    if counts.clustered:
        return cluster_delta(counts, pair, told)
    first, second = counts.array[list(pair)].astype(float)
    n1, n2 = first.sum(), second.sum()
    above_second, above_first = dominance(second / n2), -dominance(first / n1)
    delta = float(first @ above_second / n1)
    error = cliff_error(first, second, above_second, above_first, delta)
    if error is None:
        return Effect(estimate=delta, warnings=("每组至少要有两个人才能给出区间。",), **told)
    low, high = cliff_limits(delta, error, t_quantile(UPPER, n1 + n2 - 2), smaller=min(n1, n2))
    return Effect(estimate=delta, error=error, df=n1 + n2 - 2, low=low, high=high, **told)


def dominance(shares: Floats) -> Floats:
    """For each column the share of people below it minus the share above it."""
    below = np.cumsum(shares) - shares
    return np.asarray(below - (shares.sum() - below - shares))


def cliff_error(first: Floats, second: Floats, rows: Floats, cols: Floats, delta: float) -> float | None:
    """Cliff's unbiased s.e. of delta, not below its lower bound; None where a group has one person."""
    n1, n2 = first.sum(), second.sum()
    if min(n1, n2) < 2:
        return None
    signs = np.sign(np.subtract.outer(np.arange(len(first)), np.arange(len(second))))
    spread = float(first @ (signs - delta) ** 2 @ second)
    between1, between2 = float(first @ (rows - delta) ** 2), float(second @ (cols - delta) ** 2)
    variance = (n2**2 * between1 + n1**2 * between2 - spread) / (n1 * n2 * (n1 - 1) * (n2 - 1))
    return math.sqrt(max(variance, (1 - delta**2) / (n1 * n2 - 1)))


def cliff_limits(delta: float, error: float, reach: float, *, smaller: float) -> tuple[float, float]:
    """Feng and Cliff's asymmetric limits; at delta ±1 the limit of the smaller group's size."""
    if abs(delta) >= 1:
        inner = (smaller - reach**2) / (smaller + reach**2)
        return (inner, 1.0) if delta > 0 else (-1.0, -inner)
    width = reach * error * math.sqrt((1 - delta**2) ** 2 + (reach * error) ** 2)
    below = 1 - delta**2 + (reach * error) ** 2
    return max((delta - delta**3 - width) / below, -1.0), min((delta - delta**3 + width) / below, 1.0)


def cluster_delta(counts: Counts, pair: tuple[int, int], told: dict[str, Any]) -> Effect:
    """Cliff's delta from weighted totals, its s.e. from linearised cluster contributions."""
    clusters = read_clusters(counts, rows=pair)
    totals, bases = clusters.totals, clusters.bases
    if len(bases) == 0 or bases.sum(axis=0).min() <= 0:
        return Effect(warnings=(TOO_FEW,), **told)
    shares = clusters.cells / clusters.all_bases[:, None]
    influence = np.stack([dominance(shares[1]), dominance(shares[0])])  # what one person adds on either side
    delta = float(shares[0] @ influence[0])
    means = np.array([delta, -delta])
    contrast = Contrast(
        means=(delta, -delta),
        bases=(0, 0),
        parts=((totals * influence).sum(axis=2) - means * bases) / bases.sum(axis=0),
        holds=bases > 0,
        strata=clusters.strata,
    )
    arms = contrast.arms
    variance = sum(arm.variance for arm in arms)
    told |= {"clusters": len(clusters), "estimate": delta, "method": f"{told['method']}（按群线性化）"}
    warnings = tuple(dict.fromkeys(text for arm in arms for text in arm.warnings))
    reason = find_obstacle(arms, variance=variance)
    if reason:
        return Effect(warnings=(*warnings, reason), **told)
    df = satterthwaite(arms) if contrast.constant else float(arms[0].df)
    low, high = cliff_limits(delta, math.sqrt(variance), t_quantile(UPPER, df), smaller=len(clusters) / 2)
    return Effect(error=math.sqrt(variance), df=df, low=low, high=high, warnings=warnings, **told)
