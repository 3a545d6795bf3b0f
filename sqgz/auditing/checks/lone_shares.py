"""Shares without a count: whether any whole count out of the base can give them, and rough ones that repeat an exact one."""

from __future__ import annotations

import re

from sqgz.auditing.agreement import judge
from sqgz.auditing.bases import is_base, names
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.references import Pair
from sqgz.auditing.rounding import can_be_share, nearest_shares, show
from sqgz.auditing.sentences import Mention

_AMONG = re.compile(r"^[^，。；、%]{0,12}[，,]其中有?$")
_RIGHT_AFTER = re.compile(r"^[^，。；]{0,8}(?:当中|之中|中)，?有?$")


def check_alone(pair: Pair, findings: Findings) -> None:
    """Check a share without a count: whether any whole count out of the base beside it can give it."""
    share = pair.share
    if share.figure.rough or share.figure.hedge:
        check_restated(pair, findings)
        return
    wholes = [m for m in share.sentence.mentions[: share.index] if is_base(m) and m.figure.kind == "count"
              and m.segment == share.segment and is_partitive(m)]  # fmt: skip
    if wholes and names(pair.words, wholes[-1]) and pair.manner in ("share", "run", "other"):
        plain = pair.manner == "share" or (
            wholes[-1] is share.previous and _RIGHT_AFTER.search(share.lead) and share.tail.startswith("的")
        )
        check_possible(pair, wholes[-1], "error" if plain else "warning", findings)
        return
    whole = share.previous
    if (
        whole is not None
        and whole.figure.kind == "count"
        and is_base(whole)
        and _AMONG.match(share.lead)
        and share.tail.startswith("的")
    ):
        check_possible(pair, whole, "error", findings)  # 8名书记，其中37.2%的人
        return
    wholes = [
        m
        for m in share.sentence.mentions[: share.index]
        if is_base(m) and m.figure.kind == "count" and is_total(m)
    ]
    if len(wholes) == 1 and pair.manner == "share" and not pair.words and wholes[0].figure.step == 0:
        check_possible(pair, wholes[0], "warning", findings)
        return
    findings.report("note", "share", share, "", f"{share.text}没有对应的人数或基数，无法核对")


def check_possible(pair: Pair, base: Mention, severity: str, findings: Findings) -> None:
    """Report a share that no whole count out of its base gives."""
    share = pair.share
    if base.figure.step != 0 or share.figure.rough or share.figure.hedge or not base.figure.exact:
        return
    number = int(base.figure.value)
    if share.figure.value > 100 or can_be_share(share.figure.value, share.figure.decimals, number):
        if number < 10 ** (share.figure.decimals + 2):
            findings.confirm((share, base))
        return
    below, above = nearest_shares(share.figure.value, share.figure.decimals, number)
    places = share.figure.decimals
    why = f"以{base.text}为基数，任何整数都得不出{share.text}（最近的是{show(below, places)}%和{show(above, places)}%）"
    findings.report(
        severity, "impossible_share", share, f"{show(below, places)}%或{show(above, places)}%", why
    )


def check_restated(pair: Pair, findings: Findings) -> None:
    """Check a rough share that says the exact one before it again (占72.1%，超过七成)."""
    share, exact = pair.share, pair.share.previous
    if exact is None or exact.figure.kind != "share" or exact.figure.rough or exact.figure.hedge:
        return
    if pair.subject or pair.words or len(share.lead) > 10 or "；" in share.lead or "、" in share.lead:
        return
    verdict = judge(share.figure, exact.figure.value, exact.figure.value)
    if verdict.fits:
        findings.confirm((share, exact))
    else:
        severity = "error" if share.figure.hedge in ("above", "below") else "warning"
        why = f"前面写的是{exact.text}，与“{share.lead[-3:].strip('，,（')}{share.text}”的说法不符"
        findings.report(severity, "share", share, exact.text, why)
