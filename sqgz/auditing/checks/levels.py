"""Growth between levels that are told apart by their years: 2022年312人，2023年405人，增长29.8%.

Must be sure which level is the old one: both years are said, or one is called 上年.
"""

from __future__ import annotations

import re

from sqgz.auditing.changes import (
    direction_of,
    find_shifts,
    follows_closely,
    is_compared,
    is_earlier,
    is_per_year,
    says_change,
)
from sqgz.auditing.checks.rates import judge_amount, judge_fold, judge_rate
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_total
from sqgz.auditing.rounding import HUNDRED, round_half_up, show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change


def check_two_levels(rate: Mention, used: set[int], findings: Findings) -> None:
    """Check a rate against two levels of different years in the sentence (2022年312人，2023年405人，增长29.8%)."""
    before = [
        m
        for m in rate.sentence.mentions[: rate.index]
        if m.figure.is_number_of_things and not m.figure.is_range
    ]
    if (
        len(before) != 2
        or any(says_change(m) or m.figure.hedge for m in before)
        or not before[0].same_thing(before[1])
    ):
        return
    one, two = before
    if is_per_year(rate):
        return
    if rate.previous is two and (is_earlier(two) or is_compared(two)) and follows_closely(two, rate):
        _report_levels(rate, two, one, used, findings)
        return
    if (
        rate.previous is not two
        or not (one.year and two.year and one.year != two.year)
        or not follows_closely(two, rate)
    ):
        return
    if one.figure.noun != two.figure.noun and one.figure.noun and two.figure.noun:
        return
    old, new = (one, two) if one.year < two.year else (two, one)
    _report_levels(rate, old, new, used, findings)


def check_points_of_counts(points: Mention, findings: Findings) -> None:
    """Report the growth of a count that is said in 个百分点 and is just its rate in per cent."""
    new = points.previous
    old = new.previous if new is not None else None
    if new is None or old is None or points.figure.hedge:
        return
    if not (old.figure.is_number_of_things and new.figure.is_number_of_things and old.same_thing(new)):
        return
    if (
        says_change(new)
        or old.figure.low <= 0
        or not follows_closely(new, points)
        or has_any(points.clause, ("率", "占比", "比重", "比例"))
    ):
        return
    shifted = any(shift.new is new for shift in find_shifts(points.sentence))
    if not shifted and not (old.year and new.year and old.year != new.year):
        return
    exact = HUNDRED * abs(new.figure.value - old.figure.value) / old.figure.value
    if round_half_up(exact, points.figure.decimals) == abs(points.figure.value):
        shown = f"{show(exact, points.figure.decimals)}%"
        why = f"{old.text}到{new.text}是数量的增减，应写{shown}，不是“个百分点”"
        findings.report("error", "growth", points, shown, why)


def check_listed_years(
    sentence: Sentence, before: Sentence | None, used: set[int], findings: Findings
) -> None:
    """Check 2023年比2022年增加85人，增长6.1% against the levels of these years said before it, one by one."""
    earlier = before.mentions if before is not None and before.passage is sentence.passage else []
    for rate in sentence.mentions:
        if (
            rate.figure.kind != "share"
            or rate.index in used
            or rate.status
            or not is_change(rate)
            or is_per_year(rate)
        ):
            continue
        amount = rate.previous
        if amount is None or not (
            amount.figure.is_number_of_things and says_change(amount) and follows_closely(amount, rate)
        ):
            amount = None
        span = _YEARS_COMPARED.search((amount or rate).lead)
        if span is None or (amount is not None and amount.figure.hedge):
            continue
        pool = [*earlier, *sentence.mentions[: (amount or rate).index]]
        levels = [
            m
            for m in pool
            if m.year and m.figure.is_number_of_things and not m.figure.hedge and not says_change(m)
        ]
        old = [m for m in levels if m.year == int(span.group(2))]
        new = [m for m in levels if m.year == int(span.group(1))]
        if len(old) != 1 or len(new) != 1 or not old[0].same_thing(new[0]) or old[0].figure.low <= 0:
            continue
        used.add(rate.index)
        if amount is not None and amount.same_thing(old[0]):
            used.add(amount.index)
            judge_amount(old[0], new[0], amount, findings)
        judge_rate(old[0], new[0], rate, "error", findings)


_YEARS_COMPARED = re.compile(r"((?:19|20)\d{2})年[比较]((?:19|20)\d{2})年[^，。；\d]{0,8}$")


def _report_levels(rate: Mention, old: Mention, new: Mention, used: set[int], findings: Findings) -> None:
    """Compare a rate or fold with the two levels it is said of."""
    two = max(old, new, key=lambda level: level.index)
    one = old if two is new else new
    used.add(rate.index)
    sign = direction_of(last_clause(rate.lead))
    if sign and (new.figure.value - old.figure.value) * sign < 0:
        word = "增加" if new.figure.value > old.figure.value else "减少"
        findings.report("error", "growth", rate, word, f"从{old.text}到{new.text}是{word}，与文中方向相反")
        return
    if rate.figure.kind == "fold":
        judge_fold(old, new, rate, "error", findings)
    else:
        judge_rate(old, new, rate, "error" if not is_total(two) or is_total(one) else "warning", findings)
