"""What composing takes from results: rows found by what they are about, and numbers of them as living text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pandas as pd

from sqgz.report.numbers import HIDDEN, NO_SHARES, RATE
from sqgz.report.rendering import Renderer
from sqgz.report.wording.phrases import say_category, say_group, say_unit
from sqgz.results import Results
from sqgz.results.labels import label_of, of_mix
from sqgz.results.schema import SETS
from sqgz.study import Comparison, Study

Record = Mapping[str, Any]
NOT_TOLD = "人数不予公布"  # of people whose number could tell on somebody


class Material:
    """Results made ready for composing; `renderer` words and prints them."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.renderer = Renderer(results)
        self.shares = self.renderer.shares

    @property
    def study(self) -> Study:
        """The study the results are of."""
        return self.results.study

    # --- rows ---------------------------------------------------------------------------------------------------------

    @cached_property
    def deciding(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The row that holds the finding of each comparison and stratum, in the study's order."""
        frame = self.results.frame
        rows = frame[(frame["family"] != "") & (frame["finding"] != "")]
        found = {(row["comparison"], row["stratum"]): row for row in rows.to_dict("records")}
        order = [one.id for one in self.study.comparisons]
        return dict(
            sorted(found.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else 999)
        )

    def finding(self, comparison: str, stratum: str = "") -> dict[str, Any] | None:
        """The deciding row of a comparison in a stratum; None if it has none."""
        return self.deciding.get((comparison, stratum))

    def strata(self, comparison: str) -> list[str]:
        """Strata of a comparison that are categories of its `within`, in the order of results."""
        frame = self.results.frame
        rows = frame[(frame["comparison"] == comparison) & (frame["stat"] == "share")]
        return [one for one in dict.fromkeys(rows["stratum"]) if one and not of_mix(one)]

    def groups(self, comparison: str, stratum: str = "") -> list[str]:
        """Groups of a comparison that have anybody, in the study's order."""
        rows = self.shares.of(comparison, stratum)
        return list(dict.fromkeys(row["group"] for row in rows if has_people(row)))

    def categories(self, comparison: str, stratum: str, group: str) -> list[dict[str, Any]]:
        """Share rows of the single categories of a group, in the study's order."""
        rows = self.shares.of(comparison, stratum)
        return [row for row in rows if row["group"] == group and SETS not in row["category"]]

    def key_category(self, comparison: str, at: int = 0) -> str:
        """The set of categories whose share decides (or the further one of that place), as results write it."""
        keys = self.study.comparison(comparison).key
        if len(keys) <= at:
            return ""
        known = {frozenset(one.split(SETS)): one for one in self._sets(comparison)}
        return known.get(frozenset(keys[at]), SETS.join(keys[at]))

    def _sets(self, comparison: str) -> Iterator[str]:
        yield from dict.fromkeys(row["category"] for row in self.shares.of(comparison))

    @cached_property
    def _rows(self) -> dict[str, list[dict[str, Any]]]:
        """All rows by comparison: read once, since composing asks for hundreds of them."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.results.frame.to_dict("records"):
            found.setdefault(row["comparison"], []).append(row)
        return found

    def profile(self, variable: str, by: str = "", group: str = "") -> list[dict[str, Any]]:
        """Share rows of a variable's categories among everybody, or in a group of position or zone."""
        rows = self._rows.get(f"profile.{variable}", [])
        return [row for row in rows if (row["stat"], row["by"], row["group"]) == ("share", by, group)]

    def counted(self, comparison: str, **wanted: str) -> dict[str, Any] | None:
        """The one row of counts (coverage, quality) with these keys; None if there is none, or no number in it."""
        for row in self._rows.get(comparison, []):
            told = row["text"] == HIDDEN or not pd.isna(row["value"])
            if told and all(row[name] == value for name, value in wanted.items()):
                return row
        return None

    def told(self, comparison: str, **wanted: str) -> dict[str, Any] | None:
        """As `counted`, for sentences: None also where the public are not told the number."""
        row = self.counted(comparison, **wanted)
        return None if row is None or self.amount(row) is None else row

    def comparisons(self, *, by: str | None = None) -> list[Comparison]:
        """Declared comparisons of which results hold something; with `by` those by that variable."""
        held = set(self.results.frame["comparison"])
        return [one for one in self.study.comparisons if one.id in held and (by is None or one.by == by)]

    # --- numbers as text ----------------------------------------------------------------------------------------------

    def number(self, row: Record, field: str = "value", form: str = "percent") -> str:
        """A number of a row as living text."""
        return self.renderer.mark(row, field, form)

    def count(self, row: Record) -> str:
        """The count of a row as living text."""
        return self.number(row, "count", "count")

    def base(self, row: Record) -> str:
        """The base of a row as living text."""
        return self.number(row, "base", "count")

    def rate(self, row: Record) -> str:
        """Count over base of a row as living text, in per cent."""
        return self.number(row, RATE, "percent")

    def amount(self, row: Record | None, field: str = "count") -> int | None:
        """The count of a row (or another of its numbers of people), to reckon with; None if it is withheld or not known."""
        return None if row is None or pd.isna(row[field]) else int(row[field])

    def says(self, row: Record, form: str = "finding") -> str:
        """The wording of a deciding row as living text."""
        return self.renderer.say(row, form)

    def people(self, row: Record, *, named: str = "") -> str:
        """How many have what a share row is about, and their share: 户口在本社区的53人，占34.9%."""
        what = named or say_category(self.study, row["outcome"], row["category"], row["comparison"])
        if withheld(row):
            return f"{what}的{NOT_TOLD}"
        counted = f"{what}的{self.count(row)}{say_unit(self.study, row['outcome'])}"
        base = self.amount(row, "base")
        bare = base is None or base < NO_SHARES or not row["count"]
        return counted if bare else f"{counted}，占{self.number(row)}"

    def people_of(self, group: str, row: Record, *, named: str = "") -> str:
        """A group's base, then how many of it have what a share row is about; of a withheld row only that it is so."""
        said = self.people(row, named=named)
        return f"{group}{said}" if withheld(row) else f"{self.among(group, row)}{said}"

    def among(self, group: str, row: Record) -> str:
        """Of whom the next words are: 主职152人中，; without the number where it is withheld."""
        if self.amount(row, "base") is None:
            return f"{group}中，"
        return f"{group}{self.base(row)}{say_unit(self.study, row['outcome'])}中，"

    def distribution(self, rows: Sequence[Record], group: str) -> str:
        """A group's people by category in one sentence without full stop; its base first; rows are of one base."""
        if not rows or not has_people(rows[0]):
            return f"{group}没有可统计的答复"
        told = [row for row in rows if not withheld(row)]
        if not told:
            return f"{group}的{NOT_TOLD}"
        parts = [self.people(row, named=self._short(row)) for row in told]
        if len(told) < len(rows):
            parts.append("、".join(self._short(row) for row in rows if withheld(row)) + f"的{NOT_TOLD}")
        return self.among(group, told[0]) + "；".join(parts)

    def _short(self, row: Record) -> str:
        """A category among others of its variable: 30岁及以下; a level keeps its verb: 居住在本社区."""
        variable = self.study.variables.get(row["outcome"])
        if variable is None or variable.codebook == "level" or variable.kind == "multiple":
            return say_category(self.study, row["outcome"], row["category"], row["comparison"])
        return label_of(self.study, row["outcome"], row["category"], row["comparison"])

    def group(self, by: str, group: str) -> str:
        """A group as said in a sentence."""
        return say_group(self.study, by, group)

    # --- figures ------------------------------------------------------------------------------------------------------

    @cached_property
    def pictures(self) -> dict[str, dict[str, Any]]:
        """The figures saved for this study by stem, with what is known of each (its .json)."""
        found = {}
        for path in sorted(self.study.figures.glob("[0-9][0-9]_*.json")):
            if path.with_suffix(".png").is_file():
                found[path.stem] = json.loads(path.read_text(encoding="utf-8"))
        return found


def has_people(row: Record) -> bool:
    """Whether a share row is about anybody (or about people whose number is withheld)."""
    return withheld(row) or (not pd.isna(row["base"]) and int(row["base"]) > 0)


def withheld(row: Record) -> bool:
    """Whether the public are not told a row."""
    return bool(row["text"] == HIDDEN)
