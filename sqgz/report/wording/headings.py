"""A finding where there is no room for its numbers: as a heading, as a sentence of its own, as something wanting."""

from __future__ import annotations

from sqgz.report.wording.findings import ends_of
from sqgz.report.wording.gaps import Gap
from sqgz.report.wording.pairs import compare_two, degrees_of, direction_of, remark_unrounded


def say_heading(gap: Gap, subject: str) -> str:
    """The finding as a heading about a subject, such as 户口在本社区的占比; claims no more than the finding.

    >>> from sqgz.report.wording.gaps import Side
    >>> sides = Side("外城区", 400, 0.6), Side("内城区", 400, 0.3)
    >>> print(say_heading(Gap("clear", sides, 0.3), "户口在本社区的占比"))
    外城区户口在本社区的占比远高于内城区
    >>> print(say_heading(Gap("none", sides, 0.3, 0.4), "户口在本社区的占比"))
    外城区与内城区户口在本社区的占比尚看不出规律性差别
    """
    if len(gap.sides) != 2:
        among = f"{gap.among}{subject}"
        return {"differ": f"{among}存在差异", "fact": f"{among}高低不一" if ends_of(gap) else f"{among}情况",
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
        or (gap.finding == "fact" and gap.size < degrees_of(gap)["略"])
    ):
        return f"{subject}与{second.label}基本持平" if gap.over_time else f"{both}大体相当"
    if gap.finding == "none":
        tight = gap.half_width is not None and gap.half_width <= gap.delta
        return f"{both}{'差别不大' if tight else '尚看不出规律性差别'}"
    words = compare_two(gap)
    if gap.over_time:
        return f"{subject}{words.removeprefix(first.label)}"
    return f"{first.label}{subject}{words.removeprefix(first.label)}"


def say_statement(gap: Gap, subject: str) -> str:
    """The finding as a sentence of its own: the heading, then by how much; for differences that stand.

    >>> from sqgz.report.wording.gaps import Side
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
    return f"{heading}，{direction_of(gap)}{gap.printed}个百分点"


def say_problem(gap: Gap, subject: str) -> str:
    """A difference that stands as what is wanting: the lower share first; the heading for any other finding.

    >>> from sqgz.report.wording.gaps import Side
    >>> sides = Side("外城区", 400, 0.6), Side("内城区", 400, 0.3)
    >>> print(say_problem(Gap("clear", sides, 0.3), "户口在本社区的占比"))
    内城区户口在本社区的占比为30.0%，比外城区低30.0个百分点
    """
    if gap.hidden or gap.finding not in ("fact", "clear", "small") or not gap.difference or gap.printed_equal:
        return say_heading(gap, subject)
    low, high = sorted(gap.sides, key=lambda one: float(one.share or 0))
    if gap.over_time:
        return say_statement(gap, subject)
    return (
        f"{low.label}{subject}为{low.printed}，比{high.label}低{gap.printed}个百分点{remark_unrounded(gap)}"
    )
