"""Word files written by hand, part by part, and the errors that the audit finds in a file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sqgz.auditing import audit

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write_docx(path: Path, body: str, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return path


def run_of(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def errors(path: Path) -> list[tuple[str, str]]:
    return [
        (finding.place, finding.stated) for finding in audit(path).findings if finding.severity == "error"
    ]
