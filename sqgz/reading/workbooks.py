"""Workbooks (.xlsx, .xls) as raw sheets: a grid of cells with merges, hidden columns, uncalculated formulas.

Values come from calamine, the rest from the XML of the sheet. An .xls has no XML: what only the XML tells
is said to be unknown.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sqgz.errors import InputError
from sqgz.reading.binary_records import reaches_too_far
from sqgz.reading.grids import Grid, build_grid
from sqgz.reading.merges import Merge
from sqgz.reading.packages import Package
from sqgz.reading.sheets import column_letter, place
from sqgz.reading.signatures import Form, password_error
from sqgz.reading.spreadsheet_xml import SheetFacts, scan_sheet, unusable_error, worksheet_parts

CELL_LIMIT = 40_000_000
"""Cells of one sheet, empty ones included: a reader holds the whole rectangle in memory."""

_BINARY_COLUMNS = 256  # an .xls has no more, so a cell further right comes from a damaged file


@dataclass(frozen=True, eq=False)
class RawSheet:
    """One sheet before its headings are known; rows and columns are counted from 0.

    `hidden`: indices of hidden columns, None where unknown. `uncalculated`: cells whose formula has no
    value. `shown`: False where the workbook hides the sheet.
    """

    name: str
    grid: Grid
    merges: tuple[Merge, ...] = ()
    hidden: frozenset[int] | None = frozenset()
    uncalculated: tuple[tuple[int, int], ...] = ()
    shown: bool = True
    notes: tuple[str, ...] = field(default=())


def read_raw_sheets(data: bytes, *, form: Form, file: str, sheet: str | None) -> list[RawSheet]:
    """All worksheets of a workbook, or the one asked for by name or by number from 1.

    Raises InputError for a password, a damaged file, a sheet that is not there or an area beyond the limit.
    Sheets that the workbook hides come back unread, with an empty grid, unless asked for.
    """
    package, parts = None, dict[str, str]()
    if form == "xlsx":
        package = Package(data, file=file)
        parts = worksheet_parts(package)
        package.verify(besides=frozenset(parts.values()))
    elif reaches_too_far(data):
        raise damaged_error(file)
    with _translated(file, file):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [entry for entry in workbook.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
    shown = {entry.name: entry.visible == SheetVisibleEnum.Visible for entry in sheets}
    if not shown:
        raise InputError(f"{file}: 工作簿里没有表页。请核对文件，或请报送单位重新发送")
    raw = []
    for name in [_asked_sheet(tuple(shown), sheet, file=file)] if sheet is not None else shown:
        if sheet is None and not shown[name]:
            raw.append(RawSheet(name, build_grid([]), shown=False))
            continue
        if package and name not in parts:
            raise unusable_error(file)
        facts = scan_sheet(package, parts[name]) if package else None
        raw.append(_read_sheet(workbook, name, facts, file=file))
    return raw


def _asked_sheet(names: Sequence[str], sheet: str, *, file: str) -> str:
    """Name of the sheet that was asked for; a name goes before a number."""
    if sheet in names:
        return sheet
    same = [name for name in names if name.strip() == sheet.strip()]
    if len(same) == 1:
        return same[0]
    if sheet.isascii() and sheet.isdigit() and 1 <= int(sheet) <= len(names):
        return names[int(sheet) - 1]
    near = get_close_matches(sheet, names, n=1, cutoff=0.5)
    hint = f"是否为“{near[0]}”？" if near else ""
    raise InputError(
        f"{file}: 没有表页“{sheet}”。{hint}工作簿里有: {'、'.join(names)}。请改正研究文件里的 sheet（表页名，或从 1 数起的序号）"
    )


def _read_sheet(workbook: CalamineWorkbook, name: str, facts: SheetFacts | None, *, file: str) -> RawSheet:
    where = place(file, name)
    if facts:
        _refuse_vast(facts.height, facts.width, where)
    with _translated(where, file):
        sheet = workbook.get_sheet_by_name(name)
        _, last_column = sheet.end or (0, 0)
        if facts is None and last_column >= _BINARY_COLUMNS:
            raise damaged_error(where)
        first_column = sheet.start[1] if sheet.start else 0
        grid = build_grid(_rows(sheet), first_column=first_column)
        ranges = sheet.merged_cell_ranges or []
    merges = tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    if facts is None:
        return RawSheet(name, grid, merges, hidden=None)
    notes = []
    if facts.errors:
        grid = grid.with_errors(facts.errors)
        notes.append(_error_note(facts.errors))
    hidden = frozenset(
        column for first, last in facts.hidden for column in range(first, min(last + 1, grid.width))
    )
    return RawSheet(name, grid, merges, hidden, tuple(facts.uncalculated), notes=tuple(notes))


def damaged_error(where: str) -> InputError:
    """The error for a workbook or sheet whose content cannot be read."""
    return InputError(
        f"{where}: 工作簿内容已损坏，无法读取。请用 Excel 或 WPS 修复后另存为 .xlsx，或请发送人重新发送"
    )


def _refuse_vast(height: int, width: int, where: str) -> None:
    if height * width > CELL_LIMIT:
        raise InputError(
            f"{where}: 已用区域有 {height} 行 × {width} 列，超出可读范围，多半是表格外很远处误填了内容。"
            f"请删除数据下方和右方的空白行列，保存后重试"
        )


def _error_note(errors: Sequence[tuple[int, int, str]]) -> str:
    row, column, text = errors[0]
    return f"{len(errors)} 个单元格是公式错误值（如 {column_letter(column)}{row + 1} 的 {text}），已标为错误"


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[object]]:
    """Rows from the first row of the sheet on; the columns begin at the first used one."""
    if sheet.start is not None:
        yield from sheet.iter_rows()


@contextmanager
def _translated(where: str, file: str) -> Iterator[None]:
    """Turn what the reader raises, its panics included (they are no Exception), into the user's error."""
    try:
        yield
    except PasswordError:
        raise password_error(file) from None
    except CalamineError:
        raise damaged_error(where) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged_error(where) from None
        raise
