"""The heads against the other members, and against the committee they sit in."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqgz.stats import TableError, part_against_rest


def test_the_same_z_both_ways():
    # statistics.md section 3: 50/100 within 120/300
    result = part_against_rest(50, 100, 120, 300)
    assert result.statistic == pytest.approx(2.5)
    assert result.p_value == pytest.approx(0.0124193307, rel=1e-8)
    p = 120 / 300
    assert (0.5 - p) / math.sqrt(p * (1 - p) * (1 / 100 - 1 / 300)) == pytest.approx(2.5)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_against_the_whole_is_the_difference_times_the_rest(k1, more1, k2, more2):
    n1, n2 = k1 + more1, k2 + more2
    result = part_against_rest(k1, n1, k1 + k2, n1 + n2)
    if n1 == 0 or n2 == 0:
        assert result.estimate is None
        return
    assert result.against_whole == pytest.approx((1 - n1 / (n1 + n2)) * result.estimate, abs=1e-12)
    if result.p_value is not None and abs(result.p_value - 0.05) > 1e-9:
        assert (result.p_value < 0.05) == (not result.low <= 0 <= result.high)


def test_a_part_outside_the_whole_is_refused():
    with pytest.raises(TableError, match=r"部分（50/100）不在全体（40/300）之内"):
        part_against_rest(50, 100, 40, 300)


def test_no_difference_in_answers_has_no_p():
    assert part_against_rest(0, 10, 0, 30).warnings == ("所有人都在同一类别，没有差别可检验。",)
