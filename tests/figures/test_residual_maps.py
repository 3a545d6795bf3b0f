import numpy as np
import pandas as pd
import pytest
from figures.synthetic import assert_legible, people, residual_rows, visible_texts
from matplotlib.patches import Rectangle

from sqgz.errors import InputError
from sqgz.figures import draw_residuals, residual_map
from sqgz.figures.plotted import plotted_in
from sqgz.stats import residuals
from sqgz.tables import crosstab

VALUES, P = [[-5.2, 0.4, 4.0], [1.1, -0.3, -1.2]], [[0.001, 0.9, 0.004], [0.6, 0.9, 0.5]]


def test_cells_that_hold_carry_a_triangle_that_says_which_way(make_results):
    axes = residual_map(make_results(residual_rows(VALUES, P)), "age_by_position")
    cells = [text.get_text() for text in axes.texts if text.get_text()[-1].isdigit()]
    assert sorted(cells) == sorted(["▼ −5.2", "+0.4", "▲ +4.0", "+1.1", "−0.3", "−1.2"])
    filled = [p.get_facecolor()[:3] for p in axes.patches if isinstance(p, Rectangle) if p.get_facecolor()[:3] != (1, 1, 1)]  # fmt: skip
    assert len(filled) == 2
    fewer, more = sorted(filled, key=lambda colour: colour[2])
    assert fewer[0] > fewer[2]  # orange
    assert more[2] > more[0]  # blue


def test_words_and_numbers_are_those_of_the_cells(make_results):
    drawn = plotted_in(residual_map(make_results(residual_rows(VALUES, P))).figure)[0]
    assert drawn.alt == (
        "残差图，职务与年龄，与各组构成相同时相比：主职中30岁及以下偏少；主职中41岁及以上偏多。"
    )
    assert drawn.numbers["residual"].tolist() == [value for of in VALUES for value in of]


def test_residuals_of_a_table_are_those_of_the_statistics(study):
    table = crosstab(people(), rows="zone", cols="hukou", study=study, cluster=None)
    drawn = plotted_in(residual_map(table, study=study).figure)[0]
    assert drawn.numbers["residual"].to_numpy() == pytest.approx(residuals(table).statistic.ravel())


def test_a_comparison_without_a_difference_is_refused_and_says_why(make_results):
    made = make_results(residual_rows(VALUES, P, p=0.31))
    with pytest.raises(InputError) as error:
        residual_map(made, "age_by_position")
    assert str(error.value) == (
        '比较 "age_by_position" 校正后p=0.310，各组差别不能成立，残差没有意义，不作图。请只画各组有差别的比较。'
    )
    assert draw_residuals(made) is None


def test_a_comparison_of_which_a_residual_is_withheld_is_not_drawn(make_results):
    """Which of the others stand is not told either: they were adjusted together with that one."""
    made = make_results(residual_rows(VALUES, P))
    assert draw_residuals(made) is not None
    residual = made.frame.index[made.frame["stat"] == "residual"][0]
    made.frame.loc[residual, ["value", "p_adjusted"]] = np.nan
    made.frame.loc[residual, "text"] = "*"
    assert draw_residuals(made) is None


def test_an_unknown_comparison_names_the_nearest(make_results):
    with pytest.raises(InputError, match='没有比较 "age_by_positon" 的残差。是否为 "age_by_position"'):
        residual_map(make_results(residual_rows(VALUES, P)), "age_by_positon")


def test_a_cell_that_cannot_be_judged_is_a_dash_with_a_note(make_results):
    rows = [row for row in residual_rows(VALUES, P) if row["category"] != "≤30" or row["group"] != "chief"]
    axes = residual_map(make_results(rows), "age_by_position")
    assert "—" in [text.get_text() for text in axes.texts]
    assert any("—为无法判断" in text.replace("\n", "") for text, _ in visible_texts(axes.figure))


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
def test_a_map_is_legible_at_every_size(make_results, size):
    axes = residual_map(make_results(residual_rows(VALUES, P)), size=size)
    assert_legible(axes.figure, 18 if size == "ppt" else 7)


@pytest.mark.parametrize(("rows", "columns", "size"), [(2, 8, "full"), (40, 4, "full"), (12, 4, "half"), (6, 6, "ppt")])  # fmt: skip
def test_many_groups_and_categories_with_long_names_are_legible(study, rows, columns, size):
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "a": [f"第{i}街道办事处" for i in rng.integers(0, rows, 4000)],
            "b": [f"第{i}类很长的名称" for i in rng.integers(0, columns, 4000)],
        }
    )
    axes = residual_map(crosstab(frame, rows="a", cols="b", cluster=None), study=study, size=size)
    assert_legible(axes.figure, 18 if size == "ppt" else 7)
    assert len([p for p in axes.patches if isinstance(p, Rectangle)]) == rows * columns


def test_more_and_fewer_differ_in_grey_by_mark_and_by_lightness():
    from sqgz.figures import residual_maps
    from sqgz.figures.theme import lightness

    assert abs(lightness(residual_maps._MORE) - lightness(residual_maps._FEWER)) > 20
