"""Arithmetic of change: an amount, a rate, a fold or a difference in points against two levels.

Which figures are the levels is decided in growth. A wild mismatch is an error only where one slip of the hand in one of the
figures explains it.
"""

from __future__ import annotations

from fractions import Fraction

from sqgz.auditing.agreement import judge
from sqgz.auditing.changes import Shift
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import HUNDRED, round_half_up, show
from sqgz.auditing.sentences import Mention


def judge_amount(old: Mention, new: Mention, mention: Mention, findings: Findings) -> None:
    """Check an amount of change between two levels."""
    low = abs_range(new.figure.low - old.figure.high, new.figure.high - old.figure.low)
    fits = mention.figure.low <= low[1] and low[0] <= mention.figure.high
    if old.figure.value == new.figure.value:
        return  # 133972万人（13.3972亿人）: one level said twice
    if mention.figure.hedge or fits:
        findings.confirm([old, new, mention])
        return
    exact = mention.say(abs(new.figure.value - old.figure.value))
    why = f"{new.text}与{old.text}相差{exact}，文中为{mention.text}"
    findings.report(
        "error", "growth", mention, exact, why, explained=_slipped_levels(old, new, mention.figure.value)
    )


def _slipped_levels(old: Mention, new: Mention, difference: Fraction) -> bool:
    """Whether one slip in a level would make the difference right."""
    return any(
        level.is_slip_from(other.figure.value + sign * difference)
        for level, other in ((old, new), (new, old))
        for sign in (1, -1)
    )


def abs_range(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Range of the absolute value of something between two bounds."""
    if low >= 0:
        return low, high
    return (-high, -low) if high <= 0 else (Fraction(0), max(-low, high))


def judge_rate(
    old: Mention, new: Mention, rate: Mention, severity: str, findings: Findings, *, certain: bool = False
) -> None:
    """Check a rate of change between two levels; `certain` where nothing else can be meant (由A下降到B，下降P%)."""
    if old.figure.low <= 0 or old.figure.hedge or new.figure.hedge:
        return
    bounds = (HUNDRED * (new.figure.low - old.figure.high) / old.figure.high,
              HUNDRED * (new.figure.high - old.figure.low) / old.figure.low)  # fmt: skip
    formula = f"（{new.text}－{old.text}）÷{old.text}"
    report_rate(
        rate,
        bounds,
        [old, new],
        formula,
        severity,
        findings,
        explained=certain or _slipped_rate(old, new, rate),
    )


def _slipped_rate(old: Mention, new: Mention, rate: Mention) -> bool:
    """Whether one slip in a level would make the rate of change right."""
    half, size = rate.figure.step / 2, abs(rate.figure.value)
    for sign in (1, -1):
        low, high = sorted((1 + sign * (size - half) / 100, 1 + sign * (size + half) / 100))
        if low <= 0:
            continue
        if new.slips_into(old.figure.value * low, old.figure.value * high) or old.slips_into(
            new.figure.value / high, new.figure.value / low
        ):
            return True
    return False


def report_rate(
    rate: Mention, bounds: tuple[Fraction, Fraction], used: list[Mention], formula: str, severity: str,
    findings: Findings, *, explained: bool,
) -> None:  # fmt: skip
    """Compare a rate with its range and report what does not fit."""
    low, high = abs_range(*bounds) if rate.figure.value >= 0 else bounds
    verdict = judge(rate.figure, low, high)
    if verdict.fits:
        findings.confirm([*used, rate])
        if verdict.outcome == "truncated":
            findings.report(
                "warning",
                "growth",
                rate,
                f"{verdict.expected}%",
                f"{formula}四舍五入应为{verdict.expected}%，文中是截尾",
            )
    elif verdict.outcome == "loose":
        bounded = explained and rate.figure.hedge in ("above", "below")
        findings.report(
            "error" if bounded else "warning",
            "growth",
            rate,
            f"{verdict.expected}%",
            f"{formula}＝{verdict.expected}%，与概数说法不符",
            explained=bounded,
        )
    else:
        why = f"{formula}＝{verdict.expected}%，文中为{rate.text}"
        findings.report(severity, "growth", rate, f"{verdict.expected}%", why, explained=explained)


def judge_fold(old: Mention, new: Mention, fold: Mention, severity: str, findings: Findings) -> None:
    """Check 翻番 and 增长N倍 between two levels."""
    if old.figure.low <= 0 or fold.figure.hedge not in ("", "above"):
        return
    ratio = new.figure.value / old.figure.value
    if fold.figure.hedge == "above":
        _judge_more(ratio, old, new, fold, findings)
        return
    said = fold.figure.value if fold.figure.unit == "番" or not is_more(fold) else fold.figure.value + 1
    slack = max(fold.figure.step / 2, Fraction(1, 20)) if fold.figure.unit == "倍" else said / 10
    if abs(ratio - said) <= slack:
        findings.confirm([old, new, fold])
    else:
        shown = show(ratio, 2)
        confused = abs(ratio - fold.figure.value) <= Fraction(1, 20)  # 增加了三倍 for 是…的三倍
        findings.report(severity if confused or abs(ratio - said) > 2 * slack else "warning", "growth", fold, f"{shown}倍",
                        f"{new.text}是{old.text}的{shown}倍，与“{fold.text}”不符", explained=fold.figure.unit == "番" or confused)  # fmt: skip


def _judge_more(ratio: Fraction, old: Mention, new: Mention, fold: Mention, findings: Findings) -> None:
    """Check 翻了一番多: the new level must be more than twice the old one."""
    if fold.figure.unit != "番":
        return
    if ratio >= fold.figure.value * Fraction(99, 100):
        findings.confirm([old, new, fold])
    else:
        why = f"{new.text}是{old.text}的{show(ratio, 2)}倍，不到“{fold.text}”"
        findings.report("error", "growth", fold, f"{show(ratio, 2)}倍", why)


def is_more(fold: Mention) -> bool:
    """Whether a fold tells the increase (增长了1.5倍) instead of the ratio (是…的1.5倍, 增加到1.5倍)."""
    lead = last_clause(fold.lead)
    return has_any(lead, ("增长", "增加", "提高", "上升", "扩大", "多")) and not lead.endswith(
        ("到", "至", "为", "的")
    )


def judge_relative(shift: Shift, mention: Mention, findings: Findings) -> None:
    """Check a per cent said of two shares: a relative rate, or 个百分点 written as %."""
    old, new = shift.old.figure, shift.new.figure
    difference = abs(new.value - old.value)
    if old.low > 0:
        bounds = abs_range(
            HUNDRED * (new.low - old.high) / old.high, HUNDRED * (new.high - old.low) / old.low
        )
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


def judge_points(old: Mention, new: Mention, points: Mention, findings: Findings) -> None:
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
        findings.report(
            "note",
            "difference",
            points,
            shown,
            f"按文中占比相减为{shown}，相差一个末位，可能按未修约数据计算",
        )
        findings.confirm([points])
    else:
        why = f"{new.text}与{old.text}相差{shown}，文中为{points.text}"
        findings.report("error", "difference", points, shown, why, explained=_slipped_levels(old, new, said))


def slipped_part(amount: Mention, level: Mention, rate: Mention, sign: int) -> bool:
    """Whether one slip in the amount of change would make its rate right; `sign` 0 where the level is the old one."""
    half, size = rate.figure.step / 2, abs(rate.figure.value)
    low, high = (level.figure.value * r / (100 + sign * r) for r in (size - half, size + half))
    return amount.slips_into(low, high)
