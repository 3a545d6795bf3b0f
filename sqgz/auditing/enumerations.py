"""Lists of parts in a sentence: which figures are items of one list, what their labels are, and what total stands by.

Must not know: whether a list adds up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqgz.auditing import lexicon
from sqgz.auditing.categories import covers_all, find_dimension, is_place_list
from sqgz.auditing.clauses import BREAKS, clean_label, has_any, last_clause
from sqgz.auditing.presenting import is_total
from sqgz.auditing.sentences import Mention, Sentence
from sqgz.auditing.wording import run_of

_VIEWS = ("看，", "看,", "方面", "分：", "分:", "上，", "来源")
_NO_NEW_NAME = ("", "以上", "各项", "总数", "人数", "两者", "三者", "全年")
_COUNTED = re.compile(r"^(?:以上|这|上述)?[两二三四五六七八九十\d]{1,2}个?(?:项|类|区|县|街道|镇|乡|社区|市|村|组|者|片区|家|部分|年|种|方面|级|批)?$"
                      r"|^(?:以上|这|上述)?[三四五六七八九十](?:类|种|项|个部分)[\u4e00-\u9fff]{0,6}$")  # fmt: skip
_CHANGE = ("增加", "减少", "增长", "下降", "新增", "净增", "上升", "提高", "比上年", "较上年", "同比")


@dataclass(frozen=True)
class Item:
    """One item of a list: its figure, its label, and the question the label answers."""

    mention: Mention
    label: str
    dimension: str


@dataclass(frozen=True)
class Enumeration:
    """Items of one list in order."""

    items: tuple[Item, ...]

    @property
    def labels(self) -> list[str]:
        """Labels in order."""
        return [item.label for item in self.items]

    @property
    def mentions(self) -> list[Mention]:
        """Figures in order."""
        return [item.mention for item in self.items]

    @property
    def is_complete(self) -> bool:
        """Whether the labels leave nobody out."""
        return covers_all(self.labels)

    @property
    def is_places(self) -> bool:
        """Whether the labels are places of one rank."""
        return is_place_list(self.labels)


def label_item(mention: Mention) -> str:
    """Label of a figure in a list, without what introduces the list (从性别看，其中)."""
    lead = mention.lead
    clause = mention.clause
    if (
        clause == lead
        and mention.previous is not None
        and (lead.startswith(("以", "及以", "-", "~", "至", "到", "的")) or mention.previous.figure.weak)
    ):
        start = max(mention.sentence.start, mention.figure.start - 40)
        clause = last_clause(
            mention.sentence.passage.text[start : mention.figure.start]
        )  # the band itself holds figures
    label = clean_label(clause)
    if not label and clause != lead and not mention.figure.noun:
        rest = lead[: len(lead) - len(clause)].rstrip("".join(BREAKS))
        label = (
            clean_label(last_clause(rest))
            if lead[len(rest) : len(rest) + 1] in ("（", "(", "：", ":")
            else ""
        )
    noun = mention.figure.noun if find_dimension(label) in ("", "rest") or not label else ""
    for opening in ("其中", "一是", "二是", "三是"):
        label = label.removeprefix(opening)
    return label + noun


def split_labels(first: Mention, size: int) -> list[str] | None:
    """Labels joined by 、 before 分别 (男、女分别为312人、669人), or None where they do not match the run."""
    lead = first.lead
    at = max(lead.rfind("分别"), lead.rfind("依次"))
    if at < 0:
        return None
    stretch = lead[:at]
    for mark in ("；", ";", "：", ":", "，其中", "其中，", "其中", "，"):
        cut = stretch.rfind(mark)
        if cut >= 0:
            candidate = stretch[cut + len(mark) :]
            if "、" in candidate or "和" in candidate or "与" in candidate:
                stretch = candidate
    for joint in ("以及", "和", "与", "及"):
        head, found, last = stretch.rpartition(joint)
        if found and "、" not in last and len(head) > 0:
            stretch = head + "、" + last
            break
    labels = [clean_label(part) for part in stretch.split("、")]
    return labels if len(labels) == size and all(labels) else None


_THOSE = re.compile(r"(?:增长|下降|上升|增加|减少|提高|上涨)的(?:有|为|共|仅)?$")
"""下降的有9个 counts those that fell."""


def is_item(mention: Mention) -> bool:
    """Whether a figure can be an item of a list: a plain count, not a change, mean, limit or base."""
    figure = mention.figure
    if not figure.is_number_of_things or figure.hedge or figure.is_range or figure.weak:
        return False
    clause = mention.clause
    if clause.endswith(("分布在", "分布于", "来自", "涉及", "覆盖")):
        return False
    if has_any(clause, ("交叉任职", "双向进入")):
        return False
    return (
        not has_any(_THOSE.sub("", clause.replace("增加值", "")), _CHANGE)
        and not has_any(clause[-6:], ("平均", "人均", "每", "户均"))
        and "占" not in clause
    )


def find_enumerations(mentions: list[Mention]) -> list[Enumeration]:
    """Lists among figures of one kind in the order of the text: neighbours that answer one question.

    A figure introduced by 其中 that answers another question is a remark inside the list and is passed over.
    """
    lists: list[list[Item]] = []
    labels: dict[int, str] = {}
    for mention in mentions:
        if mention.index not in labels:
            run = run_of(mention)
            if len(run) > 1:
                given = split_labels(mention, len(run)) or _number_labels(run)
                labels.update({member.index: label for member, label in zip(run, given, strict=True)})
    for mention in mentions:
        label = labels.get(mention.index) or label_item(mention)
        item = Item(mention, label, _dimension_of(mention, label))
        current = lists[-1] if lists else None
        if current and _continues(current, item):
            current.append(item)
        elif (
            current
            and "其中" in mention.lead
            and current[-1].dimension not in ("", item.dimension)
            and not is_total(current[-1].mention)
        ):
            continue
        else:
            lists.append([item])
    return [Enumeration(tuple(items)) for items in lists]


def _dimension_of(mention: Mention, label: str) -> str:
    """Question that a label answers; answers in quotation marks (“收入低”的) are all of one question."""
    dimension = find_dimension(label)
    if dimension == "schooling" and mention.figure.unit in ("所", "个", "家", "处"):
        dimension = ""  # 小学318所: kinds of schools, not of people
    quoted = label[-1:] in '”"' and label.strip('“”"') != ""
    return "view" if quoted and dimension in ("", "opinion", "schooling") else dimension


def _number_labels(run: list[Mention]) -> list[str]:
    """Labels of a run whose members have none of their own (分别招录86名、104名、131名)."""
    own = [label_item(member) for member in run]
    return own if all(own) else [f"第{place}项" for place in range(1, len(run) + 1)]


def _continues(items: list[Item], item: Item) -> bool:
    """Whether an item goes on with a list."""
    last, first = items[-1], items[0]
    lead = item.mention.lead
    if not last.mention.same_thing(item.mention) and last.mention.figure.kind != "share":
        return False
    if item.mention.sentence is not last.mention.sentence and item.dimension != first.dimension:
        return False
    text = item.mention.sentence.passage.text
    between = (
        text[last.mention.figure.end : item.mention.figure.start]
        if item.mention.sentence is last.mention.sentence
        else lead
    )
    if any(item.label == held.label for held in items) or "其中" in between[-60:]:
        return False
    if find_total_after(last.mention) is item.mention:
        return False
    if item.dimension == "rest":
        return True
    views = item.dimension != first.dimension or item.dimension in ("", "opinion", "view", "place")
    if views and (_VIEW_OPENS.match(_opening(lead)) or has_any(_opening(lead), _VIEWS)):
        return False
    return item.dimension == first.dimension and (
        item.dimension != "" or item.mention.segment == last.mention.segment or len(items) == 1
        or items[-2].mention.segment != last.mention.segment)  # fmt: skip


_VIEW_OPENS = re.compile(r"从(?!业|事|教|军)|按(?!时|期|月|揭)|就(?![业读近地学医餐诊])")
_IN_QUOTES = re.compile(r"“[^”]{0,30}”")


def _opening(lead: str) -> str:
    """First clause of the words before a figure, where a new point of view is announced."""
    stripped = _IN_QUOTES.sub("", lead).lstrip("人名个户，,；;。、 ")
    return stripped[:14]


def find_total_before(first: Mention) -> Mention | None:
    """Count right before a list, shares passed over, that can be its total."""
    at = first.previous
    while at is not None:
        if at.figure.is_number_of_things and at.same_thing(first):
            return at
        if at.figure.is_number_of_things:
            return None
        at = at.previous
    return None


def find_total_after(last: Mention) -> Mention | None:
    """Count right after a list that its words call the sum (共计981人) without naming anything new, or None."""
    at = last.following
    skipped = False
    while at is not None and (at.figure.kind == "share" or at.figure.weak):
        skipped = skipped or at.figure.weak  # 四类重点人员共计: how many parts there are
        at = at.following
    if at is None or not at.figure.is_number_of_things or not at.same_thing(last):
        return None
    clause = _without_verb(last_clause(at.lead).strip(), label_item(last))
    if _SUMMED_UP.match(clause) and not at.figure.noun:
        return at
    if clause in ("合计", "共计", "总计") and len(at.figure.noun) <= 2:
        return at  # 社区142个、行政村37个，合计179个村（社区）
    for word in lexicon.SUM_WORDS:
        if clause.endswith((word, word + "有", word + "为", word + "达", word + "人数")):
            rest = clause[: clause.rfind(word)].strip("，,；;、 ")
            return (
                at
                if ((skipped and len(rest) <= 6) or rest in _NO_NEW_NAME or _COUNTED.match(rest))
                and not at.figure.noun
                else None
            )
    return None


_SUMMED_UP = re.compile(r"(?:合计|共计|总计)[\u4e00-\u9fff]{2}$")
"""A sum and its verb (合计走访3,281户)."""


def _without_verb(clause: str, label: str) -> str:
    """Clause without a verb at its end that the label of the last item ends with too (下半年办结…，全年共办结)."""
    for size in (4, 3, 2):
        if len(clause) > size and label.endswith(clause[-size:]):
            return clause[:-size]
    return clause


def sentence_items(sentence: Sentence) -> list[Mention]:
    """Figures of a sentence that can be items of lists."""
    return [mention for mention in sentence.mentions if is_item(mention)]
