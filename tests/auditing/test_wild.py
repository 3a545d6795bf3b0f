"""Wild mismatches are warnings, slips are errors; sums of several units; posts and vacancies; marks of the corpus."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring import passages_of
from sentences import take_marks

from sqgz.auditing.findings import is_plausible
from sqgz.auditing.review import audit_document
from sqgz.auditing.rounding import differ_by_one_slip, slips_into


def said(text: str) -> list[tuple[str, str, str]]:
    outcome = audit_document(passages_of(text), Path("case"))
    return [(f.severity, f.kind, f.computed) for f in outcome.findings if f.severity != "note"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("社区工作者981人，其中男性312人，占38.1%。", ("error", "share", "31.8%")),  # two digits swapped
        (
            "社区工作者981人，其中男性912人，占31.8%。",
            ("error", "share", "93.0%"),
        ),  # a digit of the count changed
        ("社区工作者981人，其中男性312人，占55.6%。", ("warning", "share", "31.8%")),  # nothing explains it
        ("志愿者由312人增加到405人，增长29.8%。", None),
        ("志愿者由312人增加到485人，增长29.8%。", ("error", "growth", "55.4%")),
    ],
)
def test_a_wild_mismatch_is_an_error_only_where_one_slip_explains_it(text, finding):
    assert said(text) == ([finding] if finding else [])


def test_plausible_is_a_slip_or_less_than_a_third_off():
    assert is_plausible("45.0", "54.0%")
    assert is_plausible("20.0", "24.0%")
    assert is_plausible("20.0", "减少")
    assert not is_plausible("97.2", "12.1%")


@given(st.integers(10, 99_999), st.integers(0, 4), st.integers(0, 9))
def test_whatever_one_changed_digit_leads_to_is_reached_by_one_slip(number, place, digit):
    written = str(number)
    place %= len(written)
    changed = written[:place] + str(digit) + written[place + 1 :]
    assert slips_into(changed, Fraction(number), Fraction(number))
    assert changed == written or differ_by_one_slip(changed, written)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("城市低保1.86万户、2.94万人，农村低保3.12万户、5.37万人，合计4.98万户、8.31万人。", None),
        (
            "城市低保1.86万户、2.94万人，农村低保3.12万户、5.37万人，合计4.98万户、8.51万人。",
            ("error", "parts", "8.31万"),
        ),
        ("核定员额1,120名，实有1,016名，空缺104名，空缺率9.3%。", None),
        ("核定员额1,120名，实有1,016名，空缺140名。", ("error", "parts", "104")),
        ("核定员额1,120名，实有1,016名，空缺104名，空缺率3.9%。", ("error", "share", "9.3%")),
        ("应配388名，实配318名，还缺70名，其中县城缺52名，占缺额的73.4%。", ("error", "share", "74.3%")),
    ],
)
def test_sums_of_several_units_and_vacancies_are_checked(text, finding):
    assert said(text) == ([finding] if finding else [])


@pytest.mark.parametrize(
    "text",
    [
        "占财政支出比重为2.8%，其中转移支付2,270亿元，占社会服务事业费比重为46.1%，下降了1.7个百分点。",
        "各项占比依次为33.3%、33.3%、33.4%，由于四舍五入，合计为100.1%。",
        "全国人口141178万人（14.1178亿人），比2010年的133972万人（13.3972亿人）相比，增加了7206万人，增长5.38%。",
        "2022年和2023年分别投入7.82亿元和8.35亿元，增长6.8%。",
        "全区社区工作者318人。到2026年，全区社区工作者达到388人。",
        "各年龄组对薪酬的满意度分别为：30岁以下27.8%，31—40岁28.6%，41—50岁35.2%，50岁以上44.3%。",
    ],
)
def test_what_only_looks_wrong_gives_no_error(text):
    assert not [finding for finding in said(text) if finding[0] == "error"]


def test_marks_of_the_corpus_are_taken_out_and_their_places_kept():
    assert take_marks("全区«981人»，占«5%»") == ("全区981人，占5%", ((2, 6), (8, 10)))
