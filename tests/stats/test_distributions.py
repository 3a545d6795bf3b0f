"""Tails and quantiles against scipy.stats, which is too slow to import at run time."""

import pytest
from scipy import stats

from sqgz.stats import distributions as ours


def test_tails_and_quantiles_are_those_of_scipy_stats():
    assert ours.chi_square_tail(7.3, 3) == pytest.approx(stats.chi2.sf(7.3, 3))
    assert ours.f_tail(2.4, 1.6, 20.9) == pytest.approx(stats.f.sf(2.4, 1.6, 20.9))
    assert ours.t_two_sided(-2.1, 12.94) == pytest.approx(2 * stats.t.sf(2.1, 12.94))
    assert ours.t_quantile(0.975, 12.94) == pytest.approx(stats.t.ppf(0.975, 12.94), rel=1e-9)
    assert ours.normal_quantile(0.975) == pytest.approx(stats.norm.ppf(0.975))
    assert ours.beta_quantile(0.025, 12.3, 4.5) == pytest.approx(stats.beta.ppf(0.025, 12.3, 4.5))


@pytest.mark.parametrize(("x", "df"), [(30.07, 2), (9.0, 6), (1000.0, 9), (1e6, 9)])
def test_noncentralities_put_x_at_its_points(x, df):
    low, high = ours.noncentrality_limits(x, df)
    if low > 0:
        assert stats.ncx2.cdf(x, df, low) == pytest.approx(0.975, abs=1e-6)
    assert stats.ncx2.cdf(x, df, high) == pytest.approx(0.025, abs=1e-6)


def test_a_small_x_has_no_noncentrality():
    assert ours.noncentrality_limits(0.01, 6) == (0, 0)


def test_zero_df_has_p_one():
    assert ours.chi_square_tails([0.0, 3.84], [0, 1]) == pytest.approx([1, 0.05], abs=1e-3)
