"""How wide the columns of a table are: measured in ems, so that no number breaks and long names get the room that is left.

Chinese characters are one em in every face, so that their widths need no font file; of the Latin face only digits and
signs matter.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqgz.report.docx.layouts import em

MARGIN = 60  # left and right of a cell, in twips
_NARROW, _WIDE = frozenset(" .,:;'|!ijltI()[]/-"), frozenset("mwMW@%")
_UNBROKEN = re.compile(r"[!-~\u00a0-\u024f]+")  # Word breaks between Chinese characters, not within these
_NUMBER = re.compile(r"[-−+±]?\d[\d.,]*\s?[%‰]?|[<>＜＞≤≥]?\s?\d?\.\d+")
_NOTHING = frozenset("—-–*/")
# characters a name gets before it breaks, lines a heading may take: tried in this order in every size of type
_EASY = ((12.0, 2), (9.0, 2), (6.0, 2), (9.0, 3), (6.0, 3))
_TIGHT = (4.0, 4)  # in the smallest size only
_SHORT = 6.0  # ems that names keep beside whole sentences
_MUCH = 1.6  # times the page that the texts would take, from which on there are such
_LONGEST = 12.0  # ems; longer words are broken by Word where they do not fit
_WORD = 2.0  # a heading of two characters does not break
_GAP = 0.25  # ems that Word leaves between Chinese and digits; some programs do even where told not to
_SLACK = 0.15  # ems; faces differ a little


def ems(text: str) -> float:
    """Width of the text in ems, a little too wide rather than too narrow.

    >>> ems("主职"), ems("34.9%"), ems("3至5")
    (2.0, 2.65, 2.5)
    """
    gaps = sum(_is_chinese(a) != _is_chinese(b) for a, b in pairwise(text) if a.isalnum() and b.isalnum())
    return sum(_advance(character) for character in text) + _GAP * gaps


def _is_chinese(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _advance(character: str) -> float:
    if character in _WIDE:
        return 0.9
    if character in _NARROW:
        return 0.35 if character != "." else 0.25
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.5 if character.isdigit() else 0.72 if character.isupper() else 0.55


def is_number(text: str) -> bool:
    """Whether the text is one number, with its sign or per cent."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_nothing(text: str) -> bool:
    """Whether the text is the sign for not applicable or withheld."""
    return text.strip() in _NOTHING


def unbreakable(text: str) -> float:
    """Width of the longest stretch at which Word does not break a line; a short text with a digit is one."""
    pieces = [ems(one) for one in _UNBROKEN.findall(text)]
    return min(_LONGEST, max([min(1.0, ems(text)), *pieces]))


def _firm(text: str) -> float:
    """Width below which the text must not get: all of it where it is a number, an interval, a count with its unit."""
    figure = any(character.isdigit() for character in text) or is_nothing(text)
    lines = text.split("\n")
    return max(ems(line) if figure and ems(line) <= 12 else unbreakable(line) for line in lines)


@dataclass(frozen=True)
class Head:
    """A heading over the columns `start` to `stop` (exclusive)."""

    text: str
    start: int
    stop: int


@dataclass(frozen=True)
class Fit:
    """What a table takes: size of type in half-points, widths of its columns in twips.

    `holds` is false where numbers may break: in no size is there room for all.
    """

    size: int
    columns: tuple[int, ...]
    holds: bool = True


def fit(columns: Sequence[Sequence[str]], heads: Sequence[Head], sizes: Sequence[int], available: int) -> Fit:
    """The largest of the sizes in which everything stands as it should, and the columns' widths, which fill `available`.

    `columns` are the texts of each column without its heads. In the smallest size names break more often and headings
    take more lines; if even that does not do, columns are narrowed in proportion.
    """
    natural = _natural(columns, heads)
    tries = [(size, *easy) for size in sizes for easy in _EASY] + [(sizes[-1], *_TIGHT)]
    for size, names, lines in tries:
        if names > _SHORT and _total(natural, size) > _MUCH * available:
            continue  # where one column holds whole sentences, the names beside it leave it the room
        least = _least(columns, heads, names, lines)
        if _total(least, size) <= available:
            return Fit(size, _spread(least, natural, size, available))
    factor = available / _total(least, size)
    return Fit(size, _whole([_twips(width, size) * factor for width in least], available), holds=False)


def _twips(width: float, size: int) -> float:
    return (width + _SLACK) * em(size) + 2 * MARGIN


def _total(widths: Sequence[float], size: int) -> float:
    return sum(_twips(width, size) for width in widths)


def _least(columns: Sequence[Sequence[str]], heads: Sequence[Head], names: float, lines: int) -> list[float]:
    """Width in ems that each column must have: firm texts whole, names of some characters, headings in few lines."""
    least = [max([1.0, *(max(_firm(text), min(names, ems(text))) for text in texts)]) for texts in columns]
    return _with_heads(least, heads, lambda text: _least_head(text, lines))


def _least_head(text: str, lines: int) -> float:
    """Width in ems at which a heading takes no more than so many lines."""
    return max(unbreakable(text), min(ems(text), max(_WORD, math.ceil(ems(text) / lines))))


def _natural(columns: Sequence[Sequence[str]], heads: Sequence[Head]) -> list[float]:
    """Width in ems in which hardly a text of a column breaks: one long name in forty does not widen it."""
    return _with_heads([_usual(texts) for texts in columns], heads, ems)


def _usual(texts: Sequence[str]) -> float:
    """The width that nine in ten of the texts do not exceed; of few texts the widest."""
    widths = sorted(max(map(ems, text.split("\n"))) for text in texts)
    return max(1.0, widths[math.ceil(0.9 * (len(widths) - 1))]) if widths else 1.0


def _with_heads(widths: list[float], heads: Sequence[Head], wanted: Callable[[str], float]) -> list[float]:
    """The widths, widened where a heading asks for more, evenly among the columns it spans."""
    for head in sorted(heads, key=lambda one: one.stop - one.start):
        spanned = range(head.start, head.stop)
        lacking = wanted(head.text) - sum(widths[i] for i in spanned)
        if lacking > 0:
            for i in spanned:
                widths[i] += lacking / len(spanned)
    return widths


def _spread(least: Sequence[float], natural: Sequence[float], size: int, available: int) -> tuple[int, ...]:
    """Widths in twips that fill the line: first towards the natural widths, then so that columns become alike."""
    widths = [_twips(width, size) for width in least]
    wants = [max(0.0, (want - have) * em(size)) for want, have in zip(natural, least, strict=True)]
    rest = available - sum(widths)
    share = min(1.0, rest / sum(wants)) if sum(wants) else 0.0
    widths = [width + want * share for width, want in zip(widths, wants, strict=True)]
    rest = available - sum(widths)
    return _whole(_levelled(widths, rest), available)


def _levelled(widths: list[float], rest: float) -> list[float]:
    """The widths with the rest poured in: the narrowest columns are filled up first, so that they become alike."""
    order = sorted(range(len(widths)), key=lambda i: widths[i])
    for n, i in enumerate(order, start=1):
        level = widths[order[n]] if n < len(order) else math.inf
        step = min(rest / n, level - widths[i])
        for j in order[:n]:
            widths[j] += step
        rest -= step * n
        if rest <= 0:
            break
    return widths


def _whole(widths: Sequence[float], available: int) -> tuple[int, ...]:
    """The widths as whole twips that add up."""
    ends = [0]
    total = sum(widths)
    running = 0.0
    for width in widths:
        running += width
        ends.append(round(running / total * available))
    return tuple(b - a for a, b in pairwise(ends))
