"""Pairs of rows, each by itself, adjusted inside the table."""

import numpy as np
import pytest

from sqgz.errors import InputError
from sqgz.stats import (
    Clustered,
    Counts,
    adjust,
    design_difference,
    difference_interval,
    pairwise,
    pearson,
    rao_scott,
)

TABLE = np.array([[20, 30, 10], [25, 20, 15], [5, 40, 30]])


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def test_plain_pairs_are_pearsons():
    result = pairwise(TABLE)
    plain = [pearson(TABLE[[i, j]]).p_value for i, j in ((0, 1), (0, 2), (1, 2))]
    assert result.pairs == ((0, 1), (0, 2), (1, 2))
    assert result.p_value == pytest.approx(plain)
    assert result.p_adjusted == pytest.approx(tuple(adjust(plain)))
    assert pairwise(TABLE, "bh").p_adjusted == pytest.approx(tuple(adjust(plain, "bh")))


def test_plain_pairs_of_one_category_are_score_intervals():
    result = pairwise(TABLE, category=1)
    assert result.results[1] == difference_interval(30, 60, 40, 75)


def test_clusters_of_other_rows_take_no_part():
    rng = np.random.default_rng(3)
    people = np.zeros((12, 3, 3), dtype=int)
    for cluster in range(12):
        people[cluster, cluster // 4] = rng.poisson(6, 3)
    table = clustered(people, row_keys=("甲", "乙", "丙"))
    result = pairwise(table)
    assert result.results[0] == rao_scott(clustered(people[:8, :2]))
    assert pairwise(table, category=0).results[2] == design_difference(table, 0, rows=("乙", "丙"))
    frame = result.to_frame()
    assert frame[["group", "against"]].values.tolist() == [["甲", "乙"], ["甲", "丙"], ["乙", "丙"]]
    assert frame["df2"].notna().all()


def test_a_pair_that_cannot_be_tested_leaves_the_family():
    result = pairwise([[5, 0], [7, 0], [3, 9]])
    assert result.p_value[0] is None
    assert result.p_adjusted[0] is None
    assert result.p_adjusted[1:] == pytest.approx(tuple(adjust(result.p_value[1:])))


def test_one_row_has_no_pair():
    result = pairwise([[5, 3]])
    assert (result.pairs, len(result.to_frame())) == ((), 0)
    assert "没有可比较的一对" in result.warnings[-1]


def test_multiple_choice_needs_a_category():
    table = Counts(array=TABLE, multiple=True, row_bases=np.array([60, 60, 75]))
    with pytest.raises(InputError, match="多选题"):
        pairwise(table)
    assert pairwise(table, category=0).results[0].base_first == 60
