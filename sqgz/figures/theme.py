"""How figures look: sizes of the page, type, colours. Applied around our own drawing only, never for good.

Colours of ordered levels run from dark to light, so that they stay in order in grey print and for every kind of
colour vision; two or more kinds of things differ in lightness and in the shape of their marks as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb

from sqgz.errors import InputError
from sqgz.figures.fonts import load_font
from sqgz.study.messages import suggestion

CM = 72 / 2.54  # points in a centimetre
INK, FAINT, BAND = "#1a1a1a", "#595959", "#ececec"
OVERALL = "#8a8a8a"
_DARK_TO_LIGHT = ("#0f2f57", "#1b5e82", "#3f9a97", "#a3d0a0", "#f3f2c4")
_KINDS = ("#1f4e79", "#e08a1e", "#5aa9a0", "#8c4a78", "#b9b9b9")
_SHAPES = ("o", "s", "^", "D", "v")


@dataclass(frozen=True)
class Size:
    """A page to draw on, in points: width, height (None: as the content needs, up to `tallest`), sizes of type."""

    key: str
    width: float
    height: float | None
    tallest: float
    types: tuple[float, ...]
    margin: float

    @property
    def slide(self) -> bool:
        """Whether it is a slide, of fixed height and with a title."""
        return self.height is not None


SIZES = {
    "full": Size("full", 15.5 * CM, None, 21 * CM, (9.0, 8.0, 7.5), 3.0),
    "half": Size("half", 7.5 * CM, None, 21 * CM, (8.0, 7.5), 2.0),
    "ppt": Size("ppt", 960.0, 540.0, 540.0, (20.0, 18.0), 24.0),
}


def page_size(key: str) -> Size:
    """The page of that name: full (15.5 cm), half (7.5 cm) or ppt (16:9, type of 18 points or more).

    Raises InputError for any other name.
    """
    if key not in SIZES:
        raise InputError(f'图的大小 size="{key}" 不存在。{suggestion(key, list(SIZES))}')
    return SIZES[key]


@contextmanager
def themed() -> Iterator[None]:
    """Our type and lines while drawing and saving; everything is as before afterwards."""
    font = load_font()
    plt.draw_if_interactive()  # type: ignore[no-untyped-call]  # loads the backend now: what a notebook's sets on starting must outlast the theme
    settings: Any = {
        "interactive": mpl.is_interactive(),  # else a notebook would not show a figure that is not saved
        "font.family": font.families, "font.weight": "normal", "font.size": 9.0,
        "text.hinting": "none", "text.parse_math": False, "text.usetex": False, "text.color": INK,
        "axes.unicode_minus": True, "axes.edgecolor": FAINT, "axes.linewidth": 0.6, "axes.labelcolor": INK,
        "axes.facecolor": "white", "axes.grid": False, "axes.titleweight": "normal",
        "xtick.color": FAINT, "ytick.color": FAINT, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
        "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.size": 2.5,
        "figure.facecolor": "white", "figure.autolayout": False, "figure.constrained_layout.use": False,
        "hatch.linewidth": 0.5, "path.sketch": None, "path.simplify": False,
        "savefig.bbox": None, "savefig.facecolor": "auto", "savefig.transparent": False,
        # Type 42 of this font, whose outlines are CFF, shows as blanks in some readers; Type 3 is right in all of them.
        "pdf.fonttype": 3, "pdf.compression": 6, "svg.fonttype": "path", "svg.hashsalt": "sqgz",
    }  # fmt: skip
    with mpl.rc_context():
        mpl.rcdefaults()  # whatever theme the notebook has set, our figures look the same
        mpl.rcParams.update(settings)
        yield


def ordered_colours(number: int) -> tuple[str, ...]:
    """Colours of `number` ordered levels, from dark to light."""
    if number == 1:
        return (_DARK_TO_LIGHT[1],)
    run = LinearSegmentedColormap.from_list("levels", _DARK_TO_LIGHT)
    return tuple(to_hex(run(i / (number - 1))) for i in range(number))


def kind_style(at: int) -> tuple[str, str]:
    """Colour and mark of the kind that stands at that place (zones, groups): they differ in grey, too."""
    return _KINDS[at % len(_KINDS)], _SHAPES[at % len(_SHAPES)]


def lightness(colour: str) -> float:
    """CIE L* of a colour, 0 (black) to 100 (white): what grey print leaves of it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def ink_on(colour: str) -> str:
    """The colour of type, black or white, that has the greater contrast on that ground (at least 4.5 to 1)."""
    y = (lightness(colour) + 16) / 116
    luminance = y**3 if y > 6 / 29 else (y - 4 / 29) * 3 * (6 / 29) ** 2
    return "#ffffff" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "#000000"
