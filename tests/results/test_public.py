"""Public results: what is hidden, that it cannot be solved, that not everything is gone."""

import numpy as np
import pandas as pd
import pytest
from outsider import Outsider
from studies import asking, people_of

import sqgz
from sqgz.results import check_frame

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
