"""The ledger accounts for every row, and the check that says so can fail."""

import pandas as pd
import pytest
from studies import HUKOU, PERSON, identity, write_study

from sqgz.cleaning import ledger as ledgers
from sqgz.cleaning.records import clean
from sqgz.reading import read_workbook


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory):
    rows = [
        ["花名册", ""],
        ["身份证号", "户口所在地"],
        [identity(1), "本社区"],
        [identity(1), "外省"],
        [identity(2), "本地"],
    ]
    folder = write_study(
        tmp_path_factory.mktemp("ledger"), {"花名册.xlsx": rows}, {"person": PERSON, "hukou": HUKOU}
    )
    sheets = read_workbook(
        folder.path / "花名册.xlsx", file="花名册.xlsx", known=frozenset({"身份证号", "户口所在地"})
    )
    return clean(folder.load()), sheets


def test_rows_of_each_file_are_the_sum_of_what_became_of_them(cleaned):
    made, sheets = cleaned
    entries = made.ledger[made.ledger["column"] == ""]
    assert entries["action"].astype("str").value_counts().to_dict() == {
        "not_data": 2,
        "record": 2,
        "duplicate": 1,
    }
    assert len(entries) == len(sheets[0].rows) == 5
    ledgers.check_identity(made.ledger, sheets, 2)


def without(frame, mask):
    return frame[~mask].reset_index(drop=True)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda frame: without(frame, (frame["row"] == 4) & (frame["column"] == "")), "5 rows, 4 entries about 4 rows"),
        (lambda frame: pd.concat([frame, frame[(frame["row"] == 4) & (frame["column"] == "")]]), "5 rows, 6 entries about 5 rows"),
        (lambda frame: frame.assign(row=frame["row"].replace(4, 3)), "5 rows, 5 entries about 4 rows"),
        (lambda frame: pd.concat([frame, frame.iloc[:1].assign(sheet="另一页")]), "rows of no sheet"),
        (lambda frame: frame.assign(action=frame["action"].astype("str").replace("duplicate", "record")), "records and record entries differ"),
        (lambda frame: pd.concat([frame, frame[frame["column"] == "hukou"].iloc[:1]]), "two entries"),
    ],
)  # fmt: skip
def test_a_ledger_that_loses_or_invents_something_is_refused(cleaned, spoil, says):
    made, sheets = cleaned
    with pytest.raises(AssertionError, match=says):
        ledgers.check_identity(spoil(made.ledger), sheets, 2)


def test_a_record_without_an_entry_is_refused(cleaned):
    made, sheets = cleaned
    with pytest.raises(AssertionError, match="records and record entries differ"):
        ledgers.check_identity(made.ledger, sheets, 3)


def test_nothing_in_the_ledger_is_null_and_its_words_are_the_fixed_ones(cleaned):
    ledger = cleaned[0].ledger
    assert ledger.columns.tolist() == ledgers.COLUMNS
    assert not ledger.isna().any(axis=None)
    cells = ledger["column"] != ""
    assert set(ledger.loc[~cells, "action"]) <= set(ledgers.ROW_ACTIONS)
    assert set(ledger.loc[cells, "action"]) <= set(ledgers.CELL_ACTIONS)
    assert (ledger.loc[cells, "record"] > 0).all()
