"""How a share that fits neither count nor base is reported, and when a unit of the last digit is forgiven.

Must not know: how the base was found.
"""

from __future__ import annotations

from fractions import Fraction

from sqgz.auditing.agreement import Verdict
from sqgz.auditing.findings import Findings
from sqgz.auditing.references import Pair, pair_shares
from sqgz.auditing.rounding import round_half_up
from sqgz.auditing.sentences import Mention


def is_balanced(pair: Pair, base: Mention) -> bool:
    """Whether a share is a unit of the last digit off only to make its list add up to 100, which rounding would not."""
    pairs = [
        (p.count, p.share)
        for p in pair_shares(pair.share.sentence)
        if p.count is not None and p.explicit is None and p.count.same_thing(base) and p.count is not base
    ]
    if len(pairs) < 3 or sum(share.figure.value for _, share in pairs) != 100:
        return False
    places = pair.share.figure.decimals
    exact = [round_half_up(100 * count.figure.value / base.figure.value, places) for count, _ in pairs]
    off = [abs(value - share.figure.value) for value, (_, share) in zip(exact, pairs, strict=True)]
    return sum(exact) != 100 and max(off) <= Fraction(1, 10**places)


def report_share(
    findings: Findings, pair: Pair, base: Mention, verdict: Verdict, severity: str, remark: str,
    *, explained: bool = False,
) -> None:  # fmt: skip
    """Report a share that does not fit its count and base."""
    assert pair.count is not None
    tail = f"（{remark}）" if remark else ""
    why = f"{pair.count.text}÷{base.text}＝{verdict.expected}%，文中为{pair.share.text}{tail}"
    findings.report(
        severity,
        "share",
        pair.share,
        f"{verdict.expected}%",
        why,
        explained=explained or pair.explicit is base or _slipped_elsewhere(pair, base),
    )


def _slipped_elsewhere(pair: Pair, base: Mention) -> bool:
    """Whether one slip in the count or in the base would make the share right."""
    count, figure = pair.count, pair.share.figure
    low, high = figure.value - figure.step / 2, figure.value + figure.step / 2
    if count is None or figure.rough or low <= 0:
        return False
    whole, part = base.figure.value, 100 * count.figure.value
    return count.slips_into(low * whole / 100, high * whole / 100) or base.slips_into(part / high, part / low)
