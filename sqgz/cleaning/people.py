"""Which rows are one person: joined by the id, never by name; the id itself stays behind.

Rows are numbered in the order of files and rows; the first row of a person is the record.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.columns import People
from sqgz.spelling import comparable
from sqgz.study import Study

Array = np.ndarray[Any, Any]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
NO_ID, AS_NUMBER, INVALID = "未填证件号", "证件号以数字存放，末几位已失真", "证件号校验位不符"


@dataclass(frozen=True, eq=False)
class Persons:
    """For every data row of all sheets, in order: its person, and how it stands to that person's other rows.

    `person` is 0…p−1 in order of first appearance, −1 for rows that cannot be anybody's record; `first` marks each
    person's first row; `problem` says what is wrong with the id ("" if nothing); `people` is p.
    """

    person: Array
    first: Array
    problem: Array
    people: int


def identify(study: Study, parts: Sequence[People]) -> Persons:
    """Persons of all rows of the sheets, joined by the study's id variable if it has one.

    With a roster, an answer whose id is missing or unusable and stands in no roster row cannot be anybody's: it is
    rejected (person −1), since counting it would count somebody on the roster twice. Ids are compared as HMAC under
    a key that lives as long as this call.
    """
    rows = sum(part.rows for part in parts)
    id_key = next((key for key, variable in study.variables.items() if variable.kind == "id"), None)
    if id_key is None:
        return Persons(np.arange(rows), np.ones(rows, dtype=bool), np.full(rows, "", dtype=object), rows)
    secret = secrets.token_bytes(32)
    tokens: list[str | None] = []
    problems: list[str] = []
    for part in parts:
        found = [_token(text, stored, secret) for text, stored in _ids(part, id_key)]
        tokens += [token for token, _ in found]
        problems += [problem for _, problem in found]
    return _joined(np.array(tokens, dtype=object), np.array(problems, dtype=object), _is_roster(parts))


def _ids(part: People, id_key: str) -> list[tuple[str | None, str | None]]:
    if id_key not in part.columns:
        return [(None, None)] * part.rows
    heading = part.columns[id_key]
    texts = part.sheet.text[heading].astype(object).where(part.sheet.text[heading].notna(), None)
    stored = part.sheet.stored[heading].astype(object)
    return list(zip(texts, stored, strict=True))


def _token(text: str | None, stored: str | None, secret: bytes) -> tuple[str | None, str]:
    if text is None or comparable(text) in ("", "(空)", "-2", "(跳过)", "-3"):
        return None, NO_ID
    if stored == "number" and len(comparable(text)) > 15:
        return None, AS_NUMBER
    plain = re.sub(r"[\s'’-]", "", comparable(text)).upper()
    problem = INVALID if re.fullmatch(r"\d{17}[\dX]", plain) is None or not _passes(plain) else ""
    return hmac.digest(secret, plain.encode(), "sha256").hex(), problem if len(plain) in range(15, 20) else ""


def _passes(plain: str) -> bool:
    """Whether the 18th character is right (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(plain[:17], _WEIGHTS, strict=True))
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
    return Persons(person, first, problems, int(numbered.max(initial=-1)) + 1)
