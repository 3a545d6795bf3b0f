"""What the gap between two groups would be if both were made up alike: the standard's mix of layers for either.

Directly standardised shares answer another question than a test within layers: how large the gap is, not whether
there is any.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.differences import judge_contrast, read_scores
from sqgz.stats.distributions import UPPER, normal_quantile, normal_two_sided
from sqgz.stats.estimates import Difference
from sqgz.stats.keys import find_category, find_rows
from sqgz.stats.linearisation import Contrast, contrast_layers
from sqgz.stats.table import Counts, TableLike, read_counts


def standardised_difference(
    t: TableLike,
    category: Any,
    rows: Sequence[Any] | None = None,
    *,
    standard: Sequence[float] | None = None,
) -> Difference:
    """Difference of two shares if both rows had the standard's mix of layers, −1 to 1.

    `standard`: people of each layer in the standard (default: all rows of this table, weighted). Not computed,
    with a warning, where a layer of the standard is absent in a row. Linearised given the standard with clusters, a
    normal interval of independent people without. InputError without layers.
    Sources: statistics.md 1.6; Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 19.3.
    """
    counts = read_counts(t)
    name = f"直接标准化后的占比之差{'（按群线性化）' if counts.clustered else ''}"
    if counts.array.ndim != 3:
        raise InputError(f"{name}：需要分层的表（层×行×列），这张表没有分层。")
    if not counts.clustered:
        return of_people(counts, category, rows, standard, name)
    assert counts.cluster_bases is not None
    pair = find_rows(rows, counts)
    scores = np.zeros(len(counts.col_keys))
    scores[list(find_category(category, counts))] = 1.0
    if standard is None:
        assert counts.unplaced_bases is not None
        weights = counts.cluster_bases.sum(axis=(0, 2)) + counts.unplaced_bases.sum(axis=1)
    else:
        weights = read_scores(standard, len(counts.layer_keys))
    layers, contrasts = contrast_layers(counts, scores, pair)
    missing = [
        key for place, key in enumerate(counts.layer_keys) if weights[place] > 0 and place not in layers
    ]
    if missing or not layers:
        lacking = "、".join(str(key) for key in missing) or "各层"
        return Difference(method=name, warnings=(f"{lacking}缺少一组的人，不能标准化。",))
    shares = weights[layers] / weights[layers].sum()
    means = shares @ np.array([contrast.means for contrast in contrasts])
    pooled = Contrast(
        means=(float(means[0]), float(means[1])),
        bases=(
            sum(contrast.bases[0] for contrast in contrasts),
            sum(contrast.bases[1] for contrast in contrasts),
        ),
        parts=np.tensordot(shares, np.stack([contrast.parts for contrast in contrasts]), axes=1),
        holds=np.logical_or.reduce([contrast.holds for contrast in contrasts]),
        strata=contrasts[0].strata,
    )
    return judge_contrast(pooled, name=name, limit=1.0)


def of_people(
    counts: Counts, category: Any, rows: Sequence[Any] | None, standard: Sequence[float] | None, name: str
) -> Difference:
    """The standardised difference of independent people."""
    if counts.weighted:
        raise InputError(f"{name}：加权的表需要按群的人数；这张表没有。")
    assert counts.row_bases is not None
    pair, chosen = list(find_rows(rows, counts)), list(find_category(category, counts))
    weights = (
        counts.row_bases.sum(axis=1) if standard is None else read_scores(standard, len(counts.layer_keys))
    )
    bases = counts.row_bases[:, pair].astype(float)
    wanted = np.flatnonzero(weights > 0)
    lacking = [str(counts.layer_keys[layer]) for layer in wanted if bases[layer].min() == 0]
    if lacking or not len(wanted):
        return Difference(
            method=name, warnings=(f"{'、'.join(lacking) or '各层'}缺少一组的人，不能标准化。",)
        )
    shares = weights[wanted] / weights[wanted].sum()
    n = bases[wanted]
    p = counts.array[wanted][:, pair][:, :, chosen].sum(axis=2) / n
    means = shares @ p
    told: dict[str, Any] = {
        "method": name, "estimate": float(means[0] - means[1]), "first": float(means[0]), "second": float(means[1]),
        "base": int(n.sum()), "base_first": int(n[:, 0].sum()), "base_second": int(n[:, 1].sum()),
    }  # fmt: skip
    variance = float((shares[:, None] ** 2 * p * (1 - p) / np.maximum(n - 1, 1)).sum())
    if variance <= 0 or n.min() < 2:
        return Difference(warnings=("各层的答案完全相同或只有一人，无法估计误差。",), **told)
    error = math.sqrt(variance)
    reach, z = normal_quantile(UPPER) * error, told["estimate"] / error
    return Difference(
        statistic=z,
        p_value=normal_two_sided(z),
        error=error,
        low=max(told["estimate"] - reach, -1.0),
        high=min(told["estimate"] + reach, 1.0),
        **told,
    )
