import pandas as pd
import pytest
from figures.synthetic import assert_legible, figure_of, people, visible_texts

from sqgz.errors import InputError
from sqgz.figures import composition, stacked_shares
from sqgz.figures.plotted import plotted_in
from sqgz.tables import crosstab


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
@pytest.mark.parametrize("kind", ["stacked", "grouped"])
def test_age_by_position_is_legible_at_every_size(results, kind, size):
    axes = composition(results, ["age_band"], kind=kind, size=size)
    assert_legible(figure_of(axes), 17.5 if size == "ppt" else 7)


def test_grouped_bars_are_the_shares_and_carry_them(study):
    table = crosstab(people(), rows="position", cols="age_band", study=study, cluster=None)
    axes = composition(table, kind="grouped", study=study)
    widths = [[bar.get_width() for bar in bars] for bars in axes.containers]
    assert widths == [pytest.approx(list(row)) for row in 100 * table.share("row").to_numpy()]
    assert len(axes.texts) == 9


def test_each_variable_has_its_own_legend(study):
    tables = [
        crosstab(people(), rows="position", cols=key, study=study, cluster=None)
        for key in ("age_band", "hukou")
    ]
    figure = figure_of(composition(tables, study=study))
    texts = [text for text, _ in visible_texts(figure)]
    assert {"31～40岁", "本社区", "年龄", "户口所在地"} <= set(texts)
    assert_legible(figure)
    assert set(plotted_in(figure)[0].numbers["outcome"]) == {"age_band", "hukou"}


def test_a_question_with_several_answers_can_be_grouped_but_not_stacked(study):
    frame = pd.DataFrame({"position": ["chief", "member"] * 30, "reasons": ["a+b", "b", "a"] * 20})
    frame.attrs["variables"] = {
        "reasons": {"label": "原因", "labels": {"a": "照顾家庭", "b": "离单位近"}, "kind": "multiple"}
    }
    table = crosstab(frame, rows="position", cols="reasons", cluster=None)
    axes = composition(table, kind="grouped", study=study)
    assert_legible(axes.figure)
    assert any("多选题" in text for text, _ in visible_texts(axes.figure))
    with pytest.raises(InputError, match="原因是多选题"):
        stacked_shares(table, study=study)


def test_a_variable_without_a_profile_is_named(results):
    with pytest.raises(InputError, match=r'结果中没有 "profile.education"（按 position 分组） 的占比'):
        composition(results)


def test_an_unknown_kind_is_a_programmers_error(results):
    with pytest.raises(ValueError, match="kind must be"):
        composition(results, kind="pie")
