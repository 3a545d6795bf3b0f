import io
import zipfile
from pathlib import Path

import pytest

from sqgz.errors import InputError
from sqgz.reading import read_workbook
from sqgz.reading.signatures import recognise

SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重试"
ORIGINAL = "不能从中可靠读数：请向报送单位索取 .xlsx 原表"
UNZIP = "请先解压，再在研究文件里写解压后的文件"
COPY = "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重试"
AGAIN = "请重新导出，或请报送单位重新发送"


def error_of(path, **options):
    with pytest.raises(InputError) as caught:
        read_workbook(path, file=path.name, **options)
    return str(caught.value)


def zipped(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def test_a_missing_file_is_named_with_the_nearest_one_there_is(tmp_path, write_file):
    write_file("花名册2024.xlsx", b"x")
    assert error_of(tmp_path / "花名册2023.xlsx") == (
        "花名册2023.xlsx: 没有找到这个文件。请核对文件名和所在文件夹；是否为“花名册2024.xlsx”？"
    )


def test_a_missing_file_in_a_missing_folder_has_no_nearest_name(tmp_path):
    assert error_of(tmp_path / "无" / "a.xlsx") == "a.xlsx: 没有找到这个文件。请核对文件名和所在文件夹"


def test_a_folder_is_not_a_file(tmp_path):
    (tmp_path / "上报").mkdir()
    assert error_of(tmp_path / "上报") == (
        "上报: 这是文件夹，不是文件。一个文件夹的报送表请在研究文件里用 folder 声明"
    )


def test_an_empty_file_was_not_transferred(write_file):
    assert error_of(write_file("空.xlsx", b"")) == f"空.xlsx: 文件是空的（0 字节），多半没有传完。{AGAIN}"


def test_a_file_that_another_program_holds_is_to_be_closed(write_file, monkeypatch):
    path = write_file("开.xlsx", b"x")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert error_of(path) == (
        "开.xlsx: 没有权限读取，可能正被 Excel 或 WPS 打开。请关闭后重试；仍不行时请检查文件的访问权限"
    )


def test_a_disk_that_fails_is_said_to_fail(write_file, monkeypatch):
    path = write_file("坏.xlsx", b"x")

    def fail(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    assert error_of(path) == "坏.xlsx: 读取失败（磁盘读写出错）。请把文件复制到本机硬盘后重试"


def test_the_lock_file_of_an_open_workbook_is_no_data(write_file):
    assert error_of(write_file("~$花名册.xlsx", b"x")) == (
        "~$花名册.xlsx: 这是 Excel 打开工作簿时留下的临时文件，不是数据。请关闭 Excel，改用不带“~$”的那个文件"
    )


def test_a_truncated_xlsx_is_said_to_be_incomplete(write_xlsx):
    path = write_xlsx([["街道", "姓名"], ["甲街道", "张三"]])
    path.write_bytes(path.read_bytes()[:-200])
    assert error_of(path) == (
        f"花名册.xlsx: 文件不完整（开头是 .xlsx 的内容，结尾缺失），多半没有传完。{AGAIN}"
    )


@pytest.mark.parametrize("size", [20, 511, 700, 1400])
def test_a_truncated_xls_is_said_to_be_incomplete(write_xls, size):
    path = write_xls([["街道", "姓名"]])
    path.write_bytes(path.read_bytes()[:size])
    assert error_of(path) == f"旧表.xls: 文件不完整（开头是 .xls 的内容，后面缺失或损坏）。{AGAIN}"


def test_text_renamed_to_a_workbook_is_told_from_its_content(write_file):
    path = write_file("名单.xlsx", "街道,姓名\n甲街道,张三\n".encode())
    assert error_of(path) == (
        f"名单.xlsx: 扩展名是 .xlsx，内容却是纯文本，不是工作簿。{SAVE_AS}；若本来就是文本表，请把扩展名改为 .csv"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        b"\xef\xbb\xbf \r\n<!DOCTYPE html><p>x</p>",
        b"<table border=1><tr><td>1</td></tr></table>",
    ],
)
def test_a_web_page_named_xls_is_told_from_its_content(write_file, content):
    assert error_of(write_file("导出.xls", content)) == (
        f"导出.xls: 内容是网页（HTML），不是工作簿；有的系统导出时只改了扩展名。{SAVE_AS}"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xls", b"MIME-Version: 1.0\r\n", f"内容是网页存档（MHT），不是工作簿。{SAVE_AS}"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            f"内容是“XML 表格 2003”，不是 .xlsx 工作簿。{SAVE_AS}",
        ),
        ("a.xml", b'<?xml version="1.0"?><data/>', f"内容是 XML，不是数据表。{SAVE_AS}"),
        ("a.pdf", b"%PDF-1.7\n", f"内容是PDF 文件，不是数据表。{ORIGINAL}"),
        ("a.png", b"\x89PNG\r\n\x1a\n", f"内容是图片（PNG），不是数据表。{ORIGINAL}"),
        ("a.xlsx", b"\xff\xd8\xff\xe0", f"内容是图片（JPEG），不是数据表。{ORIGINAL}"),
        ("a.gif", b"GIF89a", f"内容是图片（GIF），不是数据表。{ORIGINAL}"),
        ("a.bmp", b"BM\x00\x00\x01", f"内容是图片（BMP），不是数据表。{ORIGINAL}"),
        ("a.tif", b"II*\x00", f"内容是图片（TIFF），不是数据表。{ORIGINAL}"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBP", f"内容是图片或音像文件，不是数据表。{ORIGINAL}"),
        ("a.rtf", b"{\\rtf1", f"内容是RTF 文档，不是数据表。{COPY}"),
        ("a.rar", b"Rar!\x1a\x07", f"内容是RAR 压缩包，不是数据表。{UNZIP}"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", f"内容是7z 压缩包，不是数据表。{UNZIP}"),
        ("a.gz", b"\x1f\x8b\x08", f"内容是gzip 压缩包，不是数据表。{UNZIP}"),
        (
            "a.db",
            b"SQLite format 3\x00",
            "内容是SQLite 数据库，不是数据表。请导出为 .csv 或 .xlsx 后重试",
        ),
        ("a.docx", zipped("word/document.xml"), f"内容是Word 文档（.docx），不是 .xlsx 工作簿。{COPY}"),
        ("a.pptx", zipped("ppt/slide1.xml"), f"内容是演示文稿（.pptx），不是 .xlsx 工作簿。{COPY}"),
        ("a.xlsb", zipped("xl/workbook.bin"), f"内容是二进制工作簿（.xlsb），不是 .xlsx 工作簿。{SAVE_AS}"),
        (
            "a.ods",
            zipped("content.xml"),
            f"内容是OpenDocument 文件（.ods、.odt），不是 .xlsx 工作簿。{SAVE_AS}",
        ),
        (
            "a.numbers",
            zipped("Index/Document.iwa"),
            "内容是Numbers 或 Pages 文件，不是 .xlsx 工作簿。请在原软件里导出为 .xlsx 后重试",
        ),
        ("a.zip", zipped("花名册.csv"), f"内容是压缩包，不是 .xlsx 工作簿。{UNZIP}"),
        (
            "a.dat",
            b"\x00\x01\x02\x03 secret",
            "无法识别文件内容，可能已损坏，也可能被单位的加密软件加密。"
            "请确认能用 Excel 或 WPS 打开，解密或另存为 .xlsx 后重试",
        ),
    ],
)
def test_a_foreign_file_is_named_with_what_to_do(write_file, name, content, said):
    assert error_of(write_file(name, content)) == f"{name}: {said}"


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("EncryptedPackage", "文件有打开密码，无法读取。请用 Excel 或 WPS 打开，去掉密码后保存，再重试"),
        ("WordDocument", f"内容是Word 或 WPS 文字文档，不是工作簿。{COPY}"),
        ("PowerPoint Document", f"内容是演示文稿，不是工作簿。{COPY}"),
        ("ETExtData", f"不是 Excel 工作簿（可能是 WPS 专有格式 .et 或 .wps）。{SAVE_AS}"),
    ],
)
def test_what_stands_in_an_old_container_is_told_from_its_streams(write_file, compound, stream, said):
    assert error_of(write_file("报表.et", compound({stream: b"x"}))) == f"报表.et: {said}"


def test_an_old_workbook_with_a_password_is_told_before_it_is_opened(write_xls):
    assert error_of(write_xls([["街道", "姓名"]], encrypted=True)) == (
        "旧表.xls: 文件有打开密码，无法读取。请用 Excel 或 WPS 打开，去掉密码后保存，再重试"
    )


def test_content_decides_not_the_extension(write_xlsx):
    path = write_xlsx([["街道", "姓名"], ["甲街道", "张三"]], name="花名册.xlsx")
    renamed = path.rename(path.with_name("花名册.csv"))
    assert read_workbook(renamed, file="花名册.csv")[0].text["姓名"].tolist() == ["张三"]


def test_a_text_that_begins_like_a_picture_is_a_text():
    assert recognise(b"BMI,sex\n21,1\n", file="a.csv", suffix=".csv") == "text"
