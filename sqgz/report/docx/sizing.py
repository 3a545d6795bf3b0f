"""A table cut to the page: the type and the columns it takes, and into which parts it falls where it is too wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqgz.report.blocks import Row, Table
from sqgz.report.docx.heads import head_cells
from sqgz.report.docx.layouts import Layout
from sqgz.report.docx.texts import Setter
from sqgz.report.docx.widths import Fit, Head, fit


@dataclass(frozen=True)
class Part:
    """A table, or some of its columns, with what they take on the page."""

    table: Table
    fit: Fit


def parts_of(table: Table, setter: Setter, layout: Layout) -> list[Part]:
    """The table in as few parts as hold their numbers, each with the columns that name its rows; mostly one."""
    sizes = layout.tables[1:] if table.wide and len(layout.tables) > 1 else layout.tables
    whole = Part(table, _fitted(table, setter, layout, sizes))
    if whole.fit.holds:
        return [whole]
    stub, *groups = [range(cell.start, cell.stop) for cell in head_cells(table.heads)[0]]
    parts = [whole]
    for n in range(2, len(groups) + 1):
        tables = [_columns(table, [*stub, *columns]) for columns in _shared_out(groups, n)]
        size = min(_fitted(one, setter, layout, sizes).size for one in tables)
        parts = [Part(one, _fitted(one, setter, layout, (size,))) for one in tables]
        if all(part.fit.holds for part in parts):
            break
    return parts


def spans_all(row: Row) -> bool:
    """Whether a row is a group's that holds only its name, which then spans all columns."""
    rest = {cell for cell in row.cells[1:] if cell.strip()}
    return row.kind == "group" and bool(row.cells and row.cells[0].strip()) and rest <= {row.cells[0]}


def column_texts(table: Table, setter: Setter) -> list[list[str]]:
    """What stands in each column below its head; names that span all columns are left out."""
    rows = [row for row in table.rows if not spans_all(row)]
    return [[setter.plain(row.cells[i]) for row in rows] for i in range(len(table.heads[0]))]


def _fitted(table: Table, setter: Setter, layout: Layout, sizes: Sequence[int]) -> Fit:
    heads = [Head(setter.plain(cell.text), cell.start, cell.stop)
             for row in head_cells(table.heads) for cell in row if cell.down]  # fmt: skip
    return fit(column_texts(table, setter), heads, sizes, layout.text_width)


def _shared_out(groups: Sequence[range], n: int) -> list[list[int]]:
    """The columns of the groups in n stretches of about as many columns; a group stays whole.

    >>> _shared_out([range(1, 3), range(3, 5), range(5, 6)], 2)
    [[1, 2], [3, 4, 5]]
    """
    total = sum(len(group) for group in groups)
    shares: list[list[int]] = [[] for _ in range(n)]
    at = before = 0
    for i, group in enumerate(groups):
        full = shares[at] and before + len(group) / 2 > total * (at + 1) / n
        needed = shares[at] and len(groups) - i < n - at  # else a stretch would get none
        if at < n - 1 and (full or needed):
            at += 1
        shares[at] += group
        before += len(group)
    return shares


def _columns(table: Table, columns: Sequence[int]) -> Table:
    """The table with these columns only."""
    rows = [
        row if spans_all(row) else replace(row, cells=tuple(row.cells[i] for i in columns))
        for row in table.rows
    ]
    heads = tuple(tuple(head[i] for i in columns) for head in table.heads)
    return replace(table, heads=heads, rows=tuple(rows))
