"""A new public version beside those before: what nobody could read in either may stand in the difference of both.

Two rules, by row: what was hidden stays hidden while nearly the same people answer; and a count that changed while
nearly the same people answer says something of the few by whom it changed. Beyond that, what was printed before is
hidden again only where nothing else will do, since whoever has both versions will take it for unchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from sqgz.errors import InputError
from sqgz.results.published import Published, read_counts
from sqgz.results.publishing import is_public, publish
from sqgz.results.schema import KEY, SUPPRESSED, Results
from sqgz.tables.disclosure import FEW
from sqgz.tables.linked import Form

STAYS = "上次未公布，两次的填答人数相差不足5人，现在公布等于补公布上次的数"
FEW_CHANGED = "两次都公布，填答人数相差不足5人，两数之差说的是其中几个人"
_PRINTED_BEFORE = 1000.0  # times the price of hiding what can be looked up in the version before
_SHOWN = [
    "comparison",
    "stratum",
    "group",
    "category",
    "stat",
    "count_before",
    "count",
    "base_before",
    "base",
]
Row = Mapping[Any, Any]


def find_solved(previous: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Frame of the counts that would be solved by the difference to the previous public frame, and why.

    A row for each row of the new internal results: comparison, stratum, group, category, stat, the counts and bases
    before and now, why. The frame is internal, too.
    """
    return pd.DataFrame(
        [{name: row[name] for name in _SHOWN} | {"why": why} for _, row, why in _solved(previous, results)],
        columns=[*_SHOWN, "why"],
    )


def publish_after(previous: Sequence[pd.DataFrame], results: Results) -> Results:
    """Public results that give nothing away to somebody who also has the previous public frames.

    Raises InputError for a previous frame that is not public: it would hold the small counts themselves.
    """
    if is_public(results):
        return results
    read = read_counts(results)
    also: dict[Form, int | None] = {}
    for one in previous:
        for form, value in _also_hidden(one, read, results).items():
            also[form] = value if value is not None else also.get(form)
        _make_dear(read, one, results)
    return publish(results, read, also)


def _also_hidden(previous: pd.DataFrame, read: Published, results: Results) -> dict[Form, int | None]:
    """Counts to hide because of one previous frame; with their value where they must not be solved either."""
    known = _known(results, previous)
    found: dict[Form, int | None] = {}
    for place, row, why in _solved(previous, results):
        form = read.statements[place].counts.get("count")
        if form is not None:
            # one that may have been small must not be solved either; others need only stay hidden
            small = why == FEW_CHANGED or int(row["count"]) <= 2 * FEW
            found[form] = int(row["count"]) if small and not known else None
    return found


def _known(results: Results, previous: pd.DataFrame) -> bool:
    """Whether the previous version printed nothing that is not still so: then it is of the same data."""
    both = _side_by_side(previous, results)
    same = [
        both[f"{name}_before"].isna() | (both[f"{name}_before"] == both[name]).fillna(False)
        for name in ("count", "base")
    ]
    return bool(same[0].all() and same[1].all()) and len(previous) == len(results.frame)


def _solved(previous: pd.DataFrame, results: Results) -> Iterator[tuple[int, Row, str]]:
    """Places, rows and reasons of the counts that the difference would solve."""
    check_public(previous, "上一次的结果")
    both = _side_by_side(previous, results)
    for place, row in enumerate(both.to_dict("records")):
        if row["known_before"] is not True or pd.isna(row["count"]) or row["stat"] not in ("count", "share"):
            continue
        nearly = pd.isna(row["base_before"]) or pd.isna(row["base"])
        nearly = nearly or abs(int(row["base"]) - int(row["base_before"])) <= FEW
        if not nearly:
            continue
        if row["text_before"] == SUPPRESSED or pd.isna(row["count_before"]):
            yield place, row, STAYS
        elif int(row["count_before"]) != int(row["count"]):
            yield place, row, FEW_CHANGED


def _side_by_side(previous: pd.DataFrame, results: Results) -> pd.DataFrame:
    before = previous[[*KEY, "count", "base", "text"]].assign(known_before=True)
    return results.frame.merge(before, on=KEY, how="left", suffixes=("", "_before"), validate="one_to_one")


def check_public(frame: pd.DataFrame, name: str) -> None:
    """Nothing; raises InputError, naming the frame, if it holds small counts and so was never public."""
    counts = frame.loc[frame["stat"].isin(["count", "share"]), "count"]
    if counts.between(1, FEW).any():
        raise InputError(
            f"{name}不是公开版：其中有1至{FEW}人的数。请用上一次公开的结果（results.public()）作对照。"
        )


def _make_dear(read: Published, previous: pd.DataFrame, results: Results) -> None:
    """Nothing; raises the price of hiding counts that the previous version printed."""
    before = _side_by_side(previous, results)["count_before"].notna().to_numpy()
    printed: set[Form] = {
        one.counts["count"]
        for one, known in zip(read.statements, before, strict=True)
        if known and "count" in one.counts
    }
    for form in printed & set(read.prices):
        read.prices[form] *= _PRINTED_BEFORE
