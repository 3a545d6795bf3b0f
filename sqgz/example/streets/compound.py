"""An OLE compound file of a few large streams: the container of .xls and of what WPS calls its own.

Layout: Microsoft, [MS-CFB], sections 2.2 to 2.6. Sectors of 512 bytes; short streams are filled up to 4096, so that
none lives in the small store.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

_SECTOR: Final = 512
_LARGE: Final = 4096
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The file that holds these streams (at most three, together at most 6 MB)."""
    chains = [_filled(content) for content in streams.values()]
    starts: list[int] = []
    links: list[int] = []
    for content in chains:
        starts.append(len(links))
        links += _chain(len(links), len(content) // _SECTOR)
    directory = len(links)
    links += [_END]
    tables = 1
    while (len(links) + tables) * 4 > tables * _SECTOR:
        tables += 1
    first = len(links)
    links += [_TABLE] * tables
    links += [_FREE] * (tables * _SECTOR // 4 - len(links))
    sizes = [len(content) for content in chains]
    return b"".join(
        (
            _header(directory, list(range(first, first + tables))),
            *chains,
            _directory(list(streams), starts, sizes),
            struct.pack(f"<{len(links)}I", *links),
        )
    )


def _filled(content: bytes) -> bytes:
    length = max(_LARGE, -(-len(content) // _SECTOR) * _SECTOR)
    return content.ljust(length, b"\x00")


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), _END]


def _header(directory: int, tables: list[int]) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, len(tables), directory, 0, _LARGE, _END, 0, _END, 0)
    return head + struct.pack("<109I", *tables, *[_FREE] * (109 - len(tables)))


def _directory(names: list[str], starts: list[int], sizes: list[int]) -> bytes:
    """One sector of four entries: the root, whose child is the first stream, each the right neighbour of the last."""
    entries = [_entry("Root Entry", kind=5, child=1, start=_END)]
    for i, (name, start, size) in enumerate(zip(names, starts, sizes, strict=True), 1):
        right = i + 1 if i < len(names) else _NONE
        entries.append(_entry(name, kind=2, right=right, start=start, size=size))
    return b"".join(entries).ljust(_SECTOR, b"\x00")


def _entry(
    name: str, *, kind: int, right: int = _NONE, child: int = _NONE, start: int, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(text) + 2, kind, 1, _NONE, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )
