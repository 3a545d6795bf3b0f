"""How a page is laid out: paper, margins and sizes of type, after GB/T 9704-2012, and tighter ones for the one-page brief.

Lengths are twentieths of a point (twips) as Word counts them, sizes of type half-points.
"""

from __future__ import annotations

from dataclasses import dataclass

_MM = 1440 / 25.4


def twips(millimetres: float) -> int:
    """A length in twips.

    >>> twips(210), twips(297)
    (11906, 16838)
    """
    return round(millimetres * _MM)


def em(half_points: int) -> int:
    """Width of a full character of that size, in twips: 640 at 16 pt."""
    return half_points * 10


@dataclass(frozen=True)
class Layout:
    """Margins, sizes of type and line spacing of a document on A4; 22 lines of body a page by default."""

    top: int = twips(37)
    left: int = twips(28)
    right: int = twips(26)
    bottom: int = twips(35)
    footer: int = twips(22.4)  # the page number begins 7 mm below the text
    body: int = 32
    line: int = 579  # 28.95 pt
    title: int = 44
    title_line: int = 760
    title_after: int = 579
    small: int = 21  # notes, unit
    caption: int = 28
    tables: tuple[int, ...] = (24, 21, 18, 15)  # sizes that tables try, the largest first
    numbered: bool = True  # pages bear numbers
    tallest_picture: int = twips(170)

    width: int = twips(210)
    height: int = twips(297)

    @property
    def text_width(self) -> int:
        """Width of a line."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """Height of the text on a page."""
        return self.height - self.top - self.bottom


OFFICIAL = Layout()
_BRIEF = Layout(
    top=twips(25), bottom=twips(20), left=twips(26), right=twips(24), body=28, line=480, title=36, title_line=600,
    title_after=160, small=18, caption=24, tables=(21, 18, 15, 13), numbered=False, tallest_picture=twips(75),
)  # fmt: skip


def _tighter(body: int, line: int, picture: float, tables: tuple[int, ...]) -> Layout:
    """The brief in smaller type."""
    return Layout(
        top=twips(20), bottom=twips(16), left=_BRIEF.left, right=_BRIEF.right, body=body, line=line, title=32,
        title_line=480, title_after=100, small=16, caption=21, tables=tables, numbered=False,
        tallest_picture=twips(picture),
    )  # fmt: skip


# from the one wanted to the one that still can be read; the first that holds everything is taken
BRIEFS = (
    _BRIEF,
    _tighter(28, 420, 68, (18, 15, 13)),
    _tighter(24, 380, 60, (18, 15, 13)),
    _tighter(21, 320, 52, (15, 13)),
    _tighter(18, 260, 45, (15, 13)),
)
