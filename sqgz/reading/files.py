"""One file in, its sheets out: the order of the steps, and which sheets of a workbook hold a table."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from sqgz.errors import InputError
from sqgz.reading.grids import Grid
from sqgz.reading.headings import Heading, check_heading, find_heading, missing_heading, shows_known
from sqgz.reading.merges import fill_down
from sqgz.reading.option_columns import with_named_questions
from sqgz.reading.platforms import check_platform, meta_headings, recognise_platform
from sqgz.reading.rows import BLANK, ONLY_NUMBER, TOTAL, classify_rows
from sqgz.reading.sheets import STORED, Sheet, column_letter, place
from sqgz.reading.signatures import Form, read_bytes, recognise
from sqgz.reading.stems import split_place
from sqgz.reading.workbooks import RawSheet, read_raw_sheets

_EXPLAINING = re.compile(r".*(说明|须知|指引|指南|示例|样例|样表|注意事项)[（(]?\d*[)）]?")
_DATABASES = ("parquet", "spss")  # the first row is the headings, every other row is data
_STORED_TYPE = pd.CategoricalDtype(list(STORED))


def read_workbook(
    path: Path,
    *,
    file: str,
    known: frozenset[str] = frozenset(),
    sheet: str | None = None,
    heading_row: int | None = None,
    platform: str | None = None,
) -> list[Sheet]:
    """The sheets of one file that hold a table, at least one; what the file is, its content decides.

    `file`: the name used in messages. `known`: headings worth finding. `sheet`: a name, or a number from 1
    as text; None for every sheet with a table, in the order of the workbook. `heading_row`: its number as
    the spreadsheet shows it. `platform`: 问卷星, 腾讯问卷, 金数据, 无 or "" for none; None to be recognised.
    Raises InputError, one sentence with file, sheet, row and column, for anything that cannot be read.
    """
    if platform is not None:
        platform = check_platform(platform, file=file)
    if heading_row is not None and heading_row < 1:
        raise InputError(f"{file}: heading_row 写的是 {heading_row}，行号从 1 数起。请改正研究文件")
    data = read_bytes(path, file=file)
    form = recognise(data, file=file, suffix=path.suffix)
    reader = _Reader(file, form, known, heading_row, platform)
    raw_sheets = _read_raw(data, form=form, file=file, known=known, sheet=sheet)
    if len(raw_sheets) == 1:
        return [reader.read(raw_sheets[0])]
    kept: list[Sheet] = []
    left_out: list[str] = []
    for raw in raw_sheets:
        reason = reader.reason_to_skip(raw)
        if reason:
            left_out.append(f"表页“{raw.name}”未读取: {reason}")
        else:
            kept.append(reader.read(raw))
    if not kept:
        raise InputError(
            f"{file}: 没有一个表页含有数据表。{'；'.join(left_out)}。请核对文件，或用 sheet 写明表页、用 heading_row 写明表头行"
        )
    if left_out:
        kept[0] = _with_notes(kept[0], left_out)
    return kept


def _read_raw(
    data: bytes, *, form: Form, file: str, known: frozenset[str], sheet: str | None
) -> list[RawSheet]:
    if form in ("xlsx", "xls"):
        return read_raw_sheets(data, form=form, file=file, sheet=sheet)
    if sheet not in (None, "1"):
        raise InputError(f"{file}: 这个文件没有表页之分，研究文件里却写了 sheet: {sheet}。请删去 sheet")
    if form == "parquet":
        from sqgz.reading.columnar import read_parquet

        return [read_parquet(data, file=file)]
    if form == "spss":
        from sqgz.reading.spss import read_spss

        return [read_spss(data, file=file, known=known)]
    from sqgz.reading.delimited import read_text

    return [read_text(data, file=file, known=known)]


class _Reader:
    """Turns raw sheets of one file into sheets; holds what was asked for, and no sheet."""

    def __init__(
        self, file: str, form: Form, known: frozenset[str], heading_row: int | None, platform: str | None
    ) -> None:
        self.file = file
        self.form = form
        self.named = known
        self.known = frozenset(asked[0] if (asked := split_place(name)) else name for name in known)
        self.heading_row = heading_row
        self.platform = platform

    def reason_to_skip(self, raw: RawSheet) -> str:
        """Why one of several sheets holds no table; "" where it does."""
        if not raw.shown:
            return "表页是隐藏的；如需读取请用 sheet 写明"
        if not raw.grid.height:
            return "空表页"
        if _EXPLAINING.fullmatch(raw.name.strip()):
            return "说明页"
        heading = self._find_heading(raw)
        if heading is None or not shows_known(heading, self.known):
            return "没有找到含有已声明列名的表头"
        return ""

    def read(self, raw: RawSheet) -> Sheet:
        """The sheet with its headings found, rows judged and merged ranges filled."""
        where = place(self.file, raw.name)
        if not raw.grid.height:
            raise InputError(f"{where}: 没有任何内容。请核对文件，或在研究文件里用 sheet 写明有数据的表页")
        if self.heading_row is not None and self.heading_row > raw.grid.height:
            raise InputError(
                f"{where}: 研究文件写明表头在第{self.heading_row}行，内容却只到第{raw.grid.height}行。请改正 heading_row"
            )
        heading = self._find_heading(raw)
        if heading is None:
            raise missing_heading(raw.grid, known=self.known, where=where)
        check_heading(heading, known=self.known, where=where)
        platform = self._platform(raw.grid)
        answers_only = bool(platform) or self.form in _DATABASES
        grid = raw.grid if heading.check is None else raw.grid.emptied(heading.check)
        reasons = classify_rows(grid, heading, raw.merges, every_row_answers=answers_only)
        _refuse_uncalculated(raw, heading, reasons, where)
        grid, fill_notes = fill_down(grid, raw.merges, reasons=reasons, labels=heading.labels)
        notes = [*raw.notes, *fill_notes, *self._unread(grid, heading, reasons, where)]
        sheet = _assemble(self.file, raw, grid, heading, reasons, platform, notes)
        return with_named_questions(sheet, self.named)

    def _platform(self, grid: Grid) -> str:
        if self.platform is not None:
            return self.platform
        row = (self.heading_row or 1) - 1
        return recognise_platform(grid.row(row)) if row < grid.height else ""

    def _find_heading(self, raw: RawSheet) -> Heading | None:
        row = None if self.heading_row is None else self.heading_row - 1
        if row is None and (self.form in _DATABASES or self._platform(raw.grid)):
            row = 0
        return find_heading(raw.grid, raw.merges, known=self.known, row=row)

    def _unread(
        self, grid: Grid, heading: Heading, reasons: npt.NDArray[np.object_], where: str
    ) -> list[str]:
        """Remarks on columns without a heading that hold values; an error where a text row is too long."""
        notes = []
        data = reasons == ""
        last = max(heading.labels)
        for column in sorted(set(range(grid.width)) - heading.labels.keys()):
            rows = np.flatnonzero(data & grid.filled[:, column])
            if not rows.size:
                continue
            if self.form == "text" and column > last:
                raise InputError(
                    f"{where} 第{rows[0] + 1}行: 有 {column + 1} 列，表头只有 {last + 1} 列，多半是某个值里的分隔符没有加引号，"
                    f"后面的列已错位。请改正这一行，或用 Excel 打开核对后另存为 .xlsx"
                )
            notes.append(f"{column_letter(column)}列没有表头，其中 {rows.size} 个值未读取")
        return notes


def _refuse_uncalculated(
    raw: RawSheet, heading: Heading, reasons: npt.NDArray[np.object_], where: str
) -> None:
    """None; raises InputError for a formula without a value in the headings or in what may be data."""
    met = []
    for row, column in raw.uncalculated:
        reason = reasons[row] if 0 <= row < len(reasons) else BLANK
        inside = heading.first <= row <= heading.last or reason in ("", BLANK, ONLY_NUMBER)
        if row < 0 or (inside and column in heading.labels):
            met.append((row, column))
    if met:
        row, column = met[0]
        cell = f" {column_letter(column)}{row + 1}" if row >= 0 else ""
        count = f"（共 {len(met)} 个）" if len(met) > 1 else ""
        raise InputError(
            f"{where}{cell}: 单元格里是公式，但文件没有保存计算结果{count}。请用 Excel 或 WPS 打开后保存一次，再重试"
        )


def _assemble(
    file: str,
    raw: RawSheet,
    grid: Grid,
    heading: Heading,
    reasons: npt.NDArray[np.object_],
    platform: str,
    notes: Sequence[str],
) -> Sheet:
    rows, totals = np.flatnonzero(reasons == ""), np.flatnonzero(reasons == TOTAL)
    index = pd.Index(rows + 1)
    labels = heading.labels
    stored = {
        label: pd.Categorical.from_codes(grid.kinds[rows, column], dtype=_STORED_TYPE)
        for column, label in labels.items()
    }
    hidden = None if raw.hidden is None else tuple(labels[c] for c in sorted(raw.hidden) if c in labels)
    if not rows.size:
        notes = [*notes, "表头下面没有数据行"]
    return Sheet(
        file=file,
        name=raw.name,
        text=_texts_of(grid, rows, labels),
        stored=pd.DataFrame(stored, index=index, copy=False),
        rows=pd.Series(reasons, index=pd.RangeIndex(1, grid.height + 1), dtype="str"),
        heading_rows=(heading.first + 1, heading.last + 1),
        letters={label: column_letter(column) for column, label in labels.items()},
        platform=platform,
        meta=meta_headings(platform, list(labels.values())),
        hidden=hidden,
        notes=tuple(notes),
        titles=tuple(text for row in range(heading.first) for text in grid.row(row) if text),
        groups={labels[column]: group for column, group in heading.groups.items() if column in labels},
        totals=_texts_of(grid, totals, labels) if totals.size else pd.DataFrame(),
    )


def _texts_of(grid: Grid, rows: npt.NDArray[np.intp], labels: dict[int, str]) -> pd.DataFrame:
    """Texts of these rows under their headings; index = row numbers."""
    wanted = pa.array(rows)
    text = {
        label: pd.array(grid.columns[column].take(wanted), dtype="str") for column, label in labels.items()
    }
    return pd.DataFrame(text, index=pd.Index(rows + 1), copy=False)


def _with_notes(sheet: Sheet, notes: Sequence[str]) -> Sheet:
    from dataclasses import replace

    return replace(sheet, notes=(*sheet.notes, *notes))
