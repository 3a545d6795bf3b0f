"""A template file opened with suspicion: what it is, how large it unpacks, and whether it carries anything but text.

A template comes from the writer's machine or from anywhere. Every part is inflated once, against limits, before a
library that believes what a file says about itself gets to see it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from sqgz.errors import InputError, reason_of
from sqgz.reading import compound_files

LARGEST_PART = 40 << 20
LARGEST_ARCHIVE = 200 << 20
MOST_PARTS = 5_000
_MAIN = "wordprocessingml.document.main+xml"
_RESAVE = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”后重试。"
_DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib.error)
_ENTITIES = re.compile(rb"<!(DOCTYPE|ENTITY)")


def read_template(path: Path) -> bytes:
    """The bytes of a template that is safe to hand on.

    Raises InputError where there is no such file, or it is no docx, asks for a password, holds macros, or unpacks to
    more than any template needs.
    """
    file = path.name
    data = _read(path)
    if data.startswith(compound_files.SIGNATURE):
        raise _told_compound(data, file)
    if not data.startswith(b"PK"):
        raise InputError(f"{file}: 不是 Word 文档（.docx）。{_RESAVE}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, file)
    except _DAMAGED as error:
        raise InputError(f"{file}: 文件不完整或已损坏，无法读取。{_RESAVE}") from error
    return data


def _read(path: Path) -> bytes:
    file = path.name
    if file.startswith(("~$", ".~")):
        raise InputError(f"{file}: 这是 Word 或 WPS 打开文档时留下的临时文件。请改用不带“~”的那个文件。")
    if path.is_dir():
        raise InputError(f"{file}: 这是文件夹，不是模板文件。请写出 .docx 文件的名称。")
    try:
        if path.stat().st_size > LARGEST_ARCHIVE:
            raise InputError(f"{file}: 超过{LARGEST_ARCHIVE >> 20} MB，没有打开。请压缩模板中的图片后重试。")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{file}: 没有找到这个模板。请核对 study.yaml 中 report.template 的文件名，模板应放在 study.yaml 旁边。"
        ) from None
    except OSError as error:
        raise InputError(
            f"{file}: 无法读取（{reason_of(error)}），可能正在 Word 或 WPS 中打开。请关闭后重试。"
        ) from None


def _check(archive: zipfile.ZipFile, file: str) -> None:
    infos = archive.infolist()
    names = [info.filename.lower() for info in infos]
    if (
        len(infos) > MOST_PARTS
        or sum(info.file_size for info in infos) > LARGEST_ARCHIVE
        or len(set(names)) < len(names)
    ):
        raise _too_large(file)
    if any(info.flag_bits & 1 for info in infos):
        raise _password(file)
    for info in infos:
        _inflate(archive, info, file)
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.namelist() else b""
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        raise InputError(
            f"{file}: 是带宏的文档（.docm），为安全起见不打开。请在 Word 中另存为 .docx 后重试。"
        )
    if _MAIN.encode() not in types:
        kind = "Word 模板文件（.dotx）" if b"wordprocessingml.template" in types else "别的文件"
        raise InputError(f"{file}: 不是 Word 文档（.docx），是{kind}。{_RESAVE}")


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> None:
    """Unpack one part, piece by piece; refuse it beyond its limit, or where it declares entities."""
    size, tail = 0, b""
    is_xml = info.filename.lower().endswith((".xml", ".rels"))
    with archive.open(info) as stream:
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > LARGEST_PART:
                raise _too_large(file)
            if is_xml and (
                _ENTITIES.search(tail + piece)
                or (size == len(piece) and piece[:2] in (b"\xff\xfe", b"\xfe\xff"))
            ):
                raise InputError(
                    f"{file}: 文档内含外部实体声明，不是正常的 Word 文件，没有打开。请核对文件来源。"
                )
            tail = piece[-16:]


def _told_compound(data: bytes, file: str) -> InputError:
    try:
        names = set(compound_files.stream_heads(data))
    except (ValueError, IndexError):
        names = set()
    if "EncryptedPackage" in names:
        return _password(file)
    return InputError(f"{file}: 是旧格式的文档（.doc、.wps 等），不能作模板。{_RESAVE}")


def _password(file: str) -> InputError:
    return InputError(f"{file}: 文档有打开密码，无法读取。请在 Word 或 WPS 中取消密码后重试。")


def _too_large(file: str) -> InputError:
    return InputError(f"{file}: 解压后过大，疑似异常文件，没有打开。请核对文件来源。")
