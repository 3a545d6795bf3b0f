"""The key difference against R, against a t test, and where it has nothing to say."""

import numpy as np
import pytest
from scipy import stats

from sqgz.errors import InputError
from sqgz.stats import (
    Clustered,
    Counts,
    cluster_permutation,
    design_difference,
    detectable_difference,
    score_difference,
)


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def zones(first, second):
    """Two zones of clusters, each (yes, no)."""
    people = np.zeros((len(first) + len(second), 2, 2), dtype=int)
    people[: len(first), 0], people[len(first) :, 1] = first, second
    return clustered(people)


def test_groups_within_clusters_have_clusters_minus_one_df(api):
    # R survey 4.1-1, apiclus1 without fpc: svyby(~I(stype == "E"), ~sch.wide, svymean), svycontrast; df is our rule
    result = design_difference(api, "E")
    assert result.estimate == pytest.approx(0.30326086957, rel=1e-6)
    assert result.error == pytest.approx(0.15275569168, rel=1e-6)
    assert result.df == 14
    assert result.p_value == pytest.approx(0.067063072612, rel=1e-6)
    assert (result.low, result.high) == pytest.approx((-0.024367504449, 0.63088924358), rel=1e-6)
    assert (result.clusters, result.clusters_first, result.clusters_second) == (15, 15, 10)
    assert result.constant is False


def test_groups_constant_in_clusters_have_satterthwaite_df(api_zones):
    # R survey 4.1-1, apiclus1, zone = cluster number < 500 as strata; Satterthwaite by hand
    result = design_difference(api_zones, "E")
    assert result.estimate == pytest.approx(0.11219336219, rel=1e-6)
    assert result.error == pytest.approx(0.085241621444, rel=1e-6)
    assert result.df == pytest.approx(12.94245882, rel=1e-6)
    assert result.p_value == pytest.approx(0.2109482494, rel=1e-6)
    assert (result.low, result.high) == pytest.approx((-0.0720432262, 0.2964299501), rel=1e-6)
    assert (result.clusters_first, result.clusters_second, result.clusters_both) == (9, 6, 0)
    assert result.constant is True


def test_wuhan_inner_minus_outer(wuhan):
    result = design_difference(wuhan, "own")
    assert (round(result.first, 3), round(result.second, 3)) == (0.391, 0.498)
    assert round(100 * result.estimate, 2) == -10.67


def test_clusters_of_equal_size_give_welch():
    """With equal clusters the linearised t is Welch's t on the clusters' shares."""
    first, second = [(3, 7), (5, 5), (6, 4), (2, 8)], [(1, 9), (3, 7), (2, 8), (2, 8), (4, 6)]
    result = design_difference(zones(first, second), 0)
    welch = stats.ttest_ind([k / 10 for k, _ in first], [k / 10 for k, _ in second], equal_var=False)
    assert result.statistic == pytest.approx(welch.statistic)
    assert result.df == pytest.approx(welch.df)
    assert result.p_value == pytest.approx(welch.pvalue)
    interval = welch.confidence_interval()
    assert (result.low, result.high) == pytest.approx((interval.low, interval.high))


def test_equal_groups_inside_equal_clusters_give_the_paired_t():
    rng = np.random.default_rng(2)
    yes = rng.integers(1, 9, (8, 2))
    people = np.stack([yes, 10 - yes], axis=2)
    result, paired = design_difference(clustered(people), 0), stats.ttest_rel(yes[:, 0] / 10, yes[:, 1] / 10)
    assert result.statistic == pytest.approx(paired.statistic)
    assert result.p_value == pytest.approx(paired.pvalue)


def test_the_estimate_is_first_minus_second_and_turns_with_the_rows(api):
    one, two = design_difference(api, "E"), design_difference(api, "E", rows=("No", "Yes"))
    assert (two.estimate, two.low, two.high) == pytest.approx((-one.estimate, -one.high, -one.low))
    assert two.p_value == pytest.approx(one.p_value)


def test_a_set_of_categories_is_one_share(api):
    one = design_difference(api, ("H", "M"))
    assert one.estimate == pytest.approx(-design_difference(api, "E").estimate)
    assert design_difference(api, "H+M").estimate == one.estimate
    assert one.p_value == pytest.approx(design_difference(api, "E").p_value)


def test_an_unknown_category_is_named_with_the_nearest():
    table = clustered(np.ones((3, 2, 2), dtype=int), col_keys=("community", "outside"))
    with pytest.raises(
        InputError, match="类别“comunity”不在表里。是否为“community”？可用: community, outside"
    ):
        design_difference(table, "comunity")


def test_three_rows_need_to_be_told_which_two():
    table = clustered(np.ones((3, 3, 2), dtype=int), row_keys=("chief", "member", "staff"))
    with pytest.raises(InputError, match=r"表有 3 行，请用 rows=.*可用: chief, member, staff"):
        design_difference(table, 0)


def test_a_third_row_does_not_matter():
    people = np.random.default_rng(1).poisson(5, (9, 3, 2))
    assert (
        design_difference(clustered(people), 0, rows=(0, 2))
        .to_frame()
        .equals(design_difference(clustered(people[:, [0, 2]]), 0).to_frame())
    )


def test_an_array_without_clusters_is_sent_to_the_interval_of_independent_people():
    with pytest.raises(InputError, match="没有群时请用 difference_interval"):
        design_difference([[1, 2], [3, 4]], 0)


@pytest.mark.parametrize(
    ("people", "warning"),
    [
        (zones([(3, 4)], [(1, 2), (4, 4)]), "有人的街道（群）太少，无法估计误差。"),
        (zones([(0, 4), (0, 5)], [(0, 2), (0, 4)]), "各街道（群）的构成完全相同，无法由群间差异估计误差。"),
        (zones([(0, 0), (0, 0)], [(1, 2), (3, 4)]), "有一组没有人，无从比较。"),
    ],
)
def test_where_nothing_can_be_said_the_reason_is(people, warning):
    result = design_difference(people, 0)
    assert result.p_value is None
    assert result.low is None
    assert warning in result.warnings


def test_one_group_without_any_variation_is_told():
    result = design_difference(zones([(0, 4), (0, 5), (0, 6)], [(1, 2), (3, 4), (5, 1)]), 0)
    assert result.p_value is not None
    assert "有一组在各街道（群）之间毫无差异，误差只来自另一组，可能偏小。" in result.warnings


def test_limits_of_a_share_difference_stay_within_one():
    result = design_difference(zones([(9, 1), (1, 9)], [(1, 9), (9, 1)]), 0)
    assert (result.low, result.high) == (-1, 1)


def test_multiple_choice_takes_the_people_who_answered_as_base():
    """Ten people a street and group; overlapping columns add up to more."""
    rng = np.random.default_rng(4)
    ticks = rng.integers(0, 11, (6, 2, 3))
    table = Clustered(
        array=ticks.sum(axis=0),
        cluster_weights=ticks,
        cluster_people=ticks,
        multiple=True,
        row_bases=np.array([60, 60]),
        cluster_bases=np.full((6, 2), 10.0),
    )
    result = design_difference(table, 1)
    paired = stats.ttest_rel(ticks[:, 0, 1] / 10, ticks[:, 1, 1] / 10)
    assert result.p_value == pytest.approx(paired.pvalue)
    assert (result.base_first, result.base_second) == (60, 60)
    with pytest.raises(InputError, match="多选题的各列互有重叠"):
        design_difference(table, (0, 1))


def test_strata_across_groups_take_degrees_of_freedom():
    people = np.random.default_rng(1).poisson(8, (12, 2, 2))
    assert design_difference(clustered(people, cluster_strata=[0] * 4 + [1] * 4 + [2] * 4), 0).df == 9


def test_mean_scores_of_equal_clusters_give_welch():
    rng = np.random.default_rng(6)
    levels = rng.integers(0, 4, (9, 10))
    people = np.zeros((9, 2, 4), dtype=int)
    for cluster, row in enumerate(levels):
        people[cluster, int(cluster >= 5)] = np.bincount(row, minlength=4)
    result = score_difference(clustered(people))
    means = levels.mean(axis=1) + 1
    welch = stats.ttest_ind(means[:5], means[5:], equal_var=False)
    assert result.estimate == pytest.approx(means[:5].mean() - means[5:].mean())
    assert result.p_value == pytest.approx(welch.pvalue)


def test_scores_must_fit_the_columns():
    with pytest.raises(InputError, match="得分应是 2 个数"):
        score_difference(clustered(np.ones((3, 2, 2), dtype=int)), col_scores=[1, 2, 3])


def test_layers_are_refused():
    with pytest.raises(InputError, match="分 2 层"):
        design_difference(clustered(np.ones((3, 2, 2, 2), dtype=int)), 0)


def test_the_smallest_difference_that_would_have_shown():
    result = design_difference(zones([(3, 7), (5, 5), (6, 4)], [(1, 9), (3, 7), (2, 8)]), 0)
    expected = (stats.t.ppf(0.975, result.df) + stats.t.ppf(0.8, result.df)) * result.error
    assert detectable_difference(result) == pytest.approx(expected)
    assert detectable_difference(design_difference(zones([(0, 3)], [(3, 0)]), 0)) is None


def test_counts_without_clusters_are_counts():
    assert not Counts(array=np.ones((2, 2))).clustered


def test_people_of_no_known_cluster_count_in_the_difference_and_are_no_cluster():
    people = np.zeros((8, 2, 2))
    people[:4, 0], people[4:, 1] = [[2, 8], [4, 6], [6, 4], [4, 6]], [[1, 9], [3, 7], [2, 8], [2, 8]]
    loose = np.array([[10, 0], [0, 0]])  # ten people of the first group, street not known
    array = people.sum(axis=0) + loose
    told = design_difference(Counts(array=array, cluster_weights=people, unplaced=loose), 0)
    alone = design_difference(Counts(array=people.sum(axis=0), cluster_weights=people), 0)
    assert told.estimate == pytest.approx(26 / 50 - 8 / 40)
    assert alone.estimate == pytest.approx(16 / 40 - 8 / 40)
    assert (told.clusters_first, told.clusters_second) == (4, 4)
    assert told.error == pytest.approx(alone.error)  # equal streets: the error is that of the known ones
    permuted = cluster_permutation(Counts(array=array, cluster_weights=people, unplaced=loose), 0)
    assert permuted.assignments == 70
    # of 70 ways every one has its mirror image, so that p cannot be below 2 of 70
    known = cluster_permutation(Counts(array=people.sum(axis=0), cluster_weights=people), 0)
    assert permuted.p_value == known.p_value
    assert permuted.p_smallest == pytest.approx(2 / 70)
    assert permuted.estimate == pytest.approx(26 / 50 - 8 / 40)
    assert permuted.statistic == pytest.approx(16 / 40 - 8 / 40)
