"""The font of every figure: the packaged Noto Sans SC first, on every machine, so that widths and bytes are the same.

A machine's own Chinese font stands in only where the packaged file is missing, and the provenance says so. Never
boxes: a character that no font here has is an error that names it. Knows nothing of what a figure shows.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

from sqgz.errors import InputError

FAMILY = "Noto Sans SC"
FALLBACK = "DejaVu Sans"  # comes with matplotlib; for signs that a Chinese font may lack
_SHA256 = "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9"
_STAND_INS = (
    "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)  # fmt: skip
_NEEDED = "户口居住社区街道职务占比人单位数据来源注模拟，。：；（）“”～"


@dataclass(frozen=True)
class Font:
    """The Chinese font in use: its family, its file, and whether it is the packaged one."""

    family: str
    path: Path
    packaged: bool

    @property
    def families(self) -> list[str]:
        """Families for matplotlib, the Chinese one first."""
        return [self.family, FALLBACK]

    @property
    def described(self) -> str:
        """What the provenance says of the font; of one that is not ours only its name, never its place."""
        return self.family if self.packaged else f"{self.family}（本机字体，非随附字体，版面可能不同）"


@cache
def load_font() -> Font:
    """The font of all figures, made known to matplotlib; it is looked for once.

    Raises InputError if the packaged file was altered, or if it is missing and the machine has no Chinese font.
    """
    packaged = packaged_path()
    if packaged is not None and packaged.exists():
        if hashlib.sha256(packaged.read_bytes()).hexdigest() != _SHA256:
            raise InputError(
                f"随附字体 {packaged.name} 与发布的不一致，可能已损坏或被替换。请重新安装依赖包 pylopdf-fonts-zh-cn（0.1.1）。"
            )
        font_manager.fontManager.addfont(str(packaged))
        # With this set matplotlib looks for fonts in its own folder alone and draws boxes; the machine's fonts, which it
        # is meant to keep out, were left out when the manager was made.
        os.environ.pop("MPL_IGNORE_SYSTEM_FONTS", None)
        entries = font_manager.fontManager.ttflist
        entries.insert(0, entries.pop())  # before a font of the same name that the machine may have
        return Font(FAMILY, packaged, packaged=True)
    stand_in = find_stand_in()
    if stand_in is None:
        raise InputError(
            "没有可用的中文字体，无法作图。请安装依赖包 pylopdf-fonts-zh-cn（python run.py 会自动安装），或在本机安装任一中文黑体。"
        )
    return stand_in


def packaged_path() -> Path | None:
    """Path of the packaged font file; None where its package is not installed."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return None
    return Path(sans_path())


def find_stand_in() -> Font | None:
    """A Chinese font of this machine that has the characters every figure needs; None if there is none."""
    for family in _STAND_INS:
        for entry in font_manager.fontManager.ttflist:
            regular = entry.style == "normal" and entry.weight in (400, "normal", "regular")
            if entry.name == family and regular and Path(entry.fname).exists():
                charmap = FT2Font(entry.fname).get_charmap()
                if all(ord(character) in charmap for character in _NEEDED):
                    return Font(family, Path(entry.fname), packaged=False)
    return None


@cache
def _faces() -> tuple[tuple[FT2Font, frozenset[int]], ...]:
    """The faces texts are set in, first choice first, each with the code points it has."""
    fallback = font_manager.findfont(FALLBACK, fallback_to_default=False)
    faces = [FT2Font(str(path)) for path in (load_font().path, fallback)]
    return tuple((face, frozenset(face.get_charmap())) for face in faces)


@cache
def advance(character: str) -> float:
    """How far a character moves the pen, in ems; 0 for one that no font has (`check_characters` tells of it)."""
    for face, points in _faces():
        if ord(character) in points:
            glyph = face.load_char(ord(character), flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING)
            return float(glyph.horiAdvance / face.units_per_EM)
    return 0.0


def check_characters(texts: Iterable[str]) -> None:
    """Nothing, if every character can be drawn; raises InputError with the first that cannot, and its text."""
    known = frozenset().union(*(points for _, points in _faces()))
    for text in texts:
        for character in text:
            if character != "\n" and ord(character) not in known:
                shown = f"“{character}”" if character.isprintable() else "（不可见字符）"
                raise InputError(
                    f"图中文字“{text}”里的字符{shown}（U+{ord(character):04X}）在字体 {load_font().family} 中没有，"
                    "无法显示。请在数据或 study.yaml 的 label 中换一种写法。"
                )
