"""Names of pictures in a document: by which a figure that we set in is known again, and whether it still is that figure.

A name says which figure it is, of which study, and by a check of the picture and its alternative text which state of it
was set in. Word and LibreOffice keep names of pictures; Word may make the picture itself smaller. So a picture is known by its
name, and where a program gave it another, by the digest of its bytes in the list that the document keeps. Knows nothing
of documents.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

_STEM = r"\d\d_[^\s/\\:*?\"<>|.〔〕]+"
_NAME = re.compile(rf"({_STEM})〔([a-z2-7]{{4}})\.([a-z2-7]{{10}})〕")
_OLD = re.compile(r"图\d+")  # all that earlier versions wrote; the file's name stood beside
_FILE = re.compile(rf"({_STEM})\.png")


@dataclass(frozen=True)
class PictureName:
    """A figure as its name tells of it; study and check are empty where an earlier version of this program named it."""

    stem: str
    study: str = ""
    check: str = ""

    def __str__(self) -> str:
        return f"{self.stem}〔{self.study}.{self.check}〕"

    def is_of(self, study: str) -> bool:
        """Whether it may be a figure of the study of that name."""
        return self.study in ("", _letters(study.encode(), 4))


def name_picture(number: str, stem: str, *, study: str, check: str) -> str:
    """The name of a picture: 图1, the figure, and the signs by which it is known.

    >>> name_picture("图1", "01_shares", study="example", check="abcdefghij")
    '图1 01_shares〔kdmf.abcdefghij〕'
    """
    return f"{number} {PictureName(stem, _letters(study.encode(), 4), check)}"


def read_picture_name(*names: str) -> PictureName | None:
    """What the names that a drawing bears say of its figure; None if it is none of ours.

    >>> read_picture_name("图1 01_shares〔kdmf.abcdefghij〕 1").stem, read_picture_name("图1", "01_shares.png").stem
    ('01_shares', '01_shares')
    >>> read_picture_name("图片 3", "01_shares.png")
    """
    for one in names:
        if found := _NAME.search(one):
            return PictureName(*found.groups())
    drawing, file = [*names, "", ""][:2]
    named = _FILE.fullmatch(file) if _OLD.fullmatch(drawing) else None
    return PictureName(named[1]) if named else None


def check_of_picture(png: bytes, alt: str) -> str:
    """Ten letters that change with the picture or its alternative text."""
    return _letters(png + b"\0" + alt.encode(), 10)


def digest_of_picture(data: bytes) -> str:
    """Sixteen letters that change with any byte of a picture."""
    return _letters(data, 16)


def _letters(data: bytes, number: int) -> str:
    return base64.b32encode(hashlib.sha256(data).digest())[:number].decode().lower()
