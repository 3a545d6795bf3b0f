"""Means of two counts of the same passage (全区86个社区，社工1,312名，平均每个社区15.3名).

The name after 每 says what is divided by, the unit of the mean what is divided. A mean that some pair near by gives is right;
it is an error only where one pair can be meant and one slip explains it. Must not know: means of measurements.
"""

from __future__ import annotations

import re
from fractions import Fraction

from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import round_half_up, show, truncate
from sqgz.auditing.sentences import Mention, Sentence

_VERBS = r"(?:平均|有|为|配|拥|约|服|接|办|居|达|管|联|承|可|需|仅|只)"
_EACH = re.compile(rf"每(?:一)?(?:个|名|户|所|家|位|人|支|处|座)?([\u4e00-\u9fff]{{1,8}}?)(?={_VERBS}|\s?$)")
_PER = re.compile(r"(?:^|[^\u4e00-\u9fff])(?:平均)?(户|村|群|校|社区|场|队|店|街道)均[\u4e00-\u9fff]{0,6}$")
_FIXED = re.compile(
    r"每(?:\d|[百千万十两二三四五六七八九]|年|月|天|日|周|季|次|学期|隔|逢|当|到|个?月|个?季度)|至少|最多|不少于|不低于|标准|要求|应|一般|原则"
)


def check_means(sentences: list[Sentence], findings: Findings) -> None:
    """Check every mean against the counts of its sentence and the two before it."""
    for number, sentence in enumerate(sentences):
        for mention in sentence.mentions:
            figure = mention.figure
            if not figure.is_number_of_things or figure.hedge or figure.is_range or mention.status:
                continue
            name = _divided_by(mention.clause)
            if name is not None:
                near = [s for s in sentences[max(0, number - 2) : number] if s.passage is sentence.passage]
                _check(mention, name, [*near, sentence], findings)


def _divided_by(clause: str) -> str | None:
    """Name of what a mean is for each of; None where the clause is of no mean, or of a fixed number (每万人, 每年)."""
    if _FIXED.search(clause):
        return None
    match = _EACH.search(clause) if "每" in clause else _PER.search(clause)
    return match.group(1) if match is not None and match.group(1) else None


def _check(mean: Mention, name: str, sentences: list[Sentence], findings: Findings) -> None:
    """Check a mean against every pair of a whole and a number of those it is divided among."""
    before = [m for s in sentences for m in s.mentions if m.index_in_text < mean.index_in_text]
    wholes = [
        m
        for m in before
        if (m.is_plain and m.figure.unit == mean.figure.unit) or (m.same_thing(mean) and m.is_plain)
    ]
    groups = [m for m in before if m.is_plain and _is_called(m, name)]
    pairs = [(w, g) for w in wholes for g in groups if w is not g and w.figure.value > g.figure.value]
    for whole, group in pairs:
        if _fits(mean, whole, group):
            findings.confirm([whole, group, mean])
            return
    values = {(w.figure.value, g.figure.value) for w, g in pairs}
    if len(values) != 1:
        return
    whole, group = pairs[0]
    exact = whole.figure.value / group.figure.value
    expected = show(exact, mean.figure.decimals)
    scale = mean.figure.value / Fraction(mean.bare) if Fraction(mean.bare) else Fraction(1)
    low, high = mean.figure.low * group.figure.value, mean.figure.high * group.figure.value
    if scale == 1 and (mean.is_slip_from(exact) or whole.slips_into(low, high)):
        why = f"{whole.text}÷{group.text}＝{expected}，文中为{mean.text}"
        findings.report("error" if mean.is_slip_from(exact) else "warning", "share", mean, expected, why)


def _is_called(mention: Mention, name: str) -> bool:
    """Whether a count is of the things a mean is for each of (86个社区, 每个社区)."""
    noun = mention.figure.noun
    return noun.startswith(name) if noun else mention.clause.endswith(name)


def _fits(mean: Mention, whole: Mention, group: Mention) -> bool:
    """Whether a mean is that of a pair, rounded or cut off."""
    low, high = whole.figure.low / group.figure.high, whole.figure.high / max(group.figure.low, Fraction(1))
    if mean.figure.low <= high and low <= mean.figure.high:
        return True
    exact = whole.figure.value / group.figure.value
    return mean.figure.value in (
        round_half_up(exact, mean.figure.decimals),
        truncate(exact, mean.figure.decimals),
    )
