"""Every class a comparison can fall into, reached by people made for it (design/statistics.md 1.4)."""

import pandas as pd
import pytest
from studies import QUESTION, asking, cells_of, one_row, people_of

import sqgz
from sqgz.errors import InputError

PLACES = [
    ["zone", "street", "name", "unit_type"],
    ["内城区", "s1", "c1", "社区"],
    ["内城区", "s2", "c2", "社区"],
]


def finding(study, records, **wanted):
    results = sqgz.compare(study, records)
    return one_row(results, comparison="q", **({"family": "exploratory"} | wanted))


def counts_finding(tmp_path, a, b, comparison=QUESTION, **more):
    """Deciding row of a study of counts; `a`, `b` are (yes, no) of the two groups."""
    study = asking(tmp_path, comparison, counts=True, **more)
    rows = [
        (n, group, answer)
        for group, pair in (("a", a), ("b", b))
        for n, answer in zip(pair, ("yes", "no"), strict=True)
    ]
    return finding(study, cells_of(study, rows), stat="difference")


# --- without clusters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((29, 0), (100, 900), "few_people"),  # 29 people are too few, however clear
        ((30, 0), (100, 900), "clear"),
        ((2500, 2500), (2500, 2500), "equal"),  # ±2 points
        ((2600, 2400), (2500, 2500), "equal"),  # p = .045, and yet within ±5 points
        ((545, 455), (2500, 2500), "small"),  # 4.5 points, p = .009, interval beyond 5
        ((600, 400), (500, 500), "clear"),
        ((60, 40), (50, 50), "none"),  # 10 points, p = .16
    ],
)
def test_the_class_of_a_difference(tmp_path, a, b, expected):
    row = counts_finding(tmp_path, a, b)
    assert row["finding"] == expected


def test_the_interval_and_p_are_miettinen_and_nurminens_and_say_what_they_assume(tmp_path):
    row = counts_finding(tmp_path, (56, 14), (48, 32))
    assert row["method"].startswith("Miettinen–Nurminen")
    assert row["value"] == pytest.approx(0.2)
    assert row["low"] == pytest.approx(0.0528, abs=5e-5)  # Newcombe 1998, table II
    assert row["high"] == pytest.approx(0.3382, abs=5e-5)
    assert row["p_plain"] == row["p_value"]
    assert row["p_adjusted"] == row["p_value"]  # alone in its family
    assert "假定各人相互独立，未考虑同一单位的人相似" in row["warnings"]
    assert row["cluster"] == ""


def test_delta_may_be_set_for_one_comparison(tmp_path):
    assert counts_finding(tmp_path / "1", (600, 400), (500, 500))["finding"] == "clear"
    wide = QUESTION | {"delta": 0.2}
    assert counts_finding(tmp_path / "2", (600, 400), (500, 500), wide)["finding"] == "equal"


def test_none_tells_how_small_a_difference_could_have_been_seen(tmp_path):
    study = asking(tmp_path, counts=True)
    cells = cells_of(study, [(60, "a", "yes"), (40, "a", "no"), (50, "b", "yes"), (50, "b", "no")])
    results = sqgz.compare(study, cells)
    row, seen = one_row(results, stat="difference"), one_row(results, stat="bound")
    assert row["finding"] == "none"
    assert seen["method"] == "可发现的最小差别"
    error = (0.6 * 0.4 / 100 + 0.5 * 0.5 / 100) ** 0.5
    assert seen["value"] == pytest.approx((1.959964 + 0.841621) * error, rel=1e-5)


@pytest.mark.parametrize(
    ("missing", "expected"), [(100, ""), (120, "缺失超过一成"), (400, "缺失超过三成"), (500, "缺失超过三成")]
)
def test_many_missing_answers_are_warned_of_and_too_many_leave_it_open(tmp_path, missing, expected):
    study = asking(tmp_path, counts=True)
    rows = [(300, "a", "yes"), (200, "a", "no"), (150, "b", "yes"), (250, "b", "no"), (missing, "b", None)]
    row = finding(study, cells_of(study, rows), stat="difference")
    assert expected in row["warnings"]
    assert bool(expected) == ("缺失" in row["warnings"])
    assert row["finding"] == ("open" if missing >= 400 else "clear")
    assert row["missing"] == missing


def test_too_few_people_stay_too_few_however_many_are_missing(tmp_path):
    study = asking(tmp_path, counts=True)
    rows = [(20, "a", "yes"), (5, "a", "no"), (50, "b", "yes"), (50, "b", "no"), (90, "b", None)]
    assert finding(study, cells_of(study, rows), stat="difference")["finding"] == "few_people"


@pytest.mark.parametrize(
    ("c", "expected"), [((10, 90), "differ"), ((50, 50), "none"), ((1, 1), "few_people")]
)
def test_more_than_two_groups_differ_or_do_not(tmp_path, c, expected):
    study = asking(tmp_path, {"id": "q", "outcome": "answer", "by": "group", "key": [["yes"]]}, counts=True)
    rows = [
        (n, group, answer)
        for group, pair in (("a", (50, 50)), ("b", (52, 48)), ("c", c))
        for n, answer in zip(pair, ("yes", "no"), strict=True)
    ]
    results = sqgz.compare(study, cells_of(study, rows))
    row = one_row(results, comparison="q", stat="test")
    assert row["finding"] == expected
    assert row["method"].startswith("皮尔逊")
    assert (row["group"], row["against"], row["category"]) == ("", "", "")  # no direction
    pairs = results.select(comparison="q", stat="difference")
    assert list(zip(pairs["group"], pairs["against"], strict=True)) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert set(pairs["finding"]) == {""}
    assert set(pairs["family"]) == {""}


# --- with clusters ---------------------------------------------------------------------------------------------------


def zones(study, arms, per=20, shares=((14, 6), (8, 12))):
    """People of group a in `arms[0]` streets, of group b in `arms[1]`; yes and no nearly alike in each street."""
    rows = []
    for group, streets, (yes, no) in zip("ab", arms, shares, strict=True):
        for i in range(streets):
            shift = (i % 3) - 1
            rows += [
                (yes + shift, group, "yes", f"{group}{i:02d}"),
                (no - shift, group, "no", f"{group}{i:02d}"),
            ]
    return people_of(study, rows)


@pytest.mark.parametrize(
    ("arms", "expected"),
    [
        ((3, 8), "few_clusters"),  # an arm of three streets
        ((3, 3), "few_clusters"),
        ((4, 4), "clear"),  # 1 in 35 is the smallest p of the permutation, below .05
        ((6, 6), "clear"),
    ],
)
def test_zones_need_streets(tmp_path, arms, expected):
    study = asking(tmp_path, design={"cluster": "street"})
    row = finding(study, zones(study, arms), stat="difference")
    assert row["finding"] == expected
    assert (row["clusters"], row["clusters_against"], row["cluster"]) == (*arms, "street")


def test_a_permutation_that_cannot_reach_the_families_level_leaves_few_clusters(tmp_path):
    """4 + 4 streets: the smallest p is 2/70 = .029, above .05/2 in a confirmatory family of two."""
    questions = [
        QUESTION | {"family": "confirmatory"},
        QUESTION | {"id": "r", "key": [["no"]], "family": "confirmatory"},
    ]
    study = asking(tmp_path, *questions, design={"cluster": "street"})
    results = sqgz.compare(study, zones(study, (4, 4)))
    rows = results.select(stat="difference", family="confirmatory")
    assert rows["finding"].tolist() == ["few_clusters", "few_clusters"]
    assert rows["p_permutation"].tolist() == pytest.approx([2 / 70, 2 / 70])


def test_the_larger_p_of_t_and_permutation_decides(tmp_path):
    study = asking(tmp_path, design={"cluster": "street"})
    row = finding(study, zones(study, (6, 6)), stat="difference")
    assert row["p_permutation"] == pytest.approx(2 / 924)  # both extreme assignments of 6 out of 12
    assert row["p_value"] == max(row["p_permutation"], row["p_value"])
    assert row["p_plain"] < row["p_value"]


def test_groups_inside_streets_need_four_streets_that_hold_both(tmp_path):
    study = asking(tmp_path, design={"cluster": "street"})
    for streets, expected in ((3, "few_clusters"), (6, "clear")):
        rows = [
            (n + (i % 2), group, answer, f"s{i}")
            for i in range(streets)
            for n, group, answer in ((16, "a", "yes"), (4, "a", "no"), (5, "b", "yes"), (15, "b", "no"))
        ]
        assert finding(study, people_of(study, rows), stat="difference")["finding"] == expected


def test_groups_that_are_the_clusters_are_described_and_not_tested(tmp_path):
    question = {"id": "q", "outcome": "answer", "by": "street", "key": [["yes"]]}
    study = asking(tmp_path, question, design={"cluster": "street"})
    rows = [(40, "a", answer, street) for street in ("s1", "s2", "s3") for answer in ("yes", "no")]
    results = sqgz.compare(study, people_of(study, rows))
    row = one_row(results, comparison="q", stat="test", family="exploratory")
    assert row["finding"] == "described"
    assert row["p_value"] != row["p_value"]
    assert len(results.select(comparison="q", stat="difference")) == 0
    assert len(results.select(comparison="q", stat="share", category="yes")) == 3


# --- finite ----------------------------------------------------------------------------------------------------------

ALL = [(30, "a", "yes", "s1"), (20, "a", "no", "s1"), (10, "b", "yes", "s2"), (30, "b", "no", "s2")]


def finite(tmp_path, rows, question=QUESTION, **more):
    """Results of a study whose roster is the frame."""
    study = asking(tmp_path, question, roster=True, places=PLACES, **more)
    return study, sqgz.compare(study, people_of(study, rows), places=places_frame())


def places_frame():
    return pd.DataFrame(
        {
            "street": ["s1", "s2"],
            "community": ["c1", "c2"],
            "zone": None,
            "posts": [None, None],
            "people": [None, None],
        }
    )


def test_where_everybody_answered_a_difference_is_a_fact_without_p_or_interval(tmp_path):
    _, results = finite(tmp_path, ALL)
    row = one_row(results, comparison="q", stat="difference", inference="finite")
    assert (row["finding"], row["family"]) == ("fact", "exploratory")
    assert row["value"] == pytest.approx(30 / 50 - 10 / 40)
    assert row[["low", "high", "error", "p_value", "p_adjusted"]].isna().all()
    assert len(results.select(comparison="q", stat="bound", inference="finite")) == 0
    other = one_row(results, comparison="q", stat="difference", inference="process")
    assert (other["finding"], other["family"]) == ("", "")  # stored, and in no family
    shares = results.select(comparison="q", stat="share")
    assert set(shares["method"]) == {"全员统计"}
    assert shares["low"].isna().all()


@pytest.mark.parametrize(
    ("missing", "expected", "low", "high"),
    [
        (5, "fact", 30 / 50 - 15 / 45, 30 / 50 - 10 / 45),  # whatever the five would say
        (40, "open", 30 / 50 - 50 / 80, 30 / 50 - 10 / 80),
    ],
)
def test_with_people_missing_it_is_a_fact_only_if_the_bounds_have_one_sign(
    tmp_path, missing, expected, low, high
):
    _, results = finite(tmp_path, [*ALL, (missing, "b", None, "s2")], QUESTION | {"inference": "finite"})
    row = one_row(results, comparison="q", stat="difference", inference="finite")
    bounds = one_row(results, comparison="q", stat="bound", inference="finite")
    assert row["finding"] == expected
    assert (bounds["low"], bounds["high"]) == pytest.approx((low, high))
    assert row["low"] < row["value"] < row["high"]
    assert "假定同一分层内未作答者与作答者无异" in row["warnings"]


def test_auto_is_process_as_soon_as_one_answer_is_missing(tmp_path):
    _, results = finite(tmp_path, [*ALL, (1, "b", None, "s2")])
    deciding = one_row(results, comparison="q", stat="difference", family="exploratory")
    assert deciding["inference"] == "process"
    assert deciding["finding"] == "clear"


def test_somebody_whose_group_is_not_known_keeps_it_from_being_a_fact(tmp_path):
    """Three people said yes and may be in either group: at worst all in b, at best all in a."""
    _, results = finite(tmp_path, [*ALL, (3, None, "yes", "s1")])
    assert one_row(results, comparison="q", stat="difference", family="exploratory")["inference"] == "process"
    row = one_row(results, comparison="q", stat="difference", inference="finite")
    bounds = one_row(results, comparison="q", stat="bound", inference="finite")
    assert (bounds["low"], bounds["high"]) == pytest.approx((30 / 50 - 13 / 43, 33 / 53 - 10 / 40))
    assert "3 人属于哪一组不明，上下界已计入" in row["warnings"]
    assert set(results.select(comparison="q", stat="share")["method"]) != {"全员统计"}


def test_somebody_of_a_group_that_is_not_compared_does_not(tmp_path):
    _, results = finite(tmp_path, [*ALL, (3, "c", None, "s1")])
    assert one_row(results, comparison="q", stat="difference", family="exploratory")["finding"] == "fact"


def test_many_groups_incompletely_counted_are_no_fact(tmp_path):
    question = {"id": "q", "outcome": "answer", "by": "group", "key": [["yes"]], "inference": "finite"}
    rows = [*ALL, (30, "c", "yes", "s1")]
    _, results = finite(tmp_path / "all", rows, question)
    assert one_row(results, comparison="q", family="exploratory")["finding"] == "fact"
    _, results = finite(tmp_path / "some", [*rows, (9, "c", None, "s1")], question)
    row = one_row(results, comparison="q", family="exploratory")
    assert (row["finding"], row["method"]) == ("open", "应答不全，不作检验")


def test_finite_is_refused_where_nobody_knows_how_many_there_are(tmp_path):
    study = asking(tmp_path, QUESTION | {"inference": "finite"})
    with pytest.raises(InputError) as error:
        sqgz.compare(study, people_of(study, ALL))
    assert str(error.value) == (
        '比较 "q": 未提供应报人数（没有单位名录），不能作 finite 推断。请在单位名录中写明各类人数，或改用 process。'
    )


# --- people of the official list, without a roster -------------------------------------------------------------------

POSITION = {"label": "职务", "codebook": "position", "column": "职务"}
BY_POSITION = {
    "id": "q",
    "outcome": "answer",
    "by": "position",
    "groups": ["chief", "member"],
    "key": [["yes"]],
    "inference": "finite",
}
LIST = {"street": ["s1", "s2"], "community": ["c1", "c2"], "zone": ["inner", "outer"], "posts": [None, None], "people": [None, None],
        "people_chief": [20, 20], "people_member": [40, 20], "people_staff": [9, 9]}  # fmt: skip


def listed(tmp_path, rows, **changes):
    study = asking(tmp_path, BY_POSITION, variables={"position": POSITION}, places=PLACES)
    records = people_of(study, rows, ("position", "answer", "street"))
    return sqgz.compare(study, records, places=pd.DataFrame(LIST | changes))


def test_people_of_each_street_and_position_weigh_by_how_many_there_are(tmp_path):
    """Members: 10 of 40 asked in s1, 8 yes; 20 of 20 in s2, 5 yes: (40·.8 + 20·.25)/60 = 37/60."""
    results = listed(
        tmp_path,
        [(20, "chief", "yes", "s1"), (15, "chief", "yes", "s2"), (5, "chief", "no", "s2"),
         (8, "member", "yes", "s1"), (2, "member", "no", "s1"), (5, "member", "yes", "s2"), (15, "member", "no", "s2")],
    )  # fmt: skip
    row = one_row(results, comparison="q", stat="difference", inference="finite")
    bounds = one_row(results, comparison="q", stat="bound", inference="finite")
    assert row["value"] == pytest.approx(35 / 40 - 37 / 60)
    # variance of the members: (40/60)² (1 − 10/40) .8 · .2 / 9
    assert row["error"] == pytest.approx(((40 / 60) ** 2 * 0.75 * 0.16 / 9) ** 0.5)
    assert (bounds["low"], bounds["high"]) == pytest.approx((35 / 40 - 43 / 60, 35 / 40 - 13 / 60))
    assert row["finding"] == "fact"  # of one sign, whatever the thirty would say


@pytest.mark.parametrize(
    ("rows", "changes", "says"),
    [
        ([(5, "chief", "yes", None), (5, "member", "no", "s1")], {}, "名录中的人数与作答的人对不上"),
        ([(21, "chief", "yes", "s1"), (5, "member", "no", "s1")], {}, "名录中的人数与作答的人对不上"),
        ([(5, "chief", "yes", "s1"), (5, "member", "no", "s1")], {"people_staff": [9, None]}, "未提供应报人数（单位名录没有实有人数）"),
    ],
)  # fmt: skip
def test_a_list_that_is_no_frame_for_those_who_answered_is_refused_for_finite(tmp_path, rows, changes, says):
    with pytest.raises(InputError, match=f'^比较 "q": {says}'):
        listed(tmp_path, rows, **changes)
