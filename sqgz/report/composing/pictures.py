"""Which saved figure stands where: found by what it was drawn with, captioned as a noun phrase with its date."""

from __future__ import annotations

from collections.abc import Iterator

from sqgz.report.blocks import Paragraph, Picture
from sqgz.report.composing.material import Material
from sqgz.report.composing.tables import when
from sqgz.report.marks import reference

_DRAWN_BY = {
    "shares": "stacked_shares",
    "differences": "difference_plot",
    "ranking": "ranked_shares",
    "flow": "flow_diagram",
    "composition": "composition",
}


def picture_of(material: Material, kind: str, caption: str) -> Iterator[Paragraph | Picture]:
    """The picture of that kind, if it was saved for this study."""
    for stem, known in material.pictures.items():
        functions = [one.get("function") for one in known.get("drawn_by", [])]
        if functions and functions[0] == _DRAWN_BY[kind]:
            yield Paragraph(f"{caption}见{reference(f'图:{stem}')}。")
            yield Picture(f"图:{stem}", stem, f"{caption}{when(material)}", alt=str(known.get("alt", "")))
            return
