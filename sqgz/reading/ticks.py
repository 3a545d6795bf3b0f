"""What the cells of one question's option columns say together: options ticked, options ranked, or neither.

Exports mark an option by 1 and 0, by the option's own text, by a tick, or by its rank; -3 and -2 keep apart who was
not asked and who did not answer. Nothing here knows a heading's form or a category.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sqgz.reading.stems import heading_key

JOINT: Final = "┋"
ORDER: Final = "→"
SKIPPED: Final = "(跳过)"
EMPTY: Final = "(空)"
NONE_TICKED: Final = "(未选任何选项)"
"""Stands where a person saw the question and every option is marked as not chosen."""

_TICKED = frozenset({"1", "1.0", "TRUE", "√", "✓", "✔", "☑", "选中", "已选", "已选中", "勾选"})
_NOT_TICKED = frozenset({"0", "0.0", "FALSE", "未选中", "未选", "未勾选"})
_SKIPPED = frozenset({"-3", "-3.0", "(跳过)", "跳过"})
_UNANSWERED = frozenset({"-2", "-2.0", "(空)", "空"})
_WORDS = re.compile(r"(.*?)\s*〖(.*)〗\s*", re.DOTALL)
_RANK = re.compile(r"([1-9]\d?)(?:\.0)?")
_MARK = re.compile(r"(?:[A-Za-z]|\d{1,2})[.、．)]\s*(?=\D)")

_OTHER = re.compile("其[他它]")  # its column may hold the person's words instead of a mark

# codes of a cell; a rank is stored as itself, from 1
_BLANK, _UNTICKED, _NO_ANSWER, _NOT_ASKED, _FOREIGN = 0, -1, -2, -3, -4


@dataclass(frozen=True, eq=False)
class Gathered:
    """One text per row, and what was met: ranks or a choice, nothing at all, rows with every option not chosen."""

    texts: npt.NDArray[np.object_]
    ranked: bool
    blank: bool
    none_ticked: int


@dataclass(frozen=True, eq=False)
class NoChoice:
    """Why columns are no options of one question: the column's position, the row's position, and the value met."""

    column: int
    row: int
    value: str


def gather(columns: Sequence[pd.Series[Any]], options: Sequence[str]) -> Gathered | NoChoice:
    """One text per row out of the columns of the options: ticked ones joined by ┋, ranked ones by →.

    A row without a tick is 跳过 where every mark says so, NONE_TICKED where an option is marked as not chosen, else
    空. Columns whose ranks are not 1, 2, … once each in some row are no ranking.
    """
    marks = np.empty((len(columns[0]), len(columns)), dtype=np.int8)
    words = np.zeros((len(columns[0]), len(columns)), dtype=np.int32)
    distinct: list[str] = [""]
    for position, (column, option) in enumerate(zip(columns, options, strict=True)):
        codes, values = pd.factorize(column, use_na_sentinel=True)
        read = [_read(str(value), option) for value in values]
        if len(columns) > 1 and _OTHER.match(_MARK.sub("", heading_key(option), count=1)):
            read = [
                (1, str(v).strip()) if m == _FOREIGN else (m, w)
                for v, (m, w) in zip(values, read, strict=True)
            ]
        mark = np.array([one for one, _ in read] + [_BLANK], dtype=np.int8)
        said = np.array([_number(text, distinct) for _, text in read] + [0], dtype=np.int32)
        marks[:, position], words[:, position] = (
            mark[codes],
            said[codes],
        )  # a null has the code −1, the last entry
    foreign = np.argwhere(marks == _FOREIGN)
    if foreign.size:
        return _no_choice(columns, *foreign[0])
    ranked = bool((marks > 1).any())
    if ranked and (unlike := _unlike_ranks(marks)) is not None:
        return _no_choice(columns, *unlike)
    rows, inverse = np.unique(np.hstack([marks.astype(np.int32), words]), axis=0, return_inverse=True)
    width = len(columns)
    texts = [_text(row[:width], [distinct[i] for i in row[width:]], options, ranked) for row in rows.tolist()]
    found = np.array([*texts, None], dtype=object)[:-1][inverse.reshape(-1)]
    return Gathered(found, ranked, not (marks != _BLANK).any(), int((found == NONE_TICKED).sum()))


def _read(value: str, option: str) -> tuple[int, str]:
    """Code of one cell, and the words a person added to the option."""
    text = heading_key(value)
    if not text:
        return _BLANK, ""
    if text in _TICKED:
        return 1, ""
    for known, code in ((_NOT_TICKED, _UNTICKED), (_SKIPPED, _NOT_ASKED), (_UNANSWERED, _NO_ANSWER)):
        if text in known:
            return code, ""
    if rank := _RANK.fullmatch(text):
        return int(rank.group(1)), ""
    if _same(text, option):
        return 1, ""
    if added := _WORDS.fullmatch(value):
        mark, _ = _read(added.group(1), option)
        if mark >= 1:
            return mark, added.group(2).strip()
    return _FOREIGN, ""


def _same(text: str, option: str) -> bool:
    """Whether the cell repeats the option, each with or without its letter."""
    asked = heading_key(option)
    return text == asked or _MARK.sub("", text, count=1) == _MARK.sub("", asked, count=1)


def _number(text: str, distinct: list[str]) -> int:
    if not text:
        return 0
    distinct.append(text)
    return len(distinct) - 1


def _unlike_ranks(marks: npt.NDArray[np.int8]) -> tuple[int, int] | None:
    """Row and column of the first rank that stands twice or leaves a gap below it; None in a ranking."""
    ranks = np.sort(np.where(marks >= 1, marks, 127), axis=1)
    wanted = np.arange(1, marks.shape[1] + 1)
    wrong = ((ranks != wanted) & (ranks != 127)).any(axis=1)
    if not wrong.any():
        return None
    row = int(np.argmax(wrong))
    return row, int(np.argmax(marks[row]))


def _no_choice(columns: Sequence[pd.Series[Any]], row: int, column: int) -> NoChoice:
    return NoChoice(int(column), int(row), str(columns[column].iloc[row]))


def _text(marks: Sequence[int], words: Sequence[str], options: Sequence[str], ranked: bool) -> str:
    chosen = [position for position, mark in enumerate(marks) if mark >= 1]
    if chosen:
        if ranked:
            chosen.sort(key=lambda position: marks[position])
        named = [f"{options[i]}〖{words[i]}〗" if words[i] else options[i] for i in chosen]
        return (ORDER if ranked else JOINT).join(named)
    met = set(marks) - {_BLANK}
    if _UNTICKED in met:
        return EMPTY if ranked else NONE_TICKED
    return SKIPPED if met == {_NOT_ASKED} else EMPTY
