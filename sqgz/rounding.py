"""Numbers as printed: half-up on the exact value, one decimal, as official Chinese reports round.

Binary floats and `round` would give 12.7 or 12.8 by chance for a share such as 83/651; a decimal does not.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_NOISE = 12  # significant digits to which a computed float is taken to be the decimal it stands for


def half_up(value: float | Fraction, digits: int = 1) -> Decimal:
    """The value rounded half away from zero to `digits` decimals.

    A float is first taken to 12 significant digits, so that 0.125, computed as 0.12499999999999999, rounds up.

    >>> half_up(Fraction(83 * 100, 651))
    Decimal('12.7')
    >>> half_up(0.25, 1), half_up(-0.25, 1)
    (Decimal('0.3'), Decimal('-0.3'))
    """
    if isinstance(value, Fraction):
        scaled = abs(value) * 10**digits
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        rounded = Decimal(whole if value >= 0 else -whole).scaleb(-digits)
    else:
        exact = Decimal(f"{value:.{_NOISE}g}")
        rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def percent(share: float, digits: int = 1) -> str:
    """A share from 0 to 1 as a percentage; what is not defined as a dash.

    >>> percent(83 / 651), percent(float("nan"))
    ('12.7%', '—')
    """
    if math.isnan(share):
        return "—"
    return f"{half_up(share * 100, digits)}%"


def points(difference: float, digits: int = 1) -> str:
    """A difference of two shares in percentage points, with its sign.

    >>> points(-0.1067)
    '-10.7'
    """
    return str(half_up(difference * 100, digits))
