"""Half-up on the exact value, as official Chinese reports round."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.rounding import half_up, percent, points


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (Fraction(1, 8), 2, "0.13"),  # 0.125
        (Fraction(-1, 8), 2, "-0.13"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),  # the float is 2.67499999999999982…
        (0.05, 1, "0.1"),
        (0.25, 1, "0.3"),
        (Fraction(1, 4), 1, "0.3"),
        (Fraction(8300, 651), 1, "12.7"),  # 12.7496…
        (Fraction(125, 10), 0, "13"),
        (1e-9, 1, "0.0"),
        (-0.04, 1, "0.0"),  # never −0.0
        (Fraction(-1, 100), 1, "0.0"),
    ],
)
def test_a_half_goes_away_from_zero(value, digits, rounded):
    assert str(half_up(value, digits)) == rounded


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 3))
def test_floats_and_fractions_of_counts_round_alike(count, base, digits):
    exact = Fraction(100 * count, base)
    assert half_up(100 * count / base, digits) == half_up(exact, digits)


@given(st.integers(-10_000, 10_000), st.integers(1, 5_000), st.integers(0, 3))
def test_rounding_moves_a_number_by_half_a_unit_at_most(count, base, digits):
    exact = Fraction(count, base)
    rounded = Fraction(half_up(exact, digits))
    assert abs(rounded - exact) <= Fraction(1, 2 * 10**digits)
    assert half_up(-exact, digits) == -half_up(exact, digits)


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0.0%"), (1, "100.0%"), (1 / 3, "33.3%"), (0.0005, "0.1%"), (math.nan, "—")]
)
def test_a_share_is_printed_as_a_percentage(share, text):
    assert percent(share) == text


def test_a_difference_is_printed_in_points_with_its_sign():
    assert [points(one) for one in (0.1, -0.1, 0, -0.00001)] == ["10.0", "-10.0", "0.0", "0.0"]
    assert points(0.12345, digits=2) == "12.35"
    assert half_up(0.5, 0) == Decimal("1")
