"""What lies in such a folder and is no workbook: locks, hidden files, scans, files of other programs, broken ones."""

from __future__ import annotations

from pathlib import Path

from sqgz.example.streets.compound import compound_file


def write_lock(path: Path, owner: str) -> None:
    """The file that Excel leaves beside an open workbook: the user's name, 165 bytes."""
    name = owner.encode("gb18030")
    wide = owner.ljust(54).encode("utf-16-le")
    narrow = bytes([len(name)]) + name.ljust(54, b" ")
    path.write_bytes(narrow + len(owner).to_bytes(2, "little") + wide)


def write_hidden(path: Path) -> None:
    """The companion that a Mac writes for a file on a foreign disk (AppleDouble)."""
    path.write_bytes(bytes.fromhex("0005160700020000") + b"Mac OS X        " + bytes(2) + bytes(4070))


def write_scan(path: Path) -> None:
    """A page of PDF with nothing but a grey picture on it."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /Scan 5 0 R >> >> >>",
        b"<< /Length 34 >>\nstream\nq 595 0 0 842 0 0 cm /Scan Do Q  \nendstream",
        b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length 64 >>\nstream\n" + bytes([200]) * 64 + b"\nendstream",
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    index = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, index)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(content)


def write_wps(path: Path) -> None:
    """A document of a word processor: a compound file that holds no workbook."""
    path.write_bytes(compound_file({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(6000)}))


def cut_short(path: Path) -> None:
    """The file as it arrives when the upload broke off: its last third is not there."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
