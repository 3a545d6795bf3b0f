"""How well cleaning does on the simulated district, whose truth is known.

    python benchmarks/score_example.py [FOLDER] [TRUTH]

Runs `sqgz.clean` on the example and holds every row and every cell against the truth. Prints rows that got the
right action, cells that got the right value or question, the share of what can be told for certain that was mapped,
and wrong categories: a category other than the true one, or any category where nobody could tell (a guess).
Exit 1 if there is a wrong category, 0 otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import sqgz

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "raw" / "example"
TRUTH = ROOT / "tests" / "golden" / "example" / "truth.csv"
SHOWN = 20
WRONG = ("wrong category", "guessed")


def row_actions(ledger: pd.DataFrame) -> pd.DataFrame:
    """The row entries of a ledger: file, row, action, record."""
    entries = ledger[ledger["column"].fillna("") == ""]
    return entries[["file", "row", "action", "record"]].astype({"file": str, "row": int, "action": str})


def score_rows(truth: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Rows of the truth with the action they got (`got`), and rows that are people to the ledger only."""
    expected = truth[truth["variable"] == ""][["file", "row", "expect"]]
    got = row_actions(ledger).rename(columns={"action": "got"})
    rows = expected.merge(got[["file", "row", "got"]], on=["file", "row"], how="outer")
    headings = rows["expect"].isna() & (
        rows["got"] == "not_data"
    )  # titles and headings: no part of the truth
    return rows[~headings].fillna("nothing")


def score_cells(truth: pd.DataFrame, ledger: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Cells of the truth with the value of their person's record and the verdict on it."""
    cells = truth[truth["variable"] != ""].merge(
        row_actions(ledger)[["file", "row", "record"]], on=["file", "row"], how="left"
    )
    asked = ledger[ledger["action"].astype(str) == "review"]
    open_questions = set(zip(asked["record"].astype(int), asked["column"].astype(str), strict=True))
    values = records.set_index("record")
    cells["got"] = [
        value_of(values, record, variable)
        for record, variable in zip(cells["record"], cells["variable"], strict=True)
    ]
    cells["verdict"] = [
        verdict(expect, key, got, (int(record) if pd.notna(record) else 0, variable) in open_questions)
        for expect, key, got, record, variable in zip(
            cells["expect"], cells["key"], cells["got"], cells["record"], cells["variable"], strict=True
        )
    ]
    return cells


def value_of(values: pd.DataFrame, record: float, variable: str) -> str:
    """Value of a record as text: "" for missing, "no record" where the row leads to none."""
    if pd.isna(record) or int(record) not in values.index:
        return "no record"
    value = values.at[int(record), variable]
    return "" if pd.isna(value) else str(value)


def verdict(expect: str, key: str, got: str, asked: bool) -> str:
    """What the value got is worth, given what an honest cleaner must do."""
    if got == "no record":
        return "no record"
    if expect in ("mapped", "skipped"):
        same = set(got.split("+")) == set(key.split("+"))
        return "right" if same else "left open" if not got else "wrong category"
    if got:
        return "guessed"
    return (
        "right" if asked == (expect == "review") else "not asked" if expect == "review" else "asked in vain"
    )


def main(folder: Path = EXAMPLE, truth_file: Path = TRUTH) -> int:
    truth = pd.read_csv(truth_file, keep_default_na=False, dtype={"row": int})
    cleaned = sqgz.clean(sqgz.load_study(folder))
    rows = score_rows(truth, cleaned.ledger)
    cells = score_cells(truth, cleaned.ledger, cleaned.records)
    wrong_rows = rows[rows["expect"] != rows["got"]]
    wrong_cells = cells[cells["verdict"] != "right"].sort_values("verdict", ascending=False)
    certain = cells[cells["expect"] == "mapped"]
    mapped = int((certain["verdict"] == "right").sum())
    wrong = int(cells["verdict"].isin(WRONG).sum())

    print(f"rows right: {len(rows) - len(wrong_rows)}/{len(rows)}")
    print(f"cells right: {len(cells) - len(wrong_cells)}/{len(cells)}")
    print(f"mapped of what is certain: {mapped}/{len(certain)} = {mapped / len(certain):.2%}")
    print(f"wrong categories: {wrong}")
    print()
    print(pd.crosstab(cells["variable"], [cells["expect"], cells["verdict"]]).to_string())
    if len(wrong_rows):
        print("\nrows:", wrong_rows.groupby(["file", "expect", "got"]).size().to_string(), sep="\n")
        print(wrong_rows.head(SHOWN).to_string(index=False))
    if len(wrong_cells):
        shown = wrong_cells[["file", "row", "variable", "key", "expect", "got", "verdict"]]
        print("\ncells:", shown.head(SHOWN).to_string(index=False), sep="\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*(Path(argument) for argument in sys.argv[1:3])))
