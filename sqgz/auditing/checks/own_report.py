"""Check of a report that this library wrote: living numbers against results, fixed figures against what was composed.

What a living number says is right or wrong by its key; no guess at bases and parts is needed, and none is kept. Must
not know: how reports are laid out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqgz.auditing.findings import Finding, Findings, name_place, quote
from sqgz.auditing.sentences import Sentence
from sqgz.auditing.texts import Control, Document, Grid, Passage

Living = Callable[[Control], str | None]
_GAP = "\ufffc"  # stands for a living number
_BLANKS = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")


def living_of(results: Any) -> Living:
    """What a content control should say by these results; None for controls that are not ours, or of rows that are gone."""
    from sqgz.report.living.labels import read_label
    from sqgz.report.rendering import Renderer
    from sqgz.results import audience_of

    renderer = Renderer(audience_of(results))

    def says(control: Control) -> str | None:
        label = read_label(control.tag, control.alias)
        return None if label is None else renderer.text(label.key)

    return says


def compose_again(results: Any) -> Any:
    """The report as it is composed of these results for the audience that the study names."""
    from sqgz.report.composing.sections import compose_report
    from sqgz.results import audience_of

    return compose_report(audience_of(results))


def is_own(document: Document) -> bool:
    """Whether a document holds living numbers of this library."""
    from sqgz.report.living.labels import read_label

    return any(
        read_label(control.tag, control.alias) is not None
        for passage in document.passages
        for control in passage.controls
    )


def drop_settled(document: Document, sentences: list[Sentence], living: Living, findings: Findings) -> None:
    """Nothing; what was guessed about a figure inside a living number that is right is taken back."""
    settled: dict[Any, list[tuple[int, int]]] = {}
    for passage in document.passages:
        for control in passage.controls:
            expected = living(control)
            if (
                expected is not None
                and passage.written[control.start : control.end].strip() == expected.strip()
            ):
                settled.setdefault(passage.anchor, []).append((control.start, control.end))
    for sentence in sentences:
        for mention in sentence.mentions:
            spans = settled.get(sentence.passage.anchor, ())
            if any(start <= mention.figure.digits_start < end for start, end in spans):
                mention.status = "right"
    for grid in document.grids:
        for r, row in enumerate(grid.rows):
            for c, _ in enumerate(row):
                if grid.anchor(r, c) in settled and (grid.place, r, c) in findings.cells:
                    findings.cells[(grid.place, r, c)] = "right"
    findings.found = [
        one
        for one in findings.found
        if not any(start < one.end and one.start < end for start, end in settled.get(one.anchor, ()))
    ]


def check_fixed(document: Document, composed: Any, findings: Findings) -> None:
    """Report figures outside living numbers (labels, dates, captions) that the report as composed has otherwise.

    Texts are compared with composed texts that are like them in everything but digits, in their order; what the writer
    has rewritten is like none.
    """
    expected: dict[str, list[str]] = {}
    for text in _composed_texts(composed):
        expected.setdefault(_skeleton(text), []).append(text)
    written: dict[str, list[_Text]] = {}
    for one in _written_texts(document):
        written.setdefault(_skeleton(one.text), []).append(one)
    right = set()
    for skeleton, texts in written.items():
        for one, wanted in _pair(texts, expected.get(skeleton, [])):
            if one.text == wanted:
                right.add(one.anchor)
            else:
                one.report(wanted, findings)
    findings.found = [one for one in findings.found if one.severity != "note" or one.anchor not in right]


@dataclass(frozen=True)
class _Text:
    """A text of the document without blanks, each living number a gap, and where it stands."""

    text: str
    passage: Passage | None
    grid: Grid | None = None
    at: tuple[int, int] = (0, 0)

    @property
    def anchor(self) -> Any:
        """Anchor of its paragraph or cell."""
        return self.passage.anchor if self.passage is not None else self.grid and self.grid.anchor(*self.at)

    def report(self, wanted: str, findings: Findings) -> None:
        """Add a finding about its first digit that is not as composed."""
        why = f"不随结果变化的数字，生成报告时为“{wanted.replace(_GAP, '…')}”"
        if self.passage is None:
            assert self.grid is not None
            findings.report_cell("error", "study", self.grid, self.at, wanted, why)
            return
        digits, right = _DIGIT.findall(self.text), _DIGIT.findall(wanted)
        number = next(i for i, (one, other) in enumerate(zip(digits, right, strict=True)) if one != other)
        start = _place_of_digit(self.passage, number)
        findings.found.append(
            Finding("error", "study", name_place(self.passage), quote(self.passage, start, start + 1), self.passage.written[start],
                    right[number], why, self.passage.anchor, start, start + 1)
        )  # fmt: skip


def _pair(texts: list[_Text], composed: list[str]) -> Iterator[tuple[_Text, str]]:
    """Each text with the composed one in its place, as far as the two sequences can be laid side by side."""
    matcher = SequenceMatcher(None, [one.text for one in texts], composed, autojunk=False)
    for _, start, end, other, other_end in matcher.get_opcodes():
        if end - start == other_end - other:
            yield from zip(texts[start:end], composed[other:other_end], strict=True)
        elif composed:
            known = set(composed)
            yield from ((one, one.text if one.text in known else composed[0]) for one in texts[start:end])


def _written_texts(document: Document) -> Iterator[_Text]:
    """Texts of the document that hold digits outside living numbers, in order; a cell's text once."""
    held = {passage.anchor for passage in document.passages if passage.in_table}
    for item in document.items:
        if isinstance(item, Passage):
            text = _without_controls(item)
            if _DIGIT.search(text):
                yield _Text(text, item)
            continue
        for r, row in enumerate(item.rows):
            for c, cell in enumerate(row):
                text = _BLANKS.sub("", cell)
                if _DIGIT.search(text) and item.anchor(r, c) not in held:
                    yield _Text(text, None, item, (r, c))


def _skeleton(text: str) -> str:
    return _DIGIT.sub("#", text)


def _without_controls(passage: Passage) -> str:
    """The passage's text without blanks, each living number a gap."""
    parts, at = [], 0
    for control in sorted(passage.controls, key=lambda one: one.start):
        if control.start < at:
            continue
        parts += [passage.written[at : control.start], _GAP]
        at = control.end
    return _BLANKS.sub("", "".join([*parts, passage.written[at:]]))


def _place_of_digit(passage: Passage, number: int) -> int:
    """Where the digit of that number, among those outside living numbers, stands in the passage."""
    spans = [(one.start, one.end) for one in passage.controls]
    outside = [
        found.start()
        for found in _DIGIT.finditer(passage.written)
        if not any(start <= found.start() < end for start, end in spans)
    ]
    return outside[number]


def _composed_texts(composed: Any) -> Iterator[str]:
    """Texts of a composed report that hold digits, as a document shows them and in its order."""
    numbers = composed.numbers()
    for text in _in_order(composed, numbers):
        shown = _shown(text, numbers)
        if _DIGIT.search(shown):
            yield shown


def _in_order(composed: Any, numbers: Mapping[str, str]) -> Iterator[str]:
    from sqgz.report.blocks import Break, Heading, Picture, Table

    yield composed.title
    yield composed.subtitle
    for block in composed.blocks:
        if isinstance(block, (Table, Picture)):
            yield f"{numbers[block.name]}{block.caption}"
            if isinstance(block, Table):
                yield from _heads(block.heads)
                for row in block.rows:
                    yield from row.cells
            yield from block.notes
        elif (
            isinstance(block, Heading) and block.number[-1:].isdigit()
        ):  # an annex: its number stands in a line of its own
            yield block.number
            yield block.text
        elif isinstance(block, Heading):
            yield block.number + block.text
        elif not isinstance(block, Break):
            yield block.text


def _heads(heads: Sequence[Sequence[str]]) -> Iterator[str]:
    """Heads of a table, each once however many columns and rows it spans."""
    for r, row in enumerate(heads):
        for c, text in enumerate(row):
            if not (c and row[c - 1] == text) and not (r and heads[r - 1][c] == text):
                yield text


def _shown(text: str, numbers: Mapping[str, str]) -> str:
    from sqgz.report.marks import pieces

    said = (
        _GAP if piece.key is not None else numbers.get(piece.refers_to, "") if piece.refers_to else piece.text
        for piece in pieces(text)
    )
    return _BLANKS.sub("", "".join(said))
