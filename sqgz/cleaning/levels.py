"""Answers about where somebody is registered or lives: the words around a level, and levels known only in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqgz.cleaning.category_index import CategoryIndex, Meaning
from sqgz.cleaning.matches import WITHIN_STREET, Match, review
from sqgz.cleaning.raw_texts import folded
from sqgz.study.schema import Variable

BOOK: Final = "level"
_ABOUT_HUKOU = r"户口|户籍|落户|登记"
_ABOUT_RESIDENCE = r"居住|住|家"
_BEFORE = re.compile(
    r"(?:本人|我)?(?:的)?(?:现在?|目前|常年?)?"
    r"(?P<about>户口登记|户口|户籍|落户|户口所在|居住|现住|常住|租住|家住|家庭住址|住址|住所|住|家)"
    r"(?:所在地|登记地|地址|地|所在)?(?:就|都)?(?:在|于|为|是|位于|属于|属|:)*(?=.)"
)
_JUST = re.compile(r"就(?=在|是|本)")
_AFTER = re.compile(
    r"(?<=.)(?:的(?P<about>居住|常住|户口|户籍|居民户口|居民|落户|住户|人|住)?|(?P<bare>居住|常住|户口|户籍|居民户口|居民|落户|住户|人|住))$"
)
_STREET = r"(?:街道|街|镇|乡|乡镇|镇街|街镇|街办|街道办|街道办事处|街道\((?:乡|镇|乡镇)\)|镇\(街道\))"
_WITHIN_STREET = re.compile(rf"(?:在)?(?:本|同|同一个?){_STREET}(?:内|里|辖区|辖区内|范围内)?|街道内")
_WITHIN_DISTRICT = re.compile(r"(?:在)?(?:本|同|同一个?)(?:区|县|区县)(?:内|里|范围内)?|区内|县内")
_WITHIN_CITY = re.compile(r"(?:在)?(?:本|同|同一个?)(?:市|城)(?:内|里|区|城区)?|市内|市区|城区")
_OTHER_COMMUNITY = re.compile(
    r"(?:其他|别的|外|非本|隔壁|邻近|相邻|不在本|不是本)(?:社区|居委会?|村)|本区其他社区|本社区(?:以?外)"
)


def bare_levels(raw: str) -> Iterator[tuple[str, str]]:
    """The text, and the text without the words around a level, each with what these words are about ("" if nothing).

    >>> list(bare_levels("户口在本社区"))
    [('户口在本社区', ''), ('本社区', 'hukou')]
    """
    yield raw, ""
    plain = _JUST.sub("", folded(raw), count=1)
    if plain != folded(raw):
        yield plain, ""
    starts = [(plain, "")]
    if (before := _BEFORE.match(plain)) is not None:
        starts.append((plain[before.end() :], _about(before["about"])))
    for text, about in starts:
        if about:
            yield text, about
        if (after := _AFTER.search(text)) is not None:
            yield text[: after.start()], about or _about(after["about"] or after["bare"] or "")


def find_level(index: CategoryIndex, variable: Variable, raw: str) -> frozenset[Meaning]:
    """Meanings of an answer about a level; empty if the words around it speak of the other of 户口 and 居住."""
    asked = _asked(variable)
    for text, about in bare_levels(raw):
        found = index.find_alternatives(text)
        if found:
            return frozenset() if {asked, about} == {"hukou", "residence"} else found
    return frozenset()


def known_in_part(index: CategoryIndex, raw: str) -> Match | None:
    """Review of an answer such as 本街道, which says where somebody is but not how near; None for other texts."""
    known = set(index.keys)

    def among(*keys: str) -> list[str]:
        return [key for key in keys if key in known]

    for text, _ in bare_levels(raw):
        plain = folded(text)
        if _WITHIN_STREET.fullmatch(plain):
            return review(
                "只知道在本街道内，不知道是否本社区", among("street", "community"), detail=WITHIN_STREET
            )
        if _WITHIN_DISTRICT.fullmatch(plain):
            return review("只知道在本区内，不知道是否更近", among("district", "street", "community"))
        if _WITHIN_CITY.fullmatch(plain):
            return review("没有说明更近的层级", among("outside", "district", "street", "community"))
        if _OTHER_COMMUNITY.fullmatch(plain):
            return review("只知道不在本社区", among("street", "district", "outside"))
    return None


def _about(word: str) -> str:
    if re.search(_ABOUT_HUKOU, word):
        return "hukou"
    return "residence" if re.search(_ABOUT_RESIDENCE, word) else ""


def _asked(variable: Variable) -> str:
    """Which of the two a variable asks for; "" if its name tells neither or both."""
    words = " ".join((variable.key, variable.label, *variable.column))
    hukou = bool(re.search(r"hukou|户口|户籍", words))
    residence = bool(re.search(r"residence|居住|住址|住地", words))
    return "" if hukou == residence else ("hukou" if hukou else "residence")
