"""Where the controls of a document are, and in whose words a reader would name the place.

Places are counted as a reader counts them: the paragraph below a heading, the row and column of a table by their
heads. Must not know: what the numbers should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqgz.report.living.labels import Label, read_label
from sqgz.report.living.markup import DELETED, MC, W, has_ancestor, said_by, text_of, texts_in

_ENDS = "。；！？\n"
_LONGEST_QUOTE = 80
_WIDEST = 200  # columns of a table
_STORIES = {"hdr": "页眉", "ftr": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}


def controls_in(root: Any) -> Iterator[tuple[Any, Label]]:
    """Controls of ours with their labels, in order; those of others, and those that are deleted, are passed over."""
    for control in list(root.iter(f"{W}sdt")):
        label = label_of(control)
        if label is not None and not has_ancestor(control, *DELETED) and content_of(control) is not None:
            yield control, label


def label_of(control: Any) -> Label | None:
    """The label that a control bears in its tag, else in its title; None if it is not one of ours."""
    return read_label(_value(control, "tag"), _value(control, "alias"))


def content_of(control: Any) -> Any:
    """What the control holds: its w:sdtContent, or None."""
    return control.find(f"{W}sdtContent")


def title_of(control: Any) -> str:
    """The title of a control, empty where it has none."""
    return _value(control, "alias")


def _value(control: Any, name: str) -> str:
    element = control.find(f"{W}sdtPr/{W}{name}")
    return str(element.get(f"{W}val", "")) if element is not None else ""


def is_copy(control: Any) -> bool:
    """Whether it is the second copy of a text box that Word keeps for older programs."""
    return has_ancestor(control, f"{MC}Fallback")


def quote(control: Any) -> str:
    """The sentence around a control, cut to a length that can be read in a list."""
    paragraph = next(control.iterancestors(f"{W}p"), None)
    if paragraph is None:
        return _cut(text_of(content_of(control)), 0, 0)
    order = {element: number for number, element in enumerate(paragraph.iter())}
    before = sum(len(said_by(one)) for one in texts_in(paragraph) if order[one] < order[control])
    own = text_of(content_of(control))
    return _cut(text_of(paragraph), before, before + len(own))


def _cut(text: str, start: int, end: int) -> str:
    """The sentence from `start` to `end` of a text, shortened with … on either side."""
    first = max((text.rfind(sign, 0, start) for sign in _ENDS), default=-1) + 1
    stops = [at for sign in _ENDS if (at := text.find(sign, end)) >= 0]
    last = min(stops) + 1 if stops else len(text)
    room = max(_LONGEST_QUOTE - (end - start), 0) // 2
    left, right = max(first, start - room), min(last, end + room)
    return f"{'…' if left > first else ''}{text[left:right].strip()}{'…' if right < last else ''}"


@dataclass
class _Story:
    """Where a reader stands while the blocks of a part are walked."""

    name: str
    heading: str = ""
    below: int = 0
    tables: int = 0
    recent: tuple[str, ...] = ()


def places_in(root: Any, heading_styles: frozenset[str]) -> dict[Any, str]:
    """The place of every paragraph of a part in words, by its element."""
    story = _Story(_STORIES.get(str(root.tag).rpartition("}")[2], ""))
    places: dict[Any, str] = {}
    _walk(root, story, places, heading_styles)
    return places


def _walk(container: Any, story: _Story, places: dict[Any, str], styles: frozenset[str]) -> None:
    for block in container:
        if block.tag == f"{W}p":
            _take_paragraph(block, story, places, styles)
        elif block.tag == f"{W}tbl":
            _take_table(block, story, places)
        elif isinstance(block.tag, str):
            _walk(block, story, places, styles)


def _take_paragraph(paragraph: Any, story: _Story, places: dict[Any, str], styles: frozenset[str]) -> None:
    text = text_of(paragraph).strip()
    if text:
        if _is_heading(paragraph, styles):
            story.heading, story.below = text[:40], 0
            places[paragraph] = _joined(story.name, f"标题“{story.heading}”")
        else:
            story.below += 1
            places[paragraph] = _joined(story.name, story.heading, f"第{story.below}段")
        story.recent = (text, *story.recent[:2])  # between caption and table may stand the unit
    for inner in paragraph.iter(f"{W}p"):
        if inner is not paragraph:
            places[inner] = _joined(story.name, story.heading, "文本框")


def _take_table(table: Any, story: _Story, places: dict[Any, str]) -> None:
    story.tables += 1
    captions = (text[:40] for text in story.recent if re.match(r"附?表\s*\d", text))
    caption = next(captions, f"第{story.tables}个表格")
    story.recent = ()
    heads: list[list[Any]] = []
    for number, row in enumerate(_rows(table)):
        cells = list(_cells(row))
        is_head = not number or row.find(f"{W}trPr/{W}tblHeader") is not None
        own = _words(cells[0]) if cells and not is_head else ""
        for column, cell in enumerate(cells):
            head = "／".join(
                dict.fromkeys(
                    _words(one[column]) for one in heads if column < len(one) and _words(one[column])
                )
            )
            line = f"“{own}”行" if own and cell is not cells[0] else f"第{number + 1}行"
            above = f"“{head}”列" if head and not is_head else f"第{column + 1}列"
            for paragraph in cell.iter(f"{W}p"):
                places.setdefault(paragraph, _joined(story.name, caption, line + above))
        if is_head:
            heads.append(cells)


def _words(cell: Any) -> str:
    """The words of a head, cut; empty where the cell holds a number only."""
    text = text_of(cell).strip()[:20]
    return text if any(sign.isalpha() for sign in text) else ""


def _rows(table: Any) -> Iterator[Any]:
    """Rows of a table, those wrapped in controls or insertions too, those of nested tables not."""
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is table:
            yield row


def _cells(row: Any) -> Iterator[Any]:
    """Cells of a row by column: one that spans several stands in each of them."""
    for cell in row.iter(f"{W}tc"):
        if next(cell.iterancestors(f"{W}tr")) is row:
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            text = span.get(f"{W}val", "1") if span is not None else "1"
            yield from [cell] * (int(text) if text.isdigit() and 0 < int(text) <= _WIDEST else 1)


def _is_heading(paragraph: Any, styles: frozenset[str]) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    named = style is not None and style.get(f"{W}val") in styles
    return named or paragraph.find(f"{W}pPr/{W}outlineLvl") is not None


def _joined(*words: str) -> str:
    return "，".join(word for word in words if word)


def heading_styles(styles: Any) -> frozenset[str]:
    """Ids of the styles that are headings: by their outline level or their name in any program's language."""
    found = set()
    for style in styles.iter(f"{W}style"):
        name = style.find(f"{W}name")
        words = (name.get(f"{W}val") or "").lower() if name is not None else ""
        level = style.find(f"{W}pPr/{W}outlineLvl")
        outlined = level is not None and (level.get(f"{W}val") or "9") != "9"
        if outlined or words.startswith(("heading", "标题", "title")):
            found.add(style.get(f"{W}styleId"))
    return frozenset(found)
