"""Facts of a worksheet that a fast reader does not tell, from one pass over its XML.

Hidden columns, formulas that were never calculated, error values, and how far the sheet reaches. The pass
looks for bytes, not for a tree: most sheets hold none of these marks, and then it costs little more than
unpacking. No document type and no entity is ever resolved; a part that declares one is refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

from sqgz.errors import InputError
from sqgz.reading.packages import Package
from sqgz.reading.sheets import column_index

_P = rb"(?:[A-Za-z_][\w.-]*:)?"
_HEAD = re.compile(rb"<" + _P + rb"sheetData[\s/>]")
_TAIL = re.compile(rb"</" + _P + rb"sheetData\s*>")
_PREFIXED_CELL = re.compile(rb"<[A-Za-z_][\w.-]*:c[\s>]")
_COLUMN = re.compile(rb"<" + _P + rb"col\s([^>]*)>")
_DIMENSIONS = re.compile(rb' r="([A-Z]{2,3})\d+"(?:[^>]*[^>/])?>')
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_UNCALCULATED = re.compile(
    rb"<" + _P + rb"c((?:\s[^>]*)?)>\s*"
    rb"<" + _P + rb"f(?:\s[^>]*)?(?:/>|>[^<]*</" + _P + rb"f\s*>)\s*"
    rb"(?!<" + _P + rb"v(?:\s[^>]*)?>[^<])(<" + _P + rb"v[\s/>])?"
)
_ERROR = re.compile(
    rb"<" + _P + rb"""c(\s[^>]*\bt=["']e["'][^>]*)>"""
    rb"(?:\s*<" + _P + rb"f(?:\s[^>]*)?(?:/>|>[^<]*</" + _P + rb"f\s*>))?"
    rb"\s*<" + _P + rb"v(?:\s[^>]*)?>([^<]+)<"
)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_HEAD_LIMIT = 16 << 20


@dataclass
class SheetFacts:
    """What the XML of one worksheet says beside its values; rows and columns are counted from 0.

    `hidden`: first and last index of each run of hidden columns. `uncalculated`: cells with a formula and
    no value; (-1, -1) where the file does not name the cell. `errors`: row, column, text.
    `height`, `width`: an upper bound of the area that holds values.
    """

    hidden: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    height: int = 0
    width: int = 26


def worksheet_parts(package: Package) -> dict[str, str]:
    """Sheet name → name of the part that holds it, in the order of the workbook."""
    workbook = next((part for part in package.parts if re.fullmatch(r"xl/workbook\d*\.xml", part)), None)
    if workbook is None:
        raise unusable_error(package.file)
    folder = dirname(workbook)
    relations = join(folder, "_rels", workbook.rsplit("/", 1)[-1] + ".rels")
    if relations not in package.parts:
        raise unusable_error(package.file)
    targets = {}
    for element in _elements(package, relations, "Relationship"):
        target = element.get("Target", "").replace("\\", "/")
        inside = target.lstrip("/") if target.startswith("/") else join(folder, target)
        targets[element.get("Id", "")] = normpath(inside).lower()
    parts = {}
    for element in _elements(package, workbook, "sheet"):
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        if targets.get(link) in package.parts:
            parts[element.get("name", "")] = targets[link]
    return parts


def scan_sheet(package: Package, part: str) -> SheetFacts:
    """Facts of one worksheet, streamed; raises InputError for a document type declaration."""
    facts = SheetFacts()
    pieces = package.stream(part)
    rest = _read_head(package, pieces, facts)
    for piece in _whole_cells(rest, pieces):
        _measure(piece, facts)
        if b"<f" in piece or b":f" in piece:
            _collect_uncalculated(piece, facts)
        if b't="e"' in piece or b"t='e'" in piece:
            _collect_errors(piece, facts)
    return facts


def _elements(package: Package, part: str, name: str) -> list[ElementTree.Element]:
    """All elements of one local name in a small part."""
    content = package.read(part)
    _refuse_declarations(package.file, content)
    try:
        tree = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise unusable_error(package.file) from None
    return [element for element in tree.iter() if element.tag.rpartition("}")[2] == name]


def unusable_error(file: str) -> InputError:
    """The error for a workbook whose table of contents leads nowhere."""
    return InputError(
        f"{file}: 工作簿的目录已损坏，无法读取。请用 Excel 或 WPS 修复后另存为 .xlsx，或请发送人重新发送"
    )


def _refuse_declarations(file: str, content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise InputError(
            f"{file}: 工作簿里有 XML 实体声明，正常的工作簿不会有，文件不可信。请用 Excel 或 WPS 打开后另存为 .xlsx，再重试"
        )


def _read_head(package: Package, pieces: Iterator[bytes], facts: SheetFacts) -> bytes:
    """Read what stands before the cells; returns what was unpacked beyond it."""
    head = b""
    for piece in pieces:
        head += piece
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise InputError(
                f"{package.file}: 工作簿内部编码不常见（UTF-16），无法可靠读取。请用 Excel 或 WPS 打开后另存为 .xlsx，再重试"
            )
        found = _HEAD.search(head)
        if found:
            _refuse_declarations(package.file, head[: found.start()])
            facts.hidden = list(_hidden_columns(head[: found.start()]))
            return head[found.start() :]
        if len(head) > _HEAD_LIMIT:
            raise unusable_error(package.file)
    return b""


def _hidden_columns(head: bytes) -> Iterator[tuple[int, int]]:
    for found in _COLUMN.finditer(head):
        attributes = dict(_ATTRIBUTE.findall(found.group(1)))
        if attributes.get(b"hidden", b"0").lower() in (b"1", b"true"):
            yield int(attributes.get(b"min", b"1")) - 1, int(attributes.get(b"max", b"1")) - 1


def _whole_cells(rest: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The cells as larger pieces that never cut a cell in two, up to the end of the cells."""
    for piece in pieces:
        rest += piece
        if _end_of_cells(rest) >= 0:
            for _ in pieces:  # the end of the stream carries the check of size and checksum
                pass
            break
        cut = rest.rfind(b"<c")
        if cut < 0:  # the elements carry a namespace prefix
            cut = max((found.start() for found in _PREFIXED_CELL.finditer(rest)), default=0)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    end = _end_of_cells(rest)
    yield rest[:end] if end >= 0 else rest


def _end_of_cells(piece: bytes) -> int:
    """Where the closing tag of the cells begins; -1 where it is not in the piece."""
    if b"sheetData" not in piece:
        return -1
    found = _TAIL.search(piece)
    return found.start() if found else -1


def _measure(piece: bytes, facts: SheetFacts) -> None:
    """Widen the facts by how far the values of this piece reach."""
    value = max(piece.rfind(b"v>"), piece.rfind(b"is>"))
    if value >= 0:
        found = _REFERENCE.search(piece, max(0, piece.rfind(b' r="', 0, value)))
        if found:
            facts.height = max(facts.height, int(found.group(2)))
    found_letters = _DIMENSIONS.findall(piece)
    if found_letters:
        rightmost = max(set(found_letters), key=lambda letters: (len(letters), letters))
        facts.width = max(facts.width, column_index(rightmost.decode()) + 1)


def _position(attributes: bytes) -> tuple[int, int]:
    found = _REFERENCE.search(attributes)
    if found is None:
        return -1, -1
    return int(found.group(2)) - 1, column_index(found.group(1).decode())


def _collect_uncalculated(piece: bytes, facts: SheetFacts) -> None:
    for found in _UNCALCULATED.finditer(piece):
        attributes, has_value = found.groups()
        calculated_empty = has_value and re.search(rb"""\bt=["']str["']""", attributes)
        if not calculated_empty:
            facts.uncalculated.append(_position(attributes))


def _collect_errors(piece: bytes, facts: SheetFacts) -> None:
    for found in _ERROR.finditer(piece):
        row, column = _position(found.group(1))
        if row >= 0:
            facts.errors.append((row, column, found.group(2).decode("utf-8", "replace").strip()))
