"""How sure it is that a list must add up to a total: error, places, classified, slip, warning or none.

`slip` is a warning and `classified` an error, both only where one slip of the hand explains the difference; `places` is an
error unless a place may have been left out. Must not know: how a finding is reported.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from sqgz.auditing import lexicon
from sqgz.auditing.clauses import has_any
from sqgz.auditing.enumerations import Enumeration
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.rounding import is_swap
from sqgz.auditing.sentences import Mention

_EXHAUSTIVE = ("分为", "组成", "构成", "包括", "分别是", "即：", "由")
OPEN_LIST = ("等", "较多", "主要", "最多", "前三", "前五", "居前", "排名", "突出", "其中较", "较少", "如")


def sum_of(listed: Enumeration) -> tuple[Fraction, Fraction]:
    """Least and greatest sum of a list."""
    return sum((m.figure.low for m in listed.mentions), Fraction(0)), sum(
        (m.figure.high for m in listed.mentions), Fraction(0)
    )


def _stretch(one: Mention, two: Mention) -> str:
    """Text between two figures of a sentence, at most 400 characters."""
    return one.sentence.passage.text[one.figure.end : min(two.figure.start, one.figure.end + 400)]


def judge_after(listed: Enumeration, total: Mention) -> str:
    """How sure it is that a list adds up to the sum said after it."""
    first = listed.mentions[0]
    before = [
        m
        for m in first.sentence.mentions[: first.index]
        if m.figure.is_number_of_things and m.same_thing(first) and not is_partitive(m)
    ]
    if "其中" in total.lead or before:
        return "error" if listed.is_complete and "其中" not in total.lead else "slip"
    if "全年" in total.lead and len(listed.items) == 4 and "季度" in first.lead:
        return "error"
    if "全年" in total.lead or has_any(total.lead, lexicon.SCOPES):
        return "error" if listed.is_complete else "slip"
    return "error"


def judge_before(listed: Enumeration, total: Mention) -> str:
    """How sure it is that a list adds up to the total before it: error, warning, slip (if one slip explains it), or none."""
    first, last = listed.mentions[0], listed.mentions[-1]
    presented = is_total(total) or is_partitive(total)
    lead = _stretch(total, first)
    text = lead + _stretch(first, last) + last.tail[:12]
    if has_any(text, lexicon.UNKNOWN):
        return "slip" if "多选" not in text else "none"
    if presented and _are_years(listed) and "其中" in lead:
        return "classified"
    if total.year and first.year and total.year != first.year:
        return "none"
    if listed.is_complete:
        return "error" if presented or "其中" in lead or "：" in lead else "slip"
    if _passes_over(listed, total):
        return "none"
    if has_any(text, OPEN_LIST):
        return "none"
    if presented and _spans_years(listed, total):
        return "error"
    if presented and len(listed.items) >= 3 and {item.dimension for item in listed.items} == {"decade"}:
        return "places"
    if listed.is_places and presented:
        return "places"
    if presented and any(
        _stands_as_part(m, total) for m in listed.mentions if m.figure.low > total.figure.high
    ):
        return "error"
    if (
        is_partitive(total)
        and len(listed.items) >= 3
        and sum(m.figure.low > total.figure.high for m in listed.mentions) == 1
    ):
        return "error"
    if presented and is_classified(listed, total, lead):
        return "classified"
    if presented and len(listed.items) >= 3 and lead.lstrip(" ").startswith(("：", ":")):
        return "error" if is_one_slip(listed, total, sum(sum_of(listed), Fraction(0)) / 2) else "slip"
    if is_partitive(total) and len(listed.items) >= 3 and _exceeds(listed, total):
        return "classified"
    if presented and is_telling(listed, total, sum(sum_of(listed), Fraction(0)) / 2):
        return "error"
    if has_any(lead, _EXHAUSTIVE) and presented and "其中" not in lead:
        return "error" if len(listed.items) >= 2 else "none"
    dimensions = {item.dimension for item in listed.items}
    if (
        presented
        and dimensions <= {"sex", "age", "schooling", "opinion", "nearness", "view"}
        and sum_of(listed)[0] > total.figure.high
    ):
        return "slip" if dimensions & {"schooling", "opinion", "nearness", "view"} else "error"
    return "slip" if presented else "none"


_BY_KIND = re.compile(r"按(?:照)?[^，。；：]{1,10}(?:分|划分|看|来看|计)?[，：:]")
_ROLE = re.compile(
    r"(?:人员|公务员|网格员|委员|书记|主任|站长|组长|专干|协管员|辅警|工作者|社工|编制|编外|雇员)[”\"]?$"
)
_NO_ROLE = ("党员", "团员", "持证", "退役", "残疾", "流动", "失业", "低保", "兼")
_KIND = re.compile(r"(?:类|型|级)[”\"]?$")
_ATTRIBUTES = (
    "党员",
    "团员",
    "女",
    "男",
    "持证",
    "岁",
    "学历",
    "大专",
    "本科",
    "研究生",
    "高中",
    "少数民族",
    "退役",
    "独居",
    "残疾",
    "以上",
    "以下",
    "新",
)
"""Words for what one person can be at once; kinds named by them may overlap."""
_QUOTED = re.compile(r"[“”\"‘’（）()]")


def _are_years(listed: Enumeration) -> bool:
    """Whether the items are three or more years one after the other (其中2020年214名、2021年268名…)."""
    years = [m.year for m in listed.mentions]
    return len(years) >= 3 and 0 not in years and all(two - one == 1 for one, two in pairwise(years))


def is_classified(listed: Enumeration, total: Mention, lead: str) -> bool:
    """Whether a list divides its total although its labels do not show that nobody is left out.

    Three or more after 按…分, kinds (投诉类, 咨询类 …), posts that one person holds one of, or sums of money beyond the whole.
    """
    labels = listed.labels
    if has_any(lead, ("多选", "交叉", "兼")) or len(set(labels)) < len(labels):
        return False
    if all(m.figure.unit == "元" for m in listed.mentions):
        return "其中" in lead or _BY_KIND.search(lead) is not None
    if len(labels) == 2 and "其中" in lead:
        name = _QUOTED.sub("", total.label)[-2:]
        ends = [_QUOTED.sub("", label) for label in labels]
        if (
            len(name) == 2
            and all(end.endswith(name) and len(end) > 3 for end in ends)
            and "性" in ends[0]
            and "性" in ends[1]
        ):
            return True
    if len(labels) < 3:
        return False
    if _BY_KIND.search(lead) or all(_KIND.search(label) for label in labels) or _are_years(listed):
        return True
    heads = {_QUOTED.sub("", label)[-2:] for label in labels}
    named = total.clause + total.figure.noun
    stem = _QUOTED.sub("", labels[0])[:2]
    if stem in named and all(_QUOTED.sub("", label).startswith(stem) for label in labels):
        return True
    if not has_any("".join(labels), _ATTRIBUTES) and (
        len(heads) == 1 or all(head in named for head in heads)
    ):
        return True
    return all(_ROLE.search(label) and not has_any(label, _NO_ROLE) for label in labels)


def _passes_over(listed: Enumeration, total: Mention) -> bool:
    """Whether a count of the same kind stands between a total and the list without being one of its items."""
    first = listed.mentions[0]
    if total.sentence is not first.sentence:
        return False
    return any(m.same_thing(total) and m.figure.kind == "count" and not m.figure.weak and m.segment == first.segment
               for m in first.sentence.mentions[total.index + 1 : first.index])  # fmt: skip


def _spans_years(listed: Enumeration, total: Mention) -> bool:
    """Whether a total of so many years (三年来共) is followed by as many years one by one."""
    numerals = {2: "两", 3: "三", 4: "四", 5: "五"}
    size = len(listed.items)
    years = {m.year for m in listed.mentions}
    text = total.sentence.passage.text[total.sentence.start : total.figure.start]
    return size in numerals and len(years) == size and 0 not in years and f"{numerals[size]}年" in text


def _stands_as_part(mention: Mention, total: Mention) -> bool:
    """Whether a count is plainly said to be part of the total: right after 其中, or joined to such a part by 、."""
    lead = mention.lead
    if total.segment != mention.segment or total.sentence is not mention.sentence:
        return False
    return lead.lstrip("，,。；：（( ").startswith("其中") or lead.startswith("、")


def _exceeds(listed: Enumeration, total: Mention) -> bool:
    """Whether parts that exclude each other by their wording are more than their whole."""
    joined = all(m.lead.startswith(("、", "，", "；", "（")) for m in listed.mentions[1:])
    plain = not any(word in label for label in listed.labels for word in _ATTRIBUTES)
    dimensions = {item.dimension for item in listed.items}
    return joined and plain and "opinion" not in dimensions and sum_of(listed)[0] > total.figure.high


def is_telling(listed: Enumeration, total: Mention, middle: Fraction) -> bool:
    """Whether one slip explains the difference and chance hardly would: two digits swapped, or few slips for so many sums.

    A list that is meant to leave something out ends anywhere below its total; the share of all such sums that some slip
    explains tells how much a slip proves.
    """
    difference = total.figure.value - middle
    shared = [word for word in _ATTRIBUTES if all(word in label for label in listed.labels)]
    if any(word in label for label in listed.labels for word in _ATTRIBUTES if word not in shared):
        return False
    pairs = [(total, middle), *((m, m.figure.value + difference) for m in listed.mentions)]
    swapped = any(value >= 0 and is_swap(m.bare, m.write_like(value)) for m, value in pairs)
    if not swapped and not is_one_slip(listed, total, middle):
        return False
    unit = max(m.figure.step for m, _ in pairs) or Fraction(1)
    slips = sum(len(m.bare) - 1 if swapped else 10 * len(m.bare) for m, _ in pairs)
    return slips * _PROOF < total.figure.value / unit / 2


_PROOF = 10
"""A slip proves an error where so many times more sums are possible than slips explain."""


def is_just_beyond(listed: Enumeration, total: Mention, certainty: str) -> bool:
    """Whether three or more parts after 其中 exceed their total by so little that they must be meant to add up to it."""
    low, high = sum_of(listed)
    over = (low + high) / 2 - total.figure.value
    first = listed.mentions[0]
    joined = all(m.lead.startswith(("、", "，")) and "其中" not in m.lead for m in listed.mentions[1:])
    return (
        certainty == "slip"
        and len(listed.items) >= 3
        and joined
        and "其中" in first.lead
        and 0 < over * 33 <= total.figure.value
    )


def is_one_slip(listed: Enumeration, total: Mention, middle: Fraction) -> bool:
    """Whether changing one digit of one figure would make the list add up."""
    difference = total.figure.value - middle
    return total.is_slip_from(middle) or any(
        m.is_slip_from(m.figure.value + difference) for m in listed.mentions
    )
