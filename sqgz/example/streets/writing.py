"""From a seed to the folder of a study that thirty-four streets report to, and apart from it the truth."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from sqgz.example.district import Unit
from sqgz.example.parameters import UNIT_TYPE_LABELS, ZONE_LABELS
from sqgz.example.roster import relative_name
from sqgz.example.streets import debris
from sqgz.example.streets import parameters as given
from sqgz.example.streets import truth as tables
from sqgz.example.streets.district import draw_streets
from sqgz.example.streets.reports import FOLDER, Workbook, draw_reports
from sqgz.example.streets.sheets import Sheet, write_xls, write_xlsx
from sqgz.example.streets.study_text import study_text
from sqgz.example.streets.summaries import POSITIONS, Counts, Slip, count_street, lay_out_counts
from sqgz.example.streets.workers import Worker, draw_workers
from sqgz.writing import write_beside, write_text

SUMMARY_FOLDER: Final = "汇总"
PLACES_FILE: Final = "单位名录.csv"
PLACE_COLUMNS: Final = (
    "zone", "street", "name", "unit_type", "aliases", "posts", "people", "people_chief", "people_member", "people_staff",
)  # fmt: skip


@dataclass(frozen=True)
class District:
    """Everything drawn from one seed; `summaries` are the counts, sheet and slip of each street that sends counts."""

    units: tuple[Unit, ...]
    workers: tuple[Worker, ...]
    books: tuple[Workbook, ...]
    summaries: tuple[tuple[Counts, Sheet, Slip | None], ...]
    signers: tuple[str, ...]

    @property
    def people(self) -> Counter[tuple[int, str]]:
        """How many people of each unit and position are counted."""
        return Counter((w.person.unit.number, w.person.position) for w in self.workers if w.counted)


@lru_cache(maxsize=2)
def draw_district(seed: int = given.SEED) -> District:
    """The district of a seed; each stage draws from a stream of its own."""
    streams = np.random.default_rng(seed).spawn(4)
    units = draw_streets(streams[0])
    workers = draw_workers(streams[1], units)
    books, signers = draw_reports(streams[2], workers, units)
    summaries = []
    for street in given.SUMMARIES:
        counts = count_street(street, workers, units)
        summaries.append((counts, *lay_out_counts(streams[3], counts)))
    return District(units, workers, books, tuple(summaries), signers)


def write_streets(folder: Path, *, seed: int = given.SEED, truth: Path | None = None) -> None:
    """Write study.yaml, 单位名录.csv, 上报/ and 汇总/ into `folder`, and the tables of the truth into folder `truth`.

    The same seed gives the same bytes. The truth (persons, doubts, submissions, headings, doubles, counts, slips, all
    .csv; see `sqgz.example.streets.truth`) must lie outside `folder`, which the pipeline reads.
    """
    if truth is not None and truth.resolve().is_relative_to(folder.resolve()):
        raise ValueError("the truth must be kept outside the folder that the pipeline reads")
    district = draw_district(seed)
    for book in district.books:
        _write_book(folder / book.path, book)
    for counts, sheet, _ in district.summaries:
        with write_beside(folder / _summary_path(counts)) as draft:
            write_xlsx(draft, [sheet], title="汇总表（模拟数据）")
    _write_debris(folder / FOLDER, district.signers[0])
    write_text(folder / PLACES_FILE, "\ufeff" + places_text(district))
    write_text(folder / "study.yaml", study_text())
    if truth is not None:
        for name, text in truth_texts(district).items():
            write_text(truth / f"{name}.csv", text)


def truth_texts(district: District) -> dict[str, str]:
    """The tables of the truth by name, as CSV."""
    books, summaries = district.books, [(_summary_path(c), c) for c, _, _ in district.summaries]
    slips = [(_summary_path(counts), slip) for counts, _, slip in district.summaries]
    counted = [row for counts, _, _ in district.summaries for row in tables.count_rows(counts)]
    return {
        "persons": tables.table(tables.PERSONS, tables.person_rows(books)),
        "doubts": tables.table(tables.DOUBTS, tables.doubt_rows(books)),
        "submissions": tables.table(tables.SUBMISSIONS, tables.submission_rows(books, _strays(), summaries)),
        "headings": tables.table(tables.HEADINGS, tables.heading_rows()),
        "doubles": tables.table(tables.DOUBLES, tables.double_rows(books)),
        "counts": tables.table(tables.COUNTS, counted),
        "slips": tables.table(tables.SLIPS, tables.slip_rows(slips)),
    }


def places_text(district: District) -> str:
    """The official list as CSV: every unit, its posts, and the people it employs by position."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(PLACE_COLUMNS)
    for unit in district.units:
        by_position = [district.people[unit.number, position] for position in POSITIONS]
        named = (ZONE_LABELS[unit.zone], unit.street, unit.name, UNIT_TYPE_LABELS[unit.unit_type])
        people = sum(by_position)
        writer.writerow((*named, "、".join(unit.aliases), people + unit.vacant, people, *by_position))
    return buffer.getvalue()


def personal_texts(seed: int = given.SEED) -> tuple[str, ...]:
    """Every fake name, phone number and ID number that stands in the files of a seed, sorted; no output may hold one."""
    district = draw_district(seed)
    texts = {*district.signers}
    for worker in district.workers:
        person = worker.person
        texts |= {person.name, relative_name(person), person.phone, person.identity}
    for book in district.books:
        for placed in book.placed:
            value = placed.line.values["person"] if placed.line else ""
            texts.add(str(int(value)) if isinstance(value, float) else str(value).strip())
    return tuple(sorted(text for text in texts if text))


def _write_book(path: Path, book: Workbook) -> None:
    """The workbook in the form its name says; what cannot be read is spoilt after it was whole."""
    with write_beside(path) as draft:
        if path.suffix == ".xls":
            write_xls(draft, book.sheets)
        else:
            write_xlsx(draft, book.sheets, title="花名册（模拟数据）")
        if book.fate == "unreadable":
            (debris.write_wps if path.suffix == ".wps" else debris.cut_short)(draft)


def _strays() -> Sequence[tuple[str, str]]:
    """Street and path of the files that are no workbook."""
    return [
        (report.street, f"{FOLDER}/{report.street}（盖章扫描件）.pdf")
        for report in given.REPORTS
        if report.kind == "scanned"
    ]


def _write_debris(folder: Path, owner: str) -> None:
    for _, path in _strays():
        with write_beside(folder.parent / path) as draft:
            debris.write_scan(draft)
    first = given.REPORTS[0].street
    with write_beside(folder / f"~${first}.xlsx") as draft:
        debris.write_lock(draft, owner)
    with write_beside(folder / f"._{first}.xlsx") as draft:
        debris.write_hidden(draft)


def _summary_path(counts: Counts) -> str:
    return f"{SUMMARY_FOLDER}/{counts.street}汇总表.xlsx"
