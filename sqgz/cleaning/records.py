"""The cleaning station: sheets of text in; records, ledger and questions out.

`clean` is the road in order; each step is a module of this package. Nothing is written here (`sqgz.cleaning.saving`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sqgz.cleaning import ledger
from sqgz.cleaning.asking.decisions import Decisions, read_decisions
from sqgz.cleaning.asking.heading_questions import HeadingQuestion, open_headings
from sqgz.cleaning.asking.questions import (
    double_rows,
    heading_rows,
    no_questions,
    review_options,
    review_rows,
)
from sqgz.cleaning.asking.returns import read_returns
from sqgz.cleaning.asking.review import read_review
from sqgz.cleaning.assembly import Assembly, build_people_ledger, settle_people, settle_places
from sqgz.cleaning.columns import People, assign_columns, check_columns, known_headings
from sqgz.cleaning.counting.counted import build_cells, join_cells
from sqgz.cleaning.counting.street_counts import StreetCounts, read_street_counts, used_counts
from sqgz.cleaning.counting.summary_columns import known_summary_headings
from sqgz.cleaning.people import identify
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.places.official_list import read_frame
from sqgz.cleaning.record_frame import build_records, carry_labels
from sqgz.cleaning.scope import apply_scope
from sqgz.cleaning.submissions.receiving import Received, hash_files, receive
from sqgz.cleaning.submissions.reports import (
    Double,
    Rows,
    describe_submissions,
    find_doubles,
    held_back,
    people_reported,
)
from sqgz.cleaning.submissions.stated_places import stated_places
from sqgz.errors import InputError
from sqgz.reading import Sheet
from sqgz.study import Study

_PEOPLE = ("answers", "roster")


@dataclass(frozen=True, eq=False)
class Cleaned:
    """What cleaning hands on.

    `records`: a row per person (ordered Categoricals; null = missing), or the cells of a study of counts;
    `ledger`: what became of every row and cell; `review`: what is asked of people; `places`: the official list,
    cleaned, or None; `sheets`: what was read from where; `decisions` as they now stand; `options`: labels to choose
    from, by variable; `hashes`: SHA-256 of every file read; `submissions`: who sent what (报送情况表); `exclusions`:
    people who are not counted, by street, status and rule; `summary`: cells of streets that sent counts instead of
    people, None without any; `stops`: what must be decided before records can be used.
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
    submissions: pd.DataFrame = field(default_factory=pd.DataFrame)
    exclusions: pd.DataFrame = field(default_factory=pd.DataFrame)
    summary: pd.DataFrame | None = None
    stops: tuple[str, ...] = ()

    @property
    def open_questions(self) -> int:
        """Questions that await a decision; a cell that is asked about with all others of its value counts once."""
        return int((~self.review["另见逐项"].astype(bool)).sum())

    def __repr__(self) -> str:
        rows = len(self.ledger[self.ledger["column"] == ""])
        people = "计数" if self.study.counts_only else f"{len(self.records)} 人"
        return f"<Cleaned {self.study.name}: {rows} 行 → {people}, 待核 {self.open_questions} 项>"


def clean(study: Study) -> Cleaned:
    """Everything that cleaning makes of a study's files; reads them, and the decisions people filled in, anew.

    Raises InputError for files, columns and values that cannot be used, with file, sheet, row and what to do;
    AssertionError if the ledger does not account for every row, which would be a defect of this library.
    """
    hashes = hash_files(study)
    decisions = read_decisions(study, hashes).adding([*read_review(study), *read_returns(study)])
    received = receive(study, _known(study, decisions))
    frame = read_frame(study)
    counts = read_street_counts(study, received, frame)
    step = _clean_counts if study.counts_only else _clean_people
    return step(study, frame, decisions, hashes, received, counts)


def _known(study: Study, decisions: Decisions) -> dict[str, frozenset[str]]:
    """Headings worth finding, by the role of the file."""
    people = known_headings(study) | decisions.headings.keys()
    measures = {name for file in study.files for name in (file.n, file.base, file.w, file.w2) if name}
    counts = known_headings(study) | set(study.variables) | {v.label for v in study.variables.values()}
    return {
        "answers": people,
        "roster": people,
        "counts": frozenset(counts | measures),
        "summary": known_summary_headings(study),
    }


def _clean_people(
    study: Study,
    frame: Frame | None,
    decisions: Decisions,
    hashes: dict[str, str],
    received: Received,
    counts: StreetCounts,
) -> Cleaned:
    sheets = received.of(*_PEOPLE)
    parts = assign_columns(study, [(sheet, file.role) for sheet, file in sheets], decisions.headings)
    if frame is not None:
        parts = [_with_stated(part, frame) for part in parts]
    folders = [file.folder is not None for _, file in sheets]
    headings = open_headings(study, parts, decisions.headings) if any(folders) else []
    stops = _check_columns(study, parts, headings)
    everybody = _assemble(study, parts, frame, decisions)
    doubles = find_doubles([*people_reported(parts, folders, _rows(everybody)), *counts.reports()])
    reasons, still_open = held_back(doubles, decisions)
    people = everybody if not reasons else _assemble(study, parts, frame, decisions, reasons)
    if not people.persons.people and not still_open:
        raise _nobody(parts)
    settle_people(people)
    entries = build_people_ledger(people)
    records = build_records(people)
    ledger.check_identity(entries, [sheet for sheet, _ in sheets], len(records))
    review = review_rows(people.columns, people.values, parts, people.persons, decisions)
    summary, counted = used_counts(study, counts, reasons, records, frame)
    asked = [double_rows(still_open, decisions), heading_rows(headings, study), review]
    return Cleaned(
        study=study,
        records=records,
        ledger=entries,
        review=pd.concat([one for one in asked if len(one)], ignore_index=True)
        if any(map(len, asked))
        else review,
        places=None if frame is None else frame.units,
        sheets=_described([(sheet, file.role) for sheet, file in sheets], parts),
        decisions=decisions,
        options=review_options(study, frame),
        hashes=hashes,
        summary=summary,
        submissions=describe_submissions(
            parts,
            _rows(people),
            reasons,
            doubles,
            [*received.unread, *counts.flawed],
            frame,
            counted,
        )
        if any(file.folder for file in study.files)
        else pd.DataFrame(),
        exclusions=_exclusions(people),
        stops=(*stops, *_about_doubles(still_open)),
    )


def _assemble(
    study: Study,
    parts: list[People],
    frame: Frame | None,
    decisions: Decisions,
    held: Mapping[str, str] | None = None,
) -> Assembly:
    """The people of these sheets with their places settled; `held` says of files that do not count why."""
    persons = identify(study, parts)
    if held:
        reasons = np.repeat(
            np.array([held.get(part.sheet.file, "") for part in parts], dtype=object),
            [part.rows for part in parts],
        )
        persons = persons.without(reasons != "", "rejected", reasons)
    people = Assembly(study, parts, frame, apply_scope(study, parts, persons, decisions), decisions)
    settle_places(people)
    return people


def _with_stated(part: People, frame: Frame) -> People:
    """The sheet with the places it states as a whole; a survey export states nothing of its respondents."""
    return part if part.role == "answers" else replace(part, stated=stated_places(part.sheet, frame.index))


def _check_columns(study: Study, parts: list[People], headings: Sequence[HeadingQuestion]) -> tuple[str, ...]:
    """What stands in the way because a column is nowhere to be found; raises InputError if no heading may be it."""
    try:
        check_columns(study, parts, asked=bool(headings))
    except InputError as error:
        if not headings:
            raise
        return (str(error),)
    return ()


def _nobody(parts: list[People]) -> InputError:
    files = "、".join(dict.fromkeys(part.sheet.file for part in parts))
    return InputError(
        f"{files}: 没有一行可以成为记录的数据。请核对文件，或用 sheet、heading_row 写明数据所在。"
    )


def _rows(people: Assembly) -> Rows:
    """Sheet, street, community and person of every data row."""
    number = np.repeat(np.arange(len(people.parts)), [part.rows for part in people.parts])
    return Rows(number, people.row_keys("street"), people.row_keys("community"), people.persons.person)


def _about_doubles(still_open: Sequence[Double]) -> tuple[str, ...]:
    return tuple(
        f"{double.street}重复报送：{'、'.join(double.files)}。程序不按文件名或日期取舍，请在待核清单.xlsx 的“重复报送”中逐份选择采用或不采用"
        for double in still_open
    )


def _exclusions(people: Assembly) -> pd.DataFrame:
    """People who are not counted: street (null where not known), status, rule, and how many."""
    left_out = people.scope.left_out
    streets = people.row_keys("street")[left_out["row"].to_numpy(dtype=int)]
    table = left_out[["status", "rule"]].assign(street=streets)
    counted = table.groupby(["street", "status", "rule"], dropna=False, sort=False).size()
    return counted.rename("people").reset_index().astype({"street": "str", "status": "str", "rule": "str"})


def _clean_counts(
    study: Study,
    frame: Frame | None,
    decisions: Decisions,
    hashes: dict[str, str],
    received: Received,
    counts: StreetCounts,
) -> Cleaned:
    sheets = received.of("counts")
    doubles = find_doubles(counts.reports())
    reasons, still_open = held_back(doubles, decisions)
    summary, counted = used_counts(study, counts, reasons, None, frame)
    tables = [*([build_cells(study, sheets)] if sheets else []), *([] if summary is None else [summary])]
    if not tables and not still_open:
        raise InputError(_no_counts(counts))
    cells = join_cells(study, tables)
    carry_labels(cells, study)
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ledger.COLUMNS}).astype(
        {"row": "int64", "record": "int64"}
    )
    unread = [*received.unread, *counts.flawed]
    return Cleaned(
        study=study,
        records=cells,
        ledger=nothing,
        review=double_rows(still_open, decisions) if still_open else no_questions(),
        places=None if frame is None else frame.units,
        sheets=_described([(sheet, file.role) for sheet, file in received.of("counts", "summary")], []),
        decisions=decisions,
        options=review_options(study, frame),
        hashes=hashes,
        submissions=describe_submissions([], Rows.nobody(), reasons, doubles, unread, frame, counted)
        if any(file.folder for file in study.files)
        else pd.DataFrame(),
        stops=_about_doubles(still_open),
    )


def _no_counts(counts: StreetCounts) -> str:
    reasons = "；".join(f"{one.file}: {one.reason}" for one in counts.flawed)
    return f"没有一份计数表或汇总表可以使用。{reasons}。"


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
