"""Which rows are one person: joined by the id, never by name; the id itself stays behind.

Rows are numbered in the order of files and rows; the first row of a person is the record.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.columns import People
from sqgz.spelling import comparable
from sqgz.study import Study

Array = np.ndarray[Any, Any]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECK = "10X98765432"
_ID = re.compile(r"[0-9]{17}[0-9X]")
_SIGNS = re.compile(r"[\s'’-]")
NO_ID, AS_NUMBER, INVALID = "未填证件号", "证件号以数字存放，末几位已失真", "证件号校验位不符"


@dataclass(frozen=True, eq=False)
class Persons:
    """For every data row of all sheets, in order: its person, and how it stands to that person's other rows.

    `person` is 0…p−1 in order of first appearance, −1 for rows that cannot be anybody's record; `first` marks each
    person's first row; `problem` says what is wrong with the id ("" if nothing); `people` is p. `aside` says of rows
    that were set aside what became of them (excluded, rejected; "" for all others), `reason` why.
    """

    person: Array
    first: Array
    problem: Array
    people: int
    aside: Array
    reason: Array

    def without(self, gone: Array, action: str, reasons: Array) -> Persons:
        """The persons of the other rows, numbered anew in their order; the rows of the mask `gone` are set aside."""
        if not gone.any():
            return self
        kept = ~gone & (self.person >= 0)
        person = np.full(len(self.person), -1, dtype=np.int64)
        numbered, _ = pd.factorize(self.person[kept])
        person[kept] = numbered
        first = np.zeros(len(person), dtype=bool)
        _, at = np.unique(numbered, return_index=True)
        first[np.flatnonzero(kept)[at]] = True
        fresh = gone & (self.aside == "")
        return Persons(
            person=person,
            first=first,
            problem=self.problem,
            people=int(numbered.max(initial=-1)) + 1,
            aside=np.where(fresh, action, self.aside),
            reason=np.where(fresh, reasons, self.reason),
        )


def identify(study: Study, parts: Sequence[People]) -> Persons:
    """Persons of all rows of the sheets, joined by the study's id variable if it has one.

    With a roster, an answer whose id is missing or unusable and stands in no roster row cannot be anybody's: it is
    rejected (person −1), since counting it would count somebody on the roster twice. Ids are compared as HMAC under
    a key that lives as long as this call.
    """
    rows = sum(part.rows for part in parts)
    id_key = next((key for key, variable in study.variables.items() if variable.kind == "id"), None)
    if id_key is None:
        nothing = np.full(rows, "", dtype=object)
        return Persons(np.arange(rows), np.ones(rows, dtype=bool), nothing, rows, nothing, nothing)
    secret = secrets.token_bytes(32)
    tokens = np.full(rows, None, dtype=object)
    problems = np.full(rows, NO_ID, dtype=object)
    start = 0
    for part in parts:
        if id_key in part.columns:
            heading = part.columns[id_key]
            numbers = np.asarray(part.sheet.stored[heading] == "number")
            texts = zip(part.sheet.text[heading].to_numpy(dtype=object), numbers.tolist(), strict=True)
            for row, (text, number) in enumerate(texts, start=start):
                if isinstance(text, str):
                    tokens[row], problems[row] = _token(text, number=number, secret=secret)
        start += part.rows
    return _joined(tokens, problems, _is_roster(parts))


def _token(text: str, *, number: bool, secret: bytes) -> tuple[bytes | None, str]:
    """What stands for an id, None where it holds none, and what is wrong with it."""
    if text.isascii() and text.isalnum():  # nearly all: nothing to normalise
        plain = given = text.upper()
    else:
        given = comparable(text)
        plain = _SIGNS.sub("", given).upper()
    if given in ("", "(空)", "-2", "(跳过)", "-3"):
        return None, NO_ID
    if number and len(given) > 15:
        return None, AS_NUMBER
    problem = "" if _ID.fullmatch(plain) and _passes(plain) else INVALID
    return hmac.digest(secret, plain.encode(), "sha256"), problem if len(plain) in range(15, 20) else ""


def _passes(plain: str) -> bool:
    """Whether the 18th character is right (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(map(mul, plain[:17].encode(), _WEIGHTS)) - _ZEROS
    return _CHECK[total % 11] == plain[17]


def _is_roster(parts: Sequence[People]) -> Array:
    return np.concatenate(
        [np.full(part.rows, part.role == "roster") for part in parts] or [np.zeros(0, dtype=bool)]
    )


def _joined(tokens: Array, problems: Array, roster: Array) -> Persons:
    codes = pd.factorize(tokens)[0]
    alone = codes < 0
    codes = codes.astype(np.int64)
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    rejected = np.zeros(len(codes), dtype=bool)
    if roster.any():
        on_roster = np.isin(codes, codes[roster])
        rejected = ~roster & ~on_roster & (problems != "")
    kept = codes[~rejected]
    person = np.full(len(codes), -1, dtype=np.int64)
    numbered, _ = pd.factorize(kept)
    person[~rejected] = numbered
    first = np.zeros(len(codes), dtype=bool)
    _, at = np.unique(numbered, return_index=True)
    first[np.flatnonzero(~rejected)[at]] = True
    nothing = np.full(len(person), "", dtype=object)
    return Persons(person, first, problems, int(numbered.max(initial=-1)) + 1, nothing, nothing)
