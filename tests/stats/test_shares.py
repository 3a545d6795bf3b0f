"""The share of a category from clusters, against R; and how alike the people of a cluster are."""

import numpy as np
import pytest

from sqgz.errors import InputError
from sqgz.stats import Clustered, design_interval, intraclass_correlation, proportion_interval


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def test_apiclus1_beta(api):
    # R survey 4.1-1: svyciprop(~I(stype == "E"), dclus1, method = "beta", df = 14)
    result = design_interval(api, "E")
    assert (result.low, result.high) == pytest.approx((0.6674155007, 0.8788682316), rel=1e-6)
    assert (result.df, result.base, result.clusters) == (14, 183, 15)
    assert result.deff > 2


def test_apiclus1_logit(api):
    # R survey 4.1-1: svyciprop(~I(stype == "E"), dclus1, method = "logit", df = 14)
    result = design_interval(api, "E", method="logit")
    assert (result.low, result.high) == pytest.approx((0.6698844341, 0.8704384383), rel=1e-6)


def test_the_share_of_one_row_comes_from_its_own_clusters(api):
    result = design_interval(api, "E", row="No")
    assert result.estimate == pytest.approx(12 / 23, rel=1e-6)
    assert (result.base, result.clusters, result.df) == (23, 10, 9)


def test_every_person_a_cluster_gives_clopper_pearson():
    people = np.zeros((300, 1, 2), dtype=int)
    people[:60, 0, 0] = people[60:, 0, 1] = 1
    exact = proportion_interval(60, 300, "clopper_pearson")
    result = design_interval(clustered(people), 0)
    assert (result.low, result.high) == pytest.approx((exact.low, exact.high), abs=2e-3)


@pytest.mark.parametrize(("yes", "share"), [(0, 0), (7, 1)])
def test_a_share_of_0_or_1_has_deff_1_and_says_so(yes, share):
    result = design_interval(clustered([[[yes, 7 - yes]]] * 8), 0, method="logit")
    assert result.estimate == share
    assert result.deff == 1
    assert 0 <= result.low < result.high <= 1
    assert "占比为 0 或 1，或各群占比完全相同，设计效应按 1 计算，区间可能偏窄。" in result.warnings
    assert result.method.startswith("Korn–Graubard")


def test_one_cluster_has_a_share_but_no_interval():
    result = design_interval(clustered([[[3, 7]]]), 0)
    assert (result.estimate, result.low, result.p_value) == (0.3, None, None)
    assert result.warnings == ("有人的街道（群）太少，无法估计误差。",)


def test_nobody_has_no_share():
    assert design_interval(clustered(np.zeros((3, 2, 2), dtype=int)), 0).estimate is None


def test_without_clusters_wilson_is_named():
    with pytest.raises(InputError, match="没有群时请用 proportion_interval"):
        design_interval([[1, 2], [3, 4]], 0)


def test_strata_take_degrees_of_freedom():
    people = np.random.default_rng(1).poisson(5, (9, 2, 2))
    assert design_interval(clustered(people, cluster_strata=[0, 0, 0, 1, 1, 1, 2, 2, 2]), 0).df == 6


def test_icc_by_hand():
    """Two clusters of two, (1, 1) and (0, 0): nobody differs within, so the ICC is 1."""
    assert intraclass_correlation(clustered([[[2, 0]], [[0, 2]]]), 0).estimate == 1
    # (1, 0) and (1, 0): between 0, within 1/2, so (0 − 1/2)/(0 + 1/2) = −1
    assert intraclass_correlation(clustered([[[1, 1]], [[1, 1]]]), 0).estimate == -1


def test_icc_finds_what_was_put_in():
    rng = np.random.default_rng(7)
    yes = rng.binomial(40, rng.beta(0.25 * 9, 0.75 * 9, 2000))  # ICC 1/(9 + 1)
    people = np.zeros((2000, 2, 2), dtype=int)
    zone = np.arange(2000) % 2
    people[np.arange(2000), zone] = np.column_stack([yes, 40 - yes])
    assert intraclass_correlation(clustered(people), 0).estimate == pytest.approx(0.1, abs=0.01)


def test_icc_of_people_who_all_agree_cannot_be_said():
    assert intraclass_correlation(clustered([[[4, 0]], [[5, 0]]]), 0).estimate is None
