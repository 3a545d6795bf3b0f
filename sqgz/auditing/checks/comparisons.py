"""Words of comparison right between two shares, and their difference written as % instead of 个百分点.

Must not know: differences in points.
"""

from __future__ import annotations

import re

from sqgz.auditing.clauses import has_any, strip_opening
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention
from sqgz.auditing.wording import is_change

MORE = ("高于", "多于", "大于", "高过", "领先")
LESS = ("低于", "少于", "小于", "不及", "落后")
_ADVERBS = (
    "均",
    "都",
    "也",
    "且",
    "略",
    "明显",
    "远",
    "大幅",
    "显著",
    "稍",
    "稍微",
    "仍",
    "已",
    "普遍",
    "总体",
)


def levels_of(mentions: list[Mention]) -> list[Mention]:
    """Shares that are levels, exact as printed."""
    return [m for m in mentions if m.figure.kind == "share" and not m.figure.rough and not m.figure.hedge
            and not m.figure.is_range and not is_change(m)]  # fmt: skip


_GAP = re.compile(r"(?:比[^，。；]{1,16})?(?:高出?|低|多出?|少|相差|差距为?|差)(?:了|约)?$")


def check_percent(gap: Mention, findings: Findings) -> None:
    """Report the difference of the two shares before it that is written as % (比内城区高出11.4%)."""
    if gap.status or gap.figure.hedge or gap.figure.rough or not _GAP.search(gap.clause):
        return
    levels = levels_of([m for m in gap.sentence.mentions[: gap.index] if m.segment == gap.segment])[-2:]
    if len(levels) < 2 or levels[1] is not gap.previous:
        return
    difference = abs(levels[0].figure.value - levels[1].figure.value)
    if difference and difference == gap.figure.value:
        shown = f"{show(difference, gap.figure.decimals)}个百分点"
        why = f"{levels[0].text}与{levels[1].text}相差{shown}，两个百分比之差应写“个百分点”，不是%"
        findings.report("error", "difference", gap, shown, why, explained=True)


def check_word(share: Mention, findings: Findings) -> None:
    """Check 占34.9%，高于乙的42.1%: a word of comparison right between two shares."""
    other = share.previous
    if other is None or other.figure.kind != "share" or other.figure.hedge or other.figure.rough:
        return
    gap = share.lead
    if len(gap) > 28 or share.figure.rough or is_change(share) or is_change(other) or "；" in gap:
        return
    more, less = has_any(gap, MORE), has_any(gap, LESS)
    following = share.following
    if more == less or "不高于" in gap or "不低于" in gap or "不少于" in gap:
        return
    word = MORE if more else LESS
    at = max(gap.rfind(w) for w in word)
    before = strip_opening(gap[:at].strip("，,、 "), _ADVERBS)
    if any(char in "，,。；、" for char in gap[at:]) or before not in ("", "）", ")"):
        return
    if following is not None and following.figure.kind == "share" and following.lead.startswith(("、", "和")):
        return
    right = other.figure.value > share.figure.value if more else other.figure.value < share.figure.value
    if right:
        findings.confirm([other, share])
    else:
        actual = (
            "高于"
            if other.figure.value > share.figure.value
            else "低于"
            if other.figure.value < share.figure.value
            else "等于"
        )
        findings.report(
            "error",
            "difference",
            share,
            actual,
            f"{other.text}{actual}{share.text}，与文中“{'高于' if more else '低于'}”不符",
        )
