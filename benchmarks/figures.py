"""How long all figures of the example take in all formats, beside bare matplotlib drawing and saving the same.

    python benchmarks/figures.py

The bare side knows everything beforehand: it is handed the finished artists (every bar, line, ribbon, text, with places,
colours and the font) as plain numbers, makes new figures of them with matplotlib's own calls and saves these as png, svg
and pdf. Ours reads results, lays out, checks, draws and saves the same, with sidecars. The two take turns; ratios are of
medians. Exit code 1 where a claim does not hold: within 1.5 times the bare side, below 1 GiB, no figure left open.
"""

from __future__ import annotations

import contextlib
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle

import sqgz
from sqgz import figures
from sqgz.cleaning import save_cleaned
from sqgz.errors import InputError
from sqgz.figures.theme import themed
from sqgz.results import Results

FORMATS, ROUNDS, MOST, GIB = ("png", "svg", "pdf"), 3, 1.5, 2**30


def load_example() -> Results:
    """Results of the example, made if they are not there."""
    study = sqgz.load_study("example")
    try:
        found = sqgz.load_results(study)
    except InputError:
        save_cleaned(sqgz.clean(study))
        sqgz.save_results(sqgz.compare(study))
        found = sqgz.load_results(study)
    return found


def drawers(results: Results) -> dict[str, Callable[[], Any]]:
    """What draws each figure of the example, by the figure's name."""
    places = sqgz.load_places(results.study)
    return {
        "01_shares": lambda: figures.draw_shares(results),
        "02_differences": lambda: figures.draw_differences(results),
        "03_ranking": lambda: figures.draw_ranking(results, places),
        "04_flow": lambda: figures.draw_flow(results),
        "05_composition": lambda: figures.draw_composition(results),
        "11_residuals": lambda: figures.draw_residuals(results),
        "12_pyramid": lambda: figures.draw_pyramid(results),
        "13_letters": lambda: figures.draw_letters(results),
    }


def recorded(figure: Figure) -> dict[str, Any]:
    """Everything a figure shows as plain numbers and words."""
    found: dict[str, Any] = {"size": figure.get_size_inches(), "axes": [], "texts": [], "marks": []}
    for text in figure.texts:
        x, y = text.get_transform().transform(text.get_position())
        found["texts"].append((x / figure.bbox.width, y / figure.bbox.height, *_set(text)))
    found["marks"] = [(*one.get_extents().transformed(figure.transFigure.inverted()).bounds, one.get_facecolor()) for one in figure.artists if isinstance(one, Rectangle)]  # fmt: skip
    for axes in figure.axes:
        inverse = axes.transData.inverted()
        found["axes"].append(
            {
                "box": axes.get_position().bounds,
                "limits": (axes.get_xlim(), axes.get_ylim()),
                "ticks": [(axis.get_ticklocs(), [one.get_text() for one in axis.get_ticklabels()], axis.get_ticklabels()[0].get_fontsize() if axis.get_ticklabels() else 9) for axis in (axes.xaxis, axes.yaxis)],
                "bars": [(one.get_xy(), one.get_width(), one.get_height(), one.get_facecolor()) for one in axes.patches if isinstance(one, Rectangle)],
                "shapes": [(one.get_path(), one.get_facecolor()) for one in axes.patches if isinstance(one, (PathPatch, Polygon))],
                "lines": [(one.get_xdata(orig=False), one.get_ydata(orig=False), one.get_color(), one.get_marker(), one.get_linewidth(), one.get_markersize(), one.get_markerfacecolor(), one.get_transform() == axes.transData) for one in axes.lines],
                "segments": [(one.get_segments(), one.get_linewidth()) for one in axes.collections if isinstance(one, LineCollection)],
                "texts": [(*inverse.transform(one.get_window_extent().min), *_set(one)) for one in axes.texts],
                "sides": {side: spine.get_visible() for side, spine in axes.spines.items()},
                "label": (axes.get_xlabel(), axes.xaxis.label.get_fontsize()),
            }
        )  # fmt: skip
    return found


def _set(text: Any) -> tuple[str, float, str, str, str]:
    return text.get_text(), text.get_fontsize(), text.get_ha(), "top", text.get_color()


def draw_bare(known: dict[str, Any], folder: Path, name: str) -> None:
    """The same picture by matplotlib alone, saved in every format."""
    figure = plt.figure(figsize=known["size"])
    for x, y, text, size, ha, va, colour in known["texts"]:
        figure.text(x, y, text, fontsize=size, ha=ha, va=va, color=colour)
    for x, y, wide, tall, colour in known["marks"]:
        figure.add_artist(Rectangle((x, y), wide, tall, facecolor=colour, transform=figure.transFigure))
    for one in known["axes"]:
        axes = figure.add_axes(one["box"])
        for (x, y), wide, tall, colour in one["bars"]:
            axes.barh(y + tall / 2, wide, tall, left=x, color=colour)
        for path, colour in one["shapes"]:
            axes.add_patch(PathPatch(path, facecolor=colour))
        for x, y, colour, marker, wide, size, face, plain in one["lines"]:
            if plain:
                axes.plot(
                    x, y, color=colour, marker=marker, linewidth=wide, markersize=size, markerfacecolor=face
                )
            else:
                axes.axvline(x[0], color=colour, linewidth=wide)
        for segments, wide in one["segments"]:
            axes.hlines([part[0][1] for part in segments], 0, 100, linewidth=wide)
        for x, y, text, size, _, _, colour in one["texts"]:
            axes.text(x, y, text, fontsize=size, ha="left", va="bottom", color=colour)
        axes.set(xlim=one["limits"][0], ylim=one["limits"][1])
        (xs, x_labels, x_size), (ys, y_labels, y_size) = one["ticks"]
        axes.set_xticks(xs, x_labels, fontsize=x_size)
        axes.set_yticks(ys, y_labels, fontsize=y_size)
        for side, seen in one["sides"].items():
            axes.spines[side].set_visible(seen)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(one["label"][0], fontsize=one["label"][1])
    for suffix in FORMATS:
        figure.savefig(folder / f"{name}.{suffix}", dpi=300)
    plt.close(figure)


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> int:
    """Measure every figure on both sides and print the ratios; 1 if a claim does not hold."""
    results = load_example()
    kept = results.study.report.model_copy(update={"formats": FORMATS})
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()) as _:
        root = Path(place)
        study = results.study.model_copy(update={"root": root, "report": kept})
        times: dict[str, tuple[list[float], list[float]]] = {}
        for name, draw in drawers(results).items():
            axes = np.ravel(np.asarray(draw(), dtype=object))[0]
            with themed():
                axes.figure.draw_without_rendering()
                known = recorded(axes.figure)
            plt.close(axes.figure)

            def ours(draw: Callable[[], Any] = draw, name: str = name) -> None:
                figures.save_figure(draw(), name, study)

            def bare(known: dict[str, Any] = known, name: str = name) -> None:
                with themed():
                    draw_bare(known, root, name)

            ours()
            bare()  # both warm before the clock runs
            pairs = [(timed(ours), timed(bare)) for _ in range(ROUNDS)]
            times[name] = [one for one, _ in pairs], [other for _, other in pairs]
        open_figures = plt.get_fignums()
    return told(times, open_figures)


def told(times: dict[str, tuple[list[float], list[float]]], open_figures: list[int]) -> int:
    """Print what was measured; 1 if a claim does not hold."""
    totals = [0.0, 0.0]
    for name, sides in times.items():
        own, bare = (statistics.median(one) for one in sides)
        totals = [totals[0] + own, totals[1] + bare]
        print(f"{name:16} ours {own:6.2f} s   bare {bare:6.2f} s   ratio {own / bare:.2f}")
    ratio = totals[0] / totals[1]
    print(
        f"{'all':16} ours {totals[0]:6.2f} s   bare {totals[1]:6.2f} s   ratio {ratio:.2f} (at most {MOST})"
    )
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(f"peak memory {peak / GIB:.2f} GiB (below 1), figures left open: {len(open_figures)}")
    return int(ratio > MOST or peak >= GIB or bool(open_figures))


if __name__ == "__main__":
    sys.exit(main())
