"""SPSS files (.sav, .zsav) as raw sheets: labels where the file has labels, so that they read like an export of texts.

Row 1 is the headings, as in a spreadsheet saved from SPSS. A variable answers to its name and to its label, whichever
the study names. pyreadstat is loaded here and nowhere else.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import pyreadstat

from sqgz.errors import InputError
from sqgz.reading.grids import build_grid
from sqgz.reading.spss_records import check_dictionary
from sqgz.reading.stems import heading_key
from sqgz.reading.ticks import SKIPPED
from sqgz.reading.workbooks import CELL_LIMIT, RawSheet

_EPOCH: Final = datetime(1582, 10, 14)  # day 0 of SPSS; moments are seconds since then
_DAY = re.compile(r"(?:DATE|ADATE|EDATE|JDATE|SDATE|MOYR|QYR|WKYR)[\d.]*$")
_MOMENT = re.compile(r"(?:DATETIME|YMDHMS)[\d.]*$")
_SPAN = re.compile(r"(?:TIME|DTIME|MTIME)[\d.]*$")
_NOT_ASKED = frozenset({"跳过", "(跳过)", "系统跳过", "逻辑跳过"})
_NOT_ASKED_CODE: Final = -3.0
_CHINESE = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2,}"
)

Column = Sequence[Any]


def read_spss(data: bytes, *, file: str, known: frozenset[str]) -> RawSheet:
    """The one raw sheet of an SPSS file: value labels as text, user-missing values empty, dates as dates.

    A user-missing value that says 跳过, or is an unlabelled -3, stays apart from a missing answer. Raises InputError
    where the file is damaged, or a label that the study names belongs to several variables.
    """
    columns, meta, notes = _load(data, file)
    names = list(meta.column_names)
    if not names or not all(isinstance(name, str) and name for name in names):
        raise _damaged(file)
    headings = _headings(names, meta.column_names_to_labels, known, file=file)
    values = {name: _values(name, columns[name], meta) for name in {name for name, _ in headings}}
    table = [[heading, *values[name]] for name, heading in headings]
    if any(len(column) * len(table) > CELL_LIMIT for column in table):
        raise InputError(
            f"{file}: 有 {len(table)} 列 × {len(table[0])} 行，超出可读范围。请只保留要用的变量后另存"
        )
    return RawSheet("", build_grid(zip(*table, strict=True)), notes=tuple(notes))


def _load(data: bytes, file: str) -> tuple[dict[str, Column], Any, list[str]]:
    """Values by variable, the dictionary of the file, and a remark where its encoding had to be found."""
    try:
        check_dictionary(data)
    except ValueError:
        raise _damaged(file) from None
    declared = _attempt(data, None)
    if declared is not None and not _is_garbled(*declared):
        return (*declared, [])
    labels = None if declared is not None else _attempt(data, None, labels_only=True)
    chinese = None if labels is not None and _holds_chinese(*labels) else _attempt(data, "GB18030")
    if chinese is not None and (declared is None or _holds_chinese(*chinese)):
        return (*chinese, ["文件没有写明文字编码，已按 GB18030 解读；请核对文字是否正常"])
    if declared is not None:
        return (*declared, [])
    raise _damaged(file)


def _damaged(file: str) -> InputError:
    return InputError(
        f"{file}: 内容已损坏、不完整或编码无法识别（SPSS 数据文件）。请在 SPSS 里打开核对，另存为 .sav（Unicode）或 .xlsx 后重试"
    )


def _attempt(
    data: bytes, encoding: str | None, *, labels_only: bool = False
) -> tuple[dict[str, Column], Any] | None:
    """What the library makes of the file in an encoding (None: the one it declares); None where it fails."""
    try:
        columns, meta = pyreadstat.read_sav(
            io.BytesIO(data),
            encoding=encoding,
            metadataonly=labels_only,
            user_missing=True,
            disable_datetime_conversion=True,
            output_format="dict",
        )
    except Exception:  # whatever its C library and its wrapper raise on bytes they did not expect
        return None
    return dict(columns), meta


def _texts(columns: Mapping[str, Column], meta: Any) -> Iterator[str]:
    """All texts of a file: labels, value labels, and the first texts of each variable."""
    yield from (label for label in meta.column_labels if label)
    yield from (str(label) for labels in meta.variable_value_labels.values() for label in labels.values())
    for column in columns.values():
        yield from (value for value in list(column[:200]) if isinstance(value, str))


def _is_garbled(columns: Mapping[str, Column], meta: Any) -> bool:
    """Whether the texts show runs of western signs and no Chinese, as GBK bytes taken for another encoding do."""
    texts = list(_texts(columns, meta))
    return any(_LATIN.search(text) for text in texts) and not any(_CHINESE.search(text) for text in texts)


def _holds_chinese(columns: Mapping[str, Column], meta: Any) -> bool:
    return any(_CHINESE.search(text) for text in _texts(columns, meta))


def _headings(
    names: Sequence[str], labels: Mapping[str, str | None], known: frozenset[str], *, file: str
) -> list[tuple[str, str]]:
    """Variable and heading of every column: what the study names, else its label, else (or for a shared one) its name.

    A variable whose name and label are both named gives a column for each.
    """
    keys = {heading_key(heading) for heading in known}
    written = {name: (labels.get(name) or "").strip() for name in names}
    holders = Counter(heading_key(label) for label in written.values() if label)
    own = {heading_key(name) for name in names}
    found = []
    for name, label in written.items():
        key = heading_key(label)
        usable = bool(label) and key != heading_key(name) and key not in own
        if usable and key in keys and holders[key] > 1:
            same = [one for one, text in written.items() if heading_key(text) == key]
            raise InputError(
                f"{file}: 标签“{label}”属于 {len(same)} 个变量（{'、'.join(same[:5])}），无法区分。请在 column 里改写变量名"
            )
        by_label = usable and holders[key] == 1
        if not by_label or heading_key(name) in keys:
            found.append((name, name))
        if by_label and (key in keys or heading_key(name) not in keys):
            found.append((name, label))
    return found


def _values(name: str, column: Column, meta: Any) -> list[object]:
    """The values of one variable as cells would hold them."""
    labels = meta.variable_value_labels.get(name, {})
    convert = _converter(meta.original_variable_types.get(name) or "")
    ranges = meta.missing_ranges.get(name, [])
    known: dict[object, object] = {}
    found: list[object] = []
    for value in column:
        if value is None or value != value:
            found.append("")
            continue
        if value not in known:
            known[value] = _cell(value, labels.get(value), convert, missing=_is_missing(value, ranges))
        found.append(known[value])
    return found


def _cell(value: object, label: object, convert: Callable[[object], object], *, missing: bool) -> object:
    if missing:
        not_asked = str(label).strip() in _NOT_ASKED if label else value == _NOT_ASKED_CODE
        return SKIPPED if not_asked else ""
    return str(label).strip() if label is not None and str(label).strip() else convert(value)


def _is_missing(value: Any, ranges: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the value lies in a range that the file declares as user-missing."""
    for one in ranges:
        low, high = one["lo"], one["hi"]
        if isinstance(value, str):
            if isinstance(low, str) and value.strip() == low.strip():
                return True
        elif not isinstance(low, str) and low <= value <= high:
            return True
    return False


def _converter(form: str) -> Callable[[object], object]:
    """How a value is read, by the variable's format; a number that is no date stays a number."""
    if _DAY.match(form):
        return lambda value: _moment(value, whole_day=True)
    if _MOMENT.match(form):
        return lambda value: _moment(value, whole_day=False)
    if _SPAN.match(form):
        return _span
    return lambda value: value


def _moment(value: object, *, whole_day: bool) -> object:
    if not isinstance(value, (int, float)):
        return value
    try:
        moment = _EPOCH + timedelta(seconds=value)
    except OverflowError:
        return value
    return moment.date() if whole_day else moment


def _span(value: object) -> object:
    try:
        return timedelta(seconds=value) if isinstance(value, (int, float)) else value
    except OverflowError:
        return value
