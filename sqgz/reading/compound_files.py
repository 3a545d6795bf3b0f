"""Streams of an OLE compound file: .xls, encrypted .xlsx, .doc and others share this container.

Only the directory, the chains of sectors and the first bytes of each stream are read, so that a file can be told
apart before any library opens it. A chain that never ends would keep such a library busy for ever.
Layout: Microsoft, [MS-CFB] Compound File Binary File Format, sections 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6.
"""

import struct
from collections.abc import Container, Iterator, Sequence

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REGULAR = 0xFFFFFFFA
_ENTRY = 128
_STREAM = 2
_ROOT = 5
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
    table = _numbers(b"".join(_sector(data, one, size) for one in _allocation_sectors(data, size)))
    heads: dict[str, bytes] = {}
    small: list[int] = []
    for sector in _chain(table, struct.unpack_from("<I", data, 48)[0]):
        for name, kind, start, length in _entries(_sector(data, sector, size)):
            large = kind == _STREAM and length >= _MINI_LIMIT
            heads[name] = data[(start + 1) * size : (start + 2) * size] if large else b""
            if large or kind == _ROOT:
                _chain(table, start, whole=False)
            elif kind == _STREAM and length:
                small.append(start)
    small_table = _numbers(
        _joined(data, _chain(table, struct.unpack_from("<I", data, 60)[0], whole=False), size)
    )
    for start in small:
        _chain(small_table, start, whole=False)
    return heads


def read_stream(data: bytes, names: Container[str]) -> bytes:
    """Content of the first stream with one of these names (small letters), if it is no small one; else no bytes.

    To be called where `stream_heads` found the container whole.
    """
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    table = _numbers(b"".join(_sector(data, one, size) for one in _allocation_sectors(data, size)))
    for sector in _chain(table, struct.unpack_from("<I", data, 48)[0]):
        for name, kind, start, length in _entries(_sector(data, sector, size)):
            if name.lower() in names and kind == _STREAM and length >= _MINI_LIMIT:
                return _joined(data, _chain(table, start, whole=False), size)[:length]
    return b""


def _sector(data: bytes, number: int, size: int) -> bytes:
    start = (number + 1) * size
    content = data[start : start + size]
    if len(content) < size:
        raise ValueError(f"sector {number} lies beyond the end of the file")
    return content


def _joined(data: bytes, numbers: Sequence[int], size: int) -> bytes:
    """Content of these sectors, as far as the file reaches; some programs do not fill up the last one."""
    return b"".join(data[(number + 1) * size : (number + 2) * size] for number in numbers)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(content) // 4}I", content)


def _allocation_sectors(data: bytes, size: int) -> list[int]:
    """Sector numbers of the allocation table: 109 in the header, the rest in a chain of their own."""
    numbers = list(struct.unpack_from("<109I", data, 76))
    following = struct.unpack_from("<I", data, 68)[0]
    seen: set[int] = set()
    while following < _LAST_REGULAR:
        if following in seen:
            raise ValueError("the chain of the allocation table is a circle")
        seen.add(following)
        *block, following = _numbers(_sector(data, following, size))
        numbers += block
    return [number for number in numbers if number < _LAST_REGULAR]


def _chain(table: Sequence[int], start: int, *, whole: bool = True) -> list[int]:
    """Numbers of the sectors of a chain, in order; raises ValueError for a circle, and beyond the table if `whole`."""
    found: list[int] = []
    while start < _LAST_REGULAR:
        if start >= len(table) and not whole:
            return found
        if start >= len(table):
            raise ValueError(f"sector {start} is not in the allocation table")
        if len(found) > len(table):
            raise ValueError("a chain of sectors is a circle")
        found.append(start)
        start = table[start]
    return found


def _entries(content: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Name, kind, first sector and length of each entry of one directory sector."""
    for place in range(0, len(content), _ENTRY):
        length = struct.unpack_from("<H", content, place + 64)[0]
        kind = content[place + 66]
        if kind and 2 <= length <= 64:
            start, size = struct.unpack_from("<II", content, place + 116)
            yield content[place : place + length - 2].decode("utf-16-le", "replace"), kind, start, size
