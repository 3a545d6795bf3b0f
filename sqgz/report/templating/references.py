"""Where a sentence of a filled template refers to a table or picture, its number: 表1, 图2."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

from sqgz.errors import InputError
from sqgz.report.marks import REFER, REFERRED

_REFERENCE = re.compile(f"{REFER}([^{REFERRED}]*){REFERRED}")


def number_references(document: Document, numbers: Mapping[str, str], *, file: str) -> None:
    """Put the number of each table and picture where the text refers to it, in every part of the document.

    Raises InputError where it was not put in.
    """

    def number(found: re.Match[str]) -> str:
        if found[1] not in numbers:
            raise InputError(
                f"{file}: 文中提到的{found[1][:1]}没有放入报告（可能在没有成立的 if 里），编号无从写起。请检查模板。"
            )
        return numbers[found[1]]

    def numbered(text: str) -> str:
        return _REFERENCE.sub(number, text)

    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            for text in part.element.iter(qn("w:t")):
                if text.text and REFER in text.text:
                    text.text = numbered(text.text)
        elif part.content_type.endswith("xml") and REFER.encode() in part.blob:  # footnotes come as bytes
            part._blob = numbered(part.blob.decode("utf-8")).encode()
