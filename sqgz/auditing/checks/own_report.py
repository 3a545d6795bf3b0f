"""Check of a report that this library wrote: living numbers against results, fixed figures against what was composed.

What a living number says is right or wrong by its key; no guess at bases and parts is needed, and none is kept. Must
not know: how reports are laid out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from sqgz.auditing.findings import Finding, Findings, name_place, quote
from sqgz.auditing.texts import Control, Document, Passage

Living = Callable[[Control], str | None]
_GAP = "\ufffc"  # stands for a living number
_BLANKS = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")


def living_of(results: Any) -> Living:
    """What a content control should say by these results; None for controls that are not ours, or of rows that are gone."""
    from sqgz.report.living.labels import read_label
    from sqgz.report.rendering import Renderer

    renderer = Renderer(results)

    def says(control: Control) -> str | None:
        label = read_label(control.tag, control.alias)
        return None if label is None else renderer.text(label.key)

    return says


def is_own(document: Document) -> bool:
    """Whether a document holds living numbers of this library."""
    from sqgz.report.living.labels import read_label

    return any(
        read_label(control.tag, control.alias) is not None
        for passage in document.passages
        for control in passage.controls
    )


def drop_settled(document: Document, living: Living, findings: Findings) -> None:
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
    findings.found = [
        one
        for one in findings.found
        if not any(start < one.end and one.start < end for start, end in settled.get(one.anchor, ()))
    ]


def check_fixed(document: Document, composed: Any, findings: Findings) -> None:
    """Report figures outside living numbers (labels, dates, captions) that the report as composed has otherwise.

    A text is compared with the composed text that is like it in everything but digits; what the writer has rewritten
    is like none.
    """
    expected: dict[str, set[str]] = {}
    for text in _composed_texts(composed):
        expected.setdefault(_skeleton(text), set()).add(text)
    for passage in document.passages:
        written = _without_controls(passage)
        _compare(passage, written, expected, findings)
    for grid in document.grids:
        for r, row in enumerate(grid.rows):
            for c, cell in enumerate(row):
                text = _BLANKS.sub("", cell)
                found = _wrong(text, expected)
                if found is not None:
                    findings.report_cell("error", "study", grid, (r, c), found, f"生成报告时为“{found}”")


def _compare(passage: Passage, written: str, expected: dict[str, set[str]], findings: Findings) -> None:
    right = _wrong(written, expected)
    if right is None:
        return
    digits, wanted = _DIGIT.findall(written), _DIGIT.findall(right)
    at = next(i for i, (one, other) in enumerate(zip(digits, wanted, strict=True)) if one != other)
    start = _place_of_digit(passage, at)
    findings.found.append(
        Finding("error", "study", name_place(passage), quote(passage, start, start + 1), passage.written[start], wanted[at],
                f"此处与结果无关的数字生成报告时为“{right.replace(_GAP, '…')}”", passage.anchor, start, start + 1)
    )  # fmt: skip


def _wrong(text: str, expected: dict[str, set[str]]) -> str | None:
    """The composed text that a text is like but for digits; None if it is one of them, or like none."""
    if not _DIGIT.search(text):
        return None
    known = expected.get(_skeleton(text))
    return None if not known or text in known else min(known)


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
    """Texts of a composed report as a document shows them: numbered headings and captions, references by number."""
    from sqgz.report.blocks import Heading, Picture, Table

    numbers = composed.numbers()
    for text in composed.texts():
        yield _shown(text, numbers)
    for block in composed.blocks:
        if isinstance(block, Heading):
            yield _shown(f"{block.number}{block.text}", numbers)
        elif isinstance(block, (Table, Picture)):
            yield _shown(f"{numbers[block.name]}{block.caption}", numbers)
            yield from (_shown(f"注：{note}", numbers) for note in block.notes)


def _shown(text: str, numbers: dict[str, str]) -> str:
    from sqgz.report.marks import pieces

    said = (
        _GAP if piece.key is not None else numbers.get(piece.refers_to, "") if piece.refers_to else piece.text
        for piece in pieces(text)
    )
    return _BLANKS.sub("", "".join(said))
