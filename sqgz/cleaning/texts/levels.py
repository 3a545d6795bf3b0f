"""Answers about where somebody is registered or lives: the words around a level, and levels known only in part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqgz.cleaning.texts.category_index import CategoryIndex, Meaning
from sqgz.cleaning.texts.level_words import COMMUNITY, DISTRICT, STREET, Extent, read_extents
from sqgz.cleaning.texts.matches import WITHIN_STREET, Match, review
from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.study.schema import Variable

BOOK: Final = "level"
_HUKOU = r"户口登记|户口簿?|户籍|落户|登记"
_RESIDENCE = r"家庭住址|居住|现住|常住|暂住|借住|租住|租房住?|家住|住址|住所|住处|现居|常居|居家|住|家|居"
_ADVERB = (
    r"(?:(?:没有?|未)迁(?:过来|走|入|出|移)?,|现在|目前|现|常年|长期|一直|平时|已经|已|就|都|仍|还|也|均)"
)
_BEFORE = re.compile(
    rf"(?:本人|我们?|个人|自己)?的?{_ADVERB}*(?P<about>{_HUKOU}|{_RESIDENCE})(?:所在地|登记地|地址|所在|地)?"
    rf"(?:本人)?{_ADVERB}*(?:迁移|迁|转|落|登记|办理?)?(?:在|于|为|是|位于|属于|属|入|到|至|:|,)*(?=.)"
)
_JUST = re.compile(rf"(?:(?:本人|我)(?:是|就)?|{_ADVERB}+)(?=在|是|本|不|外|其|同|隔|属|跨)")
_AFTER = re.compile(
    r"(?<=.)(?:的?(?P<about>居民户口|户籍人口|常住人口|户口|户籍|落户|登记|居民|村民|常住|居住|租住|租房住?|自住|住户|籍|住|人|户)|的|[啊哦呀哈])[的了]?$"
)
_REMARK = re.compile(
    r"(?<=.)\((?:租房|租住|租|租赁|自住|自有|自有住?房|自购住?房?|购房|父母家|婆家|娘家|常住|暂住|现住|居住|户口|户籍|落户|有?居住证)\)$"
    r"|(?<=社区|委会)(?:第?[0-9一二三四五六七八九十]{1,4}(?:号楼|号院|号|栋|幢|座|楼|单元|层|室|门|组|队|网格)){1,5}[0-9]{0,4}$"
)
_ABOUT_HUKOU = re.compile(r"户口|户籍|落户|登记|居民户|籍")
_ABOUT_RESIDENCE = re.compile(r"住|居|家|租")
_CLAUSES = re.compile(r"[,;]|(?<=.)-")
_IN_WORDS: Final = {
    ("community", None): "本社区",
    ("street", None): "本街道其他社区",
    ("district", None): "本区其他街道",
    ("outside", None): "区外",
    ("outside", "city"): "本市其他区",
    ("outside", "province"): "省内市外",
    ("outside", "abroad"): "省外",
}  # fmt: skip


def bare_levels(raw: str) -> Iterator[tuple[str, str]]:
    """The text, and the text without the words around a level, each with what these words are about ("" if nothing).

    >>> list(bare_levels("户口在本社区"))
    [('户口在本社区', ''), ('本社区', 'hukou')]
    """
    yield raw, ""
    plain = _REMARK.sub("", folded(raw))
    if plain != folded(raw):
        yield plain, ""
    starts = [(plain, "")]
    if (before := _BEFORE.match(plain)) is not None:
        starts.append((plain[before.end() :], _about(before["about"])))
    if (just := _JUST.match(plain)) is not None:
        starts.append((plain[just.end() :], ""))
        if just.end() < len(plain):
            yield plain[just.end() :], ""
    for text, about in starts:
        if about:
            yield text, about
        for _ in range(2):  # 本社区户籍居民
            if (after := _AFTER.search(text)) is None:
                break
            text, about = text[: after.start()], about or _about(after["about"] or "")
            yield text, about


def find_level(index: CategoryIndex, variable: Variable, raw: str) -> frozenset[Meaning]:
    """Meanings of an answer about a level; empty if the words around it speak of the other of 户口 and 居住.

    户口在外区，居住在本社区 answers each of the two questions with the clause that speaks of it.
    """
    asked = _asked(variable)
    found, about = _whole(index, raw)
    if found:
        if asked != "residence" and "租" in raw:  # who rents here is mostly registered elsewhere
            return frozenset()
        return frozenset() if {asked, about} == {"hukou", "residence"} else found
    clauses = [_whole(index, clause) for clause in _CLAUSES.split(folded(raw)) if clause]
    if asked and {about for _, about in clauses} == {"hukou", "residence"}:
        mine = [meanings for meanings, about in clauses if about == asked]
        return mine[0] if len(mine) == 1 else frozenset()
    return frozenset()


def known_in_part(index: CategoryIndex, raw: str) -> Match | None:
    """Review of an answer such as 本街道, which says where somebody is but not how near; None for other texts."""
    known = set(index.keys)

    def among(*keys: str) -> list[str]:
        return [key for key in keys if key in known]

    marked = without_mark(raw)
    texts = [text for part in (raw, *(marked or ())[1:]) for text, _ in bare_levels(part)]
    for text in texts:
        for extent in read_extents(folded(text)):
            if extent.contradicts:
                return review("所写的远近自相矛盾")
            if not extent.certain:
                sentence, keys = _in_part(extent)
                detail = WITHIN_STREET if extent.inside == STREET else None
                return review(sentence, among(*keys), detail=detail)
    return None


def _in_part(extent: Extent) -> tuple[str, tuple[str, ...]]:
    """What is known of an extent that is not certain, and the levels left."""
    if extent.outside == COMMUNITY:
        left = ("street", "district") if extent.inside == DISTRICT else ("street", "district", "outside")
        return "只知道不在本社区", left
    if extent.outside == STREET:
        return "只知道不在本街道", ("district", "outside")
    if extent.inside == STREET:
        return "只知道在本街道内，不知道是否本社区", ("street", "community")
    if extent.inside == DISTRICT:
        return "只知道在本区内，不知道是否更近", ("district", "street", "community")
    return "没有说明更近的层级", ("outside", "district", "street", "community")


def _whole(index: CategoryIndex, raw: str) -> tuple[frozenset[Meaning], str]:
    """Meanings of a text of one statement, and what the words around it are about."""
    for text, about in bare_levels(raw):
        found = index.find_alternatives(text) or _by_words(index, text)
        if found:
            return found, about
    marked = without_mark(raw)
    if marked is None:
        return frozenset(), ""
    found, about = _whole(index, marked[1])
    return index.with_code(marked[0], found), about


def _by_words(index: CategoryIndex, raw: str) -> frozenset[Meaning]:
    """Meanings that the words for near and far have in this variable's categories."""
    extents = read_extents(folded(raw))
    if not extents or not all(extent.certain for extent in extents):
        return frozenset()
    found = frozenset[Meaning]().union(*(_in_book(index, extent, raw) for extent in extents))
    if len({extent.level for extent in extents}) > 1 and len({meaning.key for meaning in found}) == 1:
        return frozenset(Meaning(meaning.key, None) for meaning in found)  # near or far, but outside
    return found


def _in_book(index: CategoryIndex, extent: Extent, raw: str) -> frozenset[Meaning]:
    """The category for an extent, asked for by its plainest wording, since a study may have laid its own over it."""
    found = index.exact(_IN_WORDS[extent.level])
    return frozenset(meaning for meaning in found if not index.excludes(meaning, raw))


def _about(word: str) -> str:
    if _ABOUT_HUKOU.search(word):
        return "hukou"
    return "residence" if _ABOUT_RESIDENCE.search(word) else ""


def _asked(variable: Variable) -> str:
    """Which of the two a variable asks for; "" if its name tells neither or both."""
    words = " ".join((variable.key, variable.label, *variable.column))
    hukou = bool(re.search(r"hukou|户口|户籍", words))
    residence = bool(re.search(r"residence|居住|住址|住地", words))
    return "" if hukou == residence else ("hukou" if hukou else "residence")
