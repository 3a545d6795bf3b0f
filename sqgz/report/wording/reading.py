"""From rows of results to what is worded: the finding of a comparison as a `Gap`, its shares looked up beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from sqgz.report.numbers import HIDDEN, is_withheld
from sqgz.report.wording.gaps import Gap, Side
from sqgz.report.wording.phrases import say_among, say_compared, say_group, say_pair, say_subject
from sqgz.results import Results
from sqgz.results.labels import label_of, variable_label
from sqgz.results.schema import PAIRED, SETS
from sqgz.results.standardising import STANDARDISED
from sqgz.rounding import half_up
from sqgz.study.unbuilt import WAVE

Record = Mapping[str, Any]


class Shares:
    """Share rows of results by comparison, stratum, group and category."""

    def __init__(self, results: Results) -> None:
        self.results = results

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str, str], dict[str, Any]]:
        frame = self.results.frame
        rows = frame[(frame["stat"] == "share") & (frame["stratum"] != STANDARDISED)]
        rows = rows[(rows["of"] == "row") | ((rows["method"] == PAIRED) & (rows["against"] == ""))]
        return {
            (row["comparison"], row["stratum"], row["group"], row["category"]): row
            for row in rows.to_dict("records")
            if not (row["by"] != "" and row["comparison"].startswith(("profile.", "localisation.")))
        }

    @cached_property
    def _profiles(self) -> dict[tuple[str, str, str, str], dict[str, Any]]:
        frame = self.results.frame
        rows = frame[
            (frame["stat"] == "share") & frame["comparison"].str.startswith(("profile.", "localisation."))
        ]
        return {
            (row["comparison"], row["by"], row["group"], row["category"]): row
            for row in rows.to_dict("records")
        }

    def find(self, comparison: str, stratum: str, group: str, category: str) -> dict[str, Any] | None:
        """The row of a share of a comparison; None if there is none."""
        return self._rows.get((comparison, stratum, group, category))

    def profile(self, comparison: str, by: str, group: str, category: str) -> dict[str, Any] | None:
        """The row of a share of a profile or of a definition of 属地化, by a variable ("" for all)."""
        return self._profiles.get((comparison, by, group, category))

    def of(self, comparison: str, stratum: str = "") -> list[dict[str, Any]]:
        """The rows of shares of a comparison in a stratum, in the order of results."""
        return [
            row for (name, where, _, _), row in self._rows.items() if (name, where) == (comparison, stratum)
        ]


def read_gap(shares: Shares, row: Record) -> Gap:
    """The finding that a deciding row of results holds (a difference, or a test of several groups), ready for words."""
    results = shares.results
    study, name = results.study, str(row["comparison"])
    declared = study.comparison(name)
    by = str(row["by"])
    category = str(row["category"]) or (SETS.join(declared.key[0]) if declared.key else "")
    groups = (
        [str(row["group"]), str(row["against"])]
        if row["stat"] == "difference"
        else list(dict.fromkeys(one["group"] for one in shares.of(name, row["stratum"])))
    )
    found = [shares.find(name, row["stratum"], group, category) for group in groups]
    sides = tuple(_side(shares, row, group, one) for group, one in zip(groups, found, strict=True))
    low, high = _number(row["low"]), _number(row["high"])
    interval = None if low is None or high is None or row["stat"] != "difference" else (low, high)
    clusters = [row[key] for key in ("clusters", "clusters_against") if not _absent(row[key])]
    return Gap(
        finding=str(row["finding"]),
        sides=sides,
        difference=_difference(row, sides),
        half_width=None if interval is None else (interval[1] - interval[0]) / 2,
        interval=interval,
        p_adjusted=_number(row["p_adjusted"]),
        clusters=tuple(int(n) for n in clusters),
        cluster=variable_label(study, row["cluster"]) if row["cluster"] else "",
        unanswered=0 if _absent(row["missing"]) else int(row["missing"]),
        delta=declared.delta or study.design.delta,
        degrees=study.design.degree_words.model_dump(by_alias=True),
        pair=say_pair(by),
        among=say_among(study, by) if by else "各组",
        over_time=by == WAVE,
        deff=_number(row["deff"]),
        untold=is_withheld(row, "deff"),
        compared=say_compared(study, str(row["outcome"])),
        subject=say_subject(study, str(row["outcome"]), category, name) if category and by else "",
        hidden=row["text"] == HIDDEN or any(one is not None and one["text"] == HIDDEN for one in found),
    )


def wider_elsewhere(shares: Shares, row: Record) -> list[tuple[str, str, str]]:
    """Answers of the same question in which the two groups are further apart than in the one compared.

    Each with the group that is higher and by how much, as printed. Of a question with several answers one is compared, and a reader may take it for the most telling one.
    """
    study, name = shares.results.study, str(row["comparison"])
    sides = [str(row["group"]), str(row["against"])]
    key = str(row["category"])
    held = [
        one
        for one in shares.of(name, str(row["stratum"]))
        if one["group"] in sides and SETS not in one["category"]
    ]

    def apart(category: str) -> Any:
        found = [shares.find(name, str(row["stratum"]), side, category) for side in sides]
        first, second = (None if one is None else exact_share(one) for one in found)
        return None if first is None or second is None else first - second

    own = apart(key)
    others = [one for one in dict.fromkeys(one["category"] for one in held) if one != key]
    gaps = [
        (one, gap)
        for one in others
        if (gap := apart(one)) is not None and own is not None and abs(gap) > abs(own)
    ]
    by, outcome = str(row["by"]), str(row["outcome"])
    return [
        (
            label_of(study, outcome, one, name),
            say_group(study, by, sides[0] if gap > 0 else sides[1]),
            str(half_up(abs(gap) * 100)),
        )
        for one, gap in gaps
    ]


def _side(shares: Shares, row: Record, group: str, share: Record | None) -> Side:
    study = shares.results.study
    if row["by"]:
        label = say_group(study, str(row["by"]), group)
    else:  # the two answers of the same people
        label = say_subject(study, group, str(row["category"]))
    if share is None:
        return Side(label, 0 if _absent(row["base"]) else int(row["base"]), None)
    base = 0 if _absent(share["base"]) else int(share["base"])
    return Side(label, base, exact_share(share))


def exact_share(row: Record) -> Fraction | float | None:
    """The share of a row as the fraction of its counts where it is one (no weights), else as stored; None if it has none."""
    if _absent(row["value"]):
        return None
    value = float(row["value"])
    if not _absent(row["count"]) and not _absent(row["base"]) and row["base"]:
        fraction = Fraction(int(row["count"]), int(row["base"]))
        if math.isclose(float(fraction), value, rel_tol=1e-9, abs_tol=1e-12):
            return fraction
    return value


def _difference(row: Record, sides: tuple[Side, ...]) -> float | None:
    """The difference of the shares that the text has just named; that of the row where it has none."""
    if row["stat"] != "difference":
        return None
    if len(sides) == 2 and sides[0].share is not None and sides[1].share is not None:
        return float(sides[0].share - sides[1].share)
    return _number(row["value"])


def _number(value: Any) -> float | None:
    return None if _absent(value) else float(value)


def _absent(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
