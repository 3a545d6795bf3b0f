"""The words of a finding: the fact first, the judgement second, by design/report.md and nothing beyond the result.

Two voices: 公文 keeps p and intervals out of the text, 研究 puts them in brackets behind the same words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqgz.report.numbers import NO_SHARES
from sqgz.report.wording.gaps import Gap, Side
from sqgz.report.wording.pairs import say_two
from sqgz.results.labels import p_text
from sqgz.rounding import half_up

OFFICIAL, SCHOLARLY = "公文", "研究"
_FEW = 5  # clusters up to which their number is the reason
HIDDEN_TEXT = "因人数较少，为保护个人信息，具体数字不予公布"


def say_finding(gap: Gap, voice: str = OFFICIAL) -> str:
    """The finding as a clause that follows the description of the shares; no full stop.

    >>> chief, member = Side("主职", 152, 53 / 152), Side("其他“两委”成员", 400, 107 / 400)
    >>> print(say_finding(Gap("clear", (chief, member), difference=0.0811842, half_width=0.04)))
    主职高于其他“两委”成员，高8.1个百分点
    >>> print(say_finding(Gap("none", (chief, member), difference=0.0811842, half_width=0.09)))
    主职比其他“两委”成员高8.1个百分点，但人数较少（主职仅152人），这一差距可能属偶然波动，尚不足以说明两者存在规律性差别
    >>> print(say_finding(Gap("none", (chief, member), 0.0811842, 0.09, clusters=(12, 12), cluster="街道")))
    主职比其他“两委”成员高8.1个百分点，但街道较少、街道间差别较大，这一差距可能属偶然波动，尚不足以说明两者存在规律性差别
    >>> print(say_finding(Gap("none", (chief, member), 0.0811842, clusters=(12, 12), cluster="街道", untold=True)))
    主职比其他“两委”成员高8.1个百分点，但可用于判断的街道和人员有限，这一差距可能属偶然波动，尚不足以说明两者存在规律性差别
    """
    said = _say(gap)
    return said + (_brackets(gap) if voice == SCHOLARLY and not gap.hidden else "")


def _say(gap: Gap) -> str:
    if gap.hidden:
        return HIDDEN_TEXT
    if gap.finding == "few_people":
        return _few_people(gap)
    if gap.finding == "few_clusters":
        return _few_clusters(gap)
    if gap.finding == "open":
        return _open(gap)
    if len(gap.sides) != 2:
        return _say_many(gap)
    if gap.finding == "described":
        return f"{gap.pair}差距仅作情况反映"
    if gap.difference is None:
        return f"{gap.pair}的差距无从计算"
    return say_two(gap)


def _say_many(gap: Gap) -> str:
    """Words for several groups.

    >>> sides = Side("甲街道", 80, 0.5), Side("乙街道", 90, 0.25), Side("丙街道", 70, 0.4)
    >>> print(_say_many(Gap("differ", sides, among="各街道")))
    各街道之间占比存在差异，最高为甲街道（50.0%），最低为乙街道（25.0%）
    >>> print(_say_many(Gap("differ", sides, among="各街道", compared="居住地的分布", subject="居住在本社区的占比")))
    各街道之间居住地的分布存在差异，其中居住在本社区的占比，最高的是甲街道（50.0%），最低的是乙街道（25.0%）
    >>> print(_say_many(Gap("described", sides, among="各街道")))
    各街道情况如下，仅作情况反映
    """
    if gap.finding == "described":
        return f"{gap.among}情况如下，仅作情况反映"
    ends = ends_of(gap)
    if not ends:
        return f"{gap.among}占比相同" if gap.finding == "fact" else f"{gap.among}情况如下，仅作情况反映"
    if gap.finding == "fact":
        return f"{gap.among}中，{ends}"
    if gap.finding == "none":
        return f"{gap.among}之间虽有高低（{ends}），但尚不足以说明存在规律性差别"
    if not gap.subject or gap.subject == gap.compared:
        return f"{gap.among}之间{gap.compared}存在差异，{ends}"
    named = ends.replace("最高为", "最高的是").replace("最低为", "最低的是")
    return f"{gap.among}之间{gap.compared}存在差异，其中{gap.subject}，{named}"


def ends_of(gap: Gap) -> str:
    """The highest and the lowest of the groups that have percentages; empty if there are not two different ones."""
    held = [
        (half_up(one.share * 100), one)
        for one in gap.sides
        if one.share is not None and one.base >= NO_SHARES
    ]
    if len({value for value, _ in held}) < 2:
        return ""
    highest, lowest = max(value for value, _ in held), min(value for value, _ in held)
    return f"最高为{_named(held, highest)}，最低为{_named(held, lowest)}"


def _named(held: Sequence[tuple[object, Side]], value: object) -> str:
    sides = [one for printed, one in held if printed == value]
    names = "、".join(one.label for one in sides)
    return f"{names}（{'均为' if len(sides) > 1 else ''}{sides[0].printed}）"


def _few_people(gap: Gap) -> str:
    """Too few people to compare.

    >>> print(_few_people(Gap("few_people", (Side("主职", 24, 0.5), Side("其他", 300, 0.4)))))
    主职仅24人，占比仅供参考，不作比较
    """
    few = [one for one in gap.sides if one.base < 30] or [min(gap.sides, key=lambda one: one.base)]
    nobody = [one for one in few if not one.base]
    few = [one for one in few if one.base]
    said = [f"{one.label}仅{one.base}人" for one in few[:3]]
    said += ["、".join(one.label for one in nobody[:3]) + "无人填报"] if nobody else []
    names = "、".join(said) + ("等" if len(few) > 3 or len(nobody) > 3 else "")
    if not few:
        return f"{names}，不作比较"
    bare = any(one.base < NO_SHARES for one in few)
    return f"{names}，{'不列占比' if bare else '占比仅供参考'}，不作比较"


def _few_clusters(gap: Gap) -> str:
    """Too few clusters to judge from.

    >>> sides = Side("内城区", 80, 0.5), Side("外城区", 90, 0.25)
    >>> print(_few_clusters(Gap("few_clusters", sides, 0.25, clusters=(3, 3), cluster="街道", pair="两区")))
    内城区、外城区分别仅有3个、3个街道，街道间差别较大，两区差距仅作情况反映
    >>> print(_few_clusters(Gap("few_clusters", sides, 0.25, clusters=(3, 3), cluster="街道", pair="两区", untold=True)))
    内城区、外城区分别仅有3个、3个街道，两区差距仅作情况反映
    """
    apart = "" if gap.untold else f"，{gap.cluster}间差别较大"
    if len(gap.clusters) == 2 and len(gap.sides) == 2 and min(gap.clusters) <= _FEW:
        names = "、".join(one.label for one in gap.sides)
        numbers = "、".join(f"{n}个" for n in gap.clusters)
        return f"{names}分别仅有{numbers}{gap.cluster}{apart}，{gap.pair}差距仅作情况反映"
    few = gap.clusters and min(gap.clusters) <= _FEW
    number = f"仅有{min(gap.clusters)}个{gap.cluster}" if few else f"{gap.cluster}较少"
    whose = f"{gap.pair}差距" if len(gap.sides) == 2 else f"{gap.among}高低"
    return f"可比的{number}{apart}，{whose}仅作情况反映"


def _open(gap: Gap) -> str:
    who = f"{gap.unanswered}人未报或未填" if gap.unanswered else "部分人员未报、未填或组别不明"
    return f"因{who}，高低尚不能确定"


def _brackets(gap: Gap) -> str:
    """Interval and p behind the words, where there are some; nothing is said twice.

    >>> sides = Side("甲", 800, 0.423), Side("乙", 900, 0.40)
    >>> print(_brackets(Gap("none", sides, 0.023, 0.045, interval=(-0.022, 0.068), p_adjusted=0.31)))
    （差的95%区间为-2.2至6.8个百分点，校正后p=0.310）
    """
    parts = []
    if gap.interval is not None and not any(math.isnan(one) for one in gap.interval):
        low, high = (half_up(one * 100) for one in gap.interval)
        parts.append(f"差的95%区间为{low}至{high}个百分点")
    if gap.p_adjusted is not None and not math.isnan(gap.p_adjusted):
        p = p_text(gap.p_adjusted)
        parts.append(f"校正后p{p if p.startswith('<') else '=' + p}")
    return f"（{'，'.join(parts)}）" if parts else ""
