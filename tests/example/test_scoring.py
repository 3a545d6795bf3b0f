"""The score must be able to fail: each kind of mistake is made once and found."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "score_example.py"


@pytest.fixture(scope="module")
def scoring():
    spec = importlib.util.spec_from_file_location("score_example", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def frame(columns, rows):
    return pd.DataFrame(rows, columns=columns)


TRUTH = frame(
    ["file", "sheet", "row", "column", "variable", "key", "expect"],
    [
        ("a.xlsx", "s", 2, "", "", "", "record"),
        ("a.xlsx", "s", 2, "户口", "hukou", "community", "mapped"),
        ("a.xlsx", "s", 3, "", "", "", "record"),
        ("a.xlsx", "s", 3, "户口", "hukou", "outside", "review"),
        ("a.xlsx", "s", 4, "", "", "", "not_data"),
    ],
)


def ledger(*cells, actions=("record", "record", "not_data")):
    rows = [
        ("a.xlsx", row, "", action, record)
        for row, action, record in zip((2, 3, 4), actions, (1, 2, 0), strict=True)
    ]
    rows.append(("a.xlsx", 1, "", "not_data", 0))
    return frame(["file", "row", "column", "action", "record"], [*rows, *cells])


ASKED = ("a.xlsx", 3, "hukou", "review", 2)


@pytest.mark.parametrize(
    ("values", "cells", "verdicts"),
    [
        (["community", None], [ASKED], ["right", "right"]),
        (["outside", None], [ASKED], ["wrong category", "right"]),
        ([None, None], [ASKED], ["left open", "right"]),
        (["community", "outside"], [], ["right", "guessed"]),
        (["community", None], [], ["right", "not asked"]),
    ],
)
def test_each_mistake_in_a_cell_has_its_name(scoring, values, cells, verdicts):
    records = pd.DataFrame({"record": [1, 2], "hukou": values})
    assert scoring.score_cells(TRUTH, ledger(*cells), records)["verdict"].tolist() == verdicts


def test_a_total_taken_for_a_person_is_a_wrong_row(scoring):
    rows = scoring.score_rows(TRUTH, ledger(actions=("record", "record", "record")))
    assert rows.loc[rows["expect"] != rows["got"], "row"].tolist() == [4]


def test_a_title_taken_for_a_person_is_a_wrong_row_and_one_left_out_is_none(scoring):
    entries = ledger()
    assert len(scoring.score_rows(TRUTH, entries)) == 3
    entries.loc[entries["row"] == 1, "action"] = "record"
    rows = scoring.score_rows(TRUTH, entries)
    assert rows.loc[rows["expect"] != rows["got"], ["row", "expect"]].values.tolist() == [[1, "nothing"]]


def test_several_reasons_count_as_a_set(scoring):
    assert scoring.verdict("mapped", "no_post+family", "family+no_post", False) == "right"
    assert scoring.verdict("mapped", "no_post+family", "family", False) == "wrong category"
