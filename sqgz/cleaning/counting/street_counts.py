"""Streets that send counts beside streets that send people: which counts are used, and how they agree with persons.

Where both came, the persons count, and the counts are only compared with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sqgz.cleaning.counting.summary import Summary, build_summary_cells, read_summary
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.submissions.receiving import Received, Unread, about_file
from sqgz.cleaning.submissions.reports import Counted, Report
from sqgz.errors import InputError
from sqgz.study import Study

_SHOWN = 3  # differences named of one street


@dataclass(frozen=True, eq=False)
class StreetCounts:
    """Summaries that add up, whether each came from a folder, and the files that do not add up."""

    summaries: tuple[Summary, ...]
    folders: tuple[bool, ...]
    flawed: tuple[Unread, ...]

    def reports(self) -> list[Report]:
        """What each file of a folder says of each street."""
        return [
            Report("summary", str(street), one.sheet.file, frozenset(part["community"].dropna()), frozenset(), len(part))
            for one, in_folder in zip(self.summaries, self.folders, strict=True)
            if in_folder
            for street, part in one.cells.groupby("street", sort=False)
        ]  # fmt: skip


def read_street_counts(study: Study, received: Received, frame: Frame | None) -> StreetCounts:
    """All summaries of a study; a file of a folder that does not add up is set aside, one the study names is an error."""
    summaries: list[Summary] = []
    folders: list[bool] = []
    flawed: list[Unread] = []
    for sheet, file in received.of("summary"):
        try:
            summaries.append(read_summary(study, sheet, frame))
            folders.append(file.folder is not None)
        except InputError as error:
            if file.folder is None:
                raise
            flawed.append(Unread(sheet.file, "summary", about_file(str(error), sheet.file), flawed=True))
    return StreetCounts(tuple(summaries), tuple(folders), tuple(flawed))


def used_counts(
    study: Study,
    counts: StreetCounts,
    reasons: Mapping[str, str],
    records: pd.DataFrame | None,
    frame: Frame | None,
) -> tuple[pd.DataFrame | None, list[Counted]]:
    """Cells of the streets that sent only counts, None without any; and what is said of every summary.

    `reasons` name the files that do not count, `records` are the persons.
    """
    told: list[Counted] = []
    used: list[Summary] = []
    for one in counts.summaries:
        parts = []
        for street, part in one.cells.groupby("street", sort=False):
            by_person = _has_persons(records, str(street))
            differences = _differences(study, part, records, str(street)) if by_person else []
            told.append(
                Counted(one.sheet.file, one.sheet.name, str(street), _rows(part), _people(part), by_person, _told(by_person, differences))
            )  # fmt: skip
            if not by_person:
                parts.append(part)
        if parts and one.sheet.file not in reasons:
            used.append(Summary(one.sheet, pd.concat(parts), one.unused))
    return (build_summary_cells(study, used, frame) if used else None), told


def _has_persons(records: pd.DataFrame | None, street: str) -> bool:
    return records is not None and "street" in records and bool((records["street"] == street).any())


def _told(by_person: bool, differences: Sequence[str]) -> str:
    if not by_person:
        return "只报了汇总数，没有个人名单"
    if not differences:
        return "另有个人名单，两者一致；以名单为准"
    more = f" 等 {len(differences)} 处" if len(differences) > _SHOWN else ""
    return f"另有个人名单，以名单为准；两者不一致：{'；'.join(differences[:_SHOWN])}{more}"


def _rows(part: pd.DataFrame) -> int:
    """Rows of the sheet that speak of the street."""
    others = [name for name in part.columns if name not in ("variable", "category", "n")]
    return len(part[others].drop_duplicates())


def _people(part: pd.DataFrame) -> int:
    """People of the street: those of the variable that counts most of them."""
    return int(part.groupby("variable")["n"].sum().max())


def _differences(study: Study, part: pd.DataFrame, records: pd.DataFrame | None, street: str) -> list[str]:
    """Categories in which counts and persons of a street differ."""
    assert records is not None
    people = records[records["street"] == street]
    found = []
    for variable, cells in part.groupby("variable", sort=False):
        if variable not in people:
            continue
        by_person = people[variable].value_counts()
        for category, n in cells.groupby("category", sort=False, dropna=True)["n"].sum().items():
            persons = int(by_person.get(category, 0))
            if persons != n:
                label = study.variables[str(variable)]
                found.append(f"{label.label}“{label.labels[str(category)]}”汇总 {n} 人，名单 {persons} 人")
    return found
