"""What each street sends: its workbooks with every line in its place, and which of two workbooks counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from sqgz.example import spellings
from sqgz.example.district import Unit
from sqgz.example.identities import draw_names, draw_phones
from sqgz.example.parameters import LEVELS
from sqgz.example.streets import parameters as given
from sqgz.example.streets.cells import Line, fill_lines
from sqgz.example.streets.headings import VARIANTS
from sqgz.example.streets.layout import Habits, Placed, lay_out
from sqgz.example.streets.parameters import Report
from sqgz.example.streets.sheets import Sheet
from sqgz.example.streets.workers import REPORTED, Worker

FOLDER: Final = "上报"
LATE: Final = "迟报"
Fate = Literal["used", "set_aside", "unreadable"]


@dataclass(frozen=True)
class Workbook:
    """One workbook: its path below the study, its sheets, the rows in them, and what becomes of it.

    `set_aside`: another file of the street counts. `decided`: somebody had to say which.
    """

    path: str
    street: str
    sheets: tuple[Sheet, ...]
    placed: tuple[Placed, ...]
    fate: Fate
    decided: bool = False


def draw_reports(
    rng: np.random.Generator, workers: Sequence[Worker], units: tuple[Unit, ...]
) -> tuple[tuple[Workbook, ...], tuple[str, ...]]:
    """Workbooks of all streets that send people, and the names and phone numbers in their signatures."""
    books: list[Workbook] = []
    signers: list[str] = []
    for report, stream in zip(given.REPORTS, rng.spawn(len(given.REPORTS)), strict=True):
        names, phones = draw_names(stream, 2), draw_phones(stream, 1)
        signers += [*names, *phones]
        signed = f"填表人：{names[0]}　　审核人：{names[1]}　　联系电话：{phones[0]}"
        habits = Habits.draw(stream, signed=signed)
        lines = _lines(stream, report, workers, units)
        books += _workbooks(stream, report, lines, habits)
    return tuple(books), tuple(signers)


def _lines(
    rng: np.random.Generator, report: Report, workers: Sequence[Worker], units: tuple[Unit, ...]
) -> list[Line]:
    """Lines of one street, unit by unit, with those whom another street reports too."""
    variant = VARIANTS[report.variant]
    lines: list[Line] = []
    for unit in (unit for unit in units if unit.street == report.street):
        own = [worker for worker in workers if worker.person.unit.number == unit.number]
        lines += [line for worker in own for line in fill_lines(rng, worker, unit, variant, units)]
    guests = [worker for worker in workers if worker.also_in == report.street]
    for worker in guests:
        last = lines[-1].unit
        lines += [replace(line, expect="joined") for line in fill_lines(rng, worker, last, variant, units)]
    return lines


def _workbooks(rng: np.random.Generator, report: Report, lines: list[Line], habits: Habits) -> list[Workbook]:
    """The workbooks of one street: one, or two where it sent twice."""
    street = report.street
    suffix = report.kind if report.kind in ("xls", "wps") else "xlsx"
    folder = f"{FOLDER}/{LATE}" if report.kind == "late" else FOLDER
    path = f"{folder}/{street}.{suffix}"
    by_sheet, named = report.kind in ("sheets", "sheets_only"), report.kind == "sheets_only"
    variant = VARIANTS[report.variant]
    sheets, placed = lay_out(street, lines, variant, habits, by_sheet=by_sheet, named=named)
    book = Workbook(path, street, tuple(sheets), tuple(placed), "used")
    if report.kind == "copied":
        book = replace(book, decided=True)
        return [book, replace(book, path=f"{folder}/副本 {street}.xlsx", fate="set_aside")]
    if report.kind == "revised":
        earlier = _earlier(rng, lines)
        sheets, placed = lay_out(street, earlier, variant, habits, by_sheet=False, named=False)
        first = Workbook(path, street, tuple(sheets), tuple(placed), "set_aside", decided=True)
        return [first, replace(book, path=f"{folder}/{street}（终稿2）.xlsx", decided=True)]
    if report.street not in REPORTED:
        return [replace(book, placed=(), fate="unreadable")]
    return [book]


def _earlier(rng: np.random.Generator, lines: list[Line]) -> list[Line]:
    """The lines before the street corrected them: some with another 居住, the last person not yet there."""
    earlier = lines[:-1]
    for i in rng.choice(len(earlier), size=given.REVISED_ROWS, replace=False).tolist():
        line = earlier[i]
        now = (spellings.LEVEL[line.worker.person.residence][0], line.values["residence"])
        texts = [spellings.LEVEL[level][0] for level in LEVELS if spellings.LEVEL[level][0] not in now]
        values = {**line.values, "residence": spellings.pick(rng, texts), "residence_place": ""}
        earlier[i] = replace(line, values=values)
    return earlier
