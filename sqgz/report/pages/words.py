"""Text with marks as HTML: escaped, living numbers in spans, references as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from sqgz.report.marks import pieces


@dataclass(frozen=True)
class Target:
    """What a reference points to: its number in the report (表1) and its id in the page."""

    number: str
    id: str


def say(text: str, targets: Mapping[str, Target]) -> str:
    """The text as HTML.

    >>> from sqgz.report.marks import reference
    >>> say("a<b，见" + reference("表:甲"), {"表:甲": Target("表1", "t1")})
    'a&lt;b，见<a href="#t1">表1</a>'
    """
    found = []
    for piece in pieces(text):
        if piece.refers_to:
            target = targets.get(piece.refers_to)
            found.append(f'<a href="#{target.id}">{target.number}</a>' if target else escape(name_in(piece.refers_to)))  # fmt: skip
        elif piece.key is not None:
            found.append(f'<span data-key="{piece.key}">{escape(piece.text)}</span>')
        else:
            found.append(escape(piece.text))
    return "".join(found)


def say_plainly(text: str, targets: Mapping[str, Target]) -> str:
    """The text as it reads, without marks and not escaped: for attributes, the contents and the window's title."""
    return "".join(
        targets[piece.refers_to].number
        if piece.refers_to in targets
        else name_in(piece.refers_to)
        if piece.refers_to
        else piece.text
        for piece in pieces(text)
    )


def name_in(reference: str) -> str:
    """What a reference that leads nowhere is called: the sort of thing it is, as its name says first.

    >>> name_in("表:hukou")
    '附表'
    """
    return {"表": "附表", "图": "附图"}.get(reference.partition(":")[0], reference)
