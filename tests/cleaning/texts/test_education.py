from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.cleaning.matching import match
from sqgz.study import FinerCategory, Variable

EDUCATION = {
    "junior": ["初中", "初中毕业", "初中及以下", "初中以下", "小学", "小学及以下", "小学/初中", "文盲", "初中肄业", "小学没念完", "初二", "高小", "没上过学", "九年义务教育", "70初中"],
    "senior": ["高中", "中专/高中", "高中（中专）", "高中、中专", "中专（技校）", "职业高中", "中师", "高中毕业", "中等专业学校", "老高中", "高中（大专在读）", "中专，大专在读", "成人中专", "60 普通高中", "中專", "髙中"],
    "college": ["大专", "大专学历", "大学专科", "专科", "高职（大专）", "电大", "函授大专", "大专（自考）", "党校大专", "D.大专", "全日制大学专科", "大专(本科在读)", "大专，专升本在读", "大专学历本科在读", "五年一贯制大专", "3+2大专", "大专（中专起点）", "30大学专科", "大专函授"],
    "bachelor": ["本科", "大学", "大学本科学历", "自考本科", "本科（函授）", "省委党校本科", "专升本", "学士", "本科（学士）", "④本科", "在职大学本科", "本科（研究生在读）", "本科学历，学士学位", "最高学历本科", "本科（法学专业）", "2008年本科毕业", "职业本科", "大學本科"],
    "graduate": ["研究生", "硕士研究生", "研究生（硕士）", "在职研究生", "硕士及以上", "研究生以上", "博士", "MPA", "ＭＰＡ", "mba", "法学硕士", "中央党校研究生", "硕士研究生（毕业）", "研究生学历，硕士学位", "社会工作硕士（全日制）", "海外硕士", "10研究生", "碩士"],
}  # fmt: skip
OPEN = [
    "本科在读", "在读研究生", "研究生（在读）", "本科肄业", "高中肄业", "本科结业", "同等学力", "大专以上", "大专及以上", "大专及以下", "高中及以下", "高中以上", "本科以下", "本科及以上",
    "大学本科及以上", "本/专科", "大专/本科", "大学（专科）", "本科、研究生", "本科学历硕士学位", "党校", "函授", "夜大", "研究生课程班", "学土", "准本科", "大专2", "本科？", "无", "2", "B",
    "全日制大专、在职本科", "硕士学位", "博士在读", "硕博连读", "第一学历大专", "本科（大专在读）", "20大专", "无本科学历", "非本科", "本科生", "高起本", "大专起点", "国外硕士（未认证）", "大专学历学士学位",
]  # fmt: skip


@pytest.mark.parametrize(("raw", "key"), [(raw, key) for key, texts in EDUCATION.items() for raw in texts])
def test_the_nature_of_a_degree_does_not_change_its_level(raw: str, key: str) -> None:
    assert match("education", raw).key == key


@pytest.mark.parametrize("raw", OPEN)
def test_unfinished_spanning_and_unclear_education_is_a_question(raw: str) -> None:
    assert match("education", raw).status == "review"


def test_bachelor_and_above_belongs_to_both_while_the_two_are_listed_apart() -> None:
    assert match("education", "大学本科及以上").candidates == ("bachelor", "graduate")


def test_a_span_is_certain_where_the_study_has_exactly_that_band() -> None:
    own = Variable(
        variable_key="education", label="文化程度", kind="ordered",
        categories=(FinerCategory(key="low", label="高中及以下"), FinerCategory(key="high", label="大专及以上")),
    )  # fmt: skip
    assert match(own, "大专及以上").key == "high"
    assert match(own, "大专").status == "review"


@settings(deadline=None)
@given(
    st.sampled_from([raw for texts in EDUCATION.values() for raw in texts] + OPEN),
    st.sampled_from(
        [
            "{}",
            " {}　",
            "（{}）",
            "3、{}",
            "Ｃ．{}",
            "{}学历",
            "全日制{}",
            "{}毕业",
            "{}在读",
            "{}肄业",
            "{}及以上",
            "{}以下",
        ]
    ),
)
def test_words_added_never_turn_one_level_into_another(raw: str, form: str) -> None:
    plain, noisy = match("education", raw), match("education", form.format(raw))
    if noisy.status == plain.status == "mapped":
        assert noisy.key == plain.key
    if plain.status == "review":
        assert noisy.status == "review"
    if "在读" in form or "肄业" in form:  # whoever did not finish the lowest category is in it all the same
        assert noisy.status == "review" or (raw in EDUCATION["junior"] and noisy.key == "junior")
