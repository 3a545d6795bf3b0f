"""A document as bytes that are the same for the same content: order of the parts, times and compression are fixed.

A document with living numbers is sealed, so that a later run knows whether somebody has worked in it since.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from sqgz.report.living.sealing import sealed

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # where programs look first
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(document: Document) -> bytes:
    """The .docx of the document."""
    written = BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    custom = _custom_properties(document)
    if custom in parts:
        parts = sealed(parts, custom)
    ordered = sorted(parts, key=lambda name: (name not in _FIRST, name))
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in ordered:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same from every system
            archive.writestr(entry, parts[name])
    return target.getvalue()


def _custom_properties(document: Document) -> str:
    """Name of the part that holds the custom properties; empty if there is none."""
    try:
        part = document.part.package.part_related_by(RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    except KeyError:
        return ""
    return str(part.partname).lstrip("/")
