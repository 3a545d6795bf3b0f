"""Public results: which groups a figure leaves out because some of their numbers are withheld, and how it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results import untold
from sqgz.results.schema import SUPPRESSED

NOTE = "有的组人数很少，为保护个人信息不予公布"
NO_INTERVALS = "区间由各街道（群）的人数算得，为保护个人信息不予公布"


def is_withheld(rows: pd.DataFrame) -> pd.Series[bool]:
    """Mask of the rows whose numbers are withheld."""
    return rows["text"] == SUPPRESSED


def published_groups(rows: pd.DataFrame, comparison: str) -> pd.DataFrame:
    """Rows of the groups (of each stratum) of which nothing is withheld.

    Raises InputError where there is no such group.
    """
    withheld = is_withheld(rows)
    if not withheld.any():
        return rows
    hidden = set(rows.loc[withheld, ["stratum", "group"]].itertuples(index=False, name=None))
    kept = [one not in hidden for one in rows[["stratum", "group"]].itertuples(index=False, name=None)]
    found = rows[kept]
    if found.empty:
        raise InputError(f'比较 "{comparison}" 各组都有人数很少的数，为保护个人信息不予公布，不能作图。')
    return found


def note_of(rows: pd.DataFrame) -> str:
    """What the picture says below where some of these rows are withheld; empty where none is."""
    return NOTE if is_withheld(rows).any() else ""


def interval_withheld(row: Mapping[Any, Any]) -> bool:
    """Whether a row that is shown has an interval that is not told."""
    return untold.is_withheld(row, "low")


def note_of_intervals(withheld: Sequence[bool], drawn: Sequence[bool]) -> list[str]:
    """What a picture says below of intervals it does not draw: nothing, of some, or of all, as `drawn` has others.

    >>> note_of_intervals([True, False], [False, True])
    ['不带横线的，区间由各街道（群）的人数算得，为保护个人信息不予公布']
    """
    if not any(withheld):
        return []
    return [f"不带横线的，{NO_INTERVALS}" if any(drawn) else NO_INTERVALS]
