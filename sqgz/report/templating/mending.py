"""What conditions and loops may leave behind and Word takes for damage: a cell without a paragraph, a table without rows."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_NEED_PARAGRAPH = (qn("w:tc"), qn("w:hdr"), qn("w:ftr"), qn("w:txbxContent"))


def mend(document: Document) -> None:
    """Take away tables without rows, and give a paragraph to what must end with one."""
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _mend_below(part.element)


def _mend_below(root: Any) -> None:
    for table in list(root.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
    for holder in root.iter(*_NEED_PARAGRAPH):
        if not len(holder) or holder[-1].tag not in (qn("w:p"), qn("w:sdt")):
            holder.append(OxmlElement("w:p"))
