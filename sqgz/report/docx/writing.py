"""A report written as one .docx: blocks in order, references that hold, the same bytes for the same report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from docx.document import Document
from docx.oxml.ns import qn

from sqgz.report import marks
from sqgz.report.blocks import Break, Heading, Paragraph, Picture, Report, Table
from sqgz.report.docx.captions import Captions
from sqgz.report.docx.fitting import brief_layout
from sqgz.report.docx.layouts import OFFICIAL
from sqgz.report.docx.markup import element
from sqgz.report.docx.packing import packed
from sqgz.report.docx.paragraphs import Prose
from sqgz.report.docx.pictures import Pictures, check_pictures
from sqgz.report.docx.properties import OFFICE, set_properties
from sqgz.report.docx.tables import Tables, TableStyle
from sqgz.report.docx.template import empty_document
from sqgz.report.docx.texts import Setter, one_line
from sqgz.report.rendering import Renderer
from sqgz.study import Study
from sqgz.writing import write_beside


def write_docx(
    report: Report,
    study: Study,
    target: str | os.PathLike[str] | IO[bytes],
    *,
    renderer: Renderer | None = None,
    table_style: TableStyle | None = None,
    one_page: bool = False,
    finish: Callable[[Document], object] | None = None,
) -> None:
    """Nothing; the report stands at `target` (a path, whole or not at all, or an open binary file) as .docx.

    `renderer`: every living number is compared with what it says now. `table_style`: 三线 or 全框, by default the
    study's, else 三线. `one_page`: the layout of the brief, in the largest type in which all stands on one page.
    `finish` is called with the document before it is saved, its living numbers still in their marks; without it they
    are plain text.

    Raises InputError for a picture that is missing, damaged or of earlier numbers, and a target that cannot be
    written; ValueError for defects of composing: a blank cell, a name twice, a reference to nothing, a number that
    is not that of its key.
    """
    _check(report, renderer)
    check_pictures(study, report.pictures, None if renderer is None else renderer.results)
    setter = Setter(report.numbers(), living=finish is not None)
    layout = brief_layout(report, study, setter) if one_page else OFFICIAL
    document = empty_document(layout, company=one_line(report.properties.get(OFFICE, "")))
    prose, captions = Prose(setter), Captions(setter)
    tables = Tables(setter, captions, layout, table_style or study.report.table_style or "三线")
    pictures = Pictures(document, study, setter, captions, layout)
    end = document.element.body[-1]  # the section's properties
    for made in prose.title(report.title, report.subtitle, layout.title_after):
        end.addprevious(made)
    for made in _blocks(report, prose, tables, pictures):
        end.addprevious(made)
    set_properties(document, setter.plain(report.title), report.properties, study.date)
    if finish is not None:
        finish(document)
    _save(packed(document), target)


def _check(report: Report, renderer: Renderer | None) -> None:
    names = [table.name for table in report.tables] + [picture.name for picture in report.pictures]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"names of tables or pictures stand twice: {sorted(twice)}")
    if renderer is None:
        return
    for text in report.texts():
        for piece in marks.pieces(text):
            if piece.key is not None and renderer.text(piece.key) != piece.text:
                raise ValueError(f"{piece.key} says {renderer.text(piece.key)!r}, the report {piece.text!r}")


def _blocks(report: Report, prose: Prose, tables: Tables, pictures: Pictures) -> Iterator[Any]:
    """Elements of the body, in order; a break lets the next paragraph begin a page, so that none stays empty."""
    breaking = False
    for block in report.blocks:
        if isinstance(block, Break):
            breaking = True
            continue
        for made in _made(block, prose, tables, pictures):
            if breaking:
                _break_before(made)
                breaking = False
            yield made


def _made(
    block: Heading | Paragraph | Table | Picture, prose: Prose, tables: Tables, pictures: Pictures
) -> Iterator[Any]:
    if isinstance(block, Heading):
        yield from prose.heading(block)
    elif isinstance(block, Paragraph):
        yield prose.paragraph(block)
    elif isinstance(block, Table):
        yield from tables.made(block)
    else:
        yield from pictures.made(block)


def _break_before(made: Any) -> None:
    """Let the first paragraph of the element begin a page."""
    properties = next(made.iter(qn("w:pPr")))
    if properties.find(qn("w:pageBreakBefore")) is None:
        before = [
            child for child in properties if child.tag in map(qn, ("w:pStyle", "w:keepNext", "w:keepLines"))
        ]
        before[-1].addnext(element("pageBreakBefore"))


def _save(content: bytes, target: str | os.PathLike[str] | IO[bytes]) -> None:
    if isinstance(target, (str, os.PathLike)):
        with write_beside(Path(target)) as temporary:
            temporary.write_bytes(content)
    else:
        target.write(content)
