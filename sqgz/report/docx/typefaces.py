"""The typefaces of official documents, and what Word may put in their place on a machine without them.

The old names (仿宋_GB2312) are those of the standard and of most offices; a newer Windows has 仿宋, WPS its own, so the
font table names stand-ins. No font is embedded: those faces are not free.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqgz.report.docx.markup import element, root

LATIN = "Times New Roman"
_PLAIN_CHINESE = "02010609060101010101"


@dataclass(frozen=True)
class Typeface:
    """A typeface by the name Word knows it by, the stand-ins in order of preference, and its classification."""

    name: str
    stand_ins: tuple[str, ...]
    family: str = "modern"
    panose: str = _PLAIN_CHINESE


HEADLINE = Typeface(
    "方正小标宋简体", ("方正小标宋_GBK", "小标宋", "华文中宋", "STZhongsong", "宋体"), family="auto",
    panose="02010601030101010101",
)  # fmt: skip
BODY = Typeface("仿宋_GB2312", ("仿宋", "FangSong", "华文仿宋", "STFangsong"))
BLACK = Typeface("黑体", ("SimHei", "微软雅黑"))
SCRIPT = Typeface("楷体_GB2312", ("楷体", "KaiTi", "华文楷体", "STKaiti"))
SONG = Typeface("宋体", ("SimSun", "新宋体"), family="auto", panose="02010600030101010101")
FACES = (HEADLINE, BODY, BLACK, SCRIPT, SONG)


def fonts(face: Typeface, latin: str = LATIN) -> Any:
    """`w:rFonts`: Chinese characters in that face, the rest in `latin`."""
    return element("rFonts", ascii=latin, hAnsi=latin, eastAsia=face.name, cs=latin)


def font_table() -> Any:
    """Root of fontTable.xml: every face with its stand-ins."""
    latin = element(
        "font",
        element("panose1", val="02020603050405020304"),
        element("charset", val="00"),
        element("family", val="roman"),
        element("pitch", val="variable"),
        name=LATIN,
    )
    return root("fonts", latin, *map(_entry, FACES))


def _entry(face: Typeface) -> Any:
    return element(
        "font",
        element("altName", val=",".join(face.stand_ins)),
        element("panose1", val=face.panose),
        element("charset", val="86"),  # GB 2312
        element("family", val=face.family),
        element("pitch", val="fixed" if face.family == "modern" else "variable"),
        name=face.name,
    )
