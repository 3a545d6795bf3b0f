"""Titles, headings and paragraphs as Word's; numbers of headings are part of their text, as the writer sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqgz.report.blocks import Heading, Paragraph
from sqgz.report.docx import styles
from sqgz.report.docx.markup import element, paragraph
from sqgz.report.docx.texts import Setter

_ANNEX = re.compile(r"附件\s*[0-9０-９一二三四五六七八九十]*[:：]?")
_STYLES = {"body": styles.TEXT, "note": styles.NOTE, "centred": styles.CENTRED}


@dataclass
class Prose:
    """Writes the text blocks of one document."""

    setter: Setter

    def title(self, text: str, subtitle: str, after: int) -> Iterator[Any]:
        """The title, and the subtitle below it; `after` is the gap that follows."""
        gap = (element("spacing", after=after),)
        yield paragraph(styles.TITLE, *self.setter.runs(text), properties=() if subtitle else gap)
        if subtitle:
            yield paragraph(styles.SUBTITLE, *self.setter.runs(subtitle), properties=gap)

    def heading(self, block: Heading) -> Iterator[Any]:
        """The heading; of an annex its number on a new page, the title below."""
        if block.level not in styles.HEADINGS:
            raise ValueError(f"a heading has level 1 to 4, not {block.level}: {block.text!r}")
        if _ANNEX.fullmatch(block.number):
            number = block.number.rstrip(":：")
            break_before = (element("pageBreakBefore"),)
            yield paragraph(styles.ANNEX, *self.setter.runs(number), properties=break_before)
            yield paragraph(styles.ANNEX_TITLE, *self.setter.runs(block.text))
        else:
            yield paragraph(styles.HEADINGS[block.level], *self.setter.runs(block.number + block.text))

    def paragraph(self, block: Paragraph) -> Any:
        """The paragraph in the style of its kind; one to be supplied stands in brackets, in grey.

        No control asks for the words: LibreOffice writes a placeholder that stands alone several times over.
        """
        if block.kind != "blank":
            return paragraph(_STYLES[block.kind], *self.setter.runs(block.text))
        return paragraph(styles.TEXT, *self.setter.runs(_bracketed(block.text), style=styles.SUPPLY))


def _bracketed(text: str) -> str:
    """The text in brackets that say it is not yet the report's.

    >>> _bracketed("由起草人撰写")
    '〔由起草人撰写〕'
    """
    return text if text[:1] in "〔（【[(" and text else f"〔{text}〕"
