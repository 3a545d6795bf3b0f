"""Texts that name places, against the official list: which street or community is meant, and how near it is.

What the list does not hold in full is never taken for something it holds; likeness only makes candidates. No sentence
written here repeats the text of a place.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from sqgz.cleaning.levels import bare_levels
from sqgz.cleaning.matches import MISSING, NOT_ASKED, WITHIN_STREET, Match, mapped, review
from sqgz.cleaning.place_index import Place, PlaceIndex, place_key
from sqgz.cleaning.place_spelling import Divided, community_named, divided, plain_name
from sqgz.cleaning.raw_texts import read_blank, without_mark

__all__ = ["Place", "PlaceIndex", "level_from_place", "match_place", "place_key"]

_PROVINCES: Final = frozenset(
    re.findall(
        r"\S+",
        "河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 "
        "贵州省 云南省 陕西省 甘肃省 青海省 台湾省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区 "
        "北京市 天津市 上海市 重庆市",
    )
)
_ONCE_ONE: Final = frozenset({"四川省", "重庆市"})  # old addresses may still name the other
_OTHER_PROVINCE = re.compile(r"外省[\u4e00-\u9fff]{1,8}[市县区州].*")
_MOVED = re.compile(r"迁|搬|原|曾|前|本|非|不")
_ELSEWHERE = re.compile(
    r"社区|居委|村委|附近|旁|对面|隔壁|周边|周围|边上|外|非|不|原|曾|迁|搬|拟|前|至|或|和|、"
)
_BRACKETED = re.compile(r"(?P<name>[^()]+)\((?P<street>[^()]+)\)")
_DOOR = re.compile(r"[0-9a-z#第一二三四五六七八九十].*|[\u4e00-\u9fff]{1,12}?[0-9].*")


def match_place(
    level: Literal["street", "community"], raw: str, index: PlaceIndex, *, street: str | None = None
) -> Match:
    """Match of a text that should name a street or a community; `street` is the key of the street, if known otherwise."""
    marked = without_mark(raw)
    for text in (raw, *([marked[1]] if marked else [])):
        plain = plain_name(text)
        if level == "street" and (streets := _streets(plain, index)):
            return _one_street(streets)
        if level == "community" and (communities := _communities(plain, index, street)):
            return _one_community(communities, street)
    plain = plain_name(raw)
    if level == "street":
        return review("单位名录中没有这个街道", index.closest_streets(divided(plain)[-1].rest))
    candidates = index.closest_communities(divided(plain)[-1].rest, street=street)
    return review("单位名录中没有这个社区", candidates or index.closest_communities(plain))


def level_from_place(
    raw: str | None, index: PlaceIndex, *, street: str | None, community: str | None
) -> Match:
    """Level (community, street, district, outside) of a place or address, seen from a person's own street and community.

    `street` and `community` are keys of the list, None where not known. Review where the place is not on the list, or
    only in part: `detail` within_street if it lies in the own street.
    """
    blank = read_blank(raw)
    if raw is None or blank is not None:
        return NOT_ASKED if blank == "skipped" else MISSING
    own = index.place(community)
    street = own.street if own is not None else street
    texts = dict.fromkeys([plain_name(text) for text, _ in bare_levels(raw)])
    unsure: Match | None = None
    for plain in texts:
        for parts in reversed(divided(plain)):
            found = _level(parts, index, street, own)
            if found is not None and found.status == "mapped":
                return found
            unsure = unsure or found
    return unsure or review("地址不在单位名录中，无法判断层级")


# --- names of streets and communities --------------------------------------------------------------------------------


def _streets(plain: str, index: PlaceIndex) -> set[str]:
    """Streets that the text names, alone or followed by one of their communities."""
    found = set()
    for _, rest in divided(plain):
        if (street := index.street(rest)) is not None:
            found.add(street)
        elif (behind := index.behind_street(rest)) is not None and any(
            place.street == behind[0] for place in index.communities(behind[1])
        ):
            found.add(behind[0])
    return found


def _communities(plain: str, index: PlaceIndex, street: str | None) -> list[Place]:
    """Communities that the text names; those of the street it names, if it names one."""
    for text in dict.fromkeys((plain, community_named(plain))):
        alone: dict[Place, None] = {}
        behind: dict[Place, None] = {}
        for _, rest in divided(text):
            alone |= dict.fromkeys(index.communities(rest))
            for named, community in _with_street(rest, index):
                behind |= dict.fromkeys(
                    place for place in index.communities(community) if place.street == named
                )
        if alone or behind:
            return list(behind or alone)
    return _in_short(community_named(plain), index, street)


def _with_street(plain: str, index: PlaceIndex) -> list[tuple[str, str]]:
    """Street and community of a text that names both: 和平街道·团结社区, 团结社区（和平街道）."""
    found = []
    if (behind := index.behind_street(plain)) is not None:
        found.append((behind[0], community_named(behind[1].lstrip("·-/:,、的"))))
    if (bracketed := _BRACKETED.fullmatch(plain)) is not None:
        named = index.street(bracketed["street"])
        shorter = [street for street, rest in index.behind_short_street(bracketed["street"]) if not rest]
        found += [(street, bracketed["name"]) for street in ([named] if named else shorter)]
    return found


def _in_short(plain: str, index: PlaceIndex, street: str | None) -> list[Place]:
    """Communities that a text names with their street or themselves in short: 和平团结社区, 团结."""
    found: dict[Place, None] = {}
    for named, rest in index.behind_short_street(plain):
        here = index.communities(rest) or index.communities_by_stem(rest, street=named)
        found |= dict.fromkeys(place for place in here if place.street == named)
    return list(found) or index.communities_by_stem(plain, street=street)


def _one_street(found: set[str]) -> Match:
    if len(found) == 1:
        return mapped(found.pop(), reason="与单位名录一致")
    return review("与名录中的几个街道都相符", sorted(found))


def _one_community(found: list[Place], street: str | None) -> Match:
    here = [place for place in found if street in (None, place.street)]
    if len(here) == 1:
        return mapped(here[0].key, reason="与单位名录一致")
    if here:
        return review("名录中有几个同名社区，须注明街道", [place.key for place in here])
    return review("所填街道没有这个社区", [place.key for place in found])


# --- levels ----------------------------------------------------------------------------------------------------------


def _level(parts: Divided, index: PlaceIndex, street: str | None, own: Place | None) -> Match | None:
    """Level of one way to take the text apart; None if it names nothing known."""
    if _lies_outside(parts, index):
        return mapped("outside", detail="abroad", reason="地址在省外")
    known = index.behind_street(parts.rest)
    if known is not None:
        found = _in_street(known, index, street, own)
    elif (behind := index.behind_community(parts.rest)) is not None and _at_door(behind[1]):
        found = _agreed([_near(place, street, own) for place in behind[0]])
    else:
        return None
    if found.status == "mapped" and not index.inside(parts.divisions):
        return review("名录中有同名的单位，但不能确定地址属于本区", [str(found.key), "outside"])
    if found.status == "review" and not index.inside(parts.divisions):
        return review("不能确定地址属于本区", [*found.candidates, "outside"])
    return found


def _in_street(known: tuple[str, str], index: PlaceIndex, street: str | None, own: Place | None) -> Match:
    """Level of a text that begins with a street of the list."""
    named, rest = known
    behind = index.behind_community(rest, street=named)
    if behind is not None and _at_door(behind[1]):
        return _agreed([_near(place, street, own) for place in behind[0]])
    if rest and re.search(r"附近|旁|对面|隔壁|周边|周围|边上|以外|之外|外$|非|不|原|曾|迁|搬|拟", rest):
        return review("没有写明在何处", ())
    if street is None:
        return review("没有本人所在街道，无法判断远近", ("street", "community", "district"))
    if named != street:
        return mapped("district", reason="地址在本区其他街道")
    return review("只知道在本街道内，不知道是否本社区", ("street", "community"), detail=WITHIN_STREET)


def _near(place: Place, street: str | None, own: Place | None) -> Match:
    """Level of a known community."""
    if own is not None and place.key == own.key:
        return mapped("community", reason="地址在本社区")
    if street is None:
        return review("没有本人所在街道，无法判断远近", ("street", "community", "district"))
    if place.street != street:
        return mapped("district", reason="地址在本区其他街道")
    if own is None:
        return review("没有本人所在社区，无法判断是否本社区", ("street", "community"), detail=WITHIN_STREET)
    return mapped("street", reason="地址在本街道其他社区")


def _agreed(levels: list[Match]) -> Match:
    """The level that all communities of one name share, else a question."""
    if all(level == levels[0] for level in levels):
        return levels[0]
    return review("名录中有几个同名社区，须注明街道", [level.key for level in levels if level.key])


def _at_door(rest: str) -> bool:
    """Whether what follows a community's name is nothing, or leads to a door in it."""
    return rest == "" or (_DOOR.fullmatch(rest) is not None and _ELSEWHERE.search(rest) is None)


def _lies_outside(parts: Divided, index: PlaceIndex) -> bool:
    """Whether the text names another province than the district's, or 外省 itself."""
    if _MOVED.search(parts.rest):
        return False
    if not parts.divisions:
        return _OTHER_PROVINCE.fullmatch(parts.rest) is not None
    first = parts.divisions[0]
    home = index.home & _PROVINCES
    return bool(home) and first in _PROVINCES - home and not {first, *home} <= _ONCE_ONE
