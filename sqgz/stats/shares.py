"""The share of a category when people come in clusters: its interval, and how alike the people of a cluster are."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from sqgz.stats.distributions import UPPER, t_quantile
from sqgz.stats.estimates import Effect, Interval
from sqgz.stats.intervals import EMPTY, clopper_pearson_limits
from sqgz.stats.keys import find_category, find_key
from sqgz.stats.linearisation import ALL_SEEN, TOO_FEW, Clusters, read_clusters, read_fraction, spread_of
from sqgz.stats.margins import need_clusters, refuse_layers
from sqgz.stats.table import Counts, TableLike, read_counts

IntervalMethod = Literal["beta", "logit"]
STILL = "占比为 0 或 1，或各群占比完全相同，设计效应按 1 计算，区间可能偏窄"
NAMES = {"beta": "Korn–Graubard 区间（按群）", "logit": "logit 区间（按群）"}


def design_interval(
    t: TableLike,
    category: Any,
    method: IntervalMethod = "beta",
    *,
    row: Any = None,
    fpc: float | None = None,
) -> Interval:
    """Weighted share of a category with its 95 % interval from clusters; of one row's people where `row` is given.

    Beta: Clopper–Pearson on the effective number of people, n/deff times (t_n−1/t_df)²; deff is set to 1 at a
    share of 0 or 1. Logit: t interval of the log odds. df = clusters − strata. `fpc`: clusters in the population, only
    where clusters were sampled. InputError without clusters.
    Sources: Korn & Graubard 1998, Survey Methodology 24, 193; R survey::svyciprop.
    """
    if method not in NAMES:
        raise ValueError(f'method is "beta" or "logit", got {method!r}')
    counts = read_counts(t)
    need_clusters(counts, name=NAMES[method], instead="proportion_interval")
    refuse_layers(counts, name=NAMES[method])
    chosen = list(find_category(category, counts))
    rows = range(len(counts.row_keys)) if row is None else (find_key(row, counts.row_keys, kind="行"),)
    clusters = read_clusters(counts, rows=rows)
    assert counts.row_bases is not None
    people = int(counts.row_bases[list(rows)].sum())
    told: dict[str, Any] = {"method": NAMES[method], "base": people, "clusters": len(clusters)}
    if people == 0:
        return Interval(warnings=(EMPTY,), **told)
    chosen_totals, bases = clusters.totals[:, :, chosen].sum(axis=(1, 2)), clusters.bases.sum(axis=1)
    share = float(clusters.cells[:, chosen].sum() / clusters.all_bases.sum())
    told |= {"estimate": share, "count": float(counts.array[list(rows)][:, chosen].sum())}
    if len(clusters) == 0:
        return Interval(warnings=(TOO_FEW,), **told)
    spread = spread_of((chosen_totals - share * bases) / bases.sum(), clusters.strata)
    fraction = read_fraction(fpc, clusters=len(clusters))
    spread = spread.sampled(fraction)
    if spread.df < 1 or fraction == 1:
        reason = ALL_SEEN if fraction == 1 else TOO_FEW
        return Interval(warnings=(*spread.warnings, reason), **told)
    return place_limits(
        share, spread.variance, spread.df, people, method=method, told=told, warnings=spread.warnings
    )


def place_limits(
    share: float,
    variance: float,
    df: int,
    people: int,
    *,
    method: IntervalMethod,
    told: dict[str, Any],
    warnings: tuple[str, ...],
) -> Interval:
    """The interval of a share with this linearised variance."""
    simple = share * (1 - share) / people
    still = variance <= 1e-24 or simple <= 1e-24
    if still:
        warnings = (*warnings, f"{STILL}。")
        variance, deff = simple, 1.0
    else:
        deff = variance / simple
    reach = t_quantile(UPPER, df)
    if method == "logit" and 0 < share < 1:
        middle, error = math.log(share / (1 - share)), math.sqrt(variance) / (share * (1 - share))
        low, high = (1 / (1 + math.exp(-(middle + side * reach * error))) for side in (-1, 1))
    else:
        if method == "logit":  # log odds of 0 and 1 do not exist
            told = {**told, "method": NAMES["beta"]}
        spare = t_quantile(UPPER, people - 1) if people > 1 else reach
        effective = people / deff * (spare / reach) ** 2
        low, high = clopper_pearson_limits(effective * share, effective)
    return Interval(
        df=float(df), error=math.sqrt(variance), low=low, high=high, deff=deff, warnings=warnings, **told
    )


def intraclass_correlation(t: TableLike, category: Any) -> Effect:
    """How alike people of one cluster are in a category, beyond their row: the ICC, at most 1; point only.

    One-way analysis of variance of the 0/1 answers between and within clusters, around each row's share where
    clusters hold one row only. Unweighted people. InputError without clusters.
    Source: Donner & Koval 1980, Biometrics 36, 19.
    """
    counts = read_counts(t)
    name = "群内相关系数（方差分析法）"
    need_clusters(counts, name=name, instead="（无）")
    refuse_layers(counts, name=name)
    chosen = list(find_category(category, counts))
    clusters = read_clusters(counts)
    k, n, arm = people_by_cluster(counts, clusters, chosen)
    told: dict[str, Any] = {"method": name, "base": int(n.sum()), "clusters": len(n)}
    arms = np.unique(arm)
    df_between, df_within = len(n) - len(arms), n.sum() - len(n)
    if df_between < 1 or df_within < 1:
        return Effect(warnings=(TOO_FEW,), **told)
    means = np.array([k[arm == a].sum() / n[arm == a].sum() for a in arms])[np.searchsorted(arms, arm)]
    between = float((n * (k / n - means) ** 2).sum()) / df_between
    within = float((k * (1 - k / n)).sum()) / df_within
    typical = (n.sum() - sum((n[arm == a] ** 2).sum() / n[arm == a].sum() for a in arms)) / df_between
    below = between + (typical - 1) * within
    if below <= 0:
        return Effect(warnings=("所有人的回答相同，无法计算群内相关系数。",), **told)
    return Effect(estimate=(between - within) / below, **told)


def people_by_cluster(counts: Counts, clusters: Clusters, chosen: list[int]) -> tuple[Any, Any, Any]:
    """People of the category, people in all, and the row of each cluster (0 everywhere unless rows are constant)."""
    k = clusters.people[:, :, chosen].sum(axis=(1, 2))
    by_row = clusters.people.sum(axis=2) if not counts.multiple else clusters.bases
    held = by_row > 0
    constant = bool((held.sum(axis=1) == 1).all())
    return k, by_row.sum(axis=1), held.argmax(axis=1) if constant else np.zeros(len(k), dtype=np.int64)
