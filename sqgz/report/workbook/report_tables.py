"""Tables of the report that no sheet of our own holds, as sheets: living numbers become numbers with all their digits."""

from __future__ import annotations

from collections.abc import Sequence

from sqgz.figures.theme import ordered_colours
from sqgz.report.blocks import Table
from sqgz.report.composing.material import Material
from sqgz.report.keys import Key
from sqgz.report.marks import pieces, plain
from sqgz.report.numbers import HIDDEN, NOT_APPLICABLE, RATE
from sqgz.report.workbook.sheets import Area, Cell, Chart, Form, Number, Series, Sheet, drawable_first, number

_FORMS: dict[str, Form] = {
    "count": "count", "percent": "percent", "hundredths": "percent", "gap": "points", "points": "points", "p": "p",
    "decimal": "decimal",
}  # fmt: skip
_KINDS = {"stacked": "stacked", "bars": "bars", "intervals": "bars"}


def table_sheet(material: Material, table: Table) -> Sheet:
    """The report's table as a sheet; where the report asks for a chart, its numbers stand once more below it."""
    rows = tuple(_padded(material, row.cells, len(table.heads[-1])) for row in table.rows)
    heads = tuple(_joined(column) for column in zip(*table.heads, strict=True))
    areas = [Area(table.caption, heads, rows, (table.unit, *map(plain, table.notes)) if table.unit else tuple(map(plain, table.notes)))]  # fmt: skip
    charts = []
    if table.chart is not None:
        drawn = list(table.chart.rows) or list(range(len(rows)))
        lines = [
            ("，".join(plain(table.rows[i].cells[c]) for c in table.chart.labels), *(rows[i][c] for c in table.chart.values))
            for i in drawn
        ]  # fmt: skip
        order, n = drawable_first(lines, range(1, 1 + len(table.chart.values)))
        names = ("", *(heads[c] for c in table.chart.values))
        areas.append(Area("作图数据", names, tuple(lines[i] for i in order), drawable=n))
        colours = ordered_colours(len(table.chart.values))
        series = tuple(Series(1 + i, colour) for i, colour in enumerate(colours))
        charts.append(Chart(_KINDS[table.chart.kind], table.caption, 1, series, ""))  # type: ignore[arg-type]
    return Sheet("报告用表", table.caption, (), tuple(areas), tuple(charts), table.name)


def _joined(column: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(plain(text) for text in column))


def _padded(material: Material, cells: Sequence[str], width: int) -> tuple[Cell, ...]:
    """The cells of a row; a row that heads others has one cell only, the rest stays empty."""
    return (*(_cell(material, text) for text in cells), *[""] * (width - len(cells)))


def _cell(material: Material, text: str) -> Cell:
    parts = list(pieces(text))
    if len(parts) != 1 or parts[0].key is None:
        return plain(text)
    return _living(material, parts[0].key, parts[0].text)


def _living(material: Material, key: Key, text: str) -> Cell:
    """The number a key stands for; its text where it is a wording, is withheld, or is not printed."""
    row = material.renderer.row(key.code)
    form = _FORMS.get(key.form)
    if row is None or form is None or text in (HIDDEN, NOT_APPLICABLE):
        return text
    if key.field == RATE:
        return Number(int(row["count"]) / int(row["base"]), form)
    cell = number(row, key.field, form)
    return Number(abs(cell.value), cell.form) if key.form == "gap" and isinstance(cell, Number) else cell
