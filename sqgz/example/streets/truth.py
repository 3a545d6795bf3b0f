"""The truth of the set as tables, apart from the folder that the pipeline reads; no name, number or address in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from sqgz.example.parameters import LEVELS
from sqgz.example.streets import parameters as given
from sqgz.example.streets.cells import Line
from sqgz.example.streets.headings import VARIABLES, VARIANTS, unknown_headings
from sqgz.example.streets.reports import Workbook
from sqgz.example.streets.summaries import POSITIONS, Counts, Slip
from sqgz.example.streets.workers import REPORTED

PERSON_VARIABLES: Final = (
    "street", "community", "zone", "unit_type", "party_post", "committee_post", "position", "hukou", "residence",
    "age_band", "education",
)  # fmt: skip
PERSONS: Final = ("file", "sheet", "row", "expect", "person", "scope", *PERSON_VARIABLES)
DOUBTS: Final = ("file", "sheet", "row", "variable", "heading", "raw", "expect", "settled", "key")
SUBMISSIONS: Final = (
    "street", "file", "sheet", "lines", "persons", "counted", "status", "status_decided",
)  # fmt: skip
HEADINGS: Final = ("heading", "role", "variable")
DOUBLES: Final = ("street", "file", "decision")
COUNTS: Final = ("street", "community", "position", "variable", "level", "n")
SLIPS: Final = ("file", "sheet", "cell", "written", "true")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV with these columns."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def person_rows(books: Sequence[Workbook]) -> Iterator[tuple[object, ...]]:
    """Every row below the headings of the readable workbooks: what becomes of it, whose it is, what is true of them.

    `expect` as in `Line`, or `not_data`, or `set_aside` where another file of the street counts. `scope` is 纳入,
    不纳入 or 单列.
    """
    for book in books:
        for placed in book.placed:
            where = (book.path, placed.sheet, placed.row)
            if placed.line is None:
                expect = "set_aside" if book.fate == "set_aside" else "not_data"
                yield (*where, expect, "", "", *("" for _ in PERSON_VARIABLES))
                continue
            person = placed.line.worker.person
            expect = "set_aside" if book.fate == "set_aside" else placed.line.expect
            true = [true_key(placed.line, variable) for variable in PERSON_VARIABLES]
            yield (*where, expect, person.number, placed.line.worker.scope, *true)


def true_key(line: Line, variable: str) -> str:
    """What is true of a variable of the line's person."""
    person = line.worker.person
    of_unit = {"street": person.unit.street, "community": person.unit.key, "zone": person.unit.zone}
    if variable == "scope":
        return line.worker.scope
    if variable == "unit_type":
        return person.unit.unit_type
    return of_unit.get(variable) or str(getattr(person, variable))


def doubt_rows(books: Sequence[Workbook]) -> Iterator[tuple[object, ...]]:
    """Every cell of the workbooks that count which is not certain; all others must be mapped to the truth."""
    for book in books:
        if book.fate != "used":
            continue
        roles = VARIANTS[_report(book.street).variant].roles
        for placed in book.placed:
            for doubt in placed.line.doubts if placed.line else ():
                key = "" if doubt.remains else true_key(placed.line, doubt.variable) if placed.line else ""
                where = (book.path, placed.sheet, placed.row, doubt.variable, roles[doubt.role])
                yield (*where, doubt.raw, doubt.expect, doubt.settled, key)


def submission_rows(
    books: Sequence[Workbook], strays: Sequence[tuple[str, str]], summaries: Sequence[tuple[str, Counts]]
) -> Iterator[tuple[object, ...]]:
    """报送情况表 as it must be: a row for each sheet with people, each file that cannot be read, each silent street.

    `status` is that of the street before anything is decided, `status_decided` after; `lines` are rows of people,
    `persons` distinct people on them, `counted` those whom the study counts. `strays`: street and path of other files.
    """
    for book in books:
        status = "重复报送" if book.decided else "已报"
        after = "不采用" if book.fate == "set_aside" else "已报"
        if book.fate == "unreadable":
            yield (book.street, book.path, "", "", "", "", "无法读取", "无法读取")
        for sheet, some in groupby(book.placed, key=lambda placed: placed.sheet):
            lines = [placed.line for placed in some if placed.line]
            persons = {line.worker.person.number: line.worker for line in lines}
            counted = sum(worker.counted for worker in persons.values())
            yield (book.street, book.path, sheet, len(lines), len(persons), counted, status, after)
    for street, path in strays:
        yield (street, path, "", "", "", "", "无法读取", "无法读取")
    for path, counts in summaries:
        n = sum(counts.people.values())
        yield (counts.street, path, "汇总表", "", n, n, "已报", "已报")
    yield (given.MISSING, "", "", "", "", "", "未报", "未报")


def heading_rows() -> Iterator[tuple[str, str, str]]:
    """Headings that the study does not name and the variables they belong to (joined by +), none where of no use."""
    for heading, role in unknown_headings().items():
        yield (heading, role, "+".join(VARIABLES[role]))
    unused = [
        column.heading
        for variant in VARIANTS.values()
        for column in variant.columns
        if column.role not in VARIABLES
    ]
    for heading in dict.fromkeys(unused):
        yield (heading, "", "")


def double_rows(books: Sequence[Workbook]) -> Iterator[tuple[str, str, str]]:
    """Which file of a street that sent two is taken."""
    for book in books:
        if book.decided:
            yield (book.street, book.path, "采用" if book.fate == "used" else "不采用")


def count_rows(counts: Counts) -> Iterator[tuple[object, ...]]:
    """The true counts of one street that sends no people."""
    for unit in counts.units:
        for position in POSITIONS:
            for variable in ("hukou", "residence"):
                for level in LEVELS:
                    n = counts.levels[unit.number, position, variable, level]
                    yield (counts.street, unit.key, position, variable, level, n)


def slip_rows(slips: Iterable[tuple[str, Slip | None]]) -> Iterator[tuple[object, ...]]:
    """The cells of the summary sheets that do not add up."""
    for path, slip in slips:
        if slip:
            yield (path, "汇总表", f"{slip.column}{slip.row}", slip.written, slip.true)


def _report(street: str) -> given.Report:
    return REPORTED[street]
