"""Numbers of single streets must not be solved through errors, intervals and tests that were reckoned from them."""

import numpy as np
import pandas as pd
import pytest
from fitter import Fitter
from studies import asking, one_row, people_of

import sqgz
from sqgz.cleaning.saving import RECORDS
from sqgz.results.untold import OF_CLUSTERS, OF_FAMILY

ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
ZONE_OF = {f"s{i}": "inner" if i <= 9 else "outer" for i in range(1, 19)}
COLUMNS = ("answer", "size", "street", "zone")
ANSWERS = ("yes", "no", "maybe")
ASKED = [
    {"id": "streets", "outcome": "answer", "by": "street", "key": [["yes"]]},
    {"id": "all", "outcome": "answer", "key": [["yes"], ["yes", "no"]]},
    {"id": "zones", "outcome": "answer", "by": "zone", "groups": ["inner", "outer"], "key": [["maybe"], ["yes"]],
     "family": "confirmatory"},
    {"id": "sizes", "outcome": "size", "by": "zone", "groups": ["inner", "outer"], "key": [["big"]], "family": "confirmatory"},
]  # fmt: skip
RECKONED = ["low", "high", "error", "df", "df2", "deff", "p_value", "p_permutation", "p_adjusted"]


def results_of(root, counts, asked=ASKED, **more):
    """Results of people counted by street and answer; half of them big, half small."""
    study = asking(root, *asked, variables={"zone": ZONE}, **{"design": {"cluster": "street"}} | more)
    rows = [
        (share, answer, size, street, ZONE_OF[street])
        for street, line in counts.items()
        for answer, n in zip(ANSWERS, line, strict=True)
        for share, size in ((n - n // 2, "big"), (n // 2, "small"))
    ]
    people = people_of(study, rows, COLUMNS)
    results = sqgz.compare(study, people)
    study.processed.mkdir(parents=True)
    people.to_parquet(study.processed / RECORDS)  # by which everybody knows in which zone a street lies
    return results


def random_counts(seed):
    """Eighteen streets of about 35 people, in three or four of which few said maybe."""
    draw = np.random.default_rng(seed)
    counts = {street: [*map(int, draw.integers(9, 20, 2)), int(draw.integers(6, 14))] for street in ZONE_OF}
    for street in draw.choice(list(ZONE_OF), int(draw.integers(3, 5)), replace=False):
        counts[str(street)][2] = int(draw.integers(1, 5))
    return counts


def put_back(public, internal):
    """The public frame as it was when it withheld rows and counts alone."""
    frame = public.frame.copy()
    shown = frame["text"] != "*"
    frame.loc[shown, RECKONED] = internal.frame.loc[shown, RECKONED]
    return frame


def possible(frame, hidden):
    """For each of some cells the numbers that stand in it in any filling that fits."""
    fitter = Fitter(frame, ZONE_OF)
    fillings = fitter.fillings()
    places = {
        (street, key): fillings[:, list(fitter.cells.index).index(street), fitter.categories.index(key)]
        for street, key in hidden
    }
    return {cell: set(map(int, values)) for cell, values in places.items()}


def small_cells(counts):
    return [
        (street, key)
        for street, line in counts.items()
        for key, n in zip(ANSWERS, line, strict=True)
        if 1 <= n <= 4
    ]


@pytest.mark.parametrize("seed", range(5))
def test_whole_numbers_that_fit_leave_every_small_count_open(tmp_path, seed):
    counts = random_counts(seed)
    public = results_of(tmp_path, counts).public()
    for cell, values in possible(public.frame, small_cells(counts)).items():
        assert {1, 2, 3, 4} <= values, (cell, values)


@pytest.mark.parametrize("seed", range(5))
def test_with_errors_and_intervals_the_same_fitter_solves_small_counts(tmp_path, seed):
    """The attack is one that can succeed, and did."""
    counts = random_counts(seed)
    results = results_of(tmp_path, counts)
    found = possible(put_back(results.public(), results), small_cells(counts))
    true = {(street, key): n for street, line in counts.items() for key, n in zip(ANSWERS, line, strict=True)}
    assert all(true[cell] in values for cell, values in found.items())
    assert any(len(values) == 1 for values in found.values())


# --- what is withheld, and what is not ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Internal and public results of one of the studies."""
    results = results_of(tmp_path_factory.mktemp("both"), random_counts(0))
    return results.frame, results.public().frame


def test_nothing_reckoned_from_streets_is_told_of_an_answer_with_hidden_counts_by_street(both):
    internal, public = both
    rows = public[
        (public["outcome"] == "answer") & (public["cluster"] == "street") & (public["stat"] != "test_plain")
    ]
    assert (
        internal.loc[rows.index, RECKONED].notna().any().drop("df2").all()
    )  # there was something to withhold
    assert rows[RECKONED].isna().all(axis=None)
    made = rows[rows["stat"].isin(["test", "icc", "residual"]) | (rows["method"] == "可发现的最小差别")]
    assert len(made)
    assert (made["text"] == "*").all()
    assert made["value"].isna().all()


def test_shares_differences_findings_and_plain_tests_of_it_stay(both):
    internal, public = both
    for wanted in ({"stat": "share", "comparison": "all", "category": "maybe"},
                   {"stat": "difference", "comparison": "zones", "category": "maybe"}):  # fmt: skip
        place = internal.index[(internal[list(wanted)] == pd.Series(wanted)).all(axis=1)]
        assert len(place) == 1
        told = public.loc[place[0]]
        assert told[["value", "p_plain", "finding", "base"]].equals(
            internal.loc[place[0], ["value", "p_plain", "finding", "base"]]
        )
        assert told["warnings"].endswith(OF_CLUSTERS)
    plain = public[(public["stat"] == "test_plain") & (public["comparison"] == "zones")].drop(
        columns="warnings"
    )
    assert len(plain) == 2
    assert plain.equals(internal.loc[plain.index].drop(columns="warnings"))


def test_an_answer_not_counted_by_street_keeps_its_interval_but_not_a_p_adjusted_with_others(both):
    internal, public = both
    row = (internal["comparison"] == "sizes") & (internal["stat"] == "difference")
    before, told = internal[row].iloc[0], public[row].iloc[0]
    assert told[["low", "high", "error", "deff", "p_value"]].equals(
        before[["low", "high", "error", "deff", "p_value"]]
    )
    assert before["p_adjusted"] > 0
    assert pd.isna(told["p_adjusted"])
    assert told["warnings"].endswith(OF_FAMILY)


def test_where_every_count_by_street_is_shown_nothing_is_withheld(tmp_path):
    results = results_of(tmp_path, {street: [20 + i, 15, 10] for i, street in enumerate(ZONE_OF)})
    pd.testing.assert_frame_equal(
        results.public().frame.drop(columns="warnings"), results.frame.drop(columns="warnings")
    )


def test_two_streets_a_zone_are_too_few_even_where_no_count_by_street_is_printed(tmp_path):
    """Their sum and the sum of their squares are two equations of two unknowns."""
    counts = {street: [20, 15, 10 + i] for i, street in enumerate(("s1", "s2", "s10", "s11"))}
    results = results_of(tmp_path, counts, [one for one in ASKED if one["id"] == "zones"])
    before = one_row(results, comparison="zones", stat="share", group="inner", category="yes")
    told = one_row(results.public(), comparison="zones", stat="share", group="inner", category="yes")
    assert before["clusters"] == 2
    assert before["error"] > 0
    assert told["value"] == before["value"]
    assert pd.isna(told["error"])


def test_a_variable_of_the_same_column_tells_as_much(tmp_path):
    """Answers put together more coarsely are sums of the same cells by street."""
    coarse = {"label": "粗分", "column": "回答", "categories": [{"key": "one", "label": "一"}, {"key": "other", "label": "二"}]}  # fmt: skip
    counts = random_counts(1)
    study = asking(tmp_path, ASKED[0], {"id": "coarse", "outcome": "coarse", "key": [["one"]]},
                   variables={"zone": ZONE, "coarse": coarse}, design={"cluster": "street"})  # fmt: skip
    rows = [
        (n, answer, "one" if answer == "maybe" else "other", street)
        for street, line in counts.items()
        for answer, n in zip(ANSWERS, line, strict=True)
    ]
    results = sqgz.compare(study, people_of(study, rows, ("answer", "coarse", "street")))
    wanted = {"comparison": "coarse", "stat": "share", "category": "one"}
    assert one_row(results, **wanted)["error"] > 0
    assert pd.isna(one_row(results.public(), **wanted)["error"])


def test_a_difference_weighted_by_street_is_not_told(tmp_path):
    """Of those who were to answer: 10 did not; each street counts by its people on the roster."""
    asked = [ASKED[0], {"id": "sizes", "outcome": "answer", "by": "size", "groups": ["big", "small"], "key": [["yes"]],
                        "inference": "finite"}]  # fmt: skip
    study = asking(tmp_path, *asked, roster=True, design={"cluster": "street"})
    rows = [
        (share, answer, size, street)
        for street, line in random_counts(2).items()
        for answer, n in zip(ANSWERS, line, strict=True)
        for share, size in ((n - n // 2, "big"), (n // 2, "small"))
    ]
    rows += [(10, None, "big", "s1")]
    people = people_of(study, rows, ("answer", "size", "street")).assign(answered=True)
    places = pd.DataFrame({"zone": list(ZONE_OF.values()), "street": list(ZONE_OF), "community": "甲", "unit_type": "community",
                           "posts": np.nan, "people": np.nan})  # fmt: skip
    results = sqgz.compare(study, people, places=places)
    wanted = {"comparison": "sizes", "stat": "difference", "inference": "finite"}
    before, told = one_row(results, **wanted), one_row(results.public(), **wanted)
    assert before["error"] > 0
    assert told[["value", "low", "high", "error", "p_value"]].isna().all()
    assert told["finding"] == before["finding"] == "open"
