"""Completion of a target that stands beside its rate (新增就业4.26万人，完成年度目标4万人的106.5%).

A target is exact however round it is written. Must not know: shares of a whole.
"""

from __future__ import annotations

import re

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
                _check_rate(mention, findings)


_WHOLE = re.compile(
    r"(?:目标(?:人群|数|任务)?|任务数?|计划(?:数|任务)?|应[\u4e00-\u9fff]{1,6}|核定[\u4e00-\u9fff]{0,4}|床位数?|(?:安排|下达|预算|拨付|收到)[\u4e00-\u9fff]{0,8}|需[\u4e00-\u9fff]{0,6})$"
)
_ACTUAL = re.compile(r"(?:实际|实|已|完成|入住|在住|到岗)[\u4e00-\u9fff]{0,8}$")
_RATE = re.compile(
    r"(?:完成|入住|管理|筛查|达标|整改|签约|参[保训会]|接种|体检|到位|执行|兑现|使用|覆盖|到会|到岗|履约|办理)率[\u4e00-\u9fff]{0,4}$"
)


def _check_rate(rate: Mention, findings: Findings) -> None:
    """Check a rate of what was done against what was to be done (目标人群4.8万人，实际筛查4.61万人，完成率96.0%)."""
    done = rate.previous
    whole = done.previous if done is not None else None
    if done is None or whole is None or not _RATE.search(rate.clause) or rate.figure.hedge:
        return
    if not (_ACTUAL.search(done.clause) and _WHOLE.search(whole.clause)) or done.segment != whole.segment:
        return
    if not (whole.is_plain and done.is_plain) or whole.figure.value < done.figure.value:
        return
    if len(done.lead) > 20 or len(rate.lead) > 14:
        return
    low = HUNDRED * done.figure.low / whole.figure.high
    high = HUNDRED * done.figure.high / whole.figure.low
    verdict = judge(rate.figure, low, high)
    if verdict.outcome == "right":
        findings.confirm([done, whole, rate])
    elif verdict.outcome == "wrong":
        why = f"{done.text}÷{whole.text}＝{verdict.expected}%，文中为{rate.text}"
        findings.report("error", "share", rate, f"{verdict.expected}%", why)


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
