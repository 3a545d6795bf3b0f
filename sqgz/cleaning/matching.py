"""From one raw answer to a category, without ever guessing: what is not certain is a question to a person.

The only door to matching: it knows which kind of variable is read by whom, and nothing of files, rows or people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from sqgz.cleaning.places.names import PlaceIndex, level_from_place, match_place
from sqgz.cleaning.places.renames import index_of
from sqgz.cleaning.texts.ages import age_groups, match_age
from sqgz.cleaning.texts.category_index import CategoryIndex, single
from sqgz.cleaning.texts.levels import BOOK as LEVEL
from sqgz.cleaning.texts.levels import find_level, known_in_part
from sqgz.cleaning.texts.matches import MISSING, NOT_ASKED, Match, mapped, review
from sqgz.cleaning.texts.multiple_choice import match_choices, other_category
from sqgz.cleaning.texts.posts import BOOKS as POSTS
from sqgz.cleaning.texts.posts import match_posts
from sqgz.cleaning.texts.raw_texts import folded, holds_no_words, read_blank
from sqgz.cleaning.texts.schooling import BOOK as EDUCATION
from sqgz.cleaning.texts.schooling import find_schooling
from sqgz.cleaning.texts.statuses import BOOK as STATUS
from sqgz.cleaning.texts.statuses import read_status
from sqgz.study.codebooks import codebook_names, codebook_variable
from sqgz.study.schema import Variable

__all__ = ["Match", "match"]

_PLACES: Final = {
    "street": Variable(variable_key="street", label="街道", kind="place", level="street"),
    "community": Variable(variable_key="community", label="社区", kind="place", level="community"),
}
_LONGEST, _LONGEST_LIST = 300, 3000  # characters; no rule is tried on longer texts, whatever it would cost
_KEPT: Final = 256  # variables whose look-up is remembered


def match(
    variable: Variable | str,
    raw: str | None,
    places: pd.DataFrame | PlaceIndex | None = None,
    *,
    street: str | None = None,
    community: str | None = None,
) -> Match:
    """Match of one raw answer: a category's key, missing, skipped, or review with candidates.

    `variable` is a Variable of a study or the name of a shipped codebook (or street, community); `places` the official
    list (text columns street and name, where known zone, unit_type, aliases; names of former times as a list of rows
    old, new, date, kind in `places.attrs["renames"]`); `street` and `community` the keys of the
    person's own place, which an address or a repeated name may need.
    Raises ValueError for a name that is no codebook, and for variables that have no categories (id, text, personal).
    """
    asked = _named(variable) if isinstance(variable, str) else variable
    if asked.kind in ("id", "text", "personal"):
        raise ValueError(f"variable {asked.key!r} of kind {asked.kind} has no categories to match")
    if raw is pd.NA or raw != raw:  # an empty cell of a frame
        raw = None
    blank = read_blank(raw)
    if raw is None or blank is not None:
        return NOT_ASKED if blank == "skipped" else MISSING
    if len(raw) > (_LONGEST_LIST if asked.kind == "multiple" else _LONGEST):
        return review("文字过长，不是这一题的答案")
    index = index_of(places) if isinstance(places, pd.DataFrame) else places
    if asked.kind == "place" and asked.level is not None:
        if index is None:
            return review("没有单位名录，无法核对地名")
        return match_place(asked.level, raw, index, street=street)
    return _match_category(asked, raw, index, street, community)


def _match_category(
    variable: Variable, raw: str, places: PlaceIndex | None, street: str | None, community: str | None
) -> Match:
    index = _index(variable)
    if variable.kind == "multiple":
        return match_choices(index, variable, raw)
    if variable.codebook in POSTS:
        found = match_posts(variable.codebook, index, raw, place=places.start if places else None)
    else:
        found = _of_kind(variable, index, raw)
        if found.status == "review" and variable.codebook == LEVEL and places is not None:
            placed = _by_address(found, raw, places, street, community)
            found = placed if placed.key is None or placed.key in index.keys else found
    if found.status == "review" and holds_no_words(raw):
        return review("只有符号，说不清是空白还是“无”", found.candidates)
    return found


def _of_kind(variable: Variable, index: CategoryIndex, raw: str) -> Match:
    """Match of a text by the categories of the variable, and by what its kind of answer can say besides."""
    level = variable.codebook == LEVEL
    meanings = find_level(index, variable, raw) if level else index.find_alternatives(raw)
    if not meanings and variable.codebook == EDUCATION:
        meanings = find_schooling(index, raw)
    if not meanings and (other := other_category(index, variable, raw)) is not None:
        return mapped(other)
    if not meanings and variable.codebook == STATUS and (status := read_status(raw)) is not None:
        return mapped(status[0]) if status[0] in index.keys else _unknown(variable, index, raw)
    if (one := single(meanings)) is not None:
        return mapped(one.key, detail=one.detail)
    if meanings:
        keys = {meaning.key for meaning in meanings}
        return review("同时符合几个类别", [key for key in index.keys if key in keys])
    further: Callable[[], Match | None] = (
        (lambda: known_in_part(index, raw)) if level else (lambda: match_age(variable, raw))
    )
    return further() or _unknown(variable, index, raw)


def _unknown(variable: Variable, index: CategoryIndex, raw: str) -> Match:
    if not index.keys:
        return review("这一变量没有声明类别")
    if folded(raw).isalnum() and folded(raw).isascii() and len(folded(raw)) <= 2:
        return review("只有代码，没有码表", index.keys if len(index.keys) <= 5 else ())
    if age_groups(variable):
        return review("不能确定年龄或出生年月")
    return review("不在答案表中，也没有规则可以确定", index.closest(raw))


def _by_address(
    found: Match, raw: str, places: PlaceIndex, street: str | None, community: str | None
) -> Match:
    """What an address says about the level; the question already asked, if it says nothing."""
    if found.detail is not None:
        return found
    placed = level_from_place(raw, places, street=street, community=community)
    return placed if placed.status == "mapped" or placed.candidates else found


def _named(name: str) -> Variable:
    if name in _PLACES:
        return _PLACES[name]
    if name not in codebook_names():
        raise ValueError(f"no codebook {name!r}; there are {', '.join((*codebook_names(), *_PLACES))}")
    return codebook_variable(name)


_indexes: dict[int, tuple[Variable, CategoryIndex]] = {}


def _index(variable: Variable) -> CategoryIndex:
    """Look-up of a variable's categories, made once per object: hashing all categories would cost more than a match."""
    known = _indexes.get(id(variable))
    if known is not None and known[0] is variable:
        return known[1]
    if len(_indexes) >= _KEPT:
        _indexes.clear()
    index = CategoryIndex(variable.categories)
    _indexes[id(variable)] = (variable, index)
    return index
