"""What a count can be part of: which earlier figures can be its base, and whether the words mean another one.

Wording and sizes only; whether a share is right is decided in checks. Must not know: findings, severities.
"""

from __future__ import annotations

from dataclasses import replace

from sqgz.auditing import lexicon
from sqgz.auditing.agreement import Verdict, judge, share_range
from sqgz.auditing.references import Pair, name_base, said_hedge
from sqgz.auditing.sentences import Mention, Sentence, has_any, is_partitive, is_total, last_clause

_VAGUE = frozenset({"社区", "街道", "人员", "工作", "作者", "干部", "成员", "全区", "全市", "全省", "全县", "总数", "城市", "服务", "组织"})


def is_base(mention: Mention) -> bool:
    """Whether a figure can be what something else is a share of."""
    figure = mention.figure
    if not figure.is_number_of_things or figure.hedge or figure.is_range or mention.size <= 0:
        return False
    return not has_any(mention.clause[-8:], ("平均", "人均", "每"))


def can_hold(base: Mention, count: Mention) -> bool:
    """Whether `count` can be part of `base`: same kind of thing and not larger; forms (份) hold the people who filled them."""
    if base.size + base.slack < count.size - count.slack or not is_base(base):
        return False
    if base.figure.unit == "份":
        return count.figure.unit in lexicon.PEOPLE or count.figure.unit == "份"
    return base.same_thing(count)


def compare(count: Mention, base: Mention, share: Mention) -> Verdict | None:
    """Verdict on a share of a count in a base; None where the base can be zero."""
    bounds = share_range(count.figure, base.figure)
    return None if bounds is None else judge(replace(share.figure, hedge=said_hedge(share)), *bounds)


def may_fit(count: Mention, base: Mention, share: Mention) -> bool:
    """Whether a share can be near enough to be worth exact arithmetic."""
    if share.figure.rough or said_hedge(share) or base.slack or count.slack:
        return True
    return abs(100 * count.size / base.size - share.size) < 4 * share.slack + 1e-6


def near(one: Sentence, two: Sentence) -> bool:
    """Whether two sentences stand together in one passage and section."""
    return one.passage is two.passage and abs(one.number - two.number) <= 3 and one.section == two.section


def names(words: str, base: Mention) -> bool:
    """Whether the words a share uses for its base can mean this count."""
    if not words:
        return True
    label = name_base(base.label)
    if words in label or (len(label) >= 2 and label in words and not words.startswith(lexicon.SCOPES)):
        return True
    scope = next((s for s in lexicon.SCOPES if words.startswith(s)), "")
    other = next((s for s in lexicon.SCOPES if s in label), "")
    if scope and other != scope:
        return False
    rest, label = words.removeprefix(scope), label.replace(other, "")
    if not rest or rest in label or (len(label) >= 2 and label in rest):
        return True
    pairs = {rest[i : i + 2] for i in range(len(rest) - 1)} - _VAGUE
    return any(pair in label for pair in pairs)


def names_other_base(pair: Pair, count: Mention, base: Mention) -> bool:
    """Whether the wording says that the share is of something other than `base`."""
    if not names(pair.words, base):
        return True
    if count.year and base.year and count.year != base.year:
        return True
    return has_any(pair.share.lead, ("上年", "去年", "同期")) or _says_other_group(count, base)


def _says_other_group(count: Mention, base: Mention) -> bool:
    """Whether a group without a number is named between base and count (网格员中，党员56人)."""
    text = count.sentence.passage.text
    start = base.figure.end if base.sentence is count.sentence else count.sentence.start
    start = max(start, count.figure.start - 60)
    stretch = text[start : count.figure.start]
    cut = max(stretch.rfind("；"), stretch.rfind(";"), stretch.rfind("。"))
    stretch = stretch[cut + 1 :]
    for word in ("当中", "之中", "中"):
        at = stretch.find(word)
        while at >= 0:
            before, after = stretch[:at], stretch[at + len(word) : at + len(word) + 1]
            group = last_clause(before)
            inside = base.sentence is count.sentence and cut < 0 and not has_any(before, ("，", ",", "、"))
            if len(group) >= 2 and not group.endswith(("其", "高", "初", "集", "在")) and after not in tuple("专学小心级央共国") and not inside:
                return True
            at = stretch.find(word, at + 1)
    return False


def find_own_base(pair: Pair, count: Mention, inside: list[Mention]) -> Mention | None:
    """Total of its own sentence that a count is part of; None where the sentence names none, or more than one."""
    opened = [m for m in inside if (is_total(m) or is_partitive(m)) and m is not count]
    same = [m for m in opened if m.segment == count.segment]
    pool = [m for m in same or opened if names(pair.words, m)] or same or opened
    if not pool:
        return None
    nearest = pool[0]
    return nearest if len({m.figure.value for m in pool}) == 1 or (pool[0] in same and is_partitive(nearest)) else (
        nearest if "其中" in between(nearest, count) and "其中" not in between(pool[-1], nearest) else None)  # fmt: skip


def between(one: Mention, two: Mention) -> str:
    """Text between two figures of one passage, at most 300 characters."""
    return one.sentence.passage.text[one.figure.end : min(two.figure.start, one.figure.end + 300)]


def find_smaller_whole(pair: Pair, count: Mention) -> Mention | None:
    """Total right before a count that is smaller than the count which is said to be part of it; or None."""
    if pair.words or count.index == 0:
        return None
    wholes = [m for m in count.sentence.mentions[: count.index] if is_base(m) and m.same_thing(count)
              and (is_partitive(m) or is_total(m))]  # fmt: skip
    if len(wholes) != 1 or wholes[0].figure.value >= count.figure.value:
        return None
    return wholes[0]
