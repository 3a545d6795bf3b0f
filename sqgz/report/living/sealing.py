"""The seal of a document: whether it still is what we wrote, to the last part, or somebody has saved it since.

A writer works in the files that we wrote, under the names that we gave them. So nothing is written over a file unless
its seal is whole: whatever Word, WPS or LibreOffice has saved, and whatever is not ours, is the writer's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sqgz.errors import InputError
from sqgz.report.living.issuing import Issued, read_issued, write_issued
from sqgz.report.living.packages import WordPackage, digest_of_parts, open_word

_SUFFIX = ".新"


def sealed(parts: Mapping[str, bytes], custom: str) -> dict[str, bytes]:
    """The parts of a new document, its custom properties (the part of that name) holding a digest of all the others."""
    issued = read_issued(parts[custom])
    if issued is None:
        return dict(parts)
    body = digest_of_parts((name, (data,)) for name, data in parts.items() if name != custom)
    return {**parts, custom: write_issued(parts[custom], replace(issued, body=body, own=True))}


def read_sealed(path: Path) -> Issued | None:
    """What the document at that path keeps about itself if its seal is whole; None for every other file."""
    try:
        package = open_word(path)
        return read_issued(package.custom) if is_whole(package) else None
    except InputError:
        return None


def is_whole(package: WordPackage) -> bool:
    """Whether nothing of the document has changed since we wrote it."""
    issued = read_issued(package.custom)
    return issued is not None and bool(issued.body) and issued.body == package.body_digest()


def is_writers(path: Path) -> bool:
    """Whether a file stands there that is not, or no longer, all ours: nothing may be written over it.

    What `refresh` made of an edited document holds its edits and is the writer's, too, though nobody has touched it.
    """
    if not path.exists():
        return False
    issued = read_sealed(path)
    return issued is None or not issued.own


def free_name(target: Path) -> Path:
    """The path to write a new document to: `target`, or beside the writer's file of that name 报告.新.docx, 报告.新2.docx, …"""
    path, turn = target, 1
    while is_writers(path):
        path = target.with_name(f"{target.stem}{_SUFFIX}{turn if turn > 1 else ''}{target.suffix}")
        turn += 1
    return path
