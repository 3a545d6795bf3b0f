"""Figures set into the document, from the files that the figures' notebook saved and only while these are of today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image
from docx.shared import Emu, Twips

from sqgz.errors import InputError
from sqgz.figures import check_figures
from sqgz.report.blocks import Picture
from sqgz.report.docx import styles
from sqgz.report.docx.captions import Captions, notes
from sqgz.report.docx.layouts import Layout
from sqgz.report.docx.markup import element, paragraph
from sqgz.report.docx.texts import Setter, one_line
from sqgz.report.picture_names import check_of_picture, name_picture
from sqgz.results import Results, is_public
from sqgz.study import Study

_DPI = 300
_EMU_PER_INCH = 914_400


def check_pictures(study: Study, pictures: Sequence[Picture], shown: Results | None = None) -> None:
    """Nothing, if every picture's file is there and of the present numbers: of those `shown`, where these are public.

    Raises InputError that names those that are missing, or stale.
    """
    missing = [one.stem for one in pictures if not _path(study, one).is_file()]
    if missing:
        raise InputError(
            f"报告要用的图不存在：{'、'.join(f'{stem}.png' for stem in missing)}（figures/{study.name}）。"
            "请先运行 06_figures.ipynb；study.yaml 的 report.formats 须含 png。"
        )
    if pictures:
        public = shown if shown is not None and is_public(shown) else None
        check_figures(study, only=[one.stem for one in pictures], shown=public)


def size_of(study: Study, picture: Picture, layout: Layout) -> tuple[int, int]:
    """Width and height of the picture on the page in EMU: as drawn at 300 dpi, or smaller, so that it fits.

    Raises InputError if the file is no picture.
    """
    path = _path(study, picture)
    try:
        image = Image.from_file(str(path))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        raise InputError(
            f"图 {path.name}（figures/{study.name}）不是完好的图片。请重新运行 06_figures.ipynb。"
        ) from None
    width, height = (side * _EMU_PER_INCH / _DPI for side in (image.px_width, image.px_height))
    factor = min(1.0, Twips(layout.text_width) / width, Twips(layout.tallest_picture) / height)
    return round(width * factor), round(height * factor)


def _path(study: Study, picture: Picture) -> Path:
    return study.figures / f"{picture.stem}.png"


@dataclass
class Pictures:
    """Writes the pictures of one document."""

    document: Document
    study: Study
    setter: Setter
    captions: Captions
    layout: Layout

    def made(self, picture: Picture) -> Iterator[Any]:
        """The picture in a line of its own, its caption and notes."""
        width, height = size_of(self.study, picture, self.layout)
        inline: Any = self.document.part.new_pic_inline(
            str(_path(self.study, picture)), Emu(width), Emu(height)
        )
        caption, alt = (one_line(self.setter.plain(text)) for text in (picture.caption, picture.alt))
        inline.docPr.set("descr", alt or caption)
        for properties in (inline.docPr, inline.graphic.graphicData.pic.nvPicPr.cNvPr):
            properties.set("name", self._name(picture, alt))
        yield paragraph(styles.PICTURE, element("r", element("drawing", inline)))
        yield self.captions.made(
            picture.name, picture.caption, styles.PICTURE_CAPTION, keep=bool(picture.notes)
        )
        yield from notes(picture.notes, self.setter)

    def _name(self, picture: Picture, alt: str) -> str:
        """By which `refresh` knows the picture again."""
        check = check_of_picture(_path(self.study, picture).read_bytes(), alt)
        return name_picture(
            self.setter.numbers[picture.name], picture.stem, study=self.study.name, check=check
        )
