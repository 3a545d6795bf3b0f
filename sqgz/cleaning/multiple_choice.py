"""Answers that name several categories at once, and the category 其他 with words that people add to it."""

from __future__ import annotations

import re
from typing import Final

from sqgz.cleaning.category_index import CategoryIndex, single
from sqgz.cleaning.matches import Match, mapped, review
from sqgz.cleaning.raw_texts import folded
from sqgz.study.schema import Variable

JOINT: Final = "┋"  # between the options of one answer, as 问卷星 writes them
_LISTED = re.compile(r"[、；;,，\n]")
_OTHER_LABEL = re.compile(r"其他(?:原因|情况)?(?:\(.*\)|_+|:|,?请(?:注明|说明|填写).*)?")
_OTHER_ANSWER = re.compile(
    r"\s*(?:[A-Za-z]|\d{1,2})?[.、．)）]?\s*其[他它](?:原因|情况)?[（(:：]?.*?〖.*〗\s*", re.DOTALL
)


def match_choices(index: CategoryIndex, variable: Variable, raw: str) -> Match:
    """Match of an answer to a multiple-choice question: keys in the study's order joined by +, or review."""
    found: set[str] = set()
    for part in filter(str.strip, raw.split(JOINT)):
        keys = _keys(index, variable, part)
        if keys is None:
            return review("有一个选项不在答案表中", index.closest(part))
        found |= keys
    if not found:
        return review("没有写出任何选项")
    return mapped("+".join(key for key in index.keys if key in found))


def other_category(index: CategoryIndex, variable: Variable, raw: str) -> str | None:
    """Key of the category 其他 if the text is that option with words filled in (其他〖…〗), else None."""
    if _OTHER_ANSWER.fullmatch(raw) is None:
        return None
    others = [key for key, label in variable.labels.items() if _OTHER_LABEL.fullmatch(folded(label))]
    return others[0] if len(others) == 1 else None


def _keys(index: CategoryIndex, variable: Variable, part: str) -> set[str] | None:
    """Keys of one option, or of several listed without the platform's sign if each of them is a category."""
    other = other_category(index, variable, part)
    if other is not None:
        return {other}
    one = single(index.find(part))
    if one is not None:
        return {one.key}
    listed = [text for text in _LISTED.split(part) if text.strip()]
    if len(listed) < 2:
        return None
    meanings = [single(index.find(text)) for text in listed]
    return {meaning.key for meaning in meanings if meaning} if all(meanings) else None
