"""Drawings that show a picture: what they are called, how large they are, and another picture in their place.

Knows the ways in which Word, WPS and LibreOffice write them: in the line or floating, alone or in a group, cropped, and
once more for older programs. Must not know: which pictures are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.shared import Twips

from sqgz.report.docx.layouts import OFFICIAL
from sqgz.report.living.relations import R

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
_WHOLE = 100_000  # of a side, in which cropping is counted


@dataclass(frozen=True)
class Drawing:
    """A drawing: `element` holds the number of the relation that leads to its picture, in that attribute."""

    element: Any
    attribute: str

    @property
    def number(self) -> str:
        """The number of the relation that leads to its picture."""
        return str(self.element.get(self.attribute, ""))

    @property
    def numbers(self) -> set[str]:
        """The numbers of all relations that it uses: beside the picture Word keeps others, such as the one without effects."""
        return {
            value
            for one in self.element.iter()
            for name, value in one.attrib.items()
            if name.startswith(R) and value
        }

    @property
    def names(self) -> tuple[str, str]:
        """Its name, and that of the picture in it."""
        whole, inner = self._whole, self._inner
        return tuple(str(one.get("name", "")) if one is not None else "" for one in (whole, inner))  # type: ignore[return-value]

    @property
    def alt(self) -> str:
        """Its alternative text."""
        held = [one.get("descr", "") for one in (self._whole, self._inner) if one is not None]
        return next(filter(None, held), "")

    def show(self, number: str, name: str, alt: str, ratio: float) -> None:
        """Lead to another picture, whose height is `ratio` times its width; no alternative text leaves the old one."""
        for extension in list(self.element.iter(f"{A}ext")):  # copies of the old picture, in other formats
            if any(value.startswith(R) for one in extension.iter() for value in one.attrib):
                extension.getparent().remove(extension)
        self.element.set(self.attribute, number)
        for one in (self._whole, self._inner):
            if one is not None:
                one.set("name", name)
                if alt and (one is self._whole or "descr" in one.attrib):
                    one.set("descr", alt)
        for size in self._sizes():
            self._fit(size, ratio * self._shown())

    # --- around it ----------------------------------------------------------------------------------------------------

    @property
    def _picture(self) -> Any:
        return next(self.element.iterancestors(f"{PIC}pic"), None)

    @property
    def _frame(self) -> Any:
        """The w:inline or w:anchor that holds this picture and nothing else; None for a picture in a group."""
        picture = self._picture
        alone = picture is not None and picture.getparent().tag == f"{A}graphicData"
        return next(picture.iterancestors(f"{WP}inline", f"{WP}anchor"), None) if alone else None

    @property
    def _whole(self) -> Any:
        frame = self._frame
        return None if frame is None else frame.find(f"{WP}docPr")

    @property
    def _inner(self) -> Any:
        picture = self._picture
        return None if picture is None else picture.find(f"{PIC}nvPicPr/{PIC}cNvPr")

    def _sizes(self) -> Iterator[Any]:
        """What says how large it is; in a group nothing is moved."""
        frame = self._frame
        if frame is not None:
            sizes = (frame.find(f"{WP}extent"), self._picture.find(f"{PIC}spPr/{A}xfrm/{A}ext"))
            yield from (one for one in sizes if one is not None)

    def _shown(self) -> float:
        """The height that cropping leaves of a picture, as a multiple of the width that it leaves."""
        picture = self._picture
        crop = picture.find(f"{PIC}blipFill/{A}srcRect") if picture is not None else None
        if crop is None:
            return 1.0
        left, top, right, bottom = (_cut(crop.get(side, "0")) for side in "ltrb")
        width, height = _WHOLE - left - right, _WHOLE - top - bottom
        return height / width if width > 0 and height > 0 else 1.0

    def _fit(self, size: Any, ratio: float) -> None:
        """Keep the width and set the height; smaller as a whole where it would be higher than a page has room for."""
        width, height = (_length(size.get(side, "")) for side in ("cx", "cy"))
        tallest = max(height, Twips(OFFICIAL.tallest_picture))
        if not width:
            return
        factor = min(1.0, tallest / (width * ratio))
        size.set("cx", str(round(width * factor)))
        size.set("cy", str(round(width * ratio * factor)))


def _length(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _cut(text: str) -> int:
    """How much is cropped at a side, in thousandths of a per cent.

    >>> _cut("12500"), _cut("12.5%"), _cut("?")
    (12500, 12500, 0)
    """
    try:
        return round(float(text[:-1]) * 1000) if text.endswith("%") else int(text)
    except ValueError:
        return 0


def drawings_in(root: Any) -> Iterator[Drawing]:
    """Drawings of a part that show a picture of the file, in order, deleted ones too: a reader can bring them back."""
    for element in root.iter(f"{A}blip", f"{V}imagedata"):
        attribute = f"{R}embed" if element.tag == f"{A}blip" else f"{R}id"
        if element.get(attribute):
            yield Drawing(element, attribute)
