"""Where a sentence of a filled template refers to a table or picture, its number: 表1, 图2."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

from sqgz.report.marks import REFER, REFERRED

_REFERENCE = re.compile(f"{REFER}([^{REFERRED}]*){REFERRED}")


def number_references(document: Document, numbers: Mapping[str, str]) -> None:
    """Put the number of each table and picture where the text refers to it, in every part of the document."""

    def numbered(text: str) -> str:
        return _REFERENCE.sub(lambda found: numbers[found[1]], text)

    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            for text in part.element.iter(qn("w:t")):
                if text.text and REFER in text.text:
                    text.text = numbered(text.text)
        elif part.content_type.endswith("xml") and REFER.encode() in part.blob:  # footnotes come as bytes
            part._blob = numbered(part.blob.decode("utf-8")).encode()
