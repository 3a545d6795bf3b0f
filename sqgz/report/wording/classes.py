"""What is said beside a finding: in tables its class and interval, what its method warns of, and answers not compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqgz.results.untold import without_remarks

_CLASSES = {
    "few_people": "人数过少，不作比较", "few_clusters": "可比的群过少，仅作情况反映", "fact": "事实如此", "open": "高低尚不能确定",
    "equal": "大体相当", "clear": "有差别", "small": "有差别，差值未达界限", "none": "不足以说明有规律性差别", "differ": "各组分布有差异",
    "described": "仅作情况反映",
}  # fmt: skip


def say_class(finding: str) -> str:
    """The class of a finding in words; a dash where nothing was found.

    >>> say_class("clear"), say_class("")
    ('有差别', '—')
    """
    return _CLASSES.get(finding, "—")


def say_interval(low: str, high: str) -> str:
    """An interval of a table by its ends as printed; a dash or * where an end is not there, or withheld.

    >>> say_interval("-2.2", "6.8"), say_interval("—", "—")
    ('-2.2至6.8', '—')
    """
    bare = [end for end in (low, high) if not any(sign.isdigit() for sign in end)]
    return bare[0] if bare else f"{low}至{high}"


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
