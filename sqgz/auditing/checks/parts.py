"""Parts against their total, before or after; a digit string broken by find-and-replace among the parts.

Only a list that leaves nobody out and counts nobody twice must add up. A list of unknown labels is a warning at most,
and only where one slip of the hand explains the difference.
"""

from __future__ import annotations

import re
from collections import deque
from fractions import Fraction
from itertools import pairwise

from sqgz.auditing import lexicon
from sqgz.auditing.enumerations import (
    Enumeration,
    Item,
    find_enumerations,
    find_total_after,
    find_total_before,
    sentence_items,
)
from sqgz.auditing.findings import Findings
from sqgz.auditing.rounding import show
from sqgz.auditing.sentences import Mention, Sentence, has_any, is_partitive, is_total
from sqgz.auditing.wording import run_of

_EXHAUSTIVE = ("分为", "组成", "构成", "包括", "分别是", "即：", "由")
_OPEN_LIST = ("等", "较多", "主要", "最多", "前三", "前五", "居前", "排名", "突出", "其中较", "较少", "如")


def check_parts(sentences: list[Sentence], findings: Findings) -> None:
    """Check the lists of every sentence against totals in it or before it."""
    totals: deque[Mention] = deque(maxlen=12)
    for sentence in sentences:
        items = sentence_items(sentence)
        for listed in find_enumerations(items):
            for part in _without_total(listed):
                _check_list(_all_before_sum(part, items), totals, findings)
        totals.extend(m for m in items if is_total(m) or is_partitive(m))


def _without_total(listed: Enumeration) -> list[Enumeration]:
    """List without a total that opens it, and nothing where fewer than two items are left."""
    items = listed.items
    if len(items) > 1 and (items[1].mention.lead.startswith("、") or _are_parallel(items[0].label, items[1].label)):
        return [Enumeration(items)]
    if len(items) > 1 and len(run_of(items[0].mention)) > 1:
        return [Enumeration(items)]
    if len(items) > 1 and items[0].dimension and items[0].dimension == items[1].dimension:
        return [Enumeration(items)]
    if find_total_after(items[-1].mention) is not None and not _calls_itself_total(items[0].mention):
        return [Enumeration(items)] if len(items) >= 2 else []
    while items and (is_partitive(items[0].mention) or (is_total(items[0].mention) and len(items) > 1)):
        if is_total(items[0].mention) and all(is_total(item.mention) for item in items):
            break
        items = items[1:]
    return [Enumeration(items)] if len(items) >= 2 else []


def _are_parallel(one: str, two: str) -> bool:
    """Whether two labels are built alike (东关街道有社工, 西关街道有社工), so that neither is the total of the other."""
    return one != two and len(one) >= 4 and len(two) >= 4 and one[-4:] == two[-4:]


def _opens_list(mention: Mention) -> bool:
    """Whether a count is presented as a total and does not stand in a list itself (街道12个、镇5个)."""
    return (is_total(mention) or is_partitive(mention)) and not mention.tail.startswith("、")


def _calls_itself_total(mention: Mention) -> bool:
    """Whether a count is presented as a total by more than a verb (共, 总数, …中)."""
    return is_partitive(mention) or (is_total(mention) and has_any(mention.clause, lexicon.TOTAL_WORDS))


def _all_before_sum(listed: Enumeration, items: list[Mention]) -> Enumeration:
    """List with the items before it in its sentence, where a sum after it closes them all and none is a total or a remark."""
    total = find_total_after(listed.mentions[-1])
    if total is None:
        return listed
    first = listed.mentions[0]
    earlier = [m for m in items if m.index < first.index]
    if not earlier or any(_calls_itself_total(m) or "其中" in m.lead or not m.same_thing(first) for m in [*earlier, first]):
        return listed
    return Enumeration((*(Item(m, f"第{m.index}项", "") for m in earlier), *listed.items))


def _sum(listed: Enumeration) -> tuple[Fraction, Fraction]:
    """Least and greatest sum of a list."""
    return sum((m.figure.low for m in listed.mentions), Fraction(0)), sum((m.figure.high for m in listed.mentions), Fraction(0))


def _fits(total: Mention, low: Fraction, high: Fraction) -> bool:
    """Whether a total agrees with a range of sums."""
    return total.figure.low <= high and low <= total.figure.high


def _check_list(listed: Enumeration, totals: deque[Mention], findings: Findings) -> None:
    """Check one list: against the sum after it, the total before it, then totals of earlier sentences."""
    low, high = _sum(listed)
    first, last = listed.mentions[0], listed.mentions[-1]
    after, before = find_total_after(last), find_total_before(first)
    marked = [m for m in first.sentence.mentions[: first.index] if m.same_thing(first) and _opens_list(m)]
    if before is not None and before.tail.startswith("、"):
        before = None  # the first of a list of its own
    if marked and before not in marked and marked[-1].figure.is_number_of_things:
        before = marked[-1] if before is None or not is_nested(first, before) else before
    earlier = [m for m in reversed(totals) if _can_total(m, first) and m.sentence is not first.sentence]
    inside = [m for m in first.sentence.mentions[: first.index] if m.figure.is_number_of_things and m.same_thing(first)]
    if after is not None and not after.figure.hedge and not _fits(after, low, high):
        _judge(listed, after, _certainty_after(listed, after), findings)
        if after.status in ("wrong", "doubtful"):
            return
    for total in [*([after] if after else []), *reversed(inside), *earlier]:
        if not total.figure.hedge and _fits(total, low, high):
            findings.confirm([*listed.mentions, total])
            return
    if _fits_with_neighbours(listed, [*inside, *earlier[:1]], findings):
        return
    if after is not None and not after.figure.hedge:
        _judge(listed, after, _certainty_after(listed, after), findings)
    elif before is not None and not before.figure.hedge:
        _judge(listed, before, _certainty_before(listed, before), findings)
    elif earlier and first.sentence.passage is earlier[0].sentence.passage and not inside:
        _judge_far(listed, earlier, findings)


def _can_total(total: Mention, part: Mention) -> bool:
    """Whether a count can be the total of a list: of the same kind, or the forms (份) that the people listed filled in."""
    return total.same_thing(part) or (total.figure.unit == "份" and part.figure.unit in lexicon.PEOPLE)


def _fits_with_neighbours(listed: Enumeration, totals: list[Mention], findings: Findings) -> bool:
    """Whether one to three counts right after a list belong to it although their labels do not show it."""
    low, high = _sum(listed)
    members = list(listed.mentions)
    at = members[-1].following
    while at is not None and len(members) < len(listed.items) + 3:
        if at.figure.is_number_of_things and at.same_thing(members[0]) and not at.figure.hedge:
            members.append(at)
            low, high = low + at.figure.low, high + at.figure.high
            for total in totals:
                if not total.figure.hedge and _fits(total, low, high):
                    findings.confirm([*members, total])
                    return True
        at = at.following
    return False


def is_nested(first: Mention, before: Mention) -> bool:
    """Whether a list is introduced as parts of the item right before it (主职152人，其中男80人)."""
    return "其中" in first.lead and first.previous is before


def _stretch(one: Mention, two: Mention) -> str:
    """Text between two figures of a sentence, at most 400 characters."""
    return one.sentence.passage.text[one.figure.end : min(two.figure.start, one.figure.end + 400)]


def _certainty_after(listed: Enumeration, total: Mention) -> str:
    """How sure it is that a list adds up to the sum said after it."""
    first = listed.mentions[0]
    before = [m for m in first.sentence.mentions[: first.index] if m.figure.is_number_of_things and m.same_thing(first)]
    if "其中" in total.lead or before:
        return "error" if listed.is_complete and "其中" not in total.lead else "slip"
    if "全年" in total.lead and len(listed.items) == 4 and "季度" in first.lead:
        return "error"
    if "全年" in total.lead or has_any(total.lead, lexicon.SCOPES):
        return "error" if listed.is_complete else "slip"
    return "error"


def _certainty_before(listed: Enumeration, total: Mention) -> str:
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
    if has_any(text, _OPEN_LIST):
        return "none"
    if presented and _spans_years(listed, total):
        return "error"
    if presented and len(listed.items) >= 3 and {item.dimension for item in listed.items} == {"decade"}:
        return "places"
    if listed.is_places and presented:
        return "places"
    if presented and any(_stands_as_part(m, total) for m in listed.mentions if m.figure.low > total.figure.high):
        return "error"
    if is_partitive(total) and len(listed.items) >= 3 and sum(m.figure.low > total.figure.high for m in listed.mentions) == 1:
        return "error"
    if presented and is_classified(listed, total, lead):
        return "classified"
    if presented and len(listed.items) >= 3 and lead.lstrip(" ").startswith(("：", ":")):
        return "error" if _one_slip(listed, total, sum(_sum(listed), Fraction(0)) / 2) else "slip"
    if has_any(lead, _EXHAUSTIVE) and presented and "其中" not in lead:
        return "error" if len(listed.items) >= 2 else "none"
    dimensions = {item.dimension for item in listed.items}
    if presented and dimensions <= {"sex", "age", "schooling", "opinion", "nearness"} and _sum(listed)[0] > total.figure.high:
        return "slip" if dimensions & {"schooling", "opinion", "nearness"} else "error"
    return "slip" if presented else "none"


_BY_KIND = re.compile(r"按(?:照)?[^，。；：]{1,10}(?:分|划分|看|来看|计)?[，：:]")
_ROLE = re.compile(r"(?:人员|公务员|网格员|委员|书记|主任|站长|组长|专干|协管员|辅警|工作者|社工|编制|编外|雇员)[”\"]?$")
_NO_ROLE = ("党员", "团员", "持证", "退役", "残疾", "流动", "失业", "低保", "兼")
_KIND = re.compile(r"(?:类|型|级)[”\"]?$")


_ATTRIBUTES = ("党员", "团员", "女", "男", "持证", "岁", "学历", "大专", "本科", "研究生", "高中", "少数民族", "退役", "独居", "残疾", "以上", "以下", "新")
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
    if len(labels) < 3:
        return False
    if _BY_KIND.search(lead) or all(_KIND.search(label) for label in labels) or _are_years(listed):
        return True
    heads = {_QUOTED.sub("", label)[-2:] for label in labels}
    named = total.clause + total.figure.noun
    if not has_any("".join(labels), _ATTRIBUTES) and (len(heads) == 1 or all(head in named for head in heads)):
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


def _judge(listed: Enumeration, total: Mention, certainty: str, findings: Findings) -> None:
    """Report a list that does not add up as far as that is sure."""
    low, high = _sum(listed)
    middle = (low + high) / 2
    stated = total.figure.value
    slip = _one_slip(listed, total, middle)
    if certainty == "none" or (certainty in ("slip", "classified") and not slip):
        return
    severity = "error" if certainty in ("error", "places", "classified") or _just_beyond(listed, total, certainty) else "warning"
    if certainty == "places" and not slip and abs(middle - stated) * 8 > stated:
        if middle < stated:
            return  # perhaps not every place is named
        severity = "warning"
    broken = [m for m in listed.mentions if m.figure.low > total.figure.high]
    if severity == "error" and len(broken) == 1 and middle - broken[0].figure.value <= stated:
        others = middle - broken[0].figure.value
        why = f"部分{broken[0].text}大于总数{total.text}，其余各项合计{show(others)}，应为{show(stated - others)}，疑为数字被改坏"
        findings.report("error", "impossible", broken[0], show(stated - others), why)
        return
    if not slip and abs(middle - stated) * 5 > stated:
        severity = "warning"  # too far off to be the total of this list
    terms = "＋".join(m.digits for m in listed.mentions)
    why = f"各项{terms}＝{show(middle)}，文中总数为{total.text}，相差{show(abs(middle - stated))}"
    findings.report(severity, "parts", total, show(middle), why)


def _just_beyond(listed: Enumeration, total: Mention, certainty: str) -> bool:
    """Whether three or more parts after 其中 exceed their total by so little that they must be meant to add up to it."""
    low, high = _sum(listed)
    over = (low + high) / 2 - total.figure.value
    first = listed.mentions[0]
    joined = all(m.lead.startswith(("、", "，")) and "其中" not in m.lead for m in listed.mentions[1:])
    return certainty == "slip" and len(listed.items) >= 3 and joined and "其中" in first.lead and 0 < over * 33 <= total.figure.value


def _one_slip(listed: Enumeration, total: Mention, middle: Fraction) -> bool:
    """Whether changing one digit of one figure would make the list add up."""
    difference = total.figure.value - middle
    return total.is_slip_from(middle) or any(m.is_slip_from(m.figure.value + difference) for m in listed.mentions)


def _judge_far(listed: Enumeration, earlier: list[Mention], findings: Findings) -> None:
    """Judge a list whose total can only stand in an earlier sentence of the passage."""
    low, high = _sum(listed)
    first = listed.mentions[0]
    total = earlier[0]
    gap = first.sentence.number - total.sentence.number
    if gap > 3 or total.figure.hedge or total.sentence.section != first.sentence.section:
        return
    text = first.sentence.text
    close = abs((low + high) / 2 - total.figure.value) * 20 <= total.figure.value
    slip = _one_slip(listed, total, (low + high) / 2)
    if has_any(text, lexicon.UNKNOWN) or (first.year and total.year and first.year != total.year):
        return
    opens = first.sentence.text.lstrip(" ").startswith(("其中", "从", "按"))
    if listed.is_complete and (slip or close) and is_total(total):
        _judge(listed, total, "error" if gap <= 2 or opens else "warning", findings)
    elif slip and opens and gap <= 2 and is_total(total) and not has_any(text, _OPEN_LIST) and is_classified(listed, total, first.lead):
        _judge(listed, total, "classified", findings)
    elif listed.is_places and opens and not has_any(text, _OPEN_LIST) and (slip or close):
        _judge(listed, total, "places", findings)
