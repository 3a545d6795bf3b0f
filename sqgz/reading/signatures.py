"""What a file is, told from its bytes before anything opens it.

Libraries raise the same error for a truncated workbook, a renamed text and a saved web page; the person in
front of the screen needs to know which it is and what to do. Names and extensions decide nothing here,
except that a text which calls itself a workbook is said to be one.
"""

import io
import struct
import zipfile
from pathlib import Path
from typing import Literal

from sqgz.errors import InputError, reason_of
from sqgz.reading import compound_files

Form = Literal["xlsx", "xls", "parquet", "spss", "text"]

_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重试"
_ASK_AGAIN = "请重新导出，或请报送单位重新发送"
_WORKBOOK_SUFFIXES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".xlt", ".et", ".ett"}
_FILE_PASS = 0x002F
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff")

_FOREIGN = (
    (b"%PDF", "PDF 文件", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"\x89PNG", "图片（PNG）", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"\xff\xd8\xff", "图片（JPEG）", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"GIF8", "图片（GIF）", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"BM", "图片（BMP）", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"II*\x00", "图片（TIFF）", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"MM\x00*", "图片（TIFF）", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"RIFF", "图片或音像文件", "不能从中可靠读数：请向报送单位索取 .xlsx 原表"),
    (b"{\\rtf", "RTF 文档", "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重试"),
    (b"Rar!", "RAR 压缩包", "请先解压，再在研究文件里写解压后的文件"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请先解压，再在研究文件里写解压后的文件"),
    (b"\x1f\x8b", "gzip 压缩包", "请先解压，再在研究文件里写解压后的文件"),
    (b"SQLite format 3", "SQLite 数据库", "请导出为 .csv 或 .xlsx 后重试"),
)

_ZIP_CONTENTS = (
    ("word/", "Word 文档（.docx）", "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重试"),
    ("ppt/", "演示文稿（.pptx）", "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重试"),
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", _SAVE_AS),
    ("index/document.iwa", "Numbers 或 Pages 文件", "请在原软件里导出为 .xlsx 后重试"),
    ("content.xml", "OpenDocument 文件（.ods、.odt）", _SAVE_AS),
)

_STREAMS = (
    ("WordDocument", "Word 或 WPS 文字文档", "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重试"),
    ("PowerPoint Document", "演示文稿", "请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重试"),
)


def read_bytes(path: Path, *, file: str) -> bytes:
    """Content of the file, at least one byte.

    Raises InputError for a path that leads nowhere, to a folder, to an empty file or to one that another
    program holds.
    """
    if path.name.startswith("~$"):
        raise InputError(
            f"{file}: 这是 Excel 打开工作簿时留下的临时文件，不是数据。请关闭 Excel，改用不带“~$”的那个文件"
        )
    try:
        if path.is_dir():
            raise InputError(f"{file}: 这是文件夹，不是文件。一个文件夹的报送表请在研究文件里用 folder 声明")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{file}: 没有找到这个文件。请核对文件名和所在文件夹{_neighbours(path)}") from None
    except PermissionError:
        raise InputError(
            f"{file}: 没有权限读取，可能正被 Excel 或 WPS 打开。请关闭后重试；仍不行时请检查文件的访问权限"
        ) from None
    except OSError as error:
        raise InputError(f"{file}: 读取失败（{reason_of(error)}）。请把文件复制到本机硬盘后重试") from None
    if not data:
        raise InputError(f"{file}: 文件是空的（0 字节），多半没有传完。{_ASK_AGAIN}")
    return data


def recognise(data: bytes, *, file: str, suffix: str = "") -> Form:
    """Which of the readable forms the bytes are: xlsx, xls, parquet, spss or text.

    `suffix` is what the file calls itself. Raises InputError saying what the file is, if it is none of them.
    """
    if data.startswith(b"PK"):
        return _recognise_zip(data, file=file)
    if data.startswith(compound_files.SIGNATURE):
        return _recognise_compound(data, file=file)
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith((b"$FL2", b"$FL3")):
        return "spss"
    for signature, name, remedy in _FOREIGN:
        if data.startswith(signature) and not (signature == b"BM" and _is_text(data)):
            raise InputError(f"{file}: 内容是{name}，不是数据表。{remedy}")
    if not _is_text(data):
        raise InputError(
            f"{file}: 无法识别文件内容，可能已损坏，也可能被单位的加密软件加密。"
            f"请确认能用 Excel 或 WPS 打开，解密或另存为 .xlsx 后重试"
        )
    return _recognise_text(data, file=file, suffix=suffix.lower())


def _neighbours(path: Path) -> str:
    """The nearest name in the same folder, as the end of a sentence; empty where there is none."""
    from difflib import get_close_matches

    if not path.parent.is_dir():
        return ""
    names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    near = get_close_matches(path.name, names, n=1)
    return f"；是否为“{near[0]}”？" if near else ""


def _recognise_zip(data: bytes, *, file: str) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise InputError(
            f"{file}: 文件不完整（开头是 .xlsx 的内容，结尾缺失），多半没有传完。{_ASK_AGAIN}"
        ) from None
    for mark, name, remedy in _ZIP_CONTENTS:
        if any(entry.startswith(mark) for entry in names):
            raise InputError(f"{file}: 内容是{name}，不是 .xlsx 工作簿。{remedy}")
    if not any(entry.startswith("xl/") for entry in names):
        raise InputError(f"{file}: 内容是压缩包，不是 .xlsx 工作簿。请先解压，再在研究文件里写解压后的文件")
    return "xlsx"


def _recognise_compound(data: bytes, *, file: str) -> Form:
    try:
        streams = compound_files.stream_heads(data)
    except ValueError:
        raise InputError(f"{file}: 文件不完整（开头是 .xls 的内容，后面缺失或损坏）。{_ASK_AGAIN}") from None
    if "EncryptedPackage" in streams:
        raise password_error(file)
    for mark, name, remedy in _STREAMS:
        if mark in streams:
            raise InputError(f"{file}: 内容是{name}，不是工作簿。{remedy}")
    workbooks = [head for name, head in streams.items() if name.lower() in ("workbook", "book")]
    if not workbooks:
        raise InputError(f"{file}: 不是 Excel 工作簿（可能是 WPS 专有格式 .et 或 .wps）。{_SAVE_AS}")
    if any(_asks_for_password(head) for head in workbooks):
        raise password_error(file)
    return "xls"


def _asks_for_password(head: bytes) -> bool:
    """Whether the first records of a binary workbook hold FILEPASS ([MS-XLS] 2.4.117).

    A reader may let the weakest of the old encryptions pass and hand on scrambled values.
    """
    position = 0
    while position + 4 <= len(head):
        kind, length = struct.unpack_from("<HH", head, position)
        if kind == _FILE_PASS:
            return True
        position += 4 + length
    return False


def password_error(file: str) -> InputError:
    """The error for a file that asks for a password."""
    return InputError(f"{file}: 文件有打开密码，无法读取。请用 Excel 或 WPS 打开，去掉密码后保存，再重试")


def _is_text(data: bytes) -> bool:
    """Whether the bytes hold no control character that a text never has."""
    if data.startswith(_TEXT_MARKS):
        return True
    controls = bytes(code for code in range(32) if code not in b"\t\n\r\f\x0b\x1a")
    return len(data.translate(None, controls)) == len(data)


def _recognise_text(data: bytes, *, file: str, suffix: str) -> Form:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"mime-version:"):
        raise InputError(f"{file}: 内容是网页存档（MHT），不是工作簿。{_SAVE_AS}")
    if head.startswith(b"<?xml") and (b"office:spreadsheet" in head or b"<workbook" in head):
        raise InputError(f"{file}: 内容是“XML 表格 2003”，不是 .xlsx 工作簿。{_SAVE_AS}")
    if head.startswith(b"<") and any(
        mark in head for mark in (b"<html", b"<table", b"<!doctype html", b"<body")
    ):
        raise InputError(f"{file}: 内容是网页（HTML），不是工作簿；有的系统导出时只改了扩展名。{_SAVE_AS}")
    if head.startswith(b"<?xml"):
        raise InputError(f"{file}: 内容是 XML，不是数据表。{_SAVE_AS}")
    if suffix in _WORKBOOK_SUFFIXES:
        raise InputError(
            f"{file}: 扩展名是 {suffix}，内容却是纯文本，不是工作簿。{_SAVE_AS}；若本来就是文本表，请把扩展名改为 .csv"
        )
    return "text"
