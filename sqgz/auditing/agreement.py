"""Whether a printed figure agrees with what other printed figures give, rounding and hedges considered.

Must not know: sentences or documents; only figures and exact numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqgz.auditing.quantities import Figure
from sqgz.auditing.rounding import differ_by_one_slip, round_half_up, share_of, show, truncate

_ROUGH = Fraction(7)
"""Points that 七成, 一半 or 三分之一 may be off: a little more than half a tenth."""


@dataclass(frozen=True)
class Verdict:
    """Outcome of a comparison: right, truncated, loose (hedged figure that does not fit) or wrong; and what was expected."""

    outcome: str
    expected: str

    @property
    def fits(self) -> bool:
        """Whether the figure can stand."""
        return self.outcome in ("right", "truncated")


def share_range(count: Figure, base: Figure) -> tuple[Fraction, Fraction] | None:
    """Least and greatest per cent that the count can be of the base; None where the base can be zero."""
    if base.low <= 0:
        return None
    return share_of(max(count.low, Fraction(0)), base.high), share_of(count.high, base.low)


def judge(stated: Figure, low: Fraction, high: Fraction) -> Verdict:
    """Verdict on a stated value against the range that other figures give; the range is one point where all are exact.

    Half up decides; a stated value that is the exact one cut off is `truncated`.
    """
    decimals = stated.decimals if not stated.rough else 1
    expected = show((low + high) / 2, decimals)
    if stated.hedge or stated.rough:
        return Verdict("right" if _fits_hedged(stated, low, high) else "loose", expected)
    if low == high:
        if round_half_up(low, decimals) == stated.value:
            return Verdict("right", expected)
        return Verdict("truncated" if truncate(low, decimals) == stated.value else "wrong", expected)
    half = stated.step / 2
    return Verdict(
        "right" if stated.value - half <= high and low <= stated.value + half else "wrong", expected
    )


def _fits_hedged(stated: Figure, low: Fraction, high: Fraction) -> bool:
    """Whether a hedged or rough value can be said of the range: 近 a little less, 超过 not less, 约 about."""
    slack = _ROUGH if stated.rough else max(stated.step, abs(stated.value) / 20)
    if stated.hedge == "above":
        return high >= stated.value
    if stated.hedge == "below":
        return low <= stated.value
    return low <= stated.value + slack and high >= stated.value - slack


def is_slip(stated: Figure, verdict: Verdict, written: str) -> bool:
    """Whether one slip of the hand explains the difference between the written and the expected numeral."""
    return verdict.outcome == "wrong" and not stated.hedge and differ_by_one_slip(written, verdict.expected)
