"""汇总表: what streets send that count their people themselves, one of them with a slip of the pen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sqgz.example.district import Unit
from sqgz.example.parameters import LEVELS
from sqgz.example.streets import parameters as given
from sqgz.example.streets.sheets import Sheet
from sqgz.example.streets.workers import Worker

POSITIONS: Final = ("chief", "member", "staff")
_LEVEL_HEADINGS: Final = (
    ("本社区", "本街道非本社区", "本区其他街道", "区外", "合计"),
    ("本社区（村）", "本街道其他社区", "本区其他街道（镇）", "区外", "小计"),
    ("本社区", "本街道非本社区", "本区其他街道", "区外", "合计"),
)
_POSITION_LABELS: Final = (
    ("主职", "其他“两委”成员", "其他社区工作者"),
    ("社区主职", "两委成员（非主职）", "社工"),
    ("主职", "其他“两委”成员", "其他社区工作者"),
)
_FIXED_HEADINGS: Final = (
    ("社区", "职务", "实有人数"),
    ("社区（村）", "人员类别", "实有人数"),
    ("社区", "职务", "实有人数"),
)
_FIRST: Final = 4  # rows before the counts, from 0: title, unit, two of headings
Key = tuple[int, str, str, str]  # unit, position, variable, level


@dataclass(frozen=True)
class Slip:
    """The cell in which the clerk erred: row from 1, column as a letter, what stands there and what should."""

    row: int
    column: str
    written: int
    true: int


@dataclass(frozen=True)
class Counts:
    """The counts of one street: people by unit, position, variable and level."""

    street: str
    units: tuple[Unit, ...]
    people: Counter[tuple[int, str]]
    levels: Counter[Key]


def count_street(street: str, workers: Sequence[Worker], units: Sequence[Unit]) -> Counts:
    """Counts of the people of a street who are counted."""
    own = [w.person for w in workers if w.person.unit.street == street and w.counted]
    levels: Counter[Key] = Counter()
    for person in own:
        for variable in ("hukou", "residence"):
            levels[person.unit.number, person.position, variable, getattr(person, variable)] += 1
    people = Counter((person.unit.number, person.position) for person in own)
    return Counts(street, tuple(unit for unit in units if unit.street == street), people, levels)


def lay_out_counts(rng: np.random.Generator, counts: Counts) -> tuple[Sheet, Slip | None]:
    """The sheet of a street's counts, and the slip if this street makes one."""
    form = given.SUMMARIES.index(counts.street)
    sheet = Sheet("汇总表")
    _head(sheet, counts.street, form)
    row = _FIRST
    for unit in counts.units:
        sheet.merge((row, row + len(POSITIONS) - 1), (0, 0), unit.name)
        for position, label in zip(POSITIONS, _POSITION_LABELS[form], strict=True):
            sheet.put(row, 1, label)
            for column, n in enumerate(_numbers(counts, [(unit.number, position)]), 2):
                sheet.put(row, column, n)
            row += 1
    sheet.merge((row, row), (0, 1), "合计")
    everything = [(unit.number, position) for unit in counts.units for position in POSITIONS]
    for column, n in enumerate(_numbers(counts, everything), 2):
        sheet.put(row, column, n)
    sheet.put(row + 2, 0, "填表人：　　　　审核人：　　　　单位（盖章）：")
    return sheet, _slip(rng, sheet, row) if counts.street == given.WRONG_SUMMARY else None


def _head(sheet: Sheet, street: str, form: int) -> None:
    sheet.merge((0, 0), (0, 12), "社区工作者户口、居住情况汇总表（模拟数据）")
    sheet.merge((1, 1), (0, 6), f"填报单位：{street}")
    sheet.merge((1, 1), (7, 12), "单位：人")
    for column, heading in enumerate(_FIXED_HEADINGS[form]):
        sheet.merge((2, 3), (column, column), heading)
    for first, question in ((3, "户口所在地"), (8, "居住地")):
        sheet.merge((2, 2), (first, first + 4), question)
        for offset, heading in enumerate(_LEVEL_HEADINGS[form]):
            sheet.put(3, first + offset, heading)


def _numbers(counts: Counts, groups: Sequence[tuple[int, str]]) -> list[int]:
    """实有人数, then for each question the levels and their sum, over these groups."""
    found = [sum(counts.people[group] for group in groups)]
    for variable in ("hukou", "residence"):
        parts = [sum(counts.levels[(*group, variable, level)] for group in groups) for level in LEVELS]
        found += [*parts, sum(parts)]
    return found


def _slip(rng: np.random.Generator, sheet: Sheet, total: int) -> Slip:
    """One part of one row made greater by two; neither its row nor its column adds up any more."""
    row = int(rng.integers(_FIRST, total))
    column = int(rng.integers(3, 7))
    true = int(float(str(sheet.cells[row, column])))
    sheet.put(row, column, true + 2)
    return Slip(row + 1, chr(ord("A") + column), true + 2, true)
