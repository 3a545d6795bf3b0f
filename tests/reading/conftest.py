"""Files that tests read: workbooks written by XlsxWriter, raw worksheets in XML, old binary workbooks."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from sqgz.reading import read_workbook

_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def write_xlsx(tmp_path):
    """Function: rows (and a function that adds to the sheet) → path of a workbook with one or more sheets."""

    def write(rows=(), *, name="花名册.xlsx", sheet="Sheet1", extra=None, others=()):
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path))
        for title, content in [(sheet, rows), *others]:
            page = book.add_worksheet(title)
            for index, row in enumerate(content):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(index, column, value) if value else None
                    elif value is not None:
                        page.write(index, column, value)
            if extra and title == sheet:
                extra(book, page)
        book.close()
        return path

    return write


@pytest.fixture
def read(write_xlsx):
    """Function: rows → the one sheet read from a workbook of them."""

    def read_rows(rows, *, known=(), extra=None, **options):
        path = write_xlsx(rows, extra=extra)
        return read_workbook(path, file=path.name, known=frozenset(known), **options)[0]

    return read_rows


@pytest.fixture
def write_xml(tmp_path):
    """Function: XML of a worksheet → path of the smallest .xlsx that holds it."""

    def write(worksheet, *, name="表.xlsx", workbook=None, other_parts=(), member_names=str):
        cells = f'<?xml version="1.0"?><worksheet xmlns="{_SPREADSHEET}">{worksheet}</worksheet>'
        parts = {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": workbook
            or f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_DOCUMENT}"><sheets>'
            f'<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": worksheet if worksheet.startswith("<?xml") else cells,
            **dict(other_parts),
        }
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(member_names(part), content)
        return path

    return write


@pytest.fixture
def write_file(tmp_path):
    """Function: name, bytes → path of a file with that content."""

    def write(name, content):
        path = Path(tmp_path) / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def compound():
    """Function: streams by name → bytes of an OLE compound file (version 3, sectors of 512 bytes)."""
    return build_compound


@pytest.fixture
def write_xls(tmp_path):
    """Function: rows → path of an .xls (BIFF8); options as in `build_workbook_stream`."""

    def write(rows, *, name="旧表.xls", **options):
        path = tmp_path / name
        path.write_bytes(build_compound({"Workbook": build_workbook_stream(rows, **options)}))
        return path

    return write


def build_compound(streams):
    """Bytes of a compound file; each stream is padded to 4096 bytes so that it needs no mini stream."""
    padded = {name: content + bytes(-len(content) % 512 + 4096) for name, content in streams.items()}
    end, free, fat_sector = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    entries = [_directory_entry("Root Entry", 5, end, 0, child=1)]
    body = io.BytesIO()
    chain = [fat_sector]
    directory_sectors = (len(padded) + 1 + 3) // 4
    chain += [*range(2, directory_sectors + 1), end]
    for number, (name, content) in enumerate(padded.items(), start=1):
        first = len(chain)
        count = len(content) // 512
        chain += [*range(first + 1, first + count), end]
        right = number + 1 if number < len(padded) else free
        entries.append(_directory_entry(name, 2, first, len(content), right=right))
        body.write(content)
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        *(0x3E, 3, 0xFFFE, 9, 6, bytes(6)),
        *(0, 1, 1, 0, 4096, end, 0, end, 0),
    )
    header += struct.pack("<109I", 0, *[free] * 108)
    assert len(chain) <= 128
    return header + struct.pack("<128I", *chain, *[free] * (128 - len(chain))) + directory + body.getvalue()


def _directory_entry(name, kind, start, size, *, child=0xFFFFFFFF, right=0xFFFFFFFF):
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def build_workbook_stream(rows, *, sheet="Sheet1", merges=(), encrypted=False):
    """BIFF8 stream of one sheet: texts, numbers, booleans; a tuple ("date", serial) is shown as a date."""

    def record(kind, content):
        return struct.pack("<HH", kind, len(content)) + content

    def text(value, width):
        return struct.pack(width, len(value)) + b"\x01" + value.encode("utf-16-le")

    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0, 6))
    begin += record(0x002F, bytes(54)) if encrypted else b""
    for number_format in (0, 14):
        begin += record(0x00E0, struct.pack("<HH", 0, number_format) + bytes(16))
    bound = text(sheet, "<B")
    end = record(0x000A, b"")
    position = len(begin) + 4 + 6 + len(bound) + len(end)
    begin += record(0x0085, struct.pack("<IH", position, 0) + bound) + end
    cells = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 1996, 0, 6))
    width = max(map(len, rows))
    cells += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, tuple):
                cells += record(0x0203, struct.pack("<HHHd", index, column, 1, value[1]))
            elif isinstance(value, bool):
                cells += record(0x0205, struct.pack("<HHHBB", index, column, 0, value, 0))
            elif isinstance(value, str) and value:
                cells += record(0x0204, struct.pack("<HHH", index, column, 0) + text(value, "<H"))
            elif isinstance(value, (int, float)):
                cells += record(0x0203, struct.pack("<HHHd", index, column, 0, value))
    if merges:
        ranges = b"".join(
            struct.pack("<HHHH", *merge) for merge in merges
        )  # first, last row; first, last column
        cells += record(0x00E5, struct.pack("<H", len(merges)) + ranges)
    return begin + cells + end
