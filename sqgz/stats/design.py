"""Does the whole distribution differ between the rows when people come in clusters: Rao–Scott's F.

It stands beside the key difference and never decides it, except for more than two groups. The metric is that of
the observed cell shares, as in R's survey::svychisq; the metric of expected shares gives far larger p-values.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sqgz.errors import InputError
from sqgz.stats.distributions import f_tail
from sqgz.stats.estimates import DesignTest, Floats
from sqgz.stats.linearisation import (
    ALL_SEEN,
    NO_VARIATION,
    TOO_FEW,
    Clusters,
    read_clusters,
    read_fractions,
    spread_of,
)
from sqgz.stats.margins import find_reason, need_clusters, refuse_layers, refuse_multiple, tell_empty
from sqgz.stats.table import Counts, TableLike, number_strata, read_counts

METHOD = "Rao–Scott F 检验"
FEW = 20  # clusters in all, below which F is too free when they differ in size (statistics.md 1.0)


def rao_scott(
    t: TableLike, fpc: float | ArrayLike | None = None, *, strata: ArrayLike | str | None = None
) -> DesignTest:
    """Rao–Scott F of rows by columns; `df` is the pair (d0, d0·(clusters − strata)), n = people.

    `fpc`: clusters in the population (one number, or one for each stratum), only where clusters were sampled.
    `strata`: one entry for each cluster, or "rows" for groups that are constant in clusters (zones; strata of
    the table are kept inside them); default: the strata of the table. `deff` is the mean generalised design effect. InputError without clusters.
    Source: Rao & Scott 1984, Annals of Statistics 12, 46; Thomas & Rao 1990; R survey::svychisq(statistic="F").
    """
    counts = read_counts(t)
    need_clusters(counts, name=METHOD, instead="pearson")
    refuse_layers(counts, name=METHOD)
    refuse_multiple(counts, name=METHOD)
    counts = counts if strata is None else stratify(counts, strata)
    clusters = read_clusters(counts)
    totals, cells = clusters.totals, clusters.cells
    rows, cols = np.flatnonzero(cells.sum(axis=1)), np.flatnonzero(cells.sum(axis=0))
    warnings = tell_empty(counts, rows=rows.tolist(), cols=cols.tolist())
    people = int(counts.array.sum())
    reason = find_reason(people=cells.sum(), rows=len(rows), cols=len(cols))
    if reason is None:
        kept = replace(clusters, totals=totals[:, rows][:, :, cols], loose=clusters.loose[rows][:, cols])
        return test_independence(kept, people=people, fpc=fpc, warnings=warnings)
    return DesignTest(method=METHOD, base=people, clusters=len(totals), warnings=(*warnings, reason))


def test_independence(
    clusters: Clusters, *, people: int, fpc: float | ArrayLike | None, warnings: tuple[str, ...]
) -> DesignTest:
    """Rao–Scott F of totals (G, r, c) whose rows and columns are all occupied."""
    totals, shape = clusters.totals, clusters.totals.shape[1:]
    flat = totals.reshape(len(totals), shape[0] * shape[1])
    if flat.sum() <= 0:
        return DesignTest(method=METHOD, base=people, clusters=len(totals), warnings=(*warnings, TOO_FEW))
    shares = clusters.cells.ravel() / clusters.cells.sum()
    z = (flat - shares * flat.sum(axis=1, keepdims=True)) / flat.sum()
    fractions = read_fractions(fpc, clusters.strata, clusters=len(totals))
    spread = spread_of(z, clusters.strata, fractions=fractions)
    grid = shares.reshape(shape)
    expected = np.outer(grid.sum(axis=1), grid.sum(axis=0))
    chi_square = people * float(((grid - expected) ** 2 / expected).sum())
    contrasts = interaction_contrasts(*shape)
    inverse = np.divide(1.0, shares, out=np.zeros_like(shares), where=shares > 0)
    scaled = contrasts * inverse[:, None]
    simple, designed = contrasts.T @ scaled / people, scaled.T @ spread.covariance @ scaled
    # with many empty cells the metric loses rank; the pseudo-inverse keeps the contrasts that can be seen
    delta = np.linalg.pinv(simple, rcond=1e-10, hermitian=True) @ designed
    trace, trace2 = float(np.trace(delta)), float(np.trace(delta @ delta))
    told = {"method": METHOD, "base": people, "clusters": len(totals), "chi_square": chi_square}
    warnings = (*warnings, *spread.warnings)
    if spread.df < 1:
        return DesignTest(**told, warnings=(*warnings, TOO_FEW))  # type: ignore[arg-type]
    if trace <= 1e-9:
        all_seen = fractions is not None and bool((fractions == 1).all())
        return DesignTest(**told, warnings=(*warnings, ALL_SEEN if all_seen else NO_VARIATION))  # type: ignore[arg-type]
    if len(totals) < FEW:
        warnings = (*warnings, f"只有 {len(totals)} 个街道（群），大小不等时 Rao–Scott F 偏容易显著。")
    d0 = trace**2 / trace2
    statistic = chi_square / trace
    return DesignTest(
        statistic=statistic,
        df=(d0, d0 * spread.df),
        p_value=f_tail(statistic, d0, d0 * spread.df),
        deff=trace / ((shape[0] - 1) * (shape[1] - 1)),
        warnings=warnings,
        **told,  # type: ignore[arg-type]
    )


def interaction_contrasts(r: int, c: int) -> Floats:
    """Contrasts (r·c, (r−1)(c−1)) of the cells that are free of row and column effects; orthonormal columns."""
    return np.asarray(np.kron(centred_basis(r), centred_basis(c)), dtype=float)


def centred_basis(size: int) -> Floats:
    """Orthonormal columns (size, size − 1) that add up to zero (Helmert)."""
    basis = np.zeros((size, size - 1))
    for j in range(1, size):
        basis[:j, j - 1] = 1.0
        basis[j, j - 1] = -j
        basis[:, j - 1] /= np.sqrt(j * (j + 1.0))
    return basis


def stratify(counts: Counts, strata: ArrayLike | str) -> Counts:
    """The table with other strata; InputError where rows are asked to be strata and a cluster holds several."""
    assert counts.cluster_bases is not None
    numbers: NDArray[np.int64]
    if isinstance(strata, str):
        if strata != "rows":
            raise ValueError(f'strata is an array or "rows", got {strata!r}')
        holds = counts.cluster_bases > 0
        if (holds.sum(axis=1) > 1).any():
            raise InputError("有的街道（群）同时含有几组的人，不能以组作分层；请去掉 strata。")
        numbers = holds.argmax(axis=1)
        if counts.cluster_strata is not None:  # strata of the design stay strata inside each group
            numbers = numbers * (int(counts.cluster_strata.max(initial=0)) + 1) + counts.cluster_strata
    else:
        numbers = number_strata(strata, clusters=len(counts.cluster_bases))
    return replace(counts, cluster_strata=numbers)
