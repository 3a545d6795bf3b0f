"""What is to be asked of people: one row per distinct value that a decision settles, or per cell about one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.answers import Answer, Column
from sqgz.cleaning.columns import People
from sqgz.cleaning.decisions import Decisions, file_name
from sqgz.cleaning.frame import Frame
from sqgz.cleaning.people import Persons
from sqgz.cleaning.settling import Value
from sqgz.spelling import comparable
from sqgz.study import Study

COLUMNS = (
    "asked", "变量", "问题", "原值", "人数", "文件", "行号", "街道", "社区", "原因", "可能的类别", "决定", "备注", "文件校验",
)  # fmt: skip


def review_rows(
    study: Study,
    columns: Mapping[str, Column],
    values: Mapping[str, Value],
    parts: Sequence[People],
    persons: Persons | None,
    decisions: Decisions,
) -> pd.DataFrame:
    """Frame of everything that awaits a decision; `asked` is "value" or "row", texts are masked.

    Only people whose variable is still open are asked about: what another file says clearly is not.
    """
    found: list[dict[str, Any]] = []
    for key, column in columns.items():
        if persons is not None and key in values and column.variable.kind not in ("id", "personal", "text"):
            found += _open(study, column, values, parts, persons, decisions)
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    frame["_"] = np.where(frame["asked"] == "value", -frame["人数"].astype(float), 0.0)
    return (
        frame.sort_values(["asked", "_"], ascending=[False, True], kind="stable")
        .drop(columns="_")
        .reset_index(drop=True)
    )


def _open(
    study: Study,
    column: Column,
    values: Mapping[str, Value],
    parts: Sequence[People],
    persons: Persons,
    decisions: Decisions,
) -> list[dict[str, Any]]:
    value = values[column.variable.key]
    by_value: dict[str, dict[str, Any]] = {}
    by_row: list[dict[str, Any]] = []
    for person in np.flatnonzero(value.status == "review"):
        row = _asked_row(column, persons, int(person), int(value.row[person]))
        if row is None:
            continue
        answer = column.answers[column.codes[row]]
        shown = column.shown(answer)
        if answer.asked == "value" and comparable(shown) == comparable(answer.raw):
            entry = by_value.setdefault(comparable(answer.raw), _entry(column, answer, "value"))
            entry["人数"] += 1
        else:
            by_row.append(_entry(column, answer, "row") | _place(parts, row, values, int(person), decisions))
    return [*by_value.values(), *by_row]


def _asked_row(column: Column, persons: Persons, person: int, row: int) -> int | None:
    """The row whose answer is to be asked about; None if nobody is asked about this person's."""
    if row < 0 or column.codes[row] < 0:
        return None
    answer = column.answers[column.codes[row]]
    return row if answer.match.status == "review" and answer.asked else None


def _entry(column: Column, answer: Answer, asked: str) -> dict[str, Any]:
    variable, labels = column.variable, column.variable.labels
    return {
        "asked": asked,
        "变量": variable.key,
        "问题": variable.label,
        "原值": column.shown(answer),
        "人数": 1 if asked == "row" else 0,
        "文件": "",
        "行号": 0,
        "街道": "",
        "社区": "",
        "原因": answer.match.reason,
        "可能的类别": "、".join(labels.get(key, key) for key in answer.match.candidates),
        "决定": "",
        "备注": "",
        "文件校验": "",
    }


def _place(
    parts: Sequence[People], row: int, values: Mapping[str, Value], person: int, decisions: Decisions
) -> dict[str, Any]:
    """Where the clerk finds the row in their own file."""
    sheets: dict[str, int] = {}
    for part in parts:
        sheets[part.sheet.file] = sheets.get(part.sheet.file, 0) + 1
    for part in parts:
        if row < part.rows:
            sheet = part.sheet
            file = file_name(sheet.file, sheet.name, several=sheets[sheet.file] > 1)
            found = {
                "文件": file,
                "行号": int(sheet.text.index[row]),
                "文件校验": decisions.hashes.get(sheet.file, ""),
            }
            for key, name in (("street", "街道"), ("community", "社区")):
                known = values[key].key[person] if key in values else None
                found[name] = "" if known is None else str(known)
            return found
        row -= part.rows
    raise IndexError(row)


def review_options(study: Study, frame: Frame | None) -> dict[str, list[str]]:
    """Labels to choose from, by variable; for places the official list."""
    found = {}
    for key, variable in study.variables.items():
        if variable.kind == "place":
            if frame is not None:
                found[key] = [
                    str(name)
                    for name in frame.units[
                        "street" if variable.level == "street" else "community"
                    ].cat.categories
                ]
        elif variable.categorical and variable.kind != "multiple":
            found[key] = list(variable.labels.values())
    return found
