"""Numbers of single streets must not be solved through errors, intervals and tests that were reckoned from them."""

import numpy as np
import pandas as pd
import pytest
from fitter import Fitter
from studies import asking, one_row, people_of

import sqgz
from sqgz.cleaning.saving import RECORDS
from sqgz.results.clustered import OF_CLUSTERS, OF_FAMILY

ZONE = {"label": "片区", "codebook": "zone", "column": "片区"}
ZONE_OF = {f"s{i}": "inner" if i <= 5 else "outer" for i in range(1, 11)}
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
    """Ten streets of about 35 people, in three or four of which few said maybe."""
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
    true = dict(
        ((street, key), n) for street, line in counts.items() for key, n in zip(ANSWERS, line, strict=True)
    )
    assert all(true[cell] in values for cell, values in found.items())
    assert any(len(values) == 1 for values in found.values())
