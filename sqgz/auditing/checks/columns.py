"""Lists in which every item has several figures, and their sums (城市1.86万户、2.94万人，农村3.12万户、5.37万人，合计4.98万户、8.31万人).

Must be sure which figures belong together: the units take turns without a gap, and the words before the last turn call it
a sum.
"""

from __future__ import annotations

import re
from fractions import Fraction

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.findings import Findings
from sqgz.auditing.sentences import Mention, Sentence


def check_columns(sentences: list[Sentence], findings: Findings) -> None:
    """Check every sum of two or more figures against the items before it that have the same figures."""
    for number, sentence in enumerate(sentences):
        for mention in sentence.mentions:
            if _opens_sum(mention):
                _check_sum(mention, findings)
        if sentence.mentions:
            _check_below(sentence.mentions, findings)
        if number and "；" in sentence.text and sentences[number - 1].passage is sentence.passage:
            _check_segments(sentence, sentences[number - 1], findings)


def _check_below(mentions: list[Mention], findings: Findings) -> None:
    """Check a total of several figures against the items after 其中 (3,682户5,419人，其中城市1,204户1,713人，农村…)."""
    turns: list[list[Mention]] = []
    for mention in mentions:
        if not turns or mention.index > turns[-1][-1].index:
            turns.append(_turn(mention))
    for place, total in enumerate(turns):
        items = []
        for turn in turns[place + 1 :]:
            if len(turn) != len(total) or any(not a.same_thing(b) for a, b in zip(turn, total, strict=True)):
                break
            items.append(turn)
        if len(total) < 2 or len(items) < 2 or "其中" not in items[0][0].lead:
            continue
        if any(m.figure.hedge or m.figure.is_range for turn in [total, *items] for m in turn):
            return
        columns = [(target, [turn[at] for turn in items]) for at, target in enumerate(total)]
        if any(_fits(target, parts) for target, parts in columns):
            _judge_columns(columns, findings, any_slip=False)
        return


def _check_segments(sentence: Sentence, before: Sentence, findings: Findings) -> None:
    """Check 其中A类4,812人次，支出1,302万元；B类… against the totals of the sentence before, unit by unit.

    Reported only where another unit adds up, which shows that the items are all there.
    """
    if not sentence.text.lstrip(" ").startswith(("其中", "按", "从")):
        return
    rows: dict[int, list[Mention]] = {}
    for mention in sentence.mentions:
        if mention.figure.is_number_of_things:
            rows.setdefault(mention.segment, []).append(mention)
    items = list(rows.values())
    size = len(items[0]) if items else 0
    if len(items) < 2 or size < 2 or any(len(item) != size for item in items):
        return
    if any(
        m.figure.hedge or m.figure.is_range or not m.same_thing(head)
        for item in items
        for m, head in zip(item, items[0], strict=True)
    ):
        return
    columns = []
    for place, head in enumerate(items[0]):
        totals = [m for m in before.mentions if m.same_thing(head) and not m.figure.hedge]
        if len(totals) != 1 or sum(head.same_thing(other) for other in items[0]) > 1:
            return
        columns.append((totals[0], [item[place] for item in items]))
    _judge_columns(columns, findings, any_slip=False)


def _opens_sum(mention: Mention) -> bool:
    """Whether a figure is the first of a sum of several (合计4.98万户、8.31万人)."""
    following = mention.following
    if following is None or not mention.figure.is_number_of_things or mention.index < 4:
        return False
    return last_clause(mention.lead).strip().endswith(lexicon.SUM_WORDS) and _is_joined(mention, following)


_JOINED = re.compile(r"[\u4e00-\u9fff]{0,6}(?:、[\u4e00-\u9fff]{0,8})?\s?$")
"""Words between two figures of one item (64个社区、工作者842人)."""


def _is_joined(one: Mention, two: Mention) -> bool:
    """Whether two figures are of one item: only 、 between them, and different units."""
    return two.figure.is_number_of_things and _JOINED.match(two.lead) is not None and not two.same_thing(one)


def _turn(first: Mention) -> list[Mention]:
    """Figures of one item, beginning with its first."""
    turn = [first]
    while turn[-1].following is not None and _is_joined(turn[-1], turn[-1].following):
        turn.append(turn[-1].following)
    return turn


def _turns_before(total: list[Mention]) -> list[list[Mention]]:
    """Items before a sum whose figures have the units of the sum, nearest first."""
    turns: list[list[Mention]] = []
    for mention in total[0].sentence.mentions[: total[0].index]:
        if not turns or mention.index > turns[-1][-1].index:
            turns.append(_turn(mention))
    matching: list[list[Mention]] = []
    for turn in reversed(turns):
        if len(turn) == len(total) and all(a.same_thing(b) for a, b in zip(turn, total, strict=True)):
            matching.append(turn)
        elif len(turn) > 1:
            break
    return matching


def _check_sum(first: Mention, findings: Findings) -> None:
    """Check a sum column by column; a column is wrong for sure where one slip explains it or another column fits."""
    total = _turn(first)
    turns = _turns_before(total)
    if len(turns) < 2 or any(m.figure.hedge or m.figure.is_range for turn in [total, *turns] for m in turn):
        return
    if has_any("".join(turn[0].lead for turn in turns), ("其中",)):
        return
    columns = [(target, [turn[place] for turn in reversed(turns)]) for place, target in enumerate(total)]
    _judge_columns(columns, findings, any_slip=True)


def _judge_columns(
    columns: list[tuple[Mention, list[Mention]]], findings: Findings, *, any_slip: bool
) -> None:
    """Report columns that do not add up where another does, or (`any_slip`) where one slip of the sum explains it."""
    fits = [_fits(target, parts) for target, parts in columns]
    for (target, parts), right in zip(columns, fits, strict=True):
        if right:
            findings.confirm([target, *parts])
            continue
        middle = sum((m.figure.value for m in parts), Fraction(0))
        expected = target.say(middle)
        if any(fits) or (any_slip and target.is_slip_from(middle)):
            terms = "＋".join(m.digits for m in parts)
            findings.report(
                "error", "parts", target, expected, f"各项{terms}＝{expected}，文中合计为{target.text}"
            )


def _fits(target: Mention, parts: list[Mention]) -> bool:
    """Whether a sum agrees with its parts within their rounding."""
    low = sum((m.figure.low for m in parts), Fraction(0))
    high = sum((m.figure.high for m in parts), Fraction(0))
    return target.figure.low <= high and low <= target.figure.high
