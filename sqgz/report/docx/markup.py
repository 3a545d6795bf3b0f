"""WordprocessingML built as nested calls, so that code shows children in the order in which Word demands them.

Word refuses a file whose elements stand in another order than the schema's; the schema's order is tested, not sorted
for here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from lxml import etree

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, /, *children: Any, **attributes: object) -> Any:
    """Element `w:name` with its children (None is left out) and attributes of the same namespace.

    >>> element("pPr", element("jc", val="center"), None)[0].get(qn("w:val"))
    'center'
    """
    made = OxmlElement(f"w:{name}", {qn(f"w:{key}"): str(value) for key, value in attributes.items()})
    made.extend(child for child in children if child is not None)
    return made


def root(name: str, /, *children: Any, also: Iterable[str] = ()) -> Any:
    """Element `w:name` as the root of a part, which declares the namespaces of relations and of `also`."""
    made = parse_xml(f"<w:{name} {nsdecls('w', 'r', *also)}/>")
    made.extend(child for child in children if child is not None)
    return made


def text_element(text: str) -> Any:
    """`w:t` that keeps its blanks."""
    made = element("t")
    made.text = text
    made.set(_SPACE, "preserve")
    return made


def serialised(made: Any) -> bytes:
    """Bytes of a part with that root."""
    written: bytes = etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def paragraph(style: str, *content: Any, properties: Iterable[Any] = ()) -> Any:
    """`w:p` of a style; `properties` follow the style in the order of the schema."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)
