"""What every row of results says of how many people: its counts as forms, and the counts its value rests on.

Reads rows, decides nothing; `sqgz.results.publishing` decides what of it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sqgz.results.labels import of_mix
from sqgz.results.pairing import AFTER, BEFORE, DIFFER
from sqgz.results.schema import SETS
from sqgz.results.standardising import MIX, STANDARDISED
from sqgz.results.statements_quality import say_coverage, say_quality
from sqgz.results.vocabulary import CAME, NULL, Conditions, Vocabulary, joined, local_parts
from sqgz.study.earlier import own_name
from sqgz.study.references import SKIPPED
from sqgz.study.schema import Localisation
from sqgz.study.unbuilt import WAVE
from sqgz.tables.linked import Form
from sqgz.tables.locality import PREFIX

STUDIES = "studies"  # rows of how many people and clusters each of several studies has
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Statement:
    """One row: `counts` are its columns that count people, `rests_on` what its value can be reckoned from.

    `line` is, for a category of a question with one answer, the base of its line and those in its other categories;
    `closed` says that it is never shown, whatever its size.
    """

    counts: Mapping[str, Form] = field(default_factory=dict)
    rests_on: tuple[Form, ...] = ()
    line: tuple[Form, Form] | None = None
    closed: bool = False


@dataclass(eq=False)
class Line:
    """One group of one table: its base, missing and skipped, and its categories."""

    base: Form
    missing: Form
    skipped: Form
    categories: dict[str, Form] = field(default_factory=dict)


Table = dict[str, Line]  # by group


class Reader:
    """Statements of all rows of a results table."""

    def __init__(self, words: Vocabulary) -> None:
        self.words, self.study = words, words.study
        self.tables: dict[
            tuple[str, str, str], Table
        ] = {}  # by comparison, stratum and variable of the groups

    def read(self, frame: pd.DataFrame) -> list[Statement]:
        """A statement for every row, in their order."""
        rows = frame.to_dict("records")
        first = [self._said(row) for row in rows]
        return [one if one is not None else self._reckoned(row) for row, one in zip(rows, first, strict=True)]

    # --- counts and shares ------------------------------------------------------------------------------------------------

    def _said(self, row: Row) -> Statement | None:
        """The statement of a row that counts people; None of one that is reckoned from such rows."""
        name, stat = str(row["comparison"]), row["stat"]
        if stat in ("target", "move"):
            return Statement(closed=stat == "move" or not _of_many_communities(row, self.study))
        if stat == "coverage":
            return Statement(*say_coverage(self.words, row))
        if stat == "quality":
            return Statement(*say_quality(self.words, row))
        if name == STUDIES:
            return self._of_studies(row)
        if stat not in ("share", "count") or row["stratum"] == STANDARDISED:
            return None
        if self._paired(name):
            return self._of_pair(row)
        if row["method"] == MIX:
            return self._of_mix(row)
        return self._of_table(row)

    def _of_studies(self, row: Row) -> Statement:
        """People of a study; how many clusters it has is no count of people."""
        people = self.words.people(self._group(row))
        return Statement({"count": people}, (people,)) if row["category"] == "people" else Statement()

    def _paired(self, name: str) -> bool:
        return name in self.words.declared and self.words.declared[name].paired_with is not None

    def _of_table(self, row: Row) -> Statement:
        name, outcome, category = str(row["comparison"]), str(row["outcome"]), str(row["category"])
        table = self.tables.setdefault((name, str(row["stratum"]), str(row["by"])), {})
        line = table.setdefault(str(row["group"]), self._line(row))
        chosen, others = self._chosen(row, category)
        line.categories[category] = chosen
        counts = {"count": chosen, "base": line.base, "missing": line.missing, "skipped": line.skipped}
        rests = (chosen, line.base) if row["stat"] == "share" else (chosen,)
        single = not self.words.multiple(outcome) and SETS not in category
        return Statement(counts, rests, (line.base, others) if single else None, self._below_street(row))

    def _chosen(self, row: Row, category: str) -> tuple[Form, Form]:
        """People of a row's group with its category, and those with any other."""
        if self._defined(row) is not None:
            return self._localised(row)[:2]
        outcome, people = str(row["outcome"]), self._group(row)
        chosen = self.words.chosen(str(row["comparison"]), outcome, category)
        rest = {outcome: self.words.answered(outcome)[outcome] - chosen[outcome]}
        return self._form(people, chosen, row), self._form(people, rest, row)

    def _line(self, row: Row) -> Line:
        if self._defined(row) is not None:
            yes, no, missing = self._localised(row)
            return Line(yes | no, missing, Form(frozenset()))
        outcome, people = str(row["outcome"]), self._group(row)
        unknown, skipped = ({outcome: frozenset({one})} for one in (NULL, SKIPPED))
        base = self._form(people, self.words.answered(outcome), row)
        return Line(base, self._form(people, unknown, row), self._form(people, skipped, row))

    def _group(self, row: Row) -> Conditions:
        found = self.words.stratum(str(row["comparison"]), str(row["stratum"]))
        if row["by"] in ("", WAVE):
            return found
        return joined(found, {str(row["by"]): frozenset({str(row["group"])})})

    def _form(self, people: Conditions, more: Mapping[str, Any], row: Row) -> Form:
        form = self.words.people(joined(people, {key: frozenset(values) for key, values in more.items()}))
        earlier = row["by"] == WAVE and row["group"] != own_name(self.study)
        return form.of(f"wave {row['group']}") if earlier else form

    def _below_street(self, row: Row) -> bool:
        """Whether it shows heads apart within single communities."""
        asked = self.words.declared.get(str(row["comparison"]))
        named = {str(row["by"]), str(row["outcome"]), *self._group(row)}
        if asked and row["stratum"]:
            named.add(asked.within or "")
        places = {
            key for key, one in self.study.variables.items() if one.kind == "place" and one.level != "street"
        }
        return bool(named & places) and bool(named & {"position", "party_post", "committee_post"})

    def _of_mix(self, row: Row) -> Statement:
        name, conditions = str(row["comparison"]), self.words.stratum(str(row["comparison"]), "")
        here = self.words.people(self.words.stratum(name, str(row["stratum"])))
        known = {key: frozenset(self.words.known(key)) for key in self.words.declared[name].standardise}
        every = self.words.people(joined(conditions, known))
        if self.study.design.weight:
            return Statement({}, (here,))  # sums of weights, which count nobody
        return Statement({"count": here, "base": every}, (here, every))

    # --- localisation -------------------------------------------------------------------------------------------------------

    def _defined(self, row: Row) -> Localisation | None:
        """The definition of 属地化率 that a row is about; None of other rows."""
        known = {f"{PREFIX}{one.key}": one for one in self.study.localisation}
        return known.get(str(row["comparison"]))

    def _localised(self, row: Row) -> tuple[Form, Form, Form]:
        """People who count as local by a definition, who do not, and of whom it is not known."""
        asked = self._defined(row)
        assert asked is not None
        people = self._group(row)
        if asked.of and "position" in self.study.variables:
            people = joined(people, {"position": frozenset(asked.of)})
        parts = local_parts(self.study, asked)
        yes, no, missing = (self._union(people, part, row) for part in parts)
        return yes, no, missing

    def _union(self, people: Conditions, parts: list[dict[str, frozenset[str]]], row: Row) -> Form:
        return _joined(self._form(people, part, row) for part in parts)

    # --- the same person twice ------------------------------------------------------------------------------------------------

    def _of_pair(self, row: Row) -> Statement:
        name, people = str(row["comparison"]), self._group({**row, "by": ""})
        asked = self.words.declared[name]
        first, second = asked.outcome, str(asked.paired_with)
        line = self._pair_line(people, first, second, row)
        both = joined(people, self.words.answered(first) | self.words.answered(second))
        if row["stat"] == "count":  # a joint cell: its two categories stand as group and against
            chosen = self._form(
                joined(people, {first: frozenset({row["group"]}), second: frozenset({row["against"]})}),
                {},
                row,
            )
        elif row["category"] in (DIFFER, AFTER, BEFORE) and row["against"]:
            order = self.words.known(first)
            pairs = [
                (one, frozenset(k for i, k in enumerate(order) if _stands(row["category"], i - place)))
                for place, one in enumerate(order)
            ]
            chosen = self._union(
                people, [{first: frozenset({one}), second: others} for one, others in pairs], row
            )
        else:
            chosen = self._form(both, self.words.chosen(name, str(row["group"]), str(row["category"])), row)
        table = self.tables.setdefault((name, str(row["stratum"]), ""), {})
        own = table.setdefault(
            f"{row['group']}>{row['against']}", Line(line.base, line.missing, line.skipped)
        )
        own.categories[str(row["category"])] = chosen
        counts = {"count": chosen, "base": line.base, "missing": line.missing, "skipped": line.skipped}
        return Statement(counts, (chosen, line.base))

    def _pair_line(self, people: Conditions, first: str, second: str, row: Row) -> Line:
        here, there = self.words.answered(first), self.words.answered(second)
        asked = frozenset([*there[second], NULL])
        base = self._form(people, here | there, row)
        missing = [{first: frozenset({NULL}), second: asked}, {**here, second: frozenset({NULL})}]
        skipped = [
            {first: frozenset({SKIPPED})},
            {first: frozenset([*here[first], NULL]), second: frozenset({SKIPPED})},
        ]
        return Line(base, self._union(people, missing, row), self._union(people, skipped, row))

    # --- what is reckoned -------------------------------------------------------------------------------------------------------

    def _reckoned(self, row: Row) -> Statement:
        """A difference, test, effect or the like: shown only where all it was reckoned from is shown."""
        tables = list(self._tables_of(row))
        if not tables:
            return Statement(closed=True)
        rests: list[Form] = []
        for table in tables:
            for group, line in table.items():
                if self._takes_part(row, group):
                    rests += [line.base, *_categories(line, str(row["category"]))]
                    rests += [line.missing, line.skipped] if row["stat"] == "bound" else []
        closed = not rests or self._below_street({**row, "group": ""})
        return Statement(self._sums(row), tuple(dict.fromkeys(rests)), None, closed)

    def _tables_of(self, row: Row) -> Iterator[Table]:
        name, stratum = str(row["comparison"]), str(row["stratum"])
        for (of, within, _), table in self.tables.items():
            homogeneous = row["stat"] == "test" and row["category"] != "" and not self._paired(name)
            mixed = stratum == STANDARDISED or homogeneous
            if of == name and (within == stratum or (mixed and of_mix(within))):
                yield table

    def _takes_part(self, row: Row, group: str) -> bool:
        sides = {str(row["group"]), str(row["against"])} - {""}
        if self._paired(str(row["comparison"])):
            return True
        return not sides or row["stat"] == "residual" or group in sides

    def _sums(self, row: Row) -> dict[str, Form]:
        """Base, missing and skipped of all groups of the table together; nothing of waves, who are other people."""
        stratum = "" if row["stratum"] == STANDARDISED else str(row["stratum"])
        held = [
            table for (of, at, _), table in self.tables.items() if (of, at) == (row["comparison"], stratum)
        ]
        lines = [line for table in held for line in table.values()]
        if not lines or row["by"] == WAVE:
            return {}
        names = ("base", "missing", "skipped")
        return {name: _joined(getattr(line, name) for line in lines) for name in names}


def _categories(line: Line, wanted: str) -> list[Form]:
    """The category or set of categories of a line; its single ones where it has no such set, or none is named."""
    return [line.categories[wanted]] if wanted in line.categories else list(line.categories.values())


def _joined(forms: Any) -> Form:
    found = list(forms)
    return Form(frozenset(box for form in found for box in form.boxes), found[0].people if found else "")


def _stands(how: str, distance: int) -> bool:
    return {DIFFER: distance != 0, AFTER: distance > 0, BEFORE: distance < 0}[how]


def _of_many_communities(row: Row, study: Any) -> bool:
    """Whether a row of a target is about at least five communities and names none of them."""
    named = str(row["by"]) in study.variables and study.variables[str(row["by"])].level == "community"
    return not named and pd.notna(row["base"]) and int(row["base"]) >= 5


def person_only(form: Form) -> Form:
    """The form of the people who came as persons, in a study in which some streets sent only counts."""
    return form.narrowed({CAME: {"person"}})
