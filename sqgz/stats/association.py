"""Is there an association between rows and columns, how strong, and in which cells: people taken as independent.

Where clusters are known these tests are too free by far (see statistics.md 1.0): they warn, and the tests of
`design` decide. Cramér's V is a size and stands with clusters too, without an interval.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from sqgz.errors import InputError
from sqgz.stats.batches import Residuals, Stack
from sqgz.stats.distributions import (
    chi_square_tail,
    chi_square_tails,
    noncentrality_limits,
    normal_two_sided_array,
    t_two_sided_array,
)
from sqgz.stats.estimates import ChiSquare, Effect, Floats
from sqgz.stats.linearisation import TOO_FEW, read_clusters, spread_of
from sqgz.stats.margins import (
    find_reason,
    read_margins,
    refuse_layers,
    refuse_multiple,
    tell_empty,
    tell_people,
)
from sqgz.stats.multiplicity import holm
from sqgz.stats.table import Counts, TableLike, read_counts, whole_counts


def pearson(t: TableLike) -> ChiSquare:
    """Pearson's X² without continuity correction, its df and p-value; G and expected counts beside it.

    (r, c) counts of people. InputError for weighted, layered or multiple-choice tables.
    Source: Agresti 2013, Categorical Data Analysis, 3.2.1.

    >>> pearson([[762, 327, 468], [484, 239, 477]])
    <皮尔逊卡方检验（不作连续性校正）: statistic 30.07, df 2, p_value 2.954e-07>
    """
    margins = read_margins(t, name="皮尔逊卡方检验")
    told = tell_people(margins, "皮尔逊卡方检验（不作连续性校正）")
    if margins.reason:
        return ChiSquare(**told)
    observed, expected = margins.counts, margins.expected
    statistic = float(((observed - expected) ** 2 / expected).sum())
    df = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    seen = observed > 0
    g = 2 * float((observed[seen] * np.log(observed[seen] / expected[seen])).sum())
    thin = float((expected < 5).mean())
    if expected.min() < 1 or thin > 0.2:
        told["warnings"] = (
            *told["warnings"],
            f"期望人数最小 {expected.min():.2f}，小于 5 的格子占 {thin:.0%}，卡方近似不可靠，请看 exact。",
        )
    return ChiSquare(
        statistic=statistic,
        df=df,
        p_value=chi_square_tail(statistic, df),
        likelihood_ratio=max(g, 0.0),
        expected_lowest=float(expected.min()),
        expected_below_five=thin,
        **told,
    )


def pearson_stack(tables: ArrayLike) -> Stack:
    """Pearson's X², df and p-value for each of N tables (N, r, c) of people.

    Empty rows and columns are left out table by table; a table with fewer than two of either has X² 0, df 0,
    p 1 and `testable` False. TableError where a count is negative or fractional.
    """
    counts = whole_counts(tables)
    if counts.ndim != 3:
        raise ValueError(f"a stack of tables is (N, r, c), got shape {counts.shape}")
    rows, cols = counts.sum(axis=2), counts.sum(axis=1)
    base = rows.sum(axis=1)
    # X² = n (Σ n_ij² / (n_i. n_.j) − 1): one pass over the cells; empty margins have empty cells
    weights_r, weights_c = 1.0 / np.maximum(rows, 1), 1.0 / np.maximum(cols, 1)
    floats = counts.astype(float)
    inner = np.matmul(weights_r[:, None, :], floats * floats)[:, 0, :]
    statistic = base * ((inner * weights_c).sum(axis=1) - 1.0)
    df = np.maximum((rows > 0).sum(axis=1) - 1, 0) * np.maximum((cols > 0).sum(axis=1) - 1, 0)
    testable = df > 0
    statistic = np.where(testable, np.maximum(statistic, 0.0), 0.0)
    warnings = () if testable.all() else (f"{int((~testable).sum())} 张表不足两行或两列有人，无法检验。",)
    return Stack(
        method="皮尔逊卡方检验（成批）",
        statistic=statistic,
        df=df.astype(np.int64),
        p_value=chi_square_tails(statistic, df),
        testable=testable,
        base=base,
        warnings=warnings,
    )


def cramers_v(t: TableLike, corrected: bool = True) -> Effect:
    """Cramér's V, 0 to 1; bias-corrected unless `corrected` is False, with its 95 % interval.

    The interval inverts the non-central chi-square; its limits are corrected like the estimate. With clusters
    or weights the point only (weighted shares, n people). Source: Bergsma 2013, J. Korean Stat. Soc. 42, 323.
    """
    counts = read_counts(t)
    method = "克拉默 V（Bergsma 偏差校正）" if corrected else "克拉默 V"
    refuse_layers(counts, name=method)
    refuse_multiple(counts, name=method)
    if counts.weighted and not counts.clustered:
        raise InputError(f"{method}：加权的表需要按群的人数；这张表没有。")
    people = counts.array.sum()
    cells = read_clusters(counts).cells if counts.weighted else counts.array.astype(float)
    rows, cols = np.flatnonzero(cells.sum(axis=1)), np.flatnonzero(cells.sum(axis=0))
    warnings = tell_empty(counts, rows=rows.tolist(), cols=cols.tolist())
    reason = find_reason(people=people, rows=len(rows), cols=len(cols))
    if reason:
        return Effect(method=method, base=people, warnings=(*warnings, reason))
    shares = cells[np.ix_(rows, cols)] / cells.sum()
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    phi2 = float(((shares - expected) ** 2 / expected).sum())
    r, c, n = len(rows), len(cols), float(people)
    low = high = None
    if counts.clustered:
        warnings = (*warnings, "已知街道（群），克拉默 V 只给点值，不给区间。")
    else:
        limits = noncentrality_limits(n * phi2, (r - 1) * (c - 1))
        low, high = (scale_phi(limit / n, r, c, n, corrected=corrected) for limit in limits)
    return Effect(
        method=method,
        estimate=scale_phi(phi2, r, c, n, corrected=corrected),
        low=low,
        high=high,
        base=people,
        clusters=None if counts.cluster_weights is None else len(counts.cluster_weights),
        warnings=warnings,
    )


def scale_phi(phi2: float, r: int, c: int, n: float, *, corrected: bool) -> float:
    """V from φ² of an r×c table of n people, 0 to 1; corrected after Bergsma 2013, equations 3 to 5."""
    across = float(min(r, c) - 1)
    if corrected:
        if n <= 1:
            return 0.0
        phi2 -= (r - 1) * (c - 1) / (n - 1)
        across = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    if phi2 <= 0 or across <= 0:
        return 0.0
    return min(math.sqrt(phi2 / across), 1.0)


def residuals(t: TableLike) -> Residuals:
    """Adjusted residuals, (r, c) like the table; positive where more people stand than independence expects.

    Without clusters (n_ij − e_ij) / √(e_ij (1−p_i.)(1−p_.j)), referred to the normal; with clusters
    p_ij − p_i. p_.j over its linearised s.e., referred to t on clusters − strata. Holm inside the table.
    Source: Haberman 1973, Biometrics 29, 205; Agresti 2007, p. 38.
    """
    counts = read_counts(t)
    return cluster_residuals(counts) if counts.clustered else plain_residuals(counts)


def plain_residuals(counts: Counts) -> Residuals:
    """Residuals of independent people, as in `residuals`."""
    margins = read_margins(counts, name="调整残差")
    values = np.zeros(counts.array.shape)
    judged = np.zeros(counts.array.shape, dtype=bool)
    if margins.reason is None:
        expected = margins.expected
        rows = margins.counts.sum(axis=1) / margins.base
        cols = margins.counts.sum(axis=0) / margins.base
        place = np.ix_(margins.rows, margins.cols)
        values[place] = (margins.counts - expected) / np.sqrt(expected * np.outer(1 - rows, 1 - cols))
        judged[place] = True
    return pack_residuals(
        counts,
        method="调整残差",
        values=values,
        p_value=np.where(judged, normal_two_sided_array(values), 1.0),
        judged=judged,
        warnings=margins.refusal,
    )


def cluster_residuals(counts: Counts) -> Residuals:
    """Residuals over their linearised s.e., as in `residuals`."""
    method = "调整残差（按群线性化）"
    refuse_layers(counts, name=method)
    refuse_multiple(counts, name=method)
    clusters = read_clusters(counts)
    totals = clusters.totals
    shares = clusters.cells / max(clusters.cells.sum(), 1e-300)
    rows, cols = shares.sum(axis=1), shares.sum(axis=0)
    kept_rows, kept_cols = np.flatnonzero(rows).tolist(), np.flatnonzero(cols).tolist()
    warnings = tell_empty(counts, rows=kept_rows, cols=kept_cols)
    reason = find_reason(people=clusters.cells.sum(), rows=len(kept_rows), cols=len(kept_cols))
    if reason is None and totals.sum() <= 0:
        reason = TOO_FEW
    values, error = np.zeros(shares.shape), np.zeros(shares.shape)
    judged = np.zeros(shares.shape, dtype=bool)
    df: float | None = None
    if reason is None:
        # influence of a cluster on p_ij − p_i. p_.j: its own z_ij less what it moves the two margins
        z = (totals - shares * totals.sum(axis=(1, 2), keepdims=True)) / totals.sum()
        u = z - z.sum(axis=2, keepdims=True) * cols - rows[:, None] * z.sum(axis=1, keepdims=True)
        spread = spread_of(u.reshape(len(u), -1), clusters.strata)
        warnings, df = (*warnings, *spread.warnings), float(spread.df)
        error = np.sqrt(np.maximum(np.diag(spread.covariance), 0.0)).reshape(shares.shape)
        judged = (error > 1e-12) & (df > 0)
        values = np.where(judged, (shares - np.outer(rows, cols)) / np.where(judged, error, 1.0), 0.0)
    p_value = t_two_sided_array(values, df) if df else np.ones(shares.shape)
    return pack_residuals(
        counts,
        method=method,
        values=values,
        p_value=np.where(judged, p_value, 1.0),
        judged=judged,
        warnings=(*warnings, reason) if reason else warnings,
        df=df,
        error=error,
        clusters=len(totals),
    )


def pack_residuals(
    counts: Counts,
    *,
    method: str,
    values: Floats,
    p_value: Floats,
    judged: np.typing.NDArray[np.bool_],
    warnings: tuple[str, ...],
    df: float | None = None,
    error: Floats | None = None,
    clusters: int | None = None,
) -> Residuals:
    """The record of residuals, p-values adjusted over the judged cells."""
    p_adjusted = np.ones(values.shape)
    p_adjusted[judged] = holm(p_value[judged])
    return Residuals(
        method=method,
        statistic=values,
        p_value=p_value,
        p_adjusted=p_adjusted,
        judged=judged,
        row_keys=counts.row_keys,
        col_keys=counts.col_keys,
        df=df,
        clusters=clusters,
        error=error,
        warnings=warnings,
    )
