"""The ledger: what became of every raw row and of every cell whose value differs from its text.

Its identity (rows in = records + joined + duplicates + rejected + excluded + not data, file by file) is checked
against the sheets themselves, every time a ledger is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.answers import Answer, Column
from sqgz.cleaning.columns import People
from sqgz.cleaning.people import Persons
from sqgz.cleaning.settling import Value
from sqgz.reading import Sheet
from sqgz.spelling import comparable

Array = np.ndarray[Any, Any]
COLUMNS = ["file", "sheet", "row", "record", "column", "raw", "value", "action", "reason"]
ROW_ACTIONS = ("record", "joined", "duplicate", "rejected", "excluded", "not_data")
CELL_ACTIONS = ("recoded", "derived", "decided", "missing", "skipped", "review")
_UNSHOWN = ("id", "personal", "text")


def row_entries(parts: Sequence[People], persons: Persons, *, contributes: Array) -> pd.DataFrame:
    """Entries of all rows of the sheets of people, exactly one each.

    `contributes` marks rows that give at least one value which no earlier row of the person gave.
    """
    frames = [not_data_entries(part.sheet) for part in parts]
    where = row_places(parts)
    kind = np.where(persons.first, 0, np.where(contributes, 1, 2))
    action = np.array(["record", "joined", "duplicate"], dtype=object)[kind]
    reason = np.array(["", "与同一人的另一行合并", "同一人重复填报"], dtype=object)[kind]
    aside = persons.aside != ""
    action[aside], reason[aside] = persons.aside[aside], persons.reason[aside]
    rejected = (persons.person < 0) & ~aside
    action[rejected] = "rejected"
    reason[rejected] = [f"{problem}，无法与花名册对应" for problem in persons.problem[rejected]]
    flawed = ~rejected & ~aside & (persons.problem != "")
    reason[flawed] = [
        f"{text}；{problem}" if text else problem
        for text, problem in zip(reason[flawed], persons.problem[flawed], strict=True)
    ]
    data = where.assign(record=_record(persons), action=action, reason=reason)
    return _framed([*frames, data])


def not_data_entries(sheet: Sheet) -> pd.DataFrame:
    """Entries of the rows of a sheet that are not people: titles, headings, subtotals, signatures, blanks."""
    rows = sheet.rows[sheet.rows != ""]
    return pd.DataFrame(
        {
            "file": sheet.file,
            "sheet": sheet.name,
            "row": rows.index,
            "action": "not_data",
            "reason": rows.to_numpy(),
        }
    )


def row_places(parts: Sequence[People]) -> pd.DataFrame:
    """Where all data rows of the sheets stand: file, sheet, row."""
    return pd.concat(
        [
            pd.DataFrame({"file": part.sheet.file, "sheet": part.sheet.name, "row": part.sheet.text.index})
            for part in parts
        ],
        ignore_index=True,
    )


def cell_entries(column: Column, derived: Array, where: pd.DataFrame, persons: Persons) -> pd.DataFrame:
    """Entries of the cells of one variable whose value differs from the text they hold."""
    acts = np.array([_action(column, answer) for answer in column.answers] + [""], dtype=object)
    action = acts[column.codes]
    status = column.status()
    action[derived & (status == "mapped")] = "derived"
    chosen = np.flatnonzero((action != "") & (persons.person >= 0))
    unshown = column.variable.kind in _UNSHOWN
    raws = column.take(lambda answer: "" if unshown else column.shown(answer))
    return _framed(
        [
            where.iloc[chosen].assign(
                record=_record(persons)[chosen],
                column=column.variable.key,
                raw=raws[chosen],
                value=column.keys()[chosen],
                action=action[chosen],
                reason=column.take(lambda answer: answer.match.reason)[chosen],
            )
        ]
    )


def _action(column: Column, answer: Answer) -> str:
    """What was done to a cell; "" where its value is what it says, or where it is simply empty."""
    if answer.decided:
        return "decided"
    status = answer.match.status
    if status == "mapped" and answer.from_sheet:
        return "derived"
    if status == "mapped":
        same = {
            comparable(str(answer.match.key)),
            comparable(column.variable.labels.get(str(answer.match.key), "")),
        }
        return "" if answer.raw.strip() in same else "recoded"
    return "" if status == "missing" and not answer.raw.strip() else status


def value_entries(
    value: Value, where: pd.DataFrame, persons: Persons, *, decided: Array | None = None
) -> pd.DataFrame:
    """Entries of a variable without a cell of its own, at the row of each person's record."""
    at = np.flatnonzero(persons.first)
    who = persons.person[at]
    status = value.status[who]
    action = np.where(status == "mapped", np.array("derived", dtype=object), status)
    if decided is not None:
        action[decided[who]] = "decided"
    kept = action != "missing"
    reasons = {"derived": "", "review": "须核实", "skipped": "未问", "decided": "人工核实"}
    return _framed(
        [
            where.iloc[at[kept]].assign(
                record=who[kept] + 1,
                column=value.variable.key,
                value=value.key[who[kept]],
                action=action[kept],
                reason=[reasons[one] for one in action[kept]],
            )
        ]
    )


def _record(persons: Persons) -> Array:
    return np.where(persons.person >= 0, persons.person + 1, 0)


def _framed(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    found = pd.concat([frame.reindex(columns=COLUMNS) for frame in frames], ignore_index=True)
    found["record"] = found["record"].fillna(0).astype(np.int32)
    found["row"] = found["row"].astype(np.int32)
    for name in ("file", "sheet", "column", "raw", "value", "action", "reason"):
        found[name] = found[name].astype("str").fillna("").astype("category")
    return found


def build_ledger(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All entries as one frame in the order of files, rows and variables; texts as Categoricals.

    The frames are taken apart column by column, since the ledger is the largest thing that cleaning holds.
    """
    columns = {
        name: np.concatenate([frame.pop(name).to_numpy() for frame in frames])
        if name in ("row", "record")
        else pd.api.types.union_categoricals([frame.pop(name) for frame in frames])
        for name in COLUMNS
    }
    return pd.DataFrame(columns, copy=False)


def check_identity(ledger: pd.DataFrame, sheets: Sequence[Sheet], records: int) -> None:
    """Nothing, if every raw row is accounted for exactly once; raises AssertionError otherwise.

    The rows are counted on the sheets as they were read, the entries in the ledger.
    """
    entries = ledger[ledger["column"] == ""]
    counted = entries.groupby(["file", "sheet"], observed=True, sort=False)["row"].agg(["size", "nunique"])
    for sheet in sheets:
        rows = len(sheet.rows)
        size, distinct = counted.loc[(sheet.file, sheet.name)] if rows else (0, 0)
        if not rows == size == distinct:
            raise AssertionError(f"ledger of {sheet.file}: {rows} rows, {size} entries about {distinct} rows")
    if len(entries) != sum(len(sheet.rows) for sheet in sheets):
        raise AssertionError("the ledger has entries about rows of no sheet")
    if int((entries["action"] == "record").sum()) != records:
        raise AssertionError("records and record entries differ")
    if _has_repeated(ledger):
        raise AssertionError("a cell has two entries in the ledger")


def _has_repeated(ledger: pd.DataFrame) -> bool:
    """Whether a cell (file, sheet, row, column) has two entries; by numbers, since a ledger is long."""
    place = ledger["row"].to_numpy(dtype=np.int64, copy=True)
    for name in ("file", "sheet", "column"):
        place *= len(ledger[name].cat.categories)
        place += ledger[name].cat.codes.to_numpy()
    place = place[(ledger["column"] != "").to_numpy()]
    place.sort()
    return bool((place[1:] == place[:-1]).any())
