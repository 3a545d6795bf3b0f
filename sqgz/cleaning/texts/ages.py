"""Years of birth and of age as people write them, and the age group they lead to.

A text counts only if every way of reading it leads to one group. Ages are completed years at the reference date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from sqgz.cleaning.texts.matches import Match, mapped, review
from sqgz.cleaning.texts.raw_texts import folded, without_mark
from sqgz.spelling import comparable
from sqgz.study.schema import Variable

YOUNGEST, OLDEST = 16, 100  # completed years at which somebody may work in a community
_NO_LIMIT: Final = 200
_DIGITS: Final = {character: str(i) for i, character in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾弍貳參陸", "一二三四五六七八九十二二三六")

_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")  # 1985 6 1
_HAN_RUN = re.compile(r"[〇零一二三四五六七八九十]+")
_YEAR = r"(?P<y>19[2-9]\d|20[0-2]\d)"
_BORN: Final = tuple(
    re.compile(
        rf"(?:出生于|生于|出生年月:?|出生日期:?|出生:?)?(?:公历|阳历|新历)?:?{form}(?:出生的?|生的?|生人)?(?:\((?:公历|阳历|新历|身份证)\))?"
    )
    for form in (
        rf"{_YEAR}[-/年,](?P<m>\d{{1,2}})月?份?",
        rf"{_YEAR}\.(?P<m>0\d|1[0-2]|[2-9]|\d{{1,2}}(?=月))月?份?",  # not 1985.1: a number may have lost its 0
        rf"{_YEAR}[-/.年,](?P<m>\d{{1,2}})[-/.月,](?P<d>\d{{1,2}})[日号]?",
        rf"(?P<m>0?[1-9]|1[0-2])[-/]{_YEAR}年?",
        rf"{_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])?(?:\.0)?",
        r"(?P<short>\d{2})年(?P<m>\d{1,2})月\(19\)|\(?19\)(?P<short2>\d{2})年(?P<m2>\d{1,2})月",
    )
)
_AGE = re.compile(
    r"(?:年龄:?|今年|现年)?(?P<whole>年满|已满|刚满|满|周岁:?|实岁:?)?(?P<n>[1-9]\d)(?:\.0+)?(?P<unit>周岁|足岁|实岁|岁)?(?:整|半|[零又]?\d{1,3}个月)?(?:\((?:周岁|实岁)\))?了?"
)
_SPAN = re.compile(
    r"(?P<lo>\d{1,2})(?P<u1>周?岁)?-(?P<hi>\d{1,2})(?P<u2>周?岁)?(?:之间)?(?:\((?P<inc>含|均含|含两端)\)|\(不含(?P<not>\d{1,2})周?岁?\))?"
)
_NEIGHBOURS = re.compile(r"(?P<tens>[二三四五六七])十(?P<ones>一二|二三|三四|四五|五六|六七|七八|八九)周?岁?")
_OVER = re.compile(r"(?P<tens>[2-7])0(?:多|几)周?岁?")
_DECADE = re.compile(r"(?P<n>[0-9][05])后")  # 95后: as people use it, 1995 to 1999, or to 2004
_OPEN = re.compile(
    r"(?P<n>\d{1,2})(?:周?岁)?(?P<inc1>\(?含(?:\d{1,2}周?岁?|本数)?\)?)?(?P<and>及|\(含\)|或)?(?P<way>以下|以上)"
    r"(?P<tail>\((?P<not>不)?含(?P<n2>\d{1,2}|本数)?周?岁?\))?"
)
_SIGNS: Final = {
    "<=": "≤", "=<": "≤", "≤": "≤", "小于等于": "≤", "小于或等于": "≤", "不超过": "≤", "不大于": "≤",
    ">=": "≥", "=>": "≥", "≥": "≥", "大于等于": "≥", "大于或等于": "≥", "不低于": "≥", "不小于": "≥",
    "<": "<", "小于": "<", "低于": "<", "未满": "<", "不满": "<",
    ">": ">", "大于": ">", "超过": ">", "高于": ">",
}  # fmt: skip
_SIGNED = re.compile(
    rf"(?P<sign>{'|'.join(sorted(_SIGNS, key=len, reverse=True))})(?P<n>\d{{1,2}})(?:周?岁)?"
)


@dataclass(frozen=True)
class Years:
    """Completed years from `low` to `high`, both included."""

    low: int
    high: int

    def within(self, other: Years) -> bool:
        """Whether all of these years lie in the other ones."""
        return other.low <= self.low and self.high <= other.high

    def meets(self, other: Years) -> bool:
        """Whether some of these years lie in the other ones."""
        return self.low <= other.high and other.low <= self.high


def birth_month(raw: str, *, serial: bool = False) -> tuple[int, int] | None:
    """Year and month of birth, or None if the text does not tell both for certain.

    `serial`: the cell is known to be a date, so that a bare number is a day count of Excel's 1900 system.

    >>> birth_month("一九八五年六月"), birth_month("1985.1"), birth_month("31199", serial=True)
    ((1985, 6), None, (1985, 6))
    """
    born = _birth(raw)
    if born is None and serial and re.fullmatch(r"[1-4]\d{4}(\.0+)?", comparable(raw)):
        day = date(1899, 12, 30) + timedelta(days=int(comparable(raw)[:5]))
        return day.year, day.month
    return None if born is None else (born[0], born[1])


def match_age(variable: Variable, raw: str) -> Match | None:
    """Match of a birth month, an age or a span of ages with the variable's groups; None if the text is none of these."""
    groups = age_groups(variable)
    if not groups:
        return None
    for text in _readings(raw):
        found = _years(text, variable)
        if isinstance(found, Match):
            return found
        if found is not None:
            return _group(found, groups)
        both = _either(_plain(text))
        if both is not None and any(both.within(group) for group in groups.values()):
            return _group(both, groups)  # 30岁以下: with or without 30, it is one group
    return None


def age_groups(variable: Variable) -> dict[str, Years]:
    """Years of each category of an age variable by its key, in order; empty if the categories are no age groups."""
    keys = list(variable.labels)
    if variable.derive == "age" and len(keys) == len(variable.bands) + 1 > 1:
        bounds = (-1, *variable.bands, _NO_LIMIT)
        return {key: Years(low + 1, high) for key, (low, high) in zip(keys, pairwise(bounds), strict=True)}
    if not any("岁" in text for text in (*variable.labels.values(), variable.label, *variable.column)):
        return {}
    return _labelled(variable)


def _labelled(variable: Variable) -> dict[str, Years]:
    """Groups as labels state them; 30岁以下 beside 31–40岁 has one reading, alone it has none."""
    stated: dict[str, Years] = {}
    unclear: dict[str, tuple[str, int]] = {}
    for key, label in variable.labels.items():
        text = _plain(label)
        if (years := _span(text)) is not None:
            stated[key] = years
        elif (found := _OPEN.fullmatch(text)) is not None:
            unclear[key] = (found["way"], int(found["n"]))
        else:
            return {}
    for key, (way, n) in unclear.items():
        low, high = {years.low for years in stated.values()}, {years.high for years in stated.values()}
        if way == "以下" and (n + 1 in low) != (n in low):
            stated[key] = Years(0, n if n + 1 in low else n - 1)
        elif way == "以上" and (n - 1 in high) != (n in high):
            stated[key] = Years(n if n - 1 in high else n + 1, _NO_LIMIT)
        else:
            return {}
    return {key: stated[key] for key in variable.labels}


def _readings(raw: str) -> list[str]:
    marked = without_mark(raw)
    return [raw] if marked is None else [raw, marked[1]]


def _years(raw: str, variable: Variable) -> Years | Match | None:
    born = _birth(raw)
    if born is not None:
        if variable.as_of_date is None:
            return review("没有统计时点，无法由出生年月推算年龄")
        years = _completed(born, variable.as_of_date)
        return years if years.low >= YOUNGEST and years.high < OLDEST else review("推算的年龄不在合理范围内")
    text = _plain(raw)
    if (loose := _loose(folded(raw), text, variable)) is not None:
        return loose
    age = _AGE.fullmatch(text)
    if age is not None:
        return _stated_age(int(age["n"]), bool(age["unit"] or age["whole"]), variable)
    return _span(text)


def _loose(written: str, plain: str, variable: Variable) -> Years | None:
    """Years of 二十七八, 50多岁 and 95后; None for other texts."""
    if (found := _NEIGHBOURS.fullmatch(written)) is not None:
        low = int(_number(f"{found['tens']}十{found['ones'][0]}"))
        return Years(low, low + 1)
    if (found := _OVER.fullmatch(plain)) is not None:
        low = int(found["tens"]) * 10
        return Years(low + 1, low + 9)
    if (found := _DECADE.fullmatch(plain)) is not None and variable.as_of_date is not None:
        year = int(found["n"]) + (2000 if int(found["n"]) <= 10 else 1900)
        oldest = variable.as_of_date.year - year
        return Years(max(YOUNGEST, oldest - 10), oldest) if YOUNGEST < oldest < OLDEST else None
    return None


def _stated_age(n: int, in_years: bool, variable: Variable) -> Years | Match:
    """An age; a bare number that may as well be a year of birth (65, 85) is a question, unless the column asks for ages."""
    if not YOUNGEST <= n < OLDEST:
        return review("年龄不在合理范围内")
    asked = " ".join(variable.column)
    says_age = ("年龄" in asked or "岁" in asked) and "出生" not in asked
    year = variable.as_of_date.year if variable.as_of_date else 2024
    if not in_years and year - (1900 + n) <= 80 and not (says_age and n <= 75):
        return review("只有两位数，可能是年龄，也可能是出生年份")
    return Years(n, n)


def _span(text: str) -> Years | None:
    """Years of a span such as 36-45, 30岁及以下, >60; None if it is none or its ends are not clear."""
    if (found := _SPAN.fullmatch(text)) is not None:
        low, high = int(found["lo"]), int(found["hi"])
        if found["not"] is not None:
            low, high = low + (int(found["not"]) == low), high - (int(found["not"]) == high)
        told = found["u1"] or found["u2"] or low >= YOUNGEST
        return Years(low, high) if low < high and told and high > YOUNGEST else None
    if (found := _SIGNED.fullmatch(text)) is not None:
        n, sign = int(found["n"]), _SIGNS[found["sign"]]
        return Years(0, n - (sign == "<")) if sign in "≤<" else Years(n + (sign == ">"), _NO_LIMIT)
    if (found := _OPEN.fullmatch(text)) is not None:
        return _open_span(found)
    return None


def _open_span(found: re.Match[str]) -> Years | None:
    """Years of 30岁及以下 and its kind; None unless the text says whether it includes the number."""
    n, below = int(found["n"]), found["way"] == "以下"
    told = re.findall(r"\d+", f"{found['inc1'] or ''}{found['n2'] or ''}")
    if any(int(number) != n for number in told):
        return None
    included = bool(found["and"] or found["inc1"])
    if found["not"]:
        return None if included else Years(0, n - 1) if below else Years(n + 1, _NO_LIMIT)
    if included or found["tail"]:
        return Years(0, n) if below else Years(n, _NO_LIMIT)
    return None


def _either(text: str) -> Years | None:
    """Years of 30岁以下 whether or not it includes 30; None if the text is not of this kind."""
    found = _OPEN.fullmatch(text)
    if found is None or found["inc1"] or found["and"] or found["tail"]:
        return None
    n = int(found["n"])
    return Years(0, n) if found["way"] == "以下" else Years(n, _NO_LIMIT)


def _group(years: Years, groups: dict[str, Years]) -> Match:
    for key, group in groups.items():
        if years.within(group):
            return mapped(key, reason="按年龄归组")
    return review("跨越两个年龄组", [key for key, group in groups.items() if years.meets(group)])


def _birth(raw: str) -> tuple[int, int, int | None] | None:
    """Year, month and (if told) day of birth."""
    text = _plain(_BETWEEN_DIGITS.sub("-", _TIME.sub("", comparable(raw))))
    for form in _BORN:
        found = form.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        short = parts.get("short") or parts.get("short2")
        year, month = int(parts.get("y") or f"19{short}"), int(parts.get("m") or parts.get("m2") or 0)
        day = int(parts["d"]) if parts.get("d") else None
        if not 1 <= month <= 12 or (day is not None and not 1 <= day <= monthrange(year, month)[1]):
            return None
        return year, month, day
    return None


def _completed(born: tuple[int, int, int | None], as_of: date) -> Years:
    """Completed years; two values if the month alone leaves open whether the birthday has passed."""
    year, month, day = born
    first, last = (day, day) if day is not None else (1, monthrange(year, month)[1])

    def age(on: int) -> int:
        return as_of.year - year - ((as_of.month, as_of.day) < (month, on))

    last = min(last, monthrange(as_of.year, month)[1]) if day is None else last  # 29 February in common years
    return Years(age(last), age(first))


def _plain(raw: str) -> str:
    """The text folded, with 。 as a stop, one dash for 至 and 到, and Chinese numerals as digits."""
    text = re.sub(r"(?<=\d)一(?=\d)", "-", folded(raw).translate(_FORMAL)).replace("。", ".")
    text = text.replace("廿", "二十").replace("卅", "三十")
    text = _HAN_RUN.sub(lambda run: _number(run.group()), text)
    return re.sub(r"(?<=[\d岁])[至到](?=\d)", "-", text)


def _number(run: str) -> str:
    """Digits of a run of Chinese numerals; the run itself if it is no plain number below 100 or year.

    >>> _number("三十六"), _number("一九八五"), _number("三四十")
    ('36', '1985', '三四十')
    """
    if "十" in run:
        tens, _, ones = run.partition("十")
        if len(tens) <= 1 and len(ones) <= 1 and not set(run) & {"零", "〇"} and "十" not in ones:
            return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"
        return run
    return "".join(_DIGITS[character] for character in run) if len(run) in (1, 4) else run
