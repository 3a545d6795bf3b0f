"""Who the people are: age, education and the like by position, stacked to 100 % or grouped side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sqgz.figures.drawings import Canvas, open_canvas
from sqgz.figures.headlines import shares_headline
from sqgz.figures.layouts import Block, Entry, Surroundings, tick_number
from sqgz.figures.plotted import Plotted
from sqgz.figures.remarks import foot_lines
from sqgz.figures.sources import FEW, NO_SHARES, Panel, Source, read_panels
from sqgz.figures.stacked import draw_stacked
from sqgz.figures.theme import ordered_colours, page_size
from sqgz.results import Results
from sqgz.rounding import half_up
from sqgz.study import Study

_BAR = 1.15  # height of one bar of a group, in ems


def composition(
    source: Source,
    variables: Sequence[str] = ("age_band", "education"),
    *,
    by: str = "position",
    kind: Literal["stacked", "grouped"] = "stacked",
    study: Study | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: str = "full",
    title: str = "",
    notes: Sequence[str] = (),
) -> Axes | np.ndarray[Any, Any]:
    """Axes of a figure of how people are made up, by groups; an array with one for each variable if there are several.

    `source` is Results, whose profile of `variables` is drawn by the groups of `by` (position or zone), or a
    Crosstab or a list of them, whose rows are the groups. `stacked` adds up to 100 % and shows each group whole;
    `grouped` sets the groups side by side in every category, also for questions with several answers.
    `size`, `title`, `study` and `ax` are as in `stacked_shares`. Shares are in percent.

    Raises InputError for a variable without a profile, for labels the font cannot show, and where it does not fit.
    """
    if kind not in ("stacked", "grouped"):
        raise ValueError(f"kind must be 'stacked' or 'grouped', not {kind!r}")
    names = [f"profile.{one}" for one in variables] if isinstance(source, Results) else []
    panels = read_panels(source, names, by=by if isinstance(source, Results) else None)
    study = source.study if isinstance(source, Results) else study
    said = {"stacked": "百分比堆积条形图。", "grouped": "分组条形图。"}[kind]
    plotted = Plotted(
        numbers=pd.concat([panel.numbers() for panel in panels], ignore_index=True),
        shown=tuple(panel.rows() for panel in panels),
        alt=said + "".join(panel.alt() for panel in panels),
        function="composition",
        parameters={"variables": list(variables), "by": by, "kind": kind, "size": size},
        results=source if isinstance(source, Results) else None,
    )
    draw = draw_stacked if kind == "stacked" else draw_grouped
    headline = shares_headline(panels[0], plotted.results)
    return draw(panels, plotted, study=study, ax=ax, size=size, title=title, headline=headline, notes=notes)


def draw_grouped(
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
    """Axes with a row for each category and a bar for each group in it."""
    legends = [_legend(panel) for panel in panels]
    shared = all(one == legends[0] for one in legends)
    below = [_block(panel, own_legend=not shared, axis=panel is panels[-1]) for panel in panels]
    beside = [[_block(panel, own_legend=not shared, axis=True)] for panel in panels]
    around = Surroundings(
        title=title or (headline if page_size(size).slide else ""),
        optional=not title,
        legend=legends[0] if shared else (),
        unit="单位：%",
        foot=tuple(foot_lines(study, [*_notes(panels), *notes])),
    )
    widest = max(_widest(panel) for panel in panels)
    with open_canvas(size, [[below], beside], around, ax=ax, plotted=plotted) as canvas:
        for at, panel in enumerate(panels):
            _draw(canvas, at, panel, widest)
    return canvas.drawn


def _block(panel: Panel, *, own_legend: bool, axis: bool) -> Block:
    shown = sum(group.shown for group in panel.groups)
    return Block(
        labels=panel.labels,
        thickness=max(1.6, _BAR * shown + 0.6),
        title=panel.title,
        legend=_legend(panel) if own_legend else (),
        axis_label="" if axis else None,
    )


def _legend(panel: Panel) -> tuple[Entry, ...]:
    """Groups with their bases, in the colours of their bars; those with too few people are only named in the notes."""
    shown = [group for group in panel.groups if group.shown]
    colours = ordered_colours(max(len(shown), 1))
    return tuple(
        Entry(f"{group.label}（{group.base}人{'*' if group.base < FEW else ''}）", colour)
        for group, colour in zip(shown, colours, strict=False)
    )


def _notes(panels: Sequence[Panel]) -> list[str]:
    groups = [group for panel in panels for group in panel.groups]
    found = ["括号内为各组有效人数"]
    if any(group.shown and group.base < FEW for group in groups):
        found.append(f"带*的不足{FEW}人，占比仅供参考")
    few = list(dict.fromkeys(f"{group.label}（{group.base}人）" for group in groups if not group.shown))
    if few:
        found.append(f"{'、'.join(few)}不足{NO_SHARES}人，不列占比")
    if any(panel.multiple for panel in panels):
        found.append("多选题，一人可选多项，各项占比之和可超过100%")
    return found + [panel.note for panel in panels if panel.note][:1]


def _widest(panel: Panel) -> float:
    return max((100 * share for group in panel.groups if group.shown for share in group.shares), default=0.0)


def _draw(canvas: Canvas, at: int, panel: Panel, widest: float) -> None:
    import seaborn as sns

    axes, rows, plot_width = canvas.axes[at], canvas.rows[at], canvas.widths[at]
    shown = [group for group in panel.groups if group.shown]
    room = 3.2 * rows.type / plot_width  # right of the longest bar, for its number
    limit = max(widest, 5.0) / (1 - room)
    axes.set_xlim(0, limit)
    if not shown:
        return
    spacing = float(np.diff(rows.centres).min()) if len(rows.centres) > 1 else 1.0  # seaborn's unit of width
    thickness = float(rows.heights.min()) - 0.5 * rows.type
    tall = pd.DataFrame(
        [
            {"y": y, "group": group.label, "share": 100 * group.shares[c]}
            for group in shown
            for c, y in enumerate(rows.centres)
        ]
    )
    sns.barplot(
        tall, x="share", y="y", hue="group", orient="h", native_scale=True, errorbar=None, legend=False,
        palette=list(ordered_colours(len(shown))), saturation=1, width=thickness / spacing,
        edgecolor="white", linewidth=0.4, ax=axes,
    )  # fmt: skip
    for bars in axes.containers:
        for bar in bars:
            axes.annotate(
                str(half_up(bar.get_width())), (bar.get_width(), bar.get_y() + bar.get_height() / 2), (2, 0),
                textcoords="offset points", ha="left", va="center_baseline", fontsize=rows.type - 0.5,
            )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    axes.set_ylim(rows.total, 0)
    axes.set_xlim(0, limit)
    axes.set_yticks(rows.centres, [text.get_text() for text in axes.get_yticklabels()])
    axes.locator_params(axis="x", nbins=tick_number(plot_width, rows.type))
