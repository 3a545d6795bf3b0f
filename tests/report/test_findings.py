"""No sentence claims more than its result: every class, direction, size, base, wave and withheld number is tried."""

import itertools
import re

import pytest

from sqgz.report.wording.findings import OFFICIAL, SCHOLARLY, say_finding
from sqgz.report.wording.gaps import Gap, Side
from sqgz.report.wording.headings import say_heading, say_statement
from sqgz.results.schema import FINDINGS
from sqgz.rounding import half_up

SIZES = (0.0, 0.0004, 0.006, 0.0099, 0.012, 0.049, 0.05, 0.0999, 0.10, 0.1999, 0.20, 0.55)
BASES = (0, 5, 19, 20, 29, 30, 500)
CLUSTERS = ((), (12, 12), (3, 4), (60, 60))
SUBJECT = "户口在本社区的占比"
GAPS = [
    Gap(
        finding,
        (Side("主职", base, 0.3 + sign * size), Side("其他“两委”成员", 800, 0.3)),
        difference=sign * size,
        half_width=half,
        interval=(sign * size - half, sign * size + half),
        p_adjusted=0.031,
        clusters=clusters,
        cluster="街道" if clusters else "",
        unanswered=7,
        over_time=over_time,
        hidden=hidden,
    )
    for finding, size, sign, half, base, clusters, over_time, hidden in itertools.product(
        [one for one in FINDINGS if one],
        SIZES,
        (1, -1),
        (0.02, 0.09),
        BASES,
        CLUSTERS,
        (False, True),
        (False, True),
    )
    if 0 <= 0.3 + sign * size <= 1
]
DEGREE = re.compile("(略|明显|远|大幅|略有)?(高于|低于|提高|下降)")
CLAIMS = re.compile("高于|低于|提高|下降|存在差异")


def comparable(gap):
    return not gap.hidden and gap.finding not in ("few_people", "few_clusters", "open", "described")


def test_every_finding_has_words_and_none_ends_with_a_stop():
    for gap in GAPS:
        for said in (
            say_finding(gap),
            say_finding(gap, SCHOLARLY),
            say_heading(gap, SUBJECT),
            say_statement(gap, SUBJECT),
        ):
            assert said
            assert said[-1] not in "。，；"
            assert "None" not in said
            assert "nan" not in said


def test_the_official_voice_knows_no_test():
    for gap in GAPS:
        for said in (say_finding(gap, OFFICIAL), say_heading(gap, SUBJECT)):
            assert not re.search("显著|统计学|p[=<值]|置信|区间", said), said


def test_nothing_is_ever_higher_by_nothing():
    for gap in GAPS:
        assert not re.search(r"(?<!\d)0\.0个百分点", say_finding(gap)), say_finding(gap)
        assert not re.search(r"[高低升降]0\.0", say_statement(gap, SUBJECT))


def test_withheld_numbers_are_not_told_in_words_either():
    for gap in GAPS:
        if gap.hidden:
            for said in (say_finding(gap), say_finding(gap, SCHOLARLY), say_statement(gap, SUBJECT)):
                assert not re.search(r"\d", said), said
                assert not CLAIMS.search(said), said


def test_where_nothing_can_be_concluded_no_direction_is_claimed():
    for gap in GAPS:
        if not comparable(gap):
            assert not CLAIMS.search(say_finding(gap)), say_finding(gap)
            assert not CLAIMS.search(say_heading(gap, SUBJECT))
        if gap.finding in ("none", "equal"):
            assert not CLAIMS.search(say_heading(gap, SUBJECT)), say_heading(gap, SUBJECT)


def test_the_direction_is_that_of_the_difference():
    for gap in GAPS:
        if comparable(gap) and gap.difference:
            for said in (say_finding(gap), say_heading(gap, SUBJECT)):
                for word in re.findall("[高低]于|提高|下降|[高低](?=\\d)", said):
                    up = word[0] == "高" or word == "提高"
                    assert up == (gap.difference > 0), said


def expected_degree(gap):
    size = abs(gap.difference)
    if gap.finding == "small" or size < 0.05:
        return "略"
    return "远" if size >= 0.20 else "明显" if size >= 0.10 else ""


def test_the_degree_is_that_of_the_unrounded_difference():
    tried = set()
    for gap in GAPS:
        if comparable(gap) and gap.finding in ("fact", "clear", "small"):
            found = DEGREE.search(say_finding(gap))
            if found:
                words = {"略": ("略", "略有"), "": (None,), "明显": ("明显",), "远": ("远", "大幅")}[
                    expected_degree(gap)
                ]
                assert found[1] in words, (gap.difference, say_finding(gap))
                tried.add(expected_degree(gap))
    assert tried == {"略", "", "明显", "远"}


def test_a_fact_below_the_first_degree_is_called_about_equal():
    for gap in GAPS:
        if gap.finding == "fact" and comparable(gap) and abs(gap.difference) < 0.01:
            assert re.search("占比相同|大体相当|基本持平", say_finding(gap)), say_finding(gap)


def test_shares_that_print_alike_are_called_the_same():
    for gap in GAPS:
        if comparable(gap) and half_up(gap.sides[0].share * 100) == half_up(30.0):
            assert say_finding(gap) == "两者占比相同（均为30.0%）"


def test_an_unclear_gap_says_why_and_a_small_one_that_it_is_small():
    for gap in GAPS:
        if gap.finding == "none" and comparable(gap) and not gap.printed_equal:
            said = say_finding(gap)
            if gap.half_width <= gap.delta:
                assert said.endswith("差别不大")
            else:
                assert "可能属偶然波动" in said
                assert ("人数较少" in said) == (gap.cluster == "")
                assert ("街道较少" in said) == (0 < sum(gap.clusters) < 30)


def test_no_percentage_is_given_of_fewer_than_twenty_people():
    for gap in GAPS:
        if gap.finding == "few_people" and not gap.hidden and gap.sides[0].base < 20:
            assert "%" not in say_finding(gap)
            assert ("不列占比" if gap.sides[0].base else "主职无人填报") in say_finding(gap)


def test_the_scholarly_voice_says_the_same_and_adds_interval_and_p():
    gap = Gap("clear", (Side("甲", 500, 0.42), Side("乙", 500, 0.30)), 0.12, 0.05, (-0.004, 0.17), 0.0004)
    assert (
        say_finding(gap, SCHOLARLY)
        == "甲明显高于乙，高12.0个百分点（差的95%区间为-0.4至17.0个百分点，校正后p<0.001）"
    )
    for gap in GAPS:
        if not gap.hidden:
            assert say_finding(gap, SCHOLARLY).startswith(say_finding(gap, OFFICIAL))


def test_a_difference_that_does_not_match_the_printed_shares_is_explained():
    # 45.1 % and 45.9 % differ by 0.8 as printed, by 0.9 before rounding
    gap = Gap("fact", (Side("甲", 122, 55 / 122), Side("乙", 333, 153 / 333)), 55 / 122 - 153 / 333)
    assert say_finding(gap) == "两者大体相当（相差0.9个百分点，按未修约数据计算）"


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ("differ", "各街道之间占比存在差异，最高为甲、丁（均为50.0%），最低为乙（25.0%）"),
        (
            "none",
            "各街道之间虽有高低（最高为甲、丁（均为50.0%），最低为乙（25.0%）），但尚不足以说明存在规律性差别",
        ),
        ("fact", "各街道中，最高为甲、丁（均为50.0%），最低为乙（25.0%）"),
        ("described", "各街道情况如下，仅作情况反映"),
        ("open", "因3人未报或未填，高低尚不能确定"),
        ("few_people", "丙仅6人，不列占比，不作比较"),
    ],
)
def test_several_groups_are_told_by_their_ends_without_those_of_few_people(finding, said):
    sides = (Side("甲", 80, 0.5), Side("乙", 80, 0.25), Side("丙", 6, 1.0), Side("丁", 60, 0.5))
    assert say_finding(Gap(finding, sides, among="各街道", unanswered=3)) == said


def test_people_who_answered_are_not_called_all_there_are():
    sides = Side("主职", 122, 0.45), Side("其他“两委”成员", 333, 0.46)
    assert "（主职仅122人）" in say_finding(Gap("none", sides, -0.01, 0.09))
    assert "（有效填报的主职仅122人）" in say_finding(Gap("none", sides, -0.01, 0.09, unanswered=90))


def test_streets_are_not_blamed_where_they_do_not_make_it_unclear():
    sides = Side("主职", 122, 0.45), Side("其他“两委”成员", 333, 0.46)
    alike = {"clusters": (12, 12), "cluster": "街道"}
    assert "街道间差别较大" in say_finding(Gap("none", sides, -0.01, 0.09, deff=1.5, **alike))
    assert "但街道和人员较少（主职仅122人）" in say_finding(
        Gap("none", sides, -0.01, 0.09, deff=0.8, **alike)
    )
