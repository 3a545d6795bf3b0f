"""Exact tests against R, scipy and brute force."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from sqgz.stats import exact, pearson

JOB = [(1, 3, 10, 6), (2, 3, 10, 7), (1, 6, 14, 12), (0, 1, 9, 11)]


def brute(table, order):
    """p over every 3×3 table with these margins, one by one."""
    table = np.array(table)
    rows, cols = table.sum(axis=1), table.sum(axis=0)
    expected = np.outer(rows, cols) / table.sum()

    def weigh(x):
        return math.exp(-sum(math.lgamma(value + 1) for value in x.ravel()))

    def extreme(x):
        if order == "probability":
            return -math.log(weigh(x)) >= -math.log(weigh(table)) - 1e-7
        chi = ((x - expected) ** 2 / expected).sum()
        return chi >= ((table - expected) ** 2 / expected).sum() * (1 - 1e-7)

    total = hit = count = 0
    ranges = [range(rows[0] + 1)] * 2 + [range(rows[1] + 1)] * 2
    for a, b, c, d in itertools.product(*ranges):
        x = np.array([[a, b, rows[0] - a - b], [c, d, rows[1] - c - d], [0, 0, 0]])
        x[2] = cols - x[0] - x[1]
        if (x >= 0).all():
            count += 1
            total += weigh(x)
            hit += weigh(x) * extreme(x)
    return hit / total, count


def test_job_satisfaction():
    # R: fisher.test(Job)$p.value, ?fisher.test
    result = exact(JOB)
    assert result.p_value == pytest.approx(0.782684939, rel=1e-8)
    assert result.draws is None
    assert result.error is None


@pytest.mark.parametrize("order", ["probability", "chi_square"])
@pytest.mark.parametrize(
    "table",
    [[[3, 1, 2], [1, 4, 0], [2, 2, 5]], [[5, 0, 1], [1, 1, 1], [0, 3, 2]], [[4, 0, 0], [0, 4, 0], [0, 0, 4]]],
)
def test_three_by_three_against_brute_force(table, order):
    result = exact(table, order)
    p_value, tables = brute(table, order)
    assert result.p_value == pytest.approx(p_value, rel=1e-10)
    assert result.tables == tables


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_two_by_two_is_fisher(cells):
    table = np.array(cells).reshape(2, 2)
    result = exact(table)
    if (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any():
        assert result.p_value is None
    else:
        assert result.p_value == pytest.approx(fisher_exact(table)[1], rel=1e-7)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.permutations(range(3)), st.permutations(range(4)))
def test_order_and_empty_categories_change_nothing(seed, rows, cols):
    table = np.random.default_rng(seed).poisson(3, (3, 4)) + 1
    wider = np.zeros((4, 5), dtype=int)
    wider[1:, :4] = table[list(rows)][:, list(cols)]
    one, two, turned = exact(table), exact(wider), exact(table.T)
    assert two.p_value == pytest.approx(one.p_value, rel=1e-9)
    assert turned.p_value == pytest.approx(one.p_value, rel=1e-9)
    assert turned.tables == one.tables


def test_six_hundred_people_in_two_by_four_are_enumerated():
    # all tables with row sums 300, 300 and column sums 110, 130, 160, 200: counted by a recurrence over columns
    table = np.array([[60, 70, 75, 95], [50, 60, 85, 105]])
    ways = np.zeros(301)
    ways[0] = 1
    for total in table.sum(axis=0):
        ways = np.array([ways[max(0, s - total) : s + 1].sum() for s in range(301)])
    assert exact(table).tables == int(ways[300])


def test_large_tables_are_drawn_with_a_standard_error_and_agree_with_the_exact_value(monkeypatch):
    monkeypatch.setattr("sqgz.stats.enumeration.HALF_TABLES", 100)
    drawn = exact(JOB)
    assert drawn.draws == 99_999
    assert drawn.tables is None
    assert drawn.error == pytest.approx(0.0013, abs=1e-4)
    assert drawn.p_value == pytest.approx(0.782684939, abs=4 * drawn.error)
    assert exact(JOB) == drawn


def test_many_people_give_pearson():
    table = np.array([[300, 250, 270], [280, 260, 300], [310, 240, 260]])
    result = exact(table, "chi_square")
    assert result.p_value == pytest.approx(pearson(table).p_value, abs=0.01)


def test_a_tiny_p_keeps_its_digits():
    table = [[60, 0], [0, 60]]
    assert exact(table).p_value == pytest.approx(2 / math.comb(120, 60), rel=1e-9)


def test_an_unknown_order_is_a_programmers_error():
    with pytest.raises(ValueError, match="order is"):
        exact(JOB, "random")
