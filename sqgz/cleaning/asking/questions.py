"""What is to be asked of people: a row for each value, heading or file that a decision settles, or for each cell.

`asked`: "value" (one decision for all who wrote it), "row" (one person's cell, for the street), "heading", "submission".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.answers import Answer, Column
from sqgz.cleaning.asking.decisions import (
    ADOPTED,
    COUNTED_AS,
    HEADING,
    NOT_ADOPTED,
    SCOPE,
    SUBMISSION,
    Decisions,
)
from sqgz.cleaning.asking.heading_questions import UNUSED, HeadingQuestion, heading_targets
from sqgz.cleaning.asking.row_names import named_files
from sqgz.cleaning.columns import People
from sqgz.cleaning.people import Persons
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.settling import Value
from sqgz.cleaning.submissions.reports import Double
from sqgz.cleaning.texts.levels import BOOK as LEVEL
from sqgz.cleaning.texts.posts import BOOKS as POSTS
from sqgz.cleaning.texts.raw_texts import folded
from sqgz.reading import heading_key
from sqgz.spelling import comparable
from sqgz.study import Study, Variable

COLUMNS = (
    "asked", "变量", "问题", "原值", "人数", "文件", "表页", "行号", "街道", "社区", "列", "原因", "可能的类别", "决定", "备注",
    "行标识", "文件校验", "另见逐项",
)  # fmt: skip
_UNSETTLED = re.compile(
    r"以上|以下|左右|[/或]|在读|肄业|结业|同等学力|同等学历|承认|其他|不详|不清|^(?:中央|省委|市委)?党校$"
)


def review_rows(
    columns: Mapping[str, Column],
    values: Mapping[str, Value],
    parts: Sequence[People],
    persons: Persons,
    decisions: Decisions,
) -> pd.DataFrame:
    """Frame of the answers that await a decision; texts are masked.

    Only people whose variable is still open are asked about: what another file says clearly is not. A value that means
    something else for everybody who wrote it (本地) is asked both ways; `另见逐项` marks such cells.
    """
    found: list[dict[str, Any]] = []
    for key, column in columns.items():
        if key in values and column.variable.kind not in ("id", "personal", "text"):
            found += _open(column, values, _Places(parts, values, decisions), persons)
    frame = pd.DataFrame(found, columns=list(COLUMNS))
    frame["_"] = np.where(frame["asked"] == "value", -frame["人数"].astype(float), 0.0)
    return (
        frame.sort_values(["asked", "_"], ascending=[False, True], kind="stable")
        .drop(columns="_")
        .reset_index(drop=True)
    )


def no_questions() -> pd.DataFrame:
    """The frame of a study that asks nothing."""
    return pd.DataFrame([], columns=list(COLUMNS))


def _open(
    column: Column, values: Mapping[str, Value], places: _Places, persons: Persons
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
        settles = answer.asked == "value" and comparable(shown) == comparable(answer.raw)
        if settles:
            entry = by_value.setdefault(comparable(answer.raw), _entry(column, answer, "value"))
            entry["人数"] += 1
        if not settles or differs_by_person(column.variable, answer):
            by_row.append(
                _entry(column, answer, "row") | places.of(row, column, int(person)) | {"另见逐项": settles}
            )
    return [*by_value.values(), *by_row]


def differs_by_person(variable: Variable, answer: Answer) -> bool:
    """Whether an unclear text may mean something else for each who wrote it, so that their street is asked as well.

    A level, an age, posts that name no seat, a span of two categories, a code; but not a wording that one decision
    explains for all (电大, 网格长).
    """
    if variable.codebook == LEVEL or variable.derive == "age":
        return True
    if variable.kind == "place":
        return len(answer.match.candidates) > 1 and "几个" in answer.match.reason
    if variable.codebook in POSTS:
        return answer.match.reason.startswith(("没有写明", "文字中有不能确定"))
    plain = folded(answer.raw)
    return variable.ordered and (
        _UNSETTLED.search(plain) is not None or (len(plain) <= 2 and plain.isascii())
    )


def _asked_row(column: Column, persons: Persons, person: int, row: int) -> int | None:
    """The row whose answer is to be asked about; None if nobody is asked about this person's."""
    if row < 0 or column.codes[row] < 0:
        return None
    answer = column.answers[column.codes[row]]
    return row if answer.match.status == "review" and answer.asked else None


def _entry(column: Column, answer: Answer, asked: str) -> dict[str, Any]:
    variable, labels = column.variable, column.variable.labels
    shown = column.shown(answer)
    question = (
        variable.label if asked == "value" else f"{variable.label}：填写为“{shown}”，{answer.match.reason}"
    )
    entry: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    return entry | {
        "asked": asked,
        "变量": variable.key,
        "问题": question,
        "原值": shown,
        "人数": 1 if asked == "row" else 0,
        "行号": 0,
        "原因": answer.match.reason,
        "可能的类别": "、".join(labels.get(key, key) for key in answer.match.candidates),
        "另见逐项": False,
    }


class _Places:
    """Where the clerk finds a row in their own file."""

    def __init__(self, parts: Sequence[People], values: Mapping[str, Value], decisions: Decisions) -> None:
        self._parts, self._values, self._decisions = parts, values, decisions
        self._names = named_files(parts)
        self._starts = np.cumsum([0, *(part.rows for part in parts)])

    def of(self, row: int, column: Column, person: int) -> dict[str, Any]:
        """Entries of the list that lead to the cell."""
        number = int(np.searchsorted(self._starts, row, side="right")) - 1
        part = self._parts[number]
        heading = _heading(part, column.variable.key)
        letter = part.sheet.letters.get(heading, "")
        found: dict[str, Any] = {
            "文件": part.sheet.file,
            "表页": part.sheet.name,
            "行号": int(part.sheet.text.index[row - self._starts[number]]),
            "列": f"{heading}（{letter}列）" if letter else heading,
            "行标识": self._names[number],
            "文件校验": self._decisions.hashes.get(part.sheet.file, ""),
        }
        for key, name in (("street", "街道"), ("community", "社区")):
            known = self._values[key].key[person] if key in self._values else None
            found[name] = "" if known is None else str(known)
        return found


def _heading(part: People, key: str) -> str:
    """Heading under which the clerk finds the answer: a position or status is told by the posts, a level by the place."""
    held = {**part.places, **part.columns}
    wanted = (key, "party_post", "committee_post") if key in ("position", SCOPE) else (key,)
    return next((held[one] for one in wanted if one in held), "")


def heading_rows(questions: Sequence[HeadingQuestion], study: Study) -> pd.DataFrame:
    """Rows of 表头对照: a heading, the files it stands in, and what it may stand for."""
    shown = {target.name: target.shown for target in heading_targets(study)}
    rows = []
    for one in questions:
        entry: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        rows.append(
            entry
            | {"asked": "heading", "变量": HEADING, "问题": "列标题", "原值": heading_key(one.heading), "人数": 0, "行号": 0,
               "文件": "、".join(one.files), "原因": "研究说明中没有这个列标题", "另见逐项": False,
               "可能的类别": "、".join(shown[name] for name in one.candidates)}
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def double_rows(doubles: Sequence[Double], decisions: Decisions) -> pd.DataFrame:
    """Rows of 重复报送: a file of a street that another file repeats."""
    rows = []
    for double in doubles:
        for file, people in zip(double.files, double.people, strict=True):
            others = "、".join(other for other in double.files if other != file)
            entry: dict[str, Any] = dict.fromkeys(COLUMNS, "")
            rows.append(
                entry
                | {"asked": "submission", "变量": SUBMISSION, "问题": "重复报送", "街道": double.street, "文件": file, "人数": people,
                   "行号": 0, "原因": f"与 {others} 涉及相同的人或社区", "另见逐项": False,
                   "文件校验": decisions.hashes.get(file, "")}
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def review_options(study: Study, frame: Frame | None) -> dict[str, list[str]]:
    """Labels to choose from, by variable; for places the official list."""
    found: dict[str, list[str]] = {
        HEADING: [*(target.shown for target in heading_targets(study)), UNUSED],
        SUBMISSION: [ADOPTED, NOT_ADOPTED],
        SCOPE: list(COUNTED_AS),
    }
    for key, variable in study.variables.items():
        if variable.kind == "place":
            if frame is not None:
                level = "street" if variable.level == "street" else "community"
                found[key] = [str(name) for name in frame.units[level].cat.categories]
        elif variable.categorical and variable.kind != "multiple":
            found[key] = list(variable.labels.values())
    return found
