import struct
import zipfile

import pytest

from sqgz.errors import InputError
from sqgz.reading import packages, read_workbook
from sqgz.reading.packages import Package

ROW = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>街道</t></is></c></row></sheetData>'

DAMAGED = "表.xlsx: 工作簿内容已损坏，无法读取。请用 Excel 或 WPS 修复后另存为 .xlsx，或请发送人重新发送"


def error_of(path):
    with pytest.raises(InputError) as caught:
        read_workbook(path, file=path.name)
    return str(caught.value)


def with_declared_size(path, part, size):
    """Rewrite the size that both headers of a member declare."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(part)
    struct.pack_into("<I", data, info.header_offset + 22, size)
    entry = data.index(b"PK\x01\x02")
    while data[entry + 46 : entry + 46 + len(part)] != part.encode():
        entry = data.index(b"PK\x01\x02", entry + 1)
    struct.pack_into("<I", data, entry + 24, size)
    path.write_bytes(data)


def test_a_zip_bomb_is_refused_by_what_it_declares(write_xml, monkeypatch):
    monkeypatch.setattr(packages, "SIZE_LIMIT", 1 << 20)
    path = write_xml(ROW, other_parts={"xl/media/a.bin": bytes(3 << 20)})
    assert error_of(path) == (
        "表.xlsx: 工作簿解压后有 3 MB，超过 1 MB 的上限，可能是恶意文件。请核对来源；确实需要时请只保留数据表，另存后重试"
    )


def test_the_limit_of_unpacked_bytes_is_one_gibibyte():
    assert packages.SIZE_LIMIT == 2**30


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_member_that_lies_about_its_size_is_refused(write_xml, part):
    path = write_xml(
        ROW + " " * (2 << 20), other_parts={"xl/sharedStrings.xml": "<sst>" + " " * (2 << 20) + "</sst>"}
    )
    with_declared_size(path, part, 1000)
    assert error_of(path) == (
        f"表.xlsx: 工作簿里的“{part}”解压后大于它声明的大小，文件已损坏或不可信。请核对来源，或请发送人重新发送"
    )


def test_damaged_content_is_noticed_by_its_checksum(write_xml):
    path = write_xml(ROW)
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    while not data[entry + 46 :].startswith(b"xl/worksheets"):
        entry = data.index(b"PK\x01\x02", entry + 1)
    data[entry + 16] ^= 1
    path.write_bytes(data)
    assert error_of(path) == DAMAGED


def test_a_member_that_is_no_compressed_stream_is_damaged(write_xml):
    path = write_xml(ROW)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    data[start : start + 10] = b"\xff" * 10
    path.write_bytes(data)
    assert error_of(path) == DAMAGED


def test_a_member_with_a_password_is_refused(write_xml):
    path = write_xml(ROW)
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    path.write_bytes(data)
    assert error_of(path) == (
        "表.xlsx: 工作簿里有加密的内容，无法读取。请用 Excel 或 WPS 去掉密码后保存，再重试"
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_streams_as_it_was_written(tmp_path, method):
    content = bytes(range(256)) * 20_000
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("XL\\Workbook.xml", content)
    package = Package(path.read_bytes(), file="a.zip")
    assert package.parts == ("xl/workbook.xml",)
    assert b"".join(package.stream("xl/workbook.xml")) == content


def test_an_unusual_compression_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", "x" * 100)
        archive.writestr("xl/_rels/workbook.xml.rels", "x" * 100)
    assert error_of(path) == (
        "a.xlsx: 工作簿用了不常见的压缩方法，无法读取。请用 Excel 或 WPS 打开后重新保存，再重试"
    )


def test_a_part_that_should_be_small_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "_SMALL", 10)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 100)
    with pytest.raises(InputError, match=r"超过 0 MB 的上限"):
        Package(path.read_bytes(), file="a").read("xl/workbook.xml")
