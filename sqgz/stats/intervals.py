"""Intervals of a share and of a difference of two shares when people are independent.

statsmodels' score interval of a difference is wrong at both ends, so Miettinen and Nurminen's stands here in
full. Where clusters are known these intervals are far too short; `shares` and `differences` have the others.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from sqgz.stats.distributions import UPPER, beta_quantile, normal_quantile, normal_two_sided
from sqgz.stats.estimates import Difference, Interval
from sqgz.stats.table import TableError

ShareMethod = Literal["wilson", "clopper_pearson"]
DifferenceMethod = Literal["miettinen_nurminen", "newcombe"]
EMPTY = "没有人作答，无法计算占比。"


def proportion_interval(k: int, n: int, method: ShareMethod = "wilson") -> Interval:
    """Share k/n with its 95 % interval, 0 to 1: Wilson's score interval or Clopper and Pearson's exact one.

    TableError unless 0 ≤ k ≤ n are whole numbers. Source: Newcombe 1998, Stat. in Med. 17, 857 (methods 3, 5).

    >>> proportion_interval(81, 263)
    <Wilson 区间: estimate 0.308, low 0.2553, high 0.3662>
    """
    if method not in ("wilson", "clopper_pearson"):
        raise ValueError(f'method is "wilson" or "clopper_pearson", got {method!r}')
    name = "Wilson 区间" if method == "wilson" else "Clopper–Pearson 区间"
    k, n = read_share(k, n)
    if n == 0:
        return Interval(method=name, base=0, count=0, warnings=(EMPTY,))
    low, high = wilson_limits(k, n) if method == "wilson" else clopper_pearson_limits(k, n)
    return Interval(method=name, estimate=k / n, low=low, high=high, base=n, count=k)


def wilson_limits(k: int, n: int) -> tuple[float, float]:
    """Wilson's limits, exactly 0 at k = 0 and 1 at k = n."""
    z = normal_quantile(UPPER)
    middle = (k + z * z / 2) / (n + z * z)
    reach = z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return (0.0 if k == 0 else middle - reach), (1.0 if k == n else middle + reach)


def clopper_pearson_limits(k: float, n: float) -> tuple[float, float]:
    """Clopper and Pearson's limits; k and n need not be whole."""
    return beta_quantile(1 - UPPER, k, n - k + 1), beta_quantile(UPPER, k + 1, n - k)


def difference_interval(
    k1: int, n1: int, k2: int, n2: int, method: DifferenceMethod = "miettinen_nurminen"
) -> Difference:
    """Share k1/n1 minus share k2/n2 with its 95 % interval, −1 to 1.

    Miettinen–Nurminen carries its score test (`statistic` is z, signed); Newcombe's method 10 has none.
    TableError unless 0 ≤ k ≤ n. Sources: Miettinen & Nurminen 1985, Stat. in Med. 4, 213; Newcombe 1998,
    Stat. in Med. 17, 873.

    >>> difference_interval(56, 70, 48, 80)
    <Miettinen–Nurminen 得分法: estimate 0.2, low 0.05283, high 0.3382, statistic 2.641, p_value 0.008258>
    """
    if method not in ("miettinen_nurminen", "newcombe"):
        raise ValueError(f'method is "miettinen_nurminen" or "newcombe", got {method!r}')
    (k1, n1), (k2, n2) = read_share(k1, n1), read_share(k2, n2)
    name = "Miettinen–Nurminen 得分法" if method == "miettinen_nurminen" else "Newcombe 法"
    told: dict[str, Any] = {"method": name, "base": n1 + n2, "base_first": n1, "base_second": n2}
    if n1 == 0 or n2 == 0:
        return Difference(warnings=("有一组没有人，无从比较。",), **told)
    p1, p2 = k1 / n1, k2 / n2
    told |= {"estimate": p1 - p2, "first": p1, "second": p2}
    if method == "newcombe":
        (low1, high1), (low2, high2) = wilson_limits(k1, n1), wilson_limits(k2, n2)
        return Difference(
            low=p1 - p2 - math.hypot(p1 - low1, high2 - p2),
            high=p1 - p2 + math.hypot(high1 - p1, p2 - low2),
            **told,
        )
    low, high = score_limits(k1, n1, k2, n2)
    variance = score_variance(k1, n1, k2, n2, 0.0)
    if variance <= 0:
        same = ("两组全部或无人属于此类，没有差别可检验。",)
        return Difference(low=low, high=high, warnings=same, **told)
    z = (p1 - p2) / math.sqrt(variance)
    return Difference(statistic=z, p_value=normal_two_sided(z), low=low, high=high, **told)


def read_share(k: Any, n: Any) -> tuple[int, int]:
    """k and n as whole numbers; TableError unless 0 ≤ k ≤ n."""
    for value in (k, n):
        if not np.isreal(value) or not np.isfinite(value) or value != int(value) or value < 0:
            raise TableError(f"人数必须是不小于 0 的整数，收到的是 {value}；加权数不能当作人数。")
    if k > n:
        raise TableError(f"属于此类的 {int(k)} 人多于全部 {int(n)} 人，请核对分子和分母。")
    return int(k), int(n)


def score_limits(k1: int, n1: int, k2: int, n2: int, *, corrected: bool = True) -> tuple[float, float]:
    """The differences whose score test is just at 5 %; bisection on either side of the estimate."""
    estimate = k1 / n1 - k2 / n2
    z2 = normal_quantile(UPPER) ** 2

    def beyond(delta: float) -> bool:
        return (estimate - delta) ** 2 > z2 * score_variance(k1, n1, k2, n2, delta, corrected=corrected)

    limits = []
    for end in (-1.0, 1.0):
        inside, outside = estimate, end
        if not beyond(end):
            limits.append(end)
            continue
        while abs(outside - inside) > 1e-14:
            middle = (inside + outside) / 2
            if middle in (inside, outside):
                break
            inside, outside = (inside, middle) if beyond(middle) else (middle, outside)
        limits.append((inside + outside) / 2)
    return limits[0], limits[1]


def score_variance(k1: int, n1: int, k2: int, n2: int, delta: float, *, corrected: bool = True) -> float:
    """Variance of the difference if it were delta, times N/(N−1) unless `corrected` is False (Mee's form)."""
    p2 = constrained_share(k1, n1, k2, n2, delta)
    p1 = min(max(p2 + delta, 0.0), 1.0)
    total = n1 + n2
    variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
    return variance * total / (total - 1) if corrected else variance


def constrained_share(k1: int, n1: int, k2: int, n2: int, delta: float) -> float:
    """The likeliest second share if the first exceeds it by delta: the root of a cubic, in closed form.

    Source: Miettinen & Nurminen 1985, appendix; the root is kept within what delta leaves possible.
    """
    total = n1 + n2
    if delta == 0:
        return (k1 + k2) / total
    a = total
    b = (n1 + 2 * n2) * delta - total - (k1 + k2)
    c = (n2 * delta - total - 2 * k2) * delta + k1 + k2
    d = k2 * delta * (1 - delta)
    q = (b / (3 * a)) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    square = max((b / (3 * a)) ** 2 - c / (3 * a), 0.0)
    p = math.copysign(math.sqrt(square), q)
    ratio = q / p**3 if p != 0 else 0.0
    angle = (math.pi + math.acos(min(max(ratio, -1.0), 1.0))) / 3
    root = 2 * p * math.cos(angle) - b / (3 * a)
    return min(max(root, 0.0, -delta), 1.0, 1.0 - delta)
