from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.cleaning.matching import match
from sqgz.study import Variable
from sqgz.study.codebooks import load_codebook, merge_categories
from sqgz.study.schema import Category

LEVELS = {
    ("community", None): ["本社区", "户口在本社区", "本社区户口", "我住本社区", "就在本社区", "本村", "本居委会", "本社区（村）", "（社区）本社区", "住在本小区（本社区内）", "在本社区", "本社區居民", "本社区3号楼2单元501", "咱们社区", "与工作社区一致", "住在工作的社区", "户口已迁入本社区", "A.户口在本社区", "本行政村", "本社区户籍居民", "在本社区啊"],
    ("street", None): ["本街道其他社区", "本街道别的社区", "本街道其他社区居住", "住本街道别的社区", "本街道（非本社区）", "本镇其他村", "隔壁社区（本街道）", "本街道（其他社区）", "本街道外社区", "不在本社区但在本街道", "同街道不同社区", "同街道，社区不同", "跨社区不跨街道", "本社区以外、本街道以内", "本镇邻村", "邻村（本镇）", "本乡镇其他村居", "街道里别的社区", "本农场其他社区", "街道其他社区", "我街道其他社区"],
    ("district", None): ["本区其他街道", "本区其它街道（镇）", "本区（非本街道）", "本县其他乡镇", "区内其他街道", "本区（其他街道）", "本区（外街道）", "跨街不跨区", "本街道外本区内", "不是本街道的，但在本区", "同县不同镇", "隔壁镇（本县）", "区内跨街道"],
    ("outside", None): ["区外", "外市", "外县", "本区以外", "不在本区", "非本市", "跨区", "跨市", "市外", "本市外区", "本省外县", "外市或外省"],
    ("outside", "city"): ["外区", "其他区县", "本市其他区", "本市其他县（市、区）", "市内其他区", "市里别的区", "外区（本市）", "D、本市其他区", "跨区不跨市", "跨区（同市）", "不在本区，在本市", "本市，外区", "本区以外本市以内", "本市其他县市", "同城其他区", "同城不同区", "全市其他区"],
    ("outside", "province"): ["本省外市", "省内市外", "外市（本省）", "本省其他地级市", "跨市（省内）", "本市以外本省以内", "不是本市，是本省的", "本省外市"],
    ("outside", "abroad"): ["省外", "外省市", "外省人", "外省的", "户口在外省", "其他省份", "境外", "非本省", "跨省", "外省（河南）", "省外（河北省）", "外省农村", "外省（有居住证）", "户口没迁，还在外省"],
}  # fmt: skip
OPEN = [
    "本地", "外地", "本市", "本区", "本省", "市区", "是", "否", "同上", "附近", "同社区", "其他社区", "其他街道", "非本社区", "不在本社区", "本社区外", "本社区附近", "本街道外的社区",
    "本社区、本街道其他社区", "本社区？", "户口本社区，居住外区", "曾住本社区", "即将迁入本社区", "原本社区", "集体户", "空挂户", "本社区集体户", "城镇户口", "本辖区", "本小区", "社区",
    "武汉市外", "湖南长沙", "老家", "本区其他社区", "相邻街道", "1", "A", "不详", "无", "/",
    "本区外街道", "本镇外村", "我们村", "村里", "我们小区", "户口未迁入本村", "户口没有迁入本社区", "户口即将迁入本社区", "正在迁入本社区", "已从本社区迁出", "本社区（空挂）", "曾在本社区",
    "本社区、本街道", "本社区/本街道其他社区", "本社区或本区其他街道", "外街道", "跨街道", "跨社区", "不住本社区", "本街道本区外", "本社区外区", "外城", "城里", "工作本社区", "工作省外", "上班本区其他街道", "非本区其他街道", "本社区吧", "本社区非户籍居民", "外地（本省）", "所在社区", "在本社区租房",
]  # fmt: skip
ALL = [(raw, key, detail) for (key, detail), texts in LEVELS.items() for raw in texts]


@pytest.mark.parametrize(("raw", "key", "detail"), ALL)
def test_a_level_is_found_through_the_words_around_it(raw: str, key: str, detail: str | None) -> None:
    found = match("level", raw)
    assert (found.key, found.detail) == (key, detail)


@pytest.mark.parametrize("raw", OPEN)
def test_what_holds_no_level_is_a_question(raw: str) -> None:
    found = match("level", raw)
    assert (found.key, found.status) == (None, "review")


@pytest.mark.parametrize("raw", ["本街道", "户口在本街道", "本镇内", "住本街道"])
def test_the_street_alone_is_kept_as_partial_knowledge(raw: str) -> None:
    found = match("level", raw)
    assert (found.key, found.status, found.detail) == (None, "review", "within_street")
    assert found.candidates == ("street", "community")


def test_where_the_question_offers_it_the_street_alone_means_elsewhere_in_it() -> None:
    own = (Category(key="street", label="本街道"), Category(key="district", label="本区"))
    level = Variable(
        variable_key="hukou", label="户口所在地", kind="ordered", codebook="level",
        categories=merge_categories(load_codebook("level").categories, own),
    )  # fmt: skip
    assert match(level, "本街道").key == "street"
    assert match(level, "B.本街道").key == "street"
    assert match(level, "户口在本区").key == "district"


def test_an_answer_about_the_household_does_not_tell_where_somebody_lives() -> None:
    residence = Variable(
        variable_key="residence", label="居住地", kind="ordered", codebook="level",
        categories=load_codebook("level").categories,
    )  # fmt: skip
    assert match(residence, "户口在本社区").status == "review"
    assert match(residence, "居住在本社区").key == "community"


def test_of_two_statements_each_question_takes_its_own() -> None:
    def asked(key: str, raw: str) -> str | None:
        level = Variable(
            variable_key=key, label=key, kind="ordered", codebook="level", categories=load_codebook("level").categories
        )  # fmt: skip
        return match(level, raw).key

    assert asked("hukou", "户口在外区，现住本社区") == "outside"
    assert asked("residence", "户口在外区，现住本社区") == "community"
    assert asked("hukou", "户口在外区，户口在本社区") is None
    assert asked("residence", "租住本社区") == "community"
    assert asked("hukou", "租住本社区") is None


def test_a_study_s_own_exclusion_holds_for_what_words_say() -> None:
    own = (Category.model_validate({"key": "street", "label": "本街道其他社区", "not": ["隔壁"]}),)
    level = Variable(
        variable_key="hukou", label="户口所在地", kind="ordered", codebook="level",
        categories=merge_categories(load_codebook("level").categories, own),
    )  # fmt: skip
    assert match(level, "隔壁社区（本街道）").status == "review"
    assert match(level, "别的社区（本街道）").key == "street"


@settings(deadline=None)
@given(
    st.sampled_from([raw for raw, _, _ in ALL] + OPEN),
    st.sampled_from(["{}", " {}　", "A.{}", "② {}", "（{}）", "“{}”。", "户口在{}", "{}居住", "居住地为{}"]),
    st.sampled_from(["{}", "2、{}", "{} ", "({})"]),
)
def test_noise_never_turns_one_level_into_another(raw: str, first: str, second: str) -> None:
    plain, noisy = match("level", raw), match("level", second.format(first.format(raw)))
    if plain.status == noisy.status == "mapped":
        assert noisy.key == plain.key
    if plain.status == "review":
        assert noisy.status == "review"
