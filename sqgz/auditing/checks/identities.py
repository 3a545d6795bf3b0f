"""The identity of the committees: 党组织成员 + 居（村）委会成员 − 交叉任职 = “两委”成员.

Whoever sits in both is counted once among the members of the two committees.
"""

from __future__ import annotations

import re

from sqgz.auditing.clauses import has_any
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention, Sentence

_RESIDENTS = re.compile(r"[居村][）)]?民?委(?:员)?会(?:班子)?(?:成员|委员)")
_ROLES = ("both", "party", "residents", "crossed")


def check_identities(sentences: list[Sentence], findings: Findings) -> None:
    """Check the identity in every passage that states all four numbers once."""
    held: dict[str, list[Mention]] = {}
    passage = None
    for sentence in sentences:
        if sentence.passage is not passage:
            _check(held, findings)
            held, passage = {}, sentence.passage
        for mention in sentence.mentions:
            role = find_role(mention)
            if role:
                held.setdefault(role, []).append(mention)
    _check(held, findings)


def find_role(mention: Mention) -> str:
    """Which term of the identity a count is: both, party, residents, crossed; empty where none."""
    figure = mention.figure
    if figure.kind not in ("count", "amount") or figure.hedge or figure.unit not in ("人", "名", "位"):
        return ""
    words = _joined_label(mention) + figure.noun
    if has_any(words, ("交叉任职", "交叉兼职", "双向进入")):
        return "crossed"
    if has_any(words, ("女", "党员人", "岁", "学历", "大专", "本科", "新任", "连任", "书记", "主任")):
        return ""
    if has_any(words, ("两委成员", "两委班子", "两委委员", "两委干部", "两委人员", "两委共")):
        return "both"
    if _RESIDENTS.search(words):
        return "residents"
    if has_any(
        words,
        (
            "党组织成员",
            "党组织班子",
            "党组织委员",
            "党支部成员",
            "党委成员",
            "支委成员",
            "党支部委员",
            "党总支成员",
            "党组织领导班子",
        ),
    ):
        return "party"
    return ""


def _joined_label(mention: Mention) -> str:
    """Words before a count in its clause, brackets and quotation marks inside it kept together."""
    lead = mention.lead
    for at in range(len(lead) - 1, -1, -1):
        if lead[at] in "，,；;。：:、\n":
            lead = lead[at + 1 :]
            break
    return "".join(char for char in lead if char not in "“”\"' ")


def _check(held: dict[str, list[Mention]], findings: Findings) -> None:
    """Check one passage: each role stated once, or always with the same value."""
    if set(held) != set(_ROLES) or any(
        len({m.figure.value for m in mentions}) > 1 for mentions in held.values()
    ):
        return
    both, party, residents, crossed = (held[role][0] for role in _ROLES)
    low = party.figure.low + residents.figure.low - crossed.figure.high
    high = party.figure.high + residents.figure.high - crossed.figure.low
    if both.figure.low <= high and low <= both.figure.high:
        findings.confirm([both, party, residents, crossed])
        return
    expected = show((low + high) / 2)
    why = f"党组织成员{party.digits}＋居（村）委会成员{residents.digits}－交叉任职{crossed.digits}＝{expected}，文中“两委”成员为{both.text}"
    findings.report("error", "identity", both, expected, why)
