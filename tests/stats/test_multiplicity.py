"""Adjusted p-values against the paper and statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sqgz.stats import adjust

BENJAMINI_HOCHBERG = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip


def test_benjamini_hochberg_1995():
    # Benjamini & Hochberg 1995, JRSS B 57, 3.1: 4 rejections, 3 by Bonferroni and Holm
    assert (adjust(BENJAMINI_HOCHBERG, "bh") <= 0.05).sum() == 4
    assert (adjust(BENJAMINI_HOCHBERG, "holm") <= 0.05).sum() == 3


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=20))
def test_statsmodels_agrees(p):
    for ours, theirs in (("holm", "holm"), ("bh", "fdr_bh")):
        result = adjust(p, ours)
        expected = multipletests(p, method=theirs)[1] if p else []
        assert np.asarray(result) == pytest.approx(np.asarray(expected), abs=1e-12)


def test_an_adjustment_behaves_as_its_p_values():
    result = adjust([0.01, 0.5])
    assert list(result) == [0.02, 0.5]
    assert (len(result), result[0], result.p_value[1]) == (2, 0.02, 0.5)
    assert (result * 2).tolist() == [0.04, 1.0]
    assert result.to_frame()["p_adjusted"].tolist() == [0.02, 0.5]
    assert result.method == "Holm 校正"


@pytest.mark.parametrize("p", [[0.1, float("nan")], [1.2], [-0.1]])
def test_a_missing_p_has_no_place_in_a_family(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust(p)
