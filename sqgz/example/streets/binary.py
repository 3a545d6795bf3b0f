"""The record stream of a .xls workbook: enough of BIFF8 that a street's old program is believable.

Written here because no maintained library writes it. Layout: Microsoft, [MS-XLS], sections 2.4 and 2.5; tested by
reading it back.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

Cells = Mapping[tuple[int, int], str | float | date]
Part = tuple[str, Cells, Sequence[tuple[int, int, int, int]], Iterable[int]]
_LIMIT: Final = 8224  # bytes of a record; longer ones go on in CONTINUE
_PLAIN: Final = 15  # index of the format of ordinary cells
_DAY: Final = 16
_EPOCH: Final = date(1899, 12, 30)


def workbook_stream(parts: Sequence[Part]) -> bytes:
    """The stream of a workbook of these sheets: name, cells by (row, column), merges, hidden columns."""
    texts: dict[str, int] = {}
    sheets = [_sheet(cells, merges, hidden, texts) for _, cells, merges, hidden in parts]
    uses = sum(isinstance(value, str) for _, cells, _, _ in parts for value in cells.values())
    shared = _shared_texts(texts, uses)
    head = _head()
    bounds = sum(len(_bound(0, name)) for name, _, _, _ in parts)
    end = _record(0x000A)
    position = len(head) + bounds + len(shared) + len(end)
    index = b""
    for (name, _, _, _), sheet in zip(parts, sheets, strict=True):
        index += _bound(position, name)
        position += len(sheet)
    return head + index + shared + end + b"".join(sheets)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _text(text: str, size: str = "<H") -> bytes:
    """A text with its length before it, in two bytes a character."""
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _head() -> bytes:
    """Begin of the globals: code page, window, fonts, formats of cells."""
    font = _record(
        0x0031, struct.pack("<HHHHHBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + _text("宋体", "<B")
    )
    style = _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    plain = _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 0, 0x0001, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    day = _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 14, 0x0001, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    return b"".join(
        (
            _begin(0x0005),
            _record(0x0042, struct.pack("<H", 1200)),
            _record(0x003D, struct.pack("<9H", 0, 0, 16000, 9000, 0x38, 0, 0, 1, 600)),
            font * 4,
            style * _PLAIN,
            plain,
            day,
            _record(0x0293, struct.pack("<HBB", 0x8000, 0, 0xFF)),
        )
    )


def _bound(position: int, name: str) -> bytes:
    return _record(0x0085, struct.pack("<IH", position, 0) + _text(name, "<B"))


def _shared_texts(texts: Mapping[str, int], uses: int) -> bytes:
    """The table of texts; a text is never cut by the end of a record."""
    blocks = [struct.pack("<II", uses, len(texts))]
    for text in texts:
        entry = _text(text)
        if len(blocks[-1]) + len(entry) > _LIMIT:
            blocks.append(b"")
        blocks[-1] += entry
    return b"".join(_record(0x00FC if i == 0 else 0x003C, block) for i, block in enumerate(blocks))


def _sheet(
    cells: Cells,
    merges: Sequence[tuple[int, int, int, int]],
    hidden: Iterable[int],
    texts: dict[str, int],
) -> bytes:
    """One sheet; takes its texts into the table of all."""
    height = max((row for row, _ in cells), default=0) + 1
    width = max((column for _, column in cells), default=0) + 1
    parts = [_begin(0x0010)]
    parts += [_record(0x007D, struct.pack("<6H", c, c, 2304, _PLAIN, 1, 0)) for c in sorted(hidden)]
    parts.append(_record(0x0200, struct.pack("<IIHHH", 0, height, 0, width, 0)))
    for (row, column), value in cells.items():
        at = struct.pack("<HH", row, column)
        if isinstance(value, str):
            number = texts.setdefault(value, len(texts))
            parts.append(_record(0x00FD, at + struct.pack("<HI", _PLAIN, number)))
        elif isinstance(value, date):
            parts.append(_record(0x0203, at + struct.pack("<Hd", _DAY, (value - _EPOCH).days)))
        else:
            parts.append(_record(0x0203, at + struct.pack("<Hd", _PLAIN, value)))
    parts.append(_record(0x023E, struct.pack("<HHHHHHI", 0x06B6, 0, 0, 64, 0, 0, 0)))
    for start in range(0, len(merges), 1000):
        some = merges[start : start + 1000]
        blocks = b"".join(struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in some)
        parts.append(_record(0x00E5, struct.pack("<H", len(some)) + blocks))
    return b"".join((*parts, _record(0x000A)))
