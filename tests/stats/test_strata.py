"""Layered tables against R, statsmodels and reason."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from sqgz.errors import InputError
from sqgz.stats import Clustered, cmh, design_difference, homogeneity, pearson, standardised_difference

# R: UCBAdmissions, departments × (male, female) × (admitted, rejected)
UCB = np.array(
    [
        [[512, 313], [89, 19]],
        [[353, 207], [17, 8]],
        [[120, 205], [202, 391]],
        [[138, 279], [131, 244]],
        [[53, 138], [94, 299]],
        [[22, 351], [24, 317]],
    ]
)
# R: ?mantelhaen.test Satisfaction, gender × income × job satisfaction
SATISFACTION = np.array(
    [
        [[1, 3, 11, 2], [2, 3, 17, 3], [0, 1, 8, 5], [0, 2, 4, 2]],
        [[1, 1, 2, 1], [0, 3, 5, 1], [0, 0, 7, 3], [0, 1, 9, 6]],
    ]
)


def clustered(people, **options):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people, **options)


def test_ucb_admissions():
    # R: mantelhaen.test(UCBAdmissions, correct = FALSE) and the default
    result = cmh(UCB)
    assert result.statistic == pytest.approx(1.5246067, rel=1e-7)
    assert result.p_value == pytest.approx(0.2169237, rel=1e-7)
    assert result.estimate == pytest.approx(0.9046968283, rel=1e-9)
    assert (result.low, result.high) == pytest.approx((0.7719073618, 1.0603297644), rel=1e-9)
    corrected = cmh(UCB, continuity=True)
    assert corrected.statistic == pytest.approx(1.4269462, rel=1e-7)
    assert corrected.p_value == pytest.approx(0.2322635, rel=1e-6)


def test_ucb_odds_ratios_differ_between_departments():
    # R: DescTools::BreslowDayTest(UCBAdmissions)
    result = homogeneity(UCB)
    assert result.statistic == pytest.approx(18.8255137, rel=1e-8)
    assert result.p_value == pytest.approx(0.0020714, rel=1e-5)
    assert result.df == 5


@pytest.mark.parametrize(
    ("form", "statistic", "df", "p_value"),
    [
        ("general", 10.200089, 9, 0.3345312),
        ("row_mean", 9.2258587, 3, 0.026433916),
        ("correlation", 6.6234785, 1, 0.010064308),
    ],
)
def test_satisfaction(form, statistic, df, p_value):
    # R: mantelhaen.test(Satisfaction); SAS PROC FREQ CMH1–3 for the scored forms
    result = cmh(SATISFACTION, form)
    assert result.statistic == pytest.approx(statistic, rel=1e-6)
    assert result.df == df
    assert result.p_value == pytest.approx(p_value, rel=1e-6)


def test_job_satisfaction_row_means():
    # ?fisher.test Job, one layer
    result = cmh([(1, 3, 10, 6), (2, 3, 10, 7), (1, 6, 14, 12), (0, 1, 9, 11)], "row_mean")
    assert result.statistic == pytest.approx(4.4773715, rel=1e-7)
    assert result.df == 3


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_statsmodels_agrees_on_two_by_two_layers(seed):
    layers = np.random.default_rng(seed).poisson(8, (4, 2, 2)) + 1
    oracle = StratifiedTable(list(np.moveaxis(layers, 0, -1).transpose(2, 0, 1).astype(float)))
    result, same = cmh(layers), homogeneity(layers)
    assert result.statistic == pytest.approx(oracle.test_null_odds(correction=False).statistic, rel=1e-8)
    assert result.estimate == pytest.approx(oracle.oddsratio_pooled, rel=1e-9)
    assert (result.low, result.high) == pytest.approx(oracle.oddsratio_pooled_confint(), rel=1e-8)
    assert same.statistic == pytest.approx(oracle.test_equal_odds(adjust=False).statistic, rel=1e-7)
    assert same.tarone_statistic == pytest.approx(oracle.test_equal_odds(adjust=True).statistic, rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 10_000), st.permutations(range(3)), st.permutations(range(4)), st.permutations(range(2))
)
def test_order_empty_categories_and_lone_people_change_nothing(seed, rows, cols, layers):
    table = np.random.default_rng(seed).poisson(3, (2, 3, 4)) + 1
    wider = np.zeros((4, 4, 5), dtype=int)
    wider[:2, :3, :4] = table[list(layers)][:, list(rows)][:, :, list(cols)]
    wider[2, 0, 0] = 1
    for form in ("general", "row_mean"):
        scores = None if form == "general" else [*(np.array([1.0, 2, 3, 4])[list(cols)]), 9]
        assert cmh(wider, form, col_scores=scores).statistic == pytest.approx(
            cmh(table, form).statistic, rel=1e-7
        )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_one_layer_is_pearson_with_n_minus_one(seed):
    table = np.random.default_rng(seed).poisson(3, (3, 4)) + 1
    n = table.sum()
    assert cmh(table).statistic == pytest.approx(pearson(table).statistic * (n - 1) / n, rel=1e-8)


def test_layers_without_a_pair_of_rows_say_nothing():
    result = cmh([[[3, 4], [0, 0]], [[0, 0], [5, 6]]])
    assert result.p_value is None
    assert "每一层都只有一组或一类有人，层内无从比较。" in result.warnings


def test_breslow_day_leaves_out_layers_without_a_margin():
    result = homogeneity([*UCB.tolist(), [[3, 0], [4, 0]]])
    assert result.df == 5
    assert "1 层有一组或一类没有人，未参加检验。" in result.warnings


def test_breslow_day_at_the_edge():
    assert homogeneity([[[3, 0], [0, 4]], [[5, 0], [0, 5]]]).p_value is None
    assert homogeneity([[[30, 70], [70, 30]], [[30, 70], [70, 30]]]).statistic == pytest.approx(0, abs=1e-12)


def test_equal_odds_of_one_use_the_linear_root():
    layers = np.array([[[10, 20], [20, 40]], [[30, 30], [20, 20]]])
    assert homogeneity(layers).statistic == pytest.approx(0, abs=1e-12)


def test_homogeneity_needs_layers_and_a_category():
    with pytest.raises(InputError, match="没有分层"):
        homogeneity([[1, 2], [3, 4]])
    with pytest.raises(InputError, match="表有 4 列，请用 category 指明"):
        homogeneity(SATISFACTION, rows=(0, 1))


def test_two_layers_by_clusters_are_one_difference_of_differences():
    """The Wald F is then the squared t of d1 − d2, from contributions written out."""
    people = np.random.default_rng(8).poisson(7, (15, 2, 2, 2))
    result = homogeneity(clustered(people))
    total = people.sum(axis=0)
    share = total[..., 0] / total.sum(axis=2)
    parts = (people[..., 0] - share * people.sum(axis=3)) / total.sum(axis=2)
    e = (parts[:, 0, 0] - parts[:, 0, 1]) - (parts[:, 1, 0] - parts[:, 1, 1])
    gap = (share[0, 0] - share[0, 1]) - (share[1, 0] - share[1, 1])
    assert result.statistic == pytest.approx(gap**2 / (15 / 14 * ((e - e.mean()) ** 2).sum()))
    assert result.df == (1, 14)


def test_zones_have_two_df_less():
    people = np.random.default_rng(8).poisson(7, (15, 3, 2, 2))
    people[:7, :, 1] = people[7:, :, 0] = 0
    result = homogeneity(clustered(people))
    assert result.df == (2, 12)


def test_too_few_clusters_for_many_layers_are_told():
    result = homogeneity(clustered(np.random.default_rng(8).poisson(7, (3, 5, 2, 2))))
    assert result.p_value is None


def test_standardising_to_one_layer_is_that_layer():
    people = np.random.default_rng(3).poisson(7, (12, 2, 2, 3))
    result = standardised_difference(clustered(people), 1, standard=[1, 0])
    alone = design_difference(clustered(people[:, 0]), 1)
    assert result.estimate == pytest.approx(alone.estimate)
    assert result.error == pytest.approx(alone.error)
    assert result.df == alone.df


def test_a_zone_gap_that_is_all_mix_vanishes():
    """Villages 80 %, communities 20 % in both zones; only the mix differs."""
    people = np.zeros((8, 2, 2, 2), dtype=int)
    for cluster in range(8):
        zone, more = int(cluster >= 4), cluster % 4
        community, village = (40, 10) if zone == 0 else (10, 40)
        people[cluster, 0, zone] = community * 2 // 10 + more, community * 8 // 10 + 4 * more
        people[cluster, 1, zone] = village * 8 // 10 + 4 * more, village * 2 // 10 + more
    table = clustered(people, layer_keys=("community", "village"))
    result = standardised_difference(table, 0)
    assert result.first == pytest.approx(result.second)
    assert design_difference(clustered(people.sum(axis=1)), 0).estimate < -0.1


def test_a_layer_that_a_zone_lacks_stops_the_standardisation():
    people = np.random.default_rng(3).poisson(7, (6, 2, 2, 2)) + 1
    people[:, 1, 0] = 0
    result = standardised_difference(clustered(people, layer_keys=("community", "village")), 0)
    assert result.estimate is None
    assert result.warnings == ("village缺少一组的人，不能标准化。",)
