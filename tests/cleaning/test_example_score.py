"""The simulated district, whose truth is known: nothing is guessed, and nearly all that is certain is mapped."""

import importlib.util

import pandas as pd
import pytest
from studies import PROJECT

import sqgz


@pytest.fixture(scope="module")
def scored():
    spec = importlib.util.spec_from_file_location(
        "score_example", PROJECT / "benchmarks" / "score_example.py"
    )
    scoring = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scoring)
    truth = pd.read_csv(scoring.TRUTH, keep_default_na=False, dtype={"row": int})
    cleaned = sqgz.clean(sqgz.load_study(scoring.EXAMPLE))
    rows = scoring.score_rows(truth, cleaned.ledger)
    cells = scoring.score_cells(truth, cleaned.ledger, cleaned.records)
    return scoring, rows, cells, cleaned


def test_there_is_no_wrong_category_at_all(scored):
    scoring, _, cells, _ = scored
    wrong = cells[cells["verdict"].isin(scoring.WRONG)]
    assert wrong[["file", "row", "variable", "key", "got"]].values.tolist() == []


def test_of_what_can_be_told_for_certain_97_percent_is_mapped(scored):
    certain = scored[2][scored[2]["expect"] == "mapped"]
    assert len(certain) > 10_000
    assert (certain["verdict"] == "right").mean() >= 0.97


def test_what_nobody_can_tell_is_asked_and_what_is_missing_is_not(scored):
    cells = scored[2]
    open_cells = cells[cells["expect"].isin(["review", "missing"])]
    assert set(open_cells["verdict"]) == {"right"}


def test_every_row_has_the_fate_it_should_have(scored):
    rows = scored[1]
    wrong = rows[rows["expect"] != rows["got"]]
    assert wrong.values.tolist() == []


def test_records_are_the_people_and_the_ledger_accounts_for_every_row(scored):
    cleaned = scored[3]
    entries = cleaned.ledger[cleaned.ledger["column"] == ""]
    assert (entries["action"] == "record").sum() == len(cleaned.records)
    assert set(entries["action"]) == {"record", "joined", "duplicate", "rejected", "not_data"}
