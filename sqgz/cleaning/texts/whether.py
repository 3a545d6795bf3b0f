"""Columns that ask whether (户籍是否在本社区): what 是 and 否 mean is told by the heading, not by the answer.

是 alone holds no level; under such a heading it says the nearest one, and 否 that it is not that one.
"""

from __future__ import annotations

import re
from typing import Final

from sqgz.cleaning.texts.matches import Match, mapped, review
from sqgz.cleaning.texts.raw_texts import folded
from sqgz.reading import heading_key

_ASKS = re.compile(
    r"[^不非]*是否(?:居住|住|落户|登记)?(?:在|为|是|属于?)?(?:本|所在|工作所在|任职)(?:社区|村|居委会)(?:\(村\)|\(社区\)|/村)?(?:内|居住|户口|户籍)?[?]?"
)
_YES: Final = frozenset({"是", "是的", "在", "对", "y", "yes", "√", "✓", "✔", "有"})
_NO: Final = frozenset({"否", "不是", "不在", "非", "n", "no", "×", "✗", "无", "没有", "不"})


def asks_whether_here(heading: str) -> bool:
    """Whether a heading asks if somebody is registered or lives in the community of their work.

    >>> asks_whether_here("户籍是否在本社区"), asks_whether_here("是否居住在本社区（村）"), asks_whether_here("户口所在地（社区）")
    (True, True, False)
    """
    return _ASKS.fullmatch(heading_key(heading)) is not None


def answer_whether_here(raw: str, levels: tuple[str, ...]) -> Match | None:
    """Match of 是 or 否 under such a heading; `levels` are the variable's keys from near to far. None for other texts."""
    plain = folded(raw)
    if not levels or plain not in _YES | _NO:
        return None
    if plain in _YES:
        return mapped(levels[0], reason="该栏问是否在本社区，回答为“是”")
    return review("只知道不在本社区", levels[1:])
