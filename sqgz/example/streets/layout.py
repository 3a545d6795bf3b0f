"""How a street lays its people out: titles, merged headings, totals, an example, notes, a signature.

Knows where a line stands, not what is in it; whatever stands below the headings is told row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from sqgz.example.streets.cells import Line
from sqgz.example.streets.headings import Column, Variant
from sqgz.example.streets.sheets import Sheet

_EXAMPLE: Final = {
    "number": "例", "street": "某某街道", "community": "某某社区", "name": "例：张三", "sex": "男", "birth": "1980-01",
    "education": "大专", "posts": "一肩挑", "party_post": "书记", "committee_post": "主任",
}  # fmt: skip
_NOTES: Final = (
    "填报说明",
    "1. 统计时点为2024年6月30日，在册人员均须填报，一人一行。",
    "2. 身份证号请按文本填写；出生年月填到月。",
    "3. 例：张三，任某某社区书记、主任。",
)


@dataclass(frozen=True)
class Placed:
    """A row of a sheet, counted from 1: the line that stands in it, None where it is nobody."""

    sheet: str
    row: int
    line: Line | None


@dataclass(frozen=True)
class Habits:
    """What a clerk puts around the people."""

    example: bool
    subtotals: bool
    merged: bool
    notes: bool
    gaps: bool
    padded: bool  # spaces and line breaks in headings and names
    signed: str

    @staticmethod
    def draw(rng: np.random.Generator, *, signed: str) -> Habits:
        """Habits of one clerk."""
        example, subtotals, merged, notes, gaps, padded = (
            rng.random(6) < (0.4, 0.5, 0.7, 0.6, 0.4, 0.3)
        ).tolist()
        return Habits(example, subtotals, merged, notes, gaps, padded, signed)


def lay_out(
    street: str, lines: Sequence[Line], variant: Variant, habits: Habits, *, by_sheet: bool, named: bool
) -> tuple[list[Sheet], list[Placed]]:
    """Sheets of one street and where its lines stand; `by_sheet`: one for each unit, `named` by the sheet alone."""
    columns = variant.columns
    if named:
        columns = tuple(column for column in columns if column.role not in ("street", "community"))
    sheets: list[Sheet] = []
    placed: list[Placed] = []
    groups = [list(some) for _, some in groupby(lines, key=lambda line: line.unit.number)]
    pages = [(group[0].unit.name, [group]) for group in groups] if by_sheet else [("花名册", groups)]
    for name, units in pages:
        page = _Page(Sheet(name), columns, habits, [])
        page.head(f"{street}{name}" if by_sheet else street)
        page.people(units)
        page.foot(sum(map(len, units)))
        sheets.append(page.sheet)
        placed += page.placed
    if habits.notes:
        notes = Sheet("填报说明")
        for row, text in enumerate(_NOTES):
            notes.put(row, 0, text)
        sheets.append(notes)
    if not by_sheet and not habits.notes:
        sheets.append(Sheet("Sheet2"))
    return sheets, placed


class _Page:
    """A sheet in the making: the next free row, and the rows below the headings so far."""

    def __init__(
        self, sheet: Sheet, columns: tuple[Column, ...], habits: Habits, placed: list[Placed]
    ) -> None:
        self.sheet, self.columns, self.habits, self.placed = sheet, columns, habits, placed
        self.at = {column.role: place for place, column in enumerate(columns)}
        self.row = 0
        if "nation" in self.at:
            sheet.hidden.add(self.at["nation"])

    def head(self, unit: str) -> None:
        last = len(self.columns) - 1
        self.sheet.merge((0, 0), (0, last), "社区工作者花名册（模拟数据）")
        self.sheet.merge((1, 1), (0, 5), f"填报单位：{unit}")
        self.sheet.merge((1, 1), (6, last), "填报日期：2024年7月5日")
        deep = any(column.group for column in self.columns)
        groups = groupby(enumerate(self.columns), key=lambda pair: pair[1].group or pair[0])
        for group, some in groups:
            members = list(some)
            first, end = members[0][0], members[-1][0]
            if isinstance(group, str):
                self.sheet.merge((2, 2), (first, end), group)
                for place, column in members:
                    self.sheet.put(3, place, self._padded(column.heading, place))
            else:
                self.sheet.merge(
                    (2, 3 if deep else 2), (first, first), self._padded(members[0][1].heading, first)
                )
        self.row = 4 if deep else 3
        if self.habits.example:
            for role, text in _EXAMPLE.items():
                if role in self.at:
                    self.sheet.put(self.row, self.at[role], text)
            self._nobody()

    def people(self, units: Sequence[Sequence[Line]]) -> None:
        number = 0
        for position, lines in enumerate(units):
            first = self.row
            for line in lines:
                number += 1
                self.sheet.put(self.row, self.at["number"], number)
                for role, value in line.values.items():
                    if role in self.at and role not in ("street", "community"):
                        self.sheet.put(self.row, self.at[role], value)
                self.placed.append(Placed(self.sheet.name, self.row + 1, line))
                self.row += 1
            for role in ("street", "community"):
                if role in self.at:
                    self._name(role, first, lines)
            if self.habits.subtotals and len(units) > 1:
                self._total("小计", len(lines))
            if self.habits.gaps and position % 3 == 1:
                self._nobody()

    def foot(self, people: int) -> None:
        self._total("合计", people)
        if self.habits.signed:
            self._nobody()
            self.sheet.merge((self.row, self.row), (0, len(self.columns) - 1), self.habits.signed)
            self._nobody()

    def _name(self, role: str, first: int, lines: Sequence[Line]) -> None:
        """Name of street or unit beside its lines: merged downwards, or on every line."""
        name = str(lines[0].values[role])
        if self.habits.merged:
            self.sheet.merge((first, first + len(lines) - 1), (self.at[role],) * 2, name)
            return
        for offset in range(len(lines)):
            padded = self.habits.padded and offset % 7 == 3
            self.sheet.put(first + offset, self.at[role], f"{name} " if padded else name)

    def _total(self, word: str, people: int) -> None:
        self.sheet.put(self.row, self.at.get("street", self.at["number"]), word)
        self.sheet.put(self.row, self.at["name"], people)
        self._nobody()

    def _nobody(self) -> None:
        self.placed.append(Placed(self.sheet.name, self.row + 1, None))
        self.row += 1

    def _padded(self, heading: str, place: int) -> str:
        if not self.habits.padded or place % 4:
            return heading
        return f"{heading[:2]}\n{heading[2:]}" if len(heading) > 4 else f"{heading} "
