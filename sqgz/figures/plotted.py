"""What a figure was drawn from: its numbers, its words for those who cannot see it, and its parameters.

Kept beside the axes, not on them, and let go with them. `save_figure` asks here; nobody else needs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sqgz.results import Results


@dataclass(frozen=True, eq=False)
class Plotted:
    """The content of a figure: `numbers` as drawn (tidy, unrounded), `shown` the tables printed, `alt` in words.

    `results` is what it was drawn from, None for tables; `function` and `parameters` say how.
    """

    numbers: pd.DataFrame
    shown: tuple[pd.DataFrame, ...]
    alt: str
    function: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    results: Results | None = None


_KNOWN: WeakKeyDictionary[Axes, Plotted] = WeakKeyDictionary()


def remember(axes: Axes, plotted: Plotted) -> None:
    """Nothing; from now on `plotted_in` finds it at the axes (the first axes stands for all of one drawing)."""
    _KNOWN[axes] = plotted


def plotted_in(figure: Figure) -> list[Plotted]:
    """What was drawn into a figure by our functions, in the order of its axes."""
    return [_KNOWN[axes] for axes in figure.axes if axes in _KNOWN]
