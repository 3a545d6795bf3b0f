"""Text tables (.csv, .tsv) as raw sheets: encoding and separator found, nothing guessed beyond that.

UTF-8 first, then GB 18030, which contains GBK and knows the rare characters of names that GBK lacks.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sqgz.errors import InputError
from sqgz.reading.grids import build_grid
from sqgz.reading.stems import heading_key
from sqgz.reading.workbooks import RawSheet

_SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
_SAMPLE_RECORDS = 50
_GUARDED = re.compile(r'="([^"]*)"\Z')  # how a spreadsheet is kept from taking 007 for a number
_CHINESE = re.compile("[\u4e00-\u9fff]")


def read_text(data: bytes, *, file: str, known: frozenset[str]) -> RawSheet:
    """The one raw sheet of a text table; row numbers count records, as a spreadsheet would show them.

    Raises InputError for an encoding that is neither, and for quotes that do not pair.
    """
    text, encoding = _decode(data, file)
    separator = _find_separator(text, known)
    notes = []
    if encoding != "utf-8":
        notes.append(f"文件编码为 {encoding}")
    if separator != ",":
        notes.append(f"列之间以{_SEPARATORS[separator]}分隔")
    return RawSheet("", build_grid(_records(text, separator, file)), notes=tuple(notes))


def _records(text: str, separator: str, file: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begun = 1
    guarded = '="' in text
    try:
        for record in reader:
            begun = reader.line_num + 1
            yield [_unguarded(value) for value in record] if guarded else record
    except csv.Error as error:
        if "field larger" in str(error):
            raise InputError(
                f"{file} 第{begun}行（按文本行数）: 有一个值超过 {csv.field_size_limit()} 个字符，多半是英文双引号不配对，"
                f"把后面的内容都算了进来。请改正这一行的引号，或用 Excel 打开核对后另存为 .xlsx"
            ) from None
        raise InputError(
            f"{file} 第{begun}行（按文本行数）: 英文双引号不配对，从这里起无法分列。"
            f"请改正这一行的引号，或用 Excel 打开核对后另存为 .xlsx"
        ) from None


def _unguarded(value: str) -> str:
    found = _GUARDED.match(value.strip())
    return found.group(1) if found else value


def _decode(data: bytes, file: str) -> tuple[str, str]:
    """Text and the name of its encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise _undecodable(data, error.start, "UTF-16", file) from None
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if len(_CHINESE.findall(data[: error.start].decode("utf-8-sig", "ignore"))) >= 10:
            raise _undecodable(data, error.start, "UTF-8", file) from None
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        raise _undecodable(data, error.start, "UTF-8 或 GB18030", file) from None


def _undecodable(data: bytes, start: int, encoding: str, file: str) -> InputError:
    line = data[:start].count(b"\n") + 1
    return InputError(
        f"{file} 第{line}行: 有无法按 {encoding} 解读的字节，文件可能损坏或混用了编码。"
        f"请用 Excel 或 WPS 打开核对，另存为 .xlsx 或“CSV UTF-8”后重试"
    )


def _find_separator(text: str, known: frozenset[str]) -> str:
    """The separator that shows most known headings, then most records of one width, then most columns."""
    keys = {heading_key(heading) for heading in known}

    def score(separator: str) -> tuple[int, int, int]:
        lines = io.StringIO(text, newline="")
        records: list[list[str]] = []
        try:
            records += islice(csv.reader(lines, delimiter=separator), _SAMPLE_RECORDS)
        except csv.Error:
            return 0, 0, 0
        widths = Counter(len(record) for record in records if len(record) > 1)
        if not widths:
            return 0, 0, 0
        matches = max(len(keys & {heading_key(cell) for cell in record}) for record in records)
        width, same = max(widths.items(), key=lambda item: (item[1], item[0]))
        return (matches if matches > 1 else 0), same, width

    return max(_SEPARATORS, key=score)
