"""Whether a brief fits its page: lines reckoned from widths, since no one but Word itself breaks them.

A little too high rather than too low; the page of the largest type that holds everything is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from sqgz.report.blocks import Block, Break, Heading, Paragraph, Picture, Report, Table
from sqgz.report.docx.layouts import BRIEFS, Layout, em
from sqgz.report.docx.pictures import size_of
from sqgz.report.docx.sizing import Part, parts_of, spans_all
from sqgz.report.docx.texts import Setter
from sqgz.report.docx.widths import MARGIN, ems
from sqgz.study import Study

_EMU_PER_TWIP = 635
_RESERVE = 0.97  # of the page; faces differ a little
_SINGLE = 13.5  # twips of a line per half-point of its type, where the face decides


def brief_layout(report: Report, study: Study, setter: Setter) -> Layout:
    """The largest of the brief's layouts in which everything stands on one page; the smallest if none does."""
    for layout in BRIEFS:
        if height_of(report, study, setter, layout) <= _RESERVE * layout.text_height:
            return layout
    return BRIEFS[-1]


def height_of(report: Report, study: Study, setter: Setter, layout: Layout) -> float:
    """Height of the whole report in that layout, in twips."""
    title = _lines(setter.plain(report.title), layout.title, layout.text_width) * layout.title_line
    subtitle = _lines(setter.plain(report.subtitle), layout.body, layout.text_width) * layout.line
    blocks = sum(_block(block, study, setter, layout) for block in report.blocks)
    return title + bool(report.subtitle) * subtitle + layout.title_after + blocks


def _block(block: Block, study: Study, setter: Setter, layout: Layout) -> float:
    if isinstance(block, Heading):
        return (
            _lines("　　" + block.number + setter.plain(block.text), layout.body, layout.text_width)
            * layout.line
        )
    if isinstance(block, Paragraph):
        if block.kind == "note":
            return _notes([block.text], setter, layout)
        return _lines("　　" + setter.plain(block.text), layout.body, layout.text_width) * layout.line
    if isinstance(block, Table):
        return _table(block, setter, layout)
    if isinstance(block, Picture):
        height = size_of(study, block, layout)[1] / _EMU_PER_TWIP
        return 120 + height + 160 + layout.caption * _SINGLE + _notes(block.notes, setter, layout)
    assert isinstance(block, Break)
    return layout.text_height  # a brief is one page: whoever breaks it gets the next


def _table(table: Table, setter: Setter, layout: Layout) -> float:
    around = 220 + layout.caption * _SINGLE + bool(table.unit) * (20 + layout.small * _SINGLE)
    parts = parts_of(table, setter, layout)
    return sum(around + _rows(part, setter) for part in parts) + _notes(table.notes, setter, layout) + 160


def _rows(part: Part, setter: Setter) -> float:
    """Height of the rows of a table, the head among them."""
    size, gap = part.fit.size, 4 * part.fit.size
    lines = [1 for row in part.table.rows if spans_all(row)]
    for cells in [*part.table.heads, *(row.cells for row in part.table.rows if not spans_all(row))]:
        widths = zip(cells, part.fit.columns, strict=True)
        lines.append(max(_lines(setter.plain(cell), size, width - 2 * MARGIN) for cell, width in widths))
    return sum(n * size * _SINGLE + gap for n in lines)


def _notes(notes: Iterable[str], setter: Setter, layout: Layout) -> float:
    return sum(
        _lines(setter.plain(note), layout.small, layout.text_width) * layout.small * 15 + 60 for note in notes
    )


def _lines(text: str, size: int, width: float) -> int:
    """Lines that a text takes."""
    return sum(max(1, math.ceil(ems(line) * em(size) / width)) for line in text.split("\n"))
