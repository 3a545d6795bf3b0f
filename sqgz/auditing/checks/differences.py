"""个百分点 between two groups or two years, and words of comparison against the shares they stand between.

Must be sure which two shares are compared: the two in its sentence, or those that differ by just what is said.
"""

from __future__ import annotations

import re

from sqgz.auditing.changes import against_past, find_shifts, is_per_year
from sqgz.auditing.checks.comparisons import LESS, MORE, check_percent, check_word, levels_of
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import differ_by_one_slip, show
from sqgz.auditing.sentences import Mention, Sentence

_HIGHER = ("高于", "高出", "高", "多", "提高", "上升", "增加", "提升", "超出", "领先")
_LOWER = ("低于", "低", "少", "下降", "降低", "减少", "回落", "落后", "下滑")
_COMPARES = (*_HIGHER, *_LOWER, "相差", "差距", "差", "扩大", "缩小")
_OVER_TIME = re.compile(r"[提升增]高|[增减]多|减少|[降减]低|比例|比重|占比")
_SIDES = ("比", "差", "高", "低", "多", "少", "领先", "落后", "超出", "扩大", "缩小")
_REFERENCES = ("总体", "整体", "平均", "全国", "全省", "全市", "全县", "全区", "目标", "预期", "标准")
"""What a level is compared with that mostly stands in another sentence."""
_NAME = re.compile(r"[\u4e00-\u9fff“”]{2,12}")


def check_differences(sentences: list[Sentence], findings: Findings) -> None:
    """Check every difference in points and every word of comparison between two shares."""
    for index, sentence in enumerate(sentences):
        shifted = {m.index for shift in find_shifts(sentence) for m in (shift.old, shift.new)}
        for mention in sentence.mentions:
            if mention.figure.kind == "points" and not mention.status and not mention.figure.is_range:
                before = sentences[index - 1] if index else None
                _check_points(mention, before, shifted, findings)
            elif mention.figure.kind == "share":
                check_word(mention, findings)
                check_percent(mention, findings)


def _check_points(points: Mention, before: Sentence | None, shifted: set[int], findings: Findings) -> None:
    """Check a difference against the shares before it, or the one after it (比甲的31.2%高…)."""
    before_all = (
        points.lead
        if not points.lead.startswith(("）", ")")) or points.previous is None
        else points.previous.lead
    )
    if points.figure.hedge or is_per_year(points):
        return
    sentence = points.sentence
    levels = levels_of(sentence.mentions[: points.index])
    beside = _beside(points, levels)
    if beside:
        _judge_pair(*beside, points, findings)
        return
    if not has_any(before_all, _COMPARES):
        return
    said = abs(points.figure.value)
    near = [m for m in levels if m.segment == points.segment]
    if len(near) == 1 and has_any(points.lead, _REFERENCES):
        _check_overall(points, near[0], before, findings)
        return
    same = (near if len(near) >= 2 else levels)[-6:]
    if len(near) == 1 and not has_any(_OVER_TIME.sub("", before_all), _SIDES):
        return  # 占41.6%，提高18.4个百分点: over time, not against the share of another clause
    if _check_named(points, same, findings):
        return
    past = against_past(points)
    if past and len({m.year for m in same}) < 2:
        return
    for position, one in enumerate(same):
        for two in same[position + 1 :]:
            if abs(one.figure.value - two.figure.value) == said:
                if not _report_direction(points, one, two, len(same), findings):
                    findings.confirm([one, two, points])
                return
    if (
        not shifted
        and len({m.year for m in same}) < 2
        and not has_any(_OVER_TIME.sub("", before_all), _SIDES)
    ):
        return  # 占46.1%，下降了1.7个百分点: the change of one share, whose earlier value is not said
    if len(same) != 2 or (past and not shifted):
        if not same and before is not None and before.passage is sentence.passage and not past:
            earlier = levels_of(before.mentions)
            if len(earlier) == 2 and abs(earlier[0].figure.value - earlier[1].figure.value) == said:
                findings.confirm([*earlier, points])
        return
    one, two = same
    if _compares_both(one, two, points):
        _judge_pair(one, two, points, findings)


_TOLD_OLD = re.compile(r"(?:比|较|相较于?|相比)[^，。；]{1,14}的$")


def _beside(points: Mention, levels: list[Mention]) -> tuple[Mention, Mention] | None:
    """The two shares right before a difference that are joined by 与 (最高的86.1%与最低的74.9%相差…); or None."""
    if len(levels) >= 2 and levels[-1] is points.previous and levels[-2] is levels[-1].previous:
        gap = levels[-1].lead
        if _TOLD_OLD.match(levels[-1].clause.strip()) and points.lead.strip("了， ") in _HIGHER + _LOWER:
            return levels[-2], levels[-1]  # 占89.6%，比换届前的78.2%提高11.4个百分点
        plain = points.lead.strip("，, ") in ("", "达", "达到", "约", "了", "近")
        if plain and len(gap) <= 24 and has_any(gap, (*MORE, *LESS)) and "；" not in gap:
            return levels[-2], levels[-1]  # 77.0%，高于省定指标70%达7个百分点
    if len(levels) < 3 or levels[-1] is not points.previous or levels[-2] is not levels[-1].previous:
        return None
    one, two = levels[-2:]
    joined = two.lead.lstrip(" ").startswith(("与", "和")) and len(two.lead) <= 10 and two.lead.endswith("的")
    return (
        (one, two)
        if joined and points.lead.strip("，, ") in ("相差", "差", "差距为", "差距达", "相差了")
        else None
    )


def _judge_pair(one: Mention, two: Mention, points: Mention, findings: Findings) -> None:
    """Report a difference that is not that of two shares; a unit of the last digit off is a note."""
    said = abs(points.figure.value)
    difference = abs(one.figure.value - two.figure.value)
    decimals = max(one.figure.decimals, two.figure.decimals)
    shown = f"{show(difference, decimals)}个百分点"
    if abs(difference - said) <= max(points.figure.step, one.figure.step, two.figure.step):
        if difference != said:
            why = f"按文中占比相减为{shown}，相差一个末位，可能按未修约数据计算"
            findings.report("note", "difference", points, shown, why)
        findings.confirm([points])
        return
    slipped = one.is_slip_from(two.figure.value + said) or one.is_slip_from(two.figure.value - said) or (
        two.is_slip_from(one.figure.value + said) or two.is_slip_from(one.figure.value - said))  # fmt: skip
    why = f"{one.text}与{two.text}相差{shown}，文中为{points.text}"
    findings.report("error", "difference", points, shown, why, explained=slipped)


def _check_overall(points: Mention, level: Mention, before: Sentence | None, findings: Findings) -> None:
    """Check 女性占58.3%，低于总体11.9个百分点 against the one share of the sentence before that bears the same name.

    Reported only where one slip of the hand explains the difference, since the whole may be given elsewhere.
    """
    if (
        before is None
        or before.passage is not points.sentence.passage
        or not has_any(points.lead, ("总体", "整体"))
    ):
        return
    name = level.label[-2:]
    called = [m for m in levels_of(before.mentions) if len(name) == 2 and name in m.label]
    if len(called) != 1:
        return
    difference = abs(called[0].figure.value - level.figure.value)
    shown = show(difference, max(level.figure.decimals, called[0].figure.decimals))
    if difference == abs(points.figure.value):
        findings.confirm([called[0], level, points])
    elif differ_by_one_slip(points.digits, shown):
        why = f"{level.text}与总体的{called[0].text}相差{shown}个百分点，文中为{points.text}"
        findings.report("error", "difference", points, f"{shown}个百分点", why)


def _check_named(points: Mention, levels: list[Mention], findings: Findings) -> bool:
    """Check 87.4%，比2021年的82.9%高4.5个百分点: the share right before against the first level; whether that was said."""
    other = points.previous
    if other is None or len(levels) < 3 or other is not levels[-1] or len(points.lead) > 6:
        return False
    compared = [m for m in levels if m.clause.strip().startswith(("比", "较"))]
    if other not in compared or len(compared) != len(levels) - 1 or levels[0] in compared:
        return False
    difference = abs(levels[0].figure.value - other.figure.value)
    shown = f"{show(difference, max(levels[0].figure.decimals, other.figure.decimals))}个百分点"
    if abs(difference - abs(points.figure.value)) <= max(points.figure.step, other.figure.step):
        findings.confirm([levels[0], other, points])
    else:
        findings.report(
            "error",
            "difference",
            points,
            shown,
            f"{levels[0].text}与{other.text}相差{shown}，文中为{points.text}",
        )
    return True


def _compares_both(one: Mention, two: Mention, points: Mention) -> bool:
    """Whether a difference is surely between these two shares: nothing else of the sentence comes between."""
    text = points.sentence.passage.text
    gap = text[two.figure.end : points.figure.start]
    if len(gap) > 40 or has_any(gap, ("；", ";", "平均", "预期", "目标", "全国")):
        return False
    if two.index + 1 != points.index:
        return False
    named = _named_in(gap)
    if not named:
        return True
    before = text[max(points.sentence.start, one.figure.start - 80) : one.figure.start] + " " + two.lead[-40:]
    return any(name in before for name in named)


def _named_in(gap: str) -> list[str]:
    """Pairs of characters of the names in the words of a comparison, its own words taken off."""
    clause = gap
    for word in (*_COMPARES, "比", "与", "较", "前者", "后者", "二者", "两者", "相比", "为", "了", "则", "分别", "出", "之间", "占比",
                 "比重", "比例", "仅", "约", "达", "，", "（", "）", "、", "的", "内", "和", "总体水平", "整体水平", "总体", "整体", "水平"):  # fmt: skip
        clause = clause.replace(word, " ")
    return [part[:3] for part in clause.split() if len(part) >= 2]


def _report_direction(points: Mention, one: Mention, two: Mention, levels: int, findings: Findings) -> bool:
    """Report a comparison said the wrong way round where both sides are named right before it; whether it was."""
    clause = last_clause(points.lead)
    if levels != 2 or ("比" not in clause and not has_any(clause, (*MORE, *LESS))):
        return False
    up, down = has_any(clause, ("高", "多", "领先")), has_any(clause, ("低", "少", "落后"))
    if up == down:
        return False
    for mark in ("比", *MORE, *LESS):
        left, found, right = clause.partition(mark)
        if not found:
            continue
        first, second = _owner(left, one, two), _owner(right, one, two)
        if first is None and second is not None and not left.strip("，, 分别则"):
            first = two if second is one else one
        if first is None or second is None or first is second:
            return False
        higher = first.figure.value > second.figure.value
        if higher != up:
            word = "高" if higher else "低"
            why = f"{first.text}与{second.text}相比是{word}，与文中说法相反"
            findings.report("error", "difference", points, word, why)
            return True
        return False
    return False


def _owner(words: str, one: Mention, two: Mention) -> Mention | None:
    """Which of two shares a name belongs to, by its first and last two characters; None where it is not plain."""
    if has_any(words, ("前者", "后者")):
        return one if "前者" in words else two
    for name in _NAME.findall(words):
        in_one, in_two = name[:2] in _around(one), name[:2] in _around(two)
        if in_one != in_two:
            return one if in_one else two
    return None


def _around(share: Mention) -> str:
    """Words before a share that say whose it is."""
    return share.lead[-24:]
