"""Sentences of a document with their figures, and the words around each figure.

A sentence knows its passage, its section and its figures; a figure in it knows the year it speaks of, the label before
it and the clause it stands in. Must not know: what a figure is a share of, or whether it is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqgz.auditing import lexicon
from sqgz.auditing.quantities import Figure, find_figures
from sqgz.auditing.rounding import differ_by_one_slip, show
from sqgz.auditing.texts import Document, Passage

BREAKS = frozenset("，,、；;：:。！？!?（）()\n“”\"《》")
CLAUSE_BREAKS = frozenset("，,；;：:。！？!?\n")
_ARABIC = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_END = re.compile(r"[。！？!?\n]")
MOST_FIGURES = 40
"""Figures of one sentence; what runs on without a full stop (a table flattened to text) is cut there, which keeps time linear."""
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]")
_COMPARED = ("比", "较", "与", "和", "同", "从", "由", "自", "于")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?年")
REACH = 60
"""Characters before and after a figure that are looked at; keeps every look-up of fixed cost."""


@dataclass(eq=False)
class Mention:
    """A figure in its sentence. `index` is its place among the figures of the sentence, `year` 0 where none is said."""

    figure: Figure
    sentence: Sentence
    index: int
    year: int = 0
    segment: int = 0
    status: str = ""

    @property
    def text(self) -> str:
        """The figure as written, with its unit."""
        return self.sentence.passage.written[self.figure.start : self.figure.end]

    @property
    def digits(self) -> str:
        """The bare numeral, levelled."""
        return self.sentence.passage.text[self.figure.digits_start : self.figure.digits_end].replace(",", "")

    @property
    def bare(self) -> str:
        """The numeral in Arabic digits without 万 or 亿."""
        match = _ARABIC.match(self.digits)
        return match.group() if match else show(self.figure.value, self.figure.decimals)

    def write_like(self, value: Fraction) -> str:
        """Numeral of a value in the manner of this figure: same multiplier, same decimals."""
        written = Fraction(self.bare)
        scaled = value * written / self.figure.value if self.figure.value else value
        return show(scaled, self.figure.decimals)

    def is_slip_from(self, value: Fraction) -> bool:
        """Whether one slip of the hand leads from a value to this figure as written."""
        return value >= 0 and differ_by_one_slip(self.bare, self.write_like(value))

    @property
    def index_in_text(self) -> tuple[int, int]:
        """Position in the document, to be compared with others."""
        return self.sentence.number, self.index

    @property
    def previous(self) -> Mention | None:
        """Figure before this one in the sentence."""
        return self.sentence.mentions[self.index - 1] if self.index else None

    @property
    def following(self) -> Mention | None:
        """Figure after this one in the sentence."""
        rest = self.index + 1
        return self.sentence.mentions[rest] if rest < len(self.sentence.mentions) else None

    @cached_property
    def lead(self) -> str:
        """Words between the figure before (or the start of the sentence) and this one, at most `REACH` characters."""
        start = self.previous.figure.end if self.previous else self.sentence.start
        return self.sentence.passage.text[max(start, self.figure.start - REACH) : self.figure.start]

    @cached_property
    def tail(self) -> str:
        """Words between this figure and the next (or the end of the sentence), at most `REACH` characters."""
        end = self.following.figure.start if self.following else self.sentence.end
        return self.sentence.passage.text[self.figure.end : min(end, self.figure.end + REACH)]

    @cached_property
    def label(self) -> str:
        """What the figure counts: the words before it in its clause and the noun after it, without function words."""
        return clean_label(self.clause) + self.figure.noun

    @cached_property
    def presented(self) -> bool:
        """Whether the words around the figure present it as a total; see `is_total`."""
        return _is_presented(self)

    @cached_property
    def is_plain(self) -> bool:
        """Whether the figure is a number of things as it stands: no hedge, no range, no mean."""
        figure = self.figure
        if not figure.is_number_of_things or figure.hedge or figure.is_range or figure.value <= 0:
            return False
        return not has_any(self.clause[-8:], ("平均", "人均", "每")) and not has_any(self.clause, ("每万", "每千", "每百"))

    @cached_property
    def size(self) -> float:
        """Value as a float, to sort out quickly what cannot fit; never to judge."""
        return float(self.figure.value)

    @cached_property
    def slack(self) -> float:
        """Half the worth of the last digit as a float, to go with `size`."""
        return float(self.figure.step) / 2

    @cached_property
    def clause(self) -> str:
        """Last clause of the words before the figure."""
        return last_clause(self.lead)

    def same_thing(self, other: Mention) -> bool:
        """Whether two counts can be of one kind: same class of unit, and nouns that do not exclude each other."""
        return compatible(self.figure, other.figure)


@dataclass(eq=False)
class Sentence:
    """A sentence: span in its passage, section number, figures in order.

    `memory` keeps what several checks ask for, so that it is found out once.
    """

    passage: Passage
    start: int
    end: int
    section: int
    number: int
    mentions: list[Mention] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Levelled text."""
        return self.passage.text[self.start : self.end]


_LABEL_OPENS = ("其中", "另外", "另有", "还有", "目前", "现在", "截至目前", "此外", "同时", "而", "但", "且", "并", "以及", "则", "分别",
                "有", "的", "在", "按", "以", "来看", "看", "及", "和", "与", "是", "为", "等", "另", "又", "即", "约", "共")  # fmt: skip
_LABEL_CLOSES = ("已经", "已达", "达到", "达", "高达", "共有", "现有", "总数为", "总人数为", "总数", "总人数", "人数为", "人数", "数量", "共计",
                 "合计", "总计", "一共", "累计", "共", "有", "为", "是", "仅", "只", "约", "近", "超过", "超", "逾", "的", "了", "分别", "占",
                 "各", "均", "也", "就", "还", "在", "占比", "比例", "比重", "所占")  # fmt: skip


def strip_opening(text: str, words: tuple[str, ...]) -> str:
    """Text without any of the words at its beginning, however many follow each other."""
    while text.startswith(words):
        text = text[max(len(word) for word in words if text.startswith(word)) :]
    return text


def strip_closing(text: str, words: tuple[str, ...]) -> str:
    """Text without any of the words at its end, however many follow each other."""
    while text.endswith(words):
        text = text[: len(text) - max(len(word) for word in words if text.endswith(word))]
    return text


def clean_label(text: str) -> str:
    """Label without leading and trailing function words; at most 40 characters are looked at.

    >>> clean_label("其中户口在本社区的有")
    '户口在本社区'
    """
    text = text[-40:].strip(" （(“”\"")
    return strip_closing(strip_opening(text, _LABEL_OPENS), _LABEL_CLOSES)


def last_clause(text: str) -> str:
    """Words after the last break of a text.

    >>> last_clause("人，占比31%；女性有")
    '女性有'
    """
    for at in range(len(text) - 1, -1, -1):
        if text[at] in BREAKS and text[at] not in "“”\"" and not _groups_digits(text, at):
            return text[at + 1 :]
    return text


def _groups_digits(text: str, at: int) -> bool:
    """Whether the comma at this offset stands inside a numeral (1,000)."""
    return text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 4].isdigit()


_FAMILY = {"人": "人", "名": "人", "位": "人", "口": "人", "人口": "人", "个": "个", "家": "个", "所": "个", "处": "个", "支": "个"}


def compatible(one: Figure, two: Figure) -> bool:
    """Whether two figures can count the same kind of thing."""
    if {one.kind, two.kind} - {"count", "amount"}:
        return False
    first, second = _FAMILY.get(one.unit, one.unit), _FAMILY.get(two.unit, two.unit)
    if first != second:
        return False
    if first == "个" and one.noun and two.noun:
        if one.noun.endswith(two.noun) or two.noun.endswith(one.noun):
            return True
        return one.noun[-2:] == two.noun[-2:] or one.noun[:2] == two.noun[:2]
    return True


def split_sentences(document: Document) -> list[Sentence]:
    """Sentences of all passages with their figures; time grows with the length of the text only."""
    sentences: list[Sentence] = []
    section = 0
    for passage in document.passages:
        figures = find_figures(passage.text)
        section += passage.is_heading
        at = 0
        for start, end in _spans(passage.text, figures):
            if _SECTION.match(passage.text, start):
                section += 1
            sentence = Sentence(passage, start, end, section, len(sentences))
            while at < len(figures) and figures[at].start < end:
                mention = Mention(figures[at], sentence, len(sentence.mentions))
                sentence.mentions.append(mention)
                at += 1
            _give_years(sentence)
            _give_segments(sentence)
            sentences.append(sentence)
    return sentences


def _spans(text: str, figures: list[Figure]) -> list[tuple[int, int]]:
    """Start and end of each sentence; a mark inside a figure or brackets does not end it."""
    spans = []
    start = last = held = 0
    for end in [match.end() for match in _END.finditer(text)] + [len(text)]:
        while last < len(figures) and figures[last].start < end:
            held += 1
            if held > MOST_FIGURES:
                spans.append((start, figures[last].start))
                start, held = figures[last].start, 1
            last += 1
        if end > start:
            spans.append((start, end))
        start, held = end, 0
    return spans


def _give_years(sentence: Sentence) -> None:
    """Give each figure the year last said before it in the sentence."""
    years = list(_YEAR.finditer(sentence.text))
    at = year = 0
    for mention in sentence.mentions:
        compared = 0
        while at < len(years) and years[at].start() + sentence.start < mention.figure.start:
            if at and sentence.text[years[at - 1].end() : years[at].start()] in ("和", "与", "、", "及"):
                year = compared = 0  # 2022年和2023年分别为: which figure is of which year is told by their order only
            elif sentence.text[: years[at].start()].endswith(_COMPARED):
                compared = int(years[at].group(1))
            else:
                year, compared = int(years[at].group(1)), 0
            at += 1
        mention.year = compared or year


def _give_segments(sentence: Sentence) -> None:
    """Number the stretches between semicolons that figures stand in."""
    segment, at = 0, sentence.start
    text = sentence.passage.text
    for mention in sentence.mentions:
        stretch = text[at : mention.figure.start]
        segment += stretch.count("；") + stretch.count(";")
        mention.segment, at = segment, mention.figure.end


def has_any(text: str, words: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether any of the words stands in the text."""
    for word in words:  # noqa: SIM110 - `any` over a generator takes twice the time, and this is asked most often
        if word in text:
            return True
    return False


def is_total(mention: Mention) -> bool:
    """Whether the words before a count present it as a total (共有, 总数, 在…中), and not as a part."""
    return mention.presented


def _is_presented(mention: Mention) -> bool:
    """Whether the words around a count present it as a total."""
    clause = mention.clause
    if "其中" in clause:
        return False
    if is_partitive(mention) or has_any(_WITH_GONG.sub("", clause), lexicon.TOTAL_WORDS):
        return True
    if clause.strip() in _PRESENTERS or clean_label(clause) in lexicon.SCOPES or clause.strip() in lexicon.OWN_SCOPES:
        return mention.figure.noun != ""
    if mention.index == 0 and _opens_with_name(clause):
        return mention.figure.kind == "count"
    return _follows_verb(clause) or _TOTAL_AFTER.match(mention.tail) is not None


def _opens_with_name(clause: str) -> bool:
    """Whether a clause is a scope and a name (全区社区主职), or somebody who has something (东关街道有社区工作者)."""
    text = strip_opening(clause.strip(), ("目前", "现在", "截至目前", "当前", "，"))
    for own, scope in lexicon.OWN_SCOPES.items():
        text = scope + text[len(own) :] if text.startswith(own) else text
    if has_any(text, ("的", "比", "新", "增", "减", "平均", "每", "应", "计划", "占")):
        return False
    if text.startswith(lexicon.SCOPES):
        return True
    owner, found, thing = text.partition("有")
    return bool(found) and 1 <= len(owner) <= 10 and len(thing) >= 2 and not owner.endswith(("没", "所", "只", "仅", "具", "还", "另", "持", "共", "拥", "含"))


def _follows_verb(clause: str) -> bool:
    """Whether a clause ends with a verb that presents a total and the name of what is counted."""
    for word in lexicon.TOTAL_VERBS:
        at = clause.rfind(word)
        if at >= 0 and not has_any(clause[at:], ("的", "以", "中", "男", "女")):
            return True
    return False


_WITH_GONG = re.compile(r"[中公]共|共[青产建治享同商管谋育创]")
"""Words with 共 that say nothing of a total (中共党员, 公共服务, 共青团员)."""
_PRESENTERS = ("对", "在", "就", "从", "向", "面向", "针对", "通过对", "我们对", "本次对", "此次对", "经对", "课题组对", "调研组对")
_TOTAL_AFTER = re.compile(r"^[^，。；,;：:]{0,20}[，,：:（(]\s*(?:其中|包括|分别(?![占比])|按|从)")
_PARTITIVE = re.compile(r"^[^，。；,;（）()]{0,24}?(?:当中|之中|里面|其中|中|里)(?![小学专心级央介间等国共期])")


def is_partitive(mention: Mention) -> bool:
    """Whether a count is said to be what the following is part of (981名社区工作者中)."""
    return _PARTITIVE.match(mention.tail) is not None
