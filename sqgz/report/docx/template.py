"""The empty document a report is written into: our own parts, since the default one of python-docx sets Chinese in a
Japanese face and another paper.

Built in code, so that every style and measure is read where it is decided.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentObject

from sqgz.report.docx.layouts import Layout
from sqgz.report.docx.markup import element, root, serialised
from sqgz.report.docx.page import footer, section, settings
from sqgz.report.docx.styles import style_sheet
from sqgz.report.docx.theme import theme
from sqgz.report.docx.typefaces import font_table

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FOOTERS = {"default": "right", "even": "left"}  # the side of the page number


def empty_document(layout: Layout, *, company: str = "") -> DocumentObject:
    """A document without text in that layout; `company` stands in its properties."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in _parts(layout, company).items():
            archive.writestr(name, content)
    buffer.seek(0)
    return Document(buffer)


def _parts(layout: Layout, company: str) -> dict[str, bytes]:
    footers = _FOOTERS if layout.numbered else {}
    relations = {kind: f"rId{i}" for i, kind in enumerate(footers, start=5)}
    body = element("body", section(layout, footers=relations))
    parts = {
        "word/document.xml": serialised(root("document", body, also=("wp", "a", "pic"))),
        "word/styles.xml": serialised(style_sheet(layout)),
        "word/settings.xml": serialised(settings()),
        "word/fontTable.xml": serialised(font_table()),
        "word/theme/theme1.xml": theme(),
        "docProps/core.xml": _core(),
        "docProps/app.xml": _application(company),
    }
    for i, side in enumerate(footers.values(), start=1):
        parts[f"word/footer{i}.xml"] = serialised(footer(side))
    linked = {"rId1": ("styles", "styles.xml"), "rId2": ("settings", "settings.xml"),
              "rId3": ("fontTable", "fontTable.xml"), "rId4": ("theme", "theme/theme1.xml")}  # fmt: skip
    linked |= {relations[kind]: ("footer", f"footer{i}.xml") for i, kind in enumerate(footers, start=1)}
    return {
        "[Content_Types].xml": _types(len(footers)),
        "_rels/.rels": _relations(
            {
                "rId1": (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                "rId3": (f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            }
        ),
        **parts,
        "word/_rels/document.xml.rels": _relations(
            {key: (f"{_OFFICE}/relationships/{kind}", target) for key, (kind, target) in linked.items()}
        ),
    }


def _relations(targets: Mapping[str, tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    text = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'
    return text.encode()


def _types(footers: int) -> bytes:
    kinds = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    } | {f"/word/footer{i}.xml": f"{_WORD}.footer+xml" for i in range(1, footers + 1)}
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    text = f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'
    return text.encode()


def _core() -> bytes:
    """core.xml without facts; python-docx fills it in."""
    text = (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    )
    return text.encode()


def _application(company: str) -> bytes:
    shown = f"<Company>{escape(company)}</Company>" if company else ""
    text = f'{_HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>sqgz</Application>{shown}</Properties>'
    return text.encode()
