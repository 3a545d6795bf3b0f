"""Which column of a sheet holds which variable, and what of a sheet may pass the door.

Personal columns, platform columns and columns that no variable names stop here: nothing behind this module sees them,
but for the id, which leaves as a key without meaning (`sqgz.cleaning.people`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from sqgz.errors import InputError
from sqgz.reading import Sheet, heading_key
from sqgz.study import Study, Variable
from sqgz.study.messages import nearest

_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}")


class Stated(NamedTuple):
    """Key of a place that a whole sheet is about, and where that stands (表页名称, 文件名, 填报单位)."""

    key: str
    where: str


@dataclass(frozen=True, eq=False)
class People:
    """One sheet of people: where it stands, all its rows, and the headings of the variables found in it.

    `columns` and `places` lead from a variable's key to the heading of its answers and of its place texts; `stated`
    holds the keys of street and community that the sheet as a whole states (its title, its name) where no column does.
    """

    sheet: Sheet
    role: str
    columns: dict[str, str]
    places: dict[str, str]
    unused: tuple[str, ...]
    stated: dict[str, Stated] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Data rows of the sheet."""
        return len(self.sheet.text)

    def raw(self, key: str) -> pd.Series[Any]:
        """Texts of a variable's column, null where empty; index = row numbers."""
        return self.sheet.text[self.columns[key]]


def names_in(study: Study, parts: Iterable[People]) -> frozenset[str]:
    """Names of people that stand in the sheets' personal columns (and any headed 姓名), to be hidden elsewhere."""
    personal = {key for key, variable in study.variables.items() if variable.kind == "personal"}
    found: set[str] = set()
    for part in parts:
        headings = {part.columns[key] for key in personal & set(part.columns)}
        headings |= {heading for heading in part.sheet.text.columns if "姓名" in heading}
        for heading in headings:
            texts = part.sheet.text[heading].dropna().to_numpy(dtype=object)
            found.update(name for text in texts if _NAME.fullmatch(name := heading_key(text)))
    return frozenset(found)


def known_headings(study: Study) -> frozenset[str]:
    """Every heading that the study's variables name."""
    return frozenset(
        heading
        for variable in study.variables.values()
        for heading in (*variable.column, *variable.place_column)
    )


def assign_columns(
    study: Study, sheets: Iterable[tuple[Sheet, str]], decided: Mapping[str, str] | None = None
) -> list[People]:
    """People of each sheet, given with its file's role.

    `decided` leads from the key of a heading that the study does not name to the key of the study's heading that it
    stands for.
    """
    return [_assigned(study, sheet, role, decided or {}) for sheet, role in sheets]


def check_columns(study: Study, parts: Sequence[People], *, asked: bool) -> None:
    """Nothing; raises InputError if a variable's column stands in none of the sheets.

    `asked`: the headings that may be meant are put to the researcher in a list, where the error sends them.
    """
    for variable in study.variables.values():
        for names, where in ((variable.column, "columns"), (variable.place_column, "places")):
            if names and not any(variable.key in {**getattr(part, where), **part.stated} for part in parts):
                raise _not_found(study, variable, names, [part.sheet for part in parts], asked=asked)


def _assigned(study: Study, sheet: Sheet, role: str, decided: Mapping[str, str]) -> People:
    heading_of = {heading_key(heading): heading for heading in sheet.text.columns}
    stands_for: dict[str, list[str]] = {}
    for asked, heading in heading_of.items():
        if asked in decided:
            stands_for.setdefault(decided[asked], []).append(heading)

    def find(names: Sequence[str]) -> str | None:
        """The heading under which the sheet has it: one that the study names, else the one decided to stand for it."""
        others = stands_for.get(heading_key(names[0]), []) if names else []
        own = _first(names, heading_of)
        if len([own, *others] if own else others) > 1:
            raise InputError(
                f"{sheet.file}: 列 {'、'.join(f'“{one}”' for one in ([own, *others] if own else others))} 都被当作“{names[0]}”，"
                f"一张表中只能有一列。请在 decisions.csv（variable 为 heading 的行）中改正"
            )
        return own or (others[0] if others else None)

    columns, places = {}, {}
    for key, variable in study.variables.items():
        if heading := find(variable.column):
            columns[key] = heading
        if heading := find(variable.place_column):
            places[key] = heading
    used = {*columns.values(), *places.values(), *sheet.meta}
    unused = tuple(heading for heading in sheet.text.columns if heading not in used)
    return People(sheet, role, columns, places, unused)


def _first(names: Sequence[str], heading_of: dict[str, str]) -> str | None:
    return next((heading_of[heading_key(name)] for name in names if heading_key(name) in heading_of), None)


def _not_found(
    study: Study, variable: Variable, names: Sequence[str], sheets: Sequence[Sheet], *, asked: bool
) -> InputError:
    headings = [heading for sheet in sheets for heading in sheet.text.columns if heading not in sheet.meta]
    close = nearest(names[0], headings)
    named = list(dict.fromkeys(sheet.file for sheet in sheets))
    files = "、".join(named[:5]) + (f" 等 {len(named)} 个文件" if len(named) > 5 else "")
    hint = f'是否为 "{close}"？' if close else ""
    shown = "、".join(headings[:30]) + ("……" if len(headings) > 30 else "")
    wanted = " 或 ".join(f'"{name}"' for name in names)
    elsewhere = "，或在待核清单.xlsx 的“表头对照”中指明是哪一列" if asked else ""
    return InputError(
        f"{files}: 没有列 {wanted}（变量 {variable.key} {variable.label}）。{hint}请在 study.yaml 中改正列标题{elsewhere}。现有列: {shown}"
    )
