"""Marks in text: where a living number stands in a sentence, and where a sentence points to a table or figure.

Private-use characters carry them through composing and template engines alike; whoever writes a file takes them out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqgz.report.keys import Key

OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
REFER, REFERRED = "\ue003", "\ue004"
_MARK = re.compile(f"{OPEN}([^{MIDDLE}]*){MIDDLE}([^{CLOSE}]*){CLOSE}|{REFER}([^{REFERRED}]*){REFERRED}")


@dataclass(frozen=True)
class Piece:
    """A piece of text: plain, a living number (with its key), or a reference (the name of a table or figure)."""

    text: str
    key: Key | None = None
    refers_to: str = ""


def living(key: Key, text: str) -> str:
    """The text as a living number of that key."""
    return f"{OPEN}{key}{MIDDLE}{text}{CLOSE}"


def reference(name: str) -> str:
    """A reference to the table or figure of that name, as 表:hukou_by_position or 图:01_shares."""
    return f"{REFER}{name}{REFERRED}"


def pieces(text: str) -> Iterator[Piece]:
    """The text in pieces, in order; what is between marks is plain.

    >>> [(piece.text, piece.key) for piece in pieces("共" + living(Key("abcdefghij", "count", "count"), "53") + "人")]
    [('共', None), ('53', Key(code='abcdefghij', field='count', form='count')), ('人', None)]
    """
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        if found[1] is not None:
            yield Piece(found[2], key=Key.read(found[1]))
        else:
            yield Piece("", refers_to=found[3])
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def plain(text: str) -> str:
    """The text as a reader sees it; a reference stands as its name.

    >>> plain("见" + reference("表:甲") + "，占" + living(Key("abcdefghij", "value", "percent"), "34.9%"))
    '见表:甲，占34.9%'
    """
    return "".join(piece.refers_to or piece.text for piece in pieces(text))
