"""The results table: one long tidy frame from which every table, figure and sentence is rendered.

Its columns and its unique key are a contract: living numbers in documents refer to a number by this key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sqgz.study import Study

TEXTS = (
    "comparison", "inference", "stratum", "by", "group", "against", "outcome", "category", "stat", "of", "method",
)  # fmt: skip
FLOATS = ("value", "low", "high", "error", "df", "df2", "p_value", "p_plain", "p_permutation", "p_adjusted")
COUNTS = ("count", "base", "missing", "skipped", "clusters", "clusters_against")
TAIL = ("cluster", "deff", "family", "finding", "text", "warnings")
COLUMNS = [*TEXTS, *FLOATS, *COUNTS, *TAIL]
KEY = ["comparison", "inference", "stratum", "group", "against", "category", "stat", "of", "method"]
STATS = (
    "share", "count", "difference", "effect", "residual", "test", "test_plain", "icc", "bound", "quality",
    "coverage", "target", "move",
)  # fmt: skip
FINDINGS = (
    "", "few_people", "few_clusters", "fact", "open", "equal", "clear", "small", "none", "differ", "described",
)  # fmt: skip
SETS = "+"  # joins the keys of a set of categories
SUPPRESSED = "*"  # the text of a row that public results do not show: such a row has its key and no numbers
PAIRED = (
    "两项都作答者"  # method of shares and counts of the people who gave both answers of a paired comparison
)


@dataclass(frozen=True, eq=False)
class Results:
    """The results of a study: the table as `frame`, the study, and where the numbers come from."""

    frame: pd.DataFrame
    study: Study
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def select(self, **wanted: Any) -> pd.DataFrame:
        """Rows of the table whose columns have the wanted values (a value, or a list of them)."""
        unknown = set(wanted) - set(COLUMNS)
        if unknown:
            raise ValueError(f"results have no column {sorted(unknown)}; columns: {COLUMNS}")
        chosen = pd.Series(True, index=self.frame.index)
        for name, value in wanted.items():
            values = list(value) if isinstance(value, (list, tuple, set)) else [value]
            chosen &= self.frame[name].isin(values)
        return self.frame[chosen]

    def public(self) -> Results:
        """Results that may be shown to anybody: the same rows and keys, small counts and what gives them away hidden.

        A hidden row has text `*` (SUPPRESSED), no finding, no warnings, no value and no count. In a row that is shown
        a null base, missing or skipped is a hidden count, and the row itself warns of what was reckoned from single
        clusters and is not told (`sqgz.results.untold`). Public results are returned as they are.
        """
        from sqgz.results.publishing import make_public

        return make_public(self)

    def __repr__(self) -> str:
        asked = self.frame["comparison"].nunique()
        return f"<Results {self.study.name}: {len(self.frame)} 行, {asked} 项>"


def make_row(**facts: Any) -> dict[str, Any]:
    """One row of the table; what is not given is empty (texts "") or null (numbers).

    Raises TypeError for a column that does not exist.
    """
    unknown = set(facts) - set(COLUMNS)
    if unknown:
        raise TypeError(f"no such column of results: {sorted(unknown)}")
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= dict.fromkeys((*TEXTS, "cluster", "family", "finding", "text"), "")
    row["warnings"] = ()
    return row | {name: value for name, value in facts.items() if value is not None}


def build_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Frame of the rows with the table's columns and types; checked by `check_frame`."""
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    frame["warnings"] = [
        "；".join(dict.fromkeys(text.rstrip("。") for text in one)) if not isinstance(one, str) else one
        for one in frame["warnings"]
    ]
    for name in (*TEXTS, "cluster", "family", "finding", "text", "warnings"):
        frame[name] = frame[name].astype("str").fillna("")
    for name in (*FLOATS, "deff"):
        frame[name] = frame[name].astype("float64")
    for name in COUNTS:
        frame[name] = frame[name].astype("Int64")
    check_frame(frame)
    return frame


def check_frame(frame: pd.DataFrame) -> None:
    """Nothing, if the frame keeps the contract; raises AssertionError with the first row that breaks it."""
    if list(frame.columns) != COLUMNS:
        raise AssertionError(f"results have columns {list(frame.columns)}, not {COLUMNS}")
    if frame[KEY].isna().any(axis=None):
        raise AssertionError(
            f"a key of results is null: {frame.loc[frame[KEY].isna().any(axis=1), KEY].iloc[0].to_dict()}"
        )
    blank = [name for name in (*TEXTS, *TAIL) if name != "deff" and frame[name].isna().any()]
    if blank:
        raise AssertionError(f"texts of results are null: {blank}")
    doubled = frame.duplicated(KEY)
    if doubled.any():
        raise AssertionError(f"two results of one key: {frame.loc[doubled, KEY].iloc[0].to_dict()}")
    for name, allowed in (("stat", STATS), ("finding", FINDINGS)):
        odd = set(frame[name]) - set(allowed)
        if odd:
            raise AssertionError(f"results have {name} {sorted(odd)}")
    for name in ("p_value", "p_plain", "p_permutation", "p_adjusted"):
        if not frame[name].dropna().between(0, 1).all():
            raise AssertionError(f"{name} beyond 0 to 1")
