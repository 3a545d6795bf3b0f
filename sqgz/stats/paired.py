"""The key difference of two answers of the same person: one share minus the other, and who moved which way.

`pairs` tests whole distributions; a finding is about one number, and this is it. With clusters the s.e. comes from
each cluster's own net change, without from Tango's score statistic, whose test is McNemar's.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.distributions import UPPER, normal_quantile, normal_two_sided, t_quantile, t_two_sided
from sqgz.stats.estimates import Difference
from sqgz.stats.keys import find_category
from sqgz.stats.linearisation import ALL_SEEN, NO_VARIATION, TOO_FEW, read_clusters, read_fraction, spread_of
from sqgz.stats.margins import refuse_layers, refuse_multiple
from sqgz.stats.pairs import AGREED, need_square
from sqgz.stats.table import Counts, TableLike, read_counts

NAME = "同一人两个答案占比之差"
DIRECTIONS = ("same", "after", "before")  # where the column's category stands, seen from the row's


def paired_difference(t: TableLike, category: Any, *, fpc: float | None = None) -> Difference:
    """Share of a category (or set) in the rows' answers minus in the columns', −1 to 1; everybody counted once.

    With clusters linearised per-cluster net changes and t on clusters − strata; without Tango's score interval and
    McNemar's test. `fpc`: clusters in the population, only where clusters were sampled. InputError unless rows and
    columns are the same categories, and for weighted tables without clusters.
    Sources: statistics.md 1.7; Tango 1998, Stat. in Med. 17, 891.
    """
    counts = read_counts(t)
    refuse_layers(counts, name=NAME)
    refuse_multiple(counts, name=NAME)
    need_square(counts, name=NAME)
    chosen = np.zeros(len(counts.col_keys), dtype=bool)
    chosen[list(find_category(category, counts))] = True
    if counts.clustered:
        return by_clusters(counts, chosen, fpc)
    if counts.weighted:
        raise InputError(f"{NAME}：加权的表需要按群的人数；这张表没有。")
    return of_people(counts, chosen)


def by_clusters(counts: Counts, chosen: np.typing.NDArray[np.bool_], fpc: float | None) -> Difference:
    """The paired difference judged by clusters."""
    clusters = read_clusters(counts)
    told: dict[str, Any] = {
        "method": f"{NAME}（按群线性化）",
        "base": int(counts.array.sum()),
        "clusters": len(clusters),
        "constant": False,
    }
    everybody = clusters.cells.sum()
    if everybody <= 0:
        return Difference(warnings=("没有人两项都作了答，无从比较。",), **told)
    net = (clusters.totals.sum(axis=2) - clusters.totals.sum(axis=1))[:, chosen].sum(axis=1)
    people = clusters.totals.sum(axis=(1, 2))
    cells = clusters.cells / everybody
    first, second = float(cells[chosen].sum()), float(cells[:, chosen].sum())
    told |= {"estimate": first - second, "first": first, "second": second, "clusters_both": len(clusters)}
    told |= {"clusters_first": len(clusters), "clusters_second": len(clusters)}
    if people.sum() <= 0:
        return Difference(warnings=(TOO_FEW,), **told)
    fraction = read_fraction(fpc, clusters=len(clusters))
    spread = spread_of((net - told["estimate"] * people) / people.sum(), clusters.strata).sampled(fraction)
    moved = float(cells[chosen][:, ~chosen].sum() + cells[~chosen][:, chosen].sum())
    reason = TOO_FEW if spread.df < 1 else ALL_SEEN if fraction == 1 else None
    if reason is None and spread.variance <= 1e-24:
        reason = AGREED if moved == 0 else NO_VARIATION
    if reason:
        return Difference(warnings=(*spread.warnings, reason), **told)
    error = math.sqrt(spread.variance)
    reach, t_value = t_quantile(UPPER, spread.df) * error, told["estimate"] / error
    simple = (moved - told["estimate"] ** 2) / told["base"]
    return Difference(
        statistic=t_value,
        df=float(spread.df),
        p_value=t_two_sided(t_value, spread.df),
        error=error,
        low=max(told["estimate"] - reach, -1.0),
        high=min(told["estimate"] + reach, 1.0),
        deff=spread.variance / simple if simple > 0 else None,
        warnings=spread.warnings,
        **told,
    )


def of_people(counts: Counts, chosen: np.typing.NDArray[np.bool_]) -> Difference:
    """The paired difference of independent people: Tango's score interval, McNemar's test."""
    people = counts.array
    n = int(people.sum())
    told: dict[str, Any] = {"method": f"{NAME}（Tango 得分法，McNemar 检验）", "base": n}
    if n == 0:
        return Difference(warnings=("没有人两项都作了答，无从比较。",), **told)
    left, came = int(people[chosen][:, ~chosen].sum()), int(people[~chosen][:, chosen].sum())
    told |= {
        "estimate": (left - came) / n,
        "first": float(people[chosen].sum() / n),
        "second": float(people[:, chosen].sum() / n),
    }
    low, high = score_limits(left, came, n)
    if left + came == 0:
        return Difference(low=low, high=high, warnings=(AGREED,), **told)
    z = score(left, came, n, 0.0)
    warnings = (f"两个答案不同的只有 {left + came} 人，近似不可靠。",) if left + came < 25 else ()
    return Difference(statistic=z, p_value=normal_two_sided(z), low=low, high=high, warnings=warnings, **told)


def score(left: int, came: int, n: int, delta: float) -> float:
    """Tango's z of the difference delta: the likeliest shares under it solve a quadratic."""
    b = -left - came + (2 * n - left + came) * delta
    c = -came * delta * (1 - delta)
    share = (math.sqrt(max(b * b - 8 * n * c, 0.0)) - b) / (4 * n)
    variance = n * (2 * share + delta * (1 - delta))
    gap = left - came - n * delta
    if variance <= 0:
        return 0.0 if gap == 0 else math.copysign(math.inf, gap)
    return gap / math.sqrt(variance)


def score_limits(left: int, came: int, n: int) -> tuple[float, float]:
    """The differences whose score is just at 5 %; bisection on either side of the estimate."""
    z = normal_quantile(UPPER)
    limits = []
    for end in (-1.0, 1.0):
        inside, outside = (left - came) / n, end
        if abs(score(left, came, n, end)) <= z:
            limits.append(end)
            continue
        while abs(outside - inside) > 1e-14:
            middle = (inside + outside) / 2
            if middle in (inside, outside):
                break
            beyond = abs(score(left, came, n, middle)) > z
            inside, outside = (inside, middle) if beyond else (middle, outside)
        limits.append((inside + outside) / 2)
    return limits[0], limits[1]


def fold_square(t: TableLike) -> Counts:
    """One row of people by DIRECTIONS: the same answer twice, the column's after the row's, or before it.

    Clusters are kept, so that `design_interval` and `proportion_interval` can be asked about each direction.
    """
    counts = read_counts(t)
    need_square(counts, name="两个答案的方向")

    def folded(values: np.typing.NDArray[Any]) -> np.typing.NDArray[Any]:
        same = np.trace(values, axis1=-2, axis2=-1)
        after, before = np.triu(values, 1).sum(axis=(-2, -1)), np.tril(values, -1).sum(axis=(-2, -1))
        return np.stack([same, after, before], axis=-1)[..., None, :]

    clustered = counts.cluster_weights is not None
    assert counts.unplaced is not None or not clustered
    return replace(
        counts,
        array=folded(counts.array),
        row_keys=("all",),
        col_keys=DIRECTIONS,
        row_bases=None,
        cluster_weights=folded(counts.cluster_weights) if counts.cluster_weights is not None else None,
        cluster_people=folded(counts.cluster_people) if counts.cluster_people is not None else None,
        cluster_bases=None,
        unplaced=folded(counts.unplaced) if counts.unplaced is not None else None,
        unplaced_bases=None,
    )
