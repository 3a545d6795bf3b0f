"""Every answer of one variable, over all rows: each distinct text is matched once, rows point to what came of it.

What later steps find out about single rows (a contradiction, a decision) is one more answer that those rows point to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.asking.decisions import UNDECIDABLE, Decisions
from sqgz.cleaning.columns import People
from sqgz.cleaning.masking import masked
from sqgz.cleaning.matching import Match, match
from sqgz.cleaning.places.names import PlaceIndex
from sqgz.cleaning.texts.levels import BOOK as LEVEL
from sqgz.cleaning.texts.whether import answer_whether_here, asks_whether_here
from sqgz.errors import InputError
from sqgz.spelling import comparable
from sqgz.study import Variable

Array = np.ndarray[Any, Any]
ABSENT = -1  # the row's sheet has no such column
WHETHER = "whether"  # the column asks whether somebody is registered or lives in their community of work


@dataclass(frozen=True)
class Answer:
    """What came of a raw text: its match, and whether a person decided it.

    `asked` says who can settle it if it is in review: "value" (one decision for all people with this text), "row"
    (about one person), "" (nobody is asked here). `from_sheet`: the row says nothing, its sheet or another of its
    answers does.
    """

    raw: str
    match: Match
    decided: bool = False
    asked: str = "value"
    from_sheet: bool = False


@dataclass(eq=False)
class Column:
    """The answers of one variable: `codes[i]` leads from row i to `answers`, or is ABSENT.

    `names` are the names of the people of these files, hidden wherever somebody typed them.
    """

    variable: Variable
    codes: Array
    answers: list[Answer]
    names: frozenset[str] = frozenset()

    def shown(self, answer: Answer) -> str:
        """The raw text as lists and ledger may show it."""
        return masked(answer.raw, self.names)

    def keys(self) -> Array:
        """Key of every row, None where none is known; object array."""
        return self.take(lambda answer: answer.match.key)

    def status(self) -> Array:
        """Status of every row, "absent" where its sheet has no such column; object array."""
        found = self.take(lambda answer: answer.match.status)
        found[self.codes == ABSENT] = "absent"
        return found

    def take(self, what: Callable[[Answer], Any]) -> Array:
        """Something of every row's answer, None where the row has none; object array."""
        table = np.empty(len(self.answers) + 1, dtype=object)
        for i, answer in enumerate(self.answers):
            table[i] = what(answer)
        return table[self.codes]  # ABSENT is −1, the last entry, which stays None

    def replace(self, rows: Sequence[int] | Array, change: Callable[[Answer], Answer]) -> None:
        """Point those rows to changed answers; each distinct answer is changed once."""
        changed: dict[int, int] = {}
        for row in rows:
            code = int(self.codes[row])
            if code == ABSENT:
                continue
            if code not in changed:
                changed[code] = len(self.answers)
                self.answers.append(change(self.answers[code]))
            self.codes[row] = changed[code]


def match_column(
    variable: Variable,
    parts: Sequence[People],
    *,
    decisions: Decisions,
    places: PlaceIndex | None = None,
    streets: Array | None = None,
    names: frozenset[str] = frozenset(),
    reading: Callable[[str], str] | None = None,
) -> Column:
    """Column of a variable over all sheets; `streets` are the street keys of all rows, which places may need.

    Decisions on values are applied here. `reading` gives what of a text is to be matched, if not all of it.
    """
    raws = _raws(variable, parts)
    extra = _context(variable, parts, streets)
    codes, distinct = pd.factorize(_paired(raws, extra))
    answers = []
    for pair in distinct:
        raw, context = pair if extra is not None else (pair, None)
        text = raw if reading is None else reading(raw)
        found = _matched(variable, text, context, places)
        answers.append(_answer(variable, raw, found, places, decisions))
    absent = np.concatenate([np.full(part.rows, variable.key not in part.columns) for part in parts])
    codes = codes.astype(np.int32)
    if (~absent & (codes < 0)).any():  # factorize leaves empty cells out
        answers.append(Answer("", match(variable, None, places)))
        codes[~absent & (codes < 0)] = len(answers) - 1
    codes[absent] = ABSENT
    return Column(variable, codes, answers, names)


def _raws(variable: Variable, parts: Sequence[People]) -> pd.Series[Any]:
    """Raw texts of all rows, null where the cell is empty or the sheet has no such column."""
    found = [
        part.raw(variable.key) if variable.key in part.columns else pd.Series([None] * part.rows, dtype="str")
        for part in parts
    ]
    return pd.concat([series.astype("str") for series in found], ignore_index=True)


def _context(variable: Variable, parts: Sequence[People], streets: Array | None) -> pd.Series[Any] | None:
    """What besides the text decides the match: a community's street, how a year-month is stored, a heading that asks whether."""
    if variable.level == "community" and streets is not None:
        return pd.Series(streets, dtype="str")
    if variable.derive == "age":
        found = [
            part.sheet.stored[part.columns[variable.key]].astype("str")
            if variable.key in part.columns
            else pd.Series([None] * part.rows, dtype="str")
            for part in parts
        ]
        return pd.concat(found, ignore_index=True)
    if variable.codebook == LEVEL:
        asks = [WHETHER if asks_whether_here(part.columns.get(variable.key, "")) else None for part in parts]
        return (
            pd.Series(np.repeat(np.array(asks, dtype=object), [part.rows for part in parts]), dtype="str")
            if any(asks)
            else None
        )
    return None


def _paired(raws: pd.Series[Any], extra: pd.Series[Any] | None) -> Any:
    if extra is None:
        return raws
    pairs = np.empty(len(raws), dtype=object)
    more = extra.astype(object).where(extra.notna(), None).to_numpy()
    texts = raws.to_numpy(dtype=object)
    pairs[:] = [
        (raw, one) if isinstance(raw, str) else None for raw, one in zip(texts, more.tolist(), strict=True)
    ]
    return pairs


def _answer(
    variable: Variable,
    raw: str,
    found: Match,
    places: PlaceIndex | None,
    decisions: Decisions,
) -> Answer:
    decided = (
        decisions.of_value(variable.key, raw) if found.status == "review" else None
    )  # only what is in doubt is asked
    if decided is None:
        return Answer(raw, found, asked="row" if found.singly else "value")
    key = as_listed(variable, decided, places, about=f"原值“{masked(raw)}”")
    return decide(Answer(raw, found), variable, key)


def _matched(variable: Variable, raw: str, context: str | None, places: PlaceIndex | None) -> Match:
    """The match of a raw text in its context; a year-month stored as a number is never taken at its word."""
    fraction = comparable(raw).partition(".")[2]
    if variable.derive == "age" and context == "number" and fraction not in ("", "0"):
        reason = "该格以数字存放，末位的 0 会丢失（如 1985.10 变成 1985.1），须对照原表"
        return Match(key=None, status="review", detail=None, candidates=(), reason=reason)
    if variable.codebook == LEVEL and context == WHETHER:
        told = answer_whether_here(raw, tuple(variable.labels))
        if told is not None:
            return told
    found = match(variable, raw, places, street=context if variable.level == "community" else None)
    if (
        variable.kind == "place" and places is None and found.status == "review"
    ):  # no list to check it against
        return Match(
            key=comparable(raw), status="mapped", detail=None, candidates=(), reason="没有单位名录，按原文"
        )
    return found


def as_listed(variable: Variable, decision: str, places: PlaceIndex | None, *, about: str) -> str:
    """A decision about a place as the official list's key; any other decision as it is.

    Raises InputError, with what the decision is about, for a place that the list does not have.
    """
    if variable.kind != "place" or decision == UNDECIDABLE:
        return decision
    if places is None:
        return comparable(decision)
    if places.place(decision) is not None:  # a key of the list, such as 街道·社区, is chosen as it stands
        return decision
    found = match(variable, decision, places)
    if found.key is None:
        near = f"是否为 {'、'.join(found.candidates)}？" if found.candidates else ""
        raise InputError(
            f"{variable.label}（{about}）的决定“{decision}”不在单位名录中。{near}请在待核清单.xlsx（或 decisions.csv）中按名录改正。"
        )
    return found.key


def decide(answer: Answer, variable: Variable, decision: str) -> Answer:
    """The answer as a person decided it: a category's key, or that it cannot be told."""
    if decision == UNDECIDABLE:
        settled = Match(key=None, status="missing", detail=None, candidates=(), reason="人工核实：无法判断")
    else:
        label = variable.labels.get(decision, decision)
        settled = Match(
            key=decision, status="mapped", detail=None, candidates=(), reason=f"人工核实为“{label}”"
        )
    return replace(answer, match=settled, decided=True, asked="")


def as_decided(variable: Variable, decision: str) -> Callable[[Answer], Answer]:
    """The change that `decide` makes, for `Column.replace`."""
    return lambda answer: decide(answer, variable, decision)


def put_to_review(
    answer: Answer, *, reason: str, candidates: tuple[str, ...], detail: str | None = None
) -> Answer:
    """The answer set aside for somebody who knows the person."""
    found = Match(key=None, status="review", detail=detail, candidates=candidates, reason=reason)
    return replace(answer, match=found, decided=False, asked="row")
