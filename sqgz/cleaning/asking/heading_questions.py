"""Headings that no variable names: which of the study's own headings they may stand for, decided once for all files.

Streets rename columns (户籍地 for 户口所在地). A heading is taken for another only where the study or a decision says so;
likeness of words and of what stands below only makes candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import pandas as pd

from sqgz.cleaning.columns import People
from sqgz.cleaning.matching import match
from sqgz.reading import heading_key
from sqgz.study import Study, Variable

UNUSED = "不使用"
_NEVER_ASKED = re.compile(
    r"序号|编号|编码|备注|说明|姓名|性别|民族|籍贯|联系电话|联系方式|手机号?码?|电话号?码?|办公电话|照片|签名|检查"
)
_ID = re.compile(r"[0-9]{17}[0-9Xx]")
_LOOKED_AT = 40  # distinct values of a column that are enough to see what it holds
_LIKELY = 0.5  # share of characters in common, or of values that match, from which a heading is proposed


@dataclass(frozen=True)
class Target:
    """One of the study's own headings (`name`, as first written) and the variables that are read from it."""

    name: str
    variables: tuple[Variable, ...]
    as_place: bool

    @property
    def shown(self) -> str:
        """How it is shown to a person: the heading, and what it tells if that differs."""
        labels = "、".join(dict.fromkeys(variable.label for variable in self.variables))
        return self.name if heading_key(labels) == heading_key(self.name) else f"{self.name}（{labels}）"


@dataclass(frozen=True)
class HeadingQuestion:
    """A heading that stands in `files` and that nobody has explained; `candidates` are names of targets, likely first."""

    heading: str
    files: tuple[str, ...]
    candidates: tuple[str, ...]


def heading_targets(study: Study) -> list[Target]:
    """The study's own headings in the order of its variables; variables read from one heading stand together."""
    found: dict[tuple[str, bool], list[Variable]] = {}
    names: dict[tuple[str, bool], str] = {}
    for variable in study.variables.values():
        for headings, as_place in ((variable.column, False), (variable.place_column, True)):
            if headings:
                asked = (heading_key(headings[0]), as_place)
                found.setdefault(asked, []).append(variable)
                names.setdefault(asked, headings[0])
    return [Target(names[asked], tuple(variables), asked[1]) for asked, variables in found.items()]


def open_headings(study: Study, parts: Sequence[People], decided: Mapping[str, str]) -> list[HeadingQuestion]:
    """Questions about headings of sheets that lack a column which other sheets of their role have.

    `decided` leads from the key of a heading to what was decided about it; such headings are not asked again.
    """
    targets = heading_targets(study)
    questions: dict[str, tuple[str, list[str], dict[str, float]]] = {}
    for part, lacking in _lacking(targets, parts):
        for heading in part.unused:
            asked = heading_key(heading)
            if asked in decided or _NEVER_ASKED.fullmatch(asked):
                continue
            _, files, scores = questions.setdefault(asked, (heading, [], {}))
            files.append(part.sheet.file)
            for target in lacking:
                score = _likeness(heading, part.sheet.text[heading], target)
                scores[target.name] = max(score, scores.get(target.name, 0.0))
    return [
        HeadingQuestion(heading, tuple(dict.fromkeys(files)), _ranked(scores))
        for heading, files, scores in questions.values()
    ]


def _ranked(scores: Mapping[str, float]) -> tuple[str, ...]:
    likely = [name for name, score in scores.items() if score >= _LIKELY]
    return tuple(sorted(likely, key=lambda name: -scores[name]))


def _lacking(targets: Sequence[Target], parts: Sequence[People]) -> Iterable[tuple[People, list[Target]]]:
    """Sheets that lack a column which another sheet of their role has, or which stands nowhere, with what they lack."""
    anywhere = {target.name for target in targets for part in parts if _has(part, target)}
    for role in dict.fromkeys(part.role for part in parts):
        of_role = [part for part in parts if part.role == role]
        met = {target.name for target in targets for part in of_role if _has(part, target)}
        for part in of_role:
            lacking = [
                target
                for target in targets
                if not _has(part, target)
                and (target.name in met or target.name not in anywhere)
                and not all(variable.key in part.stated for variable in target.variables)
            ]
            if lacking:
                yield part, lacking


def _has(part: People, target: Target) -> bool:
    held = part.places if target.as_place else part.columns
    return any(variable.key in held for variable in target.variables)


def _likeness(heading: str, values: pd.Series, target: Target) -> float:
    """How likely the heading stands for the target, 0 to 1: by its words or by the answers below it."""
    names = [name for variable in target.variables for name in (*variable.column, variable.label)]
    if target.as_place:
        names = [name for variable in target.variables for name in variable.place_column]
    words = max(
        SequenceMatcher(None, heading_key(heading), heading_key(name), autojunk=False).ratio()
        for name in names
    )
    return (
        words if target.as_place else max(words, *(_fits(values, variable) for variable in target.variables))
    )


def _fits(values: pd.Series, variable: Variable) -> float:
    """Share of a column's distinct values that are answers of the variable."""
    texts = [str(text) for text in values.dropna().unique()[:_LOOKED_AT]]
    if not texts:
        return 0.0
    if variable.kind == "id":
        return sum(bool(_ID.fullmatch(text.strip())) for text in texts) / len(texts)
    if not variable.categorical or variable.kind == "place":
        return 0.0
    return sum(match(variable, text).status == "mapped" for text in texts) / len(texts)
