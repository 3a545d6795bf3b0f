"""What a file is by its first bytes, so that whoever takes a wrong file for a report is told which it is."""

from __future__ import annotations

from sqgz.errors import InputError
from sqgz.reading import compound_files

_RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后重试。"
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF 文档"),
    (b"<?xml", "XML 文档"),
    (b"<html", "网页"),
    (b"<!DOCTYPE", "网页"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
)


def refuse_foreign(data: bytes, *, file: str) -> None:
    """Nothing, if the bytes begin as a docx does; raises InputError saying what they are otherwise."""
    if file.startswith(("~$", ".~")):
        raise InputError(
            f"{file}: 这是 Word 或 WPS 打开文档时留下的临时文件，不是报告。请改用不带“~”的那个文件。"
        )
    if not data:
        raise InputError(f"{file}: 文件是空的（0 字节）。请找回报告的上一个版本。")
    if data.startswith(b"PK"):
        return
    if data.startswith(compound_files.SIGNATURE):
        raise _told_compound(data, file)
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")
    for signature, name in _FOREIGN:
        if start[: len(signature)].lower() == signature.lower():
            raise InputError(f"{file}: 内容是{name}，不是 Word 文档（.docx）。{_RESAVE}")
    raise InputError(
        f"{file}: 不是 Word 文档（.docx），可能已损坏，也可能被单位的加密软件加密。请确认能用 Word 或 WPS 打开，解密或另存为 .docx 后重试。"
    )


def _told_compound(data: bytes, file: str) -> InputError:
    """What an older container holds: a docx under a password, a .doc, a .wps, or a file cut short."""
    try:
        names = set(compound_files.stream_heads(data))
    except (ValueError, IndexError):
        names = set()
    if "EncryptedPackage" in names:
        return InputError(f"{file}: 文档有打开密码，无法读取。请在 Word 或 WPS 中取消密码后重试。")
    if "WordDocument" in names:
        return InputError(f"{file}: 是旧格式的文档（.doc 或 .wps），数字无法更新。{_RESAVE}")
    return InputError(f"{file}: 不是 .docx 文档（可能是 .doc、.wps 等旧格式，或文件不完整）。{_RESAVE}")
