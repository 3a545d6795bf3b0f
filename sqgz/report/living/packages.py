"""A docx as its parts: opened with suspicion, and written again with nothing changed but what was changed.

The file comes from anywhere: sizes are bounded before anything is unpacked, document types and entities are refused,
nothing is loaded from outside. Must not know: controls.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from sqgz.errors import InputError, reason_of
from sqgz.report.living.markup import W
from sqgz.report.living.signatures import refuse_foreign

LARGEST_PART = 40 << 20
LARGEST_ARCHIVE = 400 << 20
MOST_PARTS = 10_000
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_STORIES = tuple(f"{_WORD}{one}+xml" for one in ("document.main", "header", "footer", "footnotes", "endnotes", "comments"))  # fmt: skip
_STYLES = f"{_WORD}styles+xml"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_TYPES = "[Content_Types].xml"
_TYPE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_CUSTOM = "docProps/custom.xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PNG = "image/png"
_DATE = (1980, 1, 1, 0, 0, 0)
_DAMAGED = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib.error)


class WordPackage:
    """The parts of one docx; what is not asked for or put is carried over as it is."""

    def __init__(self, data: bytes, *, file: str) -> None:
        self.file = file
        refuse_foreign(data, file=file)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._infos = self._archive.infolist()
        except _DAMAGED as error:
            raise self._damaged() from error
        self._refuse_bombs()
        self._names = [info.filename for info in self._infos]
        self._changed: dict[str, bytes] = {}
        self._types = self._read_types()
        self._refuse_others()

    def stories(self) -> Iterator[tuple[str, Any]]:
        """Name and root of each part with text: the body first, then heads, feet, notes and comments."""
        for kind in _STORIES:
            for name in self._names:
                if self._types.get(_key(name)) == kind:
                    yield name, self.root(name)

    def styles(self) -> Any:
        """Root of the styles, or None."""
        found = next((name for name in self._names if self._types.get(_key(name)) == _STYLES), None)
        return self.root(found) if found else None

    def root(self, name: str) -> Any:
        """Root element of an XML part; raises InputError where it declares entities or is damaged."""
        data = self.read(name)
        if b"<!DOCTYPE" not in data and b"<!ENTITY" not in data:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            try:
                root = etree.fromstring(data, parser)
            except etree.XMLSyntaxError as error:
                raise self._damaged() from error
            if not root.getroottree().docinfo.doctype:  # a part in UTF-16 hides it from the search above
                return root
        raise InputError(
            f"{self.file}: 文档内含外部实体声明，不是正常的 Word 文件，没有打开。请核对文件来源。"
        )

    def read(self, name: str) -> bytes:
        """Bytes of a part as they are now; raises InputError where it is damaged or beyond all measure."""
        if name in self._changed:
            return self._changed[name]
        try:
            with self._archive.open(name) as stream:
                data = stream.read(LARGEST_PART + 1)
        except _DAMAGED as error:
            raise self._damaged() from error
        if len(data) > LARGEST_PART:
            raise self._too_large()
        return data

    def put(self, name: str, root: Any) -> None:
        """Replace a part by this tree."""
        self._put(name, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in their order."""
        return tuple(self._names)

    def find(self, name: str) -> str | None:
        """The part of that name as the file writes it, whose letters may be small or capital; None if there is none."""
        return next((one for one in self._names if _key(one) == _key(name)), None)

    def add_png(self, name: str, data: bytes) -> None:
        """Add a part with a picture."""
        types = self.root(_TYPES)
        if not any(one.get("Extension", "").lower() == "png" for one in types.iterfind(f"{_TYPE}Default")):
            types.insert(0, types.makeelement(f"{_TYPE}Default", {"Extension": "png", "ContentType": _PNG}))
            self.put(_TYPES, types)
        self._types[_key(name)] = _PNG
        self._put(name, data)

    def remove(self, name: str) -> None:
        """Take a part out, and what is declared of it alone."""
        self._names.remove(name)
        self._changed.pop(name, None)
        types = self.root(_TYPES)
        for one in types.findall(f"{_TYPE}Override"):
            if _key(one.get("PartName", "")) == _key(name):
                types.remove(one)
                self.put(_TYPES, types)

    @property
    def custom(self) -> bytes | None:
        """The custom document properties; None if there are none."""
        found = self._custom_name()
        return self.read(found) if found else None

    def put_custom(self, data: bytes) -> None:
        """Replace the custom document properties, or add them to a document that has none."""
        found = self._custom_name()
        if found is None:
            types = self.root(_TYPES)
            etree.SubElement(types, f"{_TYPE}Override", PartName=f"/{_CUSTOM}", ContentType=_CUSTOM_TYPE)
            relations = self.root("_rels/.rels")
            taken = {one.get("Id") for one in relations}
            free = next(f"rId{i}" for i in range(1, len(taken) + 2) if f"rId{i}" not in taken)
            etree.SubElement(
                relations, f"{_RELATION}Relationship", Id=free, Type=_CUSTOM_RELATION, Target=_CUSTOM
            )
            self.put(_TYPES, types)
            self.put("_rels/.rels", relations)
            self._types[_key(_CUSTOM)] = _CUSTOM_TYPE
        self._put(found or _CUSTOM, data)

    @property
    def is_changed(self) -> bool:
        """Whether a part was replaced by other bytes."""
        return bool(self._changed)

    def body_digest(self) -> str:
        """Twelve letters that change with anything in the file but its custom properties."""
        custom = self._custom_name()
        return digest_of_parts((name, self._pieces(name)) for name in self._names if name != custom)

    def write(self, target: Path) -> None:
        """Write all parts in their order, with one date, so that the same content is the same bytes."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self._names:
                info = zipfile.ZipInfo(name, _DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 0
                with archive.open(info, "w") as stream:
                    for piece in self._pieces(name):
                        stream.write(piece)

    def _pieces(self, name: str) -> Iterator[bytes]:
        if name in self._changed:
            yield self._changed[name]
            return
        try:
            with self._archive.open(name) as stream:
                while piece := stream.read(1 << 20):
                    yield piece
        except _DAMAGED as error:
            raise self._damaged() from error

    def _put(self, name: str, data: bytes) -> None:
        if name not in self._names:
            self._names.append(name)
        if name not in self._archive.namelist() or self.read(name) != data:
            self._changed[name] = data

    def _custom_name(self) -> str | None:
        return next((name for name in self._names if self._types.get(_key(name)) == _CUSTOM_TYPE), None)

    def _read_types(self) -> dict[str, str]:
        """Content type of every part, its own or that of its extension, by its name in small letters."""
        if _TYPES not in self._names:
            raise InputError(
                f"{self.file}: 不是 Word 文档（.docx），是别的压缩文件。请选择报告的 .docx 文件。"
            )
        root = self.root(_TYPES)
        defaults = {one.get("Extension", "").lower(): one for one in root.iterfind(f"{_TYPE}Default")}
        own = {_key(one.get("PartName", "")): one for one in root.iterfind(f"{_TYPE}Override")}
        found = {}
        for key in map(_key, self._names):
            declared = own.get(key, defaults.get(key.rpartition(".")[2]))
            found[key] = declared.get("ContentType", "") if declared is not None else ""
        return found

    def _refuse_bombs(self) -> None:
        names = [info.filename for info in self._infos]
        if len(names) > MOST_PARTS or sum(info.file_size for info in self._infos) > LARGEST_ARCHIVE:
            raise self._too_large()
        if len(set(names)) < len(names):
            raise self._damaged()
        if any(info.flag_bits & 1 for info in self._infos):
            raise InputError(f"{self.file}: 文档有打开密码，无法读取。请在 Word 或 WPS 中取消密码后重试。")

    def _refuse_others(self) -> None:
        kinds = set(self._types.values())
        if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds) or any(
            name.lower().endswith("vbaproject.bin") for name in self._names
        ):
            raise InputError(
                f"{self.file}: 是带宏的文档（.docm），为安全起见不打开。请在 Word 中另存为 .docx 后重试。"
            )
        if any(name.startswith("_xmlsignatures/") and name.endswith(".xml") for name in self._names):
            raise InputError(
                f"{self.file}: 文档带有数字签名，改动后签名即失效，没有更新。请在 Word 中删除签名后重试。"
            )
        if _STORIES[0] not in kinds:
            raise InputError(f"{self.file}: 不是 Word 文档（.docx）。请选择报告的 .docx 文件。")
        roots = {self.root(name).tag for name in self._names if self._types[_key(name)] == _STORIES[0]}
        if f"{_STRICT}document" in roots:
            raise InputError(
                f"{self.file}: 是“严格 Open XML 文档”，数字无法更新。请在 Word 中另存为普通的“Word 文档（*.docx）”后重试。"
            )
        if f"{W}document" not in roots or "_rels/.rels" not in self._names:
            raise self._damaged()

    def _too_large(self) -> InputError:
        return InputError(
            f"{self.file}: 解压后过大（单个部分上限{LARGEST_PART >> 20} MB，合计{LARGEST_ARCHIVE >> 20} MB），"
            "疑似异常文件，没有打开。请核对文件来源。"
        )

    def _damaged(self) -> InputError:
        return InputError(
            f"{self.file}: 文件不完整或已损坏，无法读取。请用 Word 或 WPS 打开并另存为 .docx 后重试；打不开时请找回上一个版本。"
        )


def open_word(path: Path) -> WordPackage:
    """The docx at that path, read whole; raises InputError where there is none or it cannot be read."""
    if path.is_dir():
        raise InputError(f"{path.name}: 这是文件夹，不是文件。请写出报告的 .docx 文件。")
    try:
        if path.stat().st_size > LARGEST_ARCHIVE:
            raise InputError(
                f"{path.name}: 超过{LARGEST_ARCHIVE >> 20} MB，没有打开。请压缩文档中的图片后重试。"
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path.name}: 没有找到这个文件。请核对文件名和所在文件夹。") from None
    except PermissionError:
        raise InputError(
            f"{path.name}: 没有权限读取，可能正在 Word 或 WPS 中打开。请保存并关闭后重试。"
        ) from None
    except OSError as error:
        raise InputError(f"{path.name}: 读取失败（{reason_of(error)}）。请复制到本机硬盘后重试。") from None
    return WordPackage(data, file=path.name)


def digest_of_parts(parts: Iterable[tuple[str, Iterable[bytes]]]) -> str:
    """Twelve letters that change with the name or any byte of any of these parts, in whatever order they come."""
    found = hashlib.sha256()
    for name, pieces in sorted(parts, key=lambda part: part[0]):
        found.update(name.encode() + b"\0")
        for piece in pieces:
            found.update(piece)
    return found.hexdigest()[:12]


def _key(name: str) -> str:
    return name.lstrip("/").lower()
