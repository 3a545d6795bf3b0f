"""Lists of counts with shares whose base is in doubt: which base all of them point to.

Several shares that agree on one base, against a total that fits none of them, say that the total is wrong.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from sqgz.auditing.references import Pair
from sqgz.auditing.rounding import round_half_up


def agree_on_sum(pairs: list[Pair]) -> int | None:
    """Sum of the counts where it is the base of every share of a list of two or more; None elsewhere."""
    counts = [pair.count for pair in pairs]
    if len(pairs) < 2 or any(
        count is None or count.figure.step or pair.explicit for count, pair in zip(counts, pairs, strict=True)
    ):
        return None
    total = sum((count.figure.value for count in counts if count is not None), Fraction(0))
    for pair, count in zip(pairs, counts, strict=True):
        figure = pair.share.figure
        if count is None or total <= 0 or figure.rough or figure.hedge:
            return None
        if round_half_up(100 * count.figure.value / total, figure.decimals) != figure.value:
            return None
    return int(total)


def infer_base(pairs: list[Pair]) -> tuple[int, bool] | None:
    """Base that all shares of a list allow, and whether it is the sum of the counts; None where they allow none."""
    low, high, total = Fraction(0), Fraction(10**15), Fraction(0)
    for pair in pairs:
        figure = pair.share.figure
        if pair.count is None or figure.value <= 0 or figure.rough:
            return None
        value = 100 * pair.count.figure.value
        low = max(low, value / (figure.value + figure.step))  # a share cut off is allowed too
        high = min(high, value / (figure.value - figure.step / 2))
        total += pair.count.figure.value
    if low <= total <= high:
        return int(total), True
    return (round((low + high) / 2), False) if ceil(low) <= floor(high) else None
