"""The words of a finding: the fact first, the judgement second, by design/report.md and nothing beyond the result.

Two voices: 公文 keeps p and intervals out of the text, 研究 puts them in brackets behind the same words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from sqgz.report.numbers import HIDDEN as WITHHELD
from sqgz.report.numbers import NO_SHARES
from sqgz.report.wording.gaps import DEGREES, Gap, Side
from sqgz.results.labels import p_text
from sqgz.results.untold import without_remarks
from sqgz.rounding import half_up

OFFICIAL, SCHOLARLY = "公文", "研究"
_FEW = 5  # clusters up to which their number is the reason
_MANY_CLUSTERS = 30  # clusters from which on it is not their number that keeps a gap unclear
HIDDEN_TEXT = "因人数较少，为保护个人信息，具体数字不予公布"
UNROUNDED = "（百分点差按未修约数据计算）"


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
    return _say_two(gap)


# --- two sides ------------------------------------------------------------------------------------------------------


def _say_two(gap: Gap) -> str:
    """Words for two shares that may be compared.

    >>> sides = Side("甲", 651, 223 / 651), Side("乙", 651, 223 / 651)
    >>> print(_say_two(Gap("fact", sides, 0.0)))
    两者占比相同（均为34.3%）
    >>> sides = Side("甲", 500, 0.316), Side("乙", 500, 0.310)
    >>> print(_say_two(Gap("equal", sides, 0.006)))
    两者大体相当（相差0.6个百分点）
    >>> print(_say_two(Gap("fact", sides, 0.006, over_time=True)))
    与乙基本持平（相差0.6个百分点）
    """
    if gap.printed_equal:
        return f"{gap.pair}占比相同（均为{gap.sides[0].printed}）"
    if gap.finding == "equal" or (gap.finding == "fact" and gap.size < _degrees(gap)["略"]):
        if gap.over_time:
            return f"与{gap.sides[1].label}基本持平（{_apart(gap, '，按未修约数据计算')}）"
        return f"{gap.pair}大体相当（{_apart(gap, '，按未修约数据计算')}）"
    if gap.finding == "none":
        return _none(gap)
    return f"{_compare(gap)}，{_direction(gap)}{gap.printed}个百分点{_remark(gap)}"


def _none(gap: Gap) -> str:
    """A difference that is not established: small for sure, or unclear.

    >>> sides = Side("甲", 800, 0.423), Side("乙", 900, 0.40)
    >>> print(_none(Gap("none", sides, 0.023, 0.045)))
    两者相差2.3个百分点，差别不大
    """
    if gap.half_width is not None and gap.half_width <= gap.delta:
        return f"{gap.pair}{_apart(gap)}，差别不大"
    fact = (
        f"{gap.pair}{_apart(gap)}"
        if gap.printed == "0.0"
        else f"{gap.sides[0].label}比{gap.sides[1].label}{_direction(gap)}{gap.printed}个百分点{_remark(gap)}"
    )
    kind = "说明有规律性变化" if gap.over_time else f"说明{gap.pair}存在规律性差别"
    return f"{fact}，但{_why_unclear(gap)}，这一差距可能属偶然波动，尚不足以{kind}"


def _why_unclear(gap: Gap) -> str:
    if (
        gap.untold
    ):  # whether it is the streets or the people that are few is part of what the public are not told
        return f"可用于判断的{gap.cluster + '和' if gap.cluster else ''}人员有限"
    if gap.cluster:
        if (
            gap.deff is not None and gap.deff < 1
        ):  # it is not the streets that make it unclear, there are few people
            return f"{gap.cluster}和人员较少（{_fewer(gap)}）"
        few = f"{gap.cluster}较少、" if sum(gap.clusters) < _MANY_CLUSTERS else ""
        return f"{few}{gap.cluster}间差别较大"
    return f"人数较少（{_fewer(gap)}）"


def _fewer(gap: Gap) -> str:
    smaller = min(gap.sides, key=lambda one: one.base)
    whose = "有效填报的" if gap.unanswered else ""  # else the number would be taken for all there are
    return f"{whose}{smaller.label}仅{smaller.base}人"


def _compare(gap: Gap) -> str:
    """Which of the two is higher, with the degree that the unrounded difference has.

    >>> for size in (0.012, 0.05, 0.1, 0.2):
    ...     print(_compare(Gap("fact", (Side("甲", 500, 0.5), Side("乙", 500, 0.5 - size)), size)))
    甲略高于乙
    甲高于乙
    甲明显高于乙
    甲远高于乙
    >>> print(_compare(Gap("small", (Side("甲", 500, 0.44), Side("乙", 500, 0.5)), -0.06)))
    甲略低于乙
    >>> print(_compare(Gap("clear", (Side("2024年", 500, 0.6), Side("2023年", 500, 0.48)), 0.12, over_time=True)))
    2024年比2023年明显提高
    """
    degrees = _degrees(gap)
    if gap.finding == "small" or gap.size < degrees["高"]:
        degree = "略"
    else:
        degree = "远" if gap.size >= degrees["远"] else "明显" if gap.size >= degrees["明显"] else ""
    first, second = (one.label for one in gap.sides)
    if gap.over_time:
        return f"{first}比{second}{ {'略': '略有', '明显': '明显', '远': '大幅'}.get(degree, '') }{_direction(gap)}"
    return f"{first}{degree}{_direction(gap)}于{second}"


def _direction(gap: Gap) -> str:
    up = gap.difference is not None and gap.difference > 0
    return ("提高" if up else "下降") if gap.over_time else ("高" if up else "低")


def say_direction(gap: Gap) -> str:
    """The word before the size of a difference, first side against second, so that both make a true sentence.

    >>> sides = Side("甲", 500, 0.5), Side("乙", 500, 0.4)
    >>> [say_direction(Gap("clear", sides, size)) for size in (0.1, -0.1, 0.0004)]
    ['高', '低', '相差']
    >>> [say_direction(Gap("clear", sides, size, over_time=True)) for size in (0.1, -0.1)]
    ['提高', '下降']
    """
    if gap.hidden:
        return WITHHELD
    return "相差" if gap.difference is None or gap.printed == "0.0" else _direction(gap)


def _apart(gap: Gap, remark: str = UNROUNDED) -> str:
    """How far apart the two are; never 0.0. `remark` follows where the printed shares differ by something else."""
    if gap.printed == "0.0":
        return "相差不到0.1个百分点"
    return f"相差{gap.printed}个百分点{remark if gap.looks_off else ''}"


def _remark(gap: Gap) -> str:
    return UNROUNDED if gap.looks_off else ""


def _degrees(gap: Gap) -> dict[str, float]:
    return {**DEGREES, **(gap.degrees or {})}


# --- more than two, and what may not be compared --------------------------------------------------------------------


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
    ends = _ends(gap)
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


def _ends(gap: Gap) -> str:
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


def say_statement(gap: Gap, subject: str) -> str:
    """The finding as a sentence of its own: the heading, then by how much; for differences that stand.

    >>> sides = Side("外城区", 400, 0.6), Side("内城区", 400, 0.3)
    >>> print(say_statement(Gap("clear", sides, 0.3), "户口在本社区的占比"))
    外城区户口在本社区的占比远高于内城区，高30.0个百分点
    """
    heading = say_heading(gap, subject)
    if (
        gap.hidden
        or gap.finding not in ("fact", "clear", "small")
        or gap.difference is None
        or gap.printed_equal
    ):
        return heading
    return f"{heading}，{_direction(gap)}{gap.printed}个百分点"


def say_problem(gap: Gap, subject: str) -> str:
    """A difference that stands as what is wanting: the lower share first; the heading for any other finding.

    >>> sides = Side("外城区", 400, 0.6), Side("内城区", 400, 0.3)
    >>> print(say_problem(Gap("clear", sides, 0.3), "户口在本社区的占比"))
    内城区户口在本社区的占比为30.0%，比外城区低30.0个百分点
    """
    if gap.hidden or gap.finding not in ("fact", "clear", "small") or not gap.difference or gap.printed_equal:
        return say_heading(gap, subject)
    low, high = sorted(gap.sides, key=lambda one: float(one.share or 0))
    if gap.over_time:
        return say_statement(gap, subject)
    return f"{low.label}{subject}为{low.printed}，比{high.label}低{gap.printed}个百分点{_remark(gap)}"


def say_others(wider: Sequence[tuple[str, str, str]]) -> str:
    """What is to be known of a question's other answers, beside the one that is compared: answer, higher group, gap.

    >>> print(say_others([("照顾家庭", "内城区", "14.9"), ("没有合适岗位", "内城区", "14.6")]))
    同一问题中，两组相差更大的还有“照顾家庭”（内城区高14.9个百分点）、“没有合适岗位”（内城区高14.6个百分点），未作检验
    """
    names = "、".join(f"“{label}”（{higher}高{gap}个百分点）" for label, higher, gap in wider)
    return (
        f"同一问题中，两组相差更大的还有{names}，未作检验"
        if names
        else "同一问题的其余各项，两组相差都不更大，未作检验"
    )


def say_remark(warnings: str) -> str:
    """What a result warns of, without advice to the one who writes the study file; stars speak for themselves.

    >>> print(say_remark("缺失超过一成，结论须谨慎；此处未按单位类型标准化（可写 standardise: [unit_type]）"))
    缺失超过一成，结论须谨慎；此处未按单位类型标准化
    """
    return re.sub("（可写[^）]*）", "", without_remarks(warnings)).rstrip("。")


# --- as a heading ---------------------------------------------------------------------------------------------------


def say_heading(gap: Gap, subject: str) -> str:
    """The finding as a heading about a subject, such as 户口在本社区的占比; claims no more than the finding.

    >>> sides = Side("外城区", 400, 0.6), Side("内城区", 400, 0.3)
    >>> print(say_heading(Gap("clear", sides, 0.3), "户口在本社区的占比"))
    外城区户口在本社区的占比远高于内城区
    >>> print(say_heading(Gap("none", sides, 0.3, 0.4), "户口在本社区的占比"))
    外城区与内城区户口在本社区的占比尚看不出规律性差别
    """
    if len(gap.sides) != 2:
        among = f"{gap.among}{subject}"
        return {"differ": f"{among}存在差异", "fact": f"{among}高低不一" if _ends(gap) else f"{among}情况",
                "open": f"{among}有无差别尚不能确定", "none": f"{among}尚看不出规律性差别"}.get(gap.finding, f"{among}情况")  # fmt: skip
    first, second = gap.sides
    both = f"{first.label}与{second.label}{subject}"
    if gap.hidden or gap.finding in ("few_people", "few_clusters", "described") or gap.difference is None:
        return f"{both}情况"
    if gap.finding == "open":
        return f"{both}高低尚不能确定"
    if (
        gap.printed_equal
        or gap.finding == "equal"
        or (gap.finding == "fact" and gap.size < _degrees(gap)["略"])
    ):
        return f"{subject}与{second.label}基本持平" if gap.over_time else f"{both}大体相当"
    if gap.finding == "none":
        tight = gap.half_width is not None and gap.half_width <= gap.delta
        return f"{both}{'差别不大' if tight else '尚看不出规律性差别'}"
    words = _compare(gap)
    if gap.over_time:
        return f"{subject}{words.removeprefix(first.label)}"
    return f"{first.label}{subject}{words.removeprefix(first.label)}"
