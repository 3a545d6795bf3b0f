"""Tables and pictures put into a document of somebody else: our styles go along where the document lacks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from sqgz.report.blocks import Picture, Report, Table
from sqgz.report.docx.captions import Captions
from sqgz.report.docx.layouts import OFFICIAL
from sqgz.report.docx.pictures import Pictures, check_pictures
from sqgz.report.docx.styles import style_sheet
from sqgz.report.docx.tables import Tables, TableStyle
from sqgz.report.docx.texts import Setter
from sqgz.study import Study

_NORMAL = "Normal"  # the style on which ours rest; the document's own default takes its place


def place_in(
    document: Document, report: Report, study: Study, *, table_style: TableStyle | None = None
) -> Callable[[Table | Picture], Iterable[Any]]:
    """What makes the elements of a table or picture of the report for that document, living numbers in their marks.

    Raises InputError for a picture that is missing, damaged or of earlier numbers.
    """
    check_pictures(study, report.pictures)
    _add_styles(document)
    setter = Setter(report.numbers(), living=True)
    captions = Captions(setter)
    tables = Tables(setter, captions, OFFICIAL, table_style or study.report.table_style or "三线")
    pictures = Pictures(document, study, setter, captions, OFFICIAL)

    def made(block: Table | Picture) -> Iterable[Any]:
        return tables.made(block) if isinstance(block, Table) else pictures.made(block)

    return made


def _add_styles(document: Document) -> None:
    """Add those of our styles whose ids the document does not have; a style that it has stays as its writer wants it."""
    sheet = document.styles.element
    held = {style.get(qn("w:styleId")) for style in sheet.iterchildren(qn("w:style"))}
    default = next(
        (
            style.get(qn("w:styleId"))
            for style in sheet.iterchildren(qn("w:style"))
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")
        ),
        None,
    )
    for style in style_sheet(OFFICIAL).iterchildren(qn("w:style")):
        if style.get(qn("w:styleId")) in held or style.get(qn("w:default")) is not None:
            continue
        made = deepcopy(style)
        for based in made.iterchildren(qn("w:basedOn")):
            if based.get(qn("w:val")) == _NORMAL and default is not None:
                based.set(qn("w:val"), default)
        sheet.append(made)
