"""What cleaning made, written to data/processed/STUDY and read back by the notebooks that follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sqgz.cleaning.asking.decisions import FILE
from sqgz.cleaning.asking.returns import write_returns
from sqgz.cleaning.asking.review import NAME as REVIEW
from sqgz.cleaning.asking.review import write_review
from sqgz.cleaning.record_frame import carry_labels
from sqgz.cleaning.records import Cleaned
from sqgz.cleaning.submissions.submission_list import write_submissions
from sqgz.errors import InputError
from sqgz.study import Study, Variable
from sqgz.study.references import SKIPPED
from sqgz.writing import write_frame, write_text

RECORDS, PLACES, COUNTS, LEDGER, SHEETS = (
    "records.parquet",
    "places.parquet",
    "counts.parquet",
    "ledger.csv",
    "sheets.csv",
)
SUBMISSIONS, EXCLUSIONS = "submissions.csv", "exclusions.csv"


def save_cleaned(cleaned: Cleaned) -> None:
    """Nothing; writes everything that cleaning made to data/processed/STUDY.

    First the decisions are kept beside study.yaml, then the lists they were filled into are replaced.
    Raises InputError, after the lists and 报送情况表 are written and before any record is, if something must be decided
    before records can be used, such as which of two files of a street counts.
    """
    study = cleaned.study
    folder = study.processed
    if cleaned.decisions.made:
        write_text(study.folder / FILE, cleaned.decisions.as_csv(), encoding="utf-8-sig")
    if not study.counts_only or len(cleaned.review) or (folder / REVIEW).exists():
        write_review(cleaned.review, study, cleaned.options)
        write_returns(cleaned.review, study, cleaned.options)
    if len(cleaned.submissions):
        write_submissions(cleaned.submissions, study)
        _write_table(folder / SUBMISSIONS, cleaned.submissions)
    if cleaned.stops:
        raise InputError("\n".join(f"{text}。" for text in (one.rstrip("。") for one in cleaned.stops)))
    if cleaned.places is not None:
        write_frame(folder / PLACES, cleaned.places)
    write_frame(folder / (COUNTS if study.counts_only else RECORDS), cleaned.records)
    if not study.counts_only:
        _write_summary(folder / COUNTS, cleaned.summary)
    if study.people.scope:
        _write_table(folder / EXCLUSIONS, cleaned.exclusions)
    _write_table(folder / LEDGER, _harmless(cleaned.ledger))
    _write_table(folder / SHEETS, cleaned.sheets)


def _write_summary(path: Path, summary: pd.DataFrame | None) -> None:
    """The cells of streets that sent only counts; without any no earlier file may be taken for them."""
    if summary is not None:
        write_frame(path, summary)
    else:
        path.unlink(missing_ok=True)


def _write_table(path: Path, table: pd.DataFrame) -> None:
    write_text(path, table.to_csv(index=False, lineterminator="\n"), encoding="utf-8-sig")


def _harmless(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with raw texts that a spreadsheet would run as formulas marked as text by an apostrophe."""
    risky = ledger["raw"].astype("str").str.match(r"[=+@\t\r]|-(?![0-9])")
    return ledger.assign(raw=ledger["raw"].astype("str").where(~risky, "'" + ledger["raw"].astype("str")))


def load_records(study: Study) -> pd.DataFrame:
    """Records as 01_clean wrote them: a row per person; for a study of counts its cells.

    Raises InputError if 01_clean has not been run, or has been run for another version of study.yaml's variables.
    """
    records = _read_frame(study, COUNTS if study.counts_only else RECORDS)
    for key, variable in study.variables.items():
        if not _as_declared(records, key, variable, counts=study.counts_only):
            raise InputError(
                f"清洗结果与 study.yaml 不一致（变量 {key} {variable.label} 在清洗之后有改动）。请重新运行 01_clean.ipynb，或 python run.py run data/raw/{study.folder.name}。"
            )
    carry_labels(records, study)
    return records


def _as_declared(records: pd.DataFrame, key: str, variable: Variable, *, counts: bool) -> bool:
    """Whether the records hold a variable as it is declared now: its column, and no category that it has not."""
    if not variable.categorical:
        return True
    if key not in records:
        return counts or not variable.column
    if not variable.categories:
        return True
    declared = {*variable.labels, SKIPPED}
    found = {part for name in records[key].cat.categories for part in str(name).split("+")}
    if variable.kind != "multiple":
        found = {str(name) for name in records[key].cat.categories}
    return found <= declared


def load_summary(study: Study) -> pd.DataFrame | None:
    """Cells (tables `summary.VARIABLE`) of the streets that sent counts instead of people, None without any."""
    if study.counts_only or not any(file.role == "summary" for file in study.files):
        return None
    if not (study.processed / COUNTS).exists():
        return None
    cells = _read_frame(study, COUNTS)
    cells = cells[cells["table"].astype("str").str.startswith("summary.")].reset_index(drop=True)
    return cells if len(cells) else None


def load_places(study: Study) -> pd.DataFrame | None:
    """The official list as 01_clean wrote it; None for a study without one."""
    return _read_frame(study, PLACES) if study.has_frame else None


def load_ledger(study: Study) -> pd.DataFrame:
    """The ledger as 01_clean wrote it, texts as str, empty cells as empty text."""
    _need(study, LEDGER)
    texts: dict[str, Any] = dict.fromkeys(
        ("file", "sheet", "column", "raw", "value", "action", "reason"), "str"
    )
    return pd.read_csv(study.processed / LEDGER, dtype=texts, keep_default_na=False, encoding="utf-8-sig")


def load_submissions(study: Study) -> pd.DataFrame | None:
    """报送情况表 as 01_clean wrote it; None for a study whose files do not come from streets."""
    if not (study.processed / SUBMISSIONS).exists() or not any(file.folder for file in study.files):
        return None
    return pd.read_csv(
        study.processed / SUBMISSIONS,
        dtype={"与名录人数之差": "Int64"},
        keep_default_na=True,
        na_filter=True,
        encoding="utf-8-sig",
    )


def load_exclusions(study: Study) -> pd.DataFrame | None:
    """People who are not counted, by street, status and rule, as 01_clean wrote it; None without a rule of who counts."""
    if not study.people.scope or not (study.processed / EXCLUSIONS).exists():
        return None
    texts = dict.fromkeys(("street", "status", "rule"), "str")
    return pd.read_csv(study.processed / EXCLUSIONS, dtype={**texts, "people": "int64"}, encoding="utf-8-sig")


def _read_frame(study: Study, name: str) -> pd.DataFrame:
    _need(study, name)
    return pd.read_parquet(study.processed / name)


def _need(study: Study, name: str) -> None:
    if not (study.processed / name).exists():
        raise InputError(
            f"还没有清洗结果（data/processed/{study.name}/{name}）。请先运行 01_clean.ipynb，或 python run.py run data/raw/{study.folder.name}。"
        )
