"""Where a table departs from groups made up alike: adjusted residuals as a map, the sign by mark and by colour.

For notebooks and workbooks; a report does not show residuals (design/statistics.md 1.9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from sqgz.errors import InputError
from sqgz.figures.drawings import Canvas, open_canvas
from sqgz.figures.layouts import Block, Entry, Surroundings
from sqgz.figures.lettering import LINE, height, tidy, width, wrap
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.sources import category_label, variable_label
from sqgz.figures.theme import FAINT, INK, ink_on, page_size
from sqgz.figures.withheld import is_withheld
from sqgz.results import Results
from sqgz.results.labels import p_text
from sqgz.rounding import half_up
from sqgz.stats import residuals
from sqgz.study import Study
from sqgz.study.messages import suggestion
from sqgz.tables import Crosstab

_FEWER, _MORE = "#d9822b", "#1f4e79"
_RUN = LinearSegmentedColormap.from_list("residuals", (_FEWER, "#f9dcc0", "#ffffff", "#c9d8e8", _MORE))
_STRONGEST = 6.0  # residual from which on the colour is full
_CELL, _WIDEST_CELL = 4.4, 7.0  # ems that a cell is wide at least, and as much as its heading may ask for
_ALPHA = 0.05
_UP, _DOWN = "▲", "▼"


@dataclass(frozen=True, eq=False)
class ResidualTable:
    """Adjusted residuals of groups by categories (NaN: not judged), and which hold after adjustment inside the table."""

    title: str
    of_groups: str
    groups: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    values: np.ndarray[Any, Any]
    p_adjusted: np.ndarray[Any, Any]
    alpha: float
    comparison: str = ""

    def holds(self, i: int, j: int) -> bool:
        """Whether more or fewer people stand in a cell than chance would put there."""
        return bool(self.p_adjusted[i, j] < self.alpha)

    def text(self, i: int, j: int) -> str:
        """A cell as printed: the residual with its sign, a triangle before one that holds."""
        value = self.values[i, j]
        if np.isnan(value):
            return "—"
        printed = f"{'+' if value > 0 else ''}{half_up(float(value))}".replace("-", "−")
        return f"{_UP if value > 0 else _DOWN} {printed}" if self.holds(i, j) else printed

    def strongest(self) -> list[tuple[str, str, float]]:
        """Group, category and residual of the cells that hold, the strongest first."""
        found = [
            (group, category, float(self.values[i, j]))
            for i, (_, group) in enumerate(self.groups)
            for j, (_, category) in enumerate(self.categories)
            if self.holds(i, j)
        ]
        return sorted(found, key=lambda one: -abs(one[2]))


def residual_map(
    source: Crosstab | Results,
    comparison: str = "",
    *,
    stratum: str = "",
    study: Study | None = None,
    ax: Axes | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes:
    """Axes of a map of adjusted residuals: a row for each group, a column for each category.

    `source` is a Crosstab, or Results with the id of a `comparison` (within a `stratum` of it if one is named) whose
    groups differ: residuals of others mean nothing and are refused. Cells that hold after adjustment carry a triangle,
    up for more people than if the groups were made up alike, down for fewer. `size`, `title`, `study` and `ax` are as
    in `stacked_shares`.

    Raises InputError for a comparison without residuals or without a difference, for labels the font cannot show,
    and where it does not fit on the page.
    """
    table = _of_results(source, comparison, stratum) if isinstance(source, Results) else _of_table(source)
    study = source.study if isinstance(source, Results) else study
    slide = page_size(size).slide
    plotted = Plotted(
        numbers=_numbers(table, stratum),
        shown=(_shown(table),),
        alt=_alt(table),
        function="residual_map",
        parameters={"comparison": table.comparison, "stratum": stratum, "size": size},
        results=source if isinstance(source, Results) else None,
    )
    around = Surroundings(
        title=title or (_headline(table) if slide else ""),
        optional=not title,
        legend=(Entry(f"偏多（{_UP}）", _MORE), Entry(f"偏少（{_DOWN}）", _FEWER)),
        unit="校正标准化残差",
        foot=tuple(foot_lines(study, [*_notes(table, slide=slide), *notes])),
    )
    with open_canvas(size, [[[_block(table, wide)]] for wide in (True, False)], around, ax=ax, plotted=plotted) as canvas:  # fmt: skip
        _draw(canvas, table)
    return canvas.axes[0]


# --- from a table or results ------------------------------------------------------------------------------------------


def _of_table(table: Crosstab) -> ResidualTable:
    if not isinstance(table, Crosstab):
        raise TypeError("a residual map takes a Crosstab or Results")
    if table.layers is not None:
        raise InputError("残差图只画一张两项的表。请先用 table.layer(…) 取出一层。")
    found = residuals(table)
    if not found.judged.any():
        raise InputError(
            f"{tidy(table.rows.label)}与{tidy(table.cols.label)}的表中没有可判断的格，画不出残差图。"
        )
    pairs = [tuple(zip(axis.keys, map(tidy, axis.labels), strict=True)) for axis in (table.rows, table.cols)]
    values = np.where(found.judged, found.statistic, np.nan)
    p = np.where(found.judged, found.p_adjusted, np.nan)
    return ResidualTable(
        tidy(table.cols.label), tidy(table.rows.label), pairs[0], pairs[1], values, p, _ALPHA
    )


def _of_results(results: Results, comparison: str, stratum: str) -> ResidualTable:
    study = results.study
    rows = results.select(stat="residual", stratum=stratum)
    known = list(dict.fromkeys(rows["comparison"]))
    name = comparison or next(iter(telling_comparisons(results)), "")
    rows = rows[rows["comparison"] == name]
    if rows.empty:
        raise InputError(
            f'结果中没有比较 "{name}" 的残差。{suggestion(name, known)}'
            if name
            else "结果中没有各组有差别的比较。"
        )
    p = _deciding_p(results, name, stratum)
    if not p < study.design.alpha:
        said = f"校正后p={p_text(p)}" if not np.isnan(p) else "没有作检验"
        raise InputError(
            f'比较 "{name}" {said}，各组差别不能成立，残差没有意义，不作图。请只画各组有差别的比较'
            f"{'：' + '、'.join(telling_comparisons(results)) if telling_comparisons(results) else ''}。"
        )
    by, outcome = str(rows["by"].iloc[0]), str(rows["outcome"].iloc[0])
    groups, categories = (list(dict.fromkeys(rows[side])) for side in ("group", "category"))
    cells = rows.set_index(["group", "category"]).reindex(pd.MultiIndex.from_product([groups, categories]))
    shape = len(groups), len(categories)
    return ResidualTable(
        variable_label(study, outcome),
        variable_label(study, by),
        tuple((one, category_label(study, by, one)) for one in groups),
        tuple((one, category_label(study, outcome, one, name)) for one in categories),
        cells["value"].to_numpy(dtype=float).reshape(shape),
        cells["p_adjusted"].to_numpy(dtype=float).reshape(shape),
        study.design.alpha,
        name,
    )


def telling_comparisons(results: Results) -> list[str]:
    """Ids of the comparisons whose groups differ and that have residuals; those of more than two groups first."""
    rows = results.select(stat="residual", stratum="")
    untold = set(
        rows.loc[is_withheld(rows), "comparison"]
    )  # of those left it is not told which of them stand
    found = [
        name
        for name in dict.fromkeys(rows["comparison"])
        if name not in untold and _deciding_p(results, name, "") < results.study.design.alpha
    ]
    differ = set(results.select(finding="differ")["comparison"])
    return sorted(found, key=lambda name: name not in differ)


def _deciding_p(results: Results, comparison: str, stratum: str) -> float:
    """Adjusted p that decides a comparison, as process; nan where there is none."""
    rows = results.select(comparison=comparison, stratum=stratum, inference="process")
    values = rows.loc[(rows["family"] != "") & rows["p_adjusted"].notna(), "p_adjusted"]
    return float(values.iloc[0]) if len(values) else float("nan")


# --- words ------------------------------------------------------------------------------------------------------------


def _numbers(table: ResidualTable, stratum: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "comparison": table.comparison, "stratum": stratum, "group": group, "category": category,
                "group_label": group_label, "category_label": label, "residual": table.values[i, j],
                "p_adjusted": table.p_adjusted[i, j],
            }
            for i, (group, group_label) in enumerate(table.groups)
            for j, (category, label) in enumerate(table.categories)
        ]
    )  # fmt: skip


def _shown(table: ResidualTable) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {f"{table.of_groups}＼{table.title}": group}
            | {label: table.text(i, j) for j, (_, label) in enumerate(table.categories)}
            for i, (_, group) in enumerate(table.groups)
        ]
    )


def _say(cell: tuple[str, str, float]) -> str:
    group, category, value = cell
    return f"{group}中{category}偏{'多' if value > 0 else '少'}"


def _headline(table: ResidualTable) -> str:
    """The strongest cell of each of the two groups that depart most."""
    of_group: dict[str, tuple[str, str, float]] = {}
    for cell in table.strongest():
        of_group.setdefault(cell[0], cell)
    said = "，".join(map(_say, list(of_group.values())[:2]))
    return f"{table.title}：{said or '没有校正后仍成立的差别'}"


def _alt(table: ResidualTable) -> str:
    said = "；".join(map(_say, table.strongest())) or "没有校正后仍成立的格"
    return f"残差图，{table.of_groups}与{table.title}，与各组构成相同时相比：{said}。"


def _notes(table: ResidualTable, *, slide: bool) -> list[str]:
    found = ["与各组构成相同时相比，正数为偏多，负数为偏少"]
    found.append(
        "带三角的校正后仍成立" if slide else "带三角的在本表内校正（Holm）后仍成立，其余不足以下结论"
    )
    return [*found, "—为无法判断"] if np.isnan(table.values).any() else found


# --- drawing ----------------------------------------------------------------------------------------------------------


def _block(table: ResidualTable, wide: bool) -> Block:
    labels = [label for _, label in table.categories]
    natural = max(width(label, 1.0) for label in labels) + 0.8
    cell = min(max(_CELL, natural), _WIDEST_CELL) if wide else _CELL
    head = max(height(wrap(label, cell - 0.3, 1.0), 1.0) for label in labels) + 0.5
    tall = 2.1 if len(table.groups) <= 20 else 1.5
    return Block(
        labels=(table.of_groups, *(label for _, label in table.groups)),
        thickness=tall,
        least=(head, *[tall] * len(table.groups)),
        title=table.title,
        plot=cell * len(labels),
    )


def _draw(canvas: Canvas, table: ResidualTable) -> None:
    axes, rows = canvas.axes[0], canvas.rows[0]
    cell = canvas.widths[0] / len(table.categories)
    axes.set_xlim(0, len(table.categories))
    axes.get_yticklabels()[0].set_color(FAINT)
    for j, (_, label) in enumerate(table.categories):
        axes.text(
            j + 0.5, rows.heights[0] - 0.35 * rows.type, wrap(label, cell - 0.3 * rows.type, rows.type), ha="center",
            va="bottom", fontsize=rows.type, linespacing=LINE,
        )  # fmt: skip
        for i, (y, tall) in enumerate(zip(rows.centres[1:], rows.heights[1:], strict=True)):
            value = table.values[i, j]
            place = 0.5 if np.isnan(value) else float(np.clip(0.5 + value / (2 * _STRONGEST), 0, 1))
            colour = to_hex(_RUN(place)) if table.holds(i, j) else "#ffffff"
            axes.add_patch(
                Rectangle(
                    (j, y - tall / 2),
                    1,
                    tall,
                    facecolor=colour,
                    edgecolor="#bdbdbd",
                    linewidth=0.5,
                    clip_on=False,
                )
            )
            ink = ink_on(colour) if table.holds(i, j) else (FAINT if np.isnan(value) else INK)
            axes.text(
                j + 0.5, y, table.text(i, j), ha="center", va="center_baseline", fontsize=rows.type, color=ink
            )
