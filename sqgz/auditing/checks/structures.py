"""Structures written as a ratio (三次产业结构为7.5∶38.5∶54.0): their terms add up to 100.

Must not know: figures with units; the terms of a ratio have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from sqgz.auditing.findings import Finding, Findings, name_place, quote
from sqgz.auditing.rounding import show
from sqgz.auditing.texts import Passage

_NUMBER = r"\d{1,2}(?:\.\d{1,2})?"
_RATIO = re.compile(rf"(?<![\d.]){_NUMBER}(?:\s?[:：∶]\s?{_NUMBER}){{2,5}}(?![\d.:：∶])")
_NAMED = re.compile(r"结构|构成|比例|比重|之比")
_NEAREST, _FARTHEST = Fraction(1, 5), Fraction(12)
"""Terms that miss 100 by less may be rounded; by more they are a ratio of another kind (1∶2∶3)."""


def check_structures(passages: Iterable[Passage], findings: Findings) -> None:
    """Check every structure of three or more terms that is named as one."""
    for passage in passages:
        for match in _RATIO.finditer(passage.text):
            if _NAMED.search(passage.text, max(0, match.start() - 40), match.start()):
                _check(passage, match, findings)


def _check(passage: Passage, match: re.Match[str], findings: Findings) -> None:
    """Report a structure whose terms miss 100 by more than rounding."""
    terms = re.findall(_NUMBER, match.group())
    total = sum((Fraction(term) for term in terms), Fraction(0))
    gap = abs(total - 100)
    decimals = max(len(term.partition(".")[2]) for term in terms)
    rounded = Fraction(len(terms), 2 * 10**decimals)
    if gap <= max(rounded, _NEAREST if decimals else rounded) or gap > _FARTHEST:
        return
    stated = show(total, decimals)
    why = f"各项{'＋'.join(terms)}＝{stated}，构成比之和应为100，相差{show(gap, decimals)}"
    findings.found.append(
        Finding("error", "breakdown", name_place(passage), quote(passage, match.start(), match.end()),
                passage.written[match.start() : match.end()], "合计100", why, passage.anchor, match.start(), match.end())
    )  # fmt: skip
