"""What of a raw text may be shown in a ledger or a list: never a name, number or address that leads to a person.

Masks by what a text looks like; it knows nothing of the person it came from.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sqgz.spelling import comparable

HIDDEN = "…"
_LONGEST_NAME = 6  # characters
_LONG_NUMBER = re.compile(r"[0-9][0-9Xx .-]{5,}[0-9Xx]")
# 3000-3499: two short numbers are no phone and no id
_RANGE = re.compile(r"[0-9]{1,5} ?-{1,2} ?[0-9]{1,5}")
_DOOR = re.compile(r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁-]+(?:号|栋|幢|座|单元|室|弄|排|楼|层|组|门)")
_BELOW = re.compile(r"(?!其他|以?[内外]).*(?:路|街(?!道)|巷|弄|胡同|大道|小区|花园|家园|公寓|宿舍|新村|苑).*")
_PLACE = re.compile(r"社区|村|街道|镇|乡")
_DATE = re.compile(
    r"((?:19|20)\d\d(?:[年./。-]\d{1,2}月?)?)([./-]\d{1,2}日?|\d{1,2}日)?(?: \d\d:\d\d(?::\d\d)?)?"
)
_FILLED_IN = re.compile(r"〖[^〗]*〗?")


def masked(raw: str, names: Collection[str] = ()) -> str:
    """The text as it may be shown: names, long numbers, words filled in and what lies below a community become “…”.

    `names` are the names of the people of the same files; only those can be known.

    Dates of birth are kept to the month, since a year-month alone leads to nobody.

    >>> masked("电大"), masked("青禾街道春风路88号3栋201"), masked("青禾街道春风路幸福小区")
    ('电大', '青禾街道…', '青禾街道…')
    >>> masked("3000-3499元"), masked("手机13800001234")
    ('3000-3499元', '手机…')
    >>> masked("13800001234"), masked("1985-06-12"), masked("其他〖张三说的〗")
    ('…', '1985-06…', '其他〖…〗')
    >>> masked("书记张三丰", names={"张三丰"})
    '书记…'
    """
    text = comparable(raw)
    if names and (without := _without_names(text, names)) != text:
        return masked(without)
    date = _DATE.fullmatch(text)
    if date:
        return raw if date[2] is None else date[1] + HIDDEN
    shown = _FILLED_IN.sub(f"〖{HIDDEN}〗", _LONG_NUMBER.sub(_hidden_number, text))
    door = _DOOR.search(shown)
    before = shown if door is None else shown[: door.start()]
    keep = max((match.end() for match in _PLACE.finditer(before)), default=0)
    if door is not None or (keep and _BELOW.fullmatch(shown, keep)):
        return shown[:keep] + HIDDEN
    return shown if shown != text else raw


def _hidden_number(found: re.Match[str]) -> str:
    return found[0] if _RANGE.fullmatch(found[0]) and not found[0].isdigit() else HIDDEN


def _without_names(text: str, names: Collection[str]) -> str:
    """The text with every name in it hidden, the longest first."""
    shown, at = "", 0
    while at < len(text):
        found = next((end for end in range(at + _LONGEST_NAME, at + 1, -1) if text[at:end] in names), None)
        shown += text[at] if found is None else HIDDEN
        at = at + 1 if found is None else found
    return shown
