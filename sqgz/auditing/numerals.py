"""Numerals of Chinese text as exact values: Arabic with separators, 万 and 亿, and Chinese ones.

The scanner finds numerals without looking at what follows, so its time is linear whatever the text; units are looked
up afterwards in windows of fixed length. Must not know: units, kinds of figures, sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MULTIPLIERS = {
    "万亿": 10**12,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "亿": 10**8,
    "万": 10**4,
    "千": 1000,
    "百": 100,
}
_MULTIPLIER = re.compile("|".join(_MULTIPLIERS))
_NUMERAL = re.compile(
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?"
)
_EXACT = Fraction(0)
LONGEST = 15
"""Digits beyond which a numeral is a code (identity card, telephone), never a figure."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in a text: span, exact value, decimals written, factor of 万 and the like, and whether it is Chinese."""

    start: int
    end: int
    value: Fraction
    decimals: int
    factor: int
    chinese: bool

    @property
    def step(self) -> Fraction:
        """Worth of one unit of the last digit; 0 where the numeral is a plain whole number and hence exact."""
        if self.chinese and self.decimals == 0 and self.value >= 1000 and self.value % 1000 == 0:
            return Fraction(10000 if self.value % 10000 == 0 else 1000)  # 三千人 is hardly ever exact
        if self.factor == 1 and self.decimals == 0:
            return _EXACT
        return Fraction(self.factor, 10**self.decimals)


def read_chinese(text: str) -> Fraction | None:
    """Value of a Chinese numeral, None where it is none (七八, 百, 万一).

    >>> [str(read_chinese(t)) for t in ("三万八千七百五十六", "一百零五", "十二", "三点五", "七八", "百")]
    ['38756', '105', '12', '7/2', 'None', 'None']
    """
    whole, _, decimals = text.partition("点")
    if len(whole) > LONGEST or (len(whole) == 1 and whole in "百千万亿"):
        return None
    value = _read_sections(whole)
    if value is None:
        return None
    tail = "".join(str(_DIGITS[char]) for char in decimals)
    return Fraction(value) + (Fraction(int(tail), 10 ** len(tail)) if tail else 0)


def _read_sections(text: str) -> int | None:
    """Whole value of digits, places and the sections 万 and 亿; None where they do not form a number."""
    if all(char in _DIGITS for char in text):
        return _DIGITS[text] if len(text) == 1 else None  # 二〇二三 is a year, 七八 is "some"
    total = section = 0
    digit: int | None = None
    last = 10**9
    for char in text:
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
        elif char in _PLACES:
            place = _PLACES[char]
            if place >= last or (digit in (None, 0) and place != 10):
                return None
            section += (digit or 1) * place
            last, digit = place, None
        else:
            section += digit or 0
            if section == 0:
                return None
            total = (total + section) * 10**8 if char == "亿" else total + section * 10**4
            section, digit, last = 0, None, 10**9
    if digit and text[-2] in "万亿":
        return None  # 一万二: 12000 or 10002
    if digit and last < 10**9 and text[-2] not in "十零〇" and last > 10:
        return total + section + digit * last // 10  # 三百五 is 350
    return total + section + (digit or 0)


def find_numerals(text: str) -> Iterator[Numeral]:
    """Numerals of a levelled text in order, each with the multiplier that follows it.

    >>> [str(n.value) for n in find_numerals("12,345人，3.2万户，四十二名，第3")]
    ['12345', '32000', '42', '3']
    """
    for match in _NUMERAL.finditer(text):
        raw = match.group()
        if raw[0].isdigit() and raw[0].isascii():
            plain = raw.replace(",", "")
            if len(plain) > LONGEST or not plain.replace(".", "").isascii():
                continue
            end, factor = match.end(), 1
            follow = _MULTIPLIER.match(text, end)
            if follow is None and text[end : end + 1] == " ":
                follow = _MULTIPLIER.match(text, end + 1)
            if follow is not None:
                end, factor = follow.end(), _MULTIPLIERS[follow.group()]
            whole, _, tail = plain.partition(".")
            decimals = len(tail)
            value = (
                Fraction(int(whole + tail) * factor, 10**decimals) if tail else Fraction(int(whole) * factor)
            )
            yield Numeral(match.start(), end, value, decimals, factor, False)
        else:
            spelt = read_chinese(raw)
            if spelt is not None:
                decimals = len(raw.partition("点")[2])
                yield Numeral(match.start(), match.end(), spelt, decimals, 1, True)
