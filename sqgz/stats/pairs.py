"""The same person twice: 户口 and 居住 cross-tabulated, their margins compared and their mismatch measured.

A chi-square of two stacked columns would count every person twice; these tests look only at those who differ.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.distributions import chi_square_tail, f_tail
from sqgz.stats.estimates import Floats, Mismatch, Test
from sqgz.stats.intervals import EMPTY, wilson_limits
from sqgz.stats.linearisation import NO_VARIATION, TOO_FEW, read_clusters, spread_of, wald
from sqgz.stats.margins import (
    NOBODY,
    Margins,
    need_clusters,
    read_margins,
    refuse_layers,
    refuse_multiple,
)
from sqgz.stats.shares import place_limits
from sqgz.stats.table import Counts, TableLike, read_counts

Form = Literal["stuart_maxwell", "bhapkar", "cluster"]
AGREED = "没有人的两个答案不同，无从检验。"


def symmetry(t: TableLike, *, continuity: bool = False) -> Test:
    """Bowker's test that a person is as likely to go from i to j as from j to i; McNemar's for 2×2.

    df = pairs of categories with anybody in them. `continuity` (Edwards) for 2×2 only. InputError unless rows
    and columns are the same categories. Sources: Bowker 1948, JASA 43, 572; McNemar 1947, Psychometrika 12, 153.
    """
    margins = read_square(t, name="Bowker 对称性检验")
    upper, lower = opposite_cells(margins.counts)
    two = margins.counts.shape == (2, 2)
    if continuity and not two:
        raise ValueError("the continuity correction belongs to 2 by 2 tables")
    method = f"McNemar 检验{'（连续性校正）' if continuity else ''}" if two else "Bowker 对称性检验"
    moved = upper + lower
    informative = moved > 0
    told: dict[str, Any] = {"method": method, "base": margins.base, "warnings": margins.warnings}
    if not informative.any():
        told["warnings"] = (*margins.warnings, AGREED if margins.base else NOBODY)
        return Test(**told)
    if moved.sum() < 25:
        told["warnings"] = (*margins.warnings, f"两个答案不同的只有 {int(moved.sum())} 人，近似不可靠。")
    gap = np.abs(upper - lower)[informative]
    if continuity:
        gap = np.maximum(gap - 1, 0)
    statistic, df = float((gap**2 / moved[informative]).sum()), int(informative.sum())
    return Test(statistic=statistic, df=df, p_value=chi_square_tail(statistic, df), **told)


def marginal_homogeneity(t: TableLike, form: Form = "stuart_maxwell") -> Test:
    """Do the two answers have the same distribution? df = categories with discordance − 1 (the rank).

    `stuart_maxwell` and `bhapkar` take people as independent; `cluster` is a Wald F on per-cluster marginal
    differences, F = W(K−q)/(q(K−1)) on (q, K−q), fewer by the strata. InputError unless the categories agree.
    Sources: Stuart 1955, Biometrika 42, 412; Bhapkar 1966, JASA 61, 228; statistics.md 1.7.
    """
    if form == "cluster":
        return cluster_margins(t)
    if form not in ("stuart_maxwell", "bhapkar"):
        raise ValueError(f'form is "stuart_maxwell", "bhapkar" or "cluster", got {form!r}')
    method = "Stuart–Maxwell 边际同质性检验" if form == "stuart_maxwell" else "Bhapkar 边际同质性检验"
    margins = read_square(t, name=method)
    told: dict[str, Any] = {"method": method, "base": margins.base, "warnings": margins.warnings}
    counts = margins.counts * (1 - np.eye(len(margins.counts)))  # people who agree say nothing
    gap = counts.sum(axis=1) - counts.sum(axis=0)
    statistic, df = wald(gap, discordance(counts))
    if df == 0:
        told["warnings"] = (*margins.warnings, AGREED if margins.base else NOBODY)
        return Test(**told)
    if form == "bhapkar":
        left = 1 - statistic / margins.base
        if left <= 1e-12:
            told["warnings"] = (*margins.warnings, "所有人都朝同一方向变动，Bhapkar 统计量为无穷大。")
            return Test(**told)
        statistic /= left
    return Test(statistic=statistic, df=df, p_value=chi_square_tail(statistic, df), **told)


def discordance(moved: Floats) -> Floats:
    """Covariance (k, k) of the marginal differences of independent people; `moved` has an empty diagonal."""
    return np.asarray(np.diag(moved.sum(axis=1) + moved.sum(axis=0)) - moved - moved.T)


def cluster_margins(t: TableLike) -> Test:
    """The Wald F of `marginal_homogeneity`, from the clusters' marginal differences."""
    method = "边际同质性 Wald F 检验（按群）"
    counts = read_counts(t)
    refuse_layers(counts, name=method)
    refuse_multiple(counts, name=method)
    need_clusters(counts, name=method, instead='form="stuart_maxwell"')
    need_square(counts, name=method)
    clusters = read_clusters(counts)
    gaps = clusters.totals.sum(axis=2) - clusters.totals.sum(axis=1)  # (G, k), rows minus columns
    told: dict[str, Any] = {"method": method, "base": int(counts.array.sum()), "clusters": len(clusters)}
    if len(clusters) == 0:
        return Test(warnings=(NOBODY,), **told)
    spread = spread_of(gaps, clusters.strata)
    statistic, rank = wald(gaps.sum(axis=0), spread.covariance)
    moved = clusters.totals.sum(axis=0) * (1 - np.eye(gaps.shape[1]))
    q = wald(gaps.sum(axis=0), discordance(moved))[1]  # what could differ, were there clusters enough
    df2 = spread.df - q + 1
    reason = AGREED if q == 0 else TOO_FEW if df2 < 1 else NO_VARIATION if rank < q else None
    if reason:
        return Test(warnings=(*spread.warnings, reason), **told)
    f = statistic * df2 / (q * spread.df)
    return Test(statistic=f, df=(q, df2), p_value=f_tail(f, q, df2), warnings=spread.warnings, **told)


def mismatch(t: TableLike) -> Mismatch:
    """Share of people whose two answers differ (人户分离率) with its 95 % interval; shares above and below the diagonal.

    Korn–Graubard with clusters, Wilson without. `above`: the column's level comes after the row's.
    """
    counts = read_counts(t)
    refuse_layers(counts, name="两个答案不同的占比")
    refuse_multiple(counts, name="两个答案不同的占比")
    need_square(counts, name="两个答案不同的占比")
    people = int(counts.array.sum())
    off = 1 - np.eye(len(counts.row_keys))
    told: dict[str, Any] = {"base": people, "count": float((counts.array * off).sum())}
    if counts.clustered:
        told["method"] = "两个答案不同的占比（Korn–Graubard，按群）"
    elif counts.weighted:
        raise InputError("两个答案不同的占比：加权的表需要按群的人数；这张表没有。")
    else:
        told["method"] = "两个答案不同的占比（Wilson）"
    if people == 0:
        return Mismatch(warnings=(EMPTY,), **told)
    if not counts.clustered:
        cells = counts.array.astype(float)
        low, high = wilson_limits(int(told["count"]), people)
        return Mismatch(low=low, high=high, **told, **sides(cells))
    clusters = read_clusters(counts)
    told |= {"clusters": len(clusters), **sides(clusters.cells)}
    if len(clusters) == 0:
        return Mismatch(warnings=(TOO_FEW,), **told)
    share = told["estimate"]
    chosen, bases = (clusters.totals * off).sum(axis=(1, 2)), clusters.totals.sum(axis=(1, 2))
    spread = spread_of((chosen - share * bases) / bases.sum(), clusters.strata)
    if spread.df < 1:
        return Mismatch(warnings=(*spread.warnings, TOO_FEW), **told)
    limits = place_limits(
        share,
        spread.variance,
        spread.df,
        people,
        method="beta",
        told={"method": ""},
        warnings=spread.warnings,
    )
    return Mismatch(
        low=limits.low,
        high=limits.high,
        error=limits.error,
        df=limits.df,
        deff=limits.deff,
        warnings=limits.warnings,
        **told,
    )


def sides(cells: Floats) -> dict[str, Any]:
    """Shares of people off the diagonal, above it and below it."""
    total = cells.sum()
    above, below = float(np.triu(cells, 1).sum() / total), float(np.tril(cells, -1).sum() / total)
    return {"estimate": above + below, "above": above, "below": below}


def opposite_cells(counts: Floats) -> tuple[Floats, Floats]:
    """The cells above the diagonal and those opposite to them."""
    rows, cols = np.triu_indices(len(counts), 1)
    return counts[rows, cols], counts[cols, rows]


def read_square(t: TableLike, *, name: str) -> Margins:
    """The whole table, empty categories included; InputError unless rows and columns are the same categories."""
    counts = read_counts(t)
    margins = read_margins(counts, name=name, square=True)
    need_square(counts, name=name)
    return margins


def need_square(counts: Counts, *, name: str) -> None:
    """Nothing; InputError unless rows and columns are the same categories in the same order."""
    if counts.row_keys != counts.col_keys:
        raise InputError(
            f"{name}：行和列必须是同样的类别（同一个人的两个答案），这张表的行是"
            f"{', '.join(map(str, counts.row_keys))}，列是{', '.join(map(str, counts.col_keys))}。"
        )
