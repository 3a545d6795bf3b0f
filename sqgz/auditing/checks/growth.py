"""Growth and differences: levels, amounts of change and rates against each other, per cent against 个百分点.

Differences of printed shares may be off by a unit of the last digit when they were taken before rounding: a note.
"""

from __future__ import annotations

import re
from fractions import Fraction

from sqgz.auditing.agreement import judge
from sqgz.auditing.changes import (
    Shift,
    against_past,
    direction_of,
    find_shifts,
    follows_closely,
    is_per_year,
    says_change,
)
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import HUNDRED, differ_by_one_slip, round_half_up, show
from sqgz.auditing.sentences import Mention, Sentence, has_any, is_total, last_clause
from sqgz.auditing.wording import is_change


_COMPARED_WITH = re.compile(
    r"(?:比|较|相较于?|相比于?)(?:同期|上[年月届季轮次]|去年|前年|年初|换届前|此前|(?:19|20)\d{2}|[一二两三四五六七八九十]年前)[^，；]{0,8}$"
)
_EARLIER = re.compile(r"^[，,（(；]?\s*(?:而|其中)?(?:上年|去年|上年同期|去年同期|同期|上届|年初|上月|上季度|前一年)(?:同期|末|底)?(?:仅|只|则|数)?(?:为|有|是)?\s*$")


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
        _check_against_listed(sentence, sentences[number - 1] if number else None, used, findings)
        for mention in sentence.mentions:
            if mention.index not in used and mention.figure.kind in ("share", "fold") and says_change(mention):
                _check_levels(mention, used, findings)
            elif mention.figure.kind == "points" and mention.index not in used:
                _check_points_of_counts(mention, findings)
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
    while at is not None and len(found) < limit and says_change(at) and follows_closely(mention, at) and not is_per_year(at):
        found.append(at)
        mention, at = at, at.following
    return found


def _check_shift(shift: Shift, used: set[int], findings: Findings) -> None:
    """Check direction, difference and rate of 由A增加到B."""
    old, new = shift.old.figure, shift.new.figure
    if shift.direction and old.exact == new.exact and not old.hedge and not new.hedge and old.value != new.value:
        actual = 1 if new.value > old.value else -1
        if actual != shift.direction:
            word = "增加" if actual > 0 else "减少"
            findings.report("error", "growth", shift.new, word, f"从{shift.old.text}到{shift.new.text}是{word}，与文中方向相反")
            used.add(shift.new.index)
            return
    for mention in _after(shift.new):
        if (says := direction_of(last_clause(mention.lead))) and shift.direction and says != shift.direction:
            break
        if mention.figure.kind == "share" and new.kind == "share":
            _check_per_cent_of_shares(shift, mention, findings)
        elif mention.figure.kind == "points":
            if new.kind != "share":
                continue
            _check_difference(shift.old, shift.new, mention, findings)
        elif mention.figure.kind == "share":
            _check_rate(shift.old, shift.new, mention, "error", findings)
        elif mention.figure.kind == "fold":
            _check_fold(shift.old, shift.new, mention, "error", findings)
        elif mention.same_thing(shift.new):
            _check_amount_between(shift.old, shift.new, mention, findings)
        used.add(mention.index)


def _check_amount_between(old: Mention, new: Mention, mention: Mention, findings: Findings) -> None:
    """Check an amount of change between two levels."""
    low = abs_range(new.figure.low - old.figure.high, new.figure.high - old.figure.low)
    fits = mention.figure.low <= low[1] and low[0] <= mention.figure.high
    if mention.figure.hedge or fits:
        findings.confirm([old, new, mention])
        return
    exact = show(abs(new.figure.value - old.figure.value), max(new.figure.decimals, old.figure.decimals))
    findings.report("error", "growth", mention, exact, f"{new.text}与{old.text}相差{exact}，文中为{mention.text}")


def abs_range(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Range of the absolute value of something between two bounds."""
    if low >= 0:
        return low, high
    return (-high, -low) if high <= 0 else (Fraction(0), max(-low, high))


def _check_rate(old: Mention, new: Mention, rate: Mention, severity: str, findings: Findings) -> None:
    """Check a rate of change between two levels."""
    if old.figure.low <= 0 or old.figure.hedge or new.figure.hedge:
        return
    bounds = (HUNDRED * (new.figure.low - old.figure.high) / old.figure.high,
              HUNDRED * (new.figure.high - old.figure.low) / old.figure.low)  # fmt: skip
    _report_rate(rate, bounds, [old, new], f"（{new.text}－{old.text}）÷{old.text}", new, severity, findings)


def _report_rate(
    rate: Mention, bounds: tuple[Fraction, Fraction], used: list[Mention], formula: str, new: Mention, severity: str,
    findings: Findings,
) -> None:  # fmt: skip
    """Compare a rate with its range and report what does not fit."""
    low, high = abs_range(*bounds) if rate.figure.value >= 0 else bounds
    verdict = judge(rate.figure, low, high)
    if verdict.fits:
        findings.confirm([*used, rate])
        if verdict.outcome == "truncated":
            findings.report("warning", "growth", rate, f"{verdict.expected}%", f"{formula}四舍五入应为{verdict.expected}%，文中是截尾")
    elif verdict.outcome == "loose":
        findings.report("warning", "growth", rate, f"{verdict.expected}%", f"{formula}＝{verdict.expected}%，与概数说法不符")
    else:
        findings.report(severity, "growth", rate, f"{verdict.expected}%", f"{formula}＝{verdict.expected}%，文中为{rate.text}")


def _check_fold(old: Mention, new: Mention, fold: Mention, severity: str, findings: Findings) -> None:
    """Check 翻番 and 增长N倍 between two levels."""
    if old.figure.low <= 0 or fold.figure.hedge:
        return
    ratio = new.figure.value / old.figure.value
    said = fold.figure.value if fold.figure.unit == "番" or not is_more(fold) else fold.figure.value + 1
    slack = max(fold.figure.step / 2, Fraction(1, 20)) if fold.figure.unit == "倍" else said / 10
    if abs(ratio - said) <= slack:
        findings.confirm([old, new, fold])
    else:
        shown = show(ratio, 2)
        findings.report(severity if abs(ratio - said) > 2 * slack else "warning", "growth", fold, f"{shown}倍",
                        f"{new.text}是{old.text}的{shown}倍，与“{fold.text}”不符")  # fmt: skip


def is_more(fold: Mention) -> bool:
    """Whether a fold tells the increase (增长了1.5倍) instead of the ratio (是…的1.5倍, 增加到1.5倍)."""
    lead = last_clause(fold.lead)
    return has_any(lead, ("增长", "增加", "提高", "上升", "扩大", "多")) and not lead.endswith(("到", "至", "为", "的"))


def _check_per_cent_of_shares(shift: Shift, mention: Mention, findings: Findings) -> None:
    """Check a per cent said of two shares: a relative rate, or 个百分点 written as %."""
    old, new = shift.old.figure, shift.new.figure
    difference = abs(new.value - old.value)
    if old.low > 0:
        bounds = abs_range(HUNDRED * (new.low - old.high) / old.high, HUNDRED * (new.high - old.low) / old.low)
        if judge(mention.figure, *bounds).fits:
            findings.confirm([shift.old, shift.new, mention])
            return
    decimals = max(shift.old.figure.decimals, new.decimals)
    shown = f"{show(difference, decimals)}个百分点"
    if abs(difference - mention.figure.value) <= mention.figure.step:
        why = f"{shift.old.text}与{shift.new.text}相差{shown}，两个百分比之差应写“个百分点”，不是%"
    else:
        why = f"{shift.old.text}与{shift.new.text}相差{shown}，文中为{mention.text}"
    findings.report("error", "growth", mention, shown, why)


def _check_difference(old: Mention, new: Mention, points: Mention, findings: Findings) -> None:
    """Check 个百分点 between two printed shares; a unit of the last digit off is a note."""
    if old.figure.hedge or new.figure.hedge or old.figure.rough or new.figure.rough or points.figure.hedge:
        return
    difference = abs(new.figure.value - old.figure.value)
    said = abs(points.figure.value)
    decimals = max(old.figure.decimals, new.figure.decimals)
    shown = f"{show(difference, decimals)}个百分点"
    if difference == said or round_half_up(difference, points.figure.decimals) == said:
        findings.confirm([old, new, points])
    elif abs(difference - said) <= max(points.figure.step, old.figure.step, new.figure.step):
        findings.report("note", "difference", points, shown, f"按文中占比相减为{shown}，相差一个末位，可能按未修约数据计算")
        findings.confirm([points])
    else:
        findings.report("error", "difference", points, shown, f"{new.text}与{old.text}相差{shown}，文中为{points.text}")


def _check_amount(amount: Mention, used: set[int], findings: Findings) -> None:
    """Check 增加D人，增长P% against the level B before it: P is D of B less D."""
    _check_between_levels(amount, findings)
    rates = [m for m in _after(amount) if m.figure.kind == "share"]
    sign = direction_of(last_clause(amount.lead))
    level = _level_before(amount)
    if not rates or level is None or amount.figure.hedge or sign == 0:
        return
    rate = rates[0]
    second = direction_of(last_clause(rate.lead))
    if second and second != sign:
        return
    if is_compared(level):
        _check_against(level, amount, rate, used, findings)
        return
    old_low, old_high = level.figure.low - sign * amount.figure.high, level.figure.high - sign * amount.figure.low
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
    _report_rate(rate, bounds, [level, amount], formula, level, "error" if sure else "warning", findings)


def _check_between_levels(amount: Mention, findings: Findings) -> None:
    """Report a net change that one slip keeps from being the difference of the two levels right before it."""
    new = amount.previous
    old = new.previous if new is not None else None
    if new is None or old is None or not (new.same_thing(amount) and old.same_thing(amount)) or not follows_closely(new, amount):
        return
    if not has_any(new.lead, ("达到", "达", "增至", "增到", "降至")) or not has_any(amount.clause, ("净", "增加", "减少")):
        return
    difference = abs(new.figure.value - old.figure.value)
    if amount.figure.hedge or not (old.figure.exact and new.figure.exact and amount.figure.exact) or says_change(new):
        return
    if difference == amount.figure.value:
        findings.confirm([old, new, amount])
    elif any(differ_by_one_slip(m.digits, show(value)) for m, value in (
        (amount, difference), (new, old.figure.value + amount.figure.value), (old, new.figure.value - amount.figure.value))):  # fmt: skip
        findings.report("error", "growth", amount, show(difference), f"{new.text}与{old.text}相差{show(difference)}，文中为{amount.text}")


def is_compared(level: Mention) -> bool:
    """Whether a level is what something is compared with (与2010年的133972万人相比, 比上年的312人)."""
    lead = last_clause(level.lead)
    if "相比" in level.tail[:8] or (has_any(lead, ("与", "比", "较")) and lead.strip()[:1] in ("与", "比", "较", "同", "相")):
        return True
    return _COMPARED_WITH.search(lead) is not None


def _check_against(old: Mention, amount: Mention, rate: Mention, used: set[int], findings: Findings) -> None:
    """Check an amount and a rate of change against the old level said before them, and the new one before that."""
    new = _level_before(old)
    used.update((amount.index, rate.index))
    if old.figure.hedge or old.figure.low <= 0:
        return
    if new is not None and not new.figure.hedge and follows_closely(new, old) and abs(
        new.figure.value - old.figure.value) * 2 < old.figure.value * 3:  # fmt: skip
        _check_amount_between(old, new, amount, findings)
    bounds = (HUNDRED * amount.figure.low / old.figure.high, HUNDRED * amount.figure.high / old.figure.low)
    _report_rate(rate, bounds, [old, amount], f"{amount.text}÷{old.text}", new or old, "error", findings)


def _level_before(amount: Mention) -> Mention | None:
    """Level that a change belongs to: the count before it that is no change itself."""
    at = amount.previous
    while at is not None:
        if at.figure.is_number_of_things and not says_change(at):
            return at if at.same_thing(amount) else None
        at = at.previous
    return None


def _check_levels(rate: Mention, used: set[int], findings: Findings) -> None:
    """Check a rate against two levels of different years in the sentence (2022年312人，2023年405人，增长29.8%)."""
    before = [m for m in rate.sentence.mentions[: rate.index] if m.figure.is_number_of_things and not m.figure.is_range]
    if len(before) != 2 or any(says_change(m) or m.figure.hedge for m in before) or not before[0].same_thing(before[1]):
        return
    one, two = before
    if is_per_year(rate):
        return
    if rate.previous is two and _EARLIER.match(two.lead) and follows_closely(two, rate):
        _report_levels(rate, two, one, used, findings)
        return
    if rate.previous is not two or not (one.year and two.year and one.year != two.year) or not follows_closely(two, rate):
        return
    if one.figure.noun != two.figure.noun and one.figure.noun and two.figure.noun:
        return
    old, new = (one, two) if one.year < two.year else (two, one)
    _report_levels(rate, old, new, used, findings)


def _check_points_of_counts(points: Mention, findings: Findings) -> None:
    """Report the growth of a count that is said in 个百分点 and is just its rate in per cent."""
    new = points.previous
    old = new.previous if new is not None else None
    if new is None or old is None or points.figure.hedge:
        return
    if not (old.figure.is_number_of_things and new.figure.is_number_of_things and old.same_thing(new)):
        return
    if says_change(new) or old.figure.low <= 0 or not follows_closely(new, points) or has_any(points.clause, ("率", "占比", "比重", "比例")):
        return
    shifted = any(shift.new is new for shift in find_shifts(points.sentence))
    if not shifted and not (old.year and new.year and old.year != new.year):
        return
    exact = HUNDRED * abs(new.figure.value - old.figure.value) / old.figure.value
    if round_half_up(exact, points.figure.decimals) == abs(points.figure.value):
        shown = f"{show(exact, points.figure.decimals)}%"
        why = f"{old.text}到{new.text}是数量的增减，应写{shown}，不是“个百分点”"
        findings.report("error", "growth", points, shown, why)


def _check_against_listed(sentence: Sentence, before: Sentence | None, used: set[int], findings: Findings) -> None:
    """Check 2023年比2022年增加85人，增长6.1% against the levels of these years said before it, one by one."""
    earlier = before.mentions if before is not None and before.passage is sentence.passage else []
    for rate in sentence.mentions:
        if rate.figure.kind != "share" or rate.index in used or rate.status or not is_change(rate) or is_per_year(rate):
            continue
        amount = rate.previous
        if amount is None or not (amount.figure.is_number_of_things and says_change(amount) and follows_closely(amount, rate)):
            amount = None
        span = _YEARS_COMPARED.search((amount or rate).lead)
        if span is None or (amount is not None and amount.figure.hedge):
            continue
        pool = [*earlier, *sentence.mentions[: (amount or rate).index]]
        levels = [m for m in pool if m.year and m.figure.is_number_of_things and not m.figure.hedge and not says_change(m)]
        old = [m for m in levels if m.year == int(span.group(2))]
        new = [m for m in levels if m.year == int(span.group(1))]
        if len(old) != 1 or len(new) != 1 or not old[0].same_thing(new[0]) or old[0].figure.low <= 0:
            continue
        used.add(rate.index)
        if amount is not None and amount.same_thing(old[0]):
            used.add(amount.index)
            _check_amount_between(old[0], new[0], amount, findings)
        _check_rate(old[0], new[0], rate, "error", findings)


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
        _check_fold(old, new, rate, "error", findings)
    else:
        _check_rate(old, new, rate, "error" if not is_total(two) or is_total(one) else "warning", findings)


__all__ = ["against_past", "check_growth"]
