"""Numbers that cannot be: a share above 100 of a part, and a year run into a number.

Growth, completion and the like may pass 100; only shares of a whole and rates that are bounded by nature may not.
"""

from __future__ import annotations

import re

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change, read_wording

_YEAR = re.compile(r"^(?:19[89]\d|20[0-4]\d)(?=\d{2,})")
_TIMES = ("截至", "截止", "截至到", "至", "到", "自", "从", "于", "在", "比", "较")


def check_impossible(sentences: list[Sentence], findings: Findings) -> None:
    """Check every share for its bounds and every long count for a year at its head."""
    seen = {
        m.digits for s in sentences for m in s.mentions if m.figure.is_number_of_things and len(m.digits) >= 2
    }
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.figure.kind == "share":
                _check_bound(mention, findings)
            elif mention.figure.is_number_of_things:
                _check_part(mention, findings)
                if len(mention.digits) >= 6:
                    _check_glued(mention, seen, findings)


_RIGHT_IN = re.compile(r"^[^，。；、%]{0,8}?(?:当中|之中|中)，?(?:共|已|仅|只|还|约|现|目前)?有?$")


def _check_part(part: Mention, findings: Findings) -> None:
    """Report a part that is larger than the whole right before it (86个社区中有234个)."""
    whole = part.previous
    if whole is None or part.status or part.figure.hedge or whole.figure.hedge or whole.figure.is_range:
        return
    if (
        part.figure.low <= whole.figure.high
        or part.figure.unit != whole.figure.unit
        or not whole.same_thing(part)
    ):
        return
    if is_partitive(whole) and _RIGHT_IN.match(part.lead) and not whole.figure.weak:
        why = f"部分{part.text}大于总体{whole.text}，疑为数字被改坏"
        findings.report("error", "impossible", part, f"不超过{whole.text}", why)


def _check_bound(share: Mention, findings: Findings) -> None:
    """Report a share of a whole that is above 100 or below 0."""
    value = share.figure.value
    if 0 <= value <= 100 or is_change(share) or share.figure.is_range:
        return
    clause = last_clause(share.lead)
    wording = read_wording(share.lead)
    if has_any(clause, ("合计", "之和", "总和", "相加", "加总")):
        return  # several answers, or shares rounded one by one
    if (
        value < 0
        or wording is None
        or has_any(clause, ("完成", "增", "达标", "目标", "计划", "预算", "倍", "相当于", "产出", "超额"))
    ):
        return
    plain = "占" in clause and wording[0] == "share"
    if (
        plain
        and wording[2]
        and has_any(
            wording[2],
            ("计划", "任务", "目标", "应", "上年", "去年", "同期", "预算", "核定", "员额", "编制", "定员"),
        )
    ):
        return
    if plain or clause.rstrip("为达到是了约高").endswith(lexicon.BOUNDED_RATES):
        findings.report(
            "error", "impossible", share, "不超过100%", f"{share.text}：部分占总体的比重不可能超过100%"
        )


def _check_glued(mention: Mention, seen: set[str], findings: Findings) -> None:
    """Report a count that begins with a year run into it (截至201938756名)."""
    match = _YEAR.match(mention.digits)
    if (
        match is None
        or "." in mention.digits
        or "," in mention.sentence.passage.text[mention.figure.start : mention.figure.end]
    ):
        return
    rest = mention.digits[match.end() :]
    if rest.startswith("0"):
        return
    timed = last_clause(mention.lead).strip().endswith(_TIMES)
    written = last_clause(mention.lead).strip() in ("", "其中", "全区", "全市", "共", "有")
    if not timed and rest not in seen and not written:
        return
    severity = "error" if timed or (rest in seen and len(rest) >= 3) else "warning"
    why = f"{mention.text}疑为年份{match.group()}与数字{rest}连在一起（漏了“年”）"
    findings.report(
        severity,
        "impossible",
        mention,
        f"{match.group()}年 {show(mention.figure.value.__class__(rest))}",
        why,
    )
