"""Completion of a target that stands beside its rate (新增就业4.26万人，完成年度目标4万人的106.5%).

A target is exact however round it is written. Must not know: shares of a whole.
"""

from __future__ import annotations

from sqgz.auditing.agreement import judge
from sqgz.auditing.clauses import has_any
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import HUNDRED
from sqgz.auditing.sentences import Mention, Sentence

_TARGETS = ("目标", "任务", "计划", "指标", "预算", "预期", "进度要求")
_DONE = ("完成", "达到", "相当于", "占", "为")


def check_targets(sentences: list[Sentence], findings: Findings) -> None:
    """Check every rate of completion whose target and count stand right before it."""
    for sentence in sentences:
        for mention in sentence.mentions[2:]:
            if mention.figure.kind == "share" and not mention.status and not mention.figure.rough:
                _check(mention, findings)


def _check(rate: Mention, findings: Findings) -> None:
    """Check one rate."""
    target = rate.previous
    done = target.previous if target is not None else None
    if target is None or done is None or rate.lead.strip() != "的" or rate.figure.hedge or done.figure.hedge:
        return
    clause = target.clause
    if not (has_any(clause, _TARGETS) and has_any(clause, _DONE) and "比" not in clause):
        return
    if not (target.figure.is_number_of_things and target.same_thing(done)) or target.figure.value <= 0:
        return
    if len(target.lead) > 20 or "；" in target.lead:
        return
    low = HUNDRED * done.figure.low / target.figure.value
    high = HUNDRED * done.figure.high / target.figure.value
    verdict = judge(rate.figure, low, high)
    if verdict.fits:
        findings.confirm([done, target, rate])
    else:
        why = f"{done.text}÷{target.text}＝{verdict.expected}%，文中为{rate.text}"
        findings.report("error", "share", rate, f"{verdict.expected}%", why)
