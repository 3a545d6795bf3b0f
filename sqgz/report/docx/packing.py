"""A document as bytes that are the same for the same content: order of the parts, times and compression are fixed."""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx.document import Document

_FIRST = ("[Content_Types].xml", "_rels/.rels")  # where programs look first
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(document: Document) -> bytes:
    """The .docx of the document."""
    written = BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    ordered = sorted(parts, key=lambda name: (name not in _FIRST, name))
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in ordered:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same from every system
            archive.writestr(entry, parts[name])
    return target.getvalue()
