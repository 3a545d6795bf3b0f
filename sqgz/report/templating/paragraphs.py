"""The paragraphs of a template as a writer sees them: text joined over runs, with the place, and the tags in it.

Word cuts a word into runs as it likes; what counts is the text of the whole paragraph. Knows nothing of names.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from lxml import etree

from sqgz.errors import InputError

TAG = re.compile(r"\{\{(?P<shown>.*?)\}\}|\{%(?P<said>.*?)%\}|\{#.*?#\}", re.DOTALL)
_SHAPE = re.compile(r"^(?P<around>tr|tc|p|r)(?=\s|$)")
_SKIPPED = frozenset(
    (qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), qn("w:delText"), qn("w:sdtPr"),
     qn("w:txbxContent"), qn("w:p"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)  # fmt: skip
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
FILLED = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}
_NOT_FILLED = {"endnotes": "尾注", "comments": "批注"}
_CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u3000": " "})
_QUOTED = 40


@dataclass(frozen=True)
class Tag:
    """A tag: shown (`{{ }}`), said (`{% %}`) or a comment (both empty); `around` is what docxtpl takes away with it."""

    whole: str
    inner: str
    kind: str
    around: str


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A paragraph: where it is (正文, 页眉 …), its text, its element, and which in order; `filled` unless the engine passes over it."""

    where: str
    text: str
    element: Any
    filled: bool = True
    order: int = 0

    @property
    def tags(self) -> list[Tag]:
        """The complete tags in it, in order."""
        return [_tag(found) for found in TAG.finditer(self.text)]

    @property
    def besides(self) -> str:
        """Its text without tags."""
        return TAG.sub("", self.text)

    @property
    def quoted(self) -> str:
        """Where it is and how it begins: 正文「全区共有…」."""
        text = " ".join(self.text.split())
        return f"{self.where}「{text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}」"


def open_document(data: bytes, *, file: str) -> DocumentObject:
    """The template as a python-docx document; raises InputError where its parts do not fit together."""
    try:
        return Document(io.BytesIO(data))
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise InputError(
            f"{file}: Word 文件内容已损坏，无法读取。请用 Word 或 WPS 打开，另存为 .docx 后重试。"
        ) from error


def paragraphs_of(document: DocumentObject) -> Iterator[Paragraph]:
    """Every paragraph with text, body first, then heads, feet and notes."""
    for order, found in enumerate(_found_in(document)):
        yield replace(found, order=order)


def _found_in(document: DocumentObject) -> Iterator[Paragraph]:
    yield from _in_part(document.element.body, "正文", True)
    seen = set()
    for part in document.part.package.iter_parts():
        kind = next((one for one in (*FILLED, *_NOT_FILLED) if part.content_type.endswith(f".{one}+xml")), "")
        if kind and part.partname not in seen:
            seen.add(part.partname)
            where = FILLED.get(kind) or _NOT_FILLED[kind]
            yield from _in_part(etree.fromstring(part.blob), where, kind in FILLED)


def text_of(paragraph: Any) -> str:
    """The text of a paragraph's element: runs joined, deleted text and inner paragraphs left out."""
    return "".join(text for _, text in texts_in(paragraph))


def texts_in(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """Its texts in order, each with its element; a break or tab is a space that has none."""
    for child in paragraph:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:t"):
            yield child, child.text or ""
        elif child.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
            yield None, " "
        else:
            yield from texts_in(child)


def _in_part(root: Any, where: str, filled: bool) -> Iterator[Paragraph]:
    for element in root.iter(qn("w:p")):
        if any(True for _ in element.iterancestors(_FALLBACK)):
            continue
        text = text_of(element)
        if text.strip():
            yield Paragraph(_place(element, where), text, element, filled)


def _place(element: Any, where: str) -> str:
    if any(True for _ in element.iterancestors(qn("w:txbxContent"))):
        return "文本框"
    return f"{where}表格" if any(True for _ in element.iterancestors(qn("w:tc"))) else where


def _tag(found: re.Match[str]) -> Tag:
    kind = "shown" if found["shown"] is not None else "said" if found["said"] is not None else "comment"
    inner = (found[kind] if kind != "comment" else "").translate(_CURLY)
    around = ""
    if shape := _SHAPE.match(inner):
        around, inner = shape["around"], inner[shape.end() :]
    return Tag(found[0], inner.strip().strip("-").strip(), kind, around)
