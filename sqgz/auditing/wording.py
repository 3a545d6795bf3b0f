"""What the words that lead to a share say: that it is a share at all, of what, and whether it is a change.

Wording only: which count and which base is decided in references. Must not know: rounding, severities.
"""

from __future__ import annotations

import re

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import CLAUSE_BREAKS, has_any, last_clause, strip_closing, strip_opening
from sqgz.auditing.sentences import Mention

_VERBS = ("约为", "达到了", "达到", "高达", "仅为", "只有", "分别为", "分别", "接近", "将近", "超过", "不足", "不到", "已达", "大约", "大概", "约占",
          "依次为", "依次", "为", "达", "是", "约", "仅", "近", "超", "逾", "已", "了", "有", "只", "各", "均", "至少", "最多", "低于", "高于", "也", "在",
          "到", "：", ":", " ", "共", "的")  # fmt: skip
_PORTIONS = ("比例", "比重", "比率", "份额", "百分比", "占比", "人数", "的", " ")
OWN_SUBJECTS = ("其中", "约", "仅", "只", "已", "均", "也", "共", "大约", "分别", "又", "还", "则", "就", "都", "其", "他们", "她们", "这部分人员", "这部分人",
                 "这部分", "该部分", "该类", "此类", "所", "人数", "数量", "合计", "合", "各", "即", "且", "大致", "总体", "比例", "比重", "依次", "约占",
                 "的", "并", "同比", "而", "但", "两者", "二者", "三者", "以上", "上述", "人", "名", "户", "个", "总", "共计", "一共", " ")  # fmt: skip
WHOLES = ("总数", "总人数", "全部", "全体", "总量", "总户数")
_COMPARING = (
    "不足",
    "不到",
    "超过",
    "超",
    "将近",
    "接近",
    "近",
    "约为",
    "约",
    "为",
    "是",
    "相当于",
    "达到",
    "达",
    "逾",
)
_JOINTS = frozenset("、，,和与及 ；;")
_LEVEL_AFTER = ("到", "至", "为", "成")
ROUND = re.compile(r"[（(][^（()）]{0,30}[)）]")


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
    while previous is not None and previous.figure.kind == "share" and is_joint(mention.lead):
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
    if rest.startswith("面"):
        return False  # 增长面为71.0%: how many of them grow
    if rest.startswith(("率", "幅度", "幅", "速", "比例")):
        return True
    if rest.startswith(_LEVEL_AFTER) or has_any(rest, ("占", "比重", "比例", "占比", "率")):
        return rest.startswith("为") and clause[:best].endswith(
                ("增幅", "降幅", "增速", "涨幅", "减幅", "同比", "环比", "增长率", "下降率", "增长幅度", "下降幅度"))  # fmt: skip
    return len(rest) <= 12


def is_limit(share: Mention) -> bool:
    """Whether a share is the limit of a band that something else is counted in (低于30%的有2个)."""
    if share.following is None or share.following.figure.kind != "count" or len(share.tail) > 10:
        return False
    tail = share.tail
    for word in ("及以上", "以上", "以下", "以内", "之间"):
        tail = tail.removeprefix(word)
    limited = tail != share.tail or share.lead.endswith(
        ("超过", "高于", "低于", "不足", "不到", "达到", "大于", "小于")
    )
    return limited and tail.startswith("的")


def read_wording(gap: str) -> tuple[str, str, str, str] | None:
    """Manner, subject, base words and raw base words of the text that leads to a share; None where it leads to no share.

    >>> read_wording("，占社区工作者总数的")
    ('share', '', '社区工作者', '社区工作者总数')
    >>> read_wording("，其中党员占")
    ('share', '党员', '', '')
    >>> read_wording("，回收率为")
    ('rate', '回收率', '', '')
    """
    clause = gap
    for at in range(len(gap) - 1, -1, -1):
        if gap[at] in CLAUSE_BREAKS or gap[at] in "、（(":
            clause = gap[at + 1 :]
            break
    if not clause.strip(' “”"'):
        return ("bracket", "", "", "")
    body = strip_closing(clause, _VERBS)
    portion = body.endswith(("比例", "比重", "比率", "份额", "百分比", "占比"))
    body = strip_closing(body, _PORTIONS)
    at = body.rfind("占")
    if at < 0 and has_any(body, WHOLES) and clause.lstrip("约仅只已还").startswith(_COMPARING):
        return ("share", "", name_base(strip_opening(body, _COMPARING)), body)
    if at >= 0:
        base = body[at + 1 :]
        base = base[1:] if base.startswith("比") else base
        base = base[1:] if base.startswith(("了", "到", "据")) else base
        return (
            "share",
            strip_opening(strip_closing(body[:at], OWN_SUBJECTS), OWN_SUBJECTS),
            name_base(base),
            base,
        )
    if portion or not body:
        return ("share", strip_opening(strip_closing(body, OWN_SUBJECTS), OWN_SUBJECTS), "", "")
    if body.endswith(("率", "度")):
        return ("rate", strip_opening(body, OWN_SUBJECTS), "", "")
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
    text = ROUND.sub("", text).strip(' （(“”"')
    for own, scope in lexicon.OWN_SCOPES.items():
        if text.startswith(own):
            text = scope + text[len(own) :]
    text = strip_closing(text, (*lexicon.GENERIC_BASE, "人", "数"))
    text = strip_opening(text, lexicon.GENERIC_BASE)
    return "" if text in lexicon.UP or text in lexicon.DOWN else text


def is_joint(gap: str) -> bool:
    """Whether a gap only joins the members of a run (、 和 ，)."""
    return 0 < len(gap) <= 3 and all(char in _JOINTS for char in gap)


def run_of(first: Mention) -> list[Mention]:
    """Figures of one kind that follow each other with nothing but 、 or 和 between them, beginning with the first."""
    run = [first]
    at = first.following
    while (
        at is not None
        and at.figure.kind == first.figure.kind
        and is_joint(at.lead)
        and not at.figure.is_range
    ):
        run.append(at)
        at = at.following
    return run
