import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figures.synthetic import LEVELS, assert_legible, figure_of, pair_rows, visible_texts
from matplotlib.patches import PathPatch, Rectangle

from sqgz.errors import InputError
from sqgz.figures import draw_flow, flow_diagram
from sqgz.figures.plotted import plotted_in
from sqgz.tables import crosstab

STAY = [[60, 5, 3, 2], [4, 20, 6, 0], [8, 2, 30, 5], [1, 0, 4, 50]]  # 160 of 200 stay


def ribbons(axes):
    return [patch for patch in axes.patches if isinstance(patch, PathPatch)]


def nodes(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def table_of(counts, first=None, second=None):
    first = first or [f"甲{i + 1}" for i in range(len(counts))]
    second = second or [f"乙{i + 1}" for i in range(len(counts[0]))]
    rows = [
        {"from": first[i], "to": second[j]}
        for i, of in enumerate(counts)
        for j, n in enumerate(of)
        for _ in range(n)
    ]
    frame = pd.DataFrame(rows)
    frame["from"] = pd.Categorical(frame["from"], categories=first)
    frame["to"] = pd.Categorical(frame["to"], categories=second)
    return crosstab(frame, rows="from", cols="to", cluster=None)


def test_nodes_carry_people_and_shares_and_ribbons_their_people(make_results):
    axes = flow_diagram(make_results(pair_rows(STAY)))
    texts = [text for text, _ in visible_texts(axes.figure)]
    assert "本社区\n70人，35.0%" in texts  # 60 + 5 + 3 + 2 of 200
    assert "本社区\n73人，36.5%" in texts  # 60 + 4 + 8 + 1
    assert {"户口所在地", "居住地", "60", "50"} <= set(texts)
    assert len(ribbons(axes)) == 14  # every two answers that somebody gave, two of sixteen nobody


def test_ribbons_are_as_wide_as_their_people(make_results):
    axes = flow_diagram(make_results(pair_rows(STAY)))
    heights = sorted(np.ptp(one.get_path().vertices[[0, 7], 1]) for one in ribbons(axes))
    per_person = sum(heights) / 200
    assert np.array(heights) / per_person == pytest.approx(sorted(n for of in STAY for n in of if n))
    bars = [one.get_height() / per_person for one in nodes(axes)]
    assert bars == pytest.approx([70, 30, 45, 55, 73, 27, 43, 57])


def test_numbers_words_and_notes_agree(make_results):
    axes = flow_diagram(make_results(pair_rows(STAY, missing=12)))
    drawn = plotted_in(axes.figure)[0]
    assert int(drawn.numbers["count"].sum()) == 200
    assert drawn.numbers.loc[0, ["from", "to", "count", "share"]].tolist() == [
        "community",
        "community",
        60,
        0.3,
    ]
    assert "户口所在地为本社区的70人中，居住地为本社区60人、本街道其他社区5人" in drawn.alt
    assert drawn.alt.endswith("两项类别相同的160人，占80.0%。")
    foot = "".join(text for text, _ in visible_texts(axes.figure)).replace("\n", "")
    assert "只计两项都作答的200人，另有12人至少一项未填或待核" in foot


def test_a_slide_has_the_finding_as_its_title_unless_one_is_given(make_results):
    made = make_results(pair_rows(STAY, value=-0.015, finding="none"))
    texts = [text.replace("\n", "") for text, _ in visible_texts(flow_diagram(made, size="ppt").figure)]
    assert (
        "户口所在地与居住地类别相同的160人，占80.0%；"
        "本社区的占比：户口所在地比居住地低1.5个百分点，尚不足以说明有规律性差别"
    ) in texts
    mine = flow_diagram(made, size="ppt", title="人户分离两成")
    assert "人户分离两成" in [text for text, _ in visible_texts(mine.figure)]
    assert not any("比居住地低" in text for text, _ in visible_texts(flow_diagram(made).figure))


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
@pytest.mark.parametrize("number", [2, 4, 12])
def test_two_to_twelve_categories_are_legible_with_very_small_flows(study, number, size):
    counts = [[900 if i == j == 0 else int((i + j) % 3 == 0) for j in range(number)] for i in range(number)]
    axes = flow_diagram(table_of(counts), study=study, size=size)
    assert_legible(axes.figure, 18 if size == "ppt" else 7)
    assert len(ribbons(axes)) == sum(1 for of in counts for n in of if n)
    assert all(one.get_linewidth() > 0 for one in ribbons(axes))  # the outline shows even one in a thousand


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
def test_long_names_are_broken_and_not_cut(study, size):
    names = [
        "国家级经济技术开发区综合行政服务和社会事务管理街道办事处下辖社区",
        "Hi-tech Zone（高新区）第１２社区",
        "丙",
    ]
    table = table_of([[30, 2, 1], [3, 20, 0], [0, 1, 40]], names, names)
    axes = flow_diagram(table, study=study, size=size)
    assert_legible(axes.figure, 18 if size == "ppt" else 7)
    shown = {text.replace("\n", "").replace(" ", "") for text, _ in visible_texts(axes.figure)}
    assert any(text.startswith(names[0]) for text in shown)


def test_an_answer_of_nobody_keeps_its_place_with_nought(study):
    axes = flow_diagram(table_of([[20, 5], [0, 0]]), study=study)
    assert "甲2\n0人，0.0%" in [text for text, _ in visible_texts(axes.figure)]


def test_few_people_have_no_percentages(study):
    axes = flow_diagram(table_of([[5, 2], [1, 3]]), study=study)
    texts = [text for text, _ in visible_texts(axes.figure)]
    assert not any("%" in text for text in texts if text != "单位：人、%")
    assert plotted_in(axes.figure)[0].numbers["share"].isna().all()
    assert any("不足20人，不列占比" in text.replace("\n", "") for text in texts)


def test_more_than_twelve_categories_are_refused_and_no_figure_stays_open(study):
    with pytest.raises(InputError) as error:
        flow_diagram(table_of([[2] * 13] * 3), study=study)
    assert str(error.value) == "流向图每侧最多12类，现有13类。请在 study.yaml 的比较中用 merge 合并类别。"
    assert plt.get_fignums() == []


def test_a_comparison_that_is_not_paired_is_named_with_the_nearest(make_results):
    with pytest.raises(InputError) as error:
        flow_diagram(make_results(pair_rows(STAY)), "hukou_against_residenc")
    assert str(error.value) == (
        "结果中没有同一人两项回答的比较 “hukou_against_residenc”。"
        '是否为 "hukou_against_residence"？可用: hukou_against_residence'
    )


def test_a_study_without_a_paired_comparison_has_no_flow(results):
    assert draw_flow(results) is None
    with pytest.raises(InputError, match="用 paired_with 声明"):
        flow_diagram(results)


def test_a_flow_goes_into_axes_that_are_brought(make_results):
    _, (left, _) = plt.subplots(1, 2, figsize=(12, 5), layout="constrained")
    axes = flow_diagram(make_results(pair_rows(STAY)), ax=left)
    assert axes is left
    assert len(ribbons(left)) == 14
    assert tuple(LEVELS) == tuple(plotted_in(figure_of(axes))[0].numbers["from"].unique())
