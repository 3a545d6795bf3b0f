"""What words say of nearness: inside this unit, outside that one. 本街道其他社区 is inside the street and outside the community.

The units lie in one another: community, street, district, city, province. A text counts only if each of its words is
known here, so that 原本社区 or 本社区附近 say nothing. Knows no category and no list of places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

COMMUNITY, STREET, DISTRICT, CITY, PROVINCE = range(5)

_UNITS: Final = (
    r"行政村|村居|居村|村委会|村民委员会|(?:社区|村)(?:居委会|居民委员会|村委会|村民委员会)?(?:[(/、或和](?:社区|村居|村委会|居委会|村|居)\)?)?|居委会?|居民委员会",
    r"(?:街道办事处|街道办|街道|办事处|街办|乡镇|镇乡|街镇|镇街|街乡|农场|林场|镇|乡|街)"
    r"(?:[(/、]?(?:或|和|及)?(?:街道|乡镇|街镇|农场|镇|乡|街|办事处)\)?)?",
    r"(?:市辖区|行政区|区县市|县市区|市区县|区市县|县区市|城区|区县|县区|区|县|旗)(?:[(/、或](?:区|县|市|旗)(?:[、/](?:区|县|市|旗))?\)?)?",
    r"(?:地级市|地市|城市|市州|州市|地州市|市县|县市|市|城(?!市|区))(?:[(/、或](?:地|州|盟|县|地区)(?:[、/](?:地|州|盟|县))?\)?)?|地区(?!\()",
    r"(?:省份|省市区|省区市|省市|省区|省|自治区|直辖市)(?:[(/、或](?:自治区|直辖市|区|市)(?:[、/](?:自治区|直辖市|区|市))?\)?)?",
)  # fmt: skip
_LOOSE = re.compile(
    r"市县|县市|省份|省市区|省区市|省市|省区|城市"
)  # two units in one word: none of them with 本
_WORK = r"(?:工作|任职|供职|就职|上班|服务|单位)"
_SELF = (
    rf"(?:(?:与|和|跟|同){_WORK}(?:单位|地点?|社区)?(?:在|是|属于)?(?:同一个?|一个|同)"
    rf"|(?:我|本人|自己|我们|咱们?)?(?:现在?|目前)?(?:所在的?)?{_WORK}(?:单位)?(?:所在地?的?|地?的)(?:这个)?"
    r"|(?:任职|供职|服务|工作)(?=(?:社区|村|街道|镇|乡)(?!以外|之外|外))"  # 工作省外 tells where the work is
    r"|(?:我们|咱们|咱)(?:的|这个|这|本)?(?!村|小)|我(?=街道|镇|乡|区|县|市|省)|本)"
)
_SAME = (
    r"(?:同属一个|同在一个|同一个|同一|同个|同)"  # 同社区 may as well mean another community of the same kind
)
_OTHER = r"(?:(?:其他|其余|别的|别个|另外的?一个|另外的?|另一个?|不同|临近|邻近|相邻|毗邻|邻(?=社|村|镇|乡|街|县|区|市|省)|隔壁|旁边|附近|周边|周围|兄弟)的?|跨|外)"
_INSIDE = (
    r"(?:(?:所辖)?(?:辖区|辖区范围|管辖范围|区域|范围)?(?:以内|之内|内部?|里(?:面|头|边儿?)?|中)|辖区|范围)"
)
_OUTSIDE = r"(?:辖区|范围)?(?:以外|之外|外面?)"
_NOT = r"(?:(?:但|却|而)?(?:并)?(?:非|不是|不在|不属于?|没在|(?:不|没|未)居?住在?|不含|不包括|不包含|除去?|除了))"
_IN = r"(?:(?:仍|还|都|也|又|均)?(?:属于|位于|在|是|为|属|于)){0,2}"
_BETWEEN = re.compile(r"[,;()、-]|(?:但是|不过|只是|但|而|且|并|又|的)")
_COUNTRY = r"农村|乡下|城镇|地方"  # of another city or province: says nothing more
_DIFFERENT = r"(?:不同|不一样|不一致)"
_ALIKE = r"(?:相同|一样|一致)"
_SAID: Final = (
    ("in", r"(?:不|没有?|未)跨UNIT"),
    ("out", rf"UNIT{_DIFFERENT}"),
    ("same", rf"UNIT{_ALIKE}"),
    ("out", rf"{_NOT}{_SELF}UNIT(?:{_OUTSIDE}|{_INSIDE}?(?!的?其他|的?别的))"),
    ("out", rf"{_IN}(?P<other>{_OTHER})UNITSMALLER"),
    ("out", rf"{_IN}(?:{_SELF}|{_SAME})UNIT{_OUTSIDE}SMALLER"),
    ("in", rf"{_IN}{_SELF}UNIT{_INSIDE}?"),
    ("same", rf"{_IN}{_SAME}UNIT{_INSIDE}?"),
    ("bare", rf"{_IN}UNIT{_INSIDE}"),
    ("bare", r"全?UNIT(?=其他|别的)"),
    ("out", rf"{_IN}UNIT{_OUTSIDE}"),
)
_ALTERNATIVES = re.compile(r"[/、]|(?<=[\u4e00-\u9fff])或者?(?=[\u4e00-\u9fff])")
_FOREIGN = re.compile(r"[0-9a-z号栋楼路室单元苑园厦]")  # an address or a mark, of which nothing is said here
_OWN_CITY = re.compile(r"(?:在|是)?[同本]城")
_SEVERAL = re.compile(r"[/或]")
_ELSEWHERE_NEAR = re.compile(r"(?:其他|别的|别个|另外|另一|外)")
_LONGEST: Final = 40  # no answer of this kind is longer


class Extent(NamedTuple):
    """The smallest unit somebody is inside of and the largest one they are outside of, as far as a text tells.

    `near`: the text says 外区 or 别的区, which people say of a district of their own city only.
    """

    inside: int | None
    outside: int | None
    near: bool = False

    def __and__(self, other: Extent) -> Extent:
        """Both together."""
        inside = [unit for unit in (self.inside, other.inside) if unit is not None]
        outside = [unit for unit in (self.outside, other.outside) if unit is not None]
        return Extent(min(inside, default=None), max(outside, default=None), self.near or other.near)

    @property
    def contradicts(self) -> bool:
        """Whether the text puts somebody inside of what lies in a unit they are outside of."""
        return self.inside is not None and self.outside is not None and self.inside <= self.outside

    @property
    def certain(self) -> bool:
        """Whether one level follows: inside the community, just outside of a unit, or outside the district anyhow."""
        if self.contradicts:
            return False
        if self.outside is None:
            return self.inside == COMMUNITY
        return self.outside >= DISTRICT or self.inside == self.outside + 1

    @property
    def level(self) -> tuple[str, str | None]:
        """Key of the level and the finer fact behind it, of an extent that is `certain`."""
        if self.outside is None:
            return "community", None
        if self.outside < DISTRICT:
            return ("street", "district")[self.outside], None
        if self.outside == PROVINCE:
            return "outside", "abroad"
        if self.inside == self.outside + 1 or (
            self.near and self.inside is None and self.outside == DISTRICT
        ):
            return "outside", "city" if self.outside == DISTRICT else "province"
        return "outside", None


@lru_cache(maxsize=4096)
def read_extents(plain: str) -> tuple[Extent, ...]:
    """What a folded text says, one extent for each alternative it leaves; none if it holds a word not known here.

    >>> read_extents("本街道其他社区"), read_extents("外市或外省"), read_extents("本小区")
    ((Extent(inside=1, outside=0, near=False),), (Extent(inside=None, outside=3, near=False), Extent(inside=None, outside=4, near=False)), ())
    """
    if not 2 <= len(plain) <= _LONGEST or _FOREIGN.search(plain):
        return ()
    parts = [part for part in _ALTERNATIVES.split(plain) if part]
    if len(parts) > 1:
        each = [_read(part) for part in parts]
        certain = [extent for extents in each for extent in extents if extent.certain]
        if len(certain) == sum(map(len, each)) and all(each):
            return tuple(certain)
        if all(each) and (certain or _SEVERAL.search(plain)):
            return ()  # one of two, or both: it does not say
    return _read(plain)


def _read(plain: str) -> tuple[Extent, ...]:
    """Extents that one statement may mean (本市外区: a district of the city, or one outside of it)."""
    found = [extent for extent in _readings(plain) if extent.inside is not None or extent.outside is not None]
    sound = [extent for extent in found if not extent.contradicts] or found
    return tuple(sorted(sound, key=str))


def _readings(plain: str) -> set[Extent]:
    """Extents of every way to take the whole text apart into statements."""
    ways: list[set[Extent]] = [set() for _ in range(len(plain) + 1)]
    ways[0].add(Extent(None, None))
    for at in range(len(plain)):
        if not ways[at]:
            continue
        between = _BETWEEN.match(plain, at)
        if between is not None:
            ways[between.end()] |= ways[at]
        for end, said in _statements(plain, at):
            ways[end] |= {extent & said for extent in ways[at]}
    return ways[-1]


def _statements(plain: str, at: int) -> Iterator[tuple[int, Extent]]:
    """Every statement that begins here, with its end."""
    for sense, level, pattern in _PATTERNS:
        found = pattern.match(plain, at)
        if found is None or (sense == "same" and level == COMMUNITY):
            continue
        word, other = found["unit"], found.groupdict().get("other")
        if sense == "bare" and word.startswith("村"):
            continue  # 村里: of whose village it does not say
        if word == "城" and not _OWN_CITY.match(found.group()):
            continue  # 外城, 城里 are parts of a city
        if not other and _LOOSE.fullmatch(word):
            continue
        if sense == "out":
            near = (
                level == DISTRICT
                and "区" in word
                and other is not None
                and _ELSEWHERE_NEAR.match(other) is not None
            )
            yield found.end(), Extent(None, level, near)
        else:
            yield found.end(), Extent(level, None)


def _compiled() -> Iterator[tuple[str, int, re.Pattern[str]]]:
    for sense, form in _SAID:
        for level, unit in enumerate(_UNITS):
            smaller = "|".join((*_UNITS[:level], *([_COUNTRY] if level >= CITY else [])))
            smaller = f"(?:的?(?:{smaller}))?(?:内|里)?" if level else "(?:内|里)?"
            yield (
                sense,
                level,
                re.compile(form.replace("UNIT", f"(?P<unit>{unit})").replace("SMALLER", smaller)),
            )


_PATTERNS: Final = tuple(_compiled())
