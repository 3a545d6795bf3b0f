"""Relations of the parts of a docx: which picture a drawing means, a new one in its place, and the old one gone.

Must not know: which pictures are ours.
"""

from __future__ import annotations

import posixpath
from typing import Any

from lxml import etree

from sqgz.report.living.packages import WordPackage

IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_EMPTY = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def relations_name(part: str) -> str:
    """Name of the part that holds the relations of another.

    >>> relations_name("word/document.xml")
    'word/_rels/document.xml.rels'
    """
    folder, _, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels"


class Relations:
    """The relations of one part."""

    def __init__(self, package: WordPackage, part: str) -> None:
        self.package, self.part = package, part
        self.name = relations_name(part)
        held = package.find(self.name)
        self.root = package.root(held) if held else etree.fromstring(_EMPTY)

    def target(self, number: str) -> str | None:
        """Name of the part that this relation leads to; None if it leads to none in the file."""
        found = (one for one in self.root.iter(_RELATION) if one.get("Id") == number)
        return next((target for one in found if (target := self._target(one)) is not None), None)

    def lead_to(self, picture: str) -> str:
        """The number of a relation that leads to the part with that picture, made where there is none."""
        taken = {one.get("Id") for one in self.root.iter(_RELATION)}
        for one in self.root.iter(_RELATION):
            if one.get("Type") == IMAGE and self._target(one) == picture:
                return str(one.get("Id"))
        free = next(f"rId{i}" for i in range(1, len(taken) + 2) if f"rId{i}" not in taken)
        etree.SubElement(self.root, _RELATION, Id=free, Type=IMAGE, Target=f"/{picture}")
        return free

    def drop_unused(self, root: Any, numbers: set[str]) -> None:
        """Take out those of these relations that nothing in the part's tree uses any more."""
        used = {value for one in root.iter() for name, value in one.attrib.items() if name.startswith(R)}
        for one in list(self.root.iter(_RELATION)):
            if one.get("Id") in numbers - used:
                self.root.remove(one)

    def save(self) -> None:
        """Put the relations back into the package."""
        self.package.put(self.package.find(self.name) or self.name, self.root)

    def targets(self) -> set[str]:
        """Names of all parts that they lead to."""
        return {target for one in self.root.iter(_RELATION) if (target := self._target(one)) is not None}

    def _target(self, relation: Any) -> str | None:
        if relation.get("TargetMode") == "External":
            return None
        written = relation.get("Target", "")
        folder = posixpath.dirname(self.part)
        whole = written if written.startswith("/") else posixpath.join("/", folder, written)
        return self.package.find(posixpath.normpath(whole).lstrip("/"))


def drop_unreached(package: WordPackage, parts: set[str]) -> None:
    """Take those of these parts out of the package that no relation leads to any more."""
    reached: set[str] = set()
    for name in package.names:
        folder, _, base = name.rpartition("_rels/")
        if name.lower().endswith(".rels"):
            reached |= Relations(package, folder + base[: -len(".rels")]).targets()
    for name in sorted(parts - reached):
        package.remove(name)
