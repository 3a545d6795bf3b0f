from __future__ import annotations

import pytest

from sqgz.cleaning.texts.raw_texts import folded, holds_no_words, read_blank, without_mark


@pytest.mark.parametrize("raw", [None, "", "　", "(空)", "（空）", "-2", "-2.0", "N/A", "nan", "未填写"])
def test_what_surely_means_blank_is_missing(raw: str | None) -> None:
    assert read_blank(raw) == "missing"


@pytest.mark.parametrize("raw", ["(跳过)", "（跳过）", "-3", "-3.0"])
def test_what_the_platform_skipped_is_kept_apart_from_blanks(raw: str) -> None:
    assert read_blank(raw) == "skipped"


@pytest.mark.parametrize("raw", ["/", "-", "——", "无", "0", "不详", "保密", "空挂户", "-1"])
def test_what_may_stand_for_something_is_not_blank(raw: str) -> None:
    assert read_blank(raw) is None


def test_a_lone_stroke_holds_no_words_but_a_sign_of_comparison_does() -> None:
    assert holds_no_words("/")
    assert holds_no_words("——")
    assert not holds_no_words("≤")
    assert not holds_no_words("无")


@pytest.mark.parametrize(
    "raw",
    ["A.本社区", "Ａ、本社区", "a) 本社区", "（A）本社区", "A本社区", "A 本社区", "① 本社区", "①本社区", "1. 本社区", "１、本社区", "(1)本社区", "㈠本社区", "一、本社区", "选项A：本社区", "❶本社区"],
)  # fmt: skip
def test_the_mark_of_an_option_is_taken_off(raw: str) -> None:
    marked = without_mark(raw)
    assert marked is not None
    assert marked[1] == "本社区"


@pytest.mark.parametrize(
    "raw",
    [
        "41.0",
        "36-45岁",
        "1985.06",
        "36、45岁",
        "3.36",
        "1片区",
        "第一书记",
        "MPA",
        "本社区",
        "A",
        "85年6月",
        "十堰社区",
    ],
)
def test_numbers_and_words_are_not_taken_for_marks(raw: str) -> None:
    assert without_mark(raw) is None


def test_folding_makes_one_text_of_full_width_spaces_quotes_and_dashes() -> None:
    assert folded("３６ ～ ４５岁") == folded("36—45岁") == "36-45岁"
    assert folded("“两委” 成员") == folded("「两委」成员。")
    assert folded("本区其它街道【镇】") == "本区其他街道(镇)"


def test_folding_keeps_a_question_mark_since_it_is_a_doubt() -> None:
    assert folded("本社区？") == "本社区?"
