"""The same quantity with two values in different places.

Two figures are the same quantity only where what is left of their words, after function words, is the same and names
either a scope (全区社区工作者) or a thing of which the text has one (有效问卷). Parts, changes, plans and other years are
other quantities.
"""

from __future__ import annotations

import re

from sqgz.auditing import lexicon
from sqgz.auditing.changes import says_change
from sqgz.auditing.clauses import has_any, strip_closing, strip_opening
from sqgz.auditing.findings import Findings
from sqgz.auditing.presenting import is_partitive, is_total
from sqgz.auditing.sentences import Mention, Sentence

_FILLERS = ("综合", "根据", "依据", "基于", "结合", "汇总", "分析", "通过", "截至目前", "目前", "现在", "现阶段", "据统计", "经统计", "统计", "调查", "显示", "结果", "共有", "现有", "总数为", "总数达", "总数", "总人数为",
            "总人数", "总计", "共计", "合计", "一共", "总共", "共", "有", "为", "达到", "达", "是", "已", "的", "在", "对", "年底", "底", "月末", "末",
            "这", "该", "上述", "以上", "人数", "数量", "设有", "现", "了", "由", "于", "针对", "就", "给", "让", "把", "将", "全体", "所有", "拥有", "配备", "经", "面向", "辖")  # fmt: skip
_UNIQUE = ("有效问卷", "发放问卷", "回收问卷", "调查问卷", "受访者", "调查对象", "问卷", "样本")
_OTHER = ("其中", "比", "较", "增", "减", "新", "计划", "拟", "力争", "目标", "预计", "应", "平均", "每", "原", "曾", "不足", "超过", "上年", "去年",
          "同期", "以前", "此前", "当时", "另", "除", "还有", "分别", "男", "女", "第一", "第二", "部分", "各", "某", "累计", "先后", "同比", "占")  # fmt: skip
_DATES = re.compile(r"(?:(?:19|20)\d{2}年(?:底|末|初)?(?:\d{1,2}月)?(?:\d{1,2}日)?|截至|截止|到)")
_NUMBERING = re.compile(r"^\s*[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.]")
_HEADED = re.compile(r"^\s*【[^】]{1,12}】")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:街道|镇|乡|社区|村|区|县|市)")


def check_repeats(sentences: list[Sentence], findings: Findings) -> None:
    """Report a quantity that has two values; the one said less often is reported, the later one where they tie."""
    groups: dict[tuple[str, str, int], list[Mention]] = {}
    for sentence in sentences:
        for mention in sentence.mentions:
            name = name_quantity(mention)
            if name:
                year = mention.year
                groups.setdefault((name, _family(mention), year), []).append(mention)
    joined = _join_open(groups)
    _compare_loose(sentences, joined, findings)
    for (name, _, _), mentions in joined.items():
        if len(mentions) > 1:
            _compare(name, mentions, findings)
    _compare_undated(joined, findings)


def _compare_loose(
    sentences: list[Sentence], groups: dict[tuple[str, str, int], list[Mention]], findings: Findings
) -> None:
    """Report 解决全区2,871名社区工作者的… that one slip leads to from the only value that 全区社区工作者 has."""
    known: dict[tuple[str, str], list[Mention]] = {}
    for (name, unit, _), mentions in groups.items():
        if not any(_is_planned(m) for m in mentions):
            known.setdefault((name, unit), []).extend(mentions)
    for sentence in sentences:
        for mention in sentence.mentions:
            lead = mention.lead[-8:]
            scope = next((s for s in lexicon.SCOPES if lead.endswith(s)), "")
            if (
                not scope
                or not mention.figure.exact
                or len(mention.figure.noun) < 2
                or mention.status
                or _is_planned(mention)
            ):
                continue
            name = scope + mention.figure.noun
            held = next(
                (
                    known[name[:size], _family(mention)]
                    for size in range(len(name), 4, -1)
                    if (name[:size], _family(mention)) in known
                ),
                [],
            )
            if (
                held
                and mention not in held
                and len({m.figure.value for m in held}) == 1
                and mention.is_slip_from(held[0].figure.value)
            ):
                why = f"“{scope}{mention.figure.noun}”在{held[0].sentence.passage.place}为{held[0].text}，此处为{mention.text}"
                findings.report("error", "repeat", mention, held[0].text, why)


_PLANNED = re.compile(r"到20\d{2}年|力争|计划|目标|预计|规划|争取|拟|届时|建议(?!为|对|给|让|把|将)")


def _is_planned(mention: Mention) -> bool:
    """Whether a figure is said of a time to come."""
    sentence = mention.sentence
    return _PLANNED.search(sentence.passage.text, sentence.start, mention.figure.start) is not None


def _compare_undated(groups: dict[tuple[str, str, int], list[Mention]], findings: Findings) -> None:
    """Report a quantity said without a year that one slip leads to from the only value it has with a year."""
    dated: dict[tuple[str, str], list[Mention]] = {}
    for (name, unit, year), mentions in groups.items():
        if year and not any(_is_planned(m) for m in mentions):
            dated.setdefault((name, unit), []).extend(mentions)
    for (name, unit), known in dated.items():
        values = {m.figure.value for m in known}
        for mention in groups.get((name, unit, 0), []):
            if mention.figure.value in values:
                findings.confirm([mention])
            elif (
                len(values) == 1
                and mention.status != "wrong"
                and _same_setting(known[0], mention)
                and mention.is_slip_from(known[0].figure.value)
            ):
                why = f"“{name}”在{known[0].sentence.passage.place}为{known[0].text}，此处为{mention.text}"
                findings.report("error", "repeat", mention, known[0].text, why)


def _join_open(
    groups: dict[tuple[str, str, int], list[Mention]],
) -> dict[tuple[str, str, int], list[Mention]]:
    """Groups with names that run on (全区981名社区工作者总体上…) put to the name said elsewhere that they begin with."""
    closed = {
        (name, unit, year)
        for (name, unit, year), held in groups.items()
        if any(not m.figure.noun for m in held)
    }
    joined: dict[tuple[str, str, int], list[Mention]] = {}
    for (name, unit, year), mentions in groups.items():
        known = [name[:size] for size in range(len(name), 5, -1) if (name[:size], unit, year) in closed]
        joined.setdefault((known[0] if known else name, unit, year), []).extend(mentions)
    return joined


def _family(mention: Mention) -> str:
    """Class of unit of a count."""
    return "人" if mention.figure.unit in lexicon.PEOPLE else mention.figure.unit


def name_quantity(mention: Mention) -> str:
    """What a count is the total of, in words that are equal for equal quantities; empty where that is not plain."""
    figure = mention.figure
    if (
        figure.kind != "count"
        or not figure.exact
        or figure.is_range
        or figure.weak
        or figure.value < 2
        or says_change(mention)
    ):
        return ""
    lead = mention.lead
    for at in range(len(lead) - 1, -1, -1):
        if lead[at] in "，,；;。：:、\n":
            lead = lead[at + 1 :]
            break
    lead = _NUMBERING.sub("", _HEADED.sub("", lead))
    if len(lead) > 30 or has_any(lead, _OTHER):
        return ""
    text = _DATES.sub("", "".join(char for char in lead if char not in "“”\"' （）()"))
    for own, scope in lexicon.OWN_SCOPES.items():
        text = text.replace(own, scope)
    text = strip_closing(strip_opening(text, _FILLERS), _FILLERS)
    scope = next((s for s in lexicon.SCOPES if text.startswith(s)), "")
    if (
        not scope
        and text
        and mention.previous is not None
        and mention.lead.startswith("，")
        and "，" not in mention.lead[1:]
    ):
        scope = _scope_before(mention.previous)
        text = scope + text
    rest = strip_closing(strip_opening(text[len(scope) :], _FILLERS), _FILLERS)
    noun = "".join(char for char in _noun_after(mention) if char not in "“”\"' （）()")
    name = scope + rest + noun
    for unique in ("有效问卷",):
        if unique in name and len(name) <= 12:
            return unique
    carried = scope and not has_any(lead, (scope,))
    if (
        scope
        and len(rest + noun) >= 2
        and (is_total(mention) or is_partitive(mention) or not rest or carried)
    ):
        return name
    return name if not scope and rest + noun in _UNIQUE else ""


def _scope_before(mention: Mention) -> str:
    """Scope that the figure before opens its sentence with (全区现有社区86个，社区工作者1,312人); empty where none."""
    if mention.index or not is_total(mention):
        return ""
    text = mention.clause.strip()
    for own, scope in lexicon.OWN_SCOPES.items():
        text = scope + text[len(own) :] if text.startswith(own) else text
    return next((scope for scope in lexicon.SCOPES if text.startswith(scope)), "")


def _noun_after(mention: Mention) -> str:
    """Noun after a count, quotation marks and brackets in it kept."""
    tail = mention.tail[:16]
    end = 1 if tail.startswith("有效") else 0
    while end < len(tail) and tail[end] not in "，,、；;：:。的中占为有是在共分其与和及达\n":
        end += 1
    noun = "" if tail[:1] in ("均", "都", "已", "全") else tail[:end]
    return noun if noun.count("（") == noun.count("）") else noun.partition("（")[0]


def _compare(name: str, mentions: list[Mention], findings: Findings) -> None:
    """Report what differs among mentions of one quantity."""
    values: dict[object, list[Mention]] = {}
    for mention in mentions:
        values.setdefault(mention.figure.value, []).append(mention)
    if len(values) == 1:
        findings.confirm(mentions)
        return
    usual = max(values.values(), key=lambda held: (len(held), -held[0].sentence.number))
    for held in values.values():
        if held is usual:
            continue
        for mention in held:
            sure = _same_setting(usual[0], mention) and len(values) == 2
            place = usual[0].sentence.passage.place
            why = f"“{name}”在{place}为{usual[0].text}，此处为{mention.text}"
            findings.report("error" if sure else "warning", "repeat", mention, usual[0].text, why)


def _same_setting(one: Mention, two: Mention) -> bool:
    """Whether two mentions speak of the same area: no heading or sentence that names a place of its own."""
    local = ("全街道", "全街", "全镇", "全乡", "全村", "全社区")
    if has_any(one.lead + two.lead, local) and one.sentence.section != two.sentence.section:
        return False
    return _places(one) == _places(two)


def _places(mention: Mention) -> set[str]:
    """Places named in the heading of a mention or before it in its sentence."""
    sentence = mention.sentence
    before = sentence.passage.text[max(sentence.start, mention.figure.start - 60) : mention.figure.start]
    named = _PLACE.findall(before) + _PLACE.findall(sentence.passage.heading)
    general = ("全", "我", "本", "各", "社区", "街道", "个", "城", "该", "辖", "对")
    return {
        name for name in named if not name.startswith(general) and "全" not in name and "社区" not in name
    }
