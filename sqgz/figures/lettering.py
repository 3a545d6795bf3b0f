"""Text set in lines: how wide a text is, and where Chinese may be broken.

Widths come from the font's own advances, so that a page can be laid out before anything is drawn, and alike on
every machine. Knows nothing of axes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sqgz.figures.fonts import advance

LINE = 1.2  # height of a line, in ems
_ORPHAN = 4.0  # ems below which a last line is too short to stand alone
_OPENING = "（《“‘「『【〔(["
_CLOSING = "）》”’」』】〕)]，。、：；！？…%％,.;:!?～"
_PIECES = re.compile(r"[A-Za-z0-9_.,%+\-−–/]+|.", re.DOTALL)


@lru_cache(maxsize=8192)
def width(text: str, size: float) -> float:
    """Width in points of the widest line of a text set in type of `size` points."""
    return max((sum(map(advance, line)) for line in text.split("\n")), default=0.0) * size


def height(text: str, size: float) -> float:
    """Height in points of a text of one or more lines."""
    return (text.count("\n") + 1) * LINE * size


def tidy(text: str) -> str:
    """The text with every run of blanks, tabs and line ends as one space."""
    return " ".join(str(text).split())


@lru_cache(maxsize=2048)
def wrap(text: str, limit: float, size: float, *, even: bool = True) -> str:
    """The text broken into as few lines as fit into `limit` points; given breaks are kept.

    Words that stand between spaces stay whole where they fit; no line begins with a closing mark or ends with an
    opening one; `even` lines are of about equal width. A piece that is wider than the limit by itself is broken inside.
    """
    found = []
    for paragraph in text.split("\n"):
        lines = _filled(paragraph, limit, size)
        orphan = len(lines) > 1 and width(lines[-1], size) < _ORPHAN * size
        if (even and len(lines) > 1) or orphan:
            lines = _balanced(paragraph, lines, limit, size)
        found += lines
    return "\n".join(found)


def wrap_title(text: str, limit: float, size: float) -> str:
    """The text in one line, or in two that part where the sentence does, or, where that does not fit, as `wrap` breaks it.

    >>> print(wrap_title("本社区的占比：甲街道比乙街道高9.1个百分点", 300.0, 20.0))
    本社区的占比：
    甲街道比乙街道高9.1个百分点
    """
    if width(text, size) <= limit:
        return text
    for mark in "；：，":
        for at in (i + 1 for i, one in enumerate(text) if one == mark):
            if max(width(text[:at], size), width(text[at:], size)) <= limit:
                return f"{text[:at]}\n{text[at:]}"
    return wrap(text, limit, size)


def _balanced(paragraph: str, lines: list[str], limit: float, size: float) -> list[str]:
    """As many lines, but none much shorter than the rest: the narrowest limit that needs no further line."""
    narrower = limit
    whole = [width(word, size) for word in paragraph.split() if width(word, size) <= limit]
    least = max([limit / 2, *(whole if len(paragraph.split()) > 1 else [])])
    while narrower - size / 2 >= least:
        narrower -= size / 2
        tried = _filled(paragraph, narrower, size)
        if len(tried) > len(lines) or max(width(line, size) for line in tried) > narrower:
            break
        lines = tried
    return lines


def _filled(paragraph: str, limit: float, size: float) -> list[str]:
    lines, line = [], ""
    for word in re.findall(r"\s*\S+", paragraph) or [""]:
        blank, word = word[: len(word) - len(word.lstrip())], word.lstrip()
        if line and width(line + blank + word, size) <= limit:
            line += blank + word
            continue
        if line and width(word, size) <= limit:
            lines.append(line)
            line = word
            continue
        line += blank if line else ""
        for piece in _unbroken(word, limit, size):
            if line.strip() and width(line + piece, size) > limit:
                lines.append(line.rstrip())
                line = ""
            line += piece
    return [*lines, line.rstrip()]


def _unbroken(word: str, limit: float, size: float) -> list[str]:
    """The parts of a word between which a line may end."""
    pieces: list[str] = []
    for piece in _PIECES.findall(word):
        closes = piece[0] in _CLOSING
        follows_opening = bool(pieces) and pieces[-1][-1] in _OPENING
        joined = bool(pieces) and (closes or follows_opening) and width(pieces[-1] + piece, size) <= limit
        if joined:
            pieces[-1] += piece
        elif width(piece, size) > limit:
            pieces += re.findall(f".[{re.escape(_CLOSING)}%]?", piece)  # a mark stays with what it closes
        else:
            pieces.append(piece)
    return pieces
