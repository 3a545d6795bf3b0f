"""Exact rounding against fractions a reader can check by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.auditing.rounding import (
    can_be_share,
    differ_by_one_slip,
    nearest_shares,
    round_half_up,
    share_of,
    show,
    truncate,
)


@pytest.mark.parametrize(
    ("count", "base", "printed"),
    [(83, 651, "12.7"), (293, 651, "45.0"), (1, 8, "12.5"), (1, 16, "6.3"), (5, 1000, "0.5")],
)
def test_shares_are_rounded_half_up_on_the_exact_ratio(count, base, printed):
    assert show(share_of(Fraction(count), Fraction(base)), 1) == printed


def test_a_tie_goes_up_where_floats_would_go_down():
    assert show(Fraction("2.675"), 2) == "2.68"  # round(2.675, 2) is 2.67 in floats


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4), st.integers(0, 3))
def test_rounding_agrees_with_decimal(top, bottom, places):
    value = Fraction(top, bottom)
    wide = (Decimal(top) / Decimal(bottom)) if bottom in (1, 2, 4, 5, 8, 10) else None
    if wide is not None:
        assert Decimal(show(value, places)) == wide.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert abs(round_half_up(value, places) - value) <= Fraction(1, 2 * 10**places)
    assert abs(truncate(value, places)) <= abs(value)


@given(st.integers(1, 400), st.data())
def test_every_share_that_a_count_gives_is_possible(base, data):
    count = data.draw(st.integers(0, base))
    share = round_half_up(share_of(Fraction(count), Fraction(base)), 1)
    assert can_be_share(share, 1, base)


@given(st.integers(0, 1000), st.integers(1, 120))
def test_a_share_is_impossible_exactly_where_no_count_gives_it(tenths, base):
    share = Fraction(tenths, 10)
    exact = [share_of(Fraction(k), Fraction(base)) for k in range(base + 1)]
    given_by_some = any(share in (round_half_up(e, 1), truncate(e, 1)) for e in exact)
    assert can_be_share(share, 1, base) == given_by_some


def test_the_nearest_possible_shares_are_named():
    assert [show(x, 1) for x in nearest_shares(Fraction("61.3"), 1, 40)] == ["60.0", "62.5"]


def test_one_slip_is_a_digit_changed_lost_doubled_or_two_swapped():
    assert differ_by_one_slip("45.9", "45.0")
    assert differ_by_one_slip("981", "918")
    assert differ_by_one_slip("98", "981")
    assert differ_by_one_slip("9981", "981")
    assert not differ_by_one_slip("981", "981")
    assert not differ_by_one_slip("123", "981")


def test_a_base_must_be_positive():
    with pytest.raises(ValueError, match="a base must be positive, got 0"):
        share_of(Fraction(1), Fraction(0))
