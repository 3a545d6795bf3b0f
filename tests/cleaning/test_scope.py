"""Who is counted: by the study's own rule, asked where it has none, and nobody lost on the way."""

import pytest
from studies import (
    HUKOU,
    PERSON,
    PLACES,
    POSTS,
    STREET,
    fill_returned,
    fill_review,
    identity,
    returned,
    review_list,
    rows_of,
    values_of,
    write_study,
)

import sqgz

HEADING = ["街道", "身份证号", "任职情况", "户口所在地"]
SCOPE = {"第一书记": "不纳入", "下派": "单列", "退休返聘": "纳入"}
ROWS = [
    HEADING,
    ["青禾街道", identity(1), "书记", "本社区"],
    ["青禾街道", identity(2), "第一书记", "区外"],
    ["云阶街道", identity(3), "挂职副主任", "区外"],
    ["云阶街道", identity(4), "委员（退休返聘）", "本社区"],
    ["云阶街道", identity(5), "社工（借调）", "本社区"],
]


@pytest.fixture
def counted(tmp_path):
    def write(rows=ROWS, scope=SCOPE, **files):
        return write_study(
            tmp_path, {"花名册.xlsx": rows, **files}, {"person": PERSON, "street": STREET, "hukou": HUKOU, **POSTS},
            places=PLACES, people={"scope": scope},
        )  # fmt: skip

    return write


def test_who_does_not_count_is_excluded_with_the_rule_and_who_counts_keeps_the_post(counted):
    cleaned = counted().clean()
    assert [action for _, _, action in rows_of(cleaned)] == [
        "record",
        "excluded",
        "excluded",
        "record",
        "record",
    ]
    reasons = cleaned.ledger[cleaned.ledger["action"] == "excluded"]["reason"].astype(str).tolist()
    assert reasons == ["第一书记，不纳入", "下派，单列"]
    assert values_of(cleaned, "position") == ["chief", "member", None]
    assert cleaned.exclusions.to_dict("records") == [
        {"street": "青禾街道", "status": "第一书记", "rule": "不纳入", "people": 1},
        {"street": "云阶街道", "status": "下派", "rule": "单列", "people": 1},
    ]


def test_a_status_that_the_rule_does_not_name_is_asked_once_and_decided_for_all(counted):
    folder = counted()
    folder.clean_and_save()
    (asked,) = review_list(folder.review)
    assert (asked["变量"], asked["原值"], asked["人数"]) == ("scope", "借调", 1)
    assert asked["原因"] == "研究说明的 people.scope 没有写明这类人员是否纳入统计"
    fill_review(folder.review, {("scope", "借调"): "纳入"})
    assert values_of(folder.clean_and_save(), "position") == ["chief", "member", "staff"]
    assert folder.clean().review.empty
    text = folder.decisions.read_text(encoding="utf-8-sig").replace(",纳入,", ",不纳入,")
    folder.decisions.write_text(text, encoding="utf-8-sig")
    assert values_of(folder.clean(), "position") == ["chief", "member"]


def test_who_counts_where_their_post_is_established_is_asked_person_by_person(counted):
    folder = counted(scope=SCOPE | {"借调": "按编制所在"})
    folder.clean_and_save()
    (asked,) = returned(folder)
    assert (asked["行号"], asked["列"], asked["街道"]) == (6, "任职情况（C列）", "云阶街道")
    assert asked["可选值"] == "纳入／不纳入／单列／无法判断"
    fill_returned(folder, {("scope", 6): "不纳入"})
    assert values_of(folder.clean_and_save(), "position") == ["chief", "member"]


def test_a_person_with_one_post_that_counts_stays_and_only_the_other_line_is_left_out(counted):
    rows = [*ROWS[:2], ["云阶街道", identity(1), "第一书记", ""]]
    cleaned = counted(rows).clean()
    assert [action for _, _, action in rows_of(cleaned)] == ["record", "excluded"]
    assert cleaned.exclusions.empty


def test_the_answers_of_somebody_who_does_not_count_go_with_them(counted):
    folder = counted(
        **{"问卷.xlsx": [["身份证号", "户口所在地"], [identity(2), "本社区"], [identity(1), "本社区"]]}
    )
    cleaned = folder.clean()
    entries = {(file, row): action for file, row, action in rows_of(cleaned)}
    assert entries["问卷.xlsx", 2] == "excluded"
    assert entries["问卷.xlsx", 3] in ("record", "joined", "duplicate")
    told = cleaned.ledger[(cleaned.ledger["file"] == "问卷.xlsx") & (cleaned.ledger["row"] == 2)]
    assert told["reason"].astype(str).tolist()[0] == "第一书记，不纳入（见同一人的另一行）"


def test_without_a_rule_everybody_on_the_list_counts_and_01_says_so(counted):
    cleaned = counted(scope={}).clean()
    assert len(cleaned.records) == 5
    assert sqgz.tell_exclusions(cleaned).notes == (
        "研究说明没有写明人员范围（people.scope），名单上的人都统计在内。",
    )


def test_coverage_counts_who_was_left_out_by_street(counted):
    folder = counted()
    cleaned = folder.clean_and_save()
    rows = sqgz.compare(folder.load(), cleaned.records).select(comparison="coverage", category="excluded")
    assert dict(zip(rows["stratum"], rows["count"], strict=True)) == {
        "": 2, "青禾街道": 1, "云阶街道": 1, "临河镇": 0, "北坡街道": 0,
    }  # fmt: skip


def test_a_column_that_asks_whether_says_what_yes_and_no_mean(tmp_path):
    hukou = HUKOU | {"column": "户籍是否在本社区", "place_column": "户籍地址"}
    rows = [
        ["街道", "社区", "户籍是否在本社区", "户籍地址"],
        ["青禾街道", "春风社区", "是", ""],
        ["青禾街道", "春风社区", "否", "云阶街道石桥社区1号"],
        ["青禾街道", "春风社区", "否", ""],
        ["青禾街道", "春风社区", "是", "云阶街道石桥社区1号"],
        ["青禾街道", "春风社区", "否", "青禾街道春风社区3号"],
    ]
    community = {"label": "社区", "kind": "place", "level": "community", "column": "社区"}
    cleaned = write_study(
        tmp_path,
        {"花名册.xlsx": rows},
        {"street": STREET, "community": community, "hukou": hukou},
        places=PLACES,
    ).clean()
    assert values_of(cleaned, "hukou") == ["community", "district", None, None, None]
    asked = cleaned.review[cleaned.review["asked"] == "row"]
    assert asked["行号"].tolist() == [4, 5, 6]
