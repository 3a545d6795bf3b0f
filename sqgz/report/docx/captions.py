"""Captions whose numbers Word keeps in order, as SEQ fields inside bookmarks to which references point; notes below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqgz.report.docx import styles
from sqgz.report.docx.markup import element, paragraph
from sqgz.report.docx.page import field as field_runs
from sqgz.report.docx.texts import Setter, bookmark_of

_GAP = "\u3000"


@dataclass
class Captions:
    """Writes the captions of one document; it counts the bookmarks."""

    setter: Setter
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def made(self, name: str, text: str, style: str, *, keep: bool = False) -> Any:
        """The caption of the table or figure of that name; `keep` holds it together with what follows."""
        number = self.setter.numbers[name]
        label, digits = number[0], number[1:]
        id_ = next(self._ids)
        return paragraph(
            style,
            element("bookmarkStart", id=id_, name=bookmark_of(name)),
            *self.setter.runs(label),
            *field_runs(rf"SEQ {label} \* ARABIC", digits),
            element("bookmarkEnd", id=id_),
            *self.setter.runs(_GAP + text.replace("\n", " ")),
            properties=(element("keepNext"),) if keep else (),
        )


def notes(texts: Sequence[str], setter: Setter) -> Iterator[Any]:
    """The notes of a table or picture, a paragraph each, none of them alone on the next page."""
    for place, text in enumerate(texts, start=1):
        together = [element("keepNext")] if place < len(texts) else []
        yield paragraph(styles.NOTE, *setter.runs(text), properties=[*together, element("keepLines")])
