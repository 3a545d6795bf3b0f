"""The rows of a list of renames (沿革表) as they stand in its file: what was written, checked cell by cell.

Whether a name exists is not known here (`sqgz.cleaning.places.renames`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqgz.errors import InputError
from sqgz.reading import Sheet, heading_key
from sqgz.spelling import comparable
from sqgz.study.messages import suggestion

RENAMED, MERGED, SPLIT = "改名", "合并", "拆分"
_KINDS: Final = {
    **dict.fromkeys((RENAMED, "更名", "名称变更"), RENAMED),
    **dict.fromkeys((MERGED, "并入", "撤并"), MERGED),
    **dict.fromkeys((SPLIT, "分设", "析出"), SPLIT),
}
_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "old": ("old", "原名称", "原名", "旧名称", "旧名", "变更前名称", "变更前", "原单位名称"),
    "new": ("new", "现名称", "现名", "新名称", "新名", "变更后名称", "变更后", "现单位名称"),
    "date": ("date", "日期", "变更日期", "变更时间", "时间", "生效日期", "批复日期"),
    "kind": ("kind", "类型", "变更类型", "变更方式", "变动类型"),
    "street": ("street", "街道", "街道（镇）", "所属街道", "乡镇街道"),
    "old_street": ("old_street", "原街道", "原所属街道", "变更前街道"),
    "new_street": ("new_street", "现街道", "现所属街道", "变更后街道"),
}
_REQUIRED: Final = ("old", "new", "date", "kind")
RENAME_HEADINGS = frozenset(heading for headings in _HEADINGS.values() for heading in headings)

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[ T]0{1,2}:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


class When(NamedTuple):
    """The first and the last day on which it may have been: one day, a month or a year."""

    first: date
    last: date

    def surely_before(self, other: When) -> bool:
        """Whether this was over when the other began."""
        return self.last < other.first


@dataclass(frozen=True)
class Change:
    """One row: which unit became which, when and how.

    Streets are empty where none is written; a single column 街道 is that of the old unit, and of the new one where
    several streets have its name.
    """

    old: str
    new: str
    when: When
    kind: str
    old_street: str
    new_street: str
    file: str
    row: int

    @property
    def where(self) -> str:
        """The beginning of a message about this row."""
        return f"{self.file} 第{self.row}行"


def read_changes(sheets: Sequence[Sheet]) -> list[Change]:
    """The rows of the sheets of role renames; raises InputError with file and row for what cannot be meant."""
    return [change for sheet in sheets for change in _of_sheet(sheet)]


def changes_of(rows: Iterable[Mapping[str, Any]], *, file: str = "沿革表") -> list[Change]:
    """Changes given as mappings old, new, date, kind (and street, old_street, new_street), numbered from 1."""
    return [
        _change({key: "" if value is None else str(value) for key, value in row.items()}, file, number)
        for number, row in enumerate(rows, start=1)
    ]


def _of_sheet(sheet: Sheet) -> list[Change]:
    heading_of = {heading_key(heading): heading for heading in sheet.text.columns}
    found = {
        name: next((heading_of[heading_key(one)] for one in headings if heading_key(one) in heading_of), None)
        for name, headings in _HEADINGS.items()
    }
    for name in _REQUIRED:
        if found[name] is None:
            raise InputError(
                f"{sheet.file}: 沿革表缺少列 {name}（{_HEADINGS[name][1]}）。{suggestion(name, list(sheet.text.columns))}"
            )
    columns = {name: heading for name, heading in found.items() if heading is not None}
    changes = []
    for row, cells in zip(sheet.text.index, sheet.text.to_dict("records"), strict=True):
        texts = {name: cells[heading] for name, heading in columns.items()}
        given = {name: text if isinstance(text, str) else "" for name, text in texts.items()}
        if (
            sheet.stored.loc[row, columns["date"]] == "number" and "." in given["date"]
        ):  # 2023.10 is kept as 2023.1
            given["date"] = given["date"].partition(".")[0]
        changes.append(_change(given, sheet.file, int(row)))
    return changes


def _change(given: Mapping[str, str], file: str, row: int) -> Change:
    where = f"{file} 第{row}行"
    texts = {name: comparable(given.get(name, "")) for name in _HEADINGS}
    for name in _REQUIRED:
        if not texts[name]:
            raise InputError(
                f"{where}: {_HEADINGS[name][1]}为空。沿革表每行须写明原名称、现名称、日期和类型。"
            )
    if texts["kind"] not in _KINDS:
        raise InputError(
            f'{where}: 类型 "{texts["kind"]}" 不认识。{suggestion(texts["kind"], [RENAMED, MERGED, SPLIT])}'
        )
    when = read_when(texts["date"])
    if when is None:
        raise InputError(f'{where}: 日期 "{texts["date"]}" 不认识。请写作 2023-05-01、2023-05 或 2023。')
    return Change(
        old=texts["old"],
        new=texts["new"],
        when=when,
        kind=_KINDS[texts["kind"]],
        old_street=texts["old_street"] or texts["street"],
        new_street=texts["new_street"],
        file=file,
        row=row,
    )


def read_when(text: str) -> When | None:
    """The days that a date written as a day, a month or a year may mean; None if it is none.

    >>> read_when("2023年2月"), read_when("2023-13")
    (When(first=datetime.date(2023, 2, 1), last=datetime.date(2023, 2, 28)), None)
    """
    found = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return When(first, first)
    return When(first, date(year, month or 12, monthrange(year, month or 12)[1]))
