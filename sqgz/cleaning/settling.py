"""From rows to people: one value per person and variable, and what to do where rows of one person disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

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

    `row` is −1 where no row of the person has such a column. An array that says the same of everybody may be read-only.
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
    keys, status, detail = column.keys(), column.status(), _details(column)
    row = np.full(persons.people, -1, dtype=np.int64)
    for name in STATUSES[:-1]:
        at = np.flatnonzero((status == name) & (persons.person >= 0))
        who, first = np.unique(persons.person[at], return_index=True)
        new = row[who] < 0
        row[who[new]] = at[first[new]]
    last = np.where(row >= 0, row, len(status))  # behind the rows: what stands for a person without any
    return Value(
        variable=column.variable,
        key=_behind(keys, None)[last],
        detail=nothing(persons.people) if detail is None else _behind(detail, None)[last],
        status=_behind(status, "absent")[last],
        row=row.astype(np.int32),
    )


def nothing(people: int) -> Array:
    """None for everybody, without room for everybody."""
    return np.broadcast_to(np.array(None, dtype=object), people)


def _behind(values: Array, last: str | None) -> Array:
    return np.concatenate([values, np.array([last], dtype=object)])


def _details(column: Column) -> Array | None:
    """Detail of every row; None where no answer has any, as in most variables."""
    if all(answer.match.detail is None for answer in column.answers):
        return None
    return column.take(lambda answer: answer.match.detail)


def _review_conflicts(column: Column, persons: Persons) -> None:
    keys = column.keys()
    at = np.flatnonzero((column.status() == "mapped") & (persons.person >= 0))
    at = at[np.argsort(persons.person[at], kind="stable")]  # the rows of a person one behind the other
    if not len(at):
        return
    starts = np.flatnonzero(np.diff(persons.person[at], prepend=-1))
    codes = pd.factorize(keys[at])[0]
    torn = np.minimum.reduceat(codes, starts) < np.maximum.reduceat(codes, starts)
    label = column.variable.labels
    for start, end in zip(starts[torn], np.append(starts[1:], len(at))[torn], strict=True):
        rows = at[start:end]
        given = tuple(dict.fromkeys(str(keys[row]) for row in rows))
        shown = "、".join(f"“{label.get(key, key)}”" for key in given)
        reason = f"同一人的几处填写不一致：{shown}"

        def reviewed(answer: Answer, reason: str = reason, given: tuple[str, ...] = given) -> Answer:
            return put_to_review(answer, reason=reason, candidates=given)

        column.replace(rows, reviewed)


def take_highest(column: Column, persons: Persons, rank: dict[str, int]) -> Value:
    """Value of every person from the row with the highest rank: two posts of one person are no conflict."""
    value = take_first(column, persons)
    ranks = column.take(lambda answer: rank.get(str(answer.match.key), -1))
    at = np.flatnonzero((np.where(column.codes < 0, -1, ranks) >= 0) & (persons.person >= 0))
    if not len(at):
        return value
    order = at[np.lexsort((at, -ranks[at].astype(np.int64)))]
    who, first = np.unique(persons.person[order], return_index=True)
    best = order[first]
    value.key[who], value.status[who], value.row[who] = column.keys()[best], "mapped", best
    if (detail := _details(column)) is not None:
        value.detail[who] = detail[best]
    return value
