"""The cleaning station: sheets of text in; records, ledger and questions out.

`clean` is the road in order; each step is a module of this package. Nothing is written here (`sqgz.cleaning.saving`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning import ledger
from sqgz.cleaning.asking import review_options, review_rows
from sqgz.cleaning.assembly import Assembly, build_people_ledger, settle_people
from sqgz.cleaning.columns import People, assign_columns, known_headings
from sqgz.cleaning.counted import build_cells
from sqgz.cleaning.decisions import Decisions, read_decisions
from sqgz.cleaning.frame import Frame
from sqgz.cleaning.official_list import read_frame
from sqgz.cleaning.people import identify
from sqgz.cleaning.record_frame import build_records, carry_labels
from sqgz.cleaning.review import read_review
from sqgz.errors import InputError
from sqgz.reading import Sheet, read_workbook
from sqgz.study import Study
from sqgz.study.schema import File

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Cleaned:
    """What cleaning hands on.

    `records`: a row per person (ordered Categoricals; null = missing), or the cells of a study of counts;
    `ledger`: what became of every row and cell; `review`: what is asked of people; `places`: the official list,
    cleaned, or None; `sheets`: what was read from where; `decisions` as they now stand; `options`: labels to choose
    from, by variable; `hashes`: SHA-256 of every file read.
    """

    study: Study
    records: pd.DataFrame
    ledger: pd.DataFrame
    review: pd.DataFrame
    places: pd.DataFrame | None
    sheets: pd.DataFrame
    decisions: Decisions
    options: dict[str, list[str]]
    hashes: dict[str, str]

    def __repr__(self) -> str:
        rows = len(self.ledger[self.ledger["column"] == ""])
        people = "计数" if self.study.counts_only else f"{len(self.records)} 人"
        return f"<Cleaned {self.study.name}: {rows} 行 → {people}, 待核 {len(self.review)} 项>"


def clean(study: Study) -> Cleaned:
    """Everything that cleaning makes of a study's files; reads them, and the decisions people filled in, anew.

    Raises InputError for files, columns and values that cannot be used, with file, sheet, row and what to do;
    AssertionError if the ledger does not account for every row, which would be a defect of this library.
    """
    hashes = {file.path: _hash(study, file.path) for file in study.files if file.path}
    decisions = read_decisions(study, hashes).adding(read_review(study))
    frame = read_frame(study)
    if study.counts_only:
        return _clean_counts(study, frame, decisions, hashes)
    sheets = [
        (sheet, file.role)
        for file in study.files
        if file.role in ("answers", "roster")
        for sheet in _read(study, file)
    ]
    parts = assign_columns(study, sheets)
    people = Assembly(study, parts, frame, identify(study, parts), decisions)
    if not people.persons.people:
        files = "、".join(dict.fromkeys(sheet.file for sheet, _ in sheets))
        raise InputError(
            f"{files}: 没有一行可以成为记录的数据。请核对文件，或用 sheet、heading_row 写明数据所在。"
        )
    settle_people(people)
    entries = build_people_ledger(people)
    records = build_records(people)
    ledger.check_identity(entries, [sheet for sheet, _ in sheets], len(records))
    review = review_rows(study, people.columns, people.values, parts, people.persons, decisions)
    return Cleaned(
        study=study,
        records=records,
        ledger=entries,
        review=review,
        places=None if frame is None else frame.units,
        sheets=_described([(sheet, role) for sheet, role in sheets], parts),
        decisions=decisions,
        options=review_options(study, frame),
        hashes=hashes,
    )


def _hash(study: Study, path: str) -> str:
    try:
        return hashlib.sha256((study.folder / path).read_bytes()).hexdigest()
    except OSError:
        return ""  # reading the file itself says what is wrong with it


def _read(study: Study, file: File, known: frozenset[str] | None = None) -> list[Sheet]:
    assert file.path is not None
    headings = known_headings(study) if known is None else known
    return read_workbook(
        study.folder / file.path,
        file=file.path,
        known=headings,
        sheet=file.sheet,
        heading_row=file.heading_row,
        platform=file.platform,
    )


def _clean_counts(study: Study, frame: Frame | None, decisions: Decisions, hashes: dict[str, str]) -> Cleaned:
    headings = known_headings(study) | set(study.variables) | {v.label for v in study.variables.values()}
    sheets = []
    for file in study.files:
        if file.role == "counts":
            measures = {name for name in (file.n, file.base, file.w, file.w2) if name}
            sheets += [(sheet, file) for sheet in _read(study, file, frozenset(headings | measures))]
    cells = build_cells(study, sheets)
    carry_labels(cells, study)
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ledger.COLUMNS}).astype(
        {"row": "int64", "record": "int64"}
    )
    return Cleaned(
        study=study,
        records=cells,
        ledger=nothing,
        review=review_rows(study, {}, {}, [], None, decisions),
        places=None if frame is None else frame.units,
        sheets=_described([(sheet, "counts") for sheet, _ in sheets], []),
        decisions=decisions,
        options={},
        hashes=hashes,
    )


def _described(sheets: Sequence[tuple[Sheet, str]], parts: Sequence[People]) -> pd.DataFrame:
    """What was read from where: a row per sheet, without anything personal."""
    unused = {id(part.sheet): part.unused for part in parts}
    return pd.DataFrame(
        [
            {
                "file": sheet.file,
                "sheet": sheet.name,
                "role": role,
                "platform": sheet.platform,
                "rows": len(sheet.rows),
                "data_rows": len(sheet.text),
                "heading_row": sheet.heading_rows[0],
                "unused": "、".join(unused.get(id(sheet), ())),
                "hidden": "未知" if sheet.hidden is None else "、".join(sheet.hidden),
                "notes": "；".join(sheet.notes),
            }
            for sheet, role in sheets
        ],
        columns=[
            "file",
            "sheet",
            "role",
            "platform",
            "rows",
            "data_rows",
            "heading_row",
            "unused",
            "hidden",
            "notes",
        ],
    )
