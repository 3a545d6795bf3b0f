"""Differences and ratios of two counts that are compared, not of two times (两者相差8.2人, 女性是男性的2.6倍).

Must be sure which two are compared: the only two of their kind before it in the sentence. Must not know: growth, shares.
"""

from __future__ import annotations

import re
from fractions import Fraction

from sqgz.auditing.changes import is_compared, says_change
from sqgz.auditing.checks.rates import judge_amount
from sqgz.auditing.clauses import has_any
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention, Sentence

_APART = re.compile(r"(?:相差|差距为?|差距达|极差为?|差额为?|差值为?)(?:达|约|了)?$")
_TIMES = re.compile(r"(?:是|为|相当于)[^，。；：]{1,16}的(?:近|约)?$")
_TENTH = Fraction(1, 20)


def check_gaps(sentences: list[Sentence], findings: Findings) -> None:
    """Check every difference and every ratio of two counts of a sentence."""
    for sentence in sentences:
        for mention in sentence.mentions[2:]:
            figure = mention.figure
            if mention.status or figure.hedge or figure.is_range:
                continue
            if figure.is_number_of_things and _APART.search(mention.clause):
                levels = _levels(mention, mention)
                if len(levels) == 2:
                    judge_amount(levels[0], levels[1], mention, findings)
            elif figure.kind == "fold" and figure.unit == "倍" and _TIMES.search(mention.clause):
                previous = mention.previous
                levels = _levels(mention, previous) if previous is not None else []
                if len(levels) == 2 and _names_either(mention.clause, levels):
                    _check_ratio(mention, levels[0], levels[1], findings)


def _names_either(clause: str, levels: list[Mention]) -> bool:
    """Whether a comparison names one of two counts and no other time or place (是男性的, but not 是上年的)."""
    if has_any(clause, ("年", "月", "同期", "全国", "全省", "全市", "平均", "计划", "目标")):
        return False
    if "前者" in clause or "后者" in clause:
        return True
    return any(len(level.label) >= 2 and level.label[:2] in clause for level in levels)


def _levels(mention: Mention, like: Mention) -> list[Mention]:
    """Counts of one kind before a figure in its sentence that are neither changes nor compared with another time."""
    return [
        m
        for m in mention.sentence.mentions[: mention.index]
        if (
            m.figure.is_number_of_things
            or (m.figure.kind == "share" == like.figure.kind and not m.figure.rough)
        )
        and not m.figure.weak
        and not m.figure.hedge
        and (m.figure.kind == "share" == like.figure.kind or m.same_thing(like))
        and not says_change(m)
        and not is_compared(m)
    ]


def _check_ratio(fold: Mention, one: Mention, two: Mention, findings: Findings) -> None:
    """Check a ratio against two counts, either of which may be the greater one."""
    large, small = (one, two) if one.figure.value >= two.figure.value else (two, one)
    if small.figure.value <= 0 or fold.figure.value < 1:
        return
    ratio = large.figure.value / small.figure.value
    if abs(ratio - fold.figure.value) <= max(fold.figure.step, _TENTH):
        findings.confirm([one, two, fold])
        return
    expected = show(ratio, fold.figure.decimals)
    why = f"{large.text}是{small.text}的{expected}倍，文中为{fold.text}"
    severity = "error" if fold.is_slip_from(ratio) else "warning"
    findings.report(severity, "growth", fold, f"{expected}倍", why)
