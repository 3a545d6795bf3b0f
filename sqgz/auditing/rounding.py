"""Exact arithmetic of printed figures: rounding half up, truncation, and what a whole number of people can give.

Shares are handled as per cent numbers (31.8 is 159/5) and always as fractions: a float would decide a tie by its last
bit. Must not know: texts, documents, or where a figure came from.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

HUNDRED = Fraction(100)


def round_half_up(value: Fraction, decimals: int) -> Fraction:
    """Fraction rounded to so many decimals, ties away from zero (四舍五入).

    >>> round_half_up(Fraction(8300, 651), 1) == Fraction("12.7")
    True
    >>> round_half_up(Fraction("-0.25"), 1) == Fraction("-0.3")
    True
    """
    scale = 10**decimals
    magnitude = floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(magnitude if value >= 0 else -magnitude, scale)


def truncate(value: Fraction, decimals: int) -> Fraction:
    """Fraction cut off after so many decimals, towards zero (截尾).

    >>> truncate(Fraction("45.09"), 1) == Fraction("45.0")
    True
    """
    scale = 10**decimals
    magnitude = floor(abs(value) * scale)
    return Fraction(magnitude if value >= 0 else -magnitude, scale)


def share_of(count: Fraction, base: Fraction) -> Fraction:
    """Exact per cent number that `count` is of `base`.

    Raises ValueError where the base is not positive.
    """
    if base <= 0:
        raise ValueError(f"a base must be positive, got {base}")
    return HUNDRED * count / base


def can_be_share(share: Fraction, decimals: int, base: int) -> bool:
    """Whether some whole count out of `base` is printed as this share, rounded half up or cut off.

    >>> can_be_share(Fraction("31.5"), 1, 50)
    False
    >>> can_be_share(Fraction("33.3"), 1, 3)
    True
    """
    step = Fraction(1, 10**decimals)
    lowest = max(0, ceil((share - step / 2) * base / HUNDRED))
    for count in (lowest, lowest + 1, floor((share + step) * base / HUNDRED)):
        if 0 <= count <= base:
            exact = share_of(Fraction(count), Fraction(base))
            if share in (round_half_up(exact, decimals), truncate(exact, decimals)):
                return True
    return False


def nearest_shares(share: Fraction, decimals: int, base: int) -> tuple[Fraction, Fraction]:
    """The two printed shares on both sides of `share` that whole counts out of `base` can give."""
    below = floor(share * base / HUNDRED)
    above = below + 1
    return (
        round_half_up(share_of(Fraction(below), Fraction(base)), decimals),
        round_half_up(share_of(Fraction(above), Fraction(base)), decimals),
    )


def show(value: Fraction, decimals: int = 0) -> str:
    """Text of a number, rounded half up at so many decimals.

    >>> show(Fraction("45.0"), 1)
    '45.0'
    """
    rounded = round_half_up(value, decimals)
    scaled = abs(rounded.numerator * 10**decimals // rounded.denominator)
    sign = "-" if rounded < 0 else ""
    whole, rest = divmod(scaled, 10**decimals)
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def slips_into(written: str, low: Fraction, high: Fraction) -> bool:
    """Whether one slip of the hand leads from a numeral to some value of a range.

    >>> slips_into("912", Fraction("311.5"), Fraction("312.4")), slips_into("500", Fraction(311), Fraction(313))
    (True, False)
    """
    point = written.find(".")
    digits = written.replace(".", "")
    decimals = len(written) - point - 1 if point >= 0 else 0
    scale = 10**decimals
    least, most = ceil(low * scale), floor(high * scale)
    if least > most:
        return False
    size = len(digits)
    changed = [digits[:i] + digit + digits[i + 1 :] for i in range(size) for digit in "0123456789"]
    swapped = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(size - 1)]
    lost = [digits[:i] + digits[i + 1 :] for i in range(size) if size > 1]
    gained = [digits[:i] + digit + digits[i:] for i in range(size + 1) for digit in "0123456789"]
    return any(least <= int(one) <= most for one in (*changed, *swapped, *lost, *gained) if one)


def is_swap(written: str, expected: str) -> bool:
    """Whether two neighbouring digits swapped lead from one numeral to the other.

    >>> is_swap("54.0", "45.0"), is_swap("45.9", "45.0")
    (True, False)
    """
    one, two = written.replace(".", ""), expected.replace(".", "")
    places = [i for i in range(len(one)) if one[i : i + 1] != two[i : i + 1]]
    if len(one) != len(two) or len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == two[second] and one[second] == two[first]


def differ_by_one_slip(written: str, expected: str) -> bool:
    """Whether one slip of the hand leads from one numeral to the other: a digit changed, lost, doubled, or two swapped.

    >>> differ_by_one_slip("45.9", "45.0"), differ_by_one_slip("54.0", "45.0"), differ_by_one_slip("12.3", "45.0")
    (True, True, False)
    """
    one, two = written.replace(".", ""), expected.replace(".", "")
    if one == two:
        return written != expected
    if len(one) == len(two):
        places = [i for i in range(len(one)) if one[i] != two[i]]
        if len(places) == 1:
            return True
        if len(places) == 2:
            first, second = places
            return second == first + 1 and one[first] == two[second] and one[second] == two[first]
        return False
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
