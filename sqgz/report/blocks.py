"""What a report consists of, whatever it is written to: headings, paragraphs, tables, pictures, in order.

Composing makes blocks of results; Word, the web page and the workbook are made of the same blocks, so that no two outputs
can disagree. Texts hold marks (living numbers, references); blocks know nothing of fonts and pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; `number` is 一、（一）1. or（1）, empty for a heading without."""

    text: str
    level: int
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: of the body, a note below a table or figure, words that the writer has to supply, or centred."""

    text: str
    kind: Literal["body", "note", "blank", "centred"] = "body"


@dataclass(frozen=True)
class Row:
    """A row of a table: a text for each column; a `group` row heads those below it, a `total` row ends them."""

    cells: tuple[str, ...]
    kind: Literal["body", "group", "total"] = "body"


@dataclass(frozen=True)
class Chart:
    """How the workbook draws a table: bars stacked to 100 %, bars, or points with intervals.

    `labels` are the columns that name a bar, `values` the columns drawn; with `rows` (positions) only these rows.
    """

    kind: Literal["stacked", "bars", "intervals"]
    labels: tuple[int, ...]
    values: tuple[int, ...]
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its name for references, its caption without number, its heading rows, rows and notes.

    `heads` has one row, or two where columns are grouped: a text of the first then spans as many columns as it is
    repeated for. `wide` asks for smaller type. `alt` says in words what it shows.
    """

    name: str
    caption: str
    heads: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    alt: str = ""
    wide: bool = False
    chart: Chart | None = None


@dataclass(frozen=True)
class Picture:
    """A figure that stands in figures/STUDY under that stem: its name for references, caption, notes, alt text."""

    name: str
    stem: str
    caption: str
    notes: tuple[str, ...] = ()
    alt: str = ""


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | Picture | Break


@dataclass(frozen=True)
class Report:
    """A report: title and what stands below it, its blocks in order, and facts for the document's properties."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, in order: 表1, 表2, …"""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, in order: 图1, 图2, …"""
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    def numbers(self) -> dict[str, str]:
        """The number of every table and picture by its name: {"表:hukou": "表1", "图:01_shares": "图1"}."""
        found = {one.name: f"表{i}" for i, one in enumerate(self.tables, start=1)}
        return found | {one.name: f"图{i}" for i, one in enumerate(self.pictures, start=1)}

    def texts(self) -> Iterator[str]:
        """Every text it shows, with its marks, in order."""
        yield from filter(None, (self.title, self.subtitle))
        for block in self.blocks:
            if isinstance(block, Table):
                yield block.caption
                for head in block.heads:
                    yield from head
                for row in block.rows:
                    yield from row.cells
                yield from block.notes
            elif isinstance(block, Picture):
                yield block.caption
                yield from block.notes
            elif not isinstance(block, Break):
                yield block.text
