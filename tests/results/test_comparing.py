"""What a comparison counts: shares by hand, merged answers, conditions, strata, choices, weights."""

import pandas as pd
import pytest
from studies import GROUP, QUESTION, asking, cells_of, one_row, people_of

import sqgz
from sqgz.errors import InputError
from sqgz.results import KEY, check_frame

ROWS = [
    (3, "a", "yes", "s1"), (1, "a", "no", "s1"), (1, "a", "maybe", "s2"), (2, "a", None, "s2"),
    (1, "b", "yes", "s1"), (4, "b", "no", "s2"), (1, "b", "skipped", "s2"), (1, None, "yes", "s2"),
]  # fmt: skip


def test_counts_and_shares_are_those_of_the_people_who_answered(tmp_path):
    study = asking(tmp_path)
    results = sqgz.compare(study, people_of(study, ROWS))
    shares = results.select(comparison="q", stat="share").set_index(["group", "category"])
    assert shares["value"].to_dict() == pytest.approx(
        {("a", "yes"): 3 / 5, ("a", "no"): 1 / 5, ("a", "maybe"): 1 / 5,
         ("b", "yes"): 1 / 5, ("b", "no"): 4 / 5, ("b", "maybe"): 0.0}
    )  # fmt: skip
    assert shares["base"].tolist() == [5] * 6
    assert shares["missing"].tolist() == [2, 2, 2, 0, 0, 0]
    assert shares["skipped"].tolist() == [0, 0, 0, 1, 1, 1]
    counts = results.select(comparison="q", stat="count", group="a")
    assert counts["count"].tolist() == [3, 1, 1]
    assert counts["value"].tolist() == [3.0, 1.0, 1.0]
    row = one_row(results, comparison="q", stat="difference")
    assert (row["group"], row["against"], row["by"], row["outcome"], row["of"]) == (
        "a",
        "b",
        "group",
        "answer",
        "row",
    )
    assert row["value"] == pytest.approx(3 / 5 - 1 / 5)


def test_groups_decide_the_direction_and_default_to_all_in_the_studys_order(tmp_path):
    study = asking(tmp_path / "1", QUESTION | {"groups": ["b", "a"]})
    assert one_row(sqgz.compare(study, people_of(study, ROWS)), stat="difference", comparison="q")[
        "value"
    ] == pytest.approx(-0.4)
    study = asking(tmp_path / "2", {"id": "q", "outcome": "answer", "by": "group", "key": [["yes"]]})
    results = sqgz.compare(study, people_of(study, ROWS))
    assert list(dict.fromkeys(results.select(comparison="q", stat="share")["group"])) == ["a", "b", "c"]
    empty = results.select(comparison="q", stat="share", group="c")
    assert empty["value"].isna().all()  # nobody: no share, and the category stays in the table
    assert empty["base"].tolist() == [0, 0, 0]


def test_a_distribution_without_groups_has_shares_and_no_test(tmp_path):
    study = asking(tmp_path, {"id": "q", "outcome": "answer", "key": [["yes"]]})
    rows = sqgz.compare(study, people_of(study, ROWS)).select(comparison="q")
    assert set(rows["stat"]) == {"count", "share"}
    assert set(rows["by"]) == {""}
    assert rows[rows["stat"] == "share"]["value"].tolist() == pytest.approx([5 / 11, 5 / 11, 1 / 11])


def test_merged_answers_are_one_category_and_the_others_stay(tmp_path):
    study = asking(tmp_path, QUESTION | {"merge": {"rest": ["no", "maybe"]}, "key": [["rest"]]})
    results = sqgz.compare(study, people_of(study, ROWS))
    shares = results.select(comparison="q", stat="share", group="a").set_index("category")["value"]
    assert shares.to_dict() == pytest.approx({"yes": 3 / 5, "rest": 2 / 5})
    assert one_row(results, comparison="q", stat="difference")["value"] == pytest.approx(2 / 5 - 4 / 5)


def test_a_set_of_answers_is_named_by_its_keys_in_the_studys_order(tmp_path):
    study = asking(tmp_path, QUESTION | {"key": [["maybe", "yes"]]})
    results = sqgz.compare(study, people_of(study, ROWS))
    row = one_row(results, comparison="q", stat="difference")
    assert row["category"] == "yes+maybe"
    assert row["value"] == pytest.approx(4 / 5 - 1 / 5)
    assert one_row(results, comparison="q", stat="share", group="a", category="yes+maybe")["count"] == 4


def test_where_keeps_only_the_people_it_names(tmp_path):
    study = asking(tmp_path, QUESTION | {"where": {"street": "s1"}})
    results = sqgz.compare(study, people_of(study, ROWS))
    bases = results.select(comparison="q", stat="share", category="yes").set_index("group")["base"]
    assert bases.to_dict() == {"a": 4, "b": 1}


def test_within_repeats_the_question_in_each_category_that_holds_people(tmp_path):
    study = asking(tmp_path, QUESTION | {"within": "street"})
    results = sqgz.compare(study, people_of(study, ROWS))
    shares = results.select(comparison="q", stat="share", category="yes", group="a").set_index("stratum")
    assert shares["count"].to_dict() == {"": 3, "s1": 3, "s2": 0}
    assert shares["base"].to_dict() == {"": 5, "s1": 4, "s2": 1}


@pytest.mark.parametrize(
    ("question", "rows", "message"),
    [
        (QUESTION | {"groups": ["s1", "s2x"], "by": "street"}, ROWS, '比较 "q": 街道没有 "s2x"。是否为 "s2"？可用: s1, s2'),
        ({"id": "q", "outcome": "street", "by": "group", "groups": ["a", "b"], "key": [["s2x"]]}, ROWS, '比较 "q": 街道没有类别 "s2x"。是否为 "s2"？可用: s1, s2'),
    ],
)  # fmt: skip
def test_a_place_that_nobody_named_is_refused_with_those_there_are(tmp_path, question, rows, message):
    study = asking(tmp_path, question)
    with pytest.raises(InputError) as error:
        sqgz.compare(study, people_of(study, rows))
    assert str(error.value) == message


def test_a_variable_that_is_not_in_the_records_is_refused(tmp_path):
    study = asking(tmp_path)
    records = people_of(study, ROWS).drop(columns="group")
    with pytest.raises(InputError, match=r'^比较 "q": 数据中没有变量 "group"。'):
        sqgz.compare(study, records)


# --- choices ---------------------------------------------------------------------------------------------------------

CHOICE = {
    "label": "原因", "kind": "multiple", "column": "原因",
    "categories": [{"key": "far", "label": "远"}, {"key": "kids", "label": "孩子"}, {"key": "other", "label": "其他"}],
}  # fmt: skip
CHOSEN = [
    (20, "a", "far+kids"), (10, "a", "far"), (10, "a", "other"), (30, "a", "skipped"), (2, "a", None),
    (10, "b", "far"), (30, "b", "kids+other"),
]  # fmt: skip


def test_options_overlap_so_shares_of_people_may_add_up_to_more_than_one(tmp_path):
    question = {
        "id": "q",
        "outcome": "reasons",
        "by": "group",
        "groups": ["a", "b"],
        "key": [["far"], ["kids"]],
    }
    study = asking(tmp_path, question, variables={"reasons": CHOICE})
    results = sqgz.compare(study, people_of(study, CHOSEN, ("group", "reasons")))
    shares = results.select(comparison="q", stat="share", group="a").set_index("category")
    assert shares["value"].to_dict() == pytest.approx({"far": 30 / 40, "kids": 20 / 40, "other": 10 / 40})
    assert shares["base"].tolist() == [40] * 3
    assert shares["skipped"].tolist() == [30] * 3
    row = one_row(results, comparison="q", stat="difference", category="far")
    assert row["value"] == pytest.approx(30 / 40 - 10 / 40)
    assert row["finding"] == "clear"
    assert not {"test", "effect", "residual"} & set(results.select(comparison="q")["stat"])  # columns overlap
    assert len(results.select(comparison="q", stat="test_plain")) == 1  # of the key share only


def test_two_options_cannot_be_added(tmp_path):
    question = {"id": "q", "outcome": "reasons", "by": "group", "key": [["far", "kids"]]}
    study = asking(tmp_path, question, variables={"reasons": CHOICE})
    with pytest.raises(InputError) as error:
        sqgz.compare(study, people_of(study, CHOSEN, ("group", "reasons")))
    assert str(error.value) == '比较 "q": 多选题的 key 一次只能写一个选项，如 [[far], [kids]]。'


# --- weights ---------------------------------------------------------------------------------------------------------

WEIGHT = {"label": "权数", "kind": "text", "column": "权数"}
WEIGHTED = [
    (20, "a", "yes", "s1", 1.0),
    (20, "a", "no", "s1", 3.0),
    (20, "b", "yes", "s2", 2.0),
    (20, "b", "no", "s2", 2.0),
]


def test_weights_change_shares_and_not_counts_and_without_clusters_nothing_is_tested(tmp_path):
    study = asking(tmp_path, variables={"weight": WEIGHT}, design={"weight": "weight"})
    records = people_of(study, WEIGHTED, ("group", "answer", "street", "weight")).astype({"weight": float})
    results = sqgz.compare(study, records)
    share = one_row(results, comparison="q", stat="share", group="a", category="yes")
    assert (share["count"], share["base"], share["value"]) == (20, 40, pytest.approx(1 / 4))
    assert share["method"] == "加权且无群，不给区间"
    row = one_row(results, comparison="q", stat="difference")
    assert row["value"] == pytest.approx(1 / 4 - 1 / 2)
    assert row[["low", "high", "p_value", "p_plain"]].isna().all()
    assert (row["finding"], row["method"]) == ("described", "不作检验")
    assert row["warnings"] == "加权而没有群，不能检验；请在 design.cluster 中声明群"
    assert not {"test", "test_plain", "effect", "residual"} & set(results.select(comparison="q")["stat"])


def test_weights_with_clusters_are_tested_by_clusters(tmp_path):
    study = asking(tmp_path, variables={"weight": WEIGHT}, design={"weight": "weight", "cluster": "street"})
    rows = [
        (n + i % 3 * (1 if answer == "yes" else -1), group, answer, f"{group}{i}", w)
        for i in range(6)
        for n, group, answer, w in (
            (8, "a", "yes", 1.0),
            (8, "a", "no", 3.0),
            (8, "b", "yes", 2.0),
            (8, "b", "no", 2.0),
        )
    ]
    records = people_of(study, rows, ("group", "answer", "street", "weight")).astype({"weight": float})
    row = one_row(sqgz.compare(study, records), comparison="q", stat="difference")
    # six streets with 8, 9, 10, 8, 9, 10 times yes: 54 times yes and 42 times no in each group
    assert row["value"] == pytest.approx(54 / (54 + 3 * 42) - 54 / (54 + 42))
    assert row["clusters"] == row["clusters_against"] == 6
    assert row["p_value"] < 0.05
    assert pd.isna(row["p_plain"])  # a plain test of weights would be nonsense


# --- counts only -----------------------------------------------------------------------------------------------------


def test_a_study_of_counts_gives_what_the_people_would_give(tmp_path):
    of_people = asking(tmp_path / "1", variables={"group": GROUP})
    people = people_of(of_people, ROWS)
    of_counts = asking(tmp_path / "2", counts=True)
    cells = cells_of(of_counts, [(n, group, answer) for n, group, answer, _ in ROWS])
    columns = [*KEY, "value", "low", "high", "p_value", "count", "base", "missing", "skipped", "finding"]
    first = sqgz.compare(of_people, people).select(comparison="q")[columns].reset_index(drop=True)
    second = sqgz.compare(of_counts, cells).select(comparison="q")[columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(first, second)


def test_tables_of_counts_are_never_joined(tmp_path):
    study = asking(tmp_path, counts=True)
    first = cells_of(study, [(5, "a", "yes"), (5, "b", "no")], table="一")
    second = cells_of(study, [(5, "a", "yes"), (5, "b", "no")], table="二")
    both = pd.concat([first, second], ignore_index=True)
    with pytest.raises(
        InputError, match="一、二 几张计数表都含有变量 answer、group。不同的表不能相加或连接。"
    ):
        sqgz.compare(study, both)


# --- the table as a whole --------------------------------------------------------------------------------------------


def test_the_order_of_people_changes_nothing(tmp_path):
    study = asking(tmp_path, QUESTION | {"within": "street"}, design={"cluster": "street"})
    rows = [
        (5 + i, group, answer, f"s{i}") for i in range(5) for group in "ab" for answer in ("yes", "no", None)
    ]
    records = people_of(study, rows)
    shuffled = records.sample(frac=1, random_state=3).reset_index(drop=True)
    shuffled.attrs = records.attrs
    first, second = (sqgz.compare(study, one).frame for one in (records, shuffled))
    check_frame(first)
    pd.testing.assert_frame_equal(first, second, rtol=1e-12)


def test_the_profile_has_every_categorical_variable_by_position_and_zone(tmp_path):
    study = asking(tmp_path)
    results = sqgz.compare(study, people_of(study, ROWS))
    profiles = sorted({one for one in results.frame["comparison"] if one.startswith("profile.")})
    assert profiles == ["profile.answer", "profile.group"]
    everybody = results.select(comparison="profile.answer", stat="share").set_index("category")
    assert everybody["base"].tolist() == [11, 11, 11]
    assert everybody.loc["yes", "value"] == pytest.approx(5 / 11)


# --- studies in which there is next to nothing -----------------------------------------------------------------------

SPARSE = {
    "one person": [(1, "a", "yes", "s1")],
    "nobody answered": [(5, "a", None, "s1"), (5, "b", None, "s2")],
    "nobody was asked": [(5, "a", "skipped", "s1"), (5, "b", "skipped", "s2")],
    "no group is known": [(9, None, "yes", "s1")],
    "no street is known": [(40, "a", "yes", None), (40, "b", "no", None)],
    "one street": [(40, "a", "yes", "s1"), (40, "b", "no", "s1")],
    "one answer": [(40, "a", "yes", f"s{i}") for i in range(5)]
    + [(40, "b", "yes", f"s{i}") for i in range(5)],
}


@pytest.mark.parametrize("rows", SPARSE.values(), ids=list(SPARSE))
@pytest.mark.parametrize("cluster", [None, "street"])
def test_a_study_with_next_to_nothing_in_it_is_answered_and_not_broken(tmp_path, rows, cluster):
    questions = [
        QUESTION,
        QUESTION | {"id": "all", "groups": [], "within": "street", "family": "confirmatory"},
        {"id": "streets", "outcome": "answer", "by": "street"},
        {"id": "alone", "outcome": "answer"},
    ]
    study = asking(tmp_path, *questions, design={"cluster": cluster})
    results = sqgz.compare(study, people_of(study, rows))
    check_frame(results.frame)
    if cluster is not None:  # nothing of this could be told with streets as clusters
        assert not {"clear", "small", "equal", "differ", "fact"} & set(results.frame["finding"])


def test_an_outcome_that_says_where_people_are_is_counted_like_any_other(tmp_path):
    study = asking(
        tmp_path, {"id": "q", "outcome": "street", "by": "group", "groups": ["a", "b"], "key": [["s1"]]},
        roster=True, places=[["zone", "street", "name"], ["内城区", "s1", "c1"]],
    )  # fmt: skip
    places = pd.DataFrame(
        {"street": ["s1"], "community": ["c1"], "zone": None, "posts": [None], "people": [None]}
    )
    row = one_row(
        sqgz.compare(study, people_of(study, ROWS), places=places),
        stat="difference",
        comparison="q",
        inference="finite",
    )
    assert row["value"] == pytest.approx(4 / 7 - 1 / 6)
    assert row["finding"] != ""


def test_an_outcome_without_fixed_categories_needs_a_key(tmp_path):
    study = asking(tmp_path, {"id": "q", "outcome": "street", "by": "group"})
    with pytest.raises(InputError) as error:
        sqgz.compare(study, people_of(study, ROWS))
    assert str(error.value) == (
        '比较 "q": 街道没有固定的类别，须用 key 写明比较哪一类的占比，如 key: [[s1]]。'
    )
