"""What is a figure and what is not, and how it is read."""

from __future__ import annotations

import pytest

from sqgz.auditing.characters import level
from sqgz.auditing.quantities import find_figures


def read(text: str) -> list[tuple[str, str, str]]:
    return [(f.kind, str(f.value), f.unit) for f in find_figures(level(text))]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("共38,756名", ("count", "38756", "名")),
        ("３８，７５６名", ("count", "38756", "名")),
        ("3.2万户", ("count", "32000", "户")),
        ("三万八千七百五十六人", ("count", "38756", "人")),
        ("一百零五个村", ("count", "105", "个")),
        ("1.26亿元", ("amount", "126000000", "元")),
        ("占31.8％", ("share", "159/5", "%")),
        ("百分之三十五点二", ("share", "176/5", "分之")),
        ("百分之35.2", ("share", "176/5", "分之")),
        ("近三分之一", ("share", "100/3", "分之")),
        ("超过七成", ("share", "70", "成")),
        ("提高3.2个百分点", ("points", "16/5", "个百分点")),
        ("增长1.5倍", ("fold", "3/2", "倍")),
        ("翻了一番", ("fold", "2", "番")),
        ("⼈数为312⼈", ("count", "312", "人")),  # radicals of a PDF
    ],
)
def test_figures_are_read_however_they_are_written(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    "text",
    ["2023年6月30日", "第118号提案", "31—40岁", "浙民提〔2020〕66号", "电话0571-87050297", "身份证110101199003071234人", "24小时服务", "三成立",
     "一名书记", "四个方面", "第二十三条", "几百人", "7月3日", "3:2", "2019/12", "一成不变", "两委成员", "每300户", "A312人"],
)  # fmt: skip
def test_dates_ages_codes_and_words_are_no_figures(text):
    assert read(text) == []


def test_hedges_before_and_after_are_read():
    hedges = [
        f.hedge
        for f in find_figures("约312人，超过40%，不足三成，3000余人，5000人左右，50%以上，近七成，981人")
    ]
    assert hedges == ["about", "above", "below", "above", "about", "above", "about", ""]


def test_both_ends_of_a_range_are_marked():
    assert [f.is_range for f in find_figures(level("占30%—40%，由31.2%至45.6%"))] == [
        True,
        True,
        False,
        False,
    ]


def test_levelling_keeps_every_character_in_its_place():
    text = "占３８．５％，共①３８，７５６名——“两委”㎡"
    assert len(level(text)) == len(text)
    assert level(text).startswith("占38.5%，共①38,756名--“两委”")


def test_a_number_of_ten_thousands_is_known_only_to_its_last_digit():
    figure = find_figures("12.3万人")[0]
    assert (figure.low, figure.high) == (122_500, 123_500)
    assert not figure.exact
