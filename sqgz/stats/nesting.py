"""A part of the people against all of them: the heads sit in the committee, so the two shares are not independent.

The part is compared with the rest; the comparison with the whole is the same test seen from another base.
"""

from __future__ import annotations

import math

from sqgz.stats.distributions import normal_two_sided
from sqgz.stats.estimates import PartDifference
from sqgz.stats.intervals import read_share, score_limits, score_variance
from sqgz.stats.table import TableError


def part_against_rest(k_part: int, n_part: int, k_whole: int, n_whole: int) -> PartDifference:
    """Share in the part minus share in the rest, with the pooled z test and the interval that goes with it.

    z = (p_A − p)/√(pq(1/n_A − 1/N)), the same number as the pooled z of part against rest; `against_whole` is
    p_A − p = (1 − n_A/N) × difference. Interval: Mee's score interval, whose test this z is. TableError unless
    the part lies within the whole. Source: statistics.md 1.5; Mee 1984, Biometrics 40, 1175.
    """
    (k_part, n_part), (k_whole, n_whole) = read_share(k_part, n_part), read_share(k_whole, n_whole)
    k_rest, n_rest = k_whole - k_part, n_whole - n_part
    if n_rest < 0 or k_rest < 0 or k_rest > n_rest:
        raise TableError(
            f"部分（{k_part}/{n_part}）不在全体（{k_whole}/{n_whole}）之内，请核对：全体应包含这一部分。"
        )
    method = "部分与其余之比（合并比例 z 检验）"
    if n_part == 0 or n_rest == 0:
        return PartDifference(method=method, base=n_whole, warnings=("部分或其余没有人，无从比较。",))
    first, second = k_part / n_part, k_rest / n_rest
    low, high = score_limits(k_part, n_part, k_rest, n_rest, corrected=False)
    variance = score_variance(k_part, n_part, k_rest, n_rest, 0.0, corrected=False)
    z = (first - second) / math.sqrt(variance) if variance > 0 else None
    return PartDifference(
        method=method,
        statistic=z,
        p_value=None if z is None else normal_two_sided(z),
        estimate=first - second,
        first=first,
        second=second,
        low=low,
        high=high,
        base=n_whole,
        base_first=n_part,
        base_second=n_rest,
        against_whole=first - k_whole / n_whole,
        warnings=() if z is not None else ("所有人都在同一类别，没有差别可检验。",),
    )
