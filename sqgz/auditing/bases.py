"""What a count can be part of: which earlier figures can be its base, and whether the words mean another one.

Wording and sizes only; whether a share is right is decided in checks. Must not know: findings, severities.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sqgz.auditing import lexicon
from sqgz.auditing.agreement import Verdict, judge, share_range
from sqgz.auditing.clauses import has_any, last_clause
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.references import Pair, pair_shares
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import WHOLES, name_base, said_hedge

_VAGUE = frozenset(
    {
        "社区",
        "街道",
        "人员",
        "工作",
        "作者",
        "干部",
        "成员",
        "全区",
        "全市",
        "全省",
        "全县",
        "总数",
        "城市",
        "服务",
        "组织",
    }
)


def is_base(mention: Mention) -> bool:
    """Whether a figure can be what something else is a share of."""
    return mention.is_plain


def can_hold(base: Mention, count: Mention) -> bool:
    """Whether `count` can be part of `base`: same kind of thing and not larger; forms (份) hold the people who filled them."""
    if base.size + base.slack < count.size - count.slack or not is_base(base):
        return False
    if base.figure.unit == "份":
        return count.figure.unit in lexicon.PEOPLE or count.figure.unit == "份"
    return base.same_thing(count) or (base.figure.unit == count.figure.unit and is_partitive(base))


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
    if words in base.clause:
        return True
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
    if has_any(pair.share.lead, ("上年", "去年", "同期")):
        return True
    group = find_group(count)
    return not (group and base.label.endswith(group)) and _says_other_group(count, base)


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
            if (
                len(group) >= 2
                and not group.endswith(("其", "高", "初", "集", "在"))
                and after not in tuple("专学小心级央共国")
                and not inside
            ):
                return True
            at = stretch.find(word, at + 1)
    return False


def find_own_base(pair: Pair, count: Mention, inside: list[Mention]) -> Mention | None:
    """Base that its own sentence gives a count: named by the share, by a group, or the total it opens with; or None.

    None also where the sentence names more than one.
    """
    if has_any(pair.raw, WHOLES) and not find_group(count):
        shared = {id(p.count) for p in pair_shares(count.sentence)}
        inside = [m for m in inside if id(m) not in shared or is_total(m)]
    if pair.words:
        exact = [m for m in inside if name_base(m.label).removeprefix("其中") == pair.words]
        if exact and len({m.figure.value for m in exact}) == 1:
            return exact[0]
        stem = pair.words.rstrip("额量值") if len(pair.words) > 2 else pair.words
        called = [m for m in inside if stem in name_base(m.label) or stem in m.clause[-24:]]
        if called and len({m.figure.value for m in called}) == 1:
            return called[0]
    group = find_group(count)
    if group:
        members = [
            m for m in inside if m.label.endswith(group) or (len(m.label) >= 2 and group.endswith(m.label))
        ]
        return members[0] if len({m.figure.value for m in members}) == 1 else None
    opened = [m for m in inside if (is_total(m) or is_partitive(m)) and m is not count]
    same = [m for m in opened if m.segment == count.segment]
    pool = [m for m in same or opened if names(pair.words, m)] or same or opened
    if not pool:
        return _find_only(count, inside)
    nearest = pool[0]
    if len({m.figure.value for m in pool}) == 1 or (nearest in same and is_partitive(nearest)):
        return nearest
    nested = "其中" in between(nearest, count) and "其中" not in between(pool[-1], nearest)
    return nearest if nested else None


def find_told_base(pair: Pair, count: Mention, outside: list[Mention]) -> Mention | None:
    """Base that earlier sentences of the passage give a count, named without doubt; or None.

    The group said before it (城市社区干部中，…) where one count bears its name; the forms that are valid where the share is
    said to be of the sample; the number of the year where it is said to be of 全年 and only one count has that verb.
    """
    sentence = count.sentence
    called = [
        m
        for m in sentence.mentions[: count.index]
        if len(pair.words) >= 4 and is_base(m) and m.label.endswith(pair.words) and m.size > count.size
    ]
    if called and not any(m.same_thing(count) for m in called):
        return _only(called)  # 党组织37个，调整书记9名，占党组织总数的24.3%
    close = [
        m
        for m in outside
        if m.sentence.passage is sentence.passage and sentence.number - m.sentence.number <= 3
    ]
    group = _group_of(pair)
    if len(group) >= 3 and not pair.words:
        return _only([m for m in close if m.label.endswith(group)])
    if has_any(pair.raw, _SAMPLE):
        valid = [m for m in outside if "有效" in m.clause[-8:] + m.tail[:4] or "有效" in m.figure.noun]
        return _only(valid)
    if pair.words == "全年":
        verb = count.label[-2:]
        return _only([m for m in close if is_total(m) and len(verb) == 2 and verb in m.clause + m.tail[:8]])
    return None


_SAMPLE = ("有效样本", "样本总", "样本数", "全部样本", "有效问卷", "受访者总", "受访总", "全部受访", "总样本")


def _group_of(pair: Pair) -> str:
    """Group without a number that a share and its count are said to be of; empty where none."""
    first = min(pair.share, pair.count or pair.share, key=lambda m: m.index)
    return find_group(first, opening=True)


def _only(mentions: list[Mention]) -> Mention | None:
    """The nearest of mentions of one value; None where they have several or there is none."""
    return mentions[0] if len({m.figure.value for m in mentions}) == 1 else None


def _find_only(count: Mention, inside: list[Mention]) -> Mention | None:
    """Count that 其中 goes back to where its stretch of the sentence has only one that can be meant.

    A count with a share of its own is passed over: 其中 may go back to what that share is of.
    """
    shared = {id(pair.count) for pair in pair_shares(count.sentence)}
    same = [m for m in inside if m.segment == count.segment]
    if any(id(m) in shared for m in same):
        return None
    if "其中" not in count.lead or not same or len({m.figure.value for m in same}) > 1:
        return None
    return same[0]


_GROUP = re.compile(r"([\u4e00-\u9fff“”]{2,12}?)(?:当中|之中|中)(?![小学专心级央共国])")


def find_group(count: Mention, *, opening: bool = False) -> str:
    """Group without a number that a count is said to be of (党员中35岁以下的103人); empty where none.

    `opening`: also where the count is the first figure of its sentence.
    """
    lead = count.lead
    cut = max(lead.rfind("；"), lead.rfind(";"), lead.rfind("。"))
    stretch = lead[cut + 1 :].lstrip("人名个户位，,、 ")
    match = _GROUP.match(stretch)
    if count.previous is not None and is_partitive(count.previous):
        return ""
    if (
        match is None
        or match.group(1).endswith(("其", "高", "初", "集"))
        or (count.index == 0 and not opening)
    ):
        return ""
    return match.group(1).strip("“”").removeprefix("在")


def between(one: Mention, two: Mention) -> str:
    """Text between two figures of one passage, at most 300 characters."""
    return one.sentence.passage.text[one.figure.end : min(two.figure.start, one.figure.end + 300)]


def find_smaller_whole(pair: Pair, count: Mention) -> Mention | None:
    """Total right before a count that is smaller than the count which is said to be part of it; or None."""
    if pair.words or count.index == 0 or has_any(count.clause[-4:], lexicon.SUM_WORDS):
        return None
    wholes = [m for m in count.sentence.mentions[: count.index] if is_base(m) and m.same_thing(count)
              and (is_partitive(m) or is_total(m))]  # fmt: skip
    if len(wholes) != 1 or wholes[0].figure.value >= count.figure.value:
        return None
    return wholes[0]
