"""What the words of a sentence say has changed: from which level to which, by how much, and against what.

Wording only; the arithmetic is in checks. Must not know: rounding, severities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import CLAUSE_BREAKS, has_any, last_clause, strip_closing
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import is_change

_TO = re.compile(
    r"(增加|增长|提高|提升|上升|上涨|扩大|发展|壮大|增|升|涨|减少|下降|降低|回落|缩小|缩减|缩短|压缩|精简|压减|减|降|下滑|变|调整|跃升|攀升|跌|扩充|扩展)"
    r"(到了|至了|到|至|为|成)"
)
_FROM = ("由", "从", "自")
_UPWARD = (
    "增加",
    "增长",
    "提高",
    "提升",
    "上升",
    "上涨",
    "扩大",
    "壮大",
    "增",
    "升",
    "涨",
    "跃升",
    "攀升",
    "扩充",
    "扩展",
)
_DOWNWARD = (
    "减少",
    "下降",
    "降低",
    "回落",
    "缩小",
    "缩减",
    "缩短",
    "压缩",
    "精简",
    "压减",
    "减",
    "降",
    "下滑",
    "跌",
)
_BY = ("增加了", "增加", "增长了", "增长", "增幅", "净增", "多了", "增", "减少了", "减少", "下降了", "下降", "降低了", "降低", "净减", "少了", "减", "缩短了", "缩短", "压缩了", "压缩", "精简了", "精简", "压减了", "压减", "缩减了", "缩减",
       "提高了", "提高", "提升了", "提升", "上升了", "上升", "扩大", "缩小", "回落", "增多", "上涨", "涨", "降")  # fmt: skip


@dataclass(frozen=True)
class Shift:
    """A move from one level to another of one kind; `direction` is 1 up, -1 down, 0 unsaid."""

    old: Mention
    new: Mention
    direction: int


def direction_of(text: str) -> int:
    """1 where the last word of change in a text goes up, -1 where it goes down, 0 where there is none."""
    up = max((text.rfind(word) for word in _UPWARD), default=-1)
    down = max((text.rfind(word) for word in _DOWNWARD), default=-1)
    if up == down:
        return 0
    return 1 if up > down else -1


def find_shifts(sentence: Sentence) -> list[Shift]:
    """Moves said as 由A增加到B, in order."""
    shifts = []
    for new in sentence.mentions[1:]:
        old = new.previous
        if old is None or old.figure.kind != new.figure.kind or old.figure.is_range or new.figure.is_range:
            continue
        if new.figure.kind not in ("count", "amount", "share"):
            continue
        if new.figure.kind != "share" and not old.same_thing(new):
            continue
        gap = new.lead
        match = None
        for found in _TO.finditer(gap):
            match = found
        if match is None or len(gap) - match.end() > 16 or has_any(gap, ("；", ";")):
            continue
        tail = gap[match.end() :]
        if any(char in CLAUSE_BREAKS for char in tail) or "占" in tail:
            continue
        opened = has_any(old.lead[-24:], _FROM)
        if not opened and sum(char in CLAUSE_BREAKS for char in gap) > 1:
            continue
        shifts.append(Shift(old, new, direction_of(match.group(1))))
    return shifts


def says_change(mention: Mention) -> bool:
    """Whether a figure tells by how much something changed (增加了93人, 增长29.8%, 提高3.2个百分点)."""
    if mention.figure.kind == "share":
        return is_change(mention)
    if mention.figure.kind in ("points", "fold"):
        return True
    clause = strip_closing(
        last_clause(mention.lead),
        ("约为", "达到", "高达", "仅为", "约", "达", "仅", "近", "超过", "了", "为", " "),
    )
    return (
        clause.endswith(_BY)
        or clause in ("多", "少", "的多", "的少")
        or _MORE_THAN.search(clause) is not None
    )


_MORE_THAN = re.compile(r"[比较](?:(?:19|20)\d{2}年|上年|去年|上届|上期)[^，；]{0,6}[多少]$")


def is_per_year(mention: Mention) -> bool:
    """Whether a change is a mean for each year or month, which the change over all of them does not give."""
    return has_any(mention.clause, ("年均", "年平均", "平均每", "每年", "月均", "每月", "均增", "均降"))


def against_past(mention: Mention) -> bool:
    """Whether a change is said against another time (比上年, 同比, 较2022年)."""
    text = mention.lead
    return has_any(text, lexicon.PAST) or re.search(r"[比较]\s?(?:19|20)\d{2}", text) is not None


def follows_closely(one: Mention, two: Mention) -> bool:
    """Whether a figure goes on about the same thing: at most two breaks on, no semicolon, no new subject with a verb."""
    if one.sentence is not two.sentence or one.segment != two.segment:
        return False
    text = one.sentence.passage.text[one.figure.end : two.figure.start]
    return len(text) <= 40 and sum(char in CLAUSE_BREAKS or char in "（(" for char in text) <= 2


_COMPARED_WITH = re.compile(
    r"(?:比|较|相较于?|相比于?)(?:同期|上[年月届季轮次]|去年|前年|年初|换届前|此前|(?:19|20)\d{2}|[一二两三四五六七八九十]年前)[^，；]{0,8}$"
)
_EARLIER = re.compile(
    r"^[，,（(；]?\s*(?:而|其中)?(?:上年|去年|上年同期|去年同期|同期|上届|年初|上月|上季度|前一年)(?:同期|末|底)?(?:仅|只|则|数)?(?:为|有|是)?\s*$"
)


def is_earlier(level: Mention) -> bool:
    """Whether a level is called that of an earlier time right before it (上年为385名)."""
    return _EARLIER.match(level.lead) is not None


def is_compared(level: Mention) -> bool:
    """Whether a level is what something is compared with (与2010年的133972万人相比, 比上年的312人)."""
    lead = last_clause(level.lead)
    if "相比" in level.tail[:8] or (
        has_any(lead, ("与", "比", "较")) and lead.strip()[:1] in ("与", "比", "较", "同", "相", "环")
    ):
        return True
    return _COMPARED_WITH.search(lead) is not None
