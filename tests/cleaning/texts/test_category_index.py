from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sqgz.cleaning.matching import match
from sqgz.reading import NONE_TICKED
from sqgz.study import FinerCategory, Variable


def variable(*categories: dict[str, Any], **fields: Any) -> Variable:
    declared = tuple(FinerCategory.model_validate(category) for category in categories)
    return Variable(variable_key="pay", label="对待遇是否满意", kind="nominal", categories=declared, **fields)


PAY = variable(
    {"key": "good", "label": "满意", "code": "1", "aliases": ["比较满意"], "patterns": ["(很|非常)满意"]},
    {"key": "fair", "label": "一般", "code": "2"},
    {"key": "bad", "label": "不满意", "code": "3", "patterns": [".*不.*满意"], "not": ["不是不"]},
)


@pytest.mark.parametrize(
    ("raw", "key"),
    [("满意", "good"), ("比较满意", "good"), ("非常满意", "good"), ("1", "good"), ("１", "good"), ("2.0", "fair"), ("3、不满意", "bad"), ("有点不太满意", "bad"), (" 满 意 ", "good")],
)  # fmt: skip
def test_labels_aliases_codes_and_patterns_lead_to_their_category(raw: str, key: str) -> None:
    assert match(PAY, raw).key == key


@pytest.mark.parametrize("raw", ["满意吗", "不是不满意", "4", "满意2", "蛮意", "/"])
def test_whatever_is_not_certain_goes_to_review(raw: str) -> None:
    found = match(PAY, raw)
    assert (found.key, found.status) == (None, "review")
    assert found.reason


def test_a_pattern_must_match_the_whole_text() -> None:
    assert match(PAY, "很满意了").status == "review"


def test_a_code_that_contradicts_the_text_behind_it_is_a_question() -> None:
    found = match(PAY, "1、不满意")
    assert found.status == "review"
    assert set(found.candidates) == {"good", "bad"}


def test_the_order_of_categories_plays_no_part() -> None:
    turned = variable(*(category.model_dump(by_alias=True) for category in reversed(PAY.categories)))
    for raw in ("满意", "很满意", "不太满意", "不是不满意", "1", "其他"):
        assert match(PAY, raw).key == match(turned, raw).key


def test_two_categories_that_claim_one_text_leave_it_to_a_person() -> None:
    both = variable(
        {"key": "a", "label": "甲", "patterns": ["丙.*"]}, {"key": "b", "label": "乙", "patterns": [".*丁"]}
    )
    found = match(both, "丙丁")
    assert found.status == "review"
    assert found.candidates == ("a", "b")


def test_a_label_of_the_study_stands_above_a_finer_alias_of_the_codebook() -> None:
    own = variable(
        {"key": "outside", "label": "区外", "finer": [{"key": "city", "label": "本市其他区"}]},
        {"key": "city", "label": "本市其他区"},
    )
    assert match(own, "本市其他区").key == "city"


def test_labels_written_with_their_marks_are_found_without_them() -> None:
    marked = variable({"key": "a", "label": "A.本社区"}, {"key": "b", "label": "B.其他"})
    assert (
        match(marked, "本社区").key == match(marked, "A.本社区").key == match(marked, "Ａ、本社区").key == "a"
    )


def test_alternatives_count_if_all_mean_one_category() -> None:
    assert match(PAY, "满意/比较满意").key == "good"
    assert match(PAY, "（满意）").key == "good"
    assert match(PAY, "满意/一般").status == "review"
    assert match(PAY, "满意（暂时）").status == "review"


def test_typos_only_make_candidates_most_alike_first() -> None:
    found = match(PAY, "比较满意意")
    assert found.status == "review"
    assert found.candidates[0] == "good"


def test_a_bare_code_without_a_code_table_is_a_question() -> None:
    assert match("education", "2").status == match("education", "B").status == "review"


def test_other_with_words_filled_in_is_the_category_other() -> None:
    own = variable({"key": "a", "label": "甲"}, {"key": "other", "label": "其他（请注明）"})
    assert match(own, "其他〖外派〗").key == "other"
    assert match(PAY, "其他〖满意〗").status == "review"


def test_an_empty_cell_of_a_frame_is_missing() -> None:
    for empty in (None, float("nan"), pd.NA):
        assert match(PAY, empty).status == "missing"


def test_a_variable_without_categories_cannot_be_matched() -> None:
    with pytest.raises(ValueError, match="kind text"):
        match(Variable(variable_key="note", label="备注", kind="text"), "x")
    with pytest.raises(ValueError, match="no codebook 'levels'"):
        match("levels", "本社区")


REASONS = Variable(
    variable_key="reasons",
    label="原因",
    kind="multiple",
    categories=(
        FinerCategory(key="post", label="没有合适岗位"),
        FinerCategory(key="family", label="照顾家庭、子女上学"),
        FinerCategory(key="other", label="其他"),
    ),
)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("没有合适岗位", "post"),
        ("照顾家庭、子女上学┋没有合适岗位", "post+family"),
        ("A.没有合适岗位┋B.照顾家庭、子女上学", "post+family"),
        ("没有合适岗位；其他", "post+other"),
        ("其他〖可电话联系、面谈〗┋没有合适岗位", "post+other"),
        ("没有合适岗位┋没有合适岗位", "post"),
    ],
)
def test_several_options_are_joined_in_the_order_of_the_study(raw: str, key: str) -> None:
    assert match(REASONS, raw).key == key


@pytest.mark.parametrize("raw", ["没有合适岗位┋离家远", "没有合适岗位、离家远", "┋", "离家远"])
def test_one_unknown_option_leaves_the_whole_answer_to_a_person(raw: str) -> None:
    assert match(REASONS, raw).status == "review"


def test_skipping_a_multiple_choice_question_is_not_an_empty_answer() -> None:
    assert match(REASONS, "(跳过)").key == "skipped"
    assert match(REASONS, "(空)").status == "missing"


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("照顾家庭、子女上学→没有合适岗位", "post+family"),  # a sorting question: the order is not counted
        ("没有合适岗位,照顾家庭、子女上学", "post+family"),  # the option holds the sign of the list
        ("照顾家庭、子女上学\n没有合适岗位", "post+family"),
        ("没有合适岗位〖要坐班〗┋照顾家庭、子女上学", "post+family"),
        ("其他〖换了┋或→丢了〗┋没有合适岗位", "post+other"),
        ("其他（请注明）┋没有合适岗位", "post+other"),
        ("F.其他____", "other"),
        ("没有合适岗位,其他：离家远，太累", "post+other"),
    ],
)
def test_every_way_of_writing_several_options_is_told_apart(raw: str, key: str) -> None:
    assert match(REASONS, raw).key == key


def test_a_list_that_can_be_cut_in_two_ways_is_asked() -> None:
    labels = {"far": "路远", "far_pay": "路远、钱少", "pay": "钱少", "pay_time": "钱少、忙", "time": "忙"}
    variable = Variable(
        variable_key="why",
        label="原因",
        kind="multiple",
        categories=tuple(FinerCategory(key=key, label=label) for key, label in labels.items()),
    )
    assert match(variable, "路远、钱少").key == "far_pay"
    assert match(variable, "路远、钱少、忙").status == "review"


def test_no_option_ticked_is_asked_unless_the_study_has_a_category_for_it() -> None:
    found = match(REASONS, NONE_TICKED)
    assert (found.status, found.candidates) == ("review", ())
    assert found.reason == (
        "所有选项都没有选：是都不符合，还是没有作答，说不清；若算一类答案，请把“(未选任何选项)”写进该类别的 aliases"
    )
    none = FinerCategory(key="none", label="都没有", aliases=(NONE_TICKED,))
    assert (
        match(REASONS.model_copy(update={"categories": (*REASONS.categories, none)}), NONE_TICKED).key
        == "none"
    )


def test_words_behind_an_option_of_a_single_choice_leave_it_that_option() -> None:
    assert match("level", "区外〖某省某市〗").key == "outside"
    assert match(PAY, "5〖很好〗").status == "review"  # a code without a table
