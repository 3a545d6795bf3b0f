"""Texts that name places, against the official list: which street or community is meant, and how near it is.

What the list does not hold in full is never taken for something it holds; likeness only makes candidates. A name of
former times means what its unit became, if that is one; else each person is asked. No sentence written here repeats
the text of a place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, Literal

from sqgz.cleaning.places.history import Named, Place
from sqgz.cleaning.places.index import PlaceIndex, place_key
from sqgz.cleaning.places.spelling import Divided, community_named, divided, plain_name
from sqgz.cleaning.texts.levels import bare_levels
from sqgz.cleaning.texts.matches import MISSING, NOT_ASKED, WITHIN_STREET, Match, mapped, review
from sqgz.cleaning.texts.raw_texts import read_blank, without_mark

__all__ = ["Place", "PlaceIndex", "level_from_place", "match_place", "place_key"]

LISTED: Final = "与单位名录一致"
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
_BEARS_NAME = re.compile(
    r"路|大?街(?!道)|大?道|巷|弄|里|胡同|桥|站|小学|中学|大学|学校|幼儿园|医院|市场|广场|公园|花园|家园|小区|新村|公寓|工业"
)
_FULL_ENDINGS: Final = ("社区", "居委会", "居委", "居民委员会", "村委会", "村委", "村民委员会")
_DOOR = re.compile(r"[0-9a-z#第一二三四五六七八九十].*|[\u4e00-\u9fff]{1,12}?[0-9].*")


def match_place(
    level: Literal["street", "community"], raw: str, index: PlaceIndex, *, street: str | None = None
) -> Match:
    """Match of a text that should name a street or a community; `street` is the key of the street, if known otherwise."""
    marked = without_mark(raw)
    for text in (raw, *([marked[1]] if marked else [])):
        plain = plain_name(text)
        if level == "street" and (found := _street(plain, index)) is not None:
            return found
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


def _why(kinds: tuple[str, ...], unit: str) -> str:
    """Why a former name is certain."""
    done = "或".join({"改名": "改名", "合并": "并入他处"}.get(kind, "变动") for kind in kinds)
    return f"所写是原名称，按沿革表该{unit}已{done}"


def _why_open(kinds: tuple[str, ...], unit: str) -> str:
    """Why a former name is not."""
    return f"所写是原名称，按沿革表该{unit}已{'拆分' if '拆分' in kinds else '变动'}，须核对现属哪一个"


# --- names of streets and communities --------------------------------------------------------------------------------


def _street(plain: str, index: PlaceIndex) -> Match | None:
    """The street that the text names, alone or followed by one of its communities; None if it names none."""
    found: dict[str, str] = {}
    kinds: tuple[str, ...] = ()
    for _, rest in divided(plain):
        once = index.former_streets(rest)
        if (street := index.street(rest)) is not None:
            found[street] = LISTED if index.listed_street(rest) else _why(once[0].kinds, "街道")
        elif once:
            found |= dict.fromkeys(index.streets_meant(rest), "")
            kinds = tuple(kind for one in once for kind in one.kinds)
        elif (behind := index.behind_street(rest)) is not None:
            places = index.named(behind[1], streets=behind[0]).today
            found |= dict.fromkeys((place.street for place in places), LISTED)
    if len(found) == 1:
        street, reason = found.popitem()
        return mapped(street, reason=reason or LISTED)
    if kinds:
        return review(_why_open(kinds, "街道"), found, singly=True)
    return review("与名录中的几个街道都相符", sorted(found)) if found else None


def _communities(plain: str, index: PlaceIndex, street: str | None) -> Named:
    """Communities that the text names; those of the street it names, if it names one."""
    for text in dict.fromkeys((plain, community_named(plain))):
        alone, behind = Named(), Named()
        for _, rest in divided(text):
            alone |= index.named(rest)
            for streets, community in _with_street(rest, index):
                behind |= index.named(community, streets=streets)
        if alone or behind:
            return behind or alone
    return _in_short(community_named(plain), index, street)


def _with_street(plain: str, index: PlaceIndex) -> list[tuple[tuple[str, ...], str]]:
    """Streets and community of a text that names both: 和平街道·团结社区, 团结社区（和平街道）."""
    found: list[tuple[tuple[str, ...], str]] = []
    if (behind := index.behind_street(plain)) is not None:
        found.append((behind[0], community_named(behind[1].lstrip("·-/:,、的"))))
    if (bracketed := _BRACKETED.fullmatch(plain)) is not None:
        named = index.street(bracketed["street"])
        shorter = [street for street, rest in index.behind_short_street(bracketed["street"]) if not rest]
        found += [((street,), bracketed["name"]) for street in ([named] if named else shorter)]
    return found


def _in_short(plain: str, index: PlaceIndex, street: str | None) -> Named:
    """Communities that a text names with their street or themselves in short: 和平团结社区, 团结."""
    found: dict[Place, None] = {}
    for named, rest in index.behind_short_street(plain):
        here = index.communities(rest) or index.communities_by_stem(rest, street=named)
        found |= dict.fromkeys(place for place in here if place.street == named)
    return Named(tuple(found) or tuple(index.communities_by_stem(plain, street=street)))


def _one_community(found: Named, street: str | None) -> Match:
    here = found.within(None if street is None else (street,))
    places = here.today
    kinds = tuple(dict.fromkeys(kind for one in here.renamed for kind in one.kinds))
    if not here:
        return review("所填街道没有这个社区", [place.key for place in found.today])
    if len(places) == 1 and street not in (None, places[0].street):
        return review("原在所填街道的这个社区，现属另一街道", [places[0].key], singly=True)
    if len(places) == 1:
        return mapped(places[0].key, reason=_why(kinds, "社区") if kinds else LISTED)
    if not kinds:
        return review("名录中有几个同名社区，须注明街道", [place.key for place in places])
    if here.present or len(here.renamed) > 1:
        return review(
            "几个社区现在或从前用这个名称，须核对是哪一个", [place.key for place in places], singly=True
        )
    return review(_why_open(kinds, "社区"), [place.key for place in places], singly=True)


# --- levels ----------------------------------------------------------------------------------------------------------


def _level(parts: Divided, index: PlaceIndex, street: str | None, own: Place | None) -> Match | None:
    """Level of one way to take the text apart; None if it names nothing known."""
    if _lies_outside(parts, index):
        return mapped("outside", detail="abroad", reason="地址在省外")
    known = index.behind_street(parts.rest)
    if known is not None:
        found = _in_street(known, index, street, own)
    elif (behind := index.behind_community(parts.rest)) is not None and _at_door(parts.rest, behind[1]):
        found = _agreed(behind[0], street, own)
    else:
        return None
    if found.status == "mapped" and not index.inside(parts.divisions):
        return review("名录中有同名的单位，但不能确定地址属于本区", [str(found.key), "outside"])
    if found.status == "review" and not index.inside(parts.divisions):
        return review("不能确定地址属于本区", [*found.candidates, "outside"])
    return found


def _in_street(
    known: tuple[tuple[str, ...], str], index: PlaceIndex, street: str | None, own: Place | None
) -> Match:
    """Level of a text that begins with a street of the list, or one of its former names."""
    streets, rest = known
    behind = index.behind_community(rest, streets=streets)
    if behind is not None and _at_door(rest, behind[1]):
        return _agreed(behind[0], street, own)
    if rest and re.search(r"附近|旁|对面|隔壁|周边|周围|边上|以外|之外|外$|非|不|原|曾|迁|搬|拟", rest):
        return review("没有写明在何处", ())
    if street is None:
        return review("没有本人所在街道，无法判断远近", ("street", "community", "district"))
    if street not in streets:
        return mapped("district", reason="地址在本区其他街道")
    if len(streets) > 1:
        return review(
            "所写街道的名称或范围有过变动，不能确定在不在本街道", ("street", "community", "district")
        )
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


def _agreed(named: Named, street: str | None, own: Place | None) -> Match:
    """The level that all communities share which the name may mean, else a question.

    Where an old address lies in a community since split, each part may hold it: also the one that kept the name.
    """
    levels = [_near(place, street, own) for place in named.ever]
    told = "（地址所写是原名称，按沿革表）" if not named.present else ""
    if all(level == levels[0] for level in levels):
        return replace(levels[0], reason=levels[0].reason + told)
    keys = [level.key for level in levels if level.key]
    if not named.former:
        return review("名录中有几个同名社区，须注明街道", keys)
    if all(level.key in ("community", "street") for level in levels):
        return review("地址所在的社区已有变动，不能确定是否本社区", keys, detail=WITHIN_STREET)
    return review("地址所在的社区已有变动，不能确定现属哪一个", keys)


def _at_door(text: str, rest: str) -> bool:
    """Whether what follows a community's name is nothing, or leads to a door in it.

    A road or school may bear a village's name and lie elsewhere: 东村路8号 is no door of 东村.
    """
    if rest == "":
        return True
    if _BEARS_NAME.match(rest) and not text[: -len(rest)].endswith(_FULL_ENDINGS):
        return False
    return _DOOR.fullmatch(rest) is not None and _ELSEWHERE.search(rest) is None


def _lies_outside(parts: Divided, index: PlaceIndex) -> bool:
    """Whether the text names another province than the district's, or 外省 itself."""
    if _MOVED.search(parts.rest):
        return False
    if not parts.divisions:
        return _OTHER_PROVINCE.fullmatch(parts.rest) is not None
    first = parts.divisions[0]
    home = index.home & _PROVINCES
    return bool(home) and first in _PROVINCES - home and not {first, *home} <= _ONCE_ONE
