"""Rao–Scott's F against R and against what it must be by reason."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.errors import InputError
from sqgz.stats import Clustered, design_difference, design_interval, pearson, rao_scott


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def seeded_table(seed, *, clusters=12, rows=2, cols=4, mean=6):
    return np.random.default_rng(seed).poisson(mean, (clusters, rows, cols))


def test_apiclus1_with_fpc(api):
    # R survey 4.1-1: svychisq(~sch.wide + stype, svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1))
    result = rao_scott(api, fpc=757)
    assert result.statistic == pytest.approx(5.193369541, rel=1e-6)
    assert result.df == pytest.approx((1.494639778, 20.92495689), rel=1e-6)
    assert result.p_value == pytest.approx(0.02174746237, rel=1e-6)
    assert result.chi_square == pytest.approx(11.94089208, rel=1e-6)
    assert (result.base, result.clusters) == (183, 15)


def test_apiclus1_without_fpc(api):
    # R survey 4.1-1, the same design without fpc
    result = rao_scott(api)
    assert result.statistic == pytest.approx(5.090462615, rel=1e-6)
    assert result.p_value == pytest.approx(0.02307161683, rel=1e-6)


def test_zones_of_apiclus1_as_strata(api_zones):
    # R survey 4.1-1: svychisq(~zone + stype), strata = ~zone
    for strata in ("rows", np.array([int(name) < 500 for name in api_zones.cluster_names])):
        result = rao_scott(api_zones, strata=strata)
        assert result.statistic == pytest.approx(2.37819336191, rel=1e-6)
        assert result.df == pytest.approx((1.61234238947, 20.96045106315), rel=1e-6)
        assert result.p_value == pytest.approx(0.12557530089, rel=1e-6)


def test_wuhan_is_not_significant_although_twelve_million_people_are(wuhan):
    # R survey 4.1-1 on data/census2020_hukou.csv, districts as clusters
    result = rao_scott(wuhan)
    assert result.base == 12_447_718
    assert round(result.statistic, 3) == 1.246
    assert (round(result.df[0], 4), round(result.df[1], 2)) == (1.2076, 14.49)
    assert round(result.p_value, 4) == 0.2933
    assert pearson(wuhan).p_value == 0


def test_an_array_without_clusters_is_sent_to_pearson():
    with pytest.raises(
        InputError, match="需要知道每个人属于哪个街道（群），这张表没有；没有群时请用 pearson。"
    ):
        rao_scott([[1, 2], [3, 4]])


def test_one_cluster_cannot_speak():
    result = rao_scott(clustered([[[3, 4], [5, 6]]]))
    assert result.p_value is None
    assert "有人的街道（群）太少，无法估计误差。" in result.warnings


def test_clusters_all_alike_cannot_speak():
    result = rao_scott(clustered([[[3, 4], [5, 6]]] * 5))
    assert result.p_value is None
    assert "各街道（群）的构成完全相同，无法由群间差异估计误差。" in result.warnings


def test_fewer_clusters_in_the_population_than_seen_is_an_error():
    with pytest.raises(InputError, match="总体中的群数 5 少于已有的群数 12"):
        rao_scott(clustered(seeded_table(1)), fpc=5)


def test_all_clusters_counted_leave_no_sampling_variance():
    assert rao_scott(clustered(seeded_table(1)), fpc=12).p_value is None


def test_a_lone_cluster_in_its_stratum_is_told():
    result = rao_scott(clustered(seeded_table(3)), strata=[0] * 6 + [1] * 5 + [2])
    assert result.df[1] == pytest.approx(result.df[0] * 9)
    assert "1 个分层只有一个街道（群），其误差按全部群的平均计算。" in result.warnings


def test_rows_as_strata_need_rows_that_are_constant_in_clusters():
    with pytest.raises(InputError, match="不能以组作分层"):
        rao_scott(clustered(seeded_table(1)), strata="rows")


def test_empty_cells_count_as_nothing_in_the_metric():
    people = seeded_table(5, clusters=20, rows=3, cols=3)
    people[:, 0, 2] = people[:, 2, 0] = 0
    result = rao_scott(clustered(people))
    assert 0 < result.p_value < 1


def test_a_diagonal_table_has_a_p_value():
    people = seeded_table(5, clusters=20, rows=3, cols=3) * np.eye(3, dtype=int)
    assert rao_scott(clustered(people)).p_value < 1e-6


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 10_000), st.permutations(range(2)), st.permutations(range(4)), st.permutations(range(12))
)
def test_order_of_rows_columns_and_clusters_changes_nothing(seed, rows, cols, clusters):
    people = seeded_table(seed)
    moved = people[list(clusters)][:, list(rows)][:, :, list(cols)]
    one, two = rao_scott(clustered(people)), rao_scott(clustered(moved))
    assert two.statistic == pytest.approx(one.statistic, rel=1e-8)
    assert two.df == pytest.approx(one.df, rel=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_an_empty_category_or_cluster_changes_nothing_and_is_told(seed):
    people = seeded_table(seed)
    wider = np.zeros((14, 3, 5), dtype=int)
    wider[:12, :2, [0, 1, 3, 4]] = people
    one, two = rao_scott(clustered(people)), rao_scott(clustered(wider))
    assert two.statistic == pytest.approx(one.statistic, rel=1e-9)
    assert (two.df, two.clusters) == (pytest.approx(one.df, rel=1e-9), 12)
    assert "没有人的第3行、第3列未参加检验。" in two.warnings


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_every_person_a_cluster_gives_pearson(seed):
    """F is then close to X²/df · (n−1)/n: nobody resembles anybody."""
    rng = np.random.default_rng(seed)
    n = 4000
    people = np.zeros((n, 2, 3), dtype=int)
    people[np.arange(n), rng.integers(0, 2, n), rng.integers(0, 3, n)] = 1
    result, plain = rao_scott(clustered(people)), pearson(people.sum(axis=0))
    expected = plain.statistic / plain.df * (n - 1) / n
    assert result.statistic == pytest.approx(expected, rel=0.05, abs=0.02)
    assert result.deff == pytest.approx(1, abs=0.02)


def test_weights_times_ten_change_nothing(api):
    heavier = Clustered(
        array=api.array,
        cluster_weights=api.cluster_weights * 10,
        cluster_people=api.cluster_people,
        weighted=True,
    )
    assert rao_scott(heavier).p_value == pytest.approx(rao_scott(api).p_value, rel=1e-9)


def test_rows_as_strata_keep_the_strata_of_the_design_inside():
    people = seeded_table(6)
    people[:6, 1] = people[6:, 0] = 0
    table = clustered(people, cluster_strata=[0, 0, 0, 1, 1, 1] * 2)
    one, two = rao_scott(table, strata="rows"), rao_scott(table, strata=np.repeat([0, 1, 2, 3], 3))
    assert one.p_value == pytest.approx(two.p_value)
    assert one.df[1] == pytest.approx(one.df[0] * 8)


def test_fpc_of_each_stratum():
    """A stratum whose clusters are all counted adds nothing: as if only the other one varied."""
    table = clustered(seeded_table(7), cluster_strata=[0] * 6 + [1] * 6)
    both, half = rao_scott(table), rao_scott(table, fpc=[6, 60])
    assert half.deff < both.deff
    assert half.df[1] == pytest.approx(half.df[0] * 10)


def test_a_sample_of_clusters_is_corrected_everywhere_alike(api):
    for ask in (
        lambda **fpc: design_difference(api, "E", **fpc),
        lambda **fpc: design_interval(api, "E", **fpc),
    ):
        whole, sampled = ask(), ask(fpc=60)
        assert sampled.error == pytest.approx(whole.error * np.sqrt(1 - 15 / 60))
        assert sampled.estimate == whole.estimate
        told = ask(fpc=15)
        assert told.low is None
        assert told.warnings[-1] == "总体中的群已全部统计，没有抽样误差，不作推断。"
        with pytest.raises(InputError, match="总体中的群数 10 少于已有的群数 15"):
            ask(fpc=10)
