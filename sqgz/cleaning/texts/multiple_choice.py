"""Answers that name several categories at once, and options with words that people add to them (其他〖…〗)."""

from __future__ import annotations

import re
from typing import Final

from sqgz.cleaning.texts.category_index import CategoryIndex, single
from sqgz.cleaning.texts.matches import Match, mapped, review
from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.reading import NONE_TICKED
from sqgz.study.schema import Variable

JOINT: Final = "┋"  # between the options of one answer, as 问卷星 writes them
_JOINTS = re.compile(f"{JOINT}(?![^〖]*〗)")  # not inside the words that a person added
_LISTED = re.compile(
    r"[、；;,，\n→]"
)  # → in sorting questions: which options were ranked counts, not their order
_MOST_PARTS: Final = 40  # of a list without the platform's sign; more is a text
_OTHER_LABEL = re.compile(r"其他(?:原因|情况)?(?:\(.*\)|_+|:|,?请(?:注明|说明|填写).*)?")
_OTHER_OPTION = re.compile(
    r"其他(?:原因|情况)?(?:\((?:请[^()]*)?\)|_{1,99}|:){0,3}|其他(?:原因|情况)?[,(]?请(?:注明|说明|填写).*"
)
_OTHER_ANSWER = re.compile(
    r"\s*(?:[A-Za-z]|\d{1,2})?[.、．)）]?\s*其[他它](?:原因|情况)?[（(:：]?.*?〖.*〗\s*", re.DOTALL
)
_OTHER_WORDS = re.compile(r"\s*(?:[A-Za-z][.、．)）]\s*)?其[他它](?:原因|情况)?\s*[:：].*\S.*", re.DOTALL)
_ADDED = re.compile(r"(.*\S)\s*〖.*〗\s*", re.DOTALL)


def match_choices(index: CategoryIndex, variable: Variable, raw: str) -> Match:
    """Match of an answer to a multiple-choice question: keys in the study's order joined by +, or review."""
    found: set[str] = set()
    if folded(raw) == folded(NONE_TICKED) and not index.find(raw):
        return review(
            f"所有选项都没有选：是都不符合，还是没有作答，说不清；若算一类答案，请把“{NONE_TICKED}”写进该类别的 aliases"
        )
    for part in filter(str.strip, _JOINTS.split(raw)):
        keys = _keys(index, variable, part)
        if keys is None:
            return review("有一个选项不在答案表中", index.closest(part))
        found |= keys
    if not found:
        return review("没有写出任何选项")
    return mapped("+".join(key for key in index.keys if key in found))


def other_category(index: CategoryIndex, variable: Variable, raw: str) -> str | None:
    """Key of the option to which a person added words in the platform's brackets (其他〖…〗, 区外〖…〗), else None."""
    if _OTHER_ANSWER.fullmatch(raw) is not None:
        return _other(variable)
    added = _ADDED.fullmatch(raw)
    one = single(index.find(added.group(1))) if added else None
    return one.key if one else None


def _other(variable: Variable) -> str | None:
    """Key of the one category 其他, None if there is none or more than one."""
    others = [key for key, label in variable.labels.items() if _OTHER_LABEL.fullmatch(folded(label))]
    return others[0] if len(others) == 1 else None


def _keys(index: CategoryIndex, variable: Variable, part: str) -> set[str] | None:
    """Keys of one option, or of several listed without the platform's sign if they can be told apart in one way."""
    one = _option(index, variable, part)
    return {one} if one else _listed(index, variable, part)


def _option(index: CategoryIndex, variable: Variable, text: str) -> str | None:
    """Key of the one category that a text names."""
    found = single(index.find(text))
    if found is not None:
        return found.key
    with_words = other_category(index, variable, text)
    if with_words is not None:
        return with_words
    marked = without_mark(text)
    plain = folded(marked[1] if marked else text)
    return _other(variable) if _OTHER_OPTION.fullmatch(plain) else None


def _listed(index: CategoryIndex, variable: Variable, text: str) -> set[str] | None:
    """Keys of options in a list; an option may hold the sign that separates them (照顾老人、孩子).

    None where some part is no option, or where the text can be cut in two ways that name different options.
    """
    cuts = [0, *(found.end() for found in _LISTED.finditer(text)), len(text)]
    ends = [*(found.start() for found in _LISTED.finditer(text)), len(text)]
    count = len(ends)
    if not 2 <= count <= _MOST_PARTS:
        return None
    ways: list[set[frozenset[str]]] = [{frozenset()}, *(set() for _ in range(count))]
    for last in range(count):
        if not text[cuts[last] : ends[last]].strip():
            ways[last + 1] |= ways[last]
            continue
        for first in range(last + 1):
            if ways[first] and (
                key := _part(index, variable, text[cuts[first] : ends[last]], last == count - 1)
            ):
                ways[last + 1] |= {way | {key} for way in ways[first]}
    return set(next(iter(ways[-1]))) if len(ways[-1]) == 1 else None


def _part(index: CategoryIndex, variable: Variable, text: str, at_end: bool) -> str | None:
    """Key of one part of a list; at its end, 其他: with a person's words behind it is that option."""
    key = _option(index, variable, text)
    if key is None and at_end and _OTHER_WORDS.fullmatch(text):
        return _other(variable)
    return key
