"""Bars of 100 %: shares of an answer by groups, the shares written on the bars, the base beside every bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sqgz.errors import InputError
from sqgz.figures.drawings import Canvas, open_canvas
from sqgz.figures.headlines import shares_headline
from sqgz.figures.layouts import Block, Entry, Rows, Surroundings, percent_ticks
from sqgz.figures.lettering import width
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.sources import FEW, NO_SHARES, Panel, Source, read_panels
from sqgz.figures.theme import FAINT, ink_on, ordered_colours, page_size
from sqgz.results import Results
from sqgz.rounding import half_up
from sqgz.study import Study

_BAR = 0.68  # of the height of a row


def stacked_shares(
    source: Source,
    comparisons: Sequence[str] = (),
    *,
    study: Study | None = None,
    by: str | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes | np.ndarray[Any, Any]:
    """Axes of a figure of 100 % bars, one axes for each variable (an array of them if there are several).

    `source` is a Crosstab (rows are groups, layers come before them in the labels), a list of Crosstabs with the
    same rows, or Results with the ids of `comparisons` (or `profile.VARIABLE`, then grouped `by` a variable,
    position if not named); repeats within strata take the place of the whole. `study` names the source of tables.
    `size` is full (15.5 cm), half (7.5 cm) or ppt; `title` is for slides, in a report the caption is the title.
    A slide without a title has the finding. `ax` are axes to draw into, one for each variable; legend, unit and notes then hang on them.

    Shares are in percent. A share too narrow to be written on its bar is left out, groups of fewer than 20 people
    have no bar, those below 30 carry a star. Raises InputError for comparisons that the results do not have, for
    questions with several answers, for labels the font cannot show, and where the groups do not fit on the page.
    """
    panels = read_panels(source, comparisons, by=by)
    for panel in panels:
        if panel.multiple:
            raise InputError(
                f'{panel.title}是多选题，各项占比之和可超过100%，不能画成百分比堆积图。请改用 composition(…, kind="grouped")。'
            )
    study = source.study if isinstance(source, Results) else study
    plotted = Plotted(
        numbers=pd.concat([panel.numbers() for panel in panels], ignore_index=True),
        shown=tuple(panel.rows() for panel in panels),
        alt="百分比堆积条形图。" + "".join(panel.alt() for panel in panels),
        function="stacked_shares",
        parameters={"comparisons": list(comparisons), "by": by or "", "size": size},
        results=source if isinstance(source, Results) else None,
    )
    headline = shares_headline(panels[0], plotted.results, comparisons[0] if comparisons else "")
    return draw_stacked(
        panels, plotted, study=study, ax=ax, size=size, title=title, headline=headline, notes=notes
    )


def draw_stacked(
    panels: Sequence[Panel],
    plotted: Plotted,
    *,
    study: Study | None,
    ax: Axes | Sequence[Axes] | None,
    size: str,
    title: str,
    headline: str,
    notes: Sequence[str],
) -> Axes | np.ndarray[Any, Any]:
    """Axes with the panels as 100 % bars; the legend stands once if all panels have the same categories.

    A slide without a `title` has the `headline`.
    """
    shared = all(panel.labels == panels[0].labels for panel in panels)
    below = [_block(panel, own_legend=not shared, axis=panel is panels[-1]) for panel in panels]
    beside = [[_block(panel, own_legend=not shared, axis=True)] for panel in panels]
    around = Surroundings(
        title=title or (headline if page_size(size).slide else ""),
        optional=not title,
        legend=_legend(panels[0]) if shared else (),
        unit="单位：%",
        foot=tuple(foot_lines(study, [*_notes(panels), *notes])),
    )
    with open_canvas(size, [[below], beside], around, ax=ax, plotted=plotted) as canvas:
        for at, panel in enumerate(panels):
            _draw(canvas, at, panel)
    return canvas.drawn


def _block(panel: Panel, *, own_legend: bool, axis: bool) -> Block:
    gaps = {i for i in range(1, len(panel.groups)) if panel.groups[i].stratum != panel.groups[i - 1].stratum}
    return Block(
        labels=tuple(group.label for group in panel.groups),
        thickness=1.75,
        right=tuple(
            f"{group.base}人{'*' if group.shown and group.base < FEW else ''}" for group in panel.groups
        ),
        gaps=frozenset(gaps),
        title=panel.title,
        legend=_legend(panel) if own_legend else (),
        axis_label="" if axis else None,
    )


def _legend(panel: Panel) -> tuple[Entry, ...]:
    colours = ordered_colours(len(panel.labels))
    return tuple(Entry(label, colour) for label, colour in zip(panel.labels, colours, strict=True))


def _notes(panels: Sequence[Panel]) -> list[str]:
    groups = [group for panel in panels for group in panel.groups]
    found = ["条形右侧为各组有效人数"]
    if any(group.shown and group.base < FEW for group in groups):
        found.append(f"带*的不足{FEW}人，占比仅供参考")
    found.append("过窄的部分不标数值")
    return found + [panel.note for panel in panels if panel.note][:1]


def _draw(canvas: Canvas, at: int, panel: Panel) -> None:
    axes, rows, plot_width = canvas.axes[at], canvas.rows[at], canvas.widths[at]
    shown = [i for i, group in enumerate(panel.groups) if group.shown]
    left = np.zeros(len(shown))
    thickness = _thickness(rows)
    for c, colour in enumerate(ordered_colours(len(panel.keys))):
        shares = np.array([panel.groups[i].shares[c] for i in shown]) * 100
        axes.barh(
            rows.centres[shown], shares, thickness, left=left, color=colour, edgecolor="white", linewidth=0.5
        )
        for i, share, start in zip(shown, shares, left, strict=True):
            text = str(half_up(share))
            if width(text, rows.type) + 3 <= share / 100 * plot_width:
                axes.text(
                    start + share / 2, rows.centres[i], text, ha="center", va="center_baseline",
                    fontsize=rows.type, color=ink_on(colour),
                )  # fmt: skip
        left = left + shares
    for i, group in enumerate(panel.groups):
        if not group.shown:
            said = f"不足{NO_SHARES}人，不列占比" if group.base else "无人填答"
            said = said if width(said, rows.type) + 4 <= plot_width else "—"
            axes.text(1, rows.centres[i], said, ha="left", va="center", fontsize=rows.type, color=FAINT)
    axes.set_xlim(0, 100)
    axes.set_xticks(percent_ticks(plot_width, rows.type))


def _thickness(rows: Rows) -> float:
    """One thickness for all bars, however many lines a label has."""
    return float(_BAR * rows.heights.min())
