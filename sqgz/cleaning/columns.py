"""Which column of a sheet holds which variable, and what of a sheet may pass the door.

Personal columns, platform columns and columns that no variable names stop here: nothing behind this module sees them,
but for the id, which leaves as a key without meaning (`sqgz.cleaning.people`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.reading import Sheet, heading_key
from sqgz.study import Study, Variable
from sqgz.study.messages import nearest

_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}")


@dataclass(frozen=True, eq=False)
class People:
    """One sheet of people: where it stands, all its rows, and the headings of the variables found in it.

    `columns` and `places` lead from a variable's key to the heading of its answers and of its place texts.
    """

    sheet: Sheet
    role: str
    columns: dict[str, str]
    places: dict[str, str]
    unused: tuple[str, ...]

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
            texts = part.sheet.text[heading].dropna().unique()
            found.update(name for text in texts if _NAME.fullmatch(name := heading_key(text)))
    return frozenset(found)


def known_headings(study: Study) -> frozenset[str]:
    """Every heading that the study's variables name."""
    return frozenset(
        heading
        for variable in study.variables.values()
        for heading in (*variable.column, *variable.place_column)
    )


def assign_columns(study: Study, sheets: Iterable[tuple[Sheet, str]]) -> list[People]:
    """People of each sheet, given with its file's role.

    Raises InputError if a variable's column stands in none of the sheets.
    """
    found = [_assigned(study, sheet, role) for sheet, role in sheets]
    for variable in study.variables.values():
        for names, where in ((variable.column, "columns"), (variable.place_column, "places")):
            if names and not any(variable.key in getattr(part, where) for part in found):
                raise _not_found(study, variable, names, [part.sheet for part in found])
    return found


def _assigned(study: Study, sheet: Sheet, role: str) -> People:
    heading_of = {heading_key(heading): heading for heading in sheet.text.columns}
    columns, places = {}, {}
    for key, variable in study.variables.items():
        if heading := _first(variable.column, heading_of):
            columns[key] = heading
        if heading := _first(variable.place_column, heading_of):
            places[key] = heading
    used = {*columns.values(), *places.values(), *sheet.meta}
    unused = tuple(heading for heading in sheet.text.columns if heading not in used)
    return People(sheet, role, columns, places, unused)


def _first(names: Sequence[str], heading_of: dict[str, str]) -> str | None:
    return next((heading_of[heading_key(name)] for name in names if heading_key(name) in heading_of), None)


def _not_found(study: Study, variable: Variable, names: Sequence[str], sheets: Sequence[Sheet]) -> InputError:
    headings = [heading for sheet in sheets for heading in sheet.text.columns if heading not in sheet.meta]
    close = nearest(names[0], headings)
    files = "、".join(dict.fromkeys(sheet.file for sheet in sheets))
    hint = f'是否为 "{close}"？' if close else ""
    shown = "、".join(headings[:30]) + ("……" if len(headings) > 30 else "")
    wanted = " 或 ".join(f'"{name}"' for name in names)
    return InputError(
        f"{files}: 没有列 {wanted}（变量 {variable.key} {variable.label}）。{hint}请在 study.yaml 中改正列标题。现有列: {shown}"
    )
