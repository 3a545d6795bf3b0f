"""Two shares beside each other: which is higher, in what degree, and why a gap stays unclear."""

from __future__ import annotations

from sqgz.report.numbers import HIDDEN as WITHHELD
from sqgz.report.wording.gaps import DEGREES, Gap

_MANY_CLUSTERS = 30  # clusters from which on it is not their number that keeps a gap unclear
UNROUNDED = "（百分点差按未修约数据计算）"


def say_two(gap: Gap) -> str:
    """Words for two shares that may be compared.

    >>> from sqgz.report.wording.gaps import Side
    >>> sides = Side("甲", 651, 223 / 651), Side("乙", 651, 223 / 651)
    >>> print(say_two(Gap("fact", sides, 0.0)))
    两者占比相同（均为34.3%）
    >>> sides = Side("甲", 500, 0.316), Side("乙", 500, 0.310)
    >>> print(say_two(Gap("equal", sides, 0.006)))
    两者大体相当（相差0.6个百分点）
    >>> print(say_two(Gap("fact", sides, 0.006, over_time=True)))
    与乙基本持平（相差0.6个百分点）
    """
    if gap.printed_equal:
        return f"{gap.pair}占比相同（均为{gap.sides[0].printed}）"
    if gap.finding == "equal" or (gap.finding == "fact" and gap.size < degrees_of(gap)["略"]):
        if gap.over_time:
            return f"与{gap.sides[1].label}基本持平（{_apart(gap, '，按未修约数据计算')}）"
        return f"{gap.pair}大体相当（{_apart(gap, '，按未修约数据计算')}）"
    if gap.finding == "none":
        return _none(gap)
    return f"{compare_two(gap)}，{direction_of(gap)}{gap.printed}个百分点{remark_unrounded(gap)}"


def _none(gap: Gap) -> str:
    """A difference that is not established: small for sure, or unclear.

    >>> from sqgz.report.wording.gaps import Side
    >>> sides = Side("甲", 800, 0.423), Side("乙", 900, 0.40)
    >>> print(_none(Gap("none", sides, 0.023, 0.045)))
    两者相差2.3个百分点，差别不大
    """
    if gap.half_width is not None and gap.half_width <= gap.delta:
        return f"{gap.pair}{_apart(gap)}，差别不大"
    fact = (
        f"{gap.pair}{_apart(gap)}"
        if gap.printed == "0.0"
        else f"{gap.sides[0].label}比{gap.sides[1].label}{direction_of(gap)}{gap.printed}个百分点{remark_unrounded(gap)}"
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


def compare_two(gap: Gap) -> str:
    """Which of the two is higher, with the degree that the unrounded difference has.

    >>> from sqgz.report.wording.gaps import Side
    >>> for size in (0.012, 0.05, 0.1, 0.2):
    ...     print(compare_two(Gap("fact", (Side("甲", 500, 0.5), Side("乙", 500, 0.5 - size)), size)))
    甲略高于乙
    甲高于乙
    甲明显高于乙
    甲远高于乙
    >>> print(compare_two(Gap("small", (Side("甲", 500, 0.44), Side("乙", 500, 0.5)), -0.06)))
    甲略低于乙
    >>> print(compare_two(Gap("clear", (Side("2024年", 500, 0.6), Side("2023年", 500, 0.48)), 0.12, over_time=True)))
    2024年比2023年明显提高
    """
    degrees = degrees_of(gap)
    if gap.finding == "small" or gap.size < degrees["高"]:
        degree = "略"
    else:
        degree = "远" if gap.size >= degrees["远"] else "明显" if gap.size >= degrees["明显"] else ""
    first, second = (one.label for one in gap.sides)
    if gap.over_time:
        return f"{first}比{second}{ {'略': '略有', '明显': '明显', '远': '大幅'}.get(degree, '') }{direction_of(gap)}"
    return f"{first}{degree}{direction_of(gap)}于{second}"


def direction_of(gap: Gap) -> str:
    """Which way the first differs from the second: 高 or 低; over time 提高 or 下降."""
    up = gap.difference is not None and gap.difference > 0
    return ("提高" if up else "下降") if gap.over_time else ("高" if up else "低")


def say_direction(gap: Gap) -> str:
    """The word before the size of a difference, first side against second, so that both make a true sentence.

    >>> from sqgz.report.wording.gaps import Side
    >>> sides = Side("甲", 500, 0.5), Side("乙", 500, 0.4)
    >>> [say_direction(Gap("clear", sides, size)) for size in (0.1, -0.1, 0.0004)]
    ['高', '低', '相差']
    >>> [say_direction(Gap("clear", sides, size, over_time=True)) for size in (0.1, -0.1)]
    ['提高', '下降']
    """
    if gap.hidden:
        return WITHHELD
    return "相差" if gap.difference is None or gap.printed == "0.0" else direction_of(gap)


def _apart(gap: Gap, remark: str = UNROUNDED) -> str:
    """How far apart the two are; never 0.0. `remark` follows where the printed shares differ by something else."""
    if gap.printed == "0.0":
        return "相差不到0.1个百分点"
    return f"相差{gap.printed}个百分点{remark if gap.looks_off else ''}"


def remark_unrounded(gap: Gap) -> str:
    """In brackets that the difference is of unrounded shares, where a reader would subtract another; else empty."""
    return UNROUNDED if gap.looks_off else ""


def degrees_of(gap: Gap) -> dict[str, float]:
    """The differences from which each degree is said, in shares: those of the study before those of the house."""
    return {**DEGREES, **(gap.degrees or {})}
