"""Parts against their total, before or after; a digit string broken by find-and-replace among the parts.

Only a list that leaves nobody out and counts nobody twice must add up. A list of unknown labels is a warning at most,
and only where one slip of the hand explains the difference.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import pairwise

from sqgz.auditing import lexicon
from sqgz.auditing.checks.certainty import (
    OPEN_LIST,
    is_classified,
    is_just_beyond,
    is_one_slip,
    judge_after,
    judge_before,
    sum_of,
)
from sqgz.auditing.clauses import has_any
from sqgz.auditing.enumerations import (
    Enumeration,
    Item,
    find_enumerations,
    find_total_after,
    find_total_before,
    sentence_items,
)
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import run_of


def check_parts(sentences: list[Sentence], findings: Findings) -> None:
    """Check the lists of every sentence against totals in it or before it."""
    totals: deque[Mention] = deque(maxlen=12)
    for sentence in sentences:
        items = sentence_items(sentence)
        for listed in [*find_enumerations(items), *_lists_by_unit(items)]:
            for part in _without_total(listed):
                _check_list(_all_before_sum(part, items), totals, findings)
        totals.extend(
            m
            for m in items
            if is_total(m) or is_partitive(m) or (m.figure.unit == "份" and "有效" in m.label)
        )


def _lists_by_unit(items: list[Mention]) -> list[Enumeration]:
    """Lists of one unit each whose items take turns with figures of other units (村委会1,604个，成员7,136人；居委会713个，…)."""
    lists: list[Enumeration] = []
    if len({m.segment for m in items}) < 2 or not items:
        return lists
    first = items[0]
    others = [m for m in items if not m.same_thing(first)]
    same = [m for m in items if m.same_thing(first)]
    if (
        others
        and 3 <= len(same) < _MOST_TURNS
        and any(one.index < other.index < two.index for one, two in pairwise(same) for other in others)
    ):
        lists = [listed for listed in find_enumerations(same) if len(listed.items) >= 2]
    return lists


_MOST_TURNS = 12


def _without_total(listed: Enumeration) -> list[Enumeration]:
    """List without a total that opens it, and nothing where fewer than two items are left."""
    items = listed.items
    if len(items) > 1 and (
        items[1].mention.lead.startswith("、") or _are_parallel(items[0].label, items[1].label)
    ):
        return [Enumeration(items)]
    if len(items) > 1 and len(run_of(items[0].mention)) > 1:
        return [Enumeration(items)]
    if len(items) > 1 and items[0].dimension and items[0].dimension == items[1].dimension:
        return [Enumeration(items)]
    if find_total_after(items[-1].mention) is not None and not _calls_itself_total(items[0].mention):
        return [Enumeration(items)] if len(items) >= 2 else []
    while items and (is_partitive(items[0].mention) or (is_total(items[0].mention) and len(items) > 1)):
        if is_total(items[0].mention) and all(is_total(item.mention) for item in items):
            break
        items = items[1:]
        if items and not _calls_itself_total(items[0].mention):
            break  # 共20项，已完成17项: a verb makes no second total
    return [Enumeration(items)] if len(items) >= 2 else []


def _are_parallel(one: str, two: str) -> bool:
    """Whether two labels are built alike (东关街道有社工, 西关街道有社工), so that neither is the total of the other."""
    return one != two and len(one) >= 4 and len(two) >= 4 and one[-4:] == two[-4:]


def _opens_list(mention: Mention) -> bool:
    """Whether a count is presented as a total and does not stand in a list itself (街道12个、镇5个)."""
    return (is_total(mention) or is_partitive(mention)) and not mention.tail.startswith("、")


def _calls_itself_total(mention: Mention) -> bool:
    """Whether a count is presented as a total by more than a verb (共, 总数, …中)."""
    return is_partitive(mention) or (is_total(mention) and has_any(mention.clause, lexicon.TOTAL_WORDS))


def _all_before_sum(listed: Enumeration, items: list[Mention]) -> Enumeration:
    """List with the items before it in its sentence, where a sum after it closes them all and none is a total or a remark."""
    total = find_total_after(listed.mentions[-1])
    if total is None:
        return listed
    first = listed.mentions[0]
    earlier = [m for m in items if m.index < first.index]
    if not earlier or any(
        _calls_itself_total(m) or "其中" in m.lead or not m.same_thing(first) for m in [*earlier, first]
    ):
        return listed
    return Enumeration((*(Item(m, f"第{m.index}项", "") for m in earlier), *listed.items))


def _fits(total: Mention, low: Fraction, high: Fraction) -> bool:
    """Whether a total agrees with a range of sums."""
    return total.figure.low <= high and low <= total.figure.high


def _check_list(listed: Enumeration, totals: deque[Mention], findings: Findings) -> None:
    """Check one list: against the sum after it, the total before it, then totals of earlier sentences."""
    after = find_total_after(listed.mentions[-1])
    if after is not None:
        listed = _summed_by(after, listed)
    low, high = sum_of(listed)
    first = listed.mentions[0]
    before = find_total_before(first)
    marked = [m for m in first.sentence.mentions[: first.index] if m.same_thing(first) and _opens_list(m)]
    if before is not None and before.tail.startswith("、"):
        before = None  # the first of a list of its own
    if marked and before not in marked and marked[-1].figure.is_number_of_things:
        before = marked[-1] if before is None or not is_nested(first, before) else before
    earlier = [m for m in reversed(totals) if _can_total(m, first) and m.sentence is not first.sentence]
    inside = [
        m
        for m in first.sentence.mentions[: first.index]
        if m.figure.is_number_of_things and m.same_thing(first)
    ]
    if after is not None and not after.figure.hedge and not _fits(after, low, high):
        _judge(listed, after, judge_after(listed, after), findings)
        if after.status in ("wrong", "doubtful"):
            return
    for total in [*([after] if after else []), *reversed(inside), *earlier]:
        if not total.figure.hedge and _fits(total, low, high):
            findings.confirm([*listed.mentions, total])
            return
    if _fits_with_neighbours(listed, [*inside, *earlier[:1]], findings):
        return
    if after is not None and not after.figure.hedge:
        _judge(listed, after, judge_after(listed, after), findings)
    elif before is not None and not before.figure.hedge:
        _judge(listed, before, judge_before(listed, before), findings)
    elif earlier and first.sentence.passage is earlier[0].sentence.passage and not inside:
        _judge_far(listed, earlier, findings)


def _summed_by(total: Mention, listed: Enumeration) -> Enumeration:
    """The end of a list that a sum after it adds up: the shortest that fits, else all since the last semicolon, else all."""
    for start in range(len(listed.items) - 2, 0, -1):
        rest = Enumeration(listed.items[start:])
        if _fits(total, *sum_of(rest)):
            return rest
    same = tuple(item for item in listed.items if item.mention.segment == total.segment)
    return Enumeration(same) if len(same) >= 2 and not _fits(total, *sum_of(listed)) else listed


def _can_total(total: Mention, part: Mention) -> bool:
    """Whether a count can be the total of a list: of the same kind, or the forms (份) that the people listed filled in."""
    return total.same_thing(part) or (total.figure.unit == "份" and part.figure.unit in lexicon.PEOPLE)


def _fits_with_neighbours(listed: Enumeration, totals: list[Mention], findings: Findings) -> bool:
    """Whether one to three counts right after a list belong to it although their labels do not show it."""
    low, high = sum_of(listed)
    members = list(listed.mentions)
    at = members[-1].following
    while at is not None and len(members) < len(listed.items) + 3:
        if at.figure.is_number_of_things and at.same_thing(members[0]) and not at.figure.hedge:
            members.append(at)
            low, high = low + at.figure.low, high + at.figure.high
            for total in totals:
                if not total.figure.hedge and _fits(total, low, high):
                    findings.confirm([*members, total])
                    return True
        at = at.following
    return False


def is_nested(first: Mention, before: Mention) -> bool:
    """Whether a list is introduced as parts of the item right before it (主职152人，其中男80人)."""
    return "其中" in first.lead and first.previous is before


def _judge(listed: Enumeration, total: Mention, certainty: str, findings: Findings) -> None:
    """Report a list that does not add up as far as that is sure."""
    low, high = sum_of(listed)
    middle = (low + high) / 2
    stated = total.figure.value
    slip = is_one_slip(listed, total, middle)
    if certainty == "none" or (certainty in ("slip", "classified") and not slip):
        return
    if any(m.status == "wrong" for m in (*listed.mentions, total)):
        return  # said already: one figure is not reported for two reasons
    severity = (
        "error"
        if certainty in ("error", "places", "classified") or is_just_beyond(listed, total, certainty)
        else "warning"
    )
    if certainty == "places" and not slip and abs(middle - stated) * 8 > stated:
        if middle < stated:
            return  # perhaps not every place is named
        severity = "warning"
    broken = [m for m in listed.mentions if m.figure.low > total.figure.high]
    if severity == "error" and len(broken) == 1 and middle - broken[0].figure.value <= stated:
        others = middle - broken[0].figure.value
        why = f"部分{broken[0].text}大于总数{total.text}，其余各项合计{show(others)}，应为{show(stated - others)}，疑为数字被改坏"
        findings.report("error", "impossible", broken[0], show(stated - others), why)
        return
    if not slip and abs(middle - stated) * 5 > stated:
        severity = "warning"  # too far off to be the total of this list
    if severity == "warning" and (middle > 2 * stated or stated > 2 * middle):
        return
    terms = "＋".join(m.digits for m in listed.mentions)
    why = f"各项{terms}＝{total.say(middle)}，文中总数为{total.text}，相差{total.say(abs(middle - stated))}"
    findings.report(severity, "parts", total, total.say(middle), why)


def _judge_far(listed: Enumeration, earlier: list[Mention], findings: Findings) -> None:
    """Judge a list whose total can only stand in an earlier sentence of the passage."""
    low, high = sum_of(listed)
    first = listed.mentions[0]
    total = earlier[0]
    gap = first.sentence.number - total.sentence.number
    if gap > 3 or total.figure.hedge or total.sentence.section != first.sentence.section:
        return
    text = first.sentence.text
    close = abs((low + high) / 2 - total.figure.value) * 20 <= total.figure.value
    slip = is_one_slip(listed, total, (low + high) / 2)
    if has_any(text, lexicon.UNKNOWN) or (first.year and total.year and first.year != total.year):
        return
    opens = first.sentence.text.lstrip(" ").startswith(("其中", "从", "按"))
    if listed.is_complete and (slip or close) and is_total(total):
        _judge(listed, total, "error" if gap <= 2 or opens else "warning", findings)
    elif (
        slip
        and opens
        and gap <= 2
        and is_total(total)
        and not has_any(text, OPEN_LIST)
        and is_classified(listed, total, first.lead)
    ):
        _judge(listed, total, "classified", findings)
    elif listed.is_places and opens and not has_any(text, OPEN_LIST) and (slip or close):
        _judge(listed, total, "places", findings)
