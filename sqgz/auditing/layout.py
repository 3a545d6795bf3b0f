"""How a table is laid out: headings, labels, rows and columns of totals, columns of shares and of change.

Must not know: whether anything in it is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from sqgz.auditing.characters import level
from sqgz.auditing.lexicon import SCOPES
from sqgz.auditing.quantities import Figure
from sqgz.auditing.texts import Grid

_NUMBER = re.compile(r"^[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,6})?$")
_COUNT_UNITS = re.compile(r"\s?(?:人|名|个|户|份|家|人次|位|件|项|所|处|万元|元)$")
_PAIR = re.compile(
    r"^([\d,]{1,15})\s?(?:人|名|个|户)?\s?[（(/]\s?(?:占)?(\d{1,3}(?:\.\d{1,4})?)\s?%\s?[)）]?$"
)
TOTALS = ("合计", "总计", "共计", "总数", "计", "总和", "全部", "总体", "小计", "总人数", "累计")
_SUBTOTALS = ("小计",)
_SHARES = ("占比", "比例", "比重", "百分比", "%", "率", "构成")
_CHANGES = (
    "增长",
    "增幅",
    "增速",
    "增减",
    "同比",
    "变化",
    "增加",
    "减少",
    "较上年",
    "比上年",
    "涨幅",
    "净增",
)
_NOT_ADDITIVE = ("平均", "人均", "均值", "中位", "年份", "年度", "序号", "编号", "排名", "名次", "密度", "得分", "评分", "年龄", "户均",
                 "检验", "p值", "P值", "χ", "卡方", "标准差", "系数", "置信", "区间", "效应", "下限", "上限", "差异", "差值", "相差", "比值")  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """A number in a table."""

    at: tuple[int, int]
    value: Fraction
    decimals: int
    text: str
    digits: str
    percent: bool

    def as_figure(self, kind: str) -> Figure:
        """The cell as a figure of a kind."""
        step = Fraction(1, 10**self.decimals)
        return Figure(kind, self.value, step, self.decimals, "", "", "", 0, 0, 0, 0)


@dataclass
class Layout:
    """A table read: its numbers by place, and what its rows and columns are."""

    grid: Grid
    cells: dict[tuple[int, int], Cell]
    header_rows: int
    label_columns: int
    total_rows: list[int] = field(default_factory=list)
    total_columns: list[int] = field(default_factory=list)
    share_columns: list[int] = field(default_factory=list)
    change_columns: list[int] = field(default_factory=list)
    bracketed: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def rows(self) -> range:
        """Rows below the headings."""
        return range(self.header_rows, len(self.grid.rows))

    @property
    def columns(self) -> range:
        """Columns right of the labels."""
        return range(self.label_columns, len(self.grid.rows[0]))

    @property
    def is_partial(self) -> bool:
        """Whether the table shows only some of the parts (前五, 主要)."""
        return any(word in self.grid.title for word in ("前五", "前三", "前十", "主要", "部分", "多选"))

    def at(self, row: int, col: int) -> Cell | None:
        """Number in a cell, None where there is none."""
        return self.cells.get((row, col))

    def heading(self, col: int) -> str:
        """Headings of a column, one below the other."""
        parts = [self.grid.rows[row][col] for row in range(self.header_rows)]
        return " ".join(dict.fromkeys(part.replace(" ", "").replace("\n", "") for part in parts if part))

    def label(self, row: int) -> str:
        """Labels of a row."""
        return "".join(
            dict.fromkeys("".join(text.split()) for text in self.grid.rows[row][: self.label_columns])
        )

    @property
    def has_derived_rows(self) -> bool:
        """Whether shares or changes stand in rows of their own, below the counts they are of."""
        if self.share_columns or self.change_columns:
            return False
        words = (*_SHARES, *_CHANGES)
        return any(word in self.label(row) for row in self.rows for word in words)

    def is_share(self, col: int) -> bool:
        """Whether a column holds shares or rates."""
        return col in self.share_columns

    def is_bounded(self, col: int) -> bool:
        """Whether a share column cannot pass 100."""
        heading = self.heading(col)
        return any(word in heading for word in ("占比", "比重", "百分比", "占")) and not any(
            w in heading for w in _CHANGES
        )

    def is_additive(self, col: int) -> bool:
        """Whether a column holds counts that may be added."""
        if col in self.share_columns or col in self.change_columns:
            return False
        return not any(word in self.heading(col) for word in _NOT_ADDITIVE)

    def is_amount_of_change(self, col: int) -> bool:
        """Whether a column holds changes in numbers, not in per cent; those add up too."""
        return col in self.change_columns and col not in self.share_columns

    def says_total(self, row: int) -> bool:
        """Whether a row calls itself 合计 and the like."""
        return _is_total(self.label(row))

    def is_detail(self, row: int) -> bool:
        """Whether a row is a part that is counted once: no total, no 其中."""
        return row not in self.total_rows and not self.label(row).startswith(("其中", "#", "注", "备注"))

    def rows_above(self, row: int) -> list[int]:
        """Parts above a row of totals."""
        return [r for r in self.rows if r < row and self.is_detail(r)]

    def rows_below(self, row: int) -> list[int]:
        """Parts below a row of totals that stands first."""
        return [r for r in self.rows if r > row and self.is_detail(r)]

    def subtotals_above(self, row: int) -> list[int]:
        """Other totals, where a grand total adds up subtotals."""
        return (
            [r for r in self.total_rows if r != row and "小计" in self.label(r)]
            if "小计" not in self.label(row)
            else []
        )

    def rows_of_group(self, row: int) -> list[int]:
        """Parts between the total before a row and the row."""
        start = max((r + 1 for r in self.total_rows if r < row), default=self.header_rows)
        return [r for r in range(start, row) if self.is_detail(r)]

    def blanks(self, rows: list[int], col: int) -> int:
        """Number of empty or dashed cells of a column in these rows."""
        return sum(
            self.grid.rows[row][col].strip() in ("", "-", "—", "－", "/", "――", "——", "无") for row in rows
        )

    def column_groups(self, total: int) -> list[list[int]]:
        """Columns under one spanning heading with a column of totals."""
        if self.header_rows < 2:
            return []
        above = self.grid.rows[0][total]
        same = [
            c for c in self.columns if self.grid.rows[0][c] == above and c != total and self.is_additive(c)
        ]
        return [same] if same else []


def _is_total(label: str) -> bool:
    """Whether a label is that of a total."""
    plain = "".join(label.split())
    return (
        plain in TOTALS
        or plain.startswith(("合计", "总计", "小计", "共计"))
        or plain.endswith(("合计", "总计", "小计"))
    )


def read_cell(text: str, at: tuple[int, int]) -> Cell | None:
    """Number a cell holds, None where it holds words, nothing, or several numbers."""
    plain = level(text).strip()
    if not plain or len(plain) > 24:
        return None
    percent = plain.endswith("%")
    bare = plain.rstrip("%").rstrip()
    if not percent:
        bare = _COUNT_UNITS.sub("", bare)
    if not _NUMBER.match(bare):
        return None
    digits = bare.replace(",", "")
    return Cell(at, Fraction(digits), len(digits.partition(".")[2]), text.strip(), digits, percent)


def read_bracketed(text: str, at: tuple[int, int]) -> tuple[Cell, Cell] | None:
    """Count and share of a cell that holds both, as 312（31.8%）; None for other cells."""
    match = _PAIR.match(level(text).strip()[:40])
    if match is None:
        return None
    digits, share = match.group(1).replace(",", ""), match.group(2)
    if not digits:
        return None
    count = Cell(at, Fraction(digits), 0, match.group(1), digits, False)
    return count, Cell(at, Fraction(share), len(share.partition(".")[2]), share + "%", share, True)


def _looks_like_year(cell: Cell) -> bool:
    """Whether a number is a year."""
    return cell.decimals == 0 and 1980 <= cell.value <= 2060 and not cell.percent


def read_layout(grid: Grid) -> Layout:
    """Layout of a grid: headings are the rows before the first with numbers that are no years."""
    rows, width = grid.rows, len(grid.rows[0])
    cells = {
        (r, c): cell
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if (cell := read_cell(text, (r, c)))
    }
    bracketed = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            both = read_bracketed(text, (r, c)) if "%" in text or "％" in text else None
            if both is not None:
                cells[(r, c)], bracketed[(r, c)] = both
    header = 0
    for r in range(len(rows)):
        numbers = [cells[(r, c)] for c in range(width) if (r, c) in cells]
        if numbers and not all(_looks_like_year(cell) for cell in numbers):
            break
        header += 1
    labels = 0
    for c in range(width):
        numeric = sum((r, c) in cells for r in range(header, len(rows)))
        ordinal = numeric and _is_ordinal(grid, cells, c, header)
        if numeric * 2 > len(rows) - header and not ordinal:
            break
        labels += 1
    labels = max(labels, 1)
    kept = {at: cell for at, cell in cells.items() if at[0] >= header and at[1] >= labels}
    layout = Layout(grid, kept, header, labels)
    layout.bracketed = {at: cell for at, cell in bracketed.items() if at in kept}
    layout.total_rows = [r for r in layout.rows if _is_total(layout.label(r))] or [
        r for r in layout.rows if layout.label(r) in SCOPES]  # fmt: skip
    for c in layout.columns:
        _classify(layout, c)
    return layout


def _is_ordinal(grid: Grid, cells: dict[tuple[int, int], Cell], col: int, header: int) -> bool:
    """Whether a column only numbers the rows."""
    if any(word in grid.rows[r][col] for r in range(header) for word in ("序号", "编号", "年份", "年度")):
        return True
    values = [cells[(r, col)] for r in range(header, len(grid.rows)) if (r, col) in cells]
    return len(values) > 2 and (
        all(_looks_like_year(v) for v in values)
        or (col == 0 and [v.value for v in values] == [Fraction(i + 1) for i in range(len(values))])
    )


def _classify(layout: Layout, col: int) -> None:
    """Record what a column is by its headings and signs."""
    heading = layout.heading(col)
    percents = [cell.percent for row in layout.rows if (cell := layout.at(row, col))]
    if any(word in heading for word in _CHANGES):
        layout.change_columns.append(col)
        if "%" in heading or "率" in heading or "幅" in heading or (percents and all(percents)):
            layout.share_columns.append(col)
        return
    if any(word in heading for word in _SHARES) or (percents and sum(percents) * 2 > len(percents)):
        layout.share_columns.append(col)
    elif _is_total(heading.split(" ")[-1]) or _is_total(heading):
        layout.total_columns.append(col)
