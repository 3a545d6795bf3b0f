import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figures.synthetic import assert_legible, people, share_rows, visible_texts

from sqgz.errors import InputError
from sqgz.figures import age_pyramid, draw_pyramid
from sqgz.figures.plotted import plotted_in
from sqgz.tables import crosstab

BANDS = ("≤30", "31–40", "≥41")


def of_zones(groups):
    return share_rows("profile.age_band", "zone", "age_band", groups, categories=BANDS)


def table_of(ages, sexes):
    return crosstab(pd.DataFrame({"age": ages, "sex": sexes}), rows="age", cols="sex", cluster=None)


def test_one_group_stands_left_and_the_other_right_the_oldest_on_top(make_results):
    axes = age_pyramid(make_results(of_zones({"inner": (10, 40, 50), "outer": (5, 30, 80)})))
    widths = [[bar.get_width() for bar in bars] for bars in axes.containers]
    assert widths == [[-50, -40, -10], [80, 30, 5]]
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["41岁及以上", "31～40岁", "30岁及以下"]
    assert all("-" not in text.get_text() and "−" not in text.get_text() for text in axes.get_xticklabels())
    drawn = plotted_in(axes.figure)[0]
    assert drawn.alt.endswith("最多的是41岁及以上，占60.5%。")  # 130 of 215
    assert drawn.numbers["count"].tolist() == [10, 40, 50, 5, 30, 80]


@pytest.mark.parametrize("turned", [False, True])
def test_a_table_may_lie_either_way(study, turned):
    frame = people()
    pair = ("zone", "age_band") if turned else ("age_band", "zone")
    axes = age_pyramid(crosstab(frame, rows=pair[0], cols=pair[1], study=study, cluster=None), study=study)
    counts = pd.crosstab(frame["age_band"], frame["zone"])
    shown = plotted_in(axes.figure)[0].numbers.set_index(["band", "group"])["count"]
    assert shown["41岁及以上", "inner"] == counts.loc["≥41", "inner"]


def test_ages_in_single_years_are_put_together_by_five_and_that_is_said(study):
    ages = [str(age) for age in range(22, 60) for _ in range(2)]
    axes = age_pyramid(table_of(ages, ["男", "女"] * 38), study=study)
    numbers = plotted_in(axes.figure)[0].numbers
    assert numbers["band"].unique().tolist() == [f"{start}～{start + 4}岁" for start in range(20, 60, 5)]
    assert numbers["count"].tolist() == [3, 5, 5, 5, 5, 5, 5, 5] * 2  # 22, 23, 24, then five years each
    assert any("按5岁一组合并" in text.replace("\n", "") for text, _ in visible_texts(axes.figure))


def test_three_groups_are_refused_by_name_and_no_figure_stays_open(study):
    table = crosstab(people(), rows="age_band", cols="position", study=study, cluster=None)
    with pytest.raises(InputError) as error:
        age_pyramid(table, study=study)
    assert str(error.value) == (
        "年龄金字塔须正好有两组有人的类别，现有3组（主职、其他“两委”成员、其他社区工作者）。请换用只有两类的变量。"
    )
    assert plt.get_fignums() == []


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
@pytest.mark.parametrize("number", [2, 10])
def test_two_to_ten_bands_are_legible_at_every_size(study, number, size):
    rng = np.random.default_rng(2)
    ages = [f"{20 + 5 * i}至{24 + 5 * i}岁" for i in rng.integers(0, number, 1500)]
    axes = age_pyramid(table_of(ages, rng.choice(["男", "女"], 1500)), study=study, size=size)
    assert_legible(axes.figure, 18 if size == "ppt" else 7)


def test_a_study_without_two_zones_has_no_pyramid(results, make_results):
    assert draw_pyramid(results) is None
    assert draw_pyramid(make_results(of_zones({"inner": (10, 40, 50), "outer": (0, 0, 0)}))) is None
    assert draw_pyramid(make_results(of_zones({"inner": (10, 40, 50), "outer": (5, 30, 80)}))) is not None
