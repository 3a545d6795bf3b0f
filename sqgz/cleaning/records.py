"""The cleaning station: sheets of text in; records, ledger and questions out.

`clean` is the road in order; each step is a module of this package. Nothing is written here (`sqgz.cleaning.saving`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning import derived, ledger
from sqgz.cleaning.answers import Answer, Column, as_decided, as_listed, match_column
from sqgz.cleaning.asking import review_options, review_rows
from sqgz.cleaning.columns import People, assign_columns, known_headings
from sqgz.cleaning.counted import build_cells
from sqgz.cleaning.decisions import UNDECIDABLE, Decisions, file_name, read_decisions
from sqgz.cleaning.frame import FRAME_HEADINGS, Frame, build_frame
from sqgz.cleaning.matches import mapped
from sqgz.cleaning.people import Persons, identify
from sqgz.cleaning.place_names import PlaceIndex
from sqgz.cleaning.review import read_review
from sqgz.cleaning.settling import Value, settle, take_first, take_highest
from sqgz.errors import InputError
from sqgz.reading import Sheet, read_workbook
from sqgz.study import Study, Variable
from sqgz.study.references import SKIPPED
from sqgz.study.schema import File

Array = np.ndarray[Any, Any]
_RANKS = {
    "party_post": derived.PARTY_RANK,
    "committee_post": derived.COMMITTEE_RANK,
    "position": derived.POSITION_RANK,
}


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


@dataclass(eq=False)
class _People:
    """All that is known of the rows of a study's people while they are cleaned."""

    study: Study
    parts: list[People]
    frame: Frame | None
    persons: Persons
    decisions: Decisions
    columns: dict[str, Column] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    derived: dict[str, Array] = field(default_factory=dict)

    @property
    def names(self) -> PlaceIndex | None:
        """Names of the official list, ready for matching."""
        return None if self.frame is None else self.frame.index


def clean(study: Study) -> Cleaned:
    """Everything that cleaning makes of a study's files; reads them, and the decisions people filled in, anew.

    Raises InputError for files, columns and values that cannot be used, with file, sheet, row and what to do;
    AssertionError if the ledger does not account for every row, which would be a defect of this library.
    """
    hashes = {file.path: _hash(study, file.path) for file in study.files if file.path}
    decisions = read_decisions(study, hashes).adding(read_review(study))
    frame = _frame(study)
    if study.counts_only:
        return _clean_counts(study, frame, decisions, hashes)
    sheets = [
        (sheet, file.role)
        for file in study.files
        if file.role in ("answers", "roster")
        for sheet in _read(study, file)
    ]
    parts = assign_columns(study, sheets)
    people = _People(study, parts, frame, identify(study, parts), decisions)
    if not people.persons.people:
        files = "、".join(dict.fromkeys(sheet.file for sheet, _ in sheets))
        raise InputError(
            f"{files}: 没有一行可以成为记录的数据。请核对文件，或用 sheet、heading_row 写明数据所在。"
        )
    _settle_places(people)
    _settle_rest(people)
    entries = _ledger(people)
    records = _records(people)
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


def _frame(study: Study) -> Frame | None:
    sheets = [
        sheet for file in study.files if file.role == "places" for sheet in _read(study, file, FRAME_HEADINGS)
    ]
    return build_frame(study, sheets) if sheets else None


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


# --- one value per person ------------------------------------------------------------------------------------------


def _match(
    people: _People, variable: Variable, streets: Array | None = None, asks_as: str | None = None
) -> Column:
    return match_column(
        variable,
        people.parts,
        decisions=people.decisions,
        places=people.names,
        streets=streets,
        asks_as=asks_as,
    )


def _has_column(people: _People, key: str) -> bool:
    return key in people.study.variables and any(key in part.columns for part in people.parts)


def _broadcast(people: _People, key: str) -> Array:
    """Key of every row's person for a settled variable; None where not known."""
    if key not in people.values:
        return np.full(len(people.persons.person), None, dtype=object)
    keys = np.array([*people.values[key].key, None], dtype=object)
    return keys[people.persons.person]


def _settle_places(people: _People) -> None:
    """Street, then community (which may need the street), then the street again where the community tells it."""
    for key in ("street", "community"):
        if _has_column(people, key):
            streets = _broadcast(people, "street") if key == "community" else None
            people.columns[key] = _match(people, people.study.variables[key], streets)
            people.values[key] = _settled(people, key)
    if people.frame is not None and "street" in people.values and "community" in people.values:
        of_community = derived.street_of_community(people.frame)
        _fill_streets(people, of_community)


def _fill_streets(people: _People, of_community: dict[str, str]) -> None:
    """Give those who left the street blank the street of their community."""
    street, community = people.values["street"], people.values["community"]
    column = people.columns["street"]
    derived_rows = np.zeros(len(people.persons.person), dtype=bool)
    blank = (street.status == "missing") | (street.status == "absent")
    for i in np.flatnonzero(blank & (community.status == "mapped")):
        key = of_community.get(str(community.key[i]))
        if key is None:
            continue
        street.key[i], street.status[i] = key, "mapped"
        if (row := int(street.row[i])) >= 0:
            column.replace([row], _located(key))
            derived_rows[row] = True
    people.derived["street"] = derived_rows


def _located(key: str) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, match=mapped(key, reason="由所填社区推知"), asked="")


def _settle_rest(people: _People) -> None:
    study = people.study
    posts = "position" in study.variables and study.variables["position"].derive == "posts"
    together = posts and derived.asks_position(people.parts)
    if together:
        _match_position(people)
    for key, variable in study.variables.items():
        if key in people.values or key in people.columns or not variable.categorical:
            continue
        if _has_column(people, key) or variable.place_column:
            _match_variable(people, variable, asks_as="position" if together and key in _RANKS else None)
            people.values[key] = _settled(people, key)
        elif variable.source == "places" and people.frame is not None:
            place = [people.values.get(name) for name in ("street", "community")]
            if any(value is not None for value in place):
                people.values[key] = derived.derive_from_frame(variable, people.frame, place[0], place[1])
    if posts:
        said = _settled(people, "position") if together else None
        decided = _decided_positions(people) if together else None
        party, committee = (people.values.get(key) for key in ("party_post", "committee_post"))
        people.values["position"] = derived.derive_position(study, party, committee, said)
        if decided is not None:
            people.derived["position"] = decided


def _match_position(people: _People) -> None:
    """The position that the text of the posts itself tells, so that one question settles an unclear text."""
    variable = people.study.variables["position"]
    for part in people.parts:
        heading = part.columns.get("party_post") or part.columns.get("committee_post")
        if heading:
            part.columns["position"] = heading
    people.columns["position"] = _match(people, variable)
    for part in people.parts:
        part.columns.pop("position", None)


def _match_variable(people: _People, variable: Variable, asks_as: str | None) -> None:
    column = _match(people, variable)
    if asks_as is not None:
        _follow_position(people, column)
    if variable.place_column or variable.codebook == "level":
        people.derived[variable.key] = derived.apply_places(
            column,
            people.parts,
            people.frame,
            street=_broadcast(people, "street"),
            community=_broadcast(people, "community"),
        )
    people.columns[variable.key] = column


def _follow_position(people: _People, column: Column) -> None:
    """Posts are not asked for: what was decided about the position tells what is known of them."""
    position = people.columns["position"]
    decided = position.take(lambda answer: (answer.match.key or "") if answer.decided else None)
    for key, post in (("member", "unspecified"), ("staff", "none")):
        rows = np.flatnonzero(decided == key)
        column.replace(rows, as_decided(column.variable, post))
    unknown = ((decided == "chief") | (decided == "")) & (column.status() == "review")
    # a head, of which body?
    column.replace(np.flatnonzero(unknown), as_decided(column.variable, UNDECIDABLE))
    column.answers[:] = [replace(answer, asked="") for answer in column.answers]


def _settled(people: _People, key: str) -> Value:
    column = people.columns[key]
    ranks = _RANKS.get(key)
    if ranks is None:
        settle(column, people.persons)
    _decide_rows(people, column)
    return take_highest(column, people.persons, ranks) if ranks else take_first(column, people.persons)


def _decide_rows(people: _People, column: Column) -> None:
    """Apply the decisions about single rows that still hold."""
    made = {
        (one.file, one.row)
        for one in people.decisions.made.values()
        if one.row and one.variable == column.variable.key
    }
    if not made:
        return
    where = named_rows(people.parts)
    person, in_review = people.persons.person, column.status() == "review"
    for row in np.flatnonzero([place in made for place in where]):
        decision = people.decisions.of_row(column.variable.key, *where[row])
        if decision is not None:
            file, line = where[row]
            key = as_listed(column.variable, decision, people.names, about=f"{file} 第{line}行")
            # what settles one row of a person settles those that are in review with it
            settled = (person == person[row]) & in_review & (person[row] >= 0)
            settled[row] = True
            column.replace(np.flatnonzero(settled), as_decided(column.variable, key))


def named_rows(parts: Sequence[People]) -> list[tuple[str, int]]:
    """File (with its sheet where it has several) and row number of every data row, as decisions name them."""
    sheets: dict[str, set[str]] = {}
    for part in parts:
        sheets.setdefault(part.sheet.file, set()).add(part.sheet.name)
    return [
        (file_name(part.sheet.file, part.sheet.name, several=len(sheets[part.sheet.file]) > 1), int(row))
        for part in parts
        for row in part.sheet.text.index
    ]


def _decided_positions(people: _People) -> Array:
    """Mask of the people whose position somebody decided."""
    rows = people.columns["position"].take(lambda answer: answer.decided)
    decided = np.zeros(people.persons.people, dtype=bool)
    chosen = np.flatnonzero((rows == True) & (people.persons.person >= 0))  # noqa: E712 - elementwise on objects
    decided[people.persons.person[chosen]] = True
    return decided


# --- what is handed on ---------------------------------------------------------------------------------------------


def _ledger(people: _People) -> pd.DataFrame:
    where = ledger.row_places(people.parts)
    frames = [ledger.row_entries(people.parts, people.persons, contributes=_contributes(people))]
    nothing = np.zeros(len(where), dtype=bool)
    for key, value in people.values.items():
        column = people.columns.get(key)
        if column is not None and key != "position":
            frames.append(
                ledger.cell_entries(column, people.derived.get(key, nothing), where, people.persons)
            )
        elif column is None or key == "position":
            decided = people.derived.get("position") if key == "position" else None
            frames.append(ledger.value_entries(value, where, people.persons, decided=decided))
    return ledger.build_ledger(frames)


def _contributes(people: _People) -> Array:
    """Mask of the rows that give a value which no earlier row of their person gave."""
    person = people.persons.person
    found = np.zeros(len(person), dtype=bool)
    for key, column in people.columns.items():
        keys = column.keys()
        at = np.flatnonzero((column.status() == "mapped") & (person >= 0))
        about = person[at].astype(np.int64)
        if key in _RANKS:  # a second post is something new; no post is nothing
            codes = np.unique(keys[at].astype(str), return_inverse=True)[1]
            at, codes, about = (array[keys[at] != "none"] for array in (at, codes, about))
            about = about * (codes.max(initial=0) + 1) + codes
        _, first = np.unique(about, return_index=True)
        found[at[first]] = True
    return found


def _records(people: _People) -> pd.DataFrame:
    """A row per person: record, whether they answered, then every variable and the details kept behind it."""
    persons = people.persons
    columns: dict[str, Any] = {"record": np.arange(1, persons.people + 1)}
    roles = np.concatenate([np.full(part.rows, part.role) for part in people.parts])
    if {"answers", "roster"} <= set(roles):
        answered = np.zeros(persons.people, dtype=bool)
        rows = (roles == "answers") & (persons.person >= 0)
        answered[persons.person[rows]] = True
        columns["answered"] = answered
    for key, variable in people.study.variables.items():
        if key in people.values:
            value = people.values[key]
            columns[key] = _categorical(variable, value, people.frame)
            if any(detail is not None for detail in value.detail):
                columns[f"{key}_detail"] = pd.Categorical(value.detail)
    if weight := people.study.design.weight:
        columns[weight] = _weights(people, weight)
    records = pd.DataFrame(columns)
    carry_labels(records, people.study)
    return records


def _categorical(variable: Variable, value: Value, frame: Frame | None) -> pd.Categorical:
    found = sorted({str(key) for key in value.key if key is not None})
    declared = list(variable.labels)
    if variable.kind == "multiple":
        declared = []
    elif variable.kind == "place" and frame is not None:
        declared = [
            str(name)
            for name in frame.units["street" if variable.level == "street" else "community"].cat.categories
        ]
    rest = [key for key in found if key not in set(declared) and key != SKIPPED]
    skipped = [SKIPPED] if SKIPPED in found else []
    return pd.Categorical(value.key, categories=[*declared, *rest, *skipped], ordered=True)


def _weights(people: _People, key: str) -> Array:
    weights = np.full(people.persons.people, np.nan)
    start = 0
    for part in people.parts:
        if key in part.columns:
            rows = people.persons.person[start : start + part.rows]
            values = pd.to_numeric(part.raw(key), errors="coerce").to_numpy(dtype=float)
            fresh = (rows >= 0) & ~np.isnan(values)
            weights[rows[fresh][::-1]] = values[fresh][::-1]
        start += part.rows
    usable = (weights > 0) & np.isfinite(weights)
    if not usable.all():
        n = int((~usable).sum())
        raise InputError(
            f"权数列（{people.study.variables[key].label}）有 {n} 人为空、不是数字或不大于 0。请补全后重试。"
        )
    return weights


class Labels(dict[str, Any]):
    """Labels that a frame carries along; pandas copies what a frame carries at every step, these stay one object."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Labels:
        return self


def carry_labels(frame: pd.DataFrame, study: Study) -> None:
    """Let the frame carry its variables' labels, so that a table of it needs no study to be readable."""
    frame.attrs["study"] = study.name
    frame.attrs["variables"] = Labels(
        {
            key: {"label": variable.label, "kind": variable.kind, "labels": variable.labels}
            for key, variable in study.variables.items()
            if key in frame.columns
        }
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
