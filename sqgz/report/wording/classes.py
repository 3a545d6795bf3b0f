"""What tables say of a finding, where a sentence has no room: its class in a few words, and its interval."""

from __future__ import annotations

_CLASSES = {
    "few_people": "人数过少，不作比较", "few_clusters": "可比的群过少，仅作情况反映", "fact": "事实如此", "open": "高低尚不能确定",
    "equal": "大体相当", "clear": "有差别", "small": "有差别，差值较小", "none": "不足以说明有规律性差别", "differ": "各组分布有差异",
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
