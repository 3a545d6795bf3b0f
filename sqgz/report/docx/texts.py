"""Texts of a report as runs of Word: safe characters, references as fields, living numbers still in their marks.

The pass that makes controls of the marks comes after everything is written; it wants each mark whole in one run.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqgz.report import marks
from sqgz.report.docx.markup import element, text_element
from sqgz.report.docx.page import field

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = re.compile(
    f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff{marks.OPEN}-{marks.REFERRED}]"
)


def safe(text: str) -> str:
    """The text without characters that XML forbids or that would be taken for marks; line ends are \\n, tabs blanks.

    >>> safe("甲\\x00乙\\t丙\\r\\n丁")
    '甲乙 丙\\n丁'
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return _NOT_IN_XML.sub("", _SURROGATE.sub("\ufffd", text))


def one_line(text: str) -> str:
    """The safe text without line ends, for captions, names and alternative text."""
    return safe(text).replace("\n", " ").strip()


def bookmark_of(name: str) -> str:
    """Name of the bookmark around the number of that table or figure: hidden, the same in every run, legal in Word."""
    return "_sqgz_" + b32encode(hashlib.sha256(name.encode()).digest())[:16].decode().lower()


@dataclass(frozen=True)
class Setter:
    """Sets texts: `numbers` of tables and figures by name; `living` leaves marks for the pass that makes controls."""

    numbers: Mapping[str, str]
    living: bool = False

    def plain(self, text: str) -> str:
        """The text as a reader sees it, in one line or more."""
        return "".join(self._shown(piece) for piece in marks.pieces(text))

    def runs(self, text: str, *, style: str = "") -> list[Any]:
        """Runs of the text, in that character style if one is named."""
        made: list[Any] = []
        waiting = ""
        for piece in marks.pieces(text):
            if piece.refers_to:
                made += [*_run(waiting, style), *self._reference(piece.refers_to, style)]
                waiting = ""
            elif piece.key is not None and self.living:
                waiting += marks.living(piece.key, self._shown(piece))
            else:
                waiting += self._shown(piece)
        return [*made, *_run(waiting, style)]

    def _shown(self, piece: marks.Piece) -> str:
        if piece.refers_to:
            return self._number(piece.refers_to)
        return safe(piece.text)

    def _number(self, name: str) -> str:
        if name not in self.numbers:
            raise ValueError(f"a text refers to {name!r}, which the report does not hold")
        return self.numbers[name]

    def _reference(self, name: str, style: str) -> list[Any]:
        code = rf"REF {bookmark_of(name)} \h"
        return field(code, self._number(name), lambda: _properties("表", style))


def _run(text: str, style: str) -> list[Any]:
    """A run of the text; none for no text."""
    if not text:
        return []
    run = element("r", _properties(text, style))
    for i, line in enumerate(text.split("\n")):
        if i:
            run.append(element("br"))
        if line:
            run.append(text_element(line))
    return [run]


def _properties(text: str, style: str) -> Any:
    """`w:rPr`; the hint sets “ ” — … in the Chinese face, where Word would take the Latin one."""
    return element(
        "rPr",
        element("rStyle", val=style) if style else None,
        None if text.isascii() else element("rFonts", hint="eastAsia"),
    )
