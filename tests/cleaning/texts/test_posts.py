from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqgz.cleaning.matching import match
from sqgz.cleaning.texts.posts import position_from_posts
from sqgz.study import Variable
from sqgz.study.codebooks import load_codebook, merge_categories
from sqgz.study.schema import Category

CHIEFS = {
    "书记": ["书记", "社区党委书记", "党总支部书记", "村支书", "支部委员会书记", "社区（村）党组织书记", "书记（女）", "书记、委员", "书记兼网格长", "现任书记", "XX社区书记", "書記", "正书记", "书记（副科级）", "书记（2021年换届）", "大队书记", "书记兼业委会主任", "书记、股份经济合作社理事长", "职务：书记"],
    "主任": ["主任", "居（村）委会主任", "村民委员会主任", "主 任", "副书记、主任", "党支部副书记兼居委会主任", "主任、治保主任", "居委会主任（兼）", "村长", "主任（法人）", "副书记、股份合作社理事长、居委会主任", "主任（分管党建）"],
    "一肩挑": ["一肩挑", "书记、主任", "书记 主任", "书记（主任）", "党委书记、居委会主任", "支书主任", "书记主任一肩挑", "社区党委书记社区主任", "村支部书记兼任村委会主任", "党委书记\\居委主任", "书记-主任", "书记：主任", "主任书记"],
}  # fmt: skip
MEMBERS = ["副书记", "党委专职副书记", "常务副主任", "副书记、副主任", "支委", "组织委员", "党支部宣传委员", "居委委员", "委员", "“两委”成员", "居委会委员兼网格员", "妇联主席、支委", "副主任、治保主任", "社区工作者（副主任）", "副书记副主任", "党务专干（党委委员）", "居委委员兼残疾人专职委员", "副主任（综治）", "会计兼支委", "妇女委员", "副村长", "两委副职"]  # fmt: skip
STAFF = ["社工", "社区专职工作者", "专职网格员", "民政专干", "综合治理专干", "书记助理", "居委会主任助理", "公益性岗位", "非两委", "楼栋长", "社工（网格员）", "计生专干", "人民武装专干", "残疾人专职委员", "社区工作者（网格）", "原副主任，现网格员", "其他：网格员", "不是两委", "副主任助理", "窗口人员", "全科社工"]  # fmt: skip
OPEN = [
    "第一书记", "驻村第一书记", "代书记", "代理主任", "原书记", "前书记、主任", "书记（退休）", "退休返聘", "拟任书记", "书记候选人", "书记（挂职）", "挂职副书记",
    "副书记（主持工作）", "主任，已离任", "书记 代", "（副）书记", "（第一）书记", "兼职委员", "候补委员", "下派", "借调", "团支部书记", "纪委书记", "街道党工委书记",
    "网格党支部书记", "小区党支部书记", "业委会主任", "监委会主任、委员", "居务监督委员会委员", "治保主任", "委员、治保主任", "党群服务中心主任", "班主任", "主任科员",
    "书记员", "书记、主任助理", "副书记、主任助理", "社工/书记", "书记/委员", "主任/副主任", "书记、副书记", "不是一肩挑", "非书记、主任", "书记、主任以外", "书记？",
    "大学生村官", "党建指导员", "书记主任助理", "主任（综治）", "其他：书记", "原专干", "书记（公益岗）", "公益性岗位、副主任", "委员（社区民警）", "社区民警兼副书记", "见习专干", "公益岗专干", "街道综治专干", "副书记（负责全面工作）", "副主任（负责主持工作）", "兼职网格员", "志愿网格员", "副书记主任", "书记副主任", "监委会主任兼支委", "网格员、妇联主席", "妇联主席", "楼门长", "正职", "副职", "党务工作者", "社区工作人员", "无", "其他", "1", "/",
]  # fmt: skip


@pytest.mark.parametrize(
    ("detail", "raw"), [(detail, raw) for detail, texts in CHIEFS.items() for raw in texts]
)
def test_heads_are_one_person_whatever_posts_they_hold(detail: str, raw: str) -> None:
    found = match("position", raw)
    assert (found.key, found.detail) == ("chief", detail)


@pytest.mark.parametrize("raw", MEMBERS)
def test_other_seats_make_a_member(raw: str) -> None:
    assert match("position", raw).key == "member"


@pytest.mark.parametrize("raw", STAFF)
def test_those_without_a_seat_are_staff_in_all_three_books(raw: str) -> None:
    assert [match(book, raw).key for book in ("position", "party_post", "committee_post")] == [
        "staff",
        "none",
        "none",
    ]


@pytest.mark.parametrize("raw", OPEN)
def test_what_does_not_tell_a_seat_for_certain_is_a_question(raw: str) -> None:
    for book in ("position", "party_post", "committee_post"):
        found = match(book, raw)
        assert (found.key, found.status) == (None, "review"), book


@pytest.mark.parametrize(
    ("raw", "party", "committee"),
    [
        ("党总支书记兼居委会主任", "secretary", "director"),
        ("副书记，主任", "deputy_secretary", "director"),
        ("书记、委员", "secretary", "unspecified"),
        ("委员", "unspecified", "unspecified"),
        ("“两委”班子成员", "unspecified", "unspecified"),
        ("支委、居委会委员", "member", "member"),
        ("党委委员", "member", "none"),
        ("居委委员", "none", "member"),
        ("副主任", "none", "deputy_director"),
        ("纪检委员", "member", "none"),
        ("宣传委员", "unspecified", "unspecified"),
    ],
)
def test_what_is_known_of_each_body_is_kept_and_nothing_more(raw: str, party: str, committee: str) -> None:
    assert match("party_post", raw).key == party
    assert match("committee_post", raw).key == committee


@pytest.mark.parametrize(
    ("party", "committee", "chief", "expected"),
    [
        ("secretary", "director", "书记或主任", ("chief", "一肩挑")),
        ("secretary", "none", "仅书记", ("chief", "书记")),
        ("none", "director", "书记或主任", ("chief", "主任")),
        ("none", "director", "仅书记", ("member", None)),
        ("secretary", "director", "仅书记", ("chief", "一肩挑")),
        ("member", "none", "书记或主任", ("member", None)),
        ("unspecified", "unspecified", "书记或主任", ("member", None)),
        ("none", "none", "书记或主任", ("staff", None)),
        ("secretary", None, "书记或主任", ("chief", None)),
        (None, "director", "书记或主任", ("chief", None)),
        (None, "director", "仅书记", (None, None)),
        ("member", None, "书记或主任", (None, None)),
        (None, None, "书记或主任", (None, None)),
        ("skipped", "skipped", "书记或主任", ("skipped", None)),
    ],
)
def test_position_follows_from_the_two_posts(party, committee, chief, expected) -> None:  # type: ignore[no-untyped-def]
    assert position_from_posts(party, committee, chief=chief) == expected


PARTY = ["书记", "副书记", "支委", "党委委员", "社区党委书记", "党支部副书记", "组织委员"]
COMMITTEE = ["主任", "副主任", "居委会委员", "居委会主任", "村委会副主任"]
OTHERS = [
    "委员",
    "两委成员",
    "社工",
    "网格员",
    "书记助理",
    "治保主任",
    "网格长",
    "第一书记",
    "退休",
    "负责人",
    "一肩挑",
]
JOINTS = ["、", "，", ",", "；", "/", " ", "兼", "┋", "", "（", "和"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTY + COMMITTEE + OTHERS), min_size=1, max_size=3), st.sampled_from(JOINTS))
def test_the_three_books_never_contradict_each_other(parts: list[str], joint: str) -> None:
    raw = joint.join(parts)
    party, committee, position = (match(book, raw) for book in ("party_post", "committee_post", "position"))
    assert (party.status == "review") == (committee.status == "review") == (position.status == "review")
    if position.status == "mapped":
        assert position_from_posts(party.key, committee.key) == (position.key, position.detail)


@settings(deadline=None)
@given(
    st.sampled_from(["前", "原", "代", "拟任", "退休", "副", "助理", "离任", "名誉", "见习", "非", "第一", "驻社区", "挂职", "下派", "候任", "曾任", "老", "协助", "临时"]),
    st.sampled_from(["书记", "主任", "社区书记", "居委会主任", "党总支书记、居委会主任", "一肩挑", "党支部书记"]),
    st.sampled_from(["", " ", "（", "、", "-", "："]),
    st.booleans(),
)  # fmt: skip
def test_a_word_that_takes_a_post_away_never_leaves_a_head(
    word: str, post: str, joint: str, before: bool
) -> None:
    texts = (
        [f"{word}{joint}{post}", f"{post}{joint}{word}"]
        if joint != "（"
        else [f"（{word}）{post}", f"{post}（{word}）"]
    )
    assert match("position", texts[0 if before else 1]).key != "chief"


NOISE = [
    lambda text: text,
    lambda text: f" {text}　",
    lambda text: f"（{text}）",
    lambda text: f"A.{text}",
    lambda text: f"3、{text}",
    lambda text: " ".join(text),
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    lambda text: f"“{text}”。",
]


@settings(deadline=None)
@given(
    st.sampled_from([*itertools.chain(*CHIEFS.values()), *MEMBERS, *STAFF, *OPEN]),
    st.sampled_from(NOISE),
    st.sampled_from(NOISE),
)
def test_noise_never_turns_one_position_into_another(raw, first, second) -> None:  # type: ignore[no-untyped-def]
    plain, noisy = match("position", raw), match("position", second(first(raw)))
    if plain.status == noisy.status == "mapped":
        assert noisy.key == plain.key
    if plain.status == "review":
        assert noisy.status != "mapped"


def test_a_name_of_the_official_list_before_a_post_is_known() -> None:
    places = pd.DataFrame({"street": ["和平街道"], "name": ["幸福社区"]})
    assert match("position", "幸福社区党委书记", places).key == "chief"
    assert match("position", "和平街道幸福社区居委会主任", places).key == "chief"
    for raw in ("原幸福社区书记", "幸福社区", "康乐社区书记", "幸福社区第一书记"):
        assert match("position", raw, places).status == "review"


@pytest.mark.parametrize(
    "raw",
    [
        "幸福社区书记",
        "和平街道幸福社区党委书记",
        "中共幸福社区委员会书记",
        "中共XX社区总支部委员会书记",
        "柳河村村委会主任",
    ],
)
def test_without_a_list_the_name_of_a_community_hides_no_post(raw: str) -> None:
    assert match("position", raw).key == "chief"


@pytest.mark.parametrize(
    "raw",
    ["原幸福社区书记", "驻幸福社区书记", "联系幸福社区书记", "幸福社区第一书记", "优秀社区书记", "免去幸福社区书记", "疑似幸福社区书记", "主持幸福社区书记", "临时社区书记", "各社区书记", "街道社区书记", "幸福小区社区书记", "幸福社区第二党支部书记", "幸福网格村书记"],
)  # fmt: skip
def test_a_name_that_may_hold_a_word_of_another_meaning_is_a_question(raw: str) -> None:
    assert match("position", raw).status == "review"


def test_a_study_may_say_what_a_word_means_where_it_is_used() -> None:
    own = (Category(key="staff", label="其他社区工作者", aliases=("第一书记", "村官")),)
    position = Variable(
        variable_key="position",
        label="职务",
        kind="nominal",
        codebook="position",
        categories=merge_categories(load_codebook("position").categories, own),
    )
    assert match(position, "第一书记").key == "staff"
    assert match(position, "网格员、村官").key == "staff"
    assert match("position", "第一书记").status == "review"


def test_a_lone_stroke_is_said_to_be_unclear_since_it_may_stand_for_none() -> None:
    assert "符号" in match("party_post", "/").reason
