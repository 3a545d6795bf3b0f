"""The page of an official document: its section, its page numbers, and the settings that make odd and even differ."""

from __future__ import annotations

from typing import Any

from sqgz.report.docx.layouts import Layout
from sqgz.report.docx.markup import element, paragraph, root, text_element
from sqgz.report.docx.styles import FOOTER

DASH = "—"
_NEWEST = 15  # Word 2013 and later: no compatibility mode
_SCHEMA = "http://schemas.microsoft.com/office/word"


def section(layout: Layout, *, footers: dict[str, str]) -> Any:
    """`w:sectPr`; `footers` are the relations of the footers by kind (default: odd pages, even)."""
    references = []
    for kind, relation in footers.items():
        reference = element("footerReference", type=kind)
        reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
        references.append(reference)
    return element(
        "sectPr",
        *references,
        element("pgSz", w=layout.width, h=layout.height),
        element(
            "pgMar", top=layout.top, right=layout.right, bottom=layout.bottom, left=layout.left, header=851,
            footer=layout.footer, gutter=0,
        ),
        element("cols", space=425),
        element("docGrid", type="lines", linePitch=layout.line),  # linesAndChars would spread characters apart
    )  # fmt: skip


def footer(align: str) -> Any:
    """Root of a footer with — 1 —, one character in from the outer edge: `right` on odd pages, `left` on even ones."""
    edge = {f"{align}Chars": 100, align: 280}
    number = field("PAGE", "1")
    return root(
        "ftr",
        paragraph(
            FOOTER,
            _run(f"{DASH} "),
            *number,
            _run(f" {DASH}"),
            properties=(element("ind", **edge), element("jc", val=align)),
        ),
    )


def field(code: str, shown: str, properties: Any = None) -> list[Any]:
    """Runs of a field: its code, and what it shows until Word reckons it anew."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    inner = (
        element("fldChar", fldCharType="begin"),
        instruction,
        element("fldChar", fldCharType="separate"),
        text_element(shown),
        element("fldChar", fldCharType="end"),
    )
    return [
        element("r", properties() if properties else element("rPr", element("noProof")), one) for one in inner
    ]


def _run(text: str) -> Any:
    return element("r", element("rPr", element("rFonts", hint="eastAsia")), text_element(text))


def settings() -> Any:
    """Root of settings.xml."""
    return root(
        "settings",
        element("zoom", percent=100),
        element("defaultTabStop", val=420),
        element("evenAndOddHeaders"),
        element("characterSpacingControl", val="compressPunctuation"),
        element("compat", element("compatSetting", name="compatibilityMode", uri=_SCHEMA, val=_NEWEST)),
        element("themeFontLang", val="en-US", eastAsia="zh-CN"),
        element("decimalSymbol", val="."),
        element("listSeparator", val=","),
    )
