"""Permutation of whole clusters: counted by hand, by brute force, and by the clock."""

import itertools

import numpy as np
import pytest

from sqgz.errors import InputError
from sqgz.stats import Clustered, cluster_permutation


def zones(first, second, **options):
    people = np.zeros((len(first) + len(second), 2, 2), dtype=int)
    people[: len(first), 0], people[len(first) :, 1] = first, second
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def test_wuhan_has_1716_assignments(wuhan):
    # own count over all C(13, 6) assignments, statistics.md section 3
    result = cluster_permutation(wuhan, "own")
    assert result.assignments == 1716
    assert round(result.p_value, 4) == 0.2477
    assert round(100 * result.estimate, 2) == -10.67


def test_three_against_three_cannot_go_below_a_tenth():
    # 2 of the 20 assignments are as extreme as the best
    result = cluster_permutation(zones([(9, 1), (8, 2), (9, 1)], [(1, 9), (2, 8), (1, 9)]), 0)
    assert result.p_value == pytest.approx(2 / 20)
    assert result.p_smallest == pytest.approx(0.10)


def test_four_against_four_cannot_go_below_029():
    result = cluster_permutation(zones([(9, 1)] * 4, [(1, 9)] * 4), 0)
    assert result.p_smallest == pytest.approx(2 / 70)
    assert result.p_value == pytest.approx(2 / 70)


def test_unequal_arms_have_no_mirror():
    assert cluster_permutation(zones([(5, 5)] * 2, [(1, 9)] * 5), 0).p_smallest == pytest.approx(1 / 21)


def test_brute_force_agrees():
    rng = np.random.default_rng(3)
    people = rng.integers(1, 30, (9, 2))
    result = cluster_permutation(zones(people[:4], people[4:]), 0)

    def gap(first):
        inside = np.isin(np.arange(9), first)
        one, two = people[inside].sum(axis=0), people[~inside].sum(axis=0)
        return one[0] / one.sum() - two[0] / two.sum()

    observed = gap(range(4))
    gaps = [gap(first) for first in itertools.combinations(range(9), 4)]
    assert result.p_value == sum(abs(g) >= abs(observed) - 1e-12 for g in gaps) / 126


def test_ties_are_counted():
    """All clusters alike: every assignment is as extreme as the observed one."""
    assert cluster_permutation(zones([(3, 7)] * 4, [(3, 7)] * 4), 0).p_value == 1


def test_many_clusters_are_drawn_and_the_same_table_draws_the_same():
    rng = np.random.default_rng(5)
    people = rng.integers(1, 30, (30, 2))
    one = cluster_permutation(zones(people[:12], people[12:]), 0)
    assert one.drawn
    assert one.assignments == 99_999
    assert one == cluster_permutation(zones(people[:12], people[12:]), 0)
    assert one.p_smallest == pytest.approx(1e-5)
    assert one.error == pytest.approx((one.p_value * (1 - one.p_value) / 99_999) ** 0.5)


def test_drawn_and_listed_agree(monkeypatch):
    rng = np.random.default_rng(9)
    people = rng.integers(1, 30, (12, 2))
    table = zones(people[:5], people[5:])
    listed = cluster_permutation(table, 0)
    monkeypatch.setattr("sqgz.stats.permutation.ALL", 10)
    drawn = cluster_permutation(table, 0)
    assert drawn.p_value == pytest.approx(listed.p_value, abs=5 * drawn.error)


def test_strata_with_both_groups_exchange_inside_only():
    people = [(3, 7), (5, 5), (6, 4), (2, 8), (4, 6), (9, 1)]
    result = cluster_permutation(zones(people[:3], people[3:], cluster_strata=[0, 0, 1, 0, 1, 1]), 0)
    assert result.assignments == 3 * 3


def test_strata_of_one_group_each_are_left_aside_and_told():
    people = [(3, 7), (5, 5), (6, 4), (2, 8), (4, 6), (9, 1)]
    result = cluster_permutation(zones(people[:3], people[3:], cluster_strata=[0, 0, 0, 1, 1, 1]), 0)
    assert result.assignments == 20
    assert "各分层只含一组的群，置换时未分层。" in result.warnings


def test_a_cluster_with_both_groups_is_refused():
    people = np.ones((4, 2, 2), dtype=int)
    table = Clustered(array=people.sum(axis=0), cluster_weights=people)
    with pytest.raises(InputError, match="有的街道（群）同时含有两组的人"):
        cluster_permutation(table, 0)


def test_an_empty_group_has_no_p():
    result = cluster_permutation(zones([(0, 0)], [(1, 2), (3, 4)]), 0)
    assert result.p_value is None
    assert result.warnings == ("有一组没有人，无从比较。",)


def test_six_against_six_streets_are_924_assignments_whatever_the_outcome():
    rng = np.random.default_rng(1)
    people = np.zeros((12, 2, 16), dtype=int)
    people[:6, 0], people[6:, 1] = rng.poisson(9, (6, 16)), rng.poisson(9, (6, 16))
    table = Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people)
    for category in range(16):
        assert cluster_permutation(table, category).assignments == 924
