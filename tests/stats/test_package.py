"""The package as a whole: its names, its weight, and what it says of tables that have nothing to say."""

import dataclasses
import importlib
import pkgutil
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sqgz.stats as library
from sqgz.errors import InputError
from sqgz.stats import Clustered
from sqgz.stats.estimates import Estimate

FIXED = [
    "pearson",
    "exact",
    "rao_scott",
    "design_difference",
    "cluster_permutation",
    "cramers_v",
    "residuals",
    "pairwise",
    "cmh",
    "homogeneity",
    "trend",
    "cliffs_delta",
    "symmetry",
    "marginal_homogeneity",
    "part_against_rest",
    "proportion_interval",
    "design_interval",
    "difference_interval",
    "adjust",
]
PLAIN = {
    "pearson": library.pearson,
    "exact": library.exact,
    "exact_chi": lambda t: library.exact(t, "chi_square"),
    "cramers_v": library.cramers_v,
    "cramers_v_plain": lambda t: library.cramers_v(t, corrected=False),
    "residuals": library.residuals,
    "pairwise": library.pairwise,
    "pairwise_category": lambda t: library.pairwise(t, category=0),
    "cmh": library.cmh,
    "cmh_row": lambda t: library.cmh(t, "row_mean"),
    "cmh_corr": lambda t: library.cmh(t, "correlation"),
    "homogeneity": lambda t: library.homogeneity([t, t], category=0, rows=(0, 1)),
    "trend": library.trend,
    "cliffs_delta": lambda t: library.cliffs_delta(t, rows=(0, 1)),
    "symmetry": library.symmetry,
    "stuart_maxwell": library.marginal_homogeneity,
    "bhapkar": lambda t: library.marginal_homogeneity(t, "bhapkar"),
    "mismatch": library.mismatch,
}
BY_CLUSTER = {
    "rao_scott": library.rao_scott,
    "rao_scott_fpc": lambda t: library.rao_scott(t, fpc=10),
    "design_difference": lambda t: library.design_difference(t, 0, rows=(0, 1)),
    "score_difference": lambda t: library.score_difference(t, rows=(0, 1)),
    "cluster_permutation": lambda t: library.cluster_permutation(t, 0, rows=(0, 1)),
    "design_interval": lambda t: library.design_interval(t, 0),
    "design_interval_row": lambda t: library.design_interval(t, 0, row=1),
    "logit": lambda t: library.design_interval(t, 0, method="logit"),
    "icc": lambda t: library.intraclass_correlation(t, 0),
    "cluster_margins": lambda t: library.marginal_homogeneity(t, "cluster"),
    **PLAIN,
}
FACTS = ("statistic", "df", "p_value", "estimate", "low", "high", "method", "warnings")


def check_result(result):
    """Facts present, nothing NaN, a reason wherever a test has no p, and one row or more in the frame."""
    assert all(hasattr(result, name) for name in FACTS)
    assert isinstance(result.warnings, tuple)
    assert all(isinstance(text, str) and text for text in result.warnings)
    assert repr(result).startswith("<")
    assert result.to_frame() is not None
    if isinstance(result, Estimate):
        numbers = [value for value in dataclasses.asdict(result).values() if isinstance(value, float)]
        assert np.isfinite(numbers).all()
        if result.p_value is not None:
            assert 0 <= result.p_value <= 1
        if result.estimate is None and result.p_value is None and result.statistic is None:
            assert result.warnings


def test_every_fixed_name_is_there():
    assert set(FIXED) <= set(library.__all__)
    assert all(callable(getattr(library, name)) for name in library.__all__)
    with pytest.raises(AttributeError, match="no attribute 'pearso'"):
        _ = library.pearso


def test_no_function_bears_the_name_of_a_module():
    modules = {module.name for module in pkgutil.iter_modules(library.__path__)}
    assert not modules & set(library.__all__)
    assert set(library.HOMES) <= modules


def test_every_lazy_name_lives_where_it_is_said_to():
    for module, names in library.HOMES.items():
        home = importlib.import_module(f"sqgz.stats.{module}")
        assert all(getattr(library, name) is getattr(home, name) for name in names)


def test_neither_pandas_nor_scipy_stats_is_imported():
    code = (
        "import sys, sqgz.stats as s\n"
        "s.pearson([[5, 9], [6, 3]]); s.exact([[5, 9], [6, 3]]); s.cramers_v([[5, 9], [6, 3]])\n"
        "assert not {'pandas', 'scipy.stats'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


square = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 3), min_size=k, max_size=k), min_size=k, max_size=k)
)


@pytest.mark.parametrize("name", PLAIN)
@settings(max_examples=25, deadline=None)
@given(table=square)
def test_thin_tables_never_break_a_plain_function(name, table):
    check_result(PLAIN[name](table))


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize(
    "table",
    [
        np.zeros((2, 2)),
        [[5, 0], [0, 0]],
        [[5, 6], [0, 0]],
        [[5, 0], [7, 0]],
        [[1, 0], [0, 1]],
        [[0, 1], [1, 0]],
    ],
)
def test_degenerate_tables_have_a_reason(name, table):
    check_result(PLAIN[name](table))


@pytest.mark.parametrize("name", BY_CLUSTER)
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 100_000),
    clusters=st.integers(1, 8),
    mean=st.sampled_from([0.05, 0.3, 2.0]),
    zones=st.booleans(),
    strata=st.booleans(),
    weighted=st.booleans(),
)
def test_thin_clusters_never_break_a_function(name, seed, clusters, mean, zones, strata, weighted):
    rng = np.random.default_rng(seed)
    people = rng.poisson(mean, (clusters, 3, 3))
    if zones:
        people *= (np.arange(clusters)[:, None] % 3 == np.arange(3))[:, :, None]
    table = Clustered(
        array=people.sum(axis=0),
        cluster_weights=people * (1.7 if weighted else 1.0),
        cluster_people=people,
        cluster_strata=rng.integers(0, 3, clusters) if strata else None,
        weighted=weighted,
    )
    try:
        check_result(BY_CLUSTER[name](table))
    except InputError as error:
        assert str(error).endswith(("。", "）"))  # noqa: PT017 - both outcomes are allowed


@pytest.mark.parametrize("name", ["pearson", "exact", "trend", "symmetry", "cmh", "residuals", "cramers_v"])
def test_empty_tables_of_no_size_have_a_reason(name):
    result = PLAIN[name](np.zeros((0, 0), dtype=int))
    assert result.warnings


def test_results_are_frozen_and_their_arrays_too():
    with pytest.raises(dataclasses.FrozenInstanceError):
        library.pearson([[1, 2], [3, 4]]).p_value = 0
    with pytest.raises(ValueError, match="read-only"):
        library.residuals([[1, 2], [3, 4]]).values[0, 0] = 0


def test_a_result_shows_its_warnings():
    assert repr(library.pearson([[0, 0], [3, 4]])) == (
        "<皮尔逊卡方检验（不作连续性校正）: 注意: 没有人的第1行未参加检验；只有一组有人，无从比较>"
    )


def test_a_frame_has_one_row_with_both_degrees_of_freedom():
    people = np.random.default_rng(1).poisson(5, (8, 2, 3))
    frame = library.rao_scott(Clustered(array=people.sum(axis=0), cluster_weights=people)).to_frame()
    assert len(frame) == 1
    assert frame["df2"].iloc[0] == pytest.approx(frame["df"].iloc[0] * 7)


def test_nan_in_a_result_is_our_own_defect():
    with pytest.raises(ArithmeticError, match="NaN"):
        Estimate(method="x", p_value=float("nan"))
