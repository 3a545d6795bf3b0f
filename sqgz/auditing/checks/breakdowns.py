"""Shares of one breakdown against 100, within what rounding of each share can move the sum.

Multiple answers and lists of examples need not add up; only a breakdown that leaves nobody out must.
"""

from __future__ import annotations

import re
from fractions import Fraction

from sqgz.auditing import lexicon
from sqgz.auditing.categories import covers_all
from sqgz.auditing.clauses import has_any
from sqgz.auditing.enumerations import Enumeration, find_enumerations, label_item
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.references import pair_shares
from sqgz.auditing.rounding import differ_by_one_slip, show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change, run_of

_OPENING = re.compile(
    r"从[^，。；]{1,12}[看分]|按[^，。；]{1,12}[分看]|结构|构成|分布|组成|比例|方面|文化程度|年龄|性别"
)
_RATES = re.compile(r"[率度](?:依次|分别|各)?(?:为|是|达)?[：:，,]?[^，。；%]{0,12}$")
_MADE_UP = re.compile(r"(?:构成|结构|组成)(?:为|是|看|上|中|方面)?[：:，,]?")
_COMPARED = ("高于", "低于", "相差", "个百分点", "差距", "多于", "少于", "相比", "分别高", "不如")
_OPEN = (
    "等",
    "主要",
    "前三",
    "前五",
    "居前",
    "排名",
    "较多",
    "多选",
    "可选",
    "选择了",
    "占比较",
    "最高",
    "最低",
    "其中",
)


def check_breakdowns(sentences: list[Sentence], findings: Findings) -> None:
    """Check the breakdowns of every sentence."""
    for sentence in sentences:
        shares = [m for m in sentence.mentions if m.figure.kind == "share" and not m.figure.is_range]
        if len(shares) < 2 or has_any(sentence.text, lexicon.UNKNOWN):
            continue
        for labels, members in _find_breakdowns(sentence, shares):
            counted = any(pair.count is not None and pair.share in members for pair in pair_shares(sentence))
            _check_sum(labels, members, counted, findings)


def _find_breakdowns(sentence: Sentence, shares: list[Mention]) -> list[tuple[list[str], list[Mention]]]:
    """Labels and shares of each list of shares in a sentence."""
    owners = {pair.share.index: pair.count for pair in pair_shares(sentence)}
    bases = {pair.share.index: (pair.words, pair.explicit) for pair in pair_shares(sentence)}
    plain = [m for m in shares if not is_change(m) and not m.figure.rough and not m.figure.hedge]
    if any(owners.get(m.index) for m in plain):
        counted = [m for m in plain if owners.get(m.index)]
        by_count = {owners[m.index].index: m for m in counted}  # type: ignore[union-attr]
        counts = [owners[m.index] for m in counted]
        lists = find_enumerations([c for c in counts if c is not None])
        return [(e.labels, [by_count[c.index] for c in e.mentions if c.index in by_count]) for e in lists]
    lists = find_enumerations(plain)
    kept = []
    for listed in lists:
        named = {bases.get(m.index, ("", None)) for m in listed.mentions}
        if len(named) == 1:
            kept.append((listed.labels, listed.mentions))
    return kept + _find_runs(plain, lists)


def _find_runs(plain: list[Mention], lists: list[Enumeration]) -> list[tuple[list[str], list[Mention]]]:
    """Runs after 分别 whose labels could not be told apart."""
    held = {id(m) for listed in lists if len(listed.items) > 1 for m in listed.mentions}
    runs = []
    for mention in plain:
        if "分别" not in mention.lead:
            continue
        run = run_of(mention)
        if len(run) >= 3 and not any(id(m) in held for m in run):
            runs.append(([label_item(m) for m in run], run))
    return runs


def _check_sum(labels: list[str], members: list[Mention], counted: bool, findings: Findings) -> None:
    """Report a breakdown that does not add up to 100 within rounding."""
    if len(members) < 2 or any(m.status in ("wrong", "doubtful") for m in members):
        return
    total = sum((m.figure.value for m in members), Fraction(0))
    slack = sum((m.figure.step / 2 for m in members), Fraction(0))
    if abs(total - 100) <= slack:
        findings.confirm(members)
        return
    severity = _how_sure(labels, members, abs(total - 100), counted)
    if not severity:
        return
    decimals = max(m.figure.decimals for m in members)
    terms = "＋".join(m.digits for m in members)
    why = f"各项占比{terms}＝{show(total, decimals)}%，与100%相差{show(abs(total - 100), decimals)}，超出四舍五入可能造成的{show(slack, 2)}"
    findings.report(severity, "breakdown", members[-1], "合计100%", why)


def _one_slip(members: list[Mention]) -> bool:
    """Whether changing one digit of one share, or swapping two, would make the breakdown add up."""
    rest = sum((m.figure.value for m in members), Fraction(0)) - 100
    steps = sum((m.figure.step / 2 for m in members), Fraction(0))
    for member in members:
        ulp = member.figure.step
        for off in range(-int(steps / ulp), int(steps / ulp) + 1) if ulp else (0,):
            value = member.figure.value - rest + off * ulp
            if 0 <= value <= 100 and differ_by_one_slip(member.digits, show(value, member.figure.decimals)):
                return True
    return False


_VIEW = re.compile(r"(?:从|按)[^，。；]{1,12}(?:看|分|来看|划分|上看)[，：]")


def _are_alike(labels: list[str]) -> bool:
    """Whether labels are built alike, so that they answer one question (求助类, 咨询类; 电话渠道, 网络渠道)."""
    plain = [label.strip("占比例为的 ") for label in labels]
    return all(plain) and len({label[-1] for label in plain}) == 1


def _how_sure(labels: list[str], members: list[Mention], gap: Fraction, counted: bool) -> str:
    """Severity of a breakdown that misses 100 by `gap`; empty where it need not add up.

    Shares of groups that are compared (内城区占31.2%，外城区占39.2%) are no breakdown; an opening such as 从年龄看 or 构成
    says that it is one.
    """
    sentence = members[0].sentence
    before = sentence.passage.text[
        max(sentence.start, members[0].figure.start - 40) : members[0].figure.start
    ]
    between = sentence.passage.text[members[0].figure.end : members[-1].figure.end + 8]
    inner = sentence.mentions[members[0].index + 1 : members[-1].index]
    if any(m.figure.kind == "count" and (is_total(m) or is_partitive(m)) for m in inner):
        return ""  # a new base is named between them
    if (
        any("率" in label for label in labels)
        or has_any(before + between, ("率分别", "率为", "率达"))
        or _RATES.search(before)
    ):
        return ""
    compared = has_any(sentence.text, _COMPARED)
    opened = _OPENING.search(before) is not None
    if covers_all(labels):
        if gap > 5 and not _one_slip(members):
            return "" if compared or gap > 20 else "warning"
        if opened and not compared:
            return "error"
        if len(members) >= 3 and not compared and _one_slip(members):
            return "error"
        if (compared or (gap > 10 and not counted)) and len(members) == 2:
            return ""
        if gap > 10 and not counted:
            return "" if compared or has_any(before + between, _OPEN) else "warning"
        sexes = len(members) == 2 and {label.rstrip("性") for label in labels} == {"男", "女"}
        return "error" if (counted or sexes or len(members) > 2) and not compared else "warning"
    made_up = _MADE_UP.search(before) is not None or (
        _VIEW.search(before) is not None and _are_alike(labels) and _one_slip(members)
    )
    if len(members) >= 3 and gap > 10 and made_up and _one_slip(members) and not has_any(between, _OPEN):
        return "error"
    if len(members) < 3 or gap > 10 or has_any(between, _OPEN) or compared:
        return ""
    return "error" if made_up else "warning" if gap <= 3 else ""
