import pytest
from figures.synthetic import default_rows, difference_row, share_rows, street_rows, visible_texts

from sqgz.errors import InputError
from sqgz.figures import composition, difference_plot, draw_letters, ranked_shares, stacked_shares
from sqgz.figures.headlines import asked_of, difference_headline
from sqgz.figures.layouts import Block, Surroundings, first_fitting
from sqgz.figures.plotted import plotted_in
from sqgz.figures.report_set import draw_ranking
from sqgz.figures.theme import page_size
from sqgz.study import Variable
from sqgz.study.references import LOCAL
from sqgz.study.schema import FinerCategory

ASKED = "居住地为本社区的占比"


def headline(study, finding, value=0.091, **more):
    return difference_headline(
        study,
        difference_row(
            "residence_by_zone", "zone", "residence", "outer", "inner", value, 0.04, finding, **more
        ),
    )


@pytest.mark.parametrize(
    ("finding", "words"),
    [
        ("fact", "外城区比内城区高9.1个百分点"),
        ("clear", "外城区比内城区高9.1个百分点"),
        ("equal", "外城区与内城区大体相当（相差9.1个百分点）"),
        ("none", "外城区比内城区高9.1个百分点，尚不足以说明有规律性差别"),
        ("open", "外城区比内城区高9.1个百分点，因有人未答，高低尚不能确定"),
        ("few_clusters", "外城区比内城区高9.1个百分点，群数过少，仅作情况反映"),
        ("few_people", "外城区与内城区人数较少，不作比较"),
    ],
)
def test_a_title_says_the_fact_and_whether_it_bears_more(study, finding, words):
    assert headline(study, finding) == f"{ASKED}：{words}"


@pytest.mark.parametrize(
    ("label", "kind", "codebook", "answer", "words"),
    [
        ("对待遇是否满意", "nominal", None, "满意", "“对待遇是否满意”答“满意”的占比"),
        ("满意程度", "nominal", None, "满意", "满意程度为满意的占比"),
        ("最需要的培训", "multiple", None, "法律", "最需要的培训选“法律”的占比"),
        ("居住在本社区的比重", "nominal", LOCAL, "居住在本社区", "居住在本社区的占比"),
    ],
)
def test_a_share_is_named_as_one_would_say_it(study, label, kind, codebook, answer, words):
    asked = Variable(
        variable_key="asked", label=label, kind=kind, codebook=codebook,
        categories=(FinerCategory(key="yes", label=answer),),
    )  # fmt: skip
    more = study.model_copy(update={"variables": {**study.variables, "asked": asked}})
    assert asked_of(more, "asked", "yes") == words


def test_a_lower_share_is_lower_and_one_that_rounds_to_nought_has_no_direction(study):
    assert headline(study, "fact", -0.2) == f"{ASKED}：外城区比内城区低20.0个百分点"
    assert headline(study, "fact", -0.0004) == f"{ASKED}：外城区与内城区相差不到0.1个百分点"


def titles(axes):
    import numpy as np

    figure = np.ravel(np.asarray(axes, dtype=object))[0].figure
    return [text.replace("\n", "") for text, _ in visible_texts(figure)]


def test_slides_have_the_finding_as_their_title_and_report_figures_have_none(results):
    drawn = {
        "户口所在地为本社区的占比：主职比其他“两委”成员低1.2个百分点，尚不足以说明有规律性差别": lambda size: (
            stacked_shares(results, ["hukou_by_position"], size=size)
        ),
        "2项差距中1项明确；最大的是居住地为本社区的占比：外城区比内城区高38.6个百分点": lambda size: (
            difference_plot(results, size=size)
        ),
        "年龄为41岁及以上的占比：主职70.4%，其他“两委”成员57.1%，其他社区工作者48.7%": lambda size: (
            composition(results, ["age_band"], size=size)
        ),
    }
    for title, draw in drawn.items():
        assert title in titles(draw("ppt"))
        assert not any("：" in text and "占比：" in text for text in titles(draw("full")))


def test_a_given_title_wins(results):
    texts = titles(difference_plot(results, size="ppt", title="我的题目"))
    assert "我的题目" in texts
    assert not any("最大的是" in text for text in texts)


def test_a_title_nobody_asked_for_gives_way_to_the_rows_and_a_given_one_does_not():
    slide, full_slide = page_size("ppt"), [[[Block(("甲街道",), 26.0)]]]  # 26 ems of 18 points: 468 of 540
    plan, around = first_fitting(slide, full_slide, Surroundings(title="结论", optional=True))
    assert (plan.type, around.title) == (18.0, "")
    with pytest.raises(InputError, match="一张幻灯片"):
        first_fitting(slide, full_slide, Surroundings(title="结论"))
    _, around = first_fitting(
        slide, [[[Block(("甲街道",), 10.0)]]], Surroundings(title="结论", optional=True)
    )
    assert around.title == "结论"


def test_a_ranking_that_is_only_described_says_so(make_results):
    rows = street_rows(["甲街道", "乙街道"])
    rows.append(
        difference_row(
            "residence_by_street", "street", "residence", "", "", None, None, "described", stat="test"
        )
    )
    (title,) = [text for text in titles(ranked_shares(make_results(rows), "residence_by_street", size="ppt")) if "占比：" in text]  # fmt: skip
    assert title.endswith("，仅作情况反映")


# --- whom a difference is about ----------------------------------------------------------------------------------------


def test_many_differences_stand_on_a_slide_in_two_columns_of_one_scale(make_results):
    rows = [
        difference_row(name, "position", "hukou", "chief", "member", 0.1 * i, 0.05, "clear")
        for i, name in enumerate(["a", "b", "c", "d", "e", "f", "g"], start=-3)
    ]
    axes = difference_plot(make_results(rows), size="ppt")
    assert len(axes) == 2
    assert axes[0].get_xlim() == axes[1].get_xlim()
    assert [len(one.get_yticks()) for one in axes] == [4, 3]


def test_a_slide_shows_wholes_and_a_named_comparison_its_strata(results):
    assert len(plotted_in(difference_plot(results, size="ppt").figure)[0].numbers) == 2
    assert len(plotted_in(difference_plot(results, ["hukou_by_position"], size="ppt").figure)[0].numbers) == 3


def test_a_difference_within_one_kind_of_unit_says_which(make_results, study):
    row = difference_row("residence_by_zone", "zone", "residence", "outer", "inner", 0.2, 0.1, "clear", stratum="position=chief")  # fmt: skip
    assert "（限职务为主职）" in "".join(titles(difference_plot(make_results([row]))))
    assert difference_headline(study, row) == f"{ASKED}（限职务为主职）：外城区比内城区高20.0个百分点"


# --- letters ------------------------------------------------------------------------------------------------------------


def with_letters(letters):
    groups = {"chief": (50, 30, 40, 32), "member": (90, 60, 80, 50), "staff": (20, 90, 80, 50)}
    rows = share_rows("hukou_by_position", "position", "hukou", groups)
    for row in rows:
        if row["category"] == "community":
            row["text"] = letters[row["group"]]
    return rows


def test_letters_stand_behind_the_shares_they_belong_to(make_results):
    axes = draw_letters(make_results(with_letters({"chief": "a", "member": "a", "staff": "b"})))
    assert [text.get_text() for text in axes.texts] == [
        "32.9（50/152） a",
        "32.1（90/280） a",
        "8.3（20/240） b",
    ]
    numbers = plotted_in(axes.figure)[0].numbers
    assert numbers["letters"].tolist() == ["a", "a", "b"]
    assert any("没有相同字母的，有差别" in text for text in titles(axes))


def test_letters_stay_out_of_the_figures_of_the_report(make_results):
    rows = default_rows()
    for row in rows:
        row["text"] = "a" if row["comparison"] == "residence_by_street" else ""
    axes = draw_ranking(make_results(rows))
    assert not any(text.get_text().endswith(" a") for text in axes.texts)


def test_letters_that_are_not_there_are_not_invented(results, make_results):
    assert draw_letters(results) is None
    with pytest.raises(InputError, match='比较 "residence_by_street" 的 "community" 没有字母'):
        ranked_shares(results, "residence_by_street", letters=True)
    assert draw_letters(make_results(with_letters(dict.fromkeys(("chief", "member", "staff"), "*")))) is None
