"""The zip container of an .xlsx, opened with suspicion: sizes are bounded, what is declared is checked.

An .xlsx comes from anywhere. A member may claim to be small and swell without end, so every part that a
library will read later is first inflated here, piece by piece, against its declared size and checksum.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from sqgz.errors import InputError

SIZE_LIMIT = 1 << 30
"""Bytes that all members together may have when unpacked: a million rows of twenty columns fit."""

_PIECE = 1 << 20
_SMALL = 64 << 20


class Package:
    """Members of one .xlsx by their normalised names (lower case, forward slashes)."""

    def __init__(self, data: bytes, *, file: str) -> None:
        self.file = file
        self._data = data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
        self._members = {info.filename.replace("\\", "/").lower(): info for info in members}
        total = sum(info.file_size for info in members)
        if total > SIZE_LIMIT:
            raise self._too_large(total, SIZE_LIMIT)
        if any(info.flag_bits & 1 for info in members):
            raise InputError(
                f"{file}: 工作簿里有加密的内容，无法读取。请用 Excel 或 WPS 去掉密码后保存，再重试"
            )

    @property
    def parts(self) -> tuple[str, ...]:
        """Normalised names of all members."""
        return tuple(self._members)

    def stream(self, part: str) -> Iterator[bytes]:
        """Pieces of one member, unpacked; raises InputError where it is damaged or larger than declared."""
        info = self._members[part]
        size = checksum = 0
        for piece in self._inflated(info):
            size += len(piece)
            if size > info.file_size:
                raise InputError(
                    f"{self.file}: 工作簿里的“{info.filename}”解压后大于它声明的大小，文件已损坏或不可信。"
                    f"请核对来源，或请发送人重新发送"
                )
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != info.file_size or checksum != info.CRC:
            raise self._damaged()

    def read(self, part: str) -> bytes:
        """One small member as a whole; raises InputError above 64 MiB."""
        info = self._members[part]
        if info.file_size > _SMALL:
            raise self._too_large(info.file_size, _SMALL)
        return b"".join(self.stream(part))

    def verify(self, *, besides: frozenset[str]) -> None:
        """Inflate all XML members but those named, so that whoever reads them later meets no surprise."""
        for part in self._members:
            if part.endswith((".xml", ".rels")) and part not in besides:
                for _ in self.stream(part):
                    pass

    def _inflated(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """Pieces of what the compressed bytes really hold, never more than one piece at a time."""
        header = self._data[info.header_offset : info.header_offset + 30]
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise self._damaged()
        name_length, extra_length = struct.unpack_from("<HH", header, 26)
        start = info.header_offset + 30 + name_length + extra_length
        packed = memoryview(self._data)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            for offset in range(0, len(packed), _PIECE):
                yield bytes(packed[offset : offset + _PIECE])
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise InputError(
                f"{self.file}: 工作簿用了不常见的压缩方法，无法读取。请用 Excel 或 WPS 打开后重新保存，再重试"
            )
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        offset = 0
        try:
            while not engine.eof:
                source = engine.unconsumed_tail
                if not source:
                    source = bytes(packed[offset : offset + _PIECE])
                    offset += _PIECE
                piece = engine.decompress(source, _PIECE)
                if not piece and not source:
                    raise self._damaged()
                if piece:
                    yield piece
        except zlib.error:
            raise self._damaged() from None

    def _too_large(self, size: int, limit: int) -> InputError:
        return InputError(
            f"{self.file}: 工作簿解压后有 {size / 2**20:,.0f} MB，超过 {limit / 2**20:,.0f} MB 的上限，"
            f"可能是恶意文件。请核对来源；确实需要时请只保留数据表，另存后重试"
        )

    def _damaged(self) -> InputError:
        return InputError(
            f"{self.file}: 工作簿内容已损坏，无法读取。请用 Excel 或 WPS 修复后另存为 .xlsx，或请发送人重新发送"
        )
