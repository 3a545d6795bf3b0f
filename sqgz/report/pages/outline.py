"""The order of a page: which blocks are shown, their ids, and the contents that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sqgz.report.blocks import Block, Break, Heading, Paragraph, Report
from sqgz.report.pages.elements import numbering
from sqgz.report.pages.words import Target, say_plainly

_DEEPEST = 2  # level of headings that stand in the contents


@dataclass(frozen=True)
class Line:
    """A line of the contents: a heading's level, its id and its text."""

    level: int
    id: str
    text: str


def targets_of(report: Report) -> dict[str, Target]:
    """Where references lead: the tables and pictures of the report by name."""
    numbers = report.numbers()
    found = {one.name: Target(numbers[one.name], f"t{i}") for i, one in enumerate(report.tables, start=1)}
    return found | {
        one.name: Target(numbers[one.name], f"f{i}") for i, one in enumerate(report.pictures, start=1)
    }


def shown_blocks(report: Report) -> list[Block]:
    """Blocks of the page: without what the writer has yet to supply, and without headings that then head nothing."""
    kept = [
        block
        for block in report.blocks
        if not isinstance(block, Break) and not (isinstance(block, Paragraph) and block.kind == "blank")
    ]
    return [block for i, block in enumerate(kept) if not isinstance(block, Heading) or _heads_something(kept, i)]  # fmt: skip


def _heads_something(blocks: Sequence[Block], at: int) -> bool:
    """Whether anything but headings stands below a heading before the next one of its level."""
    heading = blocks[at]
    for block in blocks[at + 1 :]:
        if not isinstance(block, Heading):
            return True
        if isinstance(heading, Heading) and block.level <= heading.level:
            return False
    return False


def headings_of(blocks: Sequence[Block], targets: dict[str, Target]) -> list[Line]:
    """Every heading with its id, in order."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    return [
        Line(one.level, f"s{i}", f"{numbering(one)}{say_plainly(one.text, targets)}")
        for i, one in enumerate(headings, start=1)
    ]


def contents_html(lines: Sequence[Line]) -> str:
    """Nested lists of links to the headings of the first two levels."""
    items: list[tuple[Line, list[Line]]] = []
    for line in lines:
        if line.level == 1 or (line.level <= _DEEPEST and not items):
            items.append((line, []))
        elif line.level <= _DEEPEST:
            items[-1][1].append(line)
    return f"<ul>{''.join(_item(line, below) for line, below in items)}</ul>"


def _item(line: Line, below: Sequence[Line]) -> str:
    inner = f"<ul>{''.join(_item(one, ()) for one in below)}</ul>" if below else ""
    return f'<li><a href="#{line.id}">{escape(line.text)}</a>{inner}</li>'
