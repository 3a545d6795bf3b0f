from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.cleaning.matching import match
from sqgz.cleaning.places.names import PlaceIndex, level_from_place, place_key

FRAME = pd.DataFrame(
    [
        ("和平街道", "幸福社区", "社区", "老幸福社区"),
        ("和平街道", "幸福一社区", "社区", ""),
        ("和平街道", "新桥社区", "社区", ""),
        ("东镇", "东村", "村", ""),
        ("东镇", "新桥社区", "社区", ""),
        ("新桥街道", "柳岸社区", "村改居", "柳岸村、柳河村"),
        ("新桥街道", "东村社区", "社区", ""),
        ("中山街道", "中山社区", "社区", ""),
        ("中山路街道", "幸福新村", "社区", ""),
    ],
    columns=["street", "name", "unit_type", "aliases"],
)
INDEX = PlaceIndex.from_frame(FRAME)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("幸福社区居委会", "幸福社区"), ("幸福居委", "幸福社区"), ("幸福社区居民委员会", "幸福社区"), ("某区和平街道幸福社区", "幸福社区"), ("幸福　社区", "幸福社区"),
        ("幸福社區居委會", "幸福社区"), ("“幸福”社区", "幸福社区"), ("幸福社区党群服务中心", "幸福社区"), ("老幸福社区", "幸福社区"), ("A.幸福社区", "幸福社区"), ("幸福社区（居委会）", "幸福社区"),
        ("湖北省武汉市武昌区和平街道办事处幸福社区", "幸福社区"), ("和平街道新桥社区", "和平街道·新桥社区"), ("东镇新桥社区", "东镇·新桥社区"),
        ("东村", "东村"), ("东村村委会", "东村"), ("东村村民委员会", "东村"), ("东村委会", "东村"), ("东村居委会", "东村社区"), ("柳岸村", "柳岸社区"), ("幸福新村", "幸福新村"),
    ],
)  # fmt: skip
def test_prefixes_and_institutions_are_taken_off_before_the_list_is_asked(raw: str, key: str) -> None:
    assert match("community", raw, FRAME).key == key


@pytest.mark.parametrize(
    ("raw", "key"),
    [("和平街道·幸福社区", "幸福社区"), ("和平街道-幸福一社区", "幸福一社区"), ("新桥社区（东镇）", "东镇·新桥社区"), ("和平新桥社区", "和平街道·新桥社区"), ("和平街新桥社区", "和平街道·新桥社区"),
     ("幸福1社区", "幸福一社区"), ("幸福（一）社区", "幸福一社区"), ("幸福一居", "幸福一社区"), ("柳岸", "柳岸社区"), ("新桥柳岸", "柳岸社区"), ("幸福社区二网格", "幸福社区"), ("东村三组", "东村"),
     ("中共幸福社区委员会", "幸福社区"), ("幸福社区（原康乐社区）", "幸福社区"), ("柳岸社区（村改居）", "柳岸社区"), ("東村大隊", "东村")],
)  # fmt: skip
def test_a_name_in_short_counts_where_it_can_mean_no_other(raw: str, key: str) -> None:
    assert match("community", raw, FRAME).key == key


@pytest.mark.parametrize(
    "raw", ["幸福", "和平幸福", "幸福一网格", "新桥", "中山", "东", "幸福1", "幸福第1社区", "和平柳岸", "新桥社区（东街）", "幸福社区（幸福一社区）", "和平一社区"]
)  # fmt: skip
def test_a_name_in_short_that_may_mean_another_is_a_question(raw: str) -> None:
    assert match("community", raw, FRAME).status == "review"


@pytest.mark.parametrize(
    "raw",
    ["幸福", "幸福里", "新幸福社区", "幸福第1社区", "幸福二社区", "幸福东社区", "幸福社区（筹）", "原幸福社区", "幸福社区附近", "辛福社区", "幸福社区工作站", "幸福新村社区", "东村（社区）",
     "东镇幸福社区", "洪山街道幸福社区", "东区幸福社区", "社区", "街道", "无", "区民政局", "430102001003", "幸福社区、幸福一社区", "新桥社区"],
)  # fmt: skip
def test_what_the_list_does_not_hold_in_full_is_a_question(raw: str) -> None:
    found = match("community", raw, FRAME)
    assert (found.key, found.status) == (None, "review")


def test_a_repeated_name_needs_its_street() -> None:
    assert match("community", "新桥社区", FRAME).candidates == ("和平街道·新桥社区", "东镇·新桥社区")
    assert match("community", "新桥社区", FRAME, street="东镇").key == "东镇·新桥社区"


def test_a_community_that_the_stated_street_does_not_have_is_a_question() -> None:
    found = match("community", "幸福社区", FRAME, street="东镇")
    assert (found.key, found.candidates, found.reason) == (None, ("幸福社区",), "所填街道没有这个社区")
    assert match("community", "和平街道幸福社区", FRAME, street="东镇").status == "review"


def test_a_typo_proposes_the_nearest_names_and_takes_none() -> None:
    assert match("community", "辛福社区", FRAME).candidates[0] == "幸福社区"
    assert match("street", "平和街道", FRAME).candidates == ("和平街道",)


@pytest.mark.parametrize(
    ("raw", "key"),
    [("和平街道办事处", "和平街道"), ("和平街办", "和平街道"), ("和平街道办", "和平街道"), ("某区和平街道", "和平街道"), ("和平街 道", "和平街道"), ("和平街道（镇）", "和平街道"), ("东镇人民政府", "东镇"), ("东镇政府", "东镇"),
     ("和平街道幸福社区", "和平街道"), ("中山路街道", "中山路街道"), ("中山街道", "中山街道")],
)  # fmt: skip
def test_a_street_is_known_by_its_offices(raw: str, key: str) -> None:
    assert match("street", raw, FRAME).key == key


@pytest.mark.parametrize(
    "raw", ["和平", "和平街", "街道", "平和街道", "430102001", "幸福社区", "和平街道新幸福社区", "东", "无"]
)
def test_a_street_that_is_not_named_in_full_is_a_question(raw: str) -> None:
    assert match("street", raw, FRAME).status == "review"


def test_without_the_official_list_no_name_is_certain() -> None:
    assert match("community", "幸福社区").reason == "没有单位名录，无法核对地名"
    assert match("community", "(跳过)").key == "skipped"


def test_keys_are_official_names_with_the_street_where_a_name_repeats() -> None:
    assert place_key("和平街道", "幸福社区", FRAME) == "幸福社区"
    assert place_key("东镇", "新桥社区", FRAME) == "东镇·新桥社区"
    assert place_key("东镇", "幸福社区", FRAME) is None


def test_a_list_without_streets_is_a_defect_of_the_caller() -> None:
    with pytest.raises(ValueError, match="'street'"):
        PlaceIndex.from_frame(pd.DataFrame({"name": ["幸福社区"]}))


def test_the_index_of_a_frame_is_built_once() -> None:
    assert PlaceIndex.from_frame(FRAME) is INDEX


def test_a_bare_name_with_a_unit_type_is_known_with_its_ending() -> None:
    frame = pd.DataFrame(
        {"street": ["和平街道", "东镇"], "name": ["康乐", "石沟"], "unit_type": ["社区", "村"]}
    )
    assert match("community", "康乐社区居委会", frame).key == "康乐"
    assert match("community", "石沟村", frame).key == "石沟"
    assert match("community", "康乐村", frame).status == "review"


# --- levels ----------------------------------------------------------------------------------------------------------


def seen(
    raw: str | None, street: str | None = "和平街道", community: str | None = "幸福社区"
) -> tuple[str | None, str | None]:
    found = level_from_place(raw, INDEX, street=street, community=community)
    return found.key, found.detail


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("幸福社区", "community"), ("幸福社区12栋3单元", "community"), ("某区和平街道幸福社区云杉路88号", "community"), ("幸福居委会12号", "community"),
        ("户口在和平街道幸福社区", "community"), ("幸福一社区3号", "street"), ("和平街道新桥社区1号", "street"), ("东村三组", "district"), ("东镇东村12号", "district"),
        ("东镇云杉路88号", "district"), ("本区东镇", "district"), ("外省云川市云杉路5号", "outside"),
    ],
)  # fmt: skip
def test_a_place_of_the_list_tells_how_near_it_is(raw: str, key: str) -> None:
    assert seen(raw)[0] == key


def test_an_address_with_street_and_road_only_is_within_the_street() -> None:
    assert seen("和平街道云杉路88号") == (None, "within_street")
    assert seen("和平街道新幸福社区8号") == (None, "within_street")
    assert seen("幸福社区", community=None) == (None, "within_street")


@pytest.mark.parametrize(
    "raw",
    ["云杉路88号", "幸福里小区3栋201", "新幸福社区12号", "幸福社区附近", "幸福社区对面12号", "和平街道附近", "某市江湾区云杉路1号", "邻市棠湖县5号", "湖南省长沙市", "外省迁入",
     "武昌区和平街道幸福社区3号", "洪山区东镇", "新桥社区", "中山路5号", "同上"],
)  # fmt: skip
def test_a_place_that_cannot_be_told_for_certain_is_a_question(raw: str) -> None:
    assert seen(raw) == (None, None)


def test_two_places_of_one_name_are_certain_if_both_are_as_near() -> None:
    assert seen("新桥社区", street="新桥街道", community="柳岸社区")[0] == "district"


def test_no_sentence_repeats_the_address() -> None:
    for raw in ("和平街道云杉路88号", "云杉路88号", "东镇云杉路88号"):
        assert "云杉" not in level_from_place(raw, INDEX, street="和平街道", community="幸福社区").reason


def test_with_the_names_of_the_district_and_its_province_more_is_certain() -> None:
    index = PlaceIndex(FRAME, home=["湖北省", "武汉市", "武昌区"])

    def key(raw: str) -> str | None:
        return level_from_place(raw, index, street="和平街道", community="幸福社区").key

    assert key("湖北省武汉市武昌区和平街道幸福社区3号") == "community"
    assert key("湖南省长沙市岳麓区云杉路1号") == "outside"
    assert key("湖南路12号") is None
    assert key("湖北省黄冈市黄州区") is None  # may have been merged; a person decides
    assert key("武汉市洪山区和平街道幸福社区") is None


def test_blanks_are_no_places() -> None:
    assert level_from_place("(空)", INDEX, street=None, community=None).status == "missing"
    assert level_from_place(None, INDEX, street=None, community=None).status == "missing"
    assert level_from_place("(跳过)", INDEX, street=None, community=None).key == "skipped"


def test_an_address_given_as_a_level_is_matched_against_the_list() -> None:
    asked = {"street": "和平街道", "community": "幸福社区"}
    assert match("level", "幸福社区12栋", FRAME, **asked).key == "community"
    assert match("level", "本街道", FRAME, **asked).detail == "within_street"
    assert match("level", "本地", FRAME, **asked).status == "review"


@settings(deadline=None)
@given(
    st.sampled_from([(place.street, place.name, place.key) for place in INDEX.places]),
    st.sampled_from(["新", "老", "原", "东", "大", "小", "第二", "北", "邻"]),
    st.booleans(),
)
def test_a_syllable_added_to_a_name_never_leads_to_the_place_without_it(place, syllable, before) -> None:  # type: ignore[no-untyped-def]
    street, name, key = place
    raw = f"{syllable}{name}" if before else f"{name[:-2]}{syllable}{name[-2:]}"
    found = match("community", raw, FRAME, street=street)
    if raw not in ("老幸福社区", "东村", "东村社区"):
        assert found.key != key


@pytest.mark.parametrize("raw", ["东村路8号", "东村小学3号", "东村大道12号", "东镇东村路8号"])
def test_a_road_that_bears_a_villages_name_may_lie_elsewhere(raw: str) -> None:
    found = level_from_place(raw, INDEX, street="东镇", community="东村")
    assert (found.key, found.status) == (None, "review")
    assert level_from_place("东村8号", INDEX, street="东镇", community="东村").key == "community"
