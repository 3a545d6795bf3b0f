"""Two answers of the same person: the key difference, its interval, and who moved which way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from sqgz.errors import InputError
from sqgz.stats import (
    Clustered,
    Counts,
    design_interval,
    finite_paired,
    fold_square,
    mismatch,
    paired_difference,
    proportion_interval,
    symmetry,
)
from sqgz.stats.paired import score

MCNEMAR = [[794, 150], [86, 570]]  # Agresti 2013, table 11.1


def clustered(people):
    people = np.asarray(people)
    return Clustered(array=people.sum(axis=0), cluster_weights=people, cluster_people=people)


def test_the_test_is_mcnemars_and_the_interval_is_about_the_difference_of_the_margins():
    found = paired_difference(MCNEMAR, 0)
    assert found.estimate == pytest.approx(944 / 1600 - 880 / 1600)
    assert found.statistic**2 == pytest.approx(17.355932, abs=1e-6)  # R: mcnemar.test(correct = FALSE)
    assert found.p_value == pytest.approx(symmetry(MCNEMAR).p_value)
    assert found.low == pytest.approx(0.0212, abs=5e-4)  # near the Wald interval .0213 to .0587
    assert found.high == pytest.approx(0.0588, abs=5e-4)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 60), st.floats(-0.9, 0.9))
def test_the_quadratic_finds_the_likeliest_share(left, came, stayed, delta):
    n = left + came + stayed
    low, high = max(0.0, -delta), (1 - delta) / 2  # share of those who came; those who left are delta more

    def unlikely(share):
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum([share + delta, share, 1 - 2 * share - delta], 1e-300))
        return -float(np.dot([left, came, stayed], logs))

    best = optimize.minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-12})
    variance = n * (2 * best.x + delta * (1 - delta))
    if variance > 1e-6:
        assert score(left, came, n, delta) == pytest.approx(
            (left - came - n * delta) / np.sqrt(variance), rel=1e-3, abs=1e-3
        )


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 100))
def test_interval_and_test_agree_about_zero(left, came, stayed):
    table = [[stayed, left], [came, 3]]
    found = paired_difference(table, 0)
    assert -1 <= found.low <= found.estimate <= found.high <= 1
    if found.p_value is not None and abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)


def test_clusters_of_equal_size_give_the_t_test_of_their_net_changes():
    people = [[[3, 2], [1, 4]], [[2, 4], [1, 3]], [[5, 1], [1, 3]], [[4, 3], [0, 3]]]
    found = paired_difference(clustered(people), 0)
    changes = np.array([1, 3, 0, 3]) / 10
    expected = stats.ttest_1samp(changes, 0)
    assert (found.estimate, found.df) == (pytest.approx(7 / 40), 3)
    assert found.p_value == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_directions_are_folded_with_their_clusters():
    people = [[[3, 2], [1, 4]], [[2, 4], [1, 3]]]
    table = fold_square(clustered(people))
    assert table.array.tolist() == [[12, 6, 2]]
    assert table.cluster_people.tolist() == [[[7, 2, 1]], [[5, 4, 1]]]
    both = design_interval(table, ["after", "before"])
    assert (both.estimate, both.low, both.high) == pytest.approx(
        [getattr(mismatch(clustered(people)), name) for name in ("estimate", "low", "high")]
    )
    plain = fold_square(MCNEMAR)
    assert proportion_interval(int(plain.array[0, 1]), 1600).estimate == pytest.approx(150 / 1600)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[5, 0], [0, 5]], "没有人的两个答案不同，无从检验。"),
        ([[0, 0], [0, 0]], "没有人两项都作了答，无从比较。"),
        (clustered([[[5, 0], [0, 5]]] * 3), "没有人的两个答案不同，无从检验。"),
        (clustered([[[5, 2], [1, 5]]] * 3), "各街道（群）的构成完全相同，无法由群间差异估计误差。"),
        (clustered([[[5, 2], [1, 5]]]), "有人的街道（群）太少，无法估计误差。"),
        (clustered([[[0, 0], [0, 0]]]), "没有人两项都作了答，无从比较。"),
    ],
)
def test_where_nothing_can_be_said_the_reason_is(table, said):
    found = paired_difference(table, 0)
    assert found.p_value is None
    assert said in found.warnings


def test_different_categories_and_weights_without_clusters_are_refused():
    with pytest.raises(InputError, match="行和列必须是同样的类别"):
        paired_difference(Counts(array=np.ones((2, 2)), row_keys=("a", "b"), col_keys=("a", "c")), "a")
    with pytest.raises(InputError, match="加权的表需要按群的人数"):
        paired_difference(Counts(array=np.ones((2, 2)), weighted=True), 0)


def test_net_change_of_a_finite_population():
    everybody = finite_paired([10, 20], [2, -5], [4, 9], [10, 20])
    assert (everybody.complete, everybody.estimate) == (True, pytest.approx(-3 / 30))
    assert everybody.low is everybody.p_value is None
    part = finite_paired([10, 20], [2, -5], [4, 9], [20, 20])  # half of the first stratum answered
    assert part.estimate == pytest.approx(0.5 * 2 / 10 + 0.5 * -5 / 20)
    spread = (4 - 2 * 2 / 10) / 9
    assert part.error == pytest.approx(np.sqrt(0.25 * 0.5 * spread / 10))
    assert "有的分层无人作答" in finite_paired([0, 5], [0, 1], [0, 1], [3, 5]).warnings[0]
    assert "有的分层只有一人作答" in finite_paired([1, 5], [0, 1], [0, 1], [3, 5]).warnings[1]
