"""Variances from clusters: every estimate becomes a sum of one contribution per cluster, and those are compared.

The contribution of a cluster to a ratio R = Y/X is (y − R x)/X (Taylor linearisation); the variance of the
estimate is k/(k−1)·Σ(e − ē)² within each stratum. Source: Binder 1983, Int. Stat. Rev. 51, 279; Särndal,
Swensson & Wretman 1992, 5.5. This module knows sums and contributions, not what they mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sqgz.errors import InputError
from sqgz.stats.estimates import Floats, Ints
from sqgz.stats.table import Counts

NO_VARIATION = "各街道（群）的构成完全相同，无法由群间差异估计误差。"
ALL_SEEN = "总体中的群已全部统计，没有抽样误差，不作推断。"
TOO_FEW = "有人的街道（群）太少，无法估计误差。"


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """Covariance (q, q) of an estimate, its degrees of freedom (clusters − strata) and what must be told."""

    covariance: Floats
    df: int
    clusters: int
    warnings: tuple[str, ...] = ()

    def sampled(self, fraction: float) -> Spread:
        """The spread where this share of all clusters there are was sampled (finite population correction)."""
        return replace(self, covariance=self.covariance * (1.0 - fraction))

    @property
    def variance(self) -> float:
        """The variance where the estimate is one number."""
        return float(self.covariance[0, 0])


@dataclass(frozen=True, kw_only=True, eq=False)
class Clusters:
    """The clusters that hold anybody: weighted totals and people (G, …, r, c), bases (G, …, r), strata (G,) or None.

    `loose` (…, r, c) and `loose_bases` (…, r) are the totals of people whose cluster is not known: they are part of
    every estimate (`cells`, `all_bases`) and of no contribution.
    """

    totals: Floats
    people: Floats
    bases: Floats
    strata: Ints | None
    loose: Floats
    loose_bases: Floats

    @property
    def cells(self) -> Floats:
        """Weighted totals of everybody, (…, r, c)."""
        return np.asarray(self.totals.sum(axis=0) + self.loose)

    @property
    def all_bases(self) -> Floats:
        """Weighted bases of everybody, (…, r)."""
        return np.asarray(self.bases.sum(axis=0) + self.loose_bases)

    def __len__(self) -> int:
        return len(self.totals)


def read_clusters(counts: Counts, *, rows: Sequence[int] | None = None) -> Clusters:
    """The clusters of the table that hold anybody in these rows (default: in any), totals of these rows only."""
    totals, people, bases = counts.cluster_weights, counts.cluster_people, counts.cluster_bases
    loose, loose_bases = counts.unplaced, counts.unplaced_bases
    if totals is None or people is None or bases is None or loose is None or loose_bases is None:
        raise TypeError("the table has no clusters; the caller must ask first")
    if rows is not None:
        chosen = list(rows)
        totals, people, bases = totals[..., chosen, :], people[..., chosen, :], bases[..., chosen]
        loose, loose_bases = loose[..., chosen, :], loose_bases[..., chosen]
    held = bases.sum(axis=tuple(range(1, bases.ndim))) > 0
    strata = counts.cluster_strata
    return Clusters(
        totals=totals[held],
        people=people[held],
        bases=bases[held],
        strata=None if strata is None else strata[held],
        loose=loose,
        loose_bases=loose_bases,
    )


def spread_of(
    contributions: Floats, strata: NDArray[Any] | None = None, *, fractions: Floats | None = None
) -> Spread:
    """Covariance of the sum of contributions (G,) or (G, q): Σ over strata of (1−f) k/(k−1) Σ (e−ē)(e−ē)'.

    `fractions` (one for each stratum number) are the sampled shares of the clusters, 0 without. A lone cluster
    in its stratum is centred at the mean of all clusters, and the result says so.
    """
    e = contributions.reshape(len(contributions), math.prod(contributions.shape[1:]))
    if strata is None:
        labels, strata_count = np.zeros(len(e), dtype=np.int64), min(len(e), 1)
    else:
        _, labels = np.unique(strata, return_inverse=True)
        strata_count = int(labels.max()) + 1 if len(e) else 0
    covariance = np.zeros((e.shape[1], e.shape[1]))
    lone = 0
    for label in range(strata_count):
        part = e[labels == label]
        k = len(part)
        if k == 1:
            lone += strata_count > 1
            centred, scale = part - e.mean(axis=0), 1.0 if strata_count > 1 else 0.0
        else:
            centred, scale = part - part.mean(axis=0), k / (k - 1)
        if fractions is not None:
            scale *= 1.0 - fractions[label]
        covariance += scale * (centred.T @ centred)
    warnings = (f"{lone} 个分层只有一个街道（群），其误差按全部群的平均计算。",) if lone else ()
    return Spread(covariance=covariance, df=max(len(e) - strata_count, 0), clusters=len(e), warnings=warnings)


def read_fraction(fpc: float | None, *, clusters: int) -> float:
    """Sampled share of all clusters there are, 0 where none is given; InputError where fewer exist than were seen."""
    fractions = read_fractions(fpc, None, clusters=clusters)
    return 0.0 if fractions is None else float(fractions[0])


def read_fractions(
    fpc: float | ArrayLike | None, strata: NDArray[Any] | None, *, clusters: int
) -> Floats | None:
    """Sampled share of the clusters in each stratum; InputError where fewer clusters exist than were seen.

    `fpc` is the number of clusters in the population: one number, or one for each stratum in ascending order.
    """
    if fpc is None:
        return None
    seen = np.array([clusters]) if strata is None else np.unique(strata, return_counts=True)[1]
    population = np.broadcast_to(np.asarray(fpc, dtype=float), seen.shape)
    if (population < seen).any():
        raise InputError(
            f"总体中的群数 {np.min(population):g} 少于已有的群数 {seen.max()}，请核对 fpc（总体中共有多少个群）。"
        )
    return np.asarray(seen / population, dtype=float)


@dataclass(frozen=True, kw_only=True, eq=False)
class Contrast:
    """Two rows' means of a column score and what each cluster contributes to their difference.

    `parts` (G, 2): contributions to the first and to the second mean; `holds` (G, 2): who is there at all;
    `constant`: no cluster holds both, so that the clusters of each row are a sample of their own.
    """

    means: tuple[float, float]
    bases: tuple[int, int]
    parts: Floats
    holds: NDArray[np.bool_]
    strata: Ints | None

    @property
    def constant(self) -> bool:
        """True where no cluster holds people of both rows."""
        return not bool(self.holds.all(axis=1).any())

    @property
    def estimate(self) -> float:
        """First mean minus second."""
        return self.means[0] - self.means[1]

    @property
    def arms(self) -> tuple[Spread, ...]:
        """The spread of each arm where groups are constant within clusters, else one spread of the difference."""
        if not self.constant:
            return (spread_of(self.parts[:, 0] - self.parts[:, 1], self.strata),)
        return tuple(
            spread_of(
                self.parts[self.holds[:, arm], arm],
                None if self.strata is None else self.strata[self.holds[:, arm]],
            )
            for arm in (0, 1)
        )


def contrast_rows(
    counts: Counts, scores: Floats, rows: tuple[int, int], *, layer: int | None = None
) -> Contrast:
    """The contrast of two rows in the mean of a column score (a share where the scores are 0 and 1).

    Means are weighted; bases are people. Both rows must hold somebody.
    """
    clusters = read_clusters(counts, rows=rows)
    totals, bases, people = clusters.totals, clusters.bases, counts.row_bases
    cells, everybody = clusters.cells, clusters.all_bases
    assert people is not None  # Counts always fills it
    if layer is not None:
        totals, bases, people = totals[:, layer], bases[:, layer], people[layer]
        cells, everybody = cells[layer], everybody[layer]
    sums, base = totals @ scores, bases.sum(axis=0)
    means = cells @ scores / everybody
    return Contrast(
        means=(float(means[0]), float(means[1])),
        bases=(int(people[rows[0]]), int(people[rows[1]])),
        parts=(sums - means * bases) / base,
        holds=bases > 0,
        strata=clusters.strata,
    )


def contrast_layers(
    counts: Counts, scores: Floats, rows: tuple[int, int]
) -> tuple[list[int], list[Contrast]]:
    """The layers in which both rows hold somebody, and the contrast of the rows in each; same clusters throughout."""
    assert counts.cluster_bases is not None
    held = counts.cluster_bases[:, :, list(rows)].sum(axis=0).min(axis=1) > 0
    layers = np.flatnonzero(held).tolist()
    return layers, [contrast_rows(counts, scores, rows, layer=layer) for layer in layers]


def covariance_of_layers(contrasts: Sequence[Contrast]) -> Spread:
    """Covariance (K, K) of the differences of K layers; arms apart where no cluster holds both rows in any layer."""
    parts = np.stack([contrast.parts for contrast in contrasts], axis=1)  # (G, K, 2)
    holds = np.logical_or.reduce([contrast.holds for contrast in contrasts])
    strata = contrasts[0].strata
    if holds.all(axis=1).any():
        return spread_of(parts[:, :, 0] - parts[:, :, 1], strata)
    arms = [
        spread_of(parts[holds[:, arm], :, arm], None if strata is None else strata[holds[:, arm]])
        for arm in (0, 1)
    ]
    return Spread(
        covariance=arms[0].covariance + arms[1].covariance,
        df=arms[0].df + arms[1].df if min(arm.df for arm in arms) > 0 else 0,
        clusters=arms[0].clusters + arms[1].clusters,
        warnings=tuple(dict.fromkeys(text for arm in arms for text in arm.warnings)),
    )


def wald(vector: Floats, covariance: Floats) -> tuple[float, int]:
    """v' V⁻ v and the rank of V (0 where V vanishes); directions without variance are left out.

    V is brought to unit diagonal first so that the rank does not depend on the units.
    """
    size = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    moving = size > 1e-12 * max(float(size.max(initial=0.0)), 1e-300)
    if not moving.any():
        return 0.0, 0
    v, unit = vector[moving] / size[moving], covariance[np.ix_(moving, moving)]
    values, axes = np.linalg.eigh(unit / np.outer(size[moving], size[moving]))
    kept = values > 1e-9 * values.max()
    return float(((axes[:, kept].T @ v) ** 2 / values[kept]).sum()), int(kept.sum())


def satterthwaite(arms: Sequence[Spread]) -> float:
    """Degrees of freedom of a sum of independent variances; 0 where none can be said.

    Source: Satterthwaite 1946, Biometrics Bulletin 2, 110.
    """
    variances = [arm.variance for arm in arms]
    if any(arm.df < 1 for arm in arms) or sum(variances) <= 0:
        return 0.0
    below = sum(v**2 / arm.df for v, arm in zip(variances, arms, strict=True))
    return sum(variances) ** 2 / below
