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

from sqgz.auditing.clauses import clean_label, has_any, last_clause
from sqgz.auditing.quantities import Figure, find_figures
from sqgz.auditing.rounding import differ_by_one_slip, show, slips_into
from sqgz.auditing.texts import Document, Passage

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
        match = _ARABIC.match(self.digits) if self.figure.unit != "/" else None
        return match.group() if match else show(self.figure.value, self.figure.decimals)

    def write_like(self, value: Fraction) -> str:
        """Numeral of a value in the manner of this figure: same multiplier, same decimals."""
        written = Fraction(self.bare)
        scaled = value * written / self.figure.value if self.figure.value else value
        return show(scaled, self.figure.decimals)

    def is_slip_from(self, value: Fraction) -> bool:
        """Whether one slip of the hand leads from a value to this figure as written."""
        return value >= 0 and differ_by_one_slip(self.bare, self.write_like(value))

    def slips_into(self, low: Fraction, high: Fraction) -> bool:
        """Whether one slip of the hand leads from this figure to some value of a range, in its own manner of writing."""
        if not self.figure.value:
            return False
        scale = Fraction(self.bare) / self.figure.value
        return slips_into(self.bare, low * scale, high * scale)

    def say(self, value: Fraction) -> str:
        """A value as this figure would write it, with its 万 or 亿."""
        digits = self.digits
        return self.write_like(value) + (digits[len(self.bare) :] if digits.startswith(self.bare) else "")

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
    def is_plain(self) -> bool:
        """Whether the figure is a number of things as it stands: no hedge, no range, no mean."""
        figure = self.figure
        if not figure.is_number_of_things or figure.hedge or figure.is_range or figure.value <= 0:
            return False
        return not has_any(self.clause[-8:], ("平均", "人均", "每")) and not has_any(
            self.clause, ("每万", "每千", "每百")
        )

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


_FAMILY = {
    "人": "人",
    "名": "人",
    "位": "人",
    "口": "人",
    "人口": "人",
    "个": "个",
    "家": "个",
    "所": "个",
    "处": "个",
    "支": "个",
    "件次": "件",
    "户次": "户",
}


_THINGS = ("count", "amount")


def compatible(one: Figure, two: Figure) -> bool:
    """Whether two figures can count the same kind of thing."""
    if one.kind not in _THINGS or two.kind not in _THINGS:
        return False
    first, second = _FAMILY.get(one.unit, one.unit), _FAMILY.get(two.unit, two.unit)
    if first != second:
        return False
    if first == "个" and one.noun and two.noun:
        if one.noun.endswith(two.noun) or two.noun.endswith(one.noun):
            return True
        if two.noun.startswith(one.noun[-2:]) or one.noun.startswith(two.noun[-2:]):
            return True  # 31个大类行业中，有22个行业保持增长
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
                year = compared = (
                    0  # 2022年和2023年分别为: which figure is of which year is told by their order only
                )
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
