"""What of a raw text may be shown in a ledger or a list: never a name, number or address that leads to a person.

Masks by what a text looks like; it knows nothing of the person it came from.
"""

from __future__ import annotations

import re

from sqgz.spelling import comparable

HIDDEN = "…"
_LONG_NUMBER = re.compile(r"[0-9][0-9Xx -]{5,}[0-9Xx]")
_DOOR = re.compile(r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁-]+(?:号|栋|幢|座|单元|室|弄|排|楼|层|组|门)")
_DATE = re.compile(r"(?:19|20)\d\d([年./。-]\d{1,2}([月./-]\d{1,2}日?)?)?( \d\d:\d\d(:\d\d)?)?")


def masked(raw: str) -> str:
    """The text as it may be shown: long numbers and what follows a door number or street name replaced by “…”.

    Dates of birth are kept to the month, since a year-month alone leads to nobody.

    >>> masked("电大"), masked("青禾街道春风路88号3栋201")
    ('电大', '青禾街道…')
    >>> masked("13800001234")
    '…'
    """
    text = comparable(raw)
    if _DATE.fullmatch(text):
        return raw
    shown = _LONG_NUMBER.sub(HIDDEN, text)
    door = _DOOR.search(shown)
    if door is None:
        return shown if shown != text else raw
    keep = max(
        (match.end() for match in re.finditer(r"社区|村|街道|镇|乡", shown[: door.start()])), default=0
    )
    return shown[:keep] + HIDDEN


def looks_like_address(raw: str) -> bool:
    """Whether the text names a door or a street below the community."""
    text = comparable(raw)
    return bool(_DOOR.search(text)) or bool(re.search(r"小区|[路巷弄]\d|大道\d", text))
