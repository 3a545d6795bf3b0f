"""A Word document as passages and grids: body, tables, text boxes, foot- and endnotes, with content controls.

The file is untrusted: sizes are bounded before anything is unpacked, document types and entities are refused, nothing
is loaded from outside. Rows and cells deleted in tracked changes and fallback copies are left out. Must not know: what a
paragraph holds, figures or findings.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from sqgz.auditing.docx_paragraphs import MC, W, read_paragraph
from sqgz.auditing.plain_text import is_heading, prose_cells
from sqgz.auditing.texts import Grid, Passage
from sqgz.errors import InputError

LARGEST_PART = 40 * 2**20
LARGEST_ARCHIVE = 400 * 2**20
MOST_PARTS = 10_000
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
"""Elements that stand around blocks, rows or cells without being one."""
_WIDEST_SPAN = 200


def parse_part(data: bytes, name: str) -> Any:
    """Root element of an XML part.

    Raises InputError where it declares a document type (entities) or is damaged.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise InputError(f"{name}: 文档内含外部实体声明，不是正常的 Word 文件，拒绝打开。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"{name}: Word 文件内容已损坏，无法读取。请用 Word 或 WPS 打开并另存后重试。"
        ) from error


def read_parts(path: Path, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Bytes of the wanted parts that the archive holds.

    Raises InputError where it is no docx, holds macros, or unpacks to more than the limits.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_ARCHIVE:
                raise InputError(f"{path.name}: 解压后过大，疑似异常文件，拒绝打开。")
            names = {info.filename: info for info in infos}
            if path.suffix.lower() in (".docm", ".dotm") or "word/vbaProject.bin" in names:
                raise InputError(
                    f"{path.name}: 是带宏的文档（.docm），为安全起见不打开。请另存为 .docx 后重试。"
                )
            if "word/document.xml" not in names:
                raise InputError(f"{path.name}: 不是 Word 文档（.docx）。请另存为 .docx 后重试。")
            parts = {}
            for name in wanted:
                if name in names:
                    with archive.open(names[name]) as stream:
                        data = stream.read(LARGEST_PART + 1)
                    if len(data) > LARGEST_PART:
                        raise InputError(
                            f"{path.name}: 正文解压后超过{LARGEST_PART // 2**20} MB，疑似异常文件，拒绝打开。"
                        )
                    parts[name] = data
            return parts
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise InputError(
            f"{path.name}: 文件已损坏或加密，无法打开。请用 Word 或 WPS 另存为 .docx 后重试。"
        ) from error


class _Walker:
    """Turns the blocks of one part into items, numbering paragraphs and tables as a reader would count them."""

    def __init__(self, part: str, numbers: dict[Any, int], label: str) -> None:
        self.part, self.numbers, self.label = part, numbers, label
        self.items: list[Passage | Grid] = []
        self.heading, self.last = "", ""
        self.paragraphs = self.tables = 0

    def walk(self, container: Any) -> None:
        """Take in paragraphs, tables and content controls of a container in order."""
        for block in container:
            if block.tag == f"{W}p":
                self.add_paragraph(block)
            elif block.tag == f"{W}tbl":
                self.add_table(block)
            elif block.tag in _WRAPPERS:
                self.walk(block)

    def add_paragraph(self, paragraph: Any) -> None:
        """Add a paragraph and the text boxes in it."""
        pieces = read_paragraph(paragraph)
        if pieces.text.strip():
            self.paragraphs += 1
            titled = _is_titled(paragraph) or is_heading(pieces.text)
            self.heading = pieces.text.strip() if titled else self.heading
            self.last = pieces.text.strip()
            self.items.append(
                Passage(pieces.text, f"{self.label}第{self.paragraphs}段", "" if titled else self.heading, titled,
                        anchor=(self.part, self.numbers[paragraph]), controls=tuple(pieces.controls))
            )  # fmt: skip
        for box in _visible_boxes(paragraph):
            self.add_box(box)

    def add_box(self, box: Any) -> None:
        """Add the paragraphs and tables that stand right in a text box; boxes in it are found with those of its paragraph."""
        for block in box:
            if block.tag == f"{W}tbl":
                self.add_table(block)
            elif block.tag in _WRAPPERS:
                self.add_box(block)
            elif block.tag == f"{W}p" and (text := read_paragraph(block)).text.strip():
                self.items.append(
                    Passage(text.text, f"文本框（第{self.paragraphs}段处）", self.heading,
                            anchor=(self.part, self.numbers[block]), controls=tuple(text.controls))
                )  # fmt: skip

    def add_table(self, table: Any) -> None:
        """Add a table, the prose in its cells, and tables nested in it."""
        rows, anchors, controls = _read_rows(table, self.part, self.numbers)
        if rows:
            self.tables += 1
            grid = Grid(rows, f"表{self.tables}", self.last[:120], self.heading, anchors)
            self.items.append(grid)
            self.items.extend(prose_cells(grid))
            self.items.extend(
                Passage(
                    text, grid.cell_place(r, c), self.heading, in_table=True, anchor=anchor, controls=held
                )
                for r, c, text, anchor, held in controls
            )
        for inner in table.iter(f"{W}tbl", f"{W}txbxContent"):
            around = next(inner.iterancestors(f"{W}tbl", f"{W}txbxContent"), None)
            if inner is table or around is not table or _is_fallback(inner):
                continue
            if inner.tag == f"{W}tbl":
                self.add_table(inner)
            else:
                self.add_box(inner)


def _is_titled(paragraph: Any) -> bool:
    """Whether a paragraph carries a heading style or an outline level."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = (style.get(f"{W}val") or "").lower() if style is not None else ""
    return name.startswith(("heading", "标题")) or (
        name.isdigit() and int(name) in range(1, 5) and paragraph.find(f"{W}pPr/{W}outlineLvl") is not None
    )


def _visible_boxes(paragraph: Any) -> Iterator[Any]:
    """Text boxes of a paragraph, also those inside others; fallback copies and what stands in a table are left out."""
    for box in paragraph.iter(f"{W}txbxContent"):
        inside = next(box.iterancestors(f"{W}tbl", f"{W}body"), None)
        beyond = inside is not None and any(outer is paragraph for outer in inside.iterancestors(f"{W}p"))
        if not _is_fallback(box) and not beyond:
            yield box


def _is_fallback(element: Any) -> bool:
    """Whether an element belongs to a copy for old programs."""
    return next(element.iterancestors(f"{MC}Fallback"), None) is not None


def _read_rows(table: Any, part: str, numbers: dict[Any, int]) -> tuple[Any, Any, list[Any]]:
    """Texts and anchors of the cells in equal rows, merged labels repeated, and the cells with content controls."""
    rows: list[list[str]] = []
    anchors: list[list[tuple[str, int] | None]] = []
    controls: list[Any] = []
    for element in _rows_of(table):
        row: list[str] = []
        places: list[tuple[str, int] | None] = []
        skip = element.find(f"{W}trPr/{W}gridBefore")
        row.extend([""] * (_read_span(skip) if skip is not None else 0))
        places.extend([None] * len(row))
        for cell in _cells_of(element):
            inner = [
                read_paragraph(p)
                for p in cell.iterfind(f".//{W}p")
                if next(p.iterancestors(f"{W}tc")) is cell
            ]
            text = "\n".join(piece.text for piece in inner).strip()
            first = cell.find(f".//{W}p")
            anchor = (part, numbers[first]) if first is not None else None
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = max(_read_span(span), 1) if span is not None else 1
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if (
                merged is not None
                and merged.get(f"{W}val") != "restart"
                and rows
                and len(row) < len(rows[-1])
            ):
                above = rows[-1][len(row)]
                text = above if not any(char.isdigit() for char in above) else ""
            controls.extend(
                (len(rows), len(row), p.text, anchor, tuple(p.controls)) for p in inner if p.controls
            )
            row.append(text)
            row.extend(["" if any(char.isdigit() for char in text) else text] * (width - 1))
            places.extend([anchor] * width)
        rows.append(row)
        anchors.append(places)
    width = max((len(row) for row in rows), default=0)
    equal = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    return equal if width else (), tuple(tuple(p + [None] * (width - len(p))) for p in anchors), controls


def _read_span(element: Any) -> int:
    """Number of columns an element says, within bounds."""
    text = element.get(f"{W}val") or "1"
    return min(int(text), _WIDEST_SPAN) if text.isdigit() and len(text) < 5 else 1


def _rows_of(table: Any) -> Iterator[Any]:
    """Rows of a table, also those in content controls; rows deleted in tracked changes are left out."""
    for child in table:
        if child.tag == f"{W}tr" and child.find(f"{W}trPr/{W}del") is None:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows_of(child)


def _cells_of(row: Any) -> Iterator[Any]:
    """Cells of a row, also those wrapped in content controls; cells deleted in tracked changes are left out."""
    for child in row:
        if child.tag == f"{W}tc" and child.find(f"{W}tcPr/{W}cellDel") is None:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells_of(child)


def read_docx(path: Path) -> list[Passage | Grid]:
    """Passages and grids of a docx: body, then footnotes and endnotes.

    Raises InputError where the file is damaged, encrypted, too large once unpacked, or no Word document.
    """
    wanted = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
    items: list[Passage | Grid] = []
    for name, data in read_parts(path, wanted).items():
        root = parse_part(data, path.name)
        numbers = {paragraph: number for number, paragraph in enumerate(root.iter(f"{W}p"))}
        label = {"word/footnotes.xml": "脚注", "word/endnotes.xml": "尾注"}.get(name, "")
        walker = _Walker(name, numbers, label)
        body = root.find(f"{W}body")
        for container in [body] if body is not None else list(root):
            walker.walk(container)
        items.extend(walker.items)
    return items
