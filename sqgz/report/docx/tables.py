"""Tables as Word's: 三线 or 全框, heads that repeat, rows that stay whole, widths reckoned, no cell left blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqgz.report.blocks import Row, Table
from sqgz.report.docx import styles
from sqgz.report.docx.captions import Captions, notes
from sqgz.report.docx.heads import HeadCell, head_cells
from sqgz.report.docx.layouts import Layout, em
from sqgz.report.docx.markup import element, paragraph
from sqgz.report.docx.sizing import column_texts, parts_of, spans_all
from sqgz.report.docx.texts import Setter, one_line
from sqgz.report.docx.widths import MARGIN, Fit, ems, is_nothing, is_number
from sqgz.report.marks import reference

TableStyle = Literal["三线", "全框"]
_SHORT = 10  # rows that are kept on one page
_CENTRED = 8.0  # ems up to which texts of a column stand in its middle
_RULE = {"val": "single", "space": 0, "color": "auto"}


@dataclass
class Tables:
    """Writes the tables of one document."""

    setter: Setter
    captions: Captions
    layout: Layout
    style: TableStyle

    def made(self, table: Table) -> Iterator[Any]:
        """Caption, unit, table and notes; a table too wide for the page in parts, one below the other."""
        check_table(table)
        yield self.captions.made(table.name, table.caption, styles.TABLE_CAPTION)
        for i, part in enumerate(parts_of(table, self.setter, self.layout)):
            if i:
                continued = self.setter.runs(f"{reference(table.name)}（续）")
                yield paragraph(styles.TABLE_CAPTION, *continued)
            if table.unit:
                yield paragraph(styles.UNIT, *self.setter.runs(_unit(table.unit)))
            yield _Body(part.table, part.fit, self.setter, self.style).made()
        yield from notes(table.notes, self.setter)
        yield paragraph(styles.AFTER_TABLE)  # two tables without anything between them would become one


def check_table(table: Table) -> None:
    """Nothing; raises ValueError for a defect of composing: a blank cell, rows of differing length, no head, no row."""
    columns = {len(row) for row in table.heads} | {len(row.cells) for row in table.rows if not spans_all(row)}
    if not table.heads or not table.rows or len(columns) != 1 or columns == {0}:
        raise ValueError(f"table {table.name!r} needs a head, a row and the same number of cells in each")
    for cell in (cell for row in head_cells(table.heads) for cell in row):
        if not cell.text.strip():
            raise ValueError(f"table {table.name!r}: blank head over column {cell.start + 1}")
    for i, row in enumerate(table.rows, start=1):
        blank = [j for j, cell in enumerate(row.cells, start=1) if not cell.strip()]
        if blank and not spans_all(row):
            raise ValueError(f"table {table.name!r}: blank cell in row {i}, column {blank[0]}; write 0 or —")


def _unit(unit: str) -> str:
    """The unit as it stands above a table: 单位：人、%."""
    return unit if unit.startswith("单位") else f"单位：{unit}"


@dataclass
class _Body:
    """One table without what surrounds it."""

    table: Table
    fit: Fit
    setter: Setter
    style: TableStyle
    alignments: list[tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        texts = column_texts(self.table, self.setter)
        self.alignments = [
            alignment(column, width, self.fit.size, first=i == 0)
            for i, (column, width) in enumerate(zip(texts, self.fit.columns, strict=True))
        ]

    def made(self) -> Any:
        """`w:tbl`."""
        rows = self.table.rows
        return element(
            "tbl",
            self._properties(),
            element("tblGrid", *(element("gridCol", w=width) for width in self.fit.columns)),
            *(self._head_row(cells, i) for i, cells in enumerate(head_cells(self.table.heads))),
            *(self._row(row, i, keep=self._kept(i)) for i, row in enumerate(rows)),
        )

    def _properties(self) -> Any:
        alt = one_line(self.setter.plain(self.table.alt))
        return element(
            "tblPr",
            element("tblStyle", val=styles.RULED if self.style == "三线" else styles.BOXED),
            element("tblW", w=sum(self.fit.columns), type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
            element("tblCellMar", element("left", w=MARGIN, type="dxa"), element("right", w=MARGIN, type="dxa")),
            element("tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
            element("tblCaption", val=one_line(self.setter.plain(self.table.caption))),
            element("tblDescription", val=alt) if alt else None,
        )  # fmt: skip

    def _kept(self, i: int) -> bool:
        """Whether a row must stay on the page of the next: short tables whole, of long ones both ends, groups with theirs."""
        last = len(self.table.rows) - 1
        if i == last:
            return bool(self.table.notes)
        return last < _SHORT or i == 0 or i == last - 1 or self.table.rows[i].kind == "group"

    def _head_row(self, cells: Sequence[HeadCell], row: int) -> Any:
        last = len(self.table.heads) - 1
        return element(
            "tr",
            element("trPr", element("cantSplit"), element("tblHeader")),
            *(self._head_cell(cell, rule=row + max(cell.down, 1) - 1 == last or row == last) for cell in cells),
        )  # fmt: skip

    def _head_cell(self, cell: HeadCell, *, rule: bool) -> Any:
        merge = None
        if cell.down != 1:
            merge = element("vMerge", val="restart") if cell.down else element("vMerge")
        inner = cell.down == 1 and not rule
        below = element("bottom", sz=6 if rule else 4, **_RULE) if rule or inner else None
        return element(
            "tc",
            element(
                "tcPr",
                element("tcW", w=self._width(cell.start, cell.stop), type="dxa"),
                element("gridSpan", val=cell.stop - cell.start) if cell.stop - cell.start > 1 else None,
                merge,
                element("tcBorders", below) if below is not None and self.style == "三线" else None,
                element("vAlign", val="center"),
            ),
            self._text(cell.text if cell.down else "", head=True, keep=True),
        )

    def _row(self, row: Row, i: int, *, keep: bool) -> Any:
        first_total = row.kind == "total" and i > 0 and self.table.rows[i - 1].kind != "total"
        rule = (
            element("tcBorders", element("top", sz=4, **_RULE))
            if first_total and self.style == "三线"
            else None
        )
        if spans_all(row):
            cells = [self._cell(row.cells[0], 0, len(self.fit.columns), None, (), head=True, keep=keep)]
        else:
            strong = row.kind != "body"
            cells = [self._cell(text, j, j + 1, rule, self.alignments[j], head=strong, keep=keep)
                     for j, text in enumerate(row.cells)]  # fmt: skip
        return element("tr", element("trPr", element("cantSplit")), *cells)

    def _cell(
        self, text: str, start: int, stop: int, rule: Any, align: tuple[Any, ...], *, head: bool, keep: bool
    ) -> Any:
        properties = element(
            "tcPr",
            element("tcW", w=self._width(start, stop), type="dxa"),
            element("gridSpan", val=stop - start) if stop - start > 1 else None,
            None if rule is None else _copy(rule),
            element("vAlign", val="center"),
        )
        if align and is_nothing(self.setter.plain(text)):
            align = (element("jc", val="center"),)
        left = (element("jc", val="left"),)
        return element("tc", properties, self._text(text, head=head, keep=keep, align=align or left))

    def _text(self, text: str, *, head: bool, keep: bool, align: tuple[Any, ...] = ()) -> Any:
        kept = (element("keepNext"),) if keep else ()
        style = styles.cell_style(self.fit.size, head)
        return paragraph(style, *self.setter.runs(text), properties=(*kept, *map(_copy, align)))

    def _width(self, start: int, stop: int) -> int:
        return sum(self.fit.columns[start:stop])


def alignment(texts: Sequence[str], width: int, size: int, *, first: bool) -> tuple[Any, ...]:
    """Properties that align a column: numbers to the right, as a block in the middle; short texts centred."""
    shown = [text for text in texts if not is_nothing(text)]
    if shown and all(is_number(text) for text in shown):
        widest = max(ems(text) for text in shown) * em(size)
        return element("ind", right=max(0, round((width - 2 * MARGIN - widest) / 2))), element(
            "jc", val="right"
        )
    centred = not first and max([0.0, *map(ems, shown)]) <= _CENTRED
    return (element("jc", val="center" if centred else "left"),)


def _copy(made: Any) -> Any:
    """The same element once more: an element stands in one place only."""
    return made.__copy__()
