"""A counted population: facts have no p, and bounds hold whatever the missing would have said."""

import itertools

import numpy as np
import pytest

from sqgz.errors import InputError
from sqgz.stats import TableError, finite_difference


def test_everybody_answered_gives_no_interval_and_no_p():
    result = finite_difference(([3, 5], [10, 10], [10, 10]), ([2], [20], [20]))
    assert result.complete
    assert result.estimate == pytest.approx(0.4 - 0.1)
    assert (result.p_value, result.low, result.error) == (None, None, None)
    assert (result.bound_low, result.bound_high) == pytest.approx((0.3, 0.3))
    assert "全员统计" in result.method


def test_stratified_error_with_finite_population_correction():
    # Cochran 1977, 5.4: Σ W² (1 − f) p q/(n − 1), by hand
    result = finite_difference(([6, 10], [12, 40], [20, 40]), ([5], [10], [30]))
    first = (20 / 60) ** 2 * (1 - 12 / 20) * 0.25 / 11
    second = (1 - 10 / 30) * 0.25 / 9
    assert result.first == pytest.approx((20 * 0.5 + 40 * 0.25) / 60)
    assert result.error == pytest.approx((first + second) ** 0.5)
    assert result.low == pytest.approx(result.estimate - 1.959963984540054 * result.error)
    assert result.warnings == ("假定同一分层内未作答者与作答者无异；上下界不作此假定。",)


def test_bounds_hold_for_every_way_the_missing_could_answer():
    first, second = ([3, 1], [4, 3], [5, 5]), ([2], [5], [7])
    result = finite_difference(first, second)
    gaps = [(4 + a) / 10 - (2 + b) / 7 for a, b in itertools.product(range(4), range(3))]
    assert (result.bound_low, result.bound_high) == pytest.approx((min(gaps), max(gaps)))


def test_the_error_is_that_of_samples_drawn_without_replacement():
    rng = np.random.default_rng(3)
    answers = np.repeat([1, 0], [24, 36])
    estimates, errors = [], []
    for _ in range(3000):
        k = int(rng.permutation(answers)[:40].sum())
        result = finite_difference(([k], [40], [60]), ([10], [20], [20]))
        estimates.append(result.estimate)
        errors.append(result.error**2)
    assert np.mean(errors) == pytest.approx(np.var(estimates), rel=0.1)


def test_unknown_people_are_refused():
    for people in (None, [float("nan")]):
        with pytest.raises(InputError, match="第二组未提供应报人数"):
            finite_difference(([1], [2], [3]), ([1], [2], people))


def test_more_answers_than_people_are_refused():
    with pytest.raises(TableError, match="第一组第2个分层：属于此类 1、作答 5、应报 4"):
        finite_difference(([1, 1], [2, 5], [3, 4]), ([1], [2], [2]))


@pytest.mark.parametrize(("answered", "warning"), [(1, "有的分层只有一人作答"), (0, "有的分层无人作答")])
def test_a_stratum_with_fewer_than_two_answers_gives_bounds_only(answered, warning):
    result = finite_difference(([0, 3], [answered, 5], [4, 5]), ([1], [2], [2]))
    assert result.low is None
    assert result.bound_low < result.bound_high
    assert any(warning in text for text in result.warnings)
