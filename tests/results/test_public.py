"""Public results: what is hidden, that it cannot be solved, that not everything is gone."""

import numpy as np
import pandas as pd
import pytest
from outsider import Outsider
from studies import asking, one_row, people_of

import sqgz
from sqgz.results import audience_of, check_frame

DOMAINS = {
    "group": ["a", "b", "c", None],
    "size": ["big", "small", None],
    "answer": ["yes", "no", "maybe", None, "skipped"],
    "street": ["s1", "s2", "s3"],
}
ASKED = [
    {"id": "q", "outcome": "answer", "by": "group", "groups": ["a", "b"], "key": [["yes"], ["yes", "no"]], "within": "size"},
    {"id": "sizes", "outcome": "answer", "by": "size", "groups": ["big", "small"], "key": [["yes"]], "standardise": ["group"]},
    {"id": "of_a", "outcome": "answer", "by": "size", "groups": ["big", "small"], "key": [["no"]], "where": {"group": ["a"]}},
    {"id": "streets", "outcome": "answer", "by": "street", "key": [["yes"]]},
    {"id": "merged", "outcome": "answer", "by": "group", "merge": {"rest": ["no", "maybe"]}, "key": [["rest"]]},
    {"id": "all", "outcome": "size", "key": [["big"]]},
]  # fmt: skip
COUNTED = ("count", "base", "missing", "skipped")


def random_people(seed):
    """Two hundred people or so, some answers of whom are missing or were not asked."""
    draw = np.random.default_rng(seed)
    n = int(draw.integers(40, 300))
    chances = {
        "group": [5, 4, 1, 0.2],
        "size": [6, 3, 0.1],
        "answer": [8, 3, 1, 0.5, 0.4],
        "street": [5, 3, 1],
    }
    columns = {}
    for key, chance in chances.items():
        share = np.array(chance) * draw.uniform(0.2, 1.8, len(chance))
        columns[key] = [DOMAINS[key][i] for i in draw.choice(len(share), n, p=share / share.sum())]
    return [(1, *values) for values in zip(*columns.values(), strict=True)]


def results_of(root, rows, asked=ASKED, **more):
    study = asking(root, *asked, **more)
    return sqgz.compare(study, people_of(study, rows, tuple(DOMAINS)))


def small_counts(results, outsider):
    """Forms of every count of 1 to 4 people that the internal table prints, each once."""
    found = {}
    for row in results.frame.to_dict("records"):
        if row["stat"] in ("count", "share") and outsider._of_table(row):
            for column in COUNTED:
                if not pd.isna(row[column]) and 1 <= row[column] <= 4:
                    form = outsider.form(row, column)
                    found[form.tobytes()] = form
    return list(found.values())


@pytest.mark.parametrize("seed", range(8))
def test_an_outsider_cannot_narrow_any_small_count(tmp_path, seed):
    results = results_of(tmp_path, random_people(seed))
    public = results.public()
    check_frame(public.frame)
    outsider = Outsider(public.frame, DOMAINS, ASKED)
    nothing = Outsider(public.frame.head(0), DOMAINS, ASKED)
    small = small_counts(results, outsider)
    assert small  # else there is nothing to hide and nothing is shown here
    for form in small:
        low, high = outsider.bounds(form)
        assert low <= 1 + 1e-4, (seed, low, high)
        assert high >= 4 - 1e-4, (seed, low, high)
        # knowing also which counts are small; some of them contain others, which alone narrows them
        known_low, known_high = nothing.bounds(form, small)
        low, high = outsider.bounds(form, small)
        assert low <= known_low + 1e-4
        assert high >= min(4, known_high) - 1e-4


@pytest.mark.parametrize("seed", [20, 27])
def test_tables_too_large_for_one_joint_table_hold_by_the_margins_they_share(tmp_path, monkeypatch, seed):
    """The outsider still reckons with the joint table of all variables."""
    monkeypatch.setattr("sqgz.tables.linked.WHOLE", 0)
    monkeypatch.setattr("sqgz.tables.linked.JOINED", 0)
    results = results_of(tmp_path, random_people(seed))
    outsider = Outsider(results.public().frame, DOMAINS, ASKED)
    for form in small_counts(results, outsider):
        low, high = outsider.bounds(form)
        assert low <= 1 + 1e-4
        assert high >= 4 - 1e-4


@pytest.mark.parametrize("seed", range(8))
def test_the_same_outsider_solves_the_internal_table(tmp_path, seed):
    """The attack is one that can succeed."""
    results = results_of(tmp_path, random_people(seed))
    outsider = Outsider(results.frame, DOMAINS, ASKED)
    for form in small_counts(results, outsider):
        low, high = outsider.bounds(form)
        assert high - low < 1e-4


def test_hiding_only_the_small_counts_would_not_do(tmp_path):
    results = results_of(tmp_path, random_people(0))
    frame = results.frame.copy()
    for column in COUNTED:
        frame.loc[frame[column].between(1, 4), column] = pd.NA
    frame.loc[frame["count"].isna(), "value"] = np.nan
    outsider = Outsider(frame, DOMAINS, ASKED)
    solved = [form for form in small_counts(results, outsider) if np.ptp(outsider.bounds(form)) < 1e-4]
    assert solved


# --- by hand ------------------------------------------------------------------------------------------------------------


ONE = [{"id": "all", "outcome": "answer", "key": [["yes"]]}]
GROUPED = [{"id": "q", "outcome": "answer", "by": "group", "groups": ["a", "b"], "key": [["yes"]]}]
COLUMNS = ("group", "answer", "street")


def answers(root, *rows, asked=GROUPED, **more):
    study = asking(root, *asked, **more)
    return sqgz.compare(study, people_of(study, rows, COLUMNS))


def counts_of(results, group, comparison="q"):
    """Counts of a group as printed; None where they are hidden."""
    rows = results.select(comparison=comparison, stat="count", group=group).set_index("category")
    return {key: None if pd.isna(n) else int(n) for key, n in rows["count"].items()}


def test_a_small_count_takes_another_of_its_line_and_of_its_column_with_it(tmp_path):
    """b has 2 maybe of 32: without a second hidden count of b they would be the rest."""
    results = answers(
        tmp_path, (20, "a", "yes", "s1"), (15, "a", "no", "s1"), (9, "a", "maybe", "s2"),
        (20, "b", "yes", "s1"), (10, "b", "no", "s1"), (2, "b", "maybe", "s2"),
    )  # fmt: skip
    public = results.public()
    assert counts_of(results, "b") == {"yes": 20, "no": 10, "maybe": 2}
    shown = counts_of(public, "b")
    assert shown["maybe"] is None
    assert [shown["yes"], shown["no"]].count(None) == 1
    assert None in counts_of(public, "a").values()  # else the profile of all, less a, would be b


def test_a_line_of_ten_people_with_one_answer_is_not_shown(tmp_path):
    results = answers(
        tmp_path, (20, "a", "yes", "s1"), (15, "a", "no", "s1"), (9, "b", "yes", "s2"), asked=GROUPED
    )
    public = results.public()
    assert counts_of(results, "b") == {"yes": 9, "no": 0, "maybe": 0}
    shown = counts_of(public, "b")
    assert shown["yes"] is None
    assert None in (shown["no"], shown["maybe"])


def test_a_line_of_eleven_people_with_one_answer_is_shown(tmp_path):
    results = answers(tmp_path, (20, "a", "yes", "s1"), (15, "a", "no", "s1"), (11, "b", "yes", "s2"))
    assert counts_of(results.public(), "b") == {"yes": 11, "no": 0, "maybe": 0}


def test_where_nothing_is_small_nothing_changes(tmp_path):
    results = answers(tmp_path, *[(20, g, a, "s1") for g in "abc" for a in ("yes", "no", "maybe")])
    public = results.public()
    pd.testing.assert_frame_equal(
        public.frame.drop(columns="warnings"), results.frame.drop(columns="warnings")
    )


def test_a_hidden_row_has_its_key_a_star_and_nothing_else(tmp_path):
    results = results_of(tmp_path, random_people(1))
    public = results.public()
    assert public.frame[["comparison", "method", "stat"]].equals(
        results.frame[["comparison", "method", "stat"]]
    )
    hidden = public.frame[public.frame["text"] == "*"]
    assert len(hidden)
    numbers = ["value", "low", "high", "error", "df", "df2", "p_value", "p_plain", "p_permutation", "p_adjusted", "count", "clusters", "deff"]  # fmt: skip
    assert hidden[numbers].isna().all(axis=None)
    assert (hidden[["finding", "warnings"]] == "").all(axis=None)


def test_no_difference_test_or_residual_is_shown_of_a_hidden_count(tmp_path):
    public = results_of(tmp_path, random_people(2)).public().frame
    counts = public[(public["stat"] == "count") & (public["comparison"] == "q")]
    for stratum, part in counts.groupby("stratum"):
        beside = public[(public["comparison"] == "q") & (public["stratum"] == stratum)]
        if part["count"].isna().any():
            whole = beside[beside["stat"].isin(["test", "effect"]) & (beside["category"] == "")]
            assert (whole["text"] == "*").all()
        for category in part.loc[part["count"].isna(), "category"].unique():
            of_it = beside[
                beside["stat"].isin(["residual", "difference", "icc"]) & (beside["category"] == category)
            ]
            assert (of_it["text"] == "*").all()


def test_numbers_of_people_in_warnings_are_not_told(tmp_path):
    study = asking(tmp_path, *GROUPED, design={"cluster": "street"})
    rows = [(20, g, a, f"s{i}") for g in "ab" for a in ("yes", "no", "maybe") for i in range(4)]
    results = sqgz.compare(study, people_of(study, [*rows, (3, "a", "yes", None)], COLUMNS))
    assert results.frame["warnings"].str.contains("3 人").any()
    assert not results.public().frame["warnings"].str.contains(r"\d ?人").any()


def test_public_results_are_public_once_and_for_all(tmp_path):
    results = results_of(tmp_path, random_people(3))
    public = results.public()
    assert public.public() is public
    assert public.study is results.study
    assert not results.provenance.get("audience")
    assert public.provenance["audience"] == "公开"
    again = results.public()
    pd.testing.assert_frame_equal(again.frame, public.frame)  # the same counts are hidden every time


def test_the_audience_of_the_study_decides_what_is_rendered(tmp_path):
    internal = answers(tmp_path / "1", (20, "a", "yes", "s1"), (2, "b", "no", "s1"))
    assert audience_of(internal) is internal
    public = answers(
        tmp_path / "2", (20, "a", "yes", "s1"), (2, "b", "no", "s1"), report={"audience": "公开"}
    )
    assert (audience_of(public).frame["text"] == "*").any()


def test_public_results_are_those_of_the_study_they_were_asked_for(tmp_path):
    rows = ((20, "a", "yes", "s1"), (2, "b", "no", "s1"))
    first, second = (answers(tmp_path / one, *rows, report={"audience": "公开"}) for one in "12")
    assert audience_of(first).study is first.study
    assert audience_of(second).study is second.study


def test_joint_counts_of_the_same_person_twice_are_counts(tmp_path):
    later = {"label": "后来", "column": "后来", "kind": "ordered", "categories": [{"key": k, "label": k} for k in ("yes", "no", "maybe")]}  # fmt: skip
    asked = {"id": "p", "outcome": "answer", "paired_with": "later", "key": [["yes"]]}
    study = asking(tmp_path, asked, variables={"later": later})
    cells = {
        ("yes", "yes"): 40,
        ("yes", "no"): 3,
        ("no", "yes"): 12,
        ("no", "no"): 30,
        ("maybe", "maybe"): 20,
    }
    rows = [(n, *pair) for pair, n in cells.items()]
    results = sqgz.compare(study, people_of(study, rows, ("answer", "later")))
    public = results.public()
    domains = {"answer": [*DOMAINS["answer"]], "later": [*DOMAINS["answer"]]}

    def one(first, second):
        return one_row(public, comparison="p", stat="count", of="total", group=first, against=second)["count"]

    assert pd.isna(one("yes", "no"))
    outsider = Outsider(public.frame, domains, [asked])
    for row in public.frame[(public.frame["stat"] == "count") & (public.frame["of"] == "total")].to_dict(
        "records"
    ):
        if not pd.isna(row["count"]):
            form = outsider.people(
                lambda p, row=row: (p["answer"], p["later"]) == (row["group"], row["against"])
            )
            outsider.equal.append((form, float(row["count"])))
    low, high = outsider.bounds(outsider.people(lambda p: (p["answer"], p["later"]) == ("yes", "no")))
    assert low <= 1
    assert high >= 4


# --- use ----------------------------------------------------------------------------------------------------------------


def test_most_of_a_survey_of_a_thousand_people_is_shown(tmp_path):
    """Suppression is not everything: 12 streets of about 80 people."""
    draw = np.random.default_rng(7)
    n = 1000
    columns = [draw.choice(["a", "b", "c"], n, p=[0.15, 0.4, 0.45]), draw.choice(["big", "small"], n),
               draw.choice(["yes", "no", "maybe"], n, p=[0.4, 0.35, 0.25]), draw.choice([f"s{i}" for i in range(12)], n)]  # fmt: skip
    rows = [(1, *map(str, values)) for values in zip(*columns, strict=True)]
    frame = results_of(tmp_path, rows).public().frame
    counts = frame[frame["stat"].isin(["count", "share"])]
    assert (counts["text"] == "*").mean() < 0.1
