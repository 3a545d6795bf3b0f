"""The text layer of a PDF as passages, line breaks of the page taken out. Tables come as lines and are not read as tables.

Must not know: figures or findings.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqgz.auditing.plain_text import is_heading, join_wrapped
from sqgz.auditing.texts import Grid, Passage
from sqgz.errors import InputError

MOST_PAGES = 3000
_PAGE_NUMBER = re.compile(r"^\s*[-—－–·第]*\s*\d{1,4}\s*[-—－–·页]*\s*(?:[/共]\s*\d{1,4}\s*页?)?\s*$")


def read_pdf(path: Path) -> list[Passage | Grid]:
    """Passages of a PDF with its pages as places.

    Raises InputError where the file is protected, damaged, or has no text layer (a scan).
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise InputError(f"{path.name}: 核对 PDF 需要 pypdfium2，请安装后重试，或另存为 .docx。") from error
    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{path.name}: PDF 无法打开（加密或已损坏）。请另存为 .docx 后重试。") from error
    try:
        if len(document) > MOST_PAGES:
            raise InputError(f"{path.name}: PDF 有{len(document)}页，超过{MOST_PAGES}页。请拆分后再核。")
        lines, starts = _read_lines(document)
    finally:
        document.close()
    if not any(line.strip() for line in lines):
        raise InputError(f"{path.name}: PDF 没有文字层（多为扫描件）。请先识别文字或另存为 .docx 后重试。")
    return _make_passages(lines, starts)


def _read_lines(document: object) -> tuple[list[str], list[int]]:
    """Lines of all pages without page numbers, and the page of each."""
    lines: list[str] = []
    pages: list[int] = []
    for number, page in enumerate(document, start=1):  # type: ignore[var-annotated, arg-type]
        content = page.get_textpage()
        text = content.get_text_range().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "")
        content.close()
        page.close()
        for line in text.split("\n"):
            if line.strip() and not _PAGE_NUMBER.match(line):
                lines.append(line)
                pages.append(number)
    return lines, pages


def _make_passages(lines: list[str], pages: list[int]) -> list[Passage | Grid]:
    """Passages of lines put together, each with the page it begins on."""
    passages: list[Passage | Grid] = []
    heading, at = "", 0
    for text in join_wrapped(lines):
        page = pages[min(at, len(pages) - 1)]
        size = 0
        while at < len(lines) and size < len(text.replace(" ", "")):
            size += len(lines[at].strip().replace(" ", ""))
            at += 1
        titled = is_heading(text)
        heading = text.strip() if titled else heading
        place = f"第{page}页第{len(passages) + 1}段"
        passages.append(Passage(text.strip(), place, "" if titled else heading, is_heading=titled))
    return passages
