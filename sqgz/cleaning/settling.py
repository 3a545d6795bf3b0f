"""From rows to people: one value per person and variable, and what to do where rows of one person disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sqgz.cleaning.answers import Answer, Column, put_to_review
from sqgz.cleaning.people import Persons
from sqgz.study import Variable

Array = np.ndarray[Any, Any]
STATUSES = (
    "mapped",
    "review",
    "skipped",
    "missing",
    "absent",
)  # which of a person's rows speaks, if they differ


@dataclass(eq=False)
class Value:
    """One variable of all people: `key` and `detail` (object, None where not known), `status`, and the `row` it is from.

    `row` is −1 where no row of the person has such a column.
    """

    variable: Variable
    key: Array
    detail: Array
    status: Array
    row: Array


def settle(column: Column, persons: Persons) -> Value:
    """Value of every person: the first row that has one gives it.

    Where another row of the person gives another value, nobody's is taken: all rows that gave one go to review.
    """
    _review_conflicts(column, persons)
    return take_first(column, persons)


def take_first(column: Column, persons: Persons) -> Value:
    """Value of every person from the first of their rows that says most (mapped, review, skipped, missing)."""
    keys, status = column.keys(), column.status()
    detail = column.take(lambda answer: answer.match.detail)
    row = np.full(persons.people, -1, dtype=np.int64)
    for name in STATUSES[:-1]:
        at = np.flatnonzero((status == name) & (persons.person >= 0))
        who, first = np.unique(persons.person[at], return_index=True)
        new = row[who] < 0
        row[who[new]] = at[first[new]]
    found = row >= 0
    value = Value(
        variable=column.variable,
        key=np.full(persons.people, None, dtype=object),
        detail=np.full(persons.people, None, dtype=object),
        status=np.full(persons.people, "absent", dtype=object),
        row=row,
    )
    value.key[found], value.detail[found], value.status[found] = (
        keys[row[found]],
        detail[row[found]],
        status[row[found]],
    )
    return value


def _review_conflicts(column: Column, persons: Persons) -> None:
    keys = column.keys()
    at = np.flatnonzero((column.status() == "mapped") & (persons.person >= 0))
    if not len(at):
        return
    who = persons.person[at]
    codes = np.unique(keys[at].astype(str), return_inverse=True)[1]
    low = np.full(persons.people, np.iinfo(np.int64).max)
    high = np.full(persons.people, -1)
    np.minimum.at(low, who, codes)
    np.maximum.at(high, who, codes)
    torn = np.flatnonzero((high >= 0) & (low < high))
    label = column.variable.labels
    for person in torn:
        rows = at[who == person]
        given = tuple(dict.fromkeys(str(keys[row]) for row in rows))
        shown = "、".join(f"“{label.get(key, key)}”" for key in given)
        reason = f"同一人的几处填写不一致：{shown}"

        def reviewed(answer: Answer, reason: str = reason, given: tuple[str, ...] = given) -> Answer:
            return put_to_review(answer, reason=reason, candidates=given)

        column.replace(rows, reviewed)


def take_highest(column: Column, persons: Persons, rank: dict[str, int]) -> Value:
    """Value of every person from the row with the highest rank: two posts of one person are no conflict."""
    keys, detail = column.keys(), column.take(lambda answer: answer.match.detail)
    ranks = np.array([rank.get(str(key), -1) if key is not None else -1 for key in keys])
    value = take_first(column, persons)
    at = np.flatnonzero((ranks >= 0) & (persons.person >= 0))
    if not len(at):
        return value
    order = at[np.lexsort((at, -ranks[at]))]
    who, first = np.unique(persons.person[order], return_index=True)
    best = order[first]
    value.key[who], value.detail[who], value.status[who], value.row[who] = (
        keys[best],
        detail[best],
        "mapped",
        best,
    )
    return value
