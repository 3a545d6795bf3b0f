"""Tables: sums of rows and columns, share columns, growth columns.

What a column is of is learnt from the table itself: a relation that most rows keep is the rule, and the rows that break
it are wrong. Where only one or two rows are there, headings must say it and a break is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from sqgz.auditing.agreement import judge
from sqgz.auditing.findings import Findings
from sqgz.auditing.layout import Cell, Layout, read_layout
from sqgz.auditing.rounding import HUNDRED, differ_by_one_slip, round_half_up, show, truncate
from sqgz.auditing.texts import Grid

At = tuple[int, int]


@dataclass(frozen=True)
class Trial:
    """One cell under one rule: where it is, whether it keeps the rule, what the rule expects."""

    at: At
    kept: bool
    truncated: bool
    expected: str
    others: tuple[At, ...]
    why: str


def check_grids(grids: Iterable[Grid], findings: Findings) -> int:
    """Check every table; number of figures read in them."""
    read = 0
    for grid in grids:
        layout = read_layout(grid)
        read += len(layout.cells)
        if layout.cells:
            _check_columns(layout, findings)
            _check_rows(layout, findings)
            _check_shares(layout, findings)
            _check_changes(layout, findings)
            _check_bounds(layout, findings)
            _check_bracketed(layout, findings)
            read += len(layout.bracketed)
            if layout.has_derived_rows:
                turned = read_layout(grid.turn())
                _check_shares(turned, findings)
                _check_changes(turned, findings)
    return read


def _settle(
    layout: Layout, kind: str, trials: list[Trial], sure: bool, findings: Findings, named: bool = False
) -> bool:
    """Judge trials of one rule by how many cells keep it; whether the rule holds in this table.

    `named`: the heading itself says the rule (合计), so that a bare majority is enough.
    """
    kept = sum(trial.kept for trial in trials)
    if kept * 2 < len(trials) or not kept:
        return False
    learnt = (kept >= 2 and kept >= 2 * (len(trials) - kept)) or (
        named and kept >= 2 and kept * 2 > len(trials)
    )
    for trial in trials:
        if trial.kept:
            findings.confirm_cells(layout.grid, [trial.at, *trial.others])
            if trial.truncated:
                findings.report_cell(
                    "warning", kind, layout.grid, trial.at, trial.expected, trial.why + "，文中是截尾"
                )
        else:
            severity = "error" if learnt or sure else "warning"
            findings.report_cell(severity, kind, layout.grid, trial.at, trial.expected, trial.why)
    return True


def _sum_trial(layout: Layout, total: Cell, parts: list[Cell], what: str) -> Trial:
    """Trial of a total against its parts."""
    summed = sum((part.value for part in parts), Fraction(0))
    decimals = max([part.decimals for part in parts] + [total.decimals])
    slack = Fraction(len(parts), 2 * 10**decimals) if decimals else Fraction(0)
    expected = show(summed, decimals)
    why = f"{what}各项之和为{expected}，表中为{total.text}"
    return Trial(
        total.at, abs(summed - total.value) <= slack, False, expected, tuple(p.at for p in parts), why
    )


def _check_columns(layout: Layout, findings: Findings) -> None:
    """Check rows of totals and subtotals, column by column."""
    columns = [c for c in layout.columns if layout.is_additive(c) or layout.is_amount_of_change(c)]
    for row in layout.total_rows:
        for choose in (layout.rows_above, layout.rows_below, layout.subtotals_above, layout.rows_of_group):
            parts = choose(row)
            trials = []
            for col in columns:
                total, cells = layout.at(row, col), [layout.at(r, col) for r in parts]
                held = [cell for cell in cells if cell is not None]
                if (
                    total is not None
                    and len(held) >= 2
                    and len(held) + layout.blanks(parts, col) == len(parts)
                ):
                    trials.append(_sum_trial(layout, total, held, f"第{col + 1}列"))
            if not trials:
                continue
            if any(trial.kept for trial in trials):
                _settle(layout, "table", trials, sure=len(trials) > 1, findings=findings)
                break
        else:
            _doubt_total(layout, row, columns, findings)


def _doubt_total(layout: Layout, row: int, columns: list[int], findings: Findings) -> None:
    """Report a row of totals of which no column fits its parts, as far as it is plain."""
    parts = layout.rows_above(row) or layout.rows_below(row)
    if len(layout.total_rows) != 1 or len(parts) < 2:
        return
    for col in columns:
        total = layout.at(row, col)
        cells = [cell for cell in (layout.at(r, col) for r in parts) if cell is not None]
        if total is None or len(cells) < 2:
            continue
        trial = _sum_trial(layout, total, cells, f"第{col + 1}列")
        summed = sum((cell.value for cell in cells), Fraction(0))
        slip = differ_by_one_slip(total.digits, show(summed)) or any(
            cell.value + total.value - summed >= 0
            and differ_by_one_slip(cell.digits, show(cell.value + total.value - summed)) for cell in cells)  # fmt: skip
        close = abs(summed - total.value) * 10 <= total.value
        if slip or close:
            severity = "error" if slip and layout.says_total(row) and not layout.is_partial else "warning"
            findings.report_cell(severity, "table", layout.grid, trial.at, trial.expected, trial.why)


def _check_rows(layout: Layout, findings: Findings) -> None:
    """Check columns of totals, row by row: all other counts, or those to the left, or those to the right."""
    for col in layout.total_columns:
        others = [c for c in layout.columns if layout.is_additive(c) and c != col]
        plain = [c for c in others if c not in layout.total_columns]
        groups = layout.column_groups(col)
        choices = [plain, [c for c in plain if c > col], [c for c in plain if c < col], *groups]
        best: list[Trial] = []
        for choice in choices:
            trials = _row_trials(layout, col, choice)
            if sum(t.kept for t in trials) > sum(t.kept for t in best):
                best = trials
        rows = len(best)
        if best and sum(t.kept for t in best) * 2 >= rows and rows >= 2:
            _settle(layout, "table", best, sure=rows <= 2, findings=findings, named=True)
        elif best and rows == 1:
            _settle(layout, "table", best, sure=False, findings=findings)


def _row_trials(layout: Layout, col: int, choice: list[int]) -> list[Trial]:
    """Trials of a column of totals as the sum of other columns."""
    trials = []
    for row in layout.rows:
        total = layout.at(row, col)
        cells = [cell for cell in (layout.at(row, c) for c in choice) if cell is not None]
        if total is not None and len(cells) >= 2 and len(cells) == len(choice):
            trials.append(_sum_trial(layout, total, cells, f"第{row + 1}行"))
    return trials


def _check_shares(layout: Layout, findings: Findings) -> None:
    """Check columns of shares: each is the share of a count beside it in a base that the table itself shows."""
    for col in layout.share_columns:
        best: list[Trial] = []
        for top, bottom in _relations(layout, col):
            trials = []
            for row in layout.rows:
                share, count, base = layout.at(row, col), top(row), bottom(row)
                if share is None or count is None or base is None or base.value <= 0 or count is share:
                    continue
                trials.append(_share_trial(share, count, base))
            if sum(t.kept for t in trials) > sum(t.kept for t in best):
                best = trials
        informative = [t for t in best if t.expected.rstrip("0.%") not in ("1", "", "10")]
        if (sum(t.kept for t in informative) >= 1 and len(informative) >= 2) or (
            best and all(t.kept for t in best)
        ):
            _settle(layout, "table", best, sure=False, findings=findings)


def _share_trial(share: Cell, count: Cell, base: Cell) -> Trial:
    """Trial of a share against count and base."""
    exact = HUNDRED * count.value / base.value
    kept = round_half_up(exact, share.decimals) == share.value
    cut = not kept and truncate(exact, share.decimals) == share.value
    expected = show(exact, share.decimals) + ("%" if share.percent else "")
    why = f"{count.text}÷{base.text}＝{show(exact, share.decimals)}%，表中为{share.text}"
    return Trial(share.at, kept or cut, cut, expected, (count.at, base.at), why)


def _relations(
    layout: Layout, col: int
) -> list[tuple[Callable[[int], Cell | None], Callable[[int], Cell | None]]]:
    """Ways to read a share column: which count of the row, in which base; nearest columns first."""
    left = [c for c in layout.columns if c < col and layout.is_additive(c)][::-1][:4]
    right = [c for c in layout.columns if c > col and layout.is_additive(c)][:2]
    ways: list[tuple[Callable[[int], Cell | None], Callable[[int], Cell | None]]] = []
    for count in [*left, *right]:
        for total_row in [*layout.total_rows[-1:], *layout.total_rows[:1]]:
            ways.append((_pick(layout, count), _pick_fixed(layout, total_row, count)))
        for base in [c for c in layout.columns if c != count and layout.is_additive(c)][:12]:
            ways.append((_pick(layout, count), _pick(layout, base)))
        if not layout.total_rows:
            ways.append((_pick(layout, count), _pick_sum(layout, count)))
    return ways


def _pick(layout: Layout, col: int) -> Callable[[int], Cell | None]:
    """Cell of a column in the row asked for."""
    return lambda row: layout.at(row, col)


def _pick_fixed(layout: Layout, total_row: int, col: int) -> Callable[[int], Cell | None]:
    """Cell of a column in the row of totals."""
    return lambda _: layout.at(total_row, col)


def _pick_sum(layout: Layout, col: int) -> Callable[[int], Cell | None]:
    """Sum of a column, as a cell."""
    cells = [cell for cell in (layout.at(r, col) for r in layout.rows) if cell is not None]
    total = sum((cell.value for cell in cells), Fraction(0))
    made = Cell((-1, col), total, 0, show(total), show(total), False)
    return lambda _: made


def _check_changes(layout: Layout, findings: Findings) -> None:
    """Check columns of growth between two other columns or down the rows of one, learnt from most rows."""
    for col in layout.change_columns:
        counts = [c for c in layout.columns if layout.is_additive(c) and c != col][:8]
        best: list[Trial] = []
        ways = (True,) if layout.is_share(col) else (False, True)  # 同比 without % may be either
        for old, new, relative in product(counts, counts, ways):
            if old == new:
                continue
            trials = [
                t
                for row in layout.rows
                if (t := _change_trial(layout, (row, col), (row, old), (row, new), relative))
            ]
            if sum(t.kept for t in trials) > sum(t.kept for t in best):
                best = trials
        details = [row for row in layout.rows if layout.is_detail(row)]
        for of, relative in product(counts, ways):
            trials = [
                t
                for before, row in pairwise(details)
                if (t := _change_trial(layout, (row, col), (before, of), (row, of), relative))
            ]
            if sum(t.kept for t in trials) > max(1, sum(t.kept for t in best)):
                best = trials
        if sum(t.kept for t in best) >= 2 or (best and all(t.kept for t in best)):
            _settle(layout, "table", best, sure=False, findings=findings)


def _change_trial(layout: Layout, at: At, old: At, new: At, relative: bool) -> Trial | None:
    """Trial of a change, absolute or in per cent, between two cells: of two columns, or of one column in two rows."""
    change, first, second = layout.at(*at), layout.at(*old), layout.at(*new)
    if change is None or first is None or second is None or first.value <= 0:
        return None
    if change.percent or relative:
        exact = HUNDRED * (second.value - first.value) / first.value
        verdict = judge(change.as_figure("share"), exact, exact)
        kept, cut = verdict.fits, verdict.outcome == "truncated"
        expected = verdict.expected + ("%" if change.percent else "")
    else:
        exact = second.value - first.value
        kept, cut, expected = exact == change.value, False, show(exact, change.decimals)
    why = f"由{first.text}到{second.text}应为{expected}，表中为{change.text}"
    return Trial(change.at, kept, cut, expected, (first.at, second.at), why)


def _check_bounds(layout: Layout, findings: Findings) -> None:
    """Report shares above 100 in columns that are shares of a whole."""
    for col in layout.share_columns:
        if not layout.is_bounded(col):
            continue
        for row in layout.rows:
            cell = layout.at(row, col)
            if cell is not None and cell.value > 100 and (layout.grid.place, *cell.at) not in findings.cells:
                findings.report_cell(
                    "error",
                    "impossible",
                    layout.grid,
                    cell.at,
                    "不超过100%",
                    f"{cell.text}：占比不可能超过100%",
                )


def _check_bracketed(layout: Layout, findings: Findings) -> None:
    """Check shares in brackets after their count in one cell: of the row, of the column, or of a total beside or below."""
    if not layout.bracketed:
        return
    ways: list[Callable[[At], Cell | None]] = [lambda at, r=r: layout.at(r, at[1]) for r in layout.total_rows]  # type: ignore[misc]
    ways += [lambda at, c=c: layout.at(at[0], c) for c in layout.columns if layout.is_additive(c)]  # type: ignore[misc]
    ways += [lambda at: _line_sum(layout, [(at[0], c) for c in layout.columns]),
             lambda at: _line_sum(layout, [(r, at[1]) for r in layout.rows if r not in layout.total_rows])]  # fmt: skip
    best: list[Trial] = []
    for way in ways:
        trials = []
        for at, share in layout.bracketed.items():
            count, base = layout.at(*at), way(at)
            if count is not None and base is not None and base.value > 0:
                trials.append(_share_trial(share, count, base))
        if sum(t.kept for t in trials) > sum(t.kept for t in best):
            best = trials
    _settle(layout, "table", best, sure=False, findings=findings)


def _line_sum(layout: Layout, places: list[At]) -> Cell | None:
    """Sum of the counts in brackets' company along a row or column, as a cell."""
    cells = [layout.cells[at] for at in places if at in layout.bracketed]
    total = sum((cell.value for cell in cells), Fraction(0))
    return Cell((-1, -1), total, 0, show(total), show(total), False) if len(cells) >= 2 else None
