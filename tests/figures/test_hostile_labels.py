"""Names as they come: long, mixed, full-width, without a place to break, or with a character no font has."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figures.synthetic import HOSTILE, assert_legible, difference_row, figure_of, share_rows

from sqgz.errors import InputError
from sqgz.figures import (
    age_pyramid,
    composition,
    difference_plot,
    flow_diagram,
    ranked_shares,
    residual_map,
    stacked_shares,
)
from sqgz.tables import crosstab

SIZES = ("full", "half", "ppt")


def table_of(names, columns, people=900):
    rng = np.random.default_rng(6)
    frame = pd.DataFrame({"a": rng.choice(names, people), "b": rng.choice(columns, people)})
    return crosstab(frame, rows="a", cols="b", cluster=None)


def street_results(make_results, names):
    groups = {name: (30, 20, 10, 5 + i) for i, name in enumerate(names)}
    return make_results(share_rows("residence_by_street", "street", "residence", groups))


def difference_results(make_results, names):
    return make_results([difference_row("residence_by_street", "street", "residence", names[0], names[1], 0.2, 0.1, "clear")])  # fmt: skip


FIGURES = {
    "stacked": lambda make, study, names, size: stacked_shares(
        table_of(names, ["甲", "乙"]), study=study, size=size
    ),
    "grouped": lambda make, study, names, size: composition(
        table_of(["甲", "乙"], names), kind="grouped", study=study, size=size
    ),
    "ranking": lambda make, study, names, size: ranked_shares(
        street_results(make, names), "residence_by_street", size=size
    ),
    "differences": lambda make, study, names, size: difference_plot(
        difference_results(make, names), size=size
    ),
    "flow": lambda make, study, names, size: flow_diagram(table_of(names, names), study=study, size=size),
    "residuals": lambda make, study, names, size: residual_map(
        table_of(names, ["甲", "乙", "丙"]), study=study, size=size
    ),
    "pyramid": lambda make, study, names, size: age_pyramid(
        table_of(names, ["男", "女"]), study=study, size=size
    ),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("figure", FIGURES)
def test_hostile_names_are_neither_cut_nor_overlapping(make_results, study, figure, size):
    names = list(HOSTILE) if size == "full" else list(HOSTILE[:4])
    axes = FIGURES[figure](make_results, study, names, size)
    assert_legible(figure_of(axes), 17.5 if size == "ppt" else 7)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_sign_that_no_font_has_is_named_with_its_label_in_every_figure(make_results, study, figure):
    with pytest.raises(InputError) as error:
        FIGURES[figure](make_results, study, ["某\U0001f3e0街道", "乙街道"], "full")
    assert "某\U0001f3e0街道" in str(error.value).replace("\n", "")
    assert "字符“\U0001f3e0”（U+1F3E0）" in str(error.value)
    assert "请在数据或 study.yaml 的 label 中换一种写法" in str(error.value)
    assert plt.get_fignums() == []
