"""The words right around a numeral: its unit, its noun, and the hedges before and after it.

Every look is at a window of fixed length, so that reading stays linear. Must not know: figures, sentences.
"""

from __future__ import annotations

from functools import cache

from sqgz.auditing import lexicon
from sqgz.auditing.numerals import Numeral

WINDOW = 8


@cache
def _index(words: tuple[str, ...], place: int) -> dict[str, tuple[str, ...]]:
    """Words by their first (0) or last (-1) character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[place], []).append(word)
    return {char: tuple(held) for char, held in found.items()}


def ends_with(text: str, end: int, words: tuple[str, ...]) -> str:
    """Longest of the words that stands right before `end`, or an empty string."""
    for word in _index(words, -1).get(text[end - 1 : end], ()) if end else ():
        if len(word) <= end and text.startswith(word, end - len(word)):
            return word
    return ""


def starts_with(text: str, start: int, words: tuple[str, ...]) -> str:
    """Longest of the words that stands at `start`, or an empty string."""
    for word in _index(words, 0).get(text[start : start + 1], ()):
        if text.startswith(word, start):
            return word
    return ""


def skip_spaces(text: str, at: int) -> int:
    """Offset after at most two spaces."""
    for _ in range(2):
        if text[at : at + 1] != " ":
            break
        at += 1
    return at


_AGREED = tuple("签节预集契履违续制公条合特邀毁")
"""Characters that make a word with 约 (签约, 节约, 预约), which then hedges nothing."""


def hedge_before(text: str, start: int) -> str:
    """Hedge said before a figure that begins at `start`."""
    below = ends_with(text, start, lexicon.BELOW)
    above = ends_with(text, start, lexicon.ABOVE)
    about = ends_with(text, start, lexicon.ABOUT)
    longest = max((below, above, about), key=len)
    if longest == "约" and text[start - 2 : start - 1] in _AGREED:
        return ""
    if not longest or (
        text[start - len(longest) - 1 : start - len(longest)] in ("最", "附", "超")
        and longest in ("近", "过")
    ):
        return "above" if longest == "过" and text[start - 2 : start - 1] == "超" else ""
    if longest == "过" and text[start - 2 : start - 1] in ("通", "经", "不"):
        return "" if text[start - 2 : start - 1] != "不" else "below"
    return {below: "below", above: "above", about: "about"}[longest] if longest else ""


def read_noun(text: str, at: int) -> str:
    """Noun right after a unit: up to ten characters until a break or a function word."""
    at = skip_spaces(text, at)
    end = at
    while (
        end < min(len(text), at + 10)
        and text[end] not in "，,、；;：:。（）()的中，占为有是在共分其与和及达\n 0123456789%"
    ):
        end += 1
    return text[at:end]


_EACH = tuple(f"人均{char}" for char in "已未无来按由能可系")
"""981人均已录入: 均 belongs to what follows."""


def read_unit(text: str, at: int, number: Numeral) -> tuple[str, str, int] | None:
    """Kind, unit and end of the unit at `at`; None where the numeral is no figure."""
    if text.startswith(("%", "‰"), at):
        return ("share" if text[at] == "%" else "permille", text[at], at + 1)
    if text.startswith(("个百分点", "百分点"), at):
        unit = "个百分点" if text[at] == "个" else "百分点"
        return "points", "个百分点", at + len(unit)
    if text.startswith("个 百分点", at):
        return "points", "个百分点", at + 5
    if text[at : at + 1] == "成" and 0 < number.value <= 10 and number.factor == 1:
        return _read_tenths(text, at, number)
    if text.startswith("倍", at):
        return "fold", "倍", at + 1
    if text.startswith("番", at) and ends_with(text, number.start, ("翻", "翻了")):
        return "fold", "番", at + 1
    measure = starts_with(text, at, lexicon.MEASURES)
    if measure and number.decimals and not number.chinese:
        return "amount", measure, at + len(measure)
    window = text[at : at + WINDOW]
    if window.startswith(lexicon.NOT_UNITS) and not window.startswith(("个人", "家庭", *_EACH)):
        return None
    amount = starts_with(text, at, lexicon.AMOUNT_UNITS)
    count = starts_with(text, at, lexicon.COUNT_UNITS)
    if len(amount) > len(count) or (amount and not count):
        return "amount", amount, at + len(amount)
    if not count or (count == "个" and text.startswith(lexicon.NOT_AFTER_GE, at + 1)):
        return None
    if count == "个" and text.startswith("人", at + 1) and text[at + 2 : at + 3] not in ("员", "民"):
        return None
    return "count", count, at + len(count)


def _read_tenths(text: str, at: int, number: Numeral) -> tuple[str, str, int] | None:
    """Reading of 成 as tenths (三成, 近七成), None where it belongs to a word (三成立, 一成不变)."""
    after = text[at + 1 : at + 2]
    if after in tuple("功立为员果效长绩熟本都年型套交品就分人不群"):
        return None
    return ("share", "成", at + 1) if number.chinese or number.decimals == 0 else None


def hedge_after(text: str, end: int) -> str:
    """Hedge said after a figure that ends at `end`."""
    if starts_with(text, end, lexicon.AFTER_ABOUT):
        return "about"
    if starts_with(text, end, lexicon.AFTER_ABOVE) and not text[end + 1 : end + 2].isdigit():
        return "above"  # 721万元多91万元: by how much more
    return "below" if starts_with(text, end, lexicon.AFTER_BELOW) else ""
