"""Which count a share belongs to, and what it is a share of, as the words around it say.

This module reads wording only: it pairs figures and collects the bases that can be meant, nearest first. Whether the
share is right is decided in checks. Must not know: rounding, severities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqgz.auditing import lexicon
from sqgz.auditing.sentences import (
    CLAUSE_BREAKS,
    Mention,
    Sentence,
    has_any,
    last_clause,
    strip_closing,
    strip_opening,
)

_VERBS = ("约为", "达到了", "达到", "高达", "仅为", "只有", "分别为", "分别", "接近", "将近", "超过", "不足", "不到", "已达", "大约", "大概", "约占",
          "依次为", "依次", "为", "达", "是", "约", "仅", "近", "超", "逾", "已", "了", "有", "只", "各", "均", "至少", "最多", "低于", "高于", "也", "在",
          "到", "：", ":", " ", "共", "的")  # fmt: skip
_PORTIONS = ("比例", "比重", "比率", "份额", "百分比", "占比", "人数", "的", " ")
_OWN_SUBJECTS = ("约", "仅", "只", "已", "均", "也", "共", "大约", "分别", "又", "还", "则", "就", "都", "其", "他们", "她们", "这部分人员", "这部分人",
                 "这部分", "该部分", "该类", "此类", "所", "人数", "数量", "合计", "合", "各", "即", "且", "大致", "总体", "比例", "比重", "依次", "约占",
                 "的", "并", "同比", "而", "但", "两者", "二者", "三者", "以上", "上述", "人", "名", "户", "个", "总", "共计", "一共", " ")  # fmt: skip
_WHOLES = ("总数", "总人数", "全部", "全体", "总量", "总户数")
_COMPARING = ("不足", "不到", "超过", "超", "将近", "接近", "近", "约为", "约", "为", "是", "相当于", "达到", "达", "逾")
_JOINTS = frozenset("、，,和与及 ；;")
_LEVEL_AFTER = ("到", "至", "为", "成")
_ROUND = re.compile(r"[（(][^（()）]{0,30}[)）]")


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
    bases: list[Mention] = field(default_factory=list)


def is_change(mention: Mention) -> bool:
    """Whether a share says how much something changed (增长29.8%) instead of a level (提高到45.6%)."""
    memory = mention.sentence.memory.setdefault("changes", {})
    if mention.index not in memory:
        memory[mention.index] = _reads_as_change(mention)
    answer: bool = memory[mention.index]
    return answer


def _reads_as_change(mention: Mention) -> bool:
    """Whether the words before a share, or before the run it stands in, speak of a change."""
    previous = mention.previous
    while previous is not None and previous.figure.kind == "share" and _is_joint(mention.lead):
        mention, previous = previous, previous.previous
    clause = mention.clause
    if mention.lead.endswith("+"):
        return True
    best = -1
    for word in lexicon.RATE_OF_CHANGE:
        at = clause.rfind(word)
        if at >= 0 and at + len(word) > best:
            best = at + len(word)
    if best < 0:
        return False
    rest = clause[best:]
    if rest.startswith(("率", "幅度", "幅", "速")):
        return True
    if rest.startswith(_LEVEL_AFTER) or has_any(rest, ("占", "比重", "比例", "占比", "率")):
        return rest.startswith("为") and clause[:best].endswith(
                ("增幅", "降幅", "增速", "涨幅", "减幅", "同比", "环比", "增长率", "下降率", "增长幅度", "下降幅度"))  # fmt: skip
    return len(rest) <= 12


def read_wording(gap: str) -> tuple[str, str, str, str] | None:
    """Manner, subject, base words and raw base words of the text that leads to a share; None where it leads to no share.

    >>> read_wording("，占社区工作者总数的")
    ('share', '', '社区工作者', '社区工作者总数')
    >>> read_wording("，其中党员占")
    ('share', '其中党员', '', '')
    >>> read_wording("，回收率为")
    ('rate', '回收率', '', '')
    """
    clause = gap
    for at in range(len(gap) - 1, -1, -1):
        if gap[at] in CLAUSE_BREAKS or gap[at] in "、（(":
            clause = gap[at + 1 :]
            break
    if not clause.strip(" “”\""):
        return ("bracket", "", "", "")
    body = strip_closing(clause, _VERBS)
    portion = body.endswith(("比例", "比重", "比率", "份额", "百分比", "占比"))
    body = strip_closing(body, _PORTIONS)
    at = body.rfind("占")
    if at < 0 and has_any(body, _WHOLES) and clause.lstrip("约仅只已还").startswith(_COMPARING):
        return ("share", "", name_base(strip_opening(body, _COMPARING)), body)
    if at >= 0:
        base = body[at + 1 :]
        base = base[1:] if base.startswith("比") else base
        base = base[1:] if base.startswith(("了", "到", "据")) else base
        return ("share", strip_opening(strip_closing(body[:at], _OWN_SUBJECTS), _OWN_SUBJECTS), name_base(base), base)
    if portion or not body:
        return ("share", strip_opening(strip_closing(body, _OWN_SUBJECTS), _OWN_SUBJECTS), "", "")
    if body.endswith(("率", "度")):
        return ("rate", strip_opening(body, _OWN_SUBJECTS), "", "")
    return None


def said_hedge(share: Mention) -> str:
    """Hedge of a share, also where words stand between hedge and number (不足总数的四成)."""
    if share.figure.hedge or "占" in share.lead:
        return share.figure.hedge
    clause = last_clause(share.lead).lstrip("约仅只已还均")
    if clause.startswith(("不足", "不到", "低于")):
        return "below"
    if clause.startswith(("超过", "超", "逾")):
        return "above"
    return "about" if clause.startswith(("近", "约", "将近", "接近")) else ""


def name_base(text: str) -> str:
    """What a base is called, generic words and brackets taken off; empty where it only says "the total".

    >>> name_base("我区社区工作者总人数"), name_base("总数"), name_base("全部受访者")
    ('全区社区工作者', '', '受访者')
    """
    text = _ROUND.sub("", text).strip(" （(“”\"")
    for own, scope in lexicon.OWN_SCOPES.items():
        if text.startswith(own):
            text = scope + text[len(own) :]
    text = strip_closing(text, (*lexicon.GENERIC_BASE, "人", "数"))
    text = strip_opening(text, lexicon.GENERIC_BASE)
    return "" if text in lexicon.UP or text in lexicon.DOWN else text


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
        if mention.figure.kind != "share" or mention.figure.is_range or is_change(mention):
            continue
        if mention.index not in pairs:
            for pair in _pair_run(mention) or [_pair_one(mention, pairs)]:
                pairs[pair.share.index] = pair
    return list(pairs.values())


def _pair_one(share: Mention, earlier: dict[int, Pair]) -> Pair:
    """Pair of one share from the words before and after it."""
    previous = share.previous
    wording = read_wording(_ROUND.sub("", share.lead))
    if previous is not None and previous.figure.is_number_of_things:
        pair = _pair_explicit(share, previous)
        if pair is not None:
            return pair
        own = _owner(share, previous, wording)
        if own is not None and wording is not None:
            return Pair(share, own, None, wording[2], wording[0], wording[1])
    following = share.following
    if following is not None and following.figure.kind == "count" and _is_bracketed(share):
        words, subject = (wording[2], wording[1]) if wording else ("", "")
        return Pair(share, following, None, words, "share", subject)
    if previous is not None and previous.index in earlier and wording and not wording[1] and wording[0] == "share":
        before = earlier[previous.index]
        if before.count is not None and (wording[3] or wording[2]) and "；" not in share.lead:
            return Pair(share, before.count, None, wording[2])
    if wording is None:
        return Pair(share, None, None, "", "other", last_clause(share.lead))
    if wording[0] == "share" and len(wording[1]) >= 2 and not share.figure.rough:
        named = [m for m in share.sentence.mentions[: share.index] if m.figure.kind == "count" and m.label == wording[1]]
        if len(named) == 1:
            return Pair(share, named[0], None, wording[2], "aligned", "")
    return Pair(share, None, None, wording[2], wording[0], wording[1])


def _is_bracketed(share: Mention) -> bool:
    """Whether the count after a share is given in brackets or after 即 as its number of people."""
    tail = share.tail
    if len(tail) > 20 or any(char in tail for char in "。；;"):
        return False
    bare = strip_closing(tail, ("即", "共", "为", "计", "有", "约", " "))
    return (bare.endswith(("（", "(")) and not any(c in bare[:-1] for c in "，,、）)")) or tail.strip() in ("，即", "即", ",即")


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
    if at < 0 or not ("的" in gap or gap.strip("）) ") == "" or "比" in gap):
        return None
    count = base.previous
    subject = strip_opening(strip_closing(before[:at], _OWN_SUBJECTS), _OWN_SUBJECTS)
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
    clauses = sum(char in CLAUSE_BREAKS for char in _ROUND.sub("", gap))
    if clauses > 2 or has_any(previous.lead[-6:], ("平均", "每")):
        return None
    if manner == "rate":
        return previous if clauses <= 1 else None
    if manner == "bracket":
        return previous if clauses <= 1 and len(gap) <= 16 else None
    if subject and not (len(subject) >= 2 and subject in previous.label):
        return None
    if "）" in gap or ")" in gap:
        opening = max(previous.lead.rfind("（"), previous.lead.rfind("("))
        closing = max(previous.lead.rfind("）"), previous.lead.rfind(")"))
        outside = previous.previous
        if opening > closing and outside is not None and outside.figure.is_number_of_things:
            return outside
    return previous


def _is_joint(gap: str) -> bool:
    """Whether a gap only joins the members of a run (、 和 ，)."""
    return 0 < len(gap) <= 3 and all(char in _JOINTS for char in gap)


def run_of(first: Mention) -> list[Mention]:
    """Figures of one kind that follow each other with nothing but 、 or 和 between them, beginning with the first."""
    run = [first]
    at = first.following
    while at is not None and at.figure.kind == first.figure.kind and _is_joint(at.lead) and not at.figure.is_range:
        run.append(at)
        at = at.following
    return run


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
    counts = before[-len(shares) :]
    if len(counts) < len(shares) or any(c.figure.kind != "count" or c.figure.is_range for c in counts):
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
        if not _is_joint(at.lead):
            break
        at = at.previous
    if has_any(_words_before(first), ("分别", "依次")) and len(counts) != len(shares):
        aligned = _align(first, shares, words)
        if aligned is not None:
            return aligned
    if len(counts) == len(shares) and has_any(first.lead, ("占", "分别", "依次", "比", "各")):
        return [Pair(s, c, None, words) for s, c in zip(shares, reversed(counts), strict=True)]
    return [Pair(share, None, None, words, "run", first.lead) for share in shares]
