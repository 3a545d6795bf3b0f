"""Rows of shares and counts: how many of each group, of how many, with an interval where one has a meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sqgz.results.questions import EVERYBODY, set_key
from sqgz.results.schema import make_row
from sqgz.stats import design_interval, proportion_interval
from sqgz.stats.table import Counts, read_counts
from sqgz.tables import Crosstab

COMPLETE = "全员统计"
NO_INTERVAL = "加权且无群，不给区间"


def share_rows(
    table: Crosstab,
    *,
    comparison: str,
    stratum: str = "",
    sets: Sequence[tuple[str, ...]] = (),
    complete: bool = False,
    interval_table: Crosstab | None = None,
    fpc: int | None = None,
) -> list[dict[str, Any]]:
    """Rows `count` and `share` for every group and category, and `share` for every set of several categories.

    `complete`: everybody was counted, so that no interval is given. `interval_table` is the same table with the
    clusters that hold for single groups, where they differ (streets: their communities). `fpc`: clusters in the
    population, where they were sampled.
    """
    by = "" if table.rows.key == EVERYBODY else table.rows.key
    order = table.col_keys
    wanted = [(key,) for key in order] + [keys for keys in sets if len(keys) > 1]
    left_out = table.missing_by_row
    shares = table.share("row").to_numpy()
    judged = read_counts(interval_table or table) if table.cluster and not complete else None
    rows = []
    for i, group in enumerate(table.row_keys):
        base = int(table.row_bases[i])
        shared = {
            "comparison": comparison,
            "stratum": stratum,
            "by": by,
            "group": "" if by == "" else group,
            "outcome": table.cols.key,
            "base": base,
            "missing": int(left_out.loc[group, "missing"]),
            "skipped": int(left_out.loc[group, "skipped"]),
        }
        for keys in wanted:
            at = [order.index(key) for key in keys]
            count = int(table.array[i, at].sum())
            category = set_key(keys, order)
            rows.append(make_row(**shared, stat="count", category=category, value=float(count), count=count))
            interval = _interval(
                interval_table or table, judged, group, keys, count, base, complete=complete, fpc=fpc
            )
            value = _share(shares[i, at])
            rows.append(
                make_row(
                    **shared, stat="share", of="row", category=category, value=value, count=count, **interval
                )
            )
    return rows


def _share(shares: np.ndarray[Any, Any]) -> float | None:
    return None if np.isnan(shares).any() else float(shares.sum())


def _interval(
    table: Crosstab,
    judged: Counts | None,
    group: str,
    keys: tuple[str, ...],
    count: int,
    base: int,
    *,
    complete: bool,
    fpc: int | None,
) -> dict[str, Any]:
    """Interval of a share as columns of a row; the method says what it rests on."""
    if complete:
        return {"method": COMPLETE}
    if base == 0:
        return {"method": "", "warnings": ("没有人作答",)}
    if judged is not None:
        found = design_interval(judged, list(keys), row=group, fpc=fpc)
        return {
            "method": found.method, "low": found.low, "high": found.high, "error": found.error, "deff": found.deff,
            "df": found.df, "clusters": found.clusters, "cluster": table.cluster, "warnings": found.warnings,
        }  # fmt: skip
    if table.weighted:
        return {"method": NO_INTERVAL}
    wilson = proportion_interval(count, base)
    return {"method": wilson.method, "low": wilson.low, "high": wilson.high}
