"""The finer comparisons: letters, standardised, paired, scored, over waves, with strata and sampled clusters."""

import sys
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from studies import GROUP, QUESTION, SIZE, asking, cells_of, one_row, people_of, write_study

import sqgz
from sqgz.errors import InputError
from sqgz.results import check_frame
from sqgz.results.letters import letters_of
from sqgz.stats import cliffs_delta, mismatch, paired_difference, score_difference, standardised_difference

STREETS = {"design": {"cluster": "street"}}


def spread(shares, *, streets=8, size=40, groups="ab", extra=0):
    """People of groups that all live in every street: of each the yes of `size`, a little uneven between streets."""
    rows = []
    for street in range(streets):
        for place, (group, share) in enumerate(zip(groups, shares, strict=True)):
            yes = round(size * share) + (street + place + extra) % 3 - 1
            rows += [(yes, group, "yes", f"s{street}"), (size - yes, group, "no", f"s{street}")]
    return rows


# --- letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differ", "letters"),
    [
        (set(), {"a": "a", "b": "a", "c": "a"}),
        ({"ab", "ac", "bc"}, {"a": "a", "b": "b", "c": "c"}),
        ({"ac"}, {"a": "a", "b": "ab", "c": "b"}),
        ({"ab", "ac"}, {"a": "a", "b": "b", "c": "b"}),
    ],
)
def test_groups_share_a_letter_exactly_if_they_do_not_differ(differ, letters):
    found = letters_of("abc", {frozenset(pair) for pair in differ})
    assert found == letters
    for pair in ("ab", "ac", "bc"):
        assert bool(set(found[pair[0]]) & set(found[pair[1]])) == (pair not in differ)


def test_letters_stand_on_the_key_shares_of_groups_that_differ_as_a_whole(tmp_path):
    study = asking(tmp_path, QUESTION | {"groups": ["a", "b", "c"]}, **STREETS)
    rows = [*spread((0.8, 0.3)), *((n, "c", *rest) for n, _, *rest in spread((0.3,), groups="b", extra=2))]
    results = sqgz.compare(study, people_of(study, rows))
    shares = results.select(comparison="q", stat="share", category="yes").set_index("group")
    assert shares["text"].to_dict() == {"a": "a", "b": "b", "c": "b"}
    assert set(results.select(comparison="q", stat="share", category="no")["text"]) == {""}
    pairs = results.select(comparison="q", stat="difference")
    assert pairs["p_adjusted"].notna().all()
    assert (pairs["family"] == "").all()  # inside their comparison, not in m


def test_groups_that_do_not_differ_have_no_letters(tmp_path):
    study = asking(tmp_path, QUESTION | {"groups": ["a", "b", "c"]}, **STREETS)
    rows = spread((0.5, 0.5, 0.5), groups="abc")
    results = sqgz.compare(study, people_of(study, rows))
    assert set(results.select(comparison="q", stat="share")["text"]) == {""}


# --- standardised -----------------------------------------------------------------------------------------------------

UNIT = {"label": "单位类型", "codebook": "unit_type", "column": "单位"}
ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
BY_ZONE = {"id": "q", "outcome": "answer", "by": "zone", "groups": ["outer", "inner"], "key": [["yes"]], "standardise": ["unit_type"]}  # fmt: skip
COLUMNS = ("zone", "unit_type", "answer", "street")


def zones(outer, inner):
    """Per zone five streets; per unit type (people, yes of ten)."""
    rows = []
    for zone, parts in (("outer", outer), ("inner", inner)):
        for street in range(5):
            for unit, (tens, yes) in parts.items():
                n = tens * (yes + (street + len(unit)) % 3 - 1)
                rows += [
                    (n, zone, unit, "yes", f"{zone}{street}"),
                    (10 * tens - n, zone, unit, "no", f"{zone}{street}"),
                ]
    return rows


def standardising(tmp_path, rows, question=BY_ZONE, **more):
    study = asking(tmp_path, question, variables={"unit_type": UNIT, "zone": ZONE}, **(STREETS | more))
    records = people_of(study, rows, COLUMNS)
    return study, records, sqgz.compare(study, records)


def test_a_gap_that_is_all_mix_vanishes_once_both_zones_are_made_up_alike(tmp_path):
    # 社区 24 of 50 and 村 46 of 50 in either zone; the outer has 3 of 4 people in villages, the inner 1 of 4
    rows = zones({"community": (1, 5), "village": (3, 9)}, {"community": (3, 5), "village": (1, 9)})
    rows = [(n, *rest) for n, *rest in rows if n]
    study, records, results = standardising(tmp_path, rows)
    pooled = one_row(results, comparison="q", stat="difference", stratum="")
    assert pooled["value"] == pytest.approx((24 + 138) / 200 - (72 + 46) / 200)
    standardised = one_row(results, comparison="q", stat="difference", stratum="standardised")
    assert standardised["value"] == pytest.approx(0, abs=1e-12)
    layered = sqgz.crosstab(records, rows="zone", cols="answer", layers="unit_type", study=study)
    expected = standardised_difference(layered, "yes", rows=("outer", "inner"))
    assert (standardised["low"], standardised["high"]) == pytest.approx((expected.low, expected.high))
    mix = results.select(comparison="q", stat="share", of="total").set_index("stratum")["value"]
    assert mix.to_dict() == pytest.approx({"unit_type=community": 0.5, "unit_type=village": 0.5})


def test_communities_alone_stand_first_and_are_judged_in_a_family_of_their_own(tmp_path):
    rows = zones({"community": (1, 8), "village": (3, 9)}, {"community": (3, 4), "village": (1, 9)})
    _, _, results = standardising(tmp_path, [(n, *rest) for n, *rest in rows if n])
    shares = results.select(comparison="q", stat="share", of="row")
    assert shares["stratum"].iloc[0] == "unit_type=community"
    judged = results.select(comparison="q", stat="difference")
    judged = judged[judged["family"] != ""].set_index("stratum")["family"]
    assert judged.to_dict() == {"unit_type=community": "exploratory.within", "": "exploratory"}
    assert "未作标准化" not in one_row(results, stat="difference", comparison="q", stratum="")["warnings"]
    same = one_row(results, comparison="q", stat="test", category="yes")
    assert same["method"] == "各层占比之差的 Wald F 检验（按群）"
    assert same["p_value"] < 0.05  # 4 of 10 in 社区, none in 村: not the same, and nothing follows from it


def test_a_stratum_that_a_zone_lacks_stops_the_standardisation_and_is_named(tmp_path):
    rows = zones({"community": (1, 5), "village": (3, 9)}, {"community": (3, 5)})
    _, _, results = standardising(tmp_path, [(n, *rest) for n, *rest in rows if n])
    row = one_row(results, comparison="q", stat="difference", stratum="standardised")
    assert row[["value", "low", "p_value"]].isna().all()
    assert row["warnings"] == "村缺少一组的人，不能标准化"


def test_villages_that_are_not_standardised_are_a_warning(tmp_path):
    rows = zones({"community": (1, 5), "village": (3, 9)}, {"community": (3, 5)})
    question = {name: value for name, value in BY_ZONE.items() if name != "standardise"}
    _, _, results = standardising(tmp_path, [(n, *rest) for n, *rest in rows if n], question)
    row = one_row(results, comparison="q", stat="difference", inference="process")
    assert "片区中含村" in row["warnings"]
    assert "standardise: [unit_type]" in row["warnings"]


def test_without_clusters_standardised_people_are_independent_and_breslow_day_informs(tmp_path):
    rows = zones({"community": (1, 5), "village": (3, 9)}, {"community": (3, 5), "village": (1, 9)})
    _, _, results = standardising(tmp_path, [(n, *rest) for n, *rest in rows if n], design={"cluster": None})
    row = one_row(results, comparison="q", stat="difference", stratum="standardised")
    assert row["value"] == pytest.approx(0, abs=1e-12)
    # 50 and 150 of 社区, 150 and 50 of 村: variance by hand, a quarter each
    variance = 0.25 * (0.48 * 0.52 + 0.92 * 0.08) * (1 / 49 + 1 / 149)
    assert row["error"] == pytest.approx(variance**0.5)
    assert one_row(results, comparison="q", stat="test", category="yes")["method"] == "Breslow–Day 检验"


# --- the same person twice ----------------------------------------------------------------------------------------------

LATER = {
    "label": "再答", "column": "再答", "kind": "ordered",
    "categories": [{"key": "yes", "label": "是"}, {"key": "no", "label": "否"}, {"key": "maybe", "label": "也许"}],
}  # fmt: skip
PAIRED = {"id": "q", "outcome": "answer", "paired_with": "later", "key": [["yes"], ["yes", "no"]]}
TWICE = ("answer", "later", "street")


def pairs(streets=6):
    rows = []
    for s in range(streets):
        rows += [(20, "yes", "yes", f"s{s}"), (10 + s, "yes", "no", f"s{s}"), (4, "no", "yes", f"s{s}"),
                 (12, "no", "no", f"s{s}"), (3, "no", "maybe", f"s{s}"), (1, "maybe", "maybe", f"s{s}")]  # fmt: skip
    return rows


def test_paired_answers_are_judged_by_the_net_change_of_each_street(tmp_path):
    study = asking(tmp_path, PAIRED, variables={"later": LATER}, **STREETS)
    records = people_of(study, pairs(), TWICE)
    results = sqgz.compare(study, records)
    row = one_row(results, comparison="q", stat="difference", category="yes")
    table = sqgz.crosstab(records, rows="answer", cols="later", study=study)
    expected = paired_difference(table, "yes")
    assert row["value"] == pytest.approx((75 - 24) / 315)  # 75 left, 24 came
    assert (row["group"], row["against"], row["by"], row["clusters"]) == ("answer", "later", "", 6)
    assert (row["low"], row["high"], row["p_value"]) == pytest.approx(
        (expected.low, expected.high, expected.p_value)
    )
    assert row["finding"] == "clear"
    whole = one_row(results, comparison="q", stat="test")
    assert whole["method"] == "边际同质性 Wald F 检验（按群）"
    plain = results.select(comparison="q", stat="test_plain")["method"].tolist()
    assert plain == ["Stuart–Maxwell 边际同质性检验", "Bowker 对称性检验"]


def test_how_many_differ_and_which_way_stands_with_an_interval(tmp_path):
    study = asking(tmp_path, PAIRED, variables={"later": LATER}, **STREETS)
    records = people_of(study, pairs(), TWICE)
    results = sqgz.compare(study, records)
    rows = results.select(comparison="q", stat="share", against="later").set_index("category")
    assert rows["count"].to_dict() == {"differ": 75 + 24 + 18, "after": 75 + 18, "before": 24}
    found = mismatch(sqgz.crosstab(records, rows="answer", cols="later", study=study))
    assert rows.loc["differ", ["value", "low", "high"]].tolist() == pytest.approx(
        [found.estimate, found.low, found.high]
    )
    assert rows.loc["after", "text"] == "再答的类别排在回答之后"
    margins = results.select(comparison="q", stat="share", method="两项都作答者", category="yes").set_index(
        "group"
    )
    assert margins["count"].to_dict() == {"answer": 195, "later": 144}


def test_how_many_people_gave_each_two_answers_is_kept_cell_by_cell(tmp_path):
    study = asking(tmp_path, PAIRED, variables={"later": LATER}, **STREETS)
    rows = [(6, "yes", "yes", "s1"), (3, "yes", "no", "s2"), (1, "no", "yes", "s1"), (7, None, "yes", "s2")]
    results = sqgz.compare(study, people_of(study, rows, TWICE))
    joint = results.select(comparison="q", stat="count", of="total", stratum="")
    cells = joint.set_index(["group", "against"])
    assert cells["count"].loc[[("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no")]].tolist() == [
        6,
        3,
        1,
        0,
    ]
    assert cells.loc[("yes", "no"), "value"] == pytest.approx(0.3)
    assert int(joint["count"].sum()) == joint["base"].iloc[0] == 10
    for key, side in (("answer", "group"), ("later", "against")):  # the margins are the sums of the cells
        margins = results.select(comparison="q", stat="share", method="两项都作答者", group=key)
        of_one = margins[~margins["category"].str.contains("+", regex=False)].set_index("category")["count"]
        assert joint.groupby(side)["count"].sum().to_dict() == of_one.to_dict()


def test_paired_answers_without_clusters_are_mcnemars(tmp_path):
    study = asking(tmp_path, PAIRED | {"key": [["yes"]]}, variables={"later": LATER})
    results = sqgz.compare(study, people_of(study, pairs(), TWICE))
    row = one_row(results, comparison="q", stat="difference")
    assert row["p_value"] == pytest.approx(float(paired_difference([[120, 75], [24, 96]], 0).p_value))
    tests = results.select(comparison="q", stat="test")["method"].tolist()
    assert tests == ["Stuart–Maxwell 边际同质性检验", "Bowker 对称性检验"]


def test_everybody_on_the_roster_with_both_answers_makes_a_fact_and_a_missing_half_gives_bounds(tmp_path):
    places = [["zone", "street", "name"], ["内城区", "s0", "c1"]]
    frame = pd.DataFrame(
        {"street": ["s0"], "community": ["c1"], "zone": None, "posts": [None], "people": [None]}
    )
    study = asking(tmp_path, PAIRED, variables={"later": LATER}, roster=True, places=places, **STREETS)
    results = sqgz.compare(study, people_of(study, pairs(), TWICE), places=frame)
    row = one_row(results, comparison="q", stat="difference", family="exploratory")
    assert (row["inference"], row["finding"], row["value"]) == ("finite", "fact", pytest.approx(51 / 315))
    assert row[["low", "high", "p_value"]].isna().all()
    assert not len(results.select(comparison="q", stat="bound", inference="finite"))
    some = [*pairs(), (10, "yes", None, "s0"), (5, None, None, "s1")]
    results = sqgz.compare(study, people_of(study, some, TWICE), places=frame)
    bound = one_row(results, comparison="q", stat="bound", inference="finite", category="yes")
    # ten said yes once: their second answer may make it 0 or 1; of five nothing is known
    assert (bound["low"], bound["high"]) == pytest.approx(((51 + 0 - 5) / 330, (51 + 10 + 5) / 330))
    assert (
        one_row(results, comparison="q", stat="difference", inference="finite", category="yes")["finding"]
        == "fact"
    )


# --- scores ---------------------------------------------------------------------------------------------------------------

SCORED = QUESTION | {"scores": {"yes": 1, "no": 2, "maybe": 4}}


def test_mean_scores_are_a_second_test_by_clusters_with_cliffs_delta_as_effect(tmp_path):
    study = asking(tmp_path, SCORED, **STREETS)
    records = people_of(study, spread((0.7, 0.4)))
    results = sqgz.compare(study, records)
    table = sqgz.crosstab(records, rows="group", cols="answer", study=study).select(["a", "b"])
    expected = score_difference(table, [1, 2, 4])
    row = results.select(comparison="q", stat="effect", group="a")
    row = row[row["method"].str.contains("得分")].iloc[0]
    assert row["value"] == pytest.approx(expected.estimate)
    assert (row["low"], row["p_value"], row["p_adjusted"]) == pytest.approx(
        (expected.low, expected.p_value, expected.p_value)
    )
    delta = results.select(comparison="q", stat="effect", group="a")
    assert cliffs_delta(table).estimate in delta["value"].tolist()


def test_mean_scores_without_clusters_are_linear_by_linear(tmp_path):
    study = asking(tmp_path, SCORED)
    results = sqgz.compare(study, people_of(study, spread((0.7, 0.4))))
    row = one_row(results, comparison="q", stat="test")
    assert row["method"] == "线性趋势检验（N−1 形式）"
    assert row["df"] == 1


def test_scores_of_zones_with_few_streets_take_the_larger_p(tmp_path):
    question = SCORED | {"by": "zone", "groups": ["outer", "inner"]}
    study = asking(tmp_path, question, variables={"zone": ZONE}, **STREETS)
    rows = [
        (n, zone, answer, f"{zone}{s}")
        for zone, yes in (("outer", 14), ("inner", 9))
        for s in range(5)
        for n, answer in ((yes + s, "yes"), (26 - yes - s, "no"))
    ]
    results = sqgz.compare(study, people_of(study, rows, ("zone", "answer", "street")))
    row = results.select(comparison="q", stat="effect", group="outer")
    row = row[row["method"].str.contains("得分")].iloc[0]
    assert row["p_permutation"] >= 2 / 252 - 1e-12
    assert row["p_value"] >= row["p_permutation"]


# --- waves ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def waves(monkeypatch):
    """Puts a frame in the place of what reads this study and its earlier ones, which is not the matter here."""

    def put(frame, **attrs):
        module = ModuleType("sqgz.cleaning.waves.joining")
        frame.attrs |= attrs
        module.load_waves = lambda study, records: frame
        monkeypatch.setitem(sys.modules, "sqgz.cleaning.waves.joining", module)

    return put


def of_waves(tmp_path, **more):
    question = {
        "id": "q",
        "outcome": "answer",
        "by": "wave",
        "groups": ["2024", "2023"],
        "key": [["yes"]],
    } | more
    community = {"label": "社区", "kind": "place", "level": "community", "column": "社区"}
    write_study(tmp_path, {"问卷.xlsx": None}, {"answer": LATER}, name="old", as_of="2023-06-30")
    study = write_study(
        tmp_path, {"问卷.xlsx": None}, {"answer": LATER, "street": {"label": "街道", "kind": "place", "level": "street", "column": "街道"}, "community": community},
        [question], design={"cluster": "street"},
    )  # fmt: skip
    text = study.path.joinpath("study.yaml").read_text(encoding="utf-8")
    text = text.replace("files:\n", "files:\n- {study: ../old, role: wave, name: '2023'}\n")
    study.path.joinpath("study.yaml").write_text(text, encoding="utf-8")
    return study.load()


def wave_rows():
    rows = []
    for c in range(6):
        rows += [(10 + c % 3, "2024", "yes", "s1", f"c{c}"), (20, "2024", "no", "s1", f"c{c}"),
                 (5 + c % 2, "2023", "yes", "s1", f"c{c}"), (20, "2023", "no", "s1", f"c{c}")]  # fmt: skip
    return rows


def test_waves_are_compared_inside_the_same_communities(tmp_path, waves):
    study = of_waves(tmp_path)
    frame = people_of(study, wave_rows(), ("wave", "answer", "street", "community"))
    frame["wave"] = pd.Categorical(frame["wave"], categories=["2024", "2023"], ordered=True)
    waves(frame, waves_cluster="community", waves_warnings=("2023年有1个社区已合并",))
    results = sqgz.compare(study, frame[frame["wave"] == "2024"].drop(columns="wave"))
    row = one_row(results, comparison="q", stat="difference")
    assert (row["by"], row["group"], row["against"], row["cluster"]) == ("wave", "2024", "2023", "community")
    assert row["df"] == 5  # six communities that hold both years
    assert row["value"] == pytest.approx(66 / 186 - 33 / 153)
    assert "2023年有1个社区已合并" in row["warnings"]
    assert "两年的人不逐一对应" in row["warnings"]
    assert row["inference"] == "process"


def test_nothing_finite_is_said_of_an_earlier_wave(tmp_path, waves):
    study = of_waves(tmp_path, inference="finite")
    frame = people_of(study, wave_rows(), ("wave", "answer", "street", "community"))
    frame["wave"] = pd.Categorical(frame["wave"], categories=["2024", "2023"], ordered=True)
    waves(frame, waves_cluster="community", waves_warnings=())
    with pytest.raises(InputError, match=r'^比较 "q": 往年的应报人数不明，按年度比较不能作 finite 推断。'):
        sqgz.compare(study, frame)


# --- the design -----------------------------------------------------------------------------------------------------------


def test_strata_of_the_design_take_degrees_of_freedom(tmp_path):
    rows = [
        (n, group, answer, street, "big" if int(street[1:]) < 4 else "small")
        for n, group, answer, street in spread((0.7, 0.4))
    ]
    columns = ("group", "answer", "street", "size")
    plain = asking(tmp_path / "1", variables={"size": SIZE}, **STREETS)
    strata = asking(tmp_path / "2", variables={"size": SIZE}, design={"cluster": "street", "strata": "size"})
    first, second = (
        one_row(sqgz.compare(study, people_of(study, rows, columns)), comparison="q", stat="difference")
        for study in (plain, strata)
    )
    assert (first["df"], second["df"]) == (7, 6)
    assert first["value"] == second["value"]


def test_a_sample_of_clusters_is_corrected_in_shares_and_differences(tmp_path):
    plain = asking(tmp_path / "1", **STREETS)
    sampled = asking(tmp_path / "2", design={"cluster": "street", "clusters_in_population": 16})
    first, second = (sqgz.compare(study, people_of(study, spread((0.7, 0.4)))) for study in (plain, sampled))
    for wanted in ({"stat": "difference"}, {"stat": "share", "group": "a", "category": "yes"}):
        one, other = (one_row(results, comparison="q", **wanted) for results in (first, second))
        assert other["error"] == pytest.approx(one["error"] * 0.5**0.5)  # half of all streets were seen
    few = asking(tmp_path / "3", design={"cluster": "street", "clusters_in_population": 5})
    with pytest.raises(InputError, match="总体中的群数 5 少于已有的群数 8"):
        sqgz.compare(few, people_of(few, spread((0.7, 0.4))))


def test_people_of_no_known_street_count_in_the_shares_and_are_no_street(tmp_path):
    study = asking(tmp_path, **STREETS)
    rows = [*spread((0.7, 0.4)), (40, "a", "yes", None)]
    results = sqgz.compare(study, people_of(study, rows))
    share = one_row(results, comparison="q", stat="share", group="a", category="yes")
    # 28 of 40 in each of eight streets, one more or less in some of them, and forty of whom no street is known
    yes = sum(n for n, group, answer, _ in rows if (group, answer) == ("a", "yes"))
    assert (share["count"], share["base"], share["clusters"]) == (yes, 360, 8)
    assert share["value"] == pytest.approx(yes / 360)
    row = one_row(results, comparison="q", stat="difference")
    assert (row["clusters"], row["df"]) == (8, 7)
    assert "40 人的街道不明（有矛盾或未填），计入占比，不计入误差估计" in row["warnings"]


# --- what is said beside a finding ----------------------------------------------------------------------------------------


def test_a_second_key_of_other_sign_is_told(tmp_path):
    study = asking(tmp_path, QUESTION | {"key": [["yes"], ["yes", "no"]]})
    rows = [(60, "a", "yes", "s"), (0, "a", "no", "s"), (40, "a", "maybe", "s"),
            (50, "b", "yes", "s"), (40, "b", "no", "s"), (10, "b", "maybe", "s")]  # fmt: skip
    row = one_row(
        sqgz.compare(study, people_of(study, [one for one in rows if one[0]])),
        comparison="q",
        stat="difference",
        category="yes",
    )
    assert row["value"] > 0
    assert "另一口径（是或否）方向相反" in row["warnings"]


def test_a_whole_distribution_that_differs_while_the_key_share_does_not_is_told(tmp_path):
    study = asking(tmp_path, **STREETS)
    rows = []
    for s in range(8):
        rows += [(20, "a", "yes", f"s{s}"), (15 + s % 2, "a", "no", f"s{s}"), (5, "a", "maybe", f"s{s}"),
                 (20, "b", "yes", f"s{s}"), (5, "b", "no", f"s{s}"), (15 + s % 3, "b", "maybe", f"s{s}")]  # fmt: skip
    row = one_row(sqgz.compare(study, people_of(study, rows)), comparison="q", stat="difference")
    assert row["finding"] in ("none", "equal")
    assert "整个分布有差别，但所看的这一占比的差距不足以下结论" in row["warnings"]


def test_how_alike_people_of_a_street_are_is_a_row(tmp_path):
    study = asking(tmp_path, **STREETS)
    row = one_row(sqgz.compare(study, people_of(study, spread((0.7, 0.4)))), comparison="q", stat="icc")
    assert row["category"] == "yes"
    assert -0.1 < row["value"] < 0.1


# --- counts with a frame --------------------------------------------------------------------------------------------------


def counted(tmp_path, people, **question):
    study = asking(
        tmp_path, BY_ZONE | {"standardise": []} | question, counts=True,
        variables={"zone": ZONE}, places=[["zone", "street", "name", "people"], ["外城区", "s0", "c1", "10"]], **STREETS,
    )  # fmt: skip
    rows = [
        (n, zone, f"{zone}{s}", answer)
        for zone, yes in (("outer", 70), ("inner", 40))
        for s in range(4)
        for n, answer in ((yes + s, "yes"), (100 - yes - s, "no"))
    ]
    cells = cells_of(study, rows, ("zone", "street", "answer"))
    places = pd.DataFrame(
        [(zone, f"{zone}{s}", people) for zone in ("outer", "inner") for s in range(4)],
        columns=["zone", "street", "people"],
    )
    places["posts"] = None
    return study, cells, places


def test_counts_of_everybody_in_the_frame_are_a_fact(tmp_path):
    study, cells, places = counted(tmp_path, 100)
    results = sqgz.compare(study, cells, places=places)
    row = one_row(results, comparison="q", stat="difference", inference="finite")
    assert (row["finding"], row["family"], row["value"]) == ("fact", "exploratory", pytest.approx(0.30))
    assert row[["low", "high", "p_value"]].isna().all()
    beside = one_row(results, comparison="q", stat="difference", inference="process")
    assert (beside["family"], beside["p_permutation"]) == ("", pytest.approx(2 / 70))
    methods = results.select(comparison="q", stat="test")["method"].tolist()
    assert methods == ["Rao–Scott F 检验（以组为分层）", "Rao–Scott F 检验"]


def test_counts_of_a_part_of_the_frame_have_an_interval_and_bounds(tmp_path):
    study, cells, places = counted(tmp_path, 125, inference="finite")
    results = sqgz.compare(study, cells, places=places)
    row = one_row(results, comparison="q", stat="difference", inference="finite")
    bound = one_row(results, comparison="q", stat="bound", inference="finite")
    assert row["value"] == pytest.approx(0.30)
    assert row["low"] < 0.30 < row["high"]
    # a fifth of either zone did not answer
    assert (bound["low"], bound["high"]) == pytest.approx((0.8 * 0.3 - 0.2, 0.8 * 0.3 + 0.2))
    assert row["finding"] == "fact"


def test_more_counts_than_people_in_the_frame_are_no_finite_population(tmp_path):
    study, cells, places = counted(tmp_path, 90, inference="finite")
    with pytest.raises(
        InputError, match=r'^比较 "q": 单位名录只有各单位的总人数|^比较 "q": 名录中的人数与作答的人对不上'
    ):
        sqgz.compare(study, cells, places=places)


def test_weighted_people_are_a_sample_of_whom_nothing_finite_is_said(tmp_path):
    weight = {"label": "权数", "kind": "text", "column": "权数"}
    study = asking(tmp_path, QUESTION | {"inference": "finite"}, variables={"weight": weight}, roster=True,
                   places=[["zone", "street", "name"], ["内城区", "s0", "c1"]], design={"cluster": "street", "weight": "weight"})  # fmt: skip
    rows = [(*row, 2.0) for row in spread((0.7, 0.4))]
    records = people_of(study, rows, ("group", "answer", "street", "weight")).astype({"weight": float})
    frame = pd.DataFrame(
        {"street": ["s0"], "community": ["c1"], "zone": None, "posts": [None], "people": [None]}
    )
    with pytest.raises(InputError, match="加权的调查是抽样，不能作 finite 推断"):
        sqgz.compare(study, records, places=frame)


def test_every_kind_of_comparison_keeps_the_contract_together(tmp_path):
    questions = [
        SCORED | {"within": "size", "standardise": ["size2"]},
        PAIRED | {"id": "p", "within": "size"},
        QUESTION | {"id": "many", "groups": [], "standardise": ["size"]},
    ]
    variables = {"later": LATER, "group": GROUP, "size2": SIZE | {"column": "大小2"}}
    study = asking(tmp_path, *questions, variables=variables, **STREETS)
    rng = np.random.default_rng(4)
    rows = [
        (1, rng.choice(list("abc")), rng.choice(["yes", "no", "maybe"]), rng.choice(["yes", "no", "maybe"]),
         f"s{rng.integers(6)}", rng.choice(["big", "small"]), rng.choice(["big", "small"]))
        for _ in range(900)
    ]  # fmt: skip
    columns = ("group", "answer", "later", "street", "size", "size2")
    results = sqgz.compare(study, people_of(study, rows, columns))
    check_frame(results.frame)
    assert set(results.select(comparison="p")["stratum"]) == {"", "big", "small"}
