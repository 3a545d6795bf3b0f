"""Tail areas and quantiles, one thin function each over scipy.special, which is loaded at the first call.

scipy.stats would take seconds to import, scipy.special itself three times as long as numpy: a notebook that
only counts should not wait for it. Nothing here knows a table.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sqgz.stats.estimates import Floats

COVERAGE = 0.95  # every interval of this library
UPPER = 1 - (1 - COVERAGE) / 2


def chi_square_tail(x: float, df: float) -> float:
    """P(X² ≥ x), 0 to 1."""
    from scipy import special

    return float(special.chdtrc(df, max(x, 0.0)))


def chi_square_tails(x: ArrayLike, df: ArrayLike) -> Floats:
    """P(X² ≥ x) for each pair of the two arrays; 1 where df is 0 and x is 0."""
    from scipy import special

    df = np.asarray(df, dtype=float)
    tails = special.chdtrc(np.where(df > 0, df, 1.0), np.asarray(x, dtype=float))
    return np.where(df > 0, tails, 1.0)


def f_tail(x: float, df1: float, df2: float) -> float:
    """P(F ≥ x) on (df1, df2), which need not be whole numbers; 0 to 1."""
    from scipy import special

    return float(special.fdtrc(df1, df2, max(x, 0.0)))


def t_two_sided(t: float, df: float) -> float:
    """P(|T| ≥ |t|), 0 to 1."""
    from scipy import special

    return float(2 * special.stdtr(df, -abs(t)))


def t_two_sided_array(t: ArrayLike, df: float) -> Floats:
    """P(|T| ≥ |t|) for each t."""
    from scipy import special

    return np.asarray(2 * special.stdtr(df, -np.abs(np.asarray(t, dtype=float))), dtype=float)


def t_quantile(probability: float, df: float) -> float:
    """The t with P(T ≤ t) = probability."""
    from scipy import special

    return float(special.stdtrit(df, probability))


def normal_two_sided(z: float) -> float:
    """P(|Z| ≥ |z|), 0 to 1."""
    from scipy import special

    return float(2 * special.ndtr(-abs(z)))


def normal_two_sided_array(z: ArrayLike) -> Floats:
    """P(|Z| ≥ |z|) for each z."""
    from scipy import special

    return np.asarray(2 * special.ndtr(-np.abs(np.asarray(z, dtype=float))), dtype=float)


def normal_quantile(probability: float) -> float:
    """The z with P(Z ≤ z) = probability."""
    from scipy import special

    return float(special.ndtri(probability))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The share with P(B ≤ share) = probability for B ~ beta(a, b); 0 at a = 0 and 1 at b = 0 by continuity."""
    from scipy import special

    if a <= 0:
        return 0.0
    if b <= 0:
        return 1.0
    return float(special.betaincinv(a, b, probability))


def noncentrality_limits(x: float, df: float) -> tuple[float, float]:
    """The two non-centralities under which x lies at the upper and at the lower 2.5 % point of chi-square.

    0 where x is too small for a positive one. Bisection on the distribution function, which falls as the
    non-centrality grows.
    """
    from scipy import special

    def solve(probability: float) -> float:
        if float(special.chndtr(x, df, 0.0)) <= probability:
            return 0.0
        low, high = 0.0, max(x, 1.0)
        while float(special.chndtr(x, df, high)) > probability:
            high *= 2
        for _ in range(200):
            middle = (low + high) / 2
            if middle in (low, high):
                break
            low, high = (
                (middle, high) if float(special.chndtr(x, df, middle)) > probability else (low, middle)
            )
        return (low + high) / 2

    return solve(UPPER), solve(1 - UPPER)


def log_factorials(n: int) -> Floats:
    """log(0!), log(1!), …, log(n!)."""
    from scipy import special

    return np.asarray(special.gammaln(np.arange(n + 1) + 1.0), dtype=float)
