"""Native charts of areas: they refer to the area's cells, so that who changes a number changes the picture."""

from __future__ import annotations

import math
from typing import Any

from sqgz.figures.theme import BAND, FAINT, INK, ink_on
from sqgz.report.workbook.formats import BODY_FONT
from sqgz.report.workbook.sheets import Area, Cell, Chart, Number, Series

_WIDTH, _ROW = 820, 20  # pixels of a chart's width and of a row of the sheet
_BAR, _LEAST, _TALLEST, _AROUND = (
    30,
    220,
    1_500,
    110,
)  # pixels: a bar, the chart, and what stands around the bars
_HOLDS = 0.05  # share of the longest bar from which on a bar holds its number
_FORMATS = {"percent": "0.0%", "points": "0.0"}
_MIRRORED = "0.0%;0.0%"  # left of zero without a minus sign
_SUBTYPES = {"stacked": "percent_stacked", "pyramid": "stacked"}


def chart_rows(chart: Chart, area: Area) -> int:
    """How many rows of the sheet the chart covers; none if there is nothing to draw."""
    return -(-_height(chart, area) // _ROW) + 1 if _bars(chart, area) else 0


def _bars(chart: Chart, area: Area) -> int:
    return area.drawable if chart.rows is None else chart.rows


def _height(chart: Chart, area: Area) -> int:
    beside = len(chart.series) if chart.kind == "bars" else 1
    thick = _BAR if beside == 1 else max(_BAR, 14 * beside)
    return min(_TALLEST, max(_LEAST, _AROUND + thick * _bars(chart, area)))


def add_chart(book: Any, sheet: Any, chart: Chart, area: Area, name: str, heads: int, at: int) -> None:
    """Put the chart on the sheet at row `at`; `heads` is the row of the area's headings, `name` the sheet as quoted."""
    if not _bars(chart, area):
        return
    made = book.add_chart(
        {"type": "bar", **({"subtype": _SUBTYPES[chart.kind]} if chart.kind in _SUBTYPES else {})}
    )
    first, last = heads + 1, heads + _bars(chart, area)
    for series in chart.series:
        made.add_series(_series(chart, area, series, name, heads, (first, last)))
    _axes(made, chart, area)
    made.set_title({"name": chart.title, "overlay": False, "name_font": _font(13)})
    made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _font(10)})
    made.set_size({"width": _WIDTH, "height": _height(chart, area)})
    made.set_chartarea({"border": {"none": True}})
    sheet.insert_chart(at, 0, made, {"object_position": 2, "description": f"{chart.title}。各数见下表。"})


def _series(
    chart: Chart, area: Area, series: Series, name: str, heads: int, rows: tuple[int, int]
) -> dict[str, Any]:
    """A series whose name, labels and values are references to cells."""
    first, last = rows
    found: dict[str, Any] = {
        "name": [name.strip("'"), heads, series.column],
        "categories": [name.strip("'"), first, chart.label, last, chart.label],
        "values": [name.strip("'"), first, series.column, last, series.column],
        "fill": {"color": series.colour},
        "border": {"color": "#ffffff", "width": 0.5},
        "gap": 45,
        "data_labels": _labels(chart, series, area.rows[: last - first + 1]),
    }
    if chart.kind in ("stacked", "pyramid"):
        found["overlap"] = 100
    if series.colours:
        found["points"] = [{"fill": {"color": colour}} for colour in series.colours[: last - first + 1]]
    if series.reach is not None:
        found["y_error_bars"] = _error_bars(area, series.reach, name, rows)
    return found


def _labels(chart: Chart, series: Series, rows: tuple[tuple[Cell, ...], ...]) -> dict[str, Any]:
    """Numbers on the bars, in the colour that can be read there; none where the bar is too short to hold one."""
    form = _MIRRORED if chart.kind == "pyramid" else _FORMATS[chart.form]
    labels: dict[str, Any] = {"value": True, "num_format": form, "font": _font(9)}
    if chart.kind != "stacked" and series.reach is None:
        return labels
    values = [abs(_or_zero(row[series.column])) for row in rows]
    colours = [*series.colours, *[series.colour] * len(values)][: len(values)]
    longest = 1.0 if chart.kind == "stacked" else max(values, default=1.0)
    labels["position"] = "center" if chart.kind == "stacked" else "inside_base"
    labels["custom"] = [
        {"delete": True} if value < _HOLDS * longest else {"font": _font(9, colour=ink_on(colour))}
        for value, colour in zip(values, colours, strict=True)
    ]
    return labels


def _error_bars(area: Area, reach: tuple[int, int], name: str, rows: tuple[int, int]) -> dict[str, Any]:
    """Error bars from the cells that hold how far the interval reaches."""
    first, last = rows
    down, up = (f"={name}!${_letters(column)}${first + 1}:${_letters(column)}${last + 1}" for column in reach)
    drawn = area.rows[: last - first + 1]
    cached = [[_or_zero(row[column]) for row in drawn] for column in reach]
    return {
        "type": "custom", "minus_values": down, "minus_data": cached[0], "plus_values": up, "plus_data": cached[1],
        "line": {"color": INK, "width": 1}, "end_style": 1,
    }  # fmt: skip


def _or_zero(cell: str | Number) -> float:
    return cell.value if isinstance(cell, Number) else 0.0


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _axes(made: Any, chart: Chart, area: Area) -> None:
    """The first row on top; shares from 0, 100 % at most where they are parts of a whole."""
    values: dict[str, Any] = {
        "num_format": _MIRRORED if chart.kind == "pyramid" else {"percent": "0%", "points": "0"}[chart.form],
        "num_font": _font(9),
        "major_gridlines": {"visible": True, "line": {"color": BAND, "width": 0.75}},
        "line": {"none": True},
    }
    if chart.axis:
        values |= {"name": chart.axis, "name_font": _font(9, colour=FAINT)}
    values |= _range(chart, area)
    # a horizontal bar's categories stand on the y axis, from the bottom up unless reversed
    made.set_y_axis(
        {"reverse": True, "num_font": _font(9), "label_position": "low", "line": {"color": FAINT}, "major_tick_mark": "none"}
    )  # fmt: skip
    made.set_x_axis({**values, "label_position": "high"})


def _range(chart: Chart, area: Area) -> dict[str, float]:
    """Ends of the axis of values, where the program's own choice would cut error bars off."""
    if chart.kind in ("stacked", "pyramid"):
        return {}
    step = 0.1 if chart.form == "percent" else 10.0
    ends = [0.0]
    for series in chart.series:
        for row in area.rows[: _bars(chart, area)]:
            value = _or_zero(row[series.column])
            down, up = (_or_zero(row[column]) for column in series.reach) if series.reach else (0.0, 0.0)
            ends += [value - down, value + up]
    low = 0.0 if chart.kind == "bars" else step * math.floor(min(ends) / step)
    return {"min": round(low, 1), "max": round(max(step, step * math.ceil(max(ends) / step - 1e-9)), 1)}


def _font(size: float, *, colour: str = INK) -> dict[str, Any]:
    return {"name": BODY_FONT, "size": size, "bold": False, "color": colour}
