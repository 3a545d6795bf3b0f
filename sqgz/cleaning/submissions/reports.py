"""Streets report separately: who sent what, who sent nothing, and who sent the same thing twice.

Two files of one folder that speak of the same people or communities are a question; neither counts until it is
answered, since no name or date tells which one is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.asking.decisions import NOT_ADOPTED, Decisions
from sqgz.cleaning.columns import People
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.submissions.receiving import ROLE_NAMES, Unread
from sqgz.cleaning.submissions.stated_places import street_of_file

Array = np.ndarray[Any, Any]
COLUMNS = ("街道", "文件", "表页", "内容", "行数", "人数", "与名录人数之差", "状态", "说明")
REPORTED, ABSENT, DOUBLE = "已报", "未报", "重复报送"
UNREADABLE, FLAWED, ASIDE = "无法读取", "数据有误", "非报送文件"
UNKNOWN_STREET = "（街道不明）"


@dataclass(frozen=True)
class Double:
    """Files of one street of which at most some can count; `people` are those each of them holds."""

    street: str
    files: tuple[str, ...]
    people: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """What one file says of one street: keys of the communities it names, its people (numbers), and its rows."""

    role: str
    street: str
    file: str
    communities: frozenset[Any]
    people: frozenset[Any]
    rows: int

    def joined(self, other: Report) -> Report:
        """Both as one, for two sheets of a file."""
        return replace(
            self,
            communities=self.communities | other.communities,
            people=self.people | other.people,
            rows=self.rows + other.rows,
        )

    def overlaps(self, other: Report) -> bool:
        """Whether both share a person or a community, or one of them does not say which communities it is about."""
        shared = self.people & other.people or self.communities & other.communities
        return bool(shared) or not self.communities or not other.communities


@dataclass(frozen=True, eq=False)
class Rows:
    """Of every data row of the sheets of people: number of its sheet, keys of its street and community, its person."""

    part: Array
    street: Array
    community: Array
    person: Array

    @classmethod
    def nobody(cls) -> Rows:
        """The rows of a study of counts."""
        none = np.empty(0, dtype=object)
        return cls(np.empty(0, dtype=np.int64), none, none, np.empty(0, dtype=np.int64))


@dataclass(frozen=True)
class Counted:
    """What a 汇总表 says of one street: its rows and people; `by_person` if its people came as persons too."""

    file: str
    sheet: str
    street: str
    rows: int
    people: int
    by_person: bool = False
    told: str = ""


def people_reported(parts: Sequence[People], folders: Sequence[bool], rows: Rows) -> list[Report]:
    """What each file of a folder says of each street's people; `folders` marks the sheets that come from folders."""
    in_folder = np.array(folders, dtype=bool)[rows.part] if len(rows.part) else np.zeros(0, dtype=bool)
    table = pd.DataFrame(
        {"part": rows.part, "street": rows.street, "community": rows.community, "person": rows.person}
    )[in_folder]
    return [
        Report(
            role=parts[int(number)].role,
            street=str(street),
            file=parts[int(number)].sheet.file,
            communities=frozenset(group["community"].dropna()),
            people=frozenset(group.loc[group["person"] >= 0, "person"]),
            rows=len(group),
        )
        for (number, street), group in table.groupby(["part", "street"], observed=True, sort=False)
    ]


def find_doubles(reports: Sequence[Report]) -> list[Double]:
    """Groups of files of one role that report the same street's people.

    Files that speak of different communities of a street, and of different people, are parts of one report.
    """
    facts: dict[tuple[str, str], dict[str, Report]] = {}
    for one in reports:
        files = facts.setdefault((one.role, one.street), {})
        files[one.file] = one if one.file not in files else files[one.file].joined(one)
    return [double for (_, street), files in facts.items() for double in _doubles_of(street, files)]


def _doubles_of(street: str, files: dict[str, Report]) -> Iterator[Double]:
    """Connected groups of files that overlap."""
    left = list(files)
    while left:
        group, todo = [], [left.pop(0)]
        while todo:
            one = todo.pop()
            group.append(one)
            near = [other for other in left if files[one].overlaps(files[other])]
            left = [other for other in left if other not in near]
            todo += near
        if len(group) > 1:
            group.sort(key=list(files).index)
            yield Double(street, tuple(group), tuple(files[name].rows for name in group))


def held_back(doubles: Sequence[Double], decisions: Decisions) -> tuple[dict[str, str], list[Double]]:
    """Why each file that does not count does not, and the groups that are still open."""
    reasons: dict[str, str] = {}
    still_open: list[Double] = []
    for double in doubles:
        decided = {file: decisions.of_file(file) for file in double.files}
        left = [file for file in double.files if decided[file] != NOT_ADOPTED]
        for file in double.files:
            if decided[file] == NOT_ADOPTED:
                reasons[file] = "重复报送，经核实不采用这份文件"
        if len(left) > 1 and any(decided[file] is None for file in left):
            still_open.append(double)
            for file in left:
                reasons.setdefault(file, f"{double.street}重复报送，尚未决定采用哪一份")
        elif not left:
            still_open.append(double)  # a street of which nothing counts is a mistake in the decisions
    return reasons, still_open


def describe_submissions(
    parts: Sequence[People],
    rows: Rows,
    reasons: dict[str, str],
    doubles: Sequence[Double],
    unread: Sequence[Unread],
    frame: Frame | None,
    counted: Sequence[Counted] = (),
) -> pd.DataFrame:
    """报送情况表: a row per street and sheet, per file that could not be read, and per street that sent nothing.

    行数 are the data rows of the street in the sheet, 人数 the people who became records by them (0 for a file that
    does not count); 与名录人数之差 is that of the whole street, on its first row.
    """
    double_of = {file: double for double in doubles for file in double.files}
    found = [
        _row(street, part, group, reasons, double_of)
        for number, part in enumerate(parts)
        for street, group in _streets_of(number, rows)
    ]
    for sheet in counted:
        status = DOUBLE if sheet.file in reasons else REPORTED
        told = reasons.get(sheet.file, sheet.told)
        people = 0 if sheet.file in reasons or sheet.by_person else sheet.people
        found.append(
            _made(sheet.street, sheet.file, "summary", status, told)
            | {"表页": sheet.sheet, "行数": sheet.rows, "人数": people}
        )
    for one in unread:
        status = ASIDE if one.left_aside else FLAWED if one.flawed else UNREADABLE
        named = None if frame is None or one.left_aside else street_of_file(one.file, frame.index)
        street = "" if one.left_aside else named or UNKNOWN_STREET
        found.append(_made(street, one.file, one.role, status, one.reason))
    table = pd.DataFrame(found, columns=list(COLUMNS))
    if frame is None:
        return table
    return _against_list(table, frame)


def _streets_of(number: int, rows: Rows) -> Iterator[tuple[str, pd.DataFrame]]:
    at = rows.part == number
    group = pd.DataFrame({"street": rows.street[at], "person": rows.person[at]})
    if group.empty:
        yield UNKNOWN_STREET, group
        return
    group["street"] = group["street"].fillna(UNKNOWN_STREET)
    for street, part in group.groupby("street", sort=False):
        yield str(street), part


def _row(
    street: str, part: People, group: pd.DataFrame, reasons: dict[str, str], double_of: dict[str, Double]
) -> dict[str, Any]:
    file = part.sheet.file
    counted = file not in reasons
    others = [other for other in double_of[file].files if other != file] if file in double_of else []
    status, told = REPORTED, f"已核实采用；同一街道另有 {'、'.join(others)}" if others else ""
    if not counted:
        status, told = DOUBLE, f"{reasons[file]}；同一街道另有 {'、'.join(others)}"
    people = group.loc[group["person"] >= 0, "person"].nunique() if counted else 0
    return _made(street, file, part.role, status, told) | {
        "表页": part.sheet.name,
        "行数": len(group),
        "人数": int(people),
    }


def _made(street: str, file: str, role: str, status: str, told: str) -> dict[str, Any]:
    return {
        "街道": street, "文件": file, "表页": "", "内容": ROLE_NAMES.get(role, ""), "行数": 0, "人数": 0,
        "与名录人数之差": pd.NA, "状态": status, "说明": told,
    }  # fmt: skip


def _against_list(table: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """The table in the order of the official list, with the streets that sent nothing and what is missing in each."""
    units = frame.units
    streets = [str(street) for street in units["street"].cat.categories]
    listed = units.groupby(units["street"].astype("str"))["people"].agg(
        lambda people: pd.NA if people.isna().any() else int(people.sum())
    )
    absent = [street for street in streets if street not in set(table["街道"])]
    table = pd.concat(
        [
            table,
            pd.DataFrame([_made(street, "", "", ABSENT, "") for street in absent], columns=list(COLUMNS)),
        ],
        ignore_index=True,
    )
    order = {street: i for i, street in enumerate(streets)}
    table["_"] = table["街道"].map(lambda street: order.get(street, len(order) + (street == "")))
    table = table.sort_values("_", kind="stable").drop(columns="_").reset_index(drop=True)
    here = table.groupby("街道")["人数"].sum()
    first = ~table.duplicated("街道") & table["街道"].isin(streets)
    differences = [
        listed[street] if is_first else pd.NA for street, is_first in zip(table["街道"], first, strict=True)
    ]
    table["与名录人数之差"] = pd.array(
        [
            pd.NA if n is pd.NA else int(here[street]) - n
            for street, n in zip(table["街道"], differences, strict=True)
        ],
        dtype="Int64",
    )
    return table
