"""Tags made whole: Word cuts them into runs, tracked changes, links; each is moved into the run in which it begins.

The engine would join them by cutting markup out as text, which tears a file whose tag begins outside an insertion and
ends within. What the writer set for the first run of a tag (bold, size) is what the number will look like.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from lxml import etree

from sqgz.report.templating.paragraphs import FILLED, TAG, texts_in

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def join_tags(document: Document) -> None:
    """Move every tag of the document into the text element in which it begins, in all parts that are filled."""
    _join_below(document.element.body)
    for part in document.part.package.iter_parts():
        if not any(part.content_type.endswith(f".{kind}+xml") for kind in FILLED):
            continue
        if isinstance(part, XmlPart):
            _join_below(part.element)
        else:
            root = etree.fromstring(part.blob)
            _join_below(root)
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _join_below(root: Any) -> None:
    for paragraph in root.iter(qn("w:p")):
        _join(paragraph)


def _join(paragraph: Any) -> None:
    found = list(texts_in(paragraph))
    whole = "".join(text for _, text in found)
    owners = [element for element, text in found for _ in text]
    moved = False
    for tag in TAG.finditer(whole):
        inside = range(tag.start(), tag.end())
        if any(owners[at] is not owners[tag.start()] for at in inside):
            moved = True
            for at in inside:
                owners[at] = owners[tag.start()]
    if not moved:
        return
    for element, _ in found:
        if element is not None:
            element.text = "".join(
                letter for letter, owner in zip(whole, owners, strict=True) if owner is element
            )
            element.set(_SPACE, "preserve")
