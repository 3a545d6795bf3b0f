"""Each block of a report as HTML: headings, paragraphs, tables that a screen reader can follow, pictures in the page itself."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from sqgz.report.blocks import Heading, Paragraph, Picture, Row, Table
from sqgz.report.pages.words import Target, say, say_plainly

Targets = Mapping[str, Target]
_LONG = 8  # letters of a row's label from which on it is given more room
_IMAGES = {"png": "image/png", "svg": "image/svg+xml"}  # in the order in which they are looked for


def heading_html(block: Heading, at: str, targets: Targets) -> str:
    """A heading one level below that of the report, since the title of the page stands above all."""
    level = block.level + 1
    return f'<h{level} id="{at}" tabindex="-1">{escape(numbering(block))}{say(block.text, targets)}</h{level}>'  # fmt: skip


def numbering(block: Heading) -> str:
    """The number of a heading with what keeps it apart from the text: 附件1 and a space, but 一、 alone.

    >>> numbering(Heading("统计表", 1, "附件1")), numbering(Heading("概况", 1, "一、"))
    ('附件1 ', '一、')
    """
    return f"{block.number} " if block.number[-1:].isalnum() else block.number


def paragraph_html(block: Paragraph, targets: Targets) -> str:
    """A paragraph, in the class of its kind."""
    return f'<p class="{block.kind}">{say(block.text, targets)}</p>'


# --- tables -----------------------------------------------------------------------------------------------------------


def table_html(block: Table, targets: Targets) -> str:
    """A table in a region that scrolls sideways by keyboard, its notes below."""
    target = targets[block.name]
    unit = f' <span class="unit">{escape(block.unit)}</span>' if block.unit else ""
    caption = (
        f'<caption id="{target.id}-c"><b>{target.number}</b> {say(block.caption, targets)}{unit}</caption>'
    )
    sortable = all(row.kind != "group" for row in block.rows)
    long = any(len(say_plainly(row.cells[0], targets)) > _LONG for row in block.rows if row.kind != "group")
    named = " ".join(kind for kind, so in (("sortable", sortable), ("long", long)) if so)
    kinds = f' class="{named}"' if named else ""
    return (
        f'<div class="block" id="{target.id}"><div class="scroll" role="region" tabindex="0" aria-labelledby="{target.id}-c">'
        f"<table{kinds}>{caption}<thead>{_heads(block.heads, targets)}</thead>"
        f"{''.join(_bodies(block, targets))}</table></div>{_notes(block.notes, targets)}</div>"
    )


def _heads(heads: Sequence[Sequence[str]], targets: Targets) -> str:
    """Rows of headings: equal neighbours of the first row become one cell, a heading of both rows one tall cell.

    A heading that stands right over its column says which one that is, for sorting.
    """
    if len(heads) == 1:
        return f"<tr>{''.join(_head(text, i, targets) for i, text in enumerate(heads[0]))}</tr>"
    upper, lower = heads
    first, second = [], []
    column = 0
    for text, run in groupby(upper):
        width = len(list(run))
        if width == 1 and lower[column] == text:
            first.append(_head(text, column, targets, ' rowspan="2"'))
        else:
            scope = "colgroup" if width > 1 else "col"
            first.append(f'<th scope="{scope}" colspan="{width}">{say(text, targets)}</th>')
            second += [_head(lower[i], i, targets) for i in range(column, column + width)]
        column += width
    return f"<tr>{''.join(first)}</tr><tr>{''.join(second)}</tr>"


def _head(text: str, column: int, targets: Targets, more: str = "") -> str:
    return f'<th scope="col"{more} data-column="{column}">{say(text, targets)}</th>'


def _bodies(block: Table, targets: Targets) -> Iterator[str]:
    """Bodies of a table: each group of rows with the row that heads it in one of its own."""
    columns = len(block.heads[-1])
    body: list[str] = []
    for row in block.rows:
        if row.kind == "group":
            if body:
                yield f"<tbody>{''.join(body)}</tbody>"
            body = [f'<tr class="group"><th scope="rowgroup" colspan="{columns}">{say(row.cells[0], targets)}</th></tr>']  # fmt: skip
        else:
            body.append(_row(row, targets))
    if body:
        yield f"<tbody>{''.join(body)}</tbody>"


def _row(row: Row, targets: Targets) -> str:
    first, *rest = row.cells
    kind = ' class="total"' if row.kind == "total" else ""
    cells = "".join(_cell(text, targets) for text in rest)
    return f'<tr{kind}><th scope="row">{say(first, targets)}</th>{cells}</tr>'


def _cell(text: str, targets: Targets) -> str:
    """A cell; words stand left, numbers and their signs right."""
    words = any("一" <= letter <= "鿿" for letter in say_plainly(text, targets).replace("至", ""))
    return f'<td class="words">{say(text, targets)}</td>' if words else f"<td>{say(text, targets)}</td>"


# --- pictures ---------------------------------------------------------------------------------------------------------


def picture_html(block: Picture, folder: Path, targets: Targets) -> str:
    """A figure with its image inside the page; where no image was saved, a sentence that says so."""
    target = targets[block.name]
    alt = say_plainly(block.alt or block.caption, targets)
    source = image_source(folder, block.stem)
    shown = f'<img src="{source}" alt="{escape(alt)}">' if source else '<p class="note">此图没有保存为 png 或 svg，请见 figures 文件夹。</p>'  # fmt: skip
    caption = f"<figcaption><b>{target.number}</b> {say(block.caption, targets)}</figcaption>"
    return f'<figure class="block" id="{target.id}">{shown}{caption}{_notes(block.notes, targets)}</figure>'


def image_source(folder: Path, stem: str) -> str:
    """The saved figure as a data address, so that the page needs no other file; empty if there is none."""
    for suffix, kind in _IMAGES.items():
        path = folder / f"{stem}.{suffix}"
        if path.is_file():
            return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
    return ""


def _notes(notes: Sequence[str], targets: Targets) -> str:
    return f'<p class="note">注：{"".join(say(note, targets) for note in notes)}</p>' if notes else ""
