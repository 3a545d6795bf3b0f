"""Pearson, V and residuals against published numbers, scipy, and a jackknife of the clusters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from sqgz.errors import InputError
from sqgz.stats import Clustered, cramers_v, pearson, pearson_stack, residuals
from sqgz.stats.margins import CLUSTERED

GENDER_PARTY = [[762, 327, 468], [484, 239, 477]]  # Agresti 2007, p. 39
tables = st.integers(0, 10_000).map(lambda seed: np.random.default_rng(seed).poisson(9, (3, 4)) + 1)


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def test_agresti_2007():
    # Agresti 2007, table 2.5; R: chisq.test(m, correct = FALSE)
    assert pearson(GENDER_PARTY).statistic == pytest.approx(30.070149, rel=1e-7)
    assert pearson(GENDER_PARTY).df == 2


def test_job_satisfaction_is_thin_and_says_so():
    # R: chisq.test(Job, correct = FALSE), ?fisher.test
    result = pearson([(1, 3, 10, 6), (2, 3, 10, 7), (1, 6, 14, 12), (0, 1, 9, 11)])
    assert result.statistic == pytest.approx(5.965514589, rel=1e-9)
    assert result.p_value == pytest.approx(0.7433647251, rel=1e-9)
    assert result.warnings == ("期望人数最小 0.83，小于 5 的格子占 50%，卡方近似不可靠，请看 exact。",)


def test_smokers():
    # R: prop.test(c(83, 90, 129, 70), c(86, 93, 136, 82))
    result = pearson([[83, 3], [90, 3], [129, 7], [70, 12]])
    assert result.statistic == pytest.approx(12.6004113, rel=1e-8)
    assert result.p_value == pytest.approx(0.005585477, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(tables)
def test_scipy_agrees(table):
    oracle = chi2_contingency(table, correction=False)
    result = pearson(table)
    assert (result.statistic, result.p_value) == pytest.approx((oracle.statistic, oracle.pvalue), rel=1e-9)
    g = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert result.likelihood_ratio == pytest.approx(g, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(tables, st.integers(2, 50))
def test_k_times_the_people_give_k_times_x2(table, k):
    assert pearson(table * k).statistic == pytest.approx(k * pearson(table).statistic, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(tables, st.permutations(range(3)), st.permutations(range(4)))
def test_order_and_an_empty_category_change_nothing(table, rows, cols):
    wider = np.zeros((4, 5), dtype=int)
    wider[:3, 1:] = table[list(rows)][:, list(cols)]
    result = pearson(wider)
    assert result.statistic == pytest.approx(pearson(table).statistic, rel=1e-9)
    assert result.df == 6
    assert "没有人的第4行、第1列未参加检验。" in result.warnings
    assert cramers_v(wider).estimate == pytest.approx(cramers_v(table).estimate, rel=1e-9)


def test_two_by_two_has_no_continuity_correction():
    # n (ad − bc)² / (r1 r2 c1 c2) = 40·(10·10 − 10·10)² … by hand: 30·(12·8 − 6·4)²/(18·12·18·12)
    assert pearson([[12, 6], [4, 8]]).statistic == pytest.approx(30 * 72**2 / (18 * 12 * 16 * 14))


def test_clusters_make_a_plain_test_warn():
    people = np.random.default_rng(1).poisson(9, (6, 2, 3))
    result = pearson(clustered(people))
    assert result.p_value == pearson(people.sum(axis=0)).p_value
    assert CLUSTERED in result.warnings


def test_weighted_counts_are_refused(api):
    with pytest.raises(InputError, match="加权后的人数不是人数"):
        pearson(api)


def test_multiple_choice_is_refused():
    table = Clustered(array=np.ones((2, 2)), cluster_weights=np.full((1, 2, 2), 1.0), multiple=True)
    with pytest.raises(InputError, match="多选题的一个人可在几列出现"):
        pearson(table)


def test_a_stack_is_its_tables_one_by_one():
    rng = np.random.default_rng(3)
    stack = rng.poisson(1.5, (200, 4, 3))
    stack[0], stack[1, 1:] = 0, 0
    result = pearson_stack(stack)
    for place, table in enumerate(stack):
        single = pearson(table)
        if single.p_value is None:
            assert not result.testable[place]
            assert (result.statistic[place], result.df[place], result.p_value[place]) == (0, 0, 1)
        else:
            assert result.statistic[place] == pytest.approx(single.statistic, abs=1e-9)
            assert result.p_value[place] == pytest.approx(single.p_value, rel=1e-9)
    assert len(result.to_frame()) == 200


def test_cramers_v_of_agresti_with_bias_correction_and_interval():
    # R: rcompanion / DescTools::CramerV(bias.correct), noncentral chi-square limits, statistics.md section 3
    assert cramers_v(GENDER_PARTY, corrected=False).estimate == pytest.approx(0.1044358, rel=1e-6)
    result = cramers_v(GENDER_PARTY)
    assert result.estimate == pytest.approx(0.10091998, rel=1e-6)
    assert (result.low, result.high) == pytest.approx((0.059063949, 0.13767771), rel=1e-6)


def test_cramers_v_of_nothing_is_zero_and_of_a_diagonal_is_one():
    nothing = cramers_v([[10, 20], [30, 60]])
    assert (nothing.estimate, nothing.low) == (0, 0)
    assert cramers_v([[50, 0], [0, 50]]).estimate == pytest.approx(1)
    assert cramers_v([[50, 0], [0, 50]]).high == 1


def test_cramers_v_with_clusters_is_a_point(api):
    result = cramers_v(api)
    assert result.low is None
    assert result.estimate > 0
    assert "已知街道（群），克拉默 V 只给点值，不给区间。" in result.warnings


def test_residuals_of_agresti():
    # Agresti 2007, table 2.6: 4.50, 0.70, −5.32
    values = residuals(GENDER_PARTY).values
    assert values[0] == pytest.approx([4.502053521, 0.699451733, -5.315945543], rel=1e-8)
    assert values[1] == pytest.approx(-values[0])


def test_residuals_leave_no_half_in_empty_cells_and_keep_empty_columns():
    result = residuals([[5, 0, 0], [3, 8, 0]])
    oracle = residuals([[5, 0], [3, 8]])
    assert result.values[:, :2] == pytest.approx(oracle.values)
    assert not result.judged[:, 2].any()
    assert result.p_adjusted[result.judged].min() == pytest.approx(4 * result.p_value[result.judged].min())
    assert len(result.to_frame()) == 6


def test_linearised_residuals_agree_with_a_jackknife_of_the_clusters():
    people = np.random.default_rng(2).poisson(6, (300, 2, 3))

    def gap(totals):
        shares = totals / totals.sum()
        return shares - np.outer(shares.sum(axis=1), shares.sum(axis=0))

    total = people.sum(axis=0)
    leave = np.array([gap(total - one) for one in people])
    error = np.sqrt((299 / 300) * ((leave - leave.mean(axis=0)) ** 2).sum(axis=0))
    assert residuals(clustered(people)).error == pytest.approx(error, rel=0.02)


def test_residuals_of_people_who_are_clusters_are_the_plain_ones():
    rng = np.random.default_rng(4)
    people = np.zeros((5000, 2, 3), dtype=int)
    people[np.arange(5000), rng.integers(0, 2, 5000), rng.integers(0, 3, 5000)] = 1
    plain = residuals(people.sum(axis=0)).values
    assert residuals(clustered(people)).values == pytest.approx(plain, abs=0.05)
