"""Which base a share most likely has where it fits none, and whether that is sure.

A base is sure where it is named, where the counts of the list add up to it, where it is the total that its sentence opens
with, or where its neighbours were confirmed with it. Must not know: how a finding is reported.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from itertools import chain

from sqgz.auditing.agreement import is_slip
from sqgz.auditing.bases import (
    can_hold,
    compare,
    find_own_base,
    find_told_base,
    names,
    names_other_base,
    near,
)
from sqgz.auditing.clauses import has_any
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.references import Pair, pair_shares
from sqgz.auditing.sentences import Mention

NEAR = 40
_CONTINUING = (
    "从",
    "按",
    "就",
    "其中",
    "在",
    "此外",
    "另外",
    "另",
    "学历",
    "年龄",
    "性别",
    "政治面貌",
    "文化程度",
    "这",
    "队伍",
    "同时",
    "而",
    "且",
)
_SUMMED = re.compile(
    r"(?:前[两二三四五]项|[两二三四]项|[两二三四]者|[两二三四]类|以上|上述)[^，。；]{0,6}(?:合计|共计|共|总计|之和|相加)[^，。；]{0,4}$"
    r"|(?:合计|共计)(?:有|为|达)?$"
)
_RESTATING = ("也就是说", "换言之", "换句话说", "可见", "由此可见", "也即")
_KNOWN_RATES = (
    "回收率",
    "有效率",
    "到会率",
    "参会率",
    "出席率",
    "参训率",
    "及格率",
    "合格率",
    "持证率",
    "参与率",
    "参加率",
    "签到率",
    "优秀率",
)


@dataclass(eq=False)
class Open:
    """A pair whose share fits no base it may have, kept until its neighbours are known."""

    pair: Pair
    inside: list[Mention]
    outside: list[Mention]


@dataclass
class Known:
    """Pairs confirmed so far with their bases, and how many shares of each sentence fit none."""

    bases: deque[tuple[Mention, Pair]] = field(default_factory=lambda: deque(maxlen=NEAR))
    fails: dict[int, int] = field(default_factory=dict)


def assume_base(item: Open, known: Known) -> tuple[Mention | None, bool]:
    """Base that an open pair most likely has, and whether that is sure."""
    pair, count = item.pair, item.pair.count
    assert count is not None
    if pair.explicit is not None:
        return pair.explicit, any(base is pair.explicit for base, _ in known.bases)
    summed = find_summed(item, count)
    if summed is not None:
        return summed, True
    told = find_told_base(pair, count, item.outside)
    if told is not None:
        return told, True
    if _SUMMED.search(count.lead) or count.sentence.text.lstrip(" ，").startswith(_RESTATING):
        return assume_summed(item, count, known)
    if pair.manner == "rate" and not pair.subject.endswith(_KNOWN_RATES):
        return assume_rate(item, count)
    own = find_own_base(pair, count, item.inside)
    if own is not None:
        return own, not names_other_base(pair, count, own)
    votes: dict[int, tuple[int, Mention]] = {}
    for base, other in known.bases:
        together = other.share.sentence is count.sentence
        if base is not count and can_hold(base, count) and may_vote(other, pair, known) and near(other.share.sentence, count.sentence) and (
            together or base.index_in_text < count.index_in_text):  # fmt: skip
            votes[id(base)] = (votes.get(id(base), (0, base))[0] + 1, base)
    if votes:
        most, base = max(votes.values(), key=lambda vote: vote[0])
        same = any(held is base and other.share.sentence is count.sentence for held, other in known.bases)
        sure = (
            (most >= 2 or (is_total(base) and same))
            and len(votes) == 1
            and not names_other_base(pair, count, base)
        )
        return base, sure
    marked = [m for m in chain(item.inside, item.outside) if is_total(m) and names(pair.words, m)]
    near_marked = [m for m in marked if m.sentence.passage is count.sentence.passage]
    named = [
        m
        for m in count.sentence.mentions[count.index + 1 :]
        if pair.words and pair.words in m.label and can_hold(m, count)
    ]
    if len(named) == 1 and not near_marked:
        return named[0], True
    if near_marked and continues(near_marked, pair, count):
        return near_marked[0], not names_other_base(pair, count, near_marked[0])
    for base in near_marked or marked:
        return base, False
    values = {m.figure.value for m in item.inside if m.segment == count.segment}
    return (
        (item.inside[0], False)
        if len(values) == 1 and item.inside[0].segment == count.segment
        else (None, False)
    )


def find_summed(item: Open, count: Mention) -> Mention | None:
    """Total near by that the counts of all shares of the sentence add up to; it is then the base of each."""
    counts = [p.count for p in pair_shares(count.sentence) if p.count is not None and p.explicit is None]
    if (
        len(counts) < 2
        or len({id(c) for c in counts}) < len(counts)
        or not all(c.same_thing(count) for c in counts)
    ):
        return None
    total = sum(c.figure.value for c in counts)
    near_by = [
        m
        for m in chain(item.inside, item.outside)
        if m.figure.value == total and near(m.sentence, count.sentence)
    ]
    return near_by[0] if near_by else None


def assume_summed(item: Open, count: Mention, known: Known) -> tuple[Mention | None, bool]:
    """Base of 前两项合计1,744人: that of the items just before, sure where at least two were confirmed with it alone.

    Where the items have no shares, the one total that the sentence before opens with; sure if a slip shows.
    """
    held = [base for base, other in known.bases if near(other.share.sentence, count.sentence)
            and count.sentence.number - other.share.sentence.number <= 1]  # fmt: skip
    alike = held[-2:]
    if len(alike) == 2 and alike[0] is alike[1] and can_hold(alike[0], count):
        return alike[0], True
    opened = [m for m in item.outside if is_partitive(m) and count.sentence.number - m.sentence.number == 1]
    if len(opened) == 1 and not any(m.same_thing(count) for m in count.sentence.mentions[: count.index]):
        verdict = compare(count, opened[0], item.pair.share)
        return opened[0], verdict is not None and is_slip(
            item.pair.share.figure, verdict, item.pair.share.digits
        )
    return None, False


def assume_rate(item: Open, count: Mention) -> tuple[Mention | None, bool]:
    """Base of a rate that its name ties to its count (签订协议的396名，签约率…): the count right before; sure if a slip shows."""
    stem = item.pair.subject.rstrip("率度")[-3:]
    whole = next(
        (
            m
            for m in reversed(count.sentence.mentions[: count.index])
            if m.figure.is_number_of_things and not m.figure.weak
        ),
        None,
    )
    if whole is None or whole not in item.inside or item.pair.share.figure.value == 100:
        return None, False
    if not is_partitive(whole) and (
        not any(char in count.label for char in stem) or has_any(count.label, ("未", "没", "不"))
    ):
        return None, False
    verdict = compare(count, whole, item.pair.share)
    named = is_partitive(whole) and len(stem) >= 2 and stem[-2:] in count.label
    return whole, named or (
        verdict is not None and is_slip(item.pair.share.figure, verdict, item.pair.share.digits)
    )


def may_vote(other: Pair, pair: Pair, known: Known) -> bool:
    """Whether a confirmed pair can tell the base of another: of its sentence, or of one that its sentence goes on from."""
    sentence = pair.share.sentence
    if other.share.sentence is sentence:
        return True
    opening = sentence.text.lstrip(" ，,“")[:10]
    return known.fails.get(sentence.number, 0) < 2 and (
        opening.startswith(_CONTINUING) or has_any(pair.share.lead, ("总数", "总人数"))
    )


def continues(marked: list[Mention], pair: Pair, count: Mention) -> bool:
    """Whether the sentence of a count goes on with the one total of the sentence before (…共有981人。其中党员412人，占…)."""
    base, sentence = marked[0], count.sentence
    if len({m.figure.value for m in marked}) > 1 or sentence.number - base.sentence.number > 1:
        return False
    if sentence.section != base.sentence.section or count.index != 0:
        return False
    opening = sentence.text.lstrip(" ，,")[:14]
    return opening.startswith("其中") or (
        has_any(pair.share.lead, ("总数", "总人数", "全部")) and not pair.words
    )
