"""Which count a share belongs to, and what it is a share of, as the words around it say.

This module reads wording only: it pairs figures and collects the bases that can be meant, nearest first. Whether the
share is right is decided in checks. Must not know: rounding, severities.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import CLAUSE_BREAKS, has_any, last_clause, strip_closing, strip_opening
from sqgz.auditing.presenting import is_partitive
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import (
    OWN_SUBJECTS,
    ROUND,
    WHOLES,
    is_change,
    is_joint,
    is_limit,
    read_wording,
    run_of,
)


@dataclass(eq=False)
class Pair:
    """A share with the count it belongs to (None: stands alone) and the base its words name.

    `explicit` is a count named as the base (占981人的). `words` is what the base is called, without generic words.
    `manner` is share, rate or bracket; `subject` what stands before 占 where the share stands alone.
    """

    share: Mention
    count: Mention | None = None
    explicit: Mention | None = None
    words: str = ""
    manner: str = "share"
    subject: str = ""
    raw: str = ""
    bases: list[Mention] = field(default_factory=list)


def pair_shares(sentence: Sentence) -> list[Pair]:
    """Pairs of all shares of a sentence that are levels; shares that are changes or ranges are left out."""
    if "pairs" not in sentence.memory:
        sentence.memory["pairs"] = _pair_all(sentence)
    pairs: list[Pair] = sentence.memory["pairs"]
    return pairs


def _pair_all(sentence: Sentence) -> list[Pair]:
    """Pairs of a sentence, found in one pass."""
    pairs: dict[int, Pair] = {}
    for mention in sentence.mentions:
        if (
            mention.figure.kind != "share"
            or mention.figure.is_range
            or is_change(mention)
            or is_limit(mention)
        ):
            continue
        if mention.index not in pairs:
            for pair in _pair_run(mention) or [_pair_one(mention, pairs)]:
                pairs[pair.share.index] = pair
    return list(pairs.values())


def _pair_one(share: Mention, earlier: dict[int, Pair]) -> Pair:
    """Pair of one share from the words before and after it, with the words for its base as they stand."""
    pair = _read_pair(share, earlier)
    wording = read_wording(ROUND.sub("", share.lead))
    pair.raw = wording[3] if wording else ""
    return pair


def _read_pair(share: Mention, earlier: dict[int, Pair]) -> Pair:
    """Pair of one share from the words before and after it."""
    previous = share.previous
    wording = read_wording(ROUND.sub("", share.lead))
    if previous is not None and previous.figure.is_number_of_things:
        pair = _pair_explicit(share, previous)
        if pair is not None:
            return pair
        own = _owner(share, previous, wording)
        if own is not None and wording is not None and wording[2] and _names_base_after(share):
            return Pair(share, own, share.following, wording[2])
        if own is not None and wording is not None:
            return Pair(share, own, None, wording[2], wording[0], wording[1])
    following = share.following
    if following is not None and following.figure.kind == "count" and _is_bracketed(share):
        words, subject = (wording[2], wording[1]) if wording else ("", "")
        return Pair(share, following, None, words, "share", subject)
    if (
        previous is not None
        and previous.index in earlier
        and wording
        and not wording[1]
        and wording[0] in ("share", "bracket")
    ):
        before = earlier[previous.index]
        again = (
            wording[0] == "bracket"
            and (previous.figure.rough or bool(previous.figure.hedge))
            and len(share.lead) < 12
        )
        if before.count is not None and (wording[3] or wording[2] or again) and "；" not in share.lead:
            return Pair(share, before.count, None, wording[2])
    if wording is None:
        return Pair(share, None, None, "", "other", last_clause(share.lead))
    if wording[0] == "share" and len(wording[1]) >= 2 and not share.figure.rough:
        named = [
            m
            for m in share.sentence.mentions[: share.index]
            if m.figure.kind == "count" and m.label == wording[1]
        ]
        if len(named) == 1:
            return Pair(share, named[0], None, wording[2], "aligned", "")
    return Pair(share, None, None, wording[2], wording[0], wording[1])


def _names_base_after(share: Mention) -> bool:
    """Whether the base of a share is given in brackets right after it (占49.1%（社区工作者总数为3,518名）)."""
    following, tail = share.following, share.tail
    if (
        following is None
        or following.figure.kind != "count"
        or not tail.startswith(("（", "("))
        or len(tail) > 24
    ):
        return False
    return has_any(tail, WHOLES) and not has_any(tail, ("，", "；", "。"))


def _is_bracketed(share: Mention) -> bool:
    """Whether the count after a share is given in brackets or after 即 as its number of people."""
    tail = share.tail
    if len(tail) > 20 or any(char in tail for char in "。；;"):
        return False
    bare = strip_closing(tail, ("即", "共", "为", "计", "有", "约", " "))
    return (bare.endswith(("（", "(")) and not any(c in bare[:-1] for c in "，,、）)")) or tail.strip() in (
        "，即",
        "即",
        ",即",
    )


def _pair_explicit(share: Mention, base: Mention) -> Pair | None:
    """Pair of a share whose base is the count right before it (占981人的31.8%), or None."""
    gap = share.lead
    if any(char in gap for char in "，,；;。、：") or len(gap) > 24:
        return None
    before = base.lead
    for at in range(len(before) - 1, -1, -1):
        if before[at] in CLAUSE_BREAKS:
            before = before[at + 1 :]
            break
    at = before.rfind("占")
    if at < 0 and before.startswith(("为", "是", "相当于")) and before.endswith(WHOLES):
        at = 0
    if at < 0 or not ("的" in gap or gap.strip("）) ") == "" or "比" in gap):
        return None
    count = base.previous
    subject = strip_opening(strip_closing(before[:at], OWN_SUBJECTS), OWN_SUBJECTS)
    if count is None or not count.figure.is_number_of_things or (subject.strip("（(") and "，" in base.lead):
        return Pair(share, None, base, "", "share", subject)
    return Pair(share, count, base)


def _owner(share: Mention, previous: Mention, wording: tuple[str, str, str, str] | None) -> Mention | None:
    """Count that a share belongs to: the one before it, or the one before a bracket between; None where it stands alone."""
    gap = share.lead
    if wording is None or "；" in gap or ";" in gap or previous.figure.is_range:
        return None
    manner, subject, _, _ = wording
    if gap.startswith(("以上", "以下", "以内", "及以")):
        return None  # 3000元以下的占: the limit of a band, not a count
    clauses = sum(char in CLAUSE_BREAKS for char in ROUND.sub("", gap))
    if clauses > 2 or has_any(previous.lead[-6:], ("平均", "每")):
        return None
    if is_partitive(previous) and (manner == "rate" or "占" not in gap):
        return None  # 13,402名社区工作者中，持证率达42%: the count is the base
    outside = _outside_brackets(previous) if "）" in gap or ")" in gap else None
    if manner == "rate" and outside is not None:
        return outside
    if manner == "rate":
        return _bearer(share, previous, subject) if clauses <= 1 else None
    if manner == "bracket":
        return previous if clauses <= 1 and len(gap) <= 16 else None
    if subject and not (len(subject) >= 2 and subject in previous.label):
        return None
    return outside or previous


def _bearer(share: Mention, previous: Mention, subject: str) -> Mention:
    """Count of the clause list before a rate that bears its name (城镇341.76万人，乡村170.62万人，城镇化率…); else the one before it."""
    stem = subject.rstrip("率度")[-4:]
    names = [stem[at : at + 2] for at in range(len(stem) - 1)]
    negated = has_any(previous.label, ("未", "不", "没")) and not has_any(subject, ("未", "不", "没"))
    if any(name in previous.label for name in names) and not negated:
        return previous
    held = [
        m
        for m in share.sentence.mentions[max(0, previous.index - 3) : previous.index]
        if m.same_thing(previous)
        and m.segment == share.segment
        and any(name in m.clause for name in names)
        and not (negated and has_any(m.clause, ("未", "不", "没")))
    ]
    return held[0] if len(held) == 1 else previous


def _outside_brackets(mention: Mention) -> Mention | None:
    """Count before the brackets that a count stands in (结案398件（含结转23件）); None where it stands in none."""
    opening = max(mention.lead.rfind("（"), mention.lead.rfind("("))
    closing = max(mention.lead.rfind("）"), mention.lead.rfind(")"))
    before = mention.previous
    return before if opening > closing and before is not None and before.figure.is_number_of_things else None


def _words_before(first: Mention) -> str:
    """Words before a share, with those before a base that stands between (分别占总数651人的)."""
    previous = first.previous
    if previous is not None and len(first.lead) <= 4 and previous.figure.is_number_of_things:
        return previous.lead + first.lead
    return first.lead


def _align(first: Mention, shares: list[Mention], words: str) -> list[Pair] | None:
    """Pairs of shares after 分别 with the counts of the list before them, each with words of its own; None where they are fewer.

    A count named as base right before the shares and a sum that closes the list are not among them.
    """
    before = first.sentence.mentions[: first.index]
    explicit = None
    if before and before[-1].figure.is_number_of_things and _pair_explicit(first, before[-1]) is not None:
        explicit, before = before[-1], before[:-1]
    wording = read_wording((explicit or first).lead)
    if wording is None or wording[1] or wording[0] != "share":
        return None  # 本科以上学历者分别占: shares of something else
    if before and has_any(before[-1].clause[-4:], lexicon.SUM_WORDS) and len(before) > len(shares):
        before = before[:-1]
    if before and before[-1].figure.is_number_of_things:
        before = [m for m in before if m.same_thing(before[-1]) and not m.figure.is_range]
    counts = before[-len(shares) :]
    if len(counts) < len(shares) or any(
        not c.figure.is_number_of_things or c.figure.is_range for c in counts
    ):
        return None
    if any(not c.same_thing(counts[0]) for c in counts):
        return None
    return [Pair(s, c, explicit, words, "aligned") for s, c in zip(shares, counts, strict=True)]


def _pair_run(first: Mention) -> list[Pair] | None:
    """Pairs of a run of shares with the run of counts before it (分别为312人、669人，分别占31.8%、68.2%), or None."""
    shares = run_of(first)
    if len(shares) < 2:
        return None
    wording = read_wording(first.lead)
    words = wording[2] if wording else ""
    counts: list[Mention] = []
    at = first.previous
    while at is not None and at.figure.kind == "count" and len(counts) < len(shares):
        counts.append(at)
        if not is_joint(at.lead):
            break
        at = at.previous
    if has_any(_words_before(first), ("分别", "依次")) and len(counts) != len(shares):
        aligned = _align(first, shares, words)
        if aligned is not None:
            return aligned
    if len(counts) == len(shares) and has_any(first.lead, ("占", "分别", "依次", "比", "各")):
        return [Pair(s, c, None, words) for s, c in zip(shares, reversed(counts), strict=True)]
    return [Pair(share, None, None, words, "run", first.lead) for share in shares]
