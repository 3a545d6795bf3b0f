import matplotlib.pyplot as plt
import numpy as np
import pytest
from figures.synthetic import assert_legible, figure_of, people, share_rows, visible_texts

from sqgz.errors import InputError
from sqgz.figures import stacked_shares
from sqgz.figures.plotted import plotted_in
from sqgz.tables import crosstab

LONG = "国家级经济技术开发区综合行政服务和社会事务管理街道办事处"


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
def test_hukou_and_residence_by_position_and_zone_are_legible_at_every_size(tables, study, size):
    axes = stacked_shares(tables, study=study, size=size)
    assert len(axes) == 2
    assert_legible(figure_of(axes), 18 if size == "ppt" else 7)
    texts = [text for text, _ in visible_texts(figure_of(axes))]
    assert any("模拟数据" in text for text in texts)
    assert "单位：%" in texts
    assert texts.count("本社区") == 1  # the legend stands once


def test_bars_are_the_shares_of_the_table(tables, study):
    axes = stacked_shares(tables[0], study=study)
    widths = np.array([[bar.get_width() for bar in bars] for bars in axes.containers]).T
    assert widths == pytest.approx(100 * tables[0].share("row").to_numpy())
    assert widths.sum(axis=1) == pytest.approx(np.full(6, 100.0))


def test_every_group_has_its_base_beside_it(tables, study):
    axes = stacked_shares(tables[0], study=study)
    shown = [text.get_text() for text in axes.texts if text.get_text().endswith("人")]
    assert shown == [f"{base}人" for base in tables[0].row_bases.ravel()]


def test_a_share_is_written_only_where_it_fits_its_bar(tables, study):
    figure = figure_of(stacked_shares(tables, study=study, size="half"))
    visible_texts(figure)
    for axes in figure.axes:
        bars = [bar for container in axes.containers for bar in container]
        for text in axes.texts:
            if text.get_text().endswith("人"):
                continue
            box = text.get_window_extent()
            assert any(
                bar.get_window_extent().x0 <= box.x0 and box.x1 <= bar.get_window_extent().x1 for bar in bars
            )


def test_results_give_the_same_kind_of_figure_with_strata_in_the_labels(results):
    axes = stacked_shares(results, ["hukou_by_position"])
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["内城区 主职", "内城区 其他“两委”成员", "外城区 主职", "外城区 其他“两委”成员"]
    numbers = plotted_in(axes.figure)[0].numbers
    assert numbers.loc[0, ["stratum", "group", "category", "count", "base"]].tolist() == ["inner", "chief", "community", 50, 152]  # fmt: skip
    assert numbers.loc[0, "share"] == pytest.approx(50 / 152)


def test_groups_of_few_people_have_no_percentages(make_results):
    rows = share_rows("hukou_by_position", "position", "hukou", {"chief": (3, 2, 4, 1), "member": (9, 8, 7, 1), "staff": (0, 0, 0, 0)})  # fmt: skip
    axes = stacked_shares(make_results(rows), ["hukou_by_position"])
    texts = [text.get_text() for text in axes.texts]
    assert "不足20人，不列占比" in texts
    assert "无人填答" in texts
    assert "25人*" in texts
    assert len(axes.containers[0]) == 1
    numbers = plotted_in(axes.figure)[0].numbers
    assert numbers.loc[numbers["base"] < 20, "share"].isna().all()


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
def test_long_labels_are_broken_and_not_cut(study, size):
    frame = people(300)
    frame["zone"] = frame["zone"].map({"inner": LONG, "outer": f"外{LONG}"})
    table = crosstab(frame, rows="zone", cols="hukou", study=None, cluster=None)
    assert_legible(figure_of(stacked_shares(table, study=study, size=size)))


@pytest.mark.parametrize("number", [2, 12, 40])
def test_two_to_forty_streets_fit_on_a_word_page(study, make_results, number):
    rng = np.random.default_rng(1)
    groups = {f"{'长' * (i % 6)}名街道{i}": rng.multinomial(60, [0.1, 0.2, 0.3, 0.4]) for i in range(number)}
    rows = share_rows("residence_by_street", "street", "residence", groups)
    assert_legible(figure_of(stacked_shares(make_results(rows), ["residence_by_street"])))


def test_what_does_not_fit_says_so_and_leaves_no_figure_open(study, make_results):
    groups = {f"{LONG}{i}": (20, 20, 20, 20) for i in range(40)}
    made = make_results(share_rows("residence_by_street", "street", "residence", groups))
    with pytest.raises(InputError) as error:
        stacked_shares(made, ["residence_by_street"], size="ppt")
    assert (
        str(error.value)
        == '一张幻灯片（字号不小于18磅）放不下 40 行。请减少组数、缩短名称，或改用 size="full"。'
    )
    assert plt.get_fignums() == []


def test_a_label_with_a_character_the_font_lacks_leaves_no_figure_open(make_results):
    made = make_results(
        share_rows("residence_by_street", "street", "residence", {"\U0001f3e0街道": (20, 20, 20, 20)})
    )
    with pytest.raises(InputError, match=r"U\+1F3E0"):
        stacked_shares(made, ["residence_by_street"])
    assert plt.get_fignums() == []


def test_dollar_signs_in_labels_are_no_formulas(make_results):
    made = make_results(
        share_rows("residence_by_street", "street", "residence", {"甲$x_1$街道": (20, 20, 20, 20)})
    )
    axes = stacked_shares(made, ["residence_by_street"])
    assert_legible(axes.figure)
    assert not axes.get_yticklabels()[0].get_parse_math()


def test_it_draws_into_axes_that_a_researcher_lays_out(tables, study):
    figure, axes = plt.subplots(1, 2, figsize=(11, 5), layout="constrained")
    drawn = stacked_shares(tables, study=study, ax=axes)
    assert list(drawn) == list(axes)
    assert_legible(figure)
    assert any("模拟数据" in text for text, _ in visible_texts(figure))
    with pytest.raises(ValueError, match="ax holds 1 axes, the figure needs 2"):
        stacked_shares(tables, study=study, ax=axes[0])


def test_an_unknown_comparison_names_the_nearest(results):
    with pytest.raises(InputError) as error:
        stacked_shares(results, ["hukou_by_positon"])
    assert str(error.value).startswith(
        '结果中没有 "hukou_by_positon" 的占比。是否为 "hukou_by_position"？可用: '
    )
    with pytest.raises(InputError, match="请写明画哪些比较"):
        stacked_shares(results)


def test_a_title_stands_on_a_slide(tables, study):
    axes = stacked_shares(tables, study=study, size="ppt", title="外城区户口、居住更近" * 4)
    assert_legible(figure_of(axes), 18)


def test_a_source_that_is_neither_table_nor_results_is_a_programmers_error():
    with pytest.raises(TypeError, match="takes a Crosstab"):
        stacked_shares([1, 2])
