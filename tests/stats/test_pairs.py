"""Paired answers against R, the original papers and statsmodels where it can be trusted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable

from sqgz.errors import InputError
from sqgz.stats import (
    Clustered,
    design_interval,
    marginal_homogeneity,
    mismatch,
    proportion_interval,
    symmetry,
)

EYES = np.array([[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]])
APPROVAL = [[794, 150], [86, 570]]


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def test_mcnemar():
    # Agresti, approval ratings; R: mcnemar.test(Performance, correct = FALSE) and the default
    plain, corrected = symmetry(APPROVAL), symmetry(APPROVAL, continuity=True)
    assert (plain.statistic, plain.p_value) == pytest.approx((17.355932, 3.099293e-05), rel=1e-6)
    assert (corrected.statistic, corrected.p_value) == pytest.approx((16.817797, 4.114562e-05), rel=1e-6)
    assert plain.df == 1


def test_stuart_1953():
    # Stuart 1953, Biometrika 40, 109 (unaided vision of women); R: mcnemar.test, coin::mh_test
    bowker, margins = symmetry(EYES), marginal_homogeneity(EYES)
    assert bowker.statistic == pytest.approx(19.10655, rel=1e-6)
    assert bowker.p_value == pytest.approx(0.00398742, rel=1e-6)
    assert bowker.df == 6
    assert margins.statistic == pytest.approx(11.95657, rel=1e-6)
    assert margins.p_value == pytest.approx(0.007533425, rel=1e-6)
    assert margins.df == 3


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_statsmodels_agrees_where_every_pair_is_seen(seed):
    table = np.random.default_rng(seed).poisson(6, (4, 4)) + 1
    oracle = SquareTable(table.astype(float), shift_zeros=False)
    assert symmetry(table).statistic == pytest.approx(oracle.symmetry(method="bowker").statistic, rel=1e-9)
    for form in ("stuart_maxwell", "bhapkar"):
        expected = oracle.homogeneity(method=form)
        result = marginal_homogeneity(table, form)
        assert result.statistic == pytest.approx(expected.statistic, rel=1e-8)
        assert result.df == expected.df


def test_pairs_without_people_are_no_degrees_of_freedom():
    table = np.zeros((5, 5), dtype=int)
    table[:4, :4] = EYES
    table[0, 3] = table[3, 0] = 0
    assert symmetry(table).df == 5


def test_empty_and_concordant_categories_change_nothing():
    wider = np.zeros((6, 6), dtype=int)
    wider[:4, :4] = EYES
    wider[5, 5] = 40
    for form in ("stuart_maxwell", "bhapkar"):
        one, two = marginal_homogeneity(EYES, form), marginal_homogeneity(wider, form)
        assert two.df == one.df == 3
    assert marginal_homogeneity(wider).statistic == pytest.approx(marginal_homogeneity(EYES).statistic)


def test_two_separate_exchanges_have_two_df():
    table = np.diag([9, 9, 9, 9])
    table[0, 1], table[1, 0], table[2, 3], table[3, 2] = 12, 4, 3, 13
    result = marginal_homogeneity(table)
    assert result.df == 2
    assert result.statistic == pytest.approx(64 / 16 + 100 / 16)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(4)))
def test_the_order_of_the_categories_changes_nothing(seed, order):
    table = np.random.default_rng(seed).poisson(4, (4, 4)) + 1
    moved = table[np.ix_(order, order)]
    for test in (symmetry, marginal_homogeneity):
        assert test(moved).statistic == pytest.approx(test(table).statistic, rel=1e-8)


def test_nobody_who_changed_says_nothing():
    for result in (symmetry(np.diag([4, 5])), marginal_homogeneity(np.diag([4, 5]))):
        assert result.p_value is None
        assert result.warnings == ("没有人的两个答案不同，无从检验。",)


def test_everybody_moving_one_way_is_infinite_for_bhapkar():
    result = marginal_homogeneity([[0, 9], [0, 0]], "bhapkar")
    assert result.p_value is None
    assert "无穷大" in result.warnings[-1]


def test_different_categories_are_refused():
    table = clustered(np.ones((3, 2, 2), dtype=int), row_keys=("a", "b"), col_keys=("a", "c"))
    for test in (symmetry, marginal_homogeneity, mismatch):
        with pytest.raises(InputError, match="行和列必须是同样的类别"):
            test(table)
    with pytest.raises(InputError, match="行和列必须是同样的类别"):
        symmetry([[1, 2, 3], [4, 5, 6]])


def test_two_levels_by_clusters_are_a_t_test_of_the_net_change():
    people = np.random.default_rng(5).poisson(4, (9, 2, 2))
    result = marginal_homogeneity(clustered(people), "cluster")
    t = stats.ttest_1samp(people[:, 0, 1] - people[:, 1, 0], 0)
    assert result.statistic == pytest.approx(t.statistic**2)
    assert result.df == (1, 8)
    assert result.p_value == pytest.approx(t.pvalue)


def test_four_levels_by_clusters_are_hotellings_t2():
    """F = W (K−q)/(q(K−1)) on (q, K−q); W from the covariance of three of the four marginal differences."""
    people = np.random.default_rng(5).poisson(4, (12, 4, 4))
    gaps = (people.sum(axis=2) - people.sum(axis=1))[:, :3]
    w = 12 * gaps.mean(axis=0) @ np.linalg.solve(np.cov(gaps.T), gaps.mean(axis=0))
    result = marginal_homogeneity(clustered(people), "cluster")
    assert result.statistic == pytest.approx(w * 9 / (3 * 11))
    assert result.df == (3, 9)
    assert result.p_value == pytest.approx(stats.f.sf(w * 9 / 33, 3, 9))


def test_more_levels_than_clusters_cannot_speak():
    people = np.random.default_rng(5).poisson(4, (3, 4, 4))
    result = marginal_homogeneity(clustered(people), "cluster")
    assert result.p_value is None


def test_mismatch_and_its_sides():
    result = mismatch(EYES)
    assert result.estimate == pytest.approx((EYES.sum() - np.trace(EYES)) / EYES.sum())
    assert result.above == pytest.approx(1171 / 7477)
    assert result.below == pytest.approx(1010 / 7477)
    wilson = proportion_interval(2181, 7477)
    assert (result.low, result.high) == (wilson.low, wilson.high)


def test_mismatch_with_clusters_is_korn_graubard():
    people = np.random.default_rng(5).poisson(4, (9, 3, 3))
    result = mismatch(clustered(people))
    off = people.sum(axis=(1, 2)) - np.trace(people, axis1=1, axis2=2)
    flat = np.stack([off, people.sum(axis=(1, 2)) - off], axis=1)[:, None]
    oracle = design_interval(clustered(flat), 0)
    assert (result.estimate, result.low, result.high) == pytest.approx(
        (oracle.estimate, oracle.low, oracle.high)
    )


def test_mismatch_of_nobody():
    assert mismatch(np.zeros((2, 2), dtype=int)).estimate is None
