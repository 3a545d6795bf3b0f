import pytest
from figures.synthetic import assert_legible, default_rows, difference_row

from sqgz.errors import InputError
from sqgz.figures import difference_plot
from sqgz.figures.differences import read_differences
from sqgz.figures.plotted import plotted_in
from sqgz.figures.withheld import NO_INTERVALS
from sqgz.results.untold import OF_CLUSTERS


@pytest.mark.parametrize("size", ["full", "half", "ppt"])
def test_key_differences_are_legible_at_every_size(results, size):
    assert_legible(difference_plot(results, size=size).figure, 18 if size == "ppt" else 7)


def test_only_rows_that_decide_are_drawn_unless_others_are_named(results):
    drawn = read_differences(results, [])
    assert [(one.facts["comparison"], one.facts["stratum"], one.facts["finding"]) for one in drawn] == [
        ("hukou_by_position", "", "none"),
        ("hukou_by_position", "inner", "equal"),
        ("hukou_by_position", "outer", "few_people"),
        ("residence_by_zone", "", "clear"),
    ]
    assert len(read_differences(results, ["residence_by_zone"])) == 1


def test_labels_are_chinese_and_strata_stand_under_their_whole(results):
    labels = [one.label for one in read_differences(results, [])]
    assert labels == [
        "户口所在地：本社区\n主职 减 其他“两委”成员",
        "其中内城区",
        "其中外城区",
        "居住地：本社区\n外城区 减 内城区",
    ]


def test_values_are_points_with_true_minus_signs_and_intervals_joined_by_zhi(results):
    texts = [one.text for one in read_differences(results, [])]
    assert texts == ["−1.2（−9.2至6.8）", "2.0（0.0至4.0）", "人数较少，不作比较", "38.6（24.6至52.6）"]


def test_dots_and_whiskers_are_the_numbers(results):
    axes = difference_plot(results)
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() in ("o", "s")]
    whiskers = [
        tuple(line.get_xdata())
        for line in axes.lines
        if len(line.get_xdata()) == 2 and line.get_marker() == "None"
    ]
    assert dots == pytest.approx([-1.2, 2.0, 38.6])
    assert whiskers[0] == pytest.approx((-9.2, 6.8))


def test_comparisons_of_too_few_people_keep_their_numbers_to_themselves(results):
    numbers = plotted_in(difference_plot(results).figure)[0].numbers
    few = numbers[numbers["finding"] == "few_people"].iloc[0]
    assert few[["value", "low", "high", "p_value"]].isna().all()


def test_a_fact_has_no_whisker_and_the_note_says_why(make_results):
    rows = [difference_row("residence_by_zone", "zone", "residence", "outer", "inner", 0.386, None, "fact", inference="finite")]  # fmt: skip
    axes = difference_plot(make_results(rows))
    assert read_differences(make_results(rows), [])[0].text == "38.6"
    assert any(
        "全员统计的差值没有抽样误差" in text.get_text().replace("\n", "") for text in axes.figure.texts
    )


def note_below(axes):
    return "".join(text.get_text().replace("\n", "") for text in axes.figure.texts)


def test_a_withheld_interval_is_not_drawn_and_the_note_says_so(make_results):
    told = difference_row("residence_by_zone", "zone", "residence", "outer", "inner", 0.386, 0.14, "clear")
    untold = difference_row(
        "hukou_by_position", "position", "hukou", "chief", "member", -0.012, None, "none", p_value=None,
        warnings=(OF_CLUSTERS,),
    )  # fmt: skip
    axes = difference_plot(make_results([untold, told]))
    assert [one.text for one in read_differences(make_results([untold, told]), [])] == [
        "−1.2",
        "38.6（24.6至52.6）",
    ]
    assert f"不带横线的，{NO_INTERVALS}" in note_below(axes)
    alone = note_below(difference_plot(make_results([untold])))
    assert NO_INTERVALS in alone
    assert "95%区间" not in alone


def test_a_withheld_difference_is_not_said_to_be_of_too_few_people(make_results):
    facts = {"inference": "finite", "warnings": (OF_CLUSTERS,)}
    untold = difference_row(
        "residence_by_zone", "zone", "residence", "outer", "inner", 0.3, None, "open", **facts
    )
    told = difference_row("hukou_by_position", "position", "hukou", "chief", "member", -0.012, 0.08, "none")
    found = read_differences(make_results([untold | {"value": None}, told]), [])
    assert [one.text for one in found] == ["差值不予公布", "−1.2（−9.2至6.8）"]


def test_pairwise_differences_stand_in_it_where_the_comparison_is_named(make_results):
    rows = [
        difference_row("by_edu", "position", "hukou", a, b, 0.1, 0.05, "", family="", method="两两比较 Holm")
        for a, b in (("chief", "member"), ("chief", "staff"), ("member", "staff"))
    ]
    assert len(read_differences(make_results([*default_rows(), *rows]), ["by_edu"])) == 3
    with pytest.raises(InputError, match="结果中没有两组之间的差值可画"):
        difference_plot(make_results(rows))


def test_an_unknown_comparison_names_the_nearest(results):
    with pytest.raises(InputError) as error:
        difference_plot(results, ["residence_by_zones"])
    assert str(error.value) == (
        '结果中没有比较 "residence_by_zones" 的差值。是否为 "residence_by_zone"？可用: hukou_by_position, residence_by_zone'
    )
