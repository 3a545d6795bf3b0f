"""Shares and differences of independent people, against published intervals and brute force."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from sqgz.stats import TableError, difference_interval, proportion_interval
from sqgz.stats.intervals import constrained_share, score_variance


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_of_newcombe_1998(k, n, low, high):
    # Newcombe 1998, Stat. in Med. 17, 857, table I, method 3
    result = proportion_interval(k, n)
    assert (round(result.low, 4), round(result.high, 4)) == (low, high)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_clopper_pearson_and_wilson_are_those_of_statsmodels(k, more):
    n = k + more
    for ours, theirs in (("wilson", "wilson"), ("clopper_pearson", "beta")):
        result = proportion_interval(k, n, ours)
        if n == 0:
            assert result.low is None
            assert result.warnings == ("没有人作答，无法计算占比。",)
        else:
            low, high = proportion_confint(k, n, method=theirs)
            assert (result.low, result.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("k", "n"), [(3, 2), (-1, 5), (2.5, 5), (float("nan"), 5)])
def test_impossible_counts_are_refused(k, n):
    with pytest.raises(TableError, match="人"):
        proportion_interval(k, n)


def test_difference_56_of_70_against_48_of_80():
    # Newcombe 1998, Stat. in Med. 17, 873, table II (a): method 10 and Miettinen–Nurminen
    newcombe = difference_interval(56, 70, 48, 80, "newcombe")
    assert (round(newcombe.low, 4), round(newcombe.high, 4)) == (0.0524, 0.3339)
    score = difference_interval(56, 70, 48, 80)
    assert (round(score.low, 4), round(score.high, 4)) == (0.0528, 0.3382)
    assert score.estimate == pytest.approx(0.2)


def test_the_score_test_is_pearsons_with_n_minus_one():
    # z² = X² (N−1)/N, X² = 150·(56·32 − 14·48)²/(70·80·104·46)
    z = difference_interval(56, 70, 48, 80).statistic
    assert z**2 == pytest.approx(150 * (56 * 32 - 14 * 48) ** 2 / (70 * 80 * 104 * 46) * 149 / 150)


counts = st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(sum)


def likeliest(k1, n1, k2, n2, delta):
    """The constrained maximum by golden section on the log-likelihood, which is concave."""

    def log(k, p):
        return 0.0 if k == 0 else k * math.log(p) if p > 0 else -1e9

    def value(p):
        return log(k1, p + delta) + log(n1 - k1, 1 - p - delta) + log(k2, p) + log(n2 - k2, 1 - p)

    low, high = max(0.0, -delta), min(1.0, 1 - delta)
    for _ in range(120):
        one, two = low + 0.382 * (high - low), low + 0.618 * (high - low)
        low, high = (low, two) if value(one) >= value(two) else (one, high)
    return (low + high) / 2, value


@settings(max_examples=100, deadline=None)
@given(counts, counts, st.floats(-0.99, 0.99))
def test_the_cubic_finds_the_likeliest_share(one, two, delta):
    k1, n1, k2, n2 = one[0], sum(one), two[0], sum(two)
    if abs(delta) < 1e-6:
        return
    best, value = likeliest(k1, n1, k2, n2, delta)
    root = constrained_share(k1, n1, k2, n2, delta)
    assert value(root) >= value(best) - 1e-6 * (1 + abs(value(best)))


@settings(max_examples=100, deadline=None)
@given(counts, counts)
def test_limits_are_where_the_score_test_turns(one, two):
    k1, n1, k2, n2 = one[0], sum(one), two[0], sum(two)
    result = difference_interval(k1, n1, k2, n2)
    estimate = k1 / n1 - k2 / n2
    assert -1 <= result.low <= estimate + 1e-12
    assert estimate - 1e-12 <= result.high <= 1
    for limit in (result.low, result.high):
        if -1 < limit < 1:
            z2 = (estimate - limit) ** 2 / max(score_variance(k1, n1, k2, n2, limit), 1e-300)
            assert z2 == pytest.approx(3.841458820694124, rel=1e-3)
    swapped = difference_interval(k2, n2, k1, n1)
    assert (swapped.low, swapped.high) == pytest.approx((-result.high, -result.low), abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(counts, counts)
def test_interval_and_test_agree_about_zero(one, two):
    result = difference_interval(one[0], sum(one), two[0], sum(two))
    if result.p_value is None:
        assert one[0] in (0, sum(one))
        assert result.warnings == ("两组全部或无人属于此类，没有差别可检验。",)
    elif abs(result.p_value - 0.05) > 1e-9:
        assert (result.p_value < 0.05) == (not result.low <= 0 <= result.high)


def test_zero_of_n_against_zero_of_m_has_an_interval():
    result = difference_interval(0, 20, 0, 30)
    assert result.low < 0 < result.high
    assert result.p_value is None


def test_an_empty_group_is_told():
    assert difference_interval(0, 0, 3, 5).warnings == ("有一组没有人，无从比较。",)


def test_newcombe_stays_within_one():
    result = difference_interval(10, 10, 0, 10, "newcombe")
    assert result.high == pytest.approx(1)
    assert np.isclose(result.low, 1 - math.hypot(0.27753279, 0.27753279), atol=1e-6)
