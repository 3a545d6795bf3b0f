"""The text of one Word paragraph as a reader sees it: content controls in place, without deleted text, field codes, hidden runs.

Must not know: tables, parts of the file, figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqgz.auditing.texts import Control

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr", f"{W}txbxContent",
                      f"{W}sdtPr", f"{MC}Fallback", f"{W}tbl", f"{W}p", f"{W}rt"})  # fmt: skip


@dataclass
class Pieces:
    """Text of one paragraph with the elements it came from: (w:t, start in the text), and its content controls."""

    text: str = ""
    parts: list[tuple[Any, int]] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)


def read_paragraph(paragraph: Any) -> Pieces:
    """Text of a paragraph with its pieces; nested paragraphs of text boxes are not part of it."""
    pieces = Pieces()
    chunks: list[str] = []
    size = 0
    fields: list[bool] = []  # of each open field, whether its code is still running

    def walk(element: Any) -> None:
        nonlocal size
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED or (tag == f"{W}r" and _is_hidden(child)):
                continue
            if tag == f"{W}fldChar":
                _follow_field(child, fields)
            elif any(fields):
                if tag == f"{W}r":
                    walk(child)
            elif tag == f"{W}t":
                text = child.text or ""
                pieces.parts.append((child, size))
                chunks.append(text)
                size += len(text)
            elif tag in (f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
                chunks.append({"tab": " ", "noBreakHyphen": "-"}.get(tag[len(W) :], "\n"))
                size += 1
            elif tag == f"{W}sdt":
                start = size
                walk(child)
                tag_value, alias = _control_names(child)
                if tag_value or alias:
                    pieces.controls.append(Control(tag_value, alias, start, size))
            else:
                walk(child)

    walk(paragraph)
    pieces.text = "".join(chunks)
    return pieces


def _follow_field(mark: Any, fields: list[bool]) -> None:
    """Keep track of the fields that are open; what stands between begin and separate is code, also in fields inside it."""
    kind = mark.get(f"{W}fldCharType")
    if kind == "begin":
        fields.append(True)
    elif kind == "separate" and fields:
        fields[-1] = False
    elif kind == "end" and fields:
        fields.pop()


def _is_hidden(run: Any) -> bool:
    """Whether a run is formatted as hidden text."""
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")


def _control_names(control: Any) -> tuple[str, str]:
    """Tag and alias of a content control, empty where it has none."""
    found = []
    for name in ("tag", "alias"):
        element = control.find(f"{W}sdtPr/{W}{name}")
        found.append(element.get(f"{W}val", "") if element is not None else "")
    return found[0], found[1]
