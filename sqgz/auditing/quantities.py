"""The figures of a text: numerals with their unit, kind, exactness and hedges.

A numeral is a figure where its unit says so (人, 个, %, 个百分点, 成, 分之, 倍, 元 …). Years, ages, dates, ordinals,
document numbers and ranges are none. Must not know: sentences, bases, checks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from sqgz.auditing import lexicon
from sqgz.auditing.numerals import Numeral, find_numerals

WINDOW = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text.

    `kind` is count, amount, share, points or fold. `value` is exact (shares and points as per cent numbers), `step` the
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

    @property
    def low(self) -> Fraction:
        """Least value the numeral may stand for."""
        return self.value - self.step / 2

    @property
    def high(self) -> Fraction:
        """Greatest value the numeral may stand for."""
        return self.value + self.step / 2

    @property
    def is_number_of_things(self) -> bool:
        """Whether the figure counts or measures something, against a share of it."""
        return self.kind in ("count", "amount")


@cache
def _index(words: tuple[str, ...], place: int) -> dict[str, tuple[str, ...]]:
    """Words by their first (0) or last (-1) character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[place], []).append(word)
    return {char: tuple(held) for char, held in found.items()}


def _ends_with(text: str, end: int, words: tuple[str, ...]) -> str:
    """Longest of the words that stands right before `end`, or an empty string."""
    for word in _index(words, -1).get(text[end - 1 : end], ()) if end else ():
        if len(word) <= end and text.startswith(word, end - len(word)):
            return word
    return ""


def _starts_with(text: str, start: int, words: tuple[str, ...]) -> str:
    """Longest of the words that stands at `start`, or an empty string."""
    for word in _index(words, 0).get(text[start : start + 1], ()):
        if text.startswith(word, start):
            return word
    return ""


def _skip_spaces(text: str, at: int) -> int:
    """Offset after at most two spaces."""
    for _ in range(2):
        if text[at : at + 1] != " ":
            break
        at += 1
    return at


def _hedge_before(text: str, start: int) -> str:
    """Hedge said before a figure that begins at `start`."""
    below = _ends_with(text, start, lexicon.BELOW)
    above = _ends_with(text, start, lexicon.ABOVE)
    about = _ends_with(text, start, lexicon.ABOUT)
    longest = max((below, above, about), key=len)
    if not longest or (text[start - len(longest) - 1 : start - len(longest)] in ("最", "附", "超") and longest in ("近", "过")):
        return "above" if longest == "过" and text[start - 2 : start - 1] == "超" else ""
    if longest == "过" and text[start - 2 : start - 1] in ("通", "经", "不"):
        return "" if text[start - 2 : start - 1] != "不" else "below"
    return {below: "below", above: "above", about: "about"}[longest] if longest else ""


def _read_noun(text: str, at: int) -> str:
    """Noun right after a unit: up to ten characters until a break or a function word."""
    at = _skip_spaces(text, at)
    end = at
    while end < min(len(text), at + 10) and text[end] not in "，,、；;：:。（）()的中，占为有是在共分其与和及达\n 0123456789%":
        end += 1
    return text[at:end]


def _read_unit(text: str, at: int, number: Numeral) -> tuple[str, str, int] | None:
    """Kind, unit and end of the unit at `at`; None where the numeral is no figure."""
    if text.startswith(("%", "‰"), at):
        return ("share" if text[at] == "%" else "other", text[at], at + 1)
    if text.startswith(("个百分点", "百分点"), at):
        unit = "个百分点" if text[at] == "个" else "百分点"
        return "points", "个百分点", at + len(unit)
    if text.startswith("个 百分点", at):
        return "points", "个百分点", at + 5
    if text[at : at + 1] == "成" and 0 < number.value <= 10 and number.factor == 1:
        return _read_tenths(text, at, number)
    if text.startswith("倍", at):
        return "fold", "倍", at + 1
    if text.startswith("番", at) and _ends_with(text, number.start, ("翻", "翻了")):
        return "fold", "番", at + 1
    window = text[at : at + WINDOW]
    if window.startswith(lexicon.NOT_UNITS) and not window.startswith(("个人", "家庭")):
        return None
    amount = _starts_with(text, at, lexicon.AMOUNT_UNITS)
    count = _starts_with(text, at, lexicon.COUNT_UNITS)
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


def _fraction_of(text: str, number: Numeral, following: Numeral | None) -> tuple[Fraction, int, int, str] | None:
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
    return _mark_ranges(text, _add_halves(text, found))


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
    hedge = _hedge_before(text, start) or _hedge_after(text, end)
    rough = decimals < 0
    step = Fraction(1, 10**decimals) if decimals >= 0 else Fraction(6)
    kind = "share"
    if text.startswith(("个百分点", "百分点"), end):
        return None
    return Figure(kind, value, step, max(decimals, 0), hedge, unit, "", start, end, start, end, rough=rough)


def _hedge_after(text: str, end: int) -> str:
    """Hedge said after a figure that ends at `end`."""
    if _starts_with(text, end, lexicon.AFTER_ABOUT):
        return "about"
    if _starts_with(text, end, lexicon.AFTER_ABOVE):
        return "above"
    return "below" if _starts_with(text, end, lexicon.AFTER_BELOW) else ""


def _read_figure(text: str, number: Numeral) -> Figure | None:
    """Figure that a numeral and its unit make, or None."""
    before = text[max(0, number.start - 1) : number.start]
    if before in ("第", "№", "/", "〔", "[", "_", ":") or (before.isascii() and before.isalpha()):
        return None
    if before == " " and text[number.start - 2 : number.start - 1].isdigit() and not number.chinese:
        return None  # 8 412: a broken or spaced numeral
    if before == "." and text[number.start - 2 : number.start - 1].isdigit():
        return None
    at = _skip_spaces(text, number.end)
    more = text[at : at + 1] in ("多", "余", "来", "几")
    if more:
        at = _skip_spaces(text, at + 1)
        if text[at : at + 1] == "万":
            at += 1
    unit = _read_unit(text, at, number)
    if unit is None or unit[0] == "other":
        return None
    kind, name, end = unit
    if number.chinese and number.value == 1 and kind == "count":
        return None
    if number.chinese and kind == "count" and text[number.start - 1 : number.start] in ("前", "后", "首", "头", "每", "各"):
        return None
    if before in ("每", "各") and kind == "count":
        return None
    hedge = "above" if more else _hedge_before(text, number.start) or _hedge_after(text, end)
    step, value = number.step, number.value
    if kind in ("share", "points", "fold"):
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
    if kind in ("share", "points") and before == "-" and not _is_joined(text, number.start - 1):
        value, start = -value, start - 1
    weak = number.chinese and number.value < 10 and name in lexicon.ARTICLES
    noun = _read_noun(text, end) if kind == "count" else ""
    return Figure(
        kind, value, step, number.decimals, hedge, name, noun, start, end, number.start, number.end, weak, rough
    )


def _is_joined(text: str, dash: int) -> bool:
    """Whether a dash at this offset joins two things (a range or a break) instead of being a minus sign."""
    before = text[dash - 1 : dash] if dash > 0 else ""
    return before.isalnum() or before in ("%", "-", ")", "）")


def _add_halves(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with 一半, 半数 and 过半 among them as rough shares of 50."""
    halves: list[Figure] = []
    for word in ("一半", "半数", "过半") if "半" in text else ():
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            hedge = "above" if word == "过半" else _hedge_before(text, at) or _hedge_after(text, end)
            halves.append(Figure("share", Fraction(50), Fraction(10), 0, hedge, "半", "", at, end, at, end, rough=True))
            at = text.find(word, end)
    return sorted(figures + halves, key=lambda figure: figure.start) if halves else figures


def _mark_ranges(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with both ends of a range (30%-40%, 3-5名) marked, since neither is a value."""
    marked: list[Figure] = []
    for index, figure in enumerate(figures):
        before = text[max(0, figure.start - 2) : figure.start]
        after = text[figure.end : figure.end + 1]
        previous = figures[index - 1] if index else None
        touches = previous is not None and previous.end == figure.start - 1 and text[previous.end] in "-~至"
        dashed = before[-1:] in ("-", "~") and (before[-2:-1].isdigit() or before[-2:-1] in ("%", "万", "岁", figure.unit))
        to = before[-1:] == "至" and before[-2:-1].isdigit()
        following = figures[index + 1] if index + 1 < len(figures) else None
        opens = following is not None and following.start == figure.end + 1 and after in ("-", "~", "至") and after
        if opens and after == "至" and ("由" in text[max(0, figure.start - 12) : figure.start] or
                                       "从" in text[max(0, figure.start - 12) : figure.start]):
            opens = False
        if touches and previous is not None and text[previous.end] == "至":
            touches = bool(marked and marked[-1].is_range)
        marked.append(replace(figure, is_range=True) if touches or dashed or to or opens else figure)
    return marked
