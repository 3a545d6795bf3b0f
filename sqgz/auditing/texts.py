"""A document as passages and grids with their places, whatever file it came in.

Every reader hands on the same thing; checks never learn which format it was. Must not know: figures or findings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqgz.auditing.characters import level
from sqgz.errors import InputError

LARGEST_FILE = 200 * 2**20
LONGEST_TEXT = 10_000_000


@dataclass(frozen=True)
class Control:
    """A content control in a passage: its tag, its readable name, and the span of its text."""

    tag: str
    alias: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A run of text with its place: `written` as in the file, `text` levelled to the same length.

    `anchor` is the part of a docx and the number of the paragraph in it, None elsewhere.
    """

    written: str
    place: str
    heading: str = ""
    is_heading: bool = False
    in_table: bool = False
    anchor: tuple[str, int] | None = None
    controls: tuple[Control, ...] = ()
    text: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", level(self.written))


@dataclass(frozen=True)
class Grid:
    """A table: cells as text, rows of equal length; `title` is the caption or paragraph above it."""

    rows: tuple[tuple[str, ...], ...]
    place: str
    title: str = ""
    heading: str = ""
    anchors: tuple[tuple[tuple[str, int] | None, ...], ...] = ()
    turned: bool = False

    def in_file(self, row: int, col: int) -> tuple[int, int]:
        """Row and column of a cell as it stands in the file."""
        return (col, row) if self.turned else (row, col)

    def anchor(self, row: int, col: int) -> tuple[str, int] | None:
        """Anchor of a cell, None where the format has none."""
        row, col = self.in_file(row, col)
        return self.anchors[row][col] if self.anchors else None

    def cell_place(self, row: int, col: int) -> str:
        """Place of a cell in words, counted from 1."""
        row, col = self.in_file(row, col)
        return f"{self.place}第{row + 1}行第{col + 1}列"

    def turn(self) -> Grid:
        """The table with rows for columns; places stay those of the file."""
        rows = tuple(zip(*self.rows, strict=True))
        return Grid(rows, self.place, self.title, self.heading, self.anchors, not self.turned)


@dataclass(frozen=True)
class Document:
    """Passages and grids in the order of the file."""

    name: str
    items: tuple[Passage | Grid, ...]

    @property
    def passages(self) -> list[Passage]:
        """Passages in order, table cells with prose among them."""
        return [item for item in self.items if isinstance(item, Passage)]

    @property
    def grids(self) -> list[Grid]:
        """Tables in order."""
        return [item for item in self.items if isinstance(item, Grid)]


def read_document(path: Path) -> Document:
    """Document of a docx, txt, md, html or pdf file, recognised by its first bytes before its ending.

    Raises InputError where the file is missing, empty, too large, protected, or of another kind.
    """
    if path.is_dir():
        raise InputError(f"{path.name}: 是文件夹，不是文件。请写出要核对的那份报告的文件名。")
    if not path.is_file():
        raise InputError(f"{path.name}: 找不到这个文件。请检查路径和文件名。")
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path.name}: 文件是空的。请检查是否保存成功。")
    if size > LARGEST_FILE:
        raise InputError(
            f"{path.name}: 文件有{size // 2**20} MB，超过{LARGEST_FILE // 2**20} MB。请拆分后再核。"
        )
    try:
        with path.open("rb") as stream:
            opening = stream.read(4096)
    except OSError as error:
        raise InputError(
            f"{path.name}: 文件读不出（没有权限，或正被其他程序占用）。请关闭后重试。"
        ) from error
    items = _read_items(path, opening)
    if not any(_has_text(item) for item in items):
        raise InputError(f"{path.name}: 文档里没有文字。如果内容是图片或扫描件，请先识别文字再核。")
    total = sum(len(item.written) for item in items if isinstance(item, Passage))
    if total > LONGEST_TEXT:
        raise InputError(f"{path.name}: 文字有{total}字，超过{LONGEST_TEXT}字。请拆分后再核。")
    return Document(path.name, tuple(items))


def _has_text(item: Passage | Grid) -> bool:
    """Whether anything is written in a passage or table."""
    if isinstance(item, Passage):
        return bool(item.written.strip())
    return any(cell.strip() for row in item.rows for cell in row)


_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def _is_picture(opening: bytes) -> bool:
    """Whether a file begins like a picture; BM alone may open a text, so a bitmap must also hold a zero byte."""
    if opening.startswith(b"RIFF") and opening[8:12] == b"WEBP":
        return True
    return opening.startswith(_PICTURES) and (not opening.startswith(b"BM") or b"\x00" in opening[:32])


def _read_items(path: Path, opening: bytes) -> list[Passage | Grid]:
    """Items of the file by the reader its first bytes ask for; readers are loaded only when needed."""
    if opening.startswith(b"PK\x03\x04"):
        from sqgz.auditing.docx_text import read_docx

        return read_docx(path)
    if opening.lstrip().startswith(b"%PDF"):
        from sqgz.auditing.pdf_text import read_pdf

        return read_pdf(path)
    if opening.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            f"{path.name}: 是旧版 .doc/.wps 或加密文件。请在 Word 或 WPS 中另存为 .docx（不加密码）后重试。"
        )
    if _is_picture(opening):
        raise InputError(
            f"{path.name}: 是图片，读不出文字。请先识别文字（OCR），另存为 .docx 或 .txt 后重试。"
        )
    suffix = path.suffix.lower()
    from sqgz.auditing.plain_text import decode, read_markdown, read_plain

    text = decode(path.read_bytes(), path.name)
    start = text.lstrip()[:300].lower()
    if suffix in (".html", ".htm") or (
        start.startswith(("<!doctype html", "<html", "<?xml")) and "<html" in start
    ):
        from sqgz.auditing.html_text import read_html

        return read_html(text)
    return read_markdown(text) if suffix in (".md", ".markdown") else read_plain(text)


def has_prose(cell: str) -> bool:
    """Whether a table cell holds a sentence to be read like a paragraph, not a bare label or number."""
    return len(cell) > 12 and any(char in cell for char in "，。；,;占")
