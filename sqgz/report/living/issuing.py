"""What a document keeps about itself: its study, the results it was written from, and the keys that were issued.

Kept in custom document properties, which Word, WPS and LibreOffice save again. A property holds at most 255 characters,
so the list of keys is packed and cut into pieces. A list that does not come back whole is no list.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from sqgz.report.keys import Key
from sqgz.results import Results

_NAME = "sqgz"
_SHOWN = "sqgz 图"
_PIECE = 240
_MOST_PIECES = 10_000
_MOST_UNPACKED = 4 << 20
_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_TYPES = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of custom properties (ISO/IEC 29500-1, 22.3)


@dataclass(frozen=True)
class Issued:
    """Study and digest of the results a document was written from, and its keys; None where the list is lost.

    `body` is the digest of everything else in the file as we wrote it, its seal, by which we know that nobody edited it;
    `pictures` are the digests of the pictures of ours, with the name of each.
    `own` that it holds no word of a writer: it was written anew, or refreshed before anybody had edited it.
    """

    study: str
    results: str
    keys: tuple[Key, ...] | None
    body: str = ""
    own: bool = False
    pictures: tuple[tuple[str, str], ...] = ()

    def refreshed(self, results: str, body: str = "", *, own: bool = False) -> Issued:
        """The same document, written from these results."""
        return replace(self, results=results, body=body, own=own)


def digest_of(results: Results) -> str:
    """Twelve letters that change with any number of the results."""
    return hashlib.sha256(results.frame.to_csv(index=False).encode()).hexdigest()[:12]


def write_issued(custom: bytes | None, issued: Issued) -> bytes:
    """The part of custom properties with ours replaced; those of others stay as they are."""
    root = _parse(custom) if custom else None
    if root is None:
        root = etree.Element(f"{_PROPERTIES}Properties", nsmap={None: _PROPERTIES[1:-1], "vt": _TYPES[1:-1]})
    for one in list(root):
        if _is_ours(one.get("name", "")):
            root.remove(one)
    taken = [int(one.get("pid", "")) for one in root if one.get("pid", "").isdigit()]
    number = max([1, *taken])
    for name, text in _written(issued).items():
        number += 1
        made = etree.SubElement(
            root, f"{_PROPERTIES}property", {"fmtid": _FORMAT, "pid": str(number), "name": name}
        )
        etree.SubElement(made, f"{_TYPES}lpwstr").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def read_issued(custom: bytes | None) -> Issued | None:
    """What the document keeps about itself; None if it keeps nothing that can be read."""
    root = _parse(custom) if custom else None
    if root is None:
        return None
    held = {one.get("name", ""): "".join(one.itertext()).strip() for one in root if isinstance(one.tag, str)}
    try:
        facts = json.loads(held[_NAME])
        study, results, body, pieces = (facts[name] for name in ("study", "results", "body", "pieces"))
        if not all(isinstance(one, str) for one in (study, results, body)) or not isinstance(pieces, int):
            return None
    except (KeyError, TypeError, ValueError):
        return None
    listed = _unpack("".join(held.get(_piece(i), "") for i in range(pieces)))
    shown = _unpack("".join(held.get(_piece(i, _SHOWN), "") for i in range(_number(facts.get("pictures")))))
    pairs = tuple((digest, name) for one in shown or () for digest, _, name in (one.partition(" "),))
    return Issued(study, results, _keys(listed), body, own=facts.get("own") is True, pictures=pairs)


def _number(found: object) -> int:
    return found if isinstance(found, int) and 0 <= found < _MOST_PIECES else 0


def _keys(listed: tuple[str, ...] | None) -> tuple[Key, ...] | None:
    try:
        return None if listed is None else tuple(map(Key.read, listed))
    except ValueError:
        return None


def _written(issued: Issued) -> dict[str, str]:
    """Properties by name: the facts, then the pieces of the list."""
    pieces = _cut(_pack(map(str, issued.keys))) if issued.keys is not None else []
    shown = _cut(_pack(f"{digest} {name}" for digest, name in issued.pictures)) if issued.pictures else []
    facts = {"study": issued.study, "results": issued.results, "body": issued.body, "own": issued.own,
             "pieces": len(pieces), "pictures": len(shown)}  # fmt: skip
    named = {_piece(i): text for i, text in enumerate(pieces)}
    named |= {_piece(i, _SHOWN): text for i, text in enumerate(shown)}
    return {_NAME: json.dumps(facts, ensure_ascii=False, separators=(",", ":"))} | named


def _cut(packed: str) -> list[str]:
    return [packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE)]


def _piece(number: int, name: str = _NAME) -> str:
    return f"{name} {number + 1:03d}"


def _is_ours(name: str) -> bool:
    return name == _NAME or any(
        name.startswith(f"{one} ") and name[len(one) + 1 :].isdigit() for one in (_NAME, _SHOWN)
    )


def _pack(lines: Iterable[str]) -> str:
    return base64.b64encode(zlib.compress("\n".join(lines).encode(), 9)).decode()


def _unpack(packed: str) -> tuple[str, ...] | None:
    """The list, or None where a piece of it was lost or changed."""
    try:
        text = (
            zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), _MOST_UNPACKED).decode()
        )
        return tuple(one for one in text.split("\n") if one)
    except (ValueError, zlib.error):
        return None


def _parse(custom: bytes) -> Any:
    """Root of the part; None if it is damaged."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(custom, parser)
    except etree.XMLSyntaxError:
        return None
