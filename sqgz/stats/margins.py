"""What a plain test sees of a table: its occupied rows and columns, and the reasons why it may have nothing to say.

A category without people stays in the table but takes no part in a test; the test says so. Here too stands the
one warning that every test of independent people carries when clusters are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sqgz.errors import InputError
from sqgz.stats.estimates import Floats
from sqgz.stats.table import Counts, Keys, TableLike, read_counts

CLUSTERED = "同一街道（群）的人彼此相像，此方法把每个人当作互不相干，只可对照，不能据此下结论。"
NOBODY = "表里没有人，无法检验。"
ONE_ROW = "只有一组有人，无从比较。"
ONE_COLUMN = "所有人都在同一类别，没有差别可检验。"


@dataclass(frozen=True, kw_only=True, eq=False)
class Margins:
    """The occupied part of a table: counts (r', c') as floats, the places kept, warnings, and why it cannot be tested."""

    counts: Floats
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    table: Counts
    warnings: tuple[str, ...]
    reason: str | None

    @property
    def base(self) -> int:
        """People in the table."""
        return int(self.counts.sum())

    @property
    def expected(self) -> Floats:
        """Expected counts under independence, (r', c')."""
        return np.outer(self.counts.sum(axis=1), self.counts.sum(axis=0)) / self.counts.sum()

    @property
    def refusal(self) -> tuple[str, ...]:
        """The warnings with the reason why nothing can be said."""
        return (*self.warnings, self.reason) if self.reason else self.warnings


def read_margins(table: TableLike, *, name: str, square: bool = False) -> Margins:
    """The occupied part of a table of independent people.

    InputError for a weighted table, one with layers or of a multiple-choice question. `square` keeps every row
    and column (paired tables lose categories by another rule).
    """
    counts = read_counts(table)
    refuse_multiple(counts, name=name)
    refuse_layers(counts, name=name)
    if counts.weighted:
        raise InputError(
            f"{name}：加权后的人数不是人数，不能做这种检验；请改用按群计算的 rao_scott 或 design_difference。"
        )
    full = counts.array.astype(float)
    rows = np.arange(full.shape[0]) if square else np.flatnonzero(full.sum(axis=1))
    cols = np.arange(full.shape[1]) if square else np.flatnonzero(full.sum(axis=0))
    warnings = tell_empty(counts, rows=rows.tolist(), cols=cols.tolist())
    if counts.clustered:
        warnings = (*warnings, CLUSTERED)
    return Margins(
        counts=full[np.ix_(rows, cols)],
        rows=tuple(rows.tolist()),
        cols=tuple(cols.tolist()),
        table=counts,
        warnings=warnings,
        reason=find_reason(people=full.sum(), rows=len(rows), cols=len(cols)),
    )


def find_reason(*, people: float, rows: int, cols: int) -> str | None:
    """Why a table of so many occupied rows and columns cannot be tested; None where it can."""
    if people <= 0:
        return NOBODY
    if rows < 2:
        return ONE_ROW
    return ONE_COLUMN if cols < 2 else None


def tell_empty(counts: Counts, *, rows: Sequence[int], cols: Sequence[int]) -> tuple[str, ...]:
    """The warning that names rows and columns without people; empty where there are none or nobody at all."""
    if not rows:
        return ()
    parts = []
    for kept, keys, axis in ((rows, counts.row_keys, "行"), (cols, counts.col_keys, "列")):
        empty = [key for place, key in enumerate(keys) if place not in kept]
        if empty:
            parts.append(name_keys(tuple(empty), axis=axis))
    return (f"没有人的{'、'.join(parts)}未参加检验。",) if parts else ()


def name_keys(keys: Keys, *, axis: str) -> str:
    """The keys as text: 第2列 where they are positions, 列“省外” where they are names."""
    if all(isinstance(key, int) for key in keys):
        return "、".join(f"第{key + 1}{axis}" for key in keys)
    return f"{axis}“{'、'.join(str(key) for key in keys)}”"


def refuse_layers(counts: Counts, *, name: str) -> None:
    """Nothing; InputError for a table with layers."""
    if counts.array.ndim == 3:
        raise InputError(
            f"{name}：这张表分 {len(counts.layer_keys)} 层；此方法只看行×列，请先取一层，或改用 cmh、homogeneity。"
        )


def refuse_multiple(counts: Counts, *, name: str) -> None:
    """Nothing; InputError for a table whose columns overlap."""
    if counts.multiple:
        raise InputError(
            f"{name}：多选题的一个人可在几列出现，整表检验不成立；请用 design_difference 逐个类别比较。"
        )


def need_clusters(counts: Counts, *, name: str, instead: str) -> None:
    """Nothing; InputError where no clusters are known, naming what to use instead."""
    if not counts.clustered:
        raise InputError(f"{name}：需要知道每个人属于哪个街道（群），这张表没有；没有群时请用 {instead}。")


def tell_people(margins: Margins, method: str) -> dict[str, Any]:
    """The arguments that every result of a plain test shares."""
    return {"method": method, "base": margins.base, "warnings": margins.refusal}
