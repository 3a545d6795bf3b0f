"""Sentences with known truth: hand-written files and a grammar that makes more of them, with and without seeded errors.

Format of the files: `= text` nothing is wrong; `! kind,kind | text` an error of one of these kinds; `? kind | text` a
truth that is less than an error. `¶` divides paragraphs. `{a/b%d}` is the share of a in b, `{b>a%d}` the growth from a
to b, half up at d decimals, so that true sentences are true by construction.
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
    """A text with its truth: `kinds` of errors it holds (empty: none), whether they are sure."""

    text: str
    kinds: frozenset[str]
    sure: bool
    source: str


def percent(count: int, base: int, decimals: int = 1) -> str:
    """Share as printed, half up, by whole numbers only."""
    scaled = floor(Fraction(100 * count, base) * 10**decimals + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)


def _fill(match: re.Match[str]) -> str:
    first, sign, second, decimals = match.groups()
    one, two = int(first), int(second)
    return percent(one, two, int(decimals)) if sign == "/" else percent(one - two, two, int(decimals))


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
        cases.append(Case(_FILL.sub(_fill, rest.strip()), kinds, sign == "!", name))
    return cases
