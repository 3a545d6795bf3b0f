"""The figures of a text: numerals with their unit, kind, exactness and hedges.

A numeral is a figure where its unit says so (人, 个, %, 个百分点, 成, 分之, 倍, 元 …). Years, ages, dates, ordinals,
document numbers and ranges are none. Must not know: sentences, bases, checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from sqgz.auditing import lexicon
from sqgz.auditing.numerals import Numeral, find_numerals
from sqgz.auditing.units import (
    hedge_after,
    hedge_before,
    read_noun,
    read_unit,
    skip_spaces,
)


@dataclass(frozen=True)
class Figure:
    """A figure in a text.

    `kind` is count, amount, share, permille, points or fold. `value` is exact (shares and points as per cent numbers), `step` the
    worth of its last digit (0: exact whole number), `hedge` about, above, below or empty. Offsets are into the passage;
    `digits_start:digits_end` is the bare numeral. `weak` marks small Chinese numerals that are mostly determiners.
    """

    kind: str
    value: Fraction
    step: Fraction
    decimals: int
    hedge: str
    unit: str
    noun: str
    start: int
    end: int
    digits_start: int
    digits_end: int
    weak: bool = False
    rough: bool = False
    is_range: bool = False

    @property
    def exact(self) -> bool:
        """Whether the value stands for itself, without hedge and without rounding."""
        return self.step == 0 and not self.hedge

    @cached_property
    def low(self) -> Fraction:
        """Least value the numeral may stand for."""
        return self.value - self.step / 2 if self.step else self.value

    @cached_property
    def high(self) -> Fraction:
        """Greatest value the numeral may stand for."""
        return self.value + self.step / 2 if self.step else self.value

    @property
    def is_number_of_things(self) -> bool:
        """Whether the figure counts or measures something, against a share of it."""
        return self.kind in ("count", "amount")


def _fraction_of(
    text: str, number: Numeral, following: Numeral | None
) -> tuple[Fraction, int, int, str] | None:
    """Per cent value, decimals, end and spelling of 百分之… or 三分之…; None where no 分之 follows the numeral."""
    if following is None or text[number.end : number.end + 2] != "分之" or following.start != number.end + 2:
        return None
    if number.value <= 1:
        return None
    value = 100 * following.value / number.value
    places = {100: 0, 1000: 1, 10000: 2}.get(int(number.value), -1)
    return value, following.decimals + places if places >= 0 else -1, following.end, "分之"


def find_figures(text: str) -> list[Figure]:
    """Figures of a levelled text in order.

    >>> [(f.kind, str(f.value), f.unit) for f in find_figures("共38,756名，占百分之八十点五，近三成，高2.5个百分点")]
    [('count', '38756', '名'), ('share', '161/2', '分之'), ('share', '30', '成'), ('points', '5/2', '个百分点')]
    """
    numerals = list(_with_hundredths(text))
    found: list[Figure] = []
    skip_to = -1
    for index, number in enumerate(numerals):
        if number.start < skip_to:
            continue
        following = numerals[index + 1] if index + 1 < len(numerals) else None
        figure = _read_fraction(text, number, following) or _read_figure(text, number)
        if figure is not None:
            skip_to = figure.end
            found.append(figure)
    return _mark_ranges(text, _add_slashes(text, _add_halves(text, found)))


def _with_hundredths(text: str) -> list[Numeral]:
    """Numerals, with the 百, 千, 万 before 分之 read as denominators."""
    numerals = list(find_numerals(text))
    taken = {number.start for number in numerals}
    extra = []
    at = text.find("分之")
    while at > 0:
        value = {"百": 100, "千": 1000, "万": 10000}.get(text[at - 1])
        if value and at - 1 not in taken:
            extra.append(Numeral(at - 1, at, Fraction(value), 0, 1, True))
        at = text.find("分之", at + 2)
    return sorted(numerals + extra, key=lambda number: number.start)


def _read_fraction(text: str, number: Numeral, following: Numeral | None) -> Figure | None:
    """Figure of a share spelt with 分之, or None."""
    read = _fraction_of(text, number, following)
    if read is None or following is None:
        return None
    value, decimals, end, unit = read
    start = number.start
    hedge = hedge_before(text, start) or hedge_after(text, end)
    rough = decimals < 0
    step = Fraction(1, 10**decimals) if decimals >= 0 else Fraction(6)
    kind = "share"
    if text.startswith(("个百分点", "百分点"), end):
        return None
    return Figure(kind, value, step, max(decimals, 0), hedge, unit, "", start, end, start, end, rough=rough)


def _read_figure(text: str, number: Numeral) -> Figure | None:
    """Figure that a numeral and its unit make, or None."""
    before = text[max(0, number.start - 1) : number.start]
    if before in ("第", "№", "/", "〔", "[", "_", ":") or (before.isascii() and before.isalpha()):
        return None
    if before == " " and text[number.start - 2 : number.start - 1].isdigit() and not number.chinese:
        return None  # 8 412: a broken or spaced numeral
    if before == "." and text[number.start - 2 : number.start - 1].isdigit():
        return None
    at = skip_spaces(text, number.end)
    more = text[at : at + 1] in ("多", "余", "来", "几")
    if more:
        at = skip_spaces(text, at + 1)
        if text[at : at + 1] == "万":
            at += 1
    unit = read_unit(text, at, number)
    if unit is None:
        return None
    kind, name, end = unit
    if number.chinese and number.value == 1 and kind == "count":
        return None
    if (
        number.chinese
        and kind == "count"
        and text[number.start - 1 : number.start] in ("前", "后", "首", "头", "每", "各")
    ):
        return None
    if before in ("每", "各") and kind == "count":
        return None
    hedge = "above" if more else hedge_before(text, number.start) or hedge_after(text, end)
    step, value = number.step, number.value
    if kind in ("share", "points", "fold", "permille"):
        step = Fraction(1, 10**number.decimals)
    elif number.decimals and number.factor == 1:
        kind = "amount" if kind == "count" else kind
    elif kind == "amount" and step == 0:
        step = Fraction(1)
    rough = name == "成"
    if name == "成":
        value, step = value * 10, Fraction(10)
    if name == "番":
        value = Fraction(2) ** int(value)
    start = number.start
    if kind in ("share", "points", "permille") and before == "-" and not _is_joined(text, number.start - 1):
        value, start = -value, start - 1
    weak = number.chinese and number.value < 10 and name in lexicon.ARTICLES
    noun = read_noun(text, end) if kind == "count" else ""
    return Figure(
        kind,
        value,
        step,
        number.decimals,
        hedge,
        name,
        noun,
        start,
        end,
        number.start,
        number.end,
        weak,
        rough,
    )


def _is_joined(text: str, dash: int) -> bool:
    """Whether a dash at this offset joins two things (a range or a break) instead of being a minus sign."""
    before = text[dash - 1 : dash] if dash > 0 else ""
    if before in tuple("为达是至到约率速幅了"):
        return False
    return before.isalnum() or before in ("%", "-", ")", "）")


def _add_halves(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with 一半, 半数 and 过半 among them as rough shares of 50."""
    halves: list[Figure] = []
    for word in ("一半", "半数", "过半") if "半" in text else ():
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            hedge = "above" if word == "过半" else hedge_before(text, at) or hedge_after(text, end)
            halves.append(
                Figure("share", Fraction(50), Fraction(10), 0, hedge, "半", "", at, end, at, end, rough=True)
            )
            at = text.find(word, end)
    return sorted(figures + halves, key=lambda figure: figure.start) if halves else figures


_SLASH = re.compile(r"(?<![\d/.:-])([1-9])/([2-9]|10)(?![\d/.:-])")


def _add_slashes(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with 2/3 and the like among them as rough shares."""
    if "/" not in text:
        return figures
    found = []
    for match in _SLASH.finditer(text):
        part, whole = int(match.group(1)), int(match.group(2))
        start, end = match.span()
        if part < whole and not any(f.start < end and start < f.end for f in figures):
            hedge = hedge_before(text, start) or hedge_after(text, end)
            value = Fraction(100 * part, whole)
            found.append(
                Figure("share", value, Fraction(6), 0, hedge, "/", "", start, end, start, end, rough=True)
            )
    return sorted(figures + found, key=lambda figure: figure.start) if found else figures


def _mark_ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with both ends of a range (30%-40%, 3-5名) marked, since neither is a value."""
    marked: list[Figure] = []
    for index, figure in enumerate(figures):
        before = text[max(0, figure.start - 2) : figure.start]
        after = text[figure.end : figure.end + 1]
        previous = figures[index - 1] if index else None
        touches = previous is not None and previous.end == figure.start - 1 and text[previous.end] in "-~至"
        dashed = before[-1:] in ("-", "~") and (
            before[-2:-1].isdigit() or before[-2:-1] in ("%", "万", "岁", figure.unit)
        )
        to = before[-1:] == "至" and before[-2:-1].isdigit()
        following = figures[index + 1] if index + 1 < len(figures) else None
        opens = (
            following is not None
            and following.start == figure.end + 1
            and after in ("-", "~", "至")
            and after
        )
        if (
            opens
            and after == "至"
            and (
                "由" in text[max(0, figure.start - 12) : figure.start]
                or "从" in text[max(0, figure.start - 12) : figure.start]
            )
        ):
            opens = False
        if touches and previous is not None and text[previous.end] == "至":
            touches = bool(marked and marked[-1].is_range)
        marked.append(replace(figure, is_range=True) if touches or dashed or to or opens else figure)
    return marked
