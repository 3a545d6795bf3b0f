"""Growth and differences: levels, amounts of change and rates against each other, per cent against 个百分点.

Differences of printed shares may be off by a unit of the last digit when they were taken before rounding: a note.
"""

from __future__ import annotations

from sqgz.auditing.changes import (
    Shift,
    against_past,
    direction_of,
    find_shifts,
    follows_closely,
    is_compared,
    is_earlier,
    is_per_year,
    says_change,
)
from sqgz.auditing.checks.levels import check_listed_years, check_points_of_counts, check_two_levels
from sqgz.auditing.checks.rates import (
    abs_range,
    judge_amount,
    judge_fold,
    judge_points,
    judge_rate,
    judge_relative,
    report_rate,
    slipped_part,
)
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import HUNDRED, differ_by_one_slip, show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change


def check_growth(sentences: list[Sentence], findings: Findings) -> None:
    """Check every sentence that speaks of change."""
    for number, sentence in enumerate(sentences):
        if len(sentence.mentions) < 2:
            for mention in sentence.mentions:
                _note_unchecked(mention, set(), findings)
            continue
        used: set[int] = set()
        shifts = find_shifts(sentence)
        for shift in shifts:
            _check_shift(shift, used, findings)
        for mention in sentence.mentions:
            if mention.index not in used and mention.figure.is_number_of_things and says_change(mention):
                _check_amount(mention, used, findings)
        check_listed_years(sentence, sentences[number - 1] if number else None, used, findings)
        for mention in sentence.mentions:
            if (
                mention.index not in used
                and mention.figure.kind in ("share", "fold")
                and says_change(mention)
            ):
                check_two_levels(mention, used, findings)
            elif mention.figure.kind == "points" and mention.index not in used:
                check_points_of_counts(mention, findings)
            _note_unchecked(mention, used, findings)


def _note_unchecked(mention: Mention, used: set[int], findings: Findings) -> None:
    """Say that a rate of change has nothing to be checked against."""
    figure = mention.figure
    if mention.index in used or figure.kind != "share" or figure.is_range or figure.rough or mention.status:
        return
    if is_change(mention):
        findings.report("note", "growth", mention, "", f"{mention.text}的前后两个数没有都写出，无法核对")


def _after(mention: Mention, limit: int = 3) -> list[Mention]:
    """Figures that follow closely and tell a change."""
    found: list[Mention] = []
    at = mention.following
    while (
        at is not None
        and len(found) < limit
        and says_change(at)
        and follows_closely(mention, at)
        and not is_per_year(at)
    ):
        found.append(at)
        mention, at = at, at.following
    return found


def _check_shift(shift: Shift, used: set[int], findings: Findings) -> None:
    """Check direction, difference and rate of 由A增加到B."""
    old, new = shift.old.figure, shift.new.figure
    if (
        shift.direction
        and old.exact == new.exact
        and not old.hedge
        and not new.hedge
        and old.value != new.value
    ):
        actual = 1 if new.value > old.value else -1
        if actual != shift.direction:
            word = "增加" if actual > 0 else "减少"
            findings.report(
                "error",
                "growth",
                shift.new,
                word,
                f"从{shift.old.text}到{shift.new.text}是{word}，与文中方向相反",
            )
            used.add(shift.new.index)
            return
    for mention in _after(shift.new):
        if (says := direction_of(last_clause(mention.lead))) and shift.direction and says != shift.direction:
            break
        if mention.figure.kind == "share" and new.kind == "share":
            judge_relative(shift, mention, findings)
        elif mention.figure.kind == "points":
            if new.kind != "share":
                continue
            judge_points(shift.old, shift.new, mention, findings)
        elif mention.figure.kind == "share":
            beside = mention.previous is shift.new
            judge_rate(shift.old, shift.new, mention, "error", findings, certain=beside)
        elif mention.figure.kind == "fold":
            judge_fold(shift.old, shift.new, mention, "error", findings)
        elif mention.same_thing(shift.new):
            judge_amount(shift.old, shift.new, mention, findings)
        used.add(mention.index)


def _check_amount(amount: Mention, used: set[int], findings: Findings) -> None:
    """Check 增加D人，增长P% against the level B before it: P is D of B less D."""
    _check_between_levels(amount, findings)
    rates = [m for m in _after(amount) if m.figure.kind == "share"]
    sign = direction_of(last_clause(amount.lead))
    level = _level_before(amount)
    if (
        level is not None
        and not rates
        and (is_compared(level) or is_earlier(level))
        and level is amount.previous
        and not says_change(level)
    ):
        _check_amount_alone(level, amount, findings)
    if not rates or level is None or amount.figure.hedge or sign == 0:
        return
    rate = rates[0]
    second = direction_of(last_clause(rate.lead))
    if second and second != sign:
        return
    if is_compared(level):
        _check_against(level, amount, rate, used, findings)
        return
    old_low, old_high = (
        level.figure.low - sign * amount.figure.high,
        level.figure.high - sign * amount.figure.low,
    )
    if sign < 0:
        old_low, old_high = level.figure.low + amount.figure.low, level.figure.high + amount.figure.high
    if old_low <= 0 or level.figure.hedge:
        return
    used.add(rate.index)
    used.add(amount.index)
    bounds = (HUNDRED * amount.figure.low / old_high, HUNDRED * amount.figure.high / old_low)
    operator = "－" if sign > 0 else "＋"
    formula = f"{amount.text}÷（{level.text}{operator}{amount.text}）"
    sure = level.sentence is amount.sentence and follows_closely(level, amount) and amount.previous is level
    slipped = slipped_part(amount, level, rate, sign)
    report_rate(
        rate, bounds, [level, amount], formula, "error" if sure else "warning", findings, explained=slipped
    )


def _check_amount_alone(old: Mention, amount: Mention, findings: Findings) -> None:
    """Check 1,286万元，比2022年的1,142万元增加144万元; reported where one slip explains the difference."""
    new = old.previous
    if new is None or not new.same_thing(amount) or not follows_closely(new, old) or says_change(new):
        return
    if old.figure.hedge or new.figure.hedge or amount.figure.hedge:
        return
    low, high = abs_range(new.figure.low - old.figure.high, new.figure.high - old.figure.low)
    if amount.figure.low <= high and low <= amount.figure.high:
        findings.confirm([old, new, amount])
    elif amount.is_slip_from(abs(new.figure.value - old.figure.value)):
        judge_amount(old, new, amount, findings)


def _check_between_levels(amount: Mention, findings: Findings) -> None:
    """Report a net change that one slip keeps from being the difference of the two levels right before it."""
    new = amount.previous
    old = new.previous if new is not None else None
    if (
        new is None
        or old is None
        or not (new.same_thing(amount) and old.same_thing(amount))
        or not follows_closely(new, amount)
    ):
        return
    if not has_any(new.lead, ("达到", "达", "增至", "增到", "降至")) or not has_any(
        amount.clause, ("净", "增加", "减少")
    ):
        return
    difference = abs(new.figure.value - old.figure.value)
    if (
        amount.figure.hedge
        or not (old.figure.exact and new.figure.exact and amount.figure.exact)
        or says_change(new)
    ):
        return
    if difference == amount.figure.value:
        findings.confirm([old, new, amount])
    elif any(differ_by_one_slip(m.digits, show(value)) for m, value in (
        (amount, difference), (new, old.figure.value + amount.figure.value), (old, new.figure.value - amount.figure.value))):  # fmt: skip
        findings.report(
            "error",
            "growth",
            amount,
            show(difference),
            f"{new.text}与{old.text}相差{show(difference)}，文中为{amount.text}",
        )


def _check_against(old: Mention, amount: Mention, rate: Mention, used: set[int], findings: Findings) -> None:
    """Check an amount and a rate of change against the old level said before them, and the new one before that."""
    new = _level_before(old)
    used.update((amount.index, rate.index))
    if old.figure.hedge or old.figure.low <= 0:
        return
    if new is not None and not new.figure.hedge and follows_closely(new, old) and abs(
        new.figure.value - old.figure.value) * 2 < old.figure.value * 3:  # fmt: skip
        judge_amount(old, new, amount, findings)
    bounds = (HUNDRED * amount.figure.low / old.figure.high, HUNDRED * amount.figure.high / old.figure.low)
    slipped = slipped_part(amount, old, rate, 0)
    report_rate(
        rate, bounds, [old, amount], f"{amount.text}÷{old.text}", "error", findings, explained=slipped
    )


def _level_before(amount: Mention) -> Mention | None:
    """Level that a change belongs to: the count before it that is no change itself."""
    at = amount.previous
    while at is not None:
        if at.figure.is_number_of_things and not says_change(at):
            return at if at.same_thing(amount) else None
        at = at.previous
    return None


__all__ = ["against_past", "check_growth"]
