"""How well cleaning does on thirty-four streets that report separately, whose truth is known.

    python benchmarks/score_streets.py [FOLDER] [--seed N]

Writes the set, then runs: as received; after an official has matched the headings and said which of two files counts;
after they and the streets have answered, until nothing new is asked. Holds the 报送情况表, every row, every value and the counts
against the truth, and searches all that was written for names and numbers. Exit 1 if there is a wrong category (a
value other than the true one, or any where nobody could tell), a row that is lost, or a personal text; 0 otherwise.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pandas as pd
from street_answers import Truth, file_name, fill_answers, fill_headings, fill_submissions, read_sheets

import sqgz
from sqgz.cleaning import save_cleaned
from sqgz.example.streets import personal_texts, write_streets
from sqgz.example.streets.parameters import SEED
from sqgz.example.streets.truth import PERSON_VARIABLES

LIST, RETURNS, SUBMITTED = "待核清单.xlsx", "退改清单", "报送情况表.xlsx"
NO_RECORD = ("excluded", "not_data", "set_aside")
PERSON_ROWS = ("record", "joined", "duplicate", "excluded", "apart")
MOST_TURNS = 4
WRONG = ("wrong category", "guessed")
SHOWN = 15


def read_truth(folder: Path, study: sqgz.study.Study) -> Truth:
    """The truth as written beside the set, with the study's own words."""
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted(folder.glob("*.csv"))
    }
    variables = study.variables.items()
    return Truth(
        tables,
        {key: variable.label for key, variable in variables},
        {key: variable.labels for key, variable in variables},
    )


def score_rows(persons: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Rows of the truth with the action they got and the verdict: right, wrong action, lost, twice or counted."""
    rows = persons[["file", "sheet", "row", "expect", "person"]].assign(file=persons["file"].map(file_name))
    rows["row"] = rows["row"].astype(int)
    entries = ledger[ledger["column"].fillna("") == ""]
    entries = entries.assign(file=entries["file"].map(file_name), row=entries["row"].astype(int))
    keys = ["file", "sheet", "row"]
    got = entries.groupby(keys)["action"].agg(lambda some: "+".join(map(str, some)))
    rows = rows.merge(got.rename("got").reset_index(), on=keys, how="left").fillna({"got": ""})
    records = rows[rows["got"] == "record"].groupby("person").size()
    rows["verdict"] = [
        row_verdict(expect, action, int(records.get(person, 0)) if person else 0)
        for expect, action, person in zip(rows["expect"], rows["got"], rows["person"], strict=True)
    ]
    return rows


def row_verdict(expect: str, got: str, records: int) -> str:
    """What the action of a row is worth; `records` are those of its person."""
    if expect == "set_aside":
        return "right" if got not in ("record", "joined") else "counted twice"
    if not got or "+" in got:
        return "twice in the ledger" if got else "lost"
    if expect in ("record", "joined"):
        # which row of a person is the record is a matter of order; that there is one is not
        kept = got in ("record", "joined", "duplicate") and records == 1
        return "right" if kept else "wrong action"
    allowed = {"apart": ("record", "excluded"), "duplicate": ("duplicate", "joined")}.get(expect, (expect,))
    return "right" if got in allowed else "wrong action"


def score_cells(truth: Truth, ledger: pd.DataFrame, records: pd.DataFrame, *, decided: bool) -> pd.DataFrame:
    """Every variable of every person who has a record: what was got, and the verdict, before or after the answers."""
    persons, doubts = truth.tables["persons"], truth.tables["doubts"]
    entries = ledger[(ledger["column"].fillna("") == "") & (ledger["action"] == "record")]
    places = {(file_name(row.file), row.sheet, int(row.row)): int(row.record) for row in entries.itertuples()}
    doubtful = {
        (file_name(row.file), row.sheet, int(row.row), row.variable): row for row in doubts.itertuples()
    }
    values = records.set_index("record")
    found = []
    for person in persons[persons["expect"].isin(("record", "joined"))].itertuples():
        where = (file_name(person.file), person.sheet, int(person.row))
        record = places.get(where)
        if record is None:
            continue
        for variable in PERSON_VARIABLES:
            value = values.at[record, variable] if variable in values else None
            got = "" if value is None or pd.isna(value) else str(value)
            doubt = doubtful.get((*where, variable))
            expect, settled = (doubt.expect, doubt.settled) if doubt else ("mapped", "")
            key = getattr(person, variable)
            verdict = cell_verdict(expect, settled, key, got, decided=decided)
            found.append((*where, variable, expect, settled, key, got, verdict))
    columns = ["file", "sheet", "row", "variable", "expect", "settled", "key", "got", "verdict"]
    return pd.DataFrame(found, columns=columns)


def cell_verdict(expect: str, settled: str, key: str, got: str, *, decided: bool) -> str:
    """What the value got is worth, before or after everybody has answered."""
    if expect == "missing" or settled == "nobody" or (expect == "asked" and not decided):
        return "guessed" if got else "right"
    if got:
        in_part = (
            decided and got == "unspecified" and expect == "open" and key
        )  # a seat, of which body nobody said
        return "right" if got == key or in_part else "wrong category"
    return "right" if expect == "open" or (expect == "either" and not decided) else "left open"


def score_submissions(path: Path, truth: Truth, *, decided: bool) -> list[str]:
    """What is wrong in 报送情况表: statuses of files and silent streets, and numbers of people."""
    shown = read_list(path, ("街道", "文件", "状态"))
    if shown is None:
        return [f"{path.name} is not there or has no such headings"]
    wrong = []
    slips = set(truth.tables["slips"]["file"].map(file_name))
    status = "status_decided" if decided else "status"
    for row in truth.tables["submissions"].itertuples():
        some = shown[(shown["文件"].map(file_name) == file_name(row.file)) & (shown["街道"] == row.street)]
        if row.sheet and "表页" in some and (some["表页"] == row.sheet).any():
            some = some[some["表页"] == row.sheet]
        wanted = getattr(row, status)
        if file_name(row.file) in slips and wanted == "已报":
            wanted = "数据有误"  # a sheet that does not add up is not used, and its cell is named
        where = f"{row.street} {row.file} {row.sheet}".strip()
        if some.empty:
            wrong += [f"{where}: no row"] * (wanted != "不采用")
        elif wanted != "不采用" and not some["状态"].str.contains(wanted).any():
            wrong.append(f"{where}: {'、'.join(some['状态'])} for {wanted}")
        elif decided and wanted == "已报" and row.lines and "人数" in some:
            people = [number(value) for value in some["人数"]]
            low, high = sorted((int(row.persons), int(row.counted)))  # who awaits a decision is still counted
            if not any(n is not None and low <= n <= high for n in people):
                wrong.append(f"{where}: {people} people for {row.persons} ({row.counted} counted)")
    return wrong


def number(value: str) -> int | None:
    """A whole number from a cell, or None."""
    return int(float(value)) if value.replace(".", "", 1).isdigit() else None


def accounts(cleaned: sqgz.cleaning.Cleaned) -> list[str]:
    """Where the ledger does not add up: rows named twice, records that are not those of the frame."""
    entries = cleaned.ledger[cleaned.ledger["column"].fillna("") == ""]
    twice = int(entries.duplicated(["file", "sheet", "row"]).sum())
    recorded = sorted(entries.loc[entries["action"] == "record", "record"].astype(int))
    wrong = [f"{twice} rows stand twice in the ledger"] if twice else []
    if recorded != sorted(cleaned.records["record"].astype(int)):
        wrong.append(f"{len(recorded)} records in the ledger, {len(cleaned.records)} in the frame")
    return wrong


def score_counts(path: Path, truth: Truth) -> str:
    """How many of the true counts by street, position and level stand in counts.parquet; the slip costs one."""
    if not path.exists():
        return "no counts.parquet"
    cells, right = pd.read_parquet(path), 0
    keys = ["street", "position", "variable", "level"]
    true = truth.tables["counts"].astype({"n": int}).groupby(keys)["n"].sum()
    for (street, position, variable, level), n in true.items():
        if {"street", "position", variable} <= set(cells):
            at = (cells["street"] == street) & (cells["position"] == position) & (cells[variable] == level)
            right += n in set(cells[at].groupby("table", observed=True)["n"].sum().astype(int))
    return f"{right}/{len(true)}"


def slips_named(folder: Path, truth: Truth) -> str:
    """How many of the wrong cells of the summary sheets are named anywhere in the lists."""
    texts = "\n".join(texts_of(folder))
    slips = list(truth.tables["slips"].itertuples())
    return f"{sum(slip.cell in texts and file_name(slip.file) in texts for slip in slips)}/{len(slips)}"


def texts_of(folder: Path) -> list[str]:
    """Every text that was written below a folder: cells of workbooks and frames, and text files whole."""
    found: list[str] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            found += [cell for rows in read_sheets(path).values() for row in rows for cell in row]
        elif path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            found += [str(value) for name in frame for value in frame[name].dropna().unique()]
        elif path.suffix in (".csv", ".json", ".txt"):
            found.append(path.read_text(encoding="utf-8-sig"))
    return [one for one in found if one]


def read_list(path: Path, needed: tuple[str, ...]) -> pd.DataFrame | None:
    """The first table of a workbook whose headings hold all that are needed, as text."""
    for cells in read_sheets(path).values() if path.exists() else ():
        for place, row in enumerate(cells):
            if set(needed) <= set(row):
                return pd.DataFrame(cells[place + 1 :], columns=row)
    return None


def questions(processed: Path) -> str:
    """How many rows each list asks about."""
    counts = {}
    for name, cells in (read_sheets(processed / LIST) if (processed / LIST).exists() else {}).items():
        heading = next((place for place, row in enumerate(cells) if "决定" in row), None)
        if heading is not None:
            counts[name] = sum(any(row) for row in cells[heading + 1 :])
    returns = [read_list(path, ("行号", "核实结果")) for path in sorted((processed / RETURNS).glob("*.xlsx"))]
    counts[RETURNS] = sum(len(rows) for rows in returns if rows is not None)
    return "、".join(f"{name} {n}" for name, n in counts.items())


def report_cells(title: str, cells: pd.DataFrame) -> int:
    """Number of wrong categories; prints how the cells came out."""
    wrong = int(cells["verdict"].isin(WRONG).sum())
    print(f"\n{title}: {int((cells['verdict'] == 'right').sum())}/{len(cells)} right, {wrong} wrong")
    print(pd.crosstab(cells["variable"], [cells["expect"], cells["verdict"]]).to_string())
    if wrong:
        print(cells[cells["verdict"].isin(WRONG)].head(SHOWN).to_string(index=False))
    return wrong


def clean_and_save(folder: Path, *, stops: bool = False) -> sqgz.cleaning.Cleaned:
    """One run; it must stop, after the lists are written, while nobody has said which of two files of a street counts."""
    cleaned = sqgz.clean(sqgz.load_study(folder))
    try:
        save_cleaned(cleaned)
    except sqgz.InputError as error:
        if not stops:
            raise
        print(f"stopped: {error}")
    else:
        assert not stops, "two files of one street did not stop the run"
    return cleaned


def score(root: Path, seed: int) -> int:
    """Number of failures of the set of a seed, written below `root`; prints the scores."""
    folder, processed = root / "data" / "raw" / "streets", root / "data" / "processed" / "streets"
    write_streets(folder, seed=seed, truth=root / "truth")
    truth = read_truth(root / "truth", sqgz.load_study(folder))
    failures = []

    cleaned = clean_and_save(folder, stops=True)
    print(f"1. as received. Asked: {questions(processed)}")
    failures += score_submissions(processed / SUBMITTED, truth, decided=False) + accounts(cleaned)
    headings = fill_headings(processed / LIST, truth)
    doubles = fill_submissions(processed / LIST, truth)

    cleaned = clean_and_save(folder)
    print(f"2. {headings} headings, {doubles} files decided. Asked: {questions(processed)}")
    failures += score_submissions(processed / SUBMITTED, truth, decided=True) + accounts(cleaned)
    cells = score_cells(truth, cleaned.ledger, cleaned.records, decided=False)
    wrong = report_cells("before the answers", cells)
    for turn in range(3, 3 + MOST_TURNS):  # an answer may bring a contradiction to light
        in_list, in_returns = fill_answers(processed / LIST, processed / RETURNS, truth)
        if not in_list + in_returns:
            break
        cleaned = clean_and_save(folder)
        print(f"\n{turn}. {in_list} + {in_returns} questions answered. Asked: {questions(processed)}")
        failures += accounts(cleaned)

    rows = score_rows(truth.tables["persons"], cleaned.ledger)
    bad = rows[rows["verdict"] != "right"]
    print(f"rows right: {len(rows) - len(bad)}/{len(rows)}")
    if len(bad):
        print(bad.groupby(["expect", "got", "verdict"]).size().to_string())
        print(bad.head(SHOWN).to_string(index=False))
    wrong += report_cells(
        "after the answers", score_cells(truth, cleaned.ledger, cleaned.records, decided=True)
    )
    print(
        f"counts: {score_counts(processed / 'counts.parquet', truth)}; slips named: {slips_named(processed, truth)}"
    )
    written = "\n".join(texts_of(root / "data" / "processed"))
    leaked = [one for one in personal_texts(seed) if one in written]
    print(f"personal texts found: {len(leaked)}; wrong categories: {wrong}; other failures: {len(failures)}")
    print(*failures[:SHOWN], sep="\n")
    return wrong + len(bad) + len(failures) + len(leaked)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="kept if given, else a temporary folder")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.folder:
        return int(score(given.folder, given.seed) > 0)
    with tempfile.TemporaryDirectory() as root:
        return int(score(Path(root), given.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
