"""Sentences with known truth: hand-written files and a grammar that makes more of them, with and without seeded errors.

Format of the files: `= text` nothing is wrong; `! kind,kind | text` an error of one of these kinds; `? kind | text` a
truth that is less than an error. `¶` divides paragraphs. `{a/b%d}` is the share of a in b, `{b>a%d}` the growth from a
to b, half up at d decimals, so that true sentences are true by construction. `«` and `»` enclose the place of the seeded
error: an error reported elsewhere counts as false. A part that begins with | is a row of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path

HERE = Path(__file__).parent
_FILL = re.compile(r"\{(\d+)([/>])(\d+)%(\d)\}")


@dataclass(frozen=True)
class Case:
    """A text with its truth: `kinds` of errors it holds (empty: none), whether they are sure, and the `spans` they are in."""

    text: str
    kinds: frozenset[str]
    sure: bool
    source: str
    spans: tuple[tuple[int, int], ...] = ()


def percent(count: int, base: int, decimals: int = 1) -> str:
    """Share as printed, half up, by whole numbers only."""
    scaled = floor(Fraction(100 * count, base) * 10**decimals + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def _fill(match: re.Match[str]) -> str:
    first, sign, second, decimals = match.groups()
    one, two = int(first), int(second)
    return percent(one, two, int(decimals)) if sign == "/" else percent(one - two, two, int(decimals))


def take_marks(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text without its marks, and the spans they enclosed."""
    text, opened, spans = "", 0, []
    for char in marked:
        if char == "«":
            opened = len(text)
        elif char == "»":
            spans.append((opened, len(text)))
        else:
            text += char
    return text, tuple(spans)


def read_cases(name: str) -> list[Case]:
    """Cases of one hand-written file."""
    cases = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        sign, rest = line[0], line[1:].strip()
        kinds: frozenset[str] = frozenset()
        if sign != "=":
            head, _, rest = rest.partition("|")
            kinds = frozenset(head.replace(" ", "").split(","))
        text, spans = take_marks(_FILL.sub(_fill, rest.strip()))
        cases.append(Case(text, kinds, sign == "!", name, spans))
    return cases
