"""Ordered levels against R, scipy and hand counts."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from sqgz.errors import InputError
from sqgz.stats import Clustered, cliffs_delta, cmh, trend

SMOKERS = np.array([[83, 3], [90, 3], [129, 7], [70, 12]])


def test_smokers_in_the_n_minus_one_form():
    # R: prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)) is the N form, 8.2249223
    result = trend(SMOKERS)
    assert result.statistic == pytest.approx(8.2042047, rel=1e-7)
    assert result.p_value == pytest.approx(0.0041793, rel=1e-4)
    n = SMOKERS.sum()
    assert result.statistic * n / (n - 1) == pytest.approx(8.2249223, rel=1e-8)
    assert "N−1" in result.method


def test_job_satisfaction_linear_by_linear():
    # R: mantelhaen.test / coin::lbl_test on ?fisher.test Job
    result = trend([(1, 3, 10, 6), (2, 3, 10, 7), (1, 6, 14, 12), (0, 1, 9, 11)])
    assert result.statistic == pytest.approx(2.9829881, rel=1e-7)
    assert result.p_value == pytest.approx(0.084143795, rel=1e-7)
    assert result.estimate > 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_trend_is_the_correlation_form_of_cmh_and_ignores_shift_and_scale(seed):
    table = np.random.default_rng(seed).poisson(4, (3, 4)) + 1
    result = trend(table)
    assert result.statistic == pytest.approx(cmh(table, "correlation").statistic, rel=1e-8)
    assert trend(table, [10, 20, 30], [0, 5, 10, 15]).statistic == pytest.approx(result.statistic, rel=1e-8)
    assert trend(table[::-1]).estimate == pytest.approx(-result.estimate, rel=1e-8)


def test_an_empty_level_keeps_its_score():
    assert trend([[5, 0, 3], [2, 0, 9]]).statistic == trend([[5, 3], [2, 9]], None, [1, 3]).statistic


def test_scores_without_difference_are_told():
    result = trend([[5, 3], [2, 9]], None, [1, 1])
    assert result.p_value is None
    assert "得分没有差别" in result.warnings[0]
    with pytest.raises(InputError, match="得分应是 2 个数"):
        trend([[5, 3], [2, 9]], None, [1, 2, 3])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_cliffs_delta_is_that_of_mann_whitney(seed):
    table = np.random.default_rng(seed).poisson(4, (2, 4)) + 1
    one, two = (np.repeat(np.arange(4), row) for row in table)
    u = mannwhitneyu(one, two).statistic
    result = cliffs_delta(table)
    assert result.estimate == pytest.approx(2 * u / (len(one) * len(two)) - 1)
    assert -1 <= result.low <= result.estimate <= result.high <= 1


def test_cliffs_error_counted_pair_by_pair():
    # Cliff 1993, equation for the unbiased variance, on 7 + 6 people written out
    table = np.array([[3, 2, 1, 1], [1, 1, 2, 2]])
    one, two = (np.repeat(np.arange(4), row) for row in table)
    signs = np.array([[np.sign(x - y) for y in two] for x in one])
    n, m, delta = len(one), len(two), signs.mean()
    across = ((signs.mean(axis=1) - delta) ** 2).sum() * m**2 + (
        (signs.mean(axis=0) - delta) ** 2
    ).sum() * n**2
    variance = (across - ((signs - delta) ** 2).sum()) / (n * m * (n - 1) * (m - 1))
    result = cliffs_delta(table)
    assert result.estimate == pytest.approx(delta)
    assert result.error == pytest.approx(variance**0.5)


def test_cliffs_delta_of_complete_separation():
    result = cliffs_delta([[0, 20], [30, 0]])
    assert (result.estimate, result.high) == (1, 1)
    assert 0.6 < result.low < 1


def test_cliffs_delta_with_clusters_agrees_with_a_jackknife():
    people = np.random.default_rng(2).poisson(3, (200, 2, 4))
    total = people.sum(axis=0)
    leave = np.array([cliffs_delta(total - one).estimate for one in people])
    error = np.sqrt(199 / 200 * ((leave - leave.mean()) ** 2).sum())
    result = cliffs_delta(Clustered(array=total, cluster_weights=people))
    assert result.estimate == pytest.approx(cliffs_delta(total).estimate)
    assert result.error == pytest.approx(error, rel=0.02)
    assert "按群线性化" in result.method


def test_cliffs_delta_needs_two_groups_of_people():
    assert cliffs_delta([[0, 0], [3, 4]]).warnings == ("有一组没有人，无从比较。",)
    assert cliffs_delta([[1, 0], [3, 4]]).low is None


def test_cliffs_delta_by_hand():
    # one at level 1 against (0, 2): above one, below one; one at level 2 against (0, 2): above one, equal one
    pairs = list(itertools.product((1, 2), (0, 2)))
    expected = sum(np.sign(x - y) for x, y in pairs) / 4
    assert cliffs_delta([[0, 1, 1], [1, 0, 1]]).estimate == expected
