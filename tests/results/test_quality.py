"""Coverage, quality and localisation rows, each counted by hand."""

import pandas as pd
import pytest
from studies import (
    COMMUNITY,
    HUKOU,
    PERSON,
    PLACES,
    POSTS,
    RESIDENCE,
    STREET,
    identity,
    one_row,
    people_of,
    write_study,
)

import sqgz
from sqgz.results.quality import quality_rows

LOCAL = [
    {"key": "home", "label": "居住在本社区", "rule": "residence", "within": "community", "of": ["chief", "member"]},
    {"key": "near", "label": "居住在本街道", "rule": "residence", "within": "street", "of": ["chief", "member", "staff"]},
    {"key": "either", "label": "户籍或居住", "rule": "either", "within": "community", "of": ["chief", "member", "staff"]},
    {"key": "both", "label": "户籍和居住", "rule": "both", "within": "community", "of": ["chief", "member", "staff"]},
]  # fmt: skip
VARIABLES = {
    "person": PERSON,
    "street": STREET,
    "community": COMMUNITY,
    **POSTS,
    "hukou": HUKOU,
    "residence": RESIDENCE,
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    answers = [
        ["身份证号", "户口所在地", "居住地"],
        [identity(1), "本社区", "本社区"],
        [identity(2), "本地", "本街道其他社区"],  # 本地: nobody can tell
        [identity(3), "外省", "本社区"],
        [identity(3), "外省", "本社区"],
        [identity(4), "本社区", "外省"],
    ]
    roster = [
        ["身份证号", "街道", "社区", "任职情况"],
        [identity(1), "青禾街道", "春风社区", "书记"],
        [identity(1), "青禾街道", "春风社区", "主任"],
        [identity(2), "青禾街道", "春风社区", "支部委员"],
        [identity(3), "青禾街道", "幸福社区", "居委会委员"],
        [identity(4), "云阶街道", "石桥社区", "社工"],
        [identity(5), "云阶街道", "石桥社区", "支委兼居委会委员"],
        [identity(6), "云阶街道", "石桥社区", "委员"],
    ]
    folder = write_study(
        tmp_path_factory.mktemp("quality"), {"问卷.xlsx": answers, "花名册.xlsx": roster}, VARIABLES,
        places=PLACES, localisation=LOCAL,
    )  # fmt: skip
    cleaned = folder.clean_and_save()
    return sqgz.compare(folder.load(), cleaned.records)  # places and ledger as 01_clean wrote them


def covered(results, street, position):
    rows = results.select(comparison="coverage", stratum=street, group=position)
    return dict(zip(rows["category"], rows["count"], strict=True))


def test_coverage_is_who_was_to_answer_and_who_did(results):
    assert covered(results, "", "") == {"frame": 38, "answered": 4, "missing": 2, "undecided": 1, "vacant": 2}
    assert covered(results, "青禾街道", "") == {
        "frame": 15,
        "answered": 3,
        "missing": 0,
        "undecided": 1,
        "vacant": 1,
    }
    assert covered(results, "云阶街道", "") == {
        "frame": 7,
        "answered": 1,
        "missing": 2,
        "undecided": 0,
        "vacant": 0,
    }
    assert covered(results, "北坡街道", "") == {
        "frame": 8,
        "answered": 0,
        "missing": 0,
        "undecided": 0,
        "vacant": 0,
    }


def test_coverage_by_position_has_no_frame_where_the_list_gives_none(results):
    assert covered(results, "云阶街道", "member") == {"answered": 0, "missing": 2, "undecided": 0}
    assert covered(results, "", "chief") == {"answered": 1, "missing": 0, "undecided": 0}


def test_rows_of_each_file_are_counted_by_what_became_of_them(results):
    rows = results.select(comparison="quality.rows").set_index(["group", "category"])["count"]
    assert rows["问卷.xlsx"].to_dict() == {
        "record": 4, "joined": 0, "duplicate": 1, "rejected": 0, "excluded": 0, "not_data": 1,
    }  # fmt: skip
    assert rows["花名册.xlsx"].to_dict() == {
        "record": 2, "joined": 5, "duplicate": 0, "rejected": 0, "excluded": 0, "not_data": 1,
    }  # fmt: skip


def test_answers_of_each_variable_are_counted_by_what_was_done_to_them(results):
    rows = results.select(comparison="quality.answers", group="hukou").set_index("category")
    assert rows["count"].to_dict() == {
        "recoded": 2, "derived": 0, "decided": 0, "missing": 0, "skipped": 0, "review": 1, "null": 3,
    }  # fmt: skip
    assert set(rows["base"]) == {6}
    assert rows.loc["null", "text"] == "无值（缺失或待核）"


def test_posts_add_up_to_people(results):
    """党组织成员 2+1, 居委会成员 1+1+1 and so on: 3 + 3 − 2 = 4 named, and one 委员 of neither body."""
    found = results.select(comparison="quality.committees").set_index("category")["count"].to_dict()
    assert found == {"party": 3, "committee": 3, "both": 2, "unspecified": 1, "two_committees": 5}


def test_an_identity_that_does_not_hold_stops_everything(tmp_path):
    folder = write_study(tmp_path, {"花名册.xlsx": None}, POSTS)
    study = folder.load()
    records = people_of(
        study, [(1, "secretary", "none", "staff")], ("party_post", "committee_post", "position")
    )
    ledger = pd.DataFrame({name: [] for name in ("file", "row", "column", "action", "record")})
    with pytest.raises(AssertionError, match="committee identity"):
        quality_rows(study, records, ledger)


def local(results, key, group=""):
    by = "" if group == "" else "position"
    row = one_row(results, comparison=f"localisation.{key}", stat="share", by=by, group=group)
    return int(row["count"]), int(row["base"]), int(row["missing"])


def test_localisation_is_counted_by_each_definition(results):
    # of heads and members: 1 and 3 live here, 2 does not, 5 and 6 did not answer
    assert local(results, "home") == (2, 3, 2)
    assert local(results, "near") == (3, 4, 2)  # 2 lives in the street, 4 outside
    assert local(results, "near", "staff") == (0, 1, 0)
    assert one_row(results, comparison="localisation.home", stat="share", by="")["text"] == "居住在本社区"


def test_either_and_both_are_of_those_who_gave_both_answers(results):
    # either: 1 yes, 3 yes by residence, 4 yes by 户口; both: 1 yes, 3 and 4 no; of 2 the 户口 is not known
    assert local(results, "either") == (3, 3, 3)
    assert local(results, "both") == (1, 3, 3)


def test_one_near_answer_without_the_other_counts_nobody_as_local(tmp_path):
    """Ten near by both answers, ten far by both, ten near of whom the other is not known: half are local, not two thirds."""
    folder = write_study(
        tmp_path, {"问卷.xlsx": None}, {**POSTS, "hukou": HUKOU, "residence": RESIDENCE},
        localisation=[one for one in LOCAL if one["rule"] == "either"],
        comparisons=[{"id": "q", "outcome": "residence"}],
    )  # fmt: skip
    study = folder.load()
    rows = [(10, "staff", "community", "community"), (10, "staff", "outside", "outside"), (10, "staff", "community", None)]  # fmt: skip
    records = people_of(study, rows, ("position", "hukou", "residence"))
    assert local(sqgz.compare(study, records), "either") == (10, 20, 10)


def test_those_who_were_not_asked_are_in_no_base_of_localisation(tmp_path):
    folder = write_study(
        tmp_path, {"问卷.xlsx": None}, {**POSTS, "residence": RESIDENCE},
        localisation=[LOCAL[1]], comparisons=[{"id": "q", "outcome": "residence"}],
    )  # fmt: skip
    study = folder.load()
    records = people_of(
        study,
        [(3, "staff", "community"), (2, "staff", "outside"), (4, "staff", "skipped")],
        ("position", "residence"),
    )
    row = one_row(sqgz.compare(study, records), comparison="localisation.near", stat="share", by="")
    assert (row["count"], row["base"]) == (3, 5)


def test_somebody_whose_question_another_file_answers_is_not_undecided(tmp_path):
    rows = [
        ["身份证号", "街道", "社区", "任职情况", "户口所在地"],
        [identity(1), "青禾街道", "春风社区", "书记", "本地"],
    ]
    second = [["身份证号", "户口所在地"], [identity(1), "本社区"]]
    variables = {key: one for key, one in VARIABLES.items() if key != "residence"}
    folder = write_study(tmp_path, {"问卷.xlsx": rows, "花名册.xlsx": second}, variables, places=PLACES)
    cleaned = folder.clean_and_save()
    assert "review" in set(cleaned.ledger["action"])
    assert cleaned.review.empty
    assert covered(sqgz.compare(folder.load(), cleaned.records), "", "")["undecided"] == 0


def test_without_an_official_list_coverage_says_so(tmp_path):
    comparisons = [{"id": "q", "outcome": "residence"}]
    folder = write_study(tmp_path, {"问卷.xlsx": None}, {**POSTS, "residence": RESIDENCE}, comparisons)
    study = folder.load()
    records = people_of(study, [(3, "staff", "community")], ("position", "residence"))
    row = one_row(sqgz.compare(study, records), comparison="coverage")
    assert (row["category"], row["warnings"]) == ("frame", "没有单位名录，未统计填报率")
    assert pd.isna(row["value"])


def test_without_positions_coverage_is_by_street(tmp_path):
    comparisons = [{"id": "q", "outcome": "residence"}]
    folder = write_study(
        tmp_path, {"问卷.xlsx": None}, {"street": STREET, "community": COMMUNITY, "residence": RESIDENCE}, comparisons, places=PLACES
    )  # fmt: skip
    study = folder.load()
    records = people_of(
        study, [(3, "青禾街道", "community"), (1, "临河镇", "outside")], ("street", "residence")
    )
    places = pd.DataFrame(PLACES[1:], columns=PLACES[0]).astype({"posts": "Int64", "people": "Int64"})
    results = sqgz.compare(study, records, places=places)
    assert covered(results, "青禾街道", "") == {
        "frame": 15,
        "answered": 3,
        "missing": 0,
        "undecided": 0,
        "vacant": 1,
    }
    assert set(results.select(comparison="coverage")["group"]) == {""}
