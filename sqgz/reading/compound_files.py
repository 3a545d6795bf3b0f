"""Streams of an OLE compound file: .xls, encrypted .xlsx, .doc and others share this container.

Only the directory and the first bytes of each stream are read, so that a file can be told apart before any
library opens it.
Layout: Microsoft, [MS-CFB] Compound File Binary File Format, sections 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6.
"""

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REGULAR = 0xFFFFFFFA
_ENTRY = 128
_STREAM = 2
_MINI_LIMIT = 4096


def stream_heads(data: bytes) -> dict[str, bytes]:
    """First bytes (at most a sector) of every stream by its name, in the order of the directory.

    Storages, and streams below 4096 bytes, which live elsewhere, come with no bytes.

    Raises ValueError where the container is cut short or its chains lead nowhere.
    """
    if len(data) < 512 or not data.startswith(SIGNATURE):
        raise ValueError("not a whole compound file header")
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise ValueError(f"sector shift {shift} is neither 9 nor 12")
    size = 1 << shift
    table = _allocation_sectors(data, size)
    heads: dict[str, bytes] = {}
    sector = struct.unpack_from("<I", data, 48)[0]
    seen: set[int] = set()
    while sector < _LAST_REGULAR:
        if sector in seen:
            raise ValueError("the chain of the directory is a circle")
        seen.add(sector)
        for name, start in _entries(_sector(data, sector, size)):
            heads[name] = data[(start + 1) * size : (start + 2) * size] if start < _LAST_REGULAR else b""
        sector = _next_sector(data, table, sector, size)
    return heads


def _sector(data: bytes, number: int, size: int) -> bytes:
    start = (number + 1) * size
    content = data[start : start + size]
    if len(content) < size:
        raise ValueError(f"sector {number} lies beyond the end of the file")
    return content


def _allocation_sectors(data: bytes, size: int) -> list[int]:
    """Sector numbers of the allocation table: 109 in the header, the rest in a chain of their own."""
    numbers = list(struct.unpack_from("<109I", data, 76))
    following = struct.unpack_from("<I", data, 68)[0]
    for _ in range(struct.unpack_from("<I", data, 72)[0]):
        if following >= _LAST_REGULAR:
            break
        block = struct.unpack(f"<{size // 4}I", _sector(data, following, size))
        numbers += block[:-1]
        following = block[-1]
    return [number for number in numbers if number < _LAST_REGULAR]


def _next_sector(data: bytes, table: list[int], sector: int, size: int) -> int:
    per_sector = size // 4
    if sector // per_sector >= len(table):
        raise ValueError(f"sector {sector} is not in the allocation table")
    content = _sector(data, table[sector // per_sector], size)
    return int(struct.unpack_from("<I", content, sector % per_sector * 4)[0])


def _entries(content: bytes) -> Iterator[tuple[str, int]]:
    """Name and first sector of each entry of one directory sector; no sector for all but large streams."""
    for place in range(0, len(content), _ENTRY):
        length = struct.unpack_from("<H", content, place + 64)[0]
        kind = content[place + 66]
        if kind and 2 <= length <= 64:
            start, size = struct.unpack_from("<II", content, place + 116)
            large = kind == _STREAM and size >= _MINI_LIMIT
            name = content[place : place + length - 2].decode("utf-16-le", "replace")
            yield name, start if large else _LAST_REGULAR
