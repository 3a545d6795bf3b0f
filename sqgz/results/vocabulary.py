"""Which people a comparison, a stratum, a group or an answer means, as conditions on variables.

Hiding small counts has to know which published numbers are about the same people; knows no numbers itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from sqgz.results.labels import of_mix
from sqgz.results.quality import UNPLACED
from sqgz.results.schema import SETS
from sqgz.results.standardising import STANDARDISED
from sqgz.study import Comparison, Study
from sqgz.study.references import SKIPPED
from sqgz.study.schema import Localisation
from sqgz.tables.linked import EVERYONE, Form

NULL = ""  # the category of people of whom a variable is not known
UNKNOWN = frozenset({NULL, SKIPPED})
GIVEN = "given"  # a multiple-choice question was answered
OTHER = "(other)"  # a place that no row of the results names
YES, NO = "yes", "no"
ANSWERED, UNDECIDED, SEAT, FILE, CAME = "(answered)", "(undecided)", "(seat)", "(file)", "(came)"
FLAGS: dict[str, tuple[str, ...]] = {
    ANSWERED: (YES, NO),
    UNDECIDED: (YES, NO),
    SEAT: ("party", "committee", "both", "unspecified", "none"),
    CAME: ("person", "count"),
}
Conditions = dict[str, frozenset[str]]


class Vocabulary:
    """The words of a study: its variables with the categories that occur, and what its comparisons ask of whom.

    `everywhere_unknown` supposes of every variable that of some people it is not known, said or not.
    """

    def __init__(self, study: Study, frame: pd.DataFrame, *, everywhere_unknown: bool = False) -> None:
        self.study, self.frame = study, frame
        self.everywhere_unknown = everywhere_unknown
        self.declared: dict[str, Comparison] = {one.id: one for one in study.comparisons}

    # --- variables --------------------------------------------------------------------------------------------------------

    def multiple(self, variable: str) -> bool:
        """Whether a person may choose several categories."""
        return variable in self.study.variables and self.study.variables[variable].kind == "multiple"

    @cached_property
    def domains(self) -> dict[str, tuple[str, ...]]:
        """Categories of every variable, those of people who were not asked or are not known among them."""
        found = dict(FLAGS)
        for variable in self._names:
            known = (GIVEN,) if self.multiple(variable) else self.known(variable)
            unknown = self.everywhere_unknown or variable in self._unknown
            found[variable] = (
                *known,
                *([NULL] if unknown else []),
                *([SKIPPED] if variable in self._skipped else []),
            )
            for option in self.known(variable) if self.multiple(variable) else ():
                found[option_of(variable, option)] = (YES, NO)
        files = self.frame.loc[self.frame["comparison"] == "quality.rows", "group"]
        found[FILE] = (*dict.fromkeys(files), NULL)
        return found

    @cached_property
    def options(self) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
        """Who chose an option of a multiple-choice question has answered it."""
        return {
            (option_of(variable, option), YES): (variable, frozenset({GIVEN}))
            for variable in self._names
            if self.multiple(variable)
            for option in self.known(variable)
        }

    def known(self, variable: str) -> tuple[str, ...]:
        """Categories of a variable in study order; of places those that occur in the results, and any other."""
        labels = self.study.variables[variable].labels if variable in self.study.variables else {}
        found = [*labels, *self._seen.get(variable, ())]
        complete = bool(labels) or (bool(found) and not self.everywhere_unknown)
        return tuple(dict.fromkeys([*found, *([] if complete else [OTHER])]))

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys([*self.study.variables, *self._seen]))

    @cached_property
    def _seen(self) -> dict[str, list[str]]:
        """Categories of variables that no list declares (streets), as the results name them."""
        found: dict[str, list[str]] = {}
        frame = self.frame
        for by, part in frame[frame["by"] != ""].groupby("by", sort=False):
            found.setdefault(str(by), []).extend(one for one in part["group"].unique() if one)
        for name, comparison in self.declared.items():
            strata = frame.loc[frame["comparison"] == name, "stratum"].unique()
            if comparison.within:
                found.setdefault(comparison.within, []).extend(
                    one for one in strata if one and not of_mix(one)
                )
            for key, values in comparison.where.items():
                found.setdefault(key, []).extend(values)
        streets = frame.loc[frame["comparison"] == "coverage", "stratum"].unique()
        found.setdefault("street", []).extend(one for one in streets if one not in ("", UNPLACED))
        listed = [key for key in self.study.variables if not self.study.variables[key].labels]
        return {key: list(dict.fromkeys(values)) for key, values in found.items() if key in listed}

    @cached_property
    def _unknown(self) -> set[str]:
        """Variables of which the results say that of somebody they are not known."""
        frame = self.frame
        nulls = frame[(frame["comparison"] == "quality.answers") & (frame["category"] == "null")]
        found = set(nulls.loc[nulls["count"].fillna(0) > 0, "group"])
        missing = frame[(frame["missing"].fillna(0) > 0)]
        found |= set(missing["outcome"])
        for name in missing["comparison"].unique():
            if name in self.declared and self.declared[name].paired_with:
                found.add(str(self.declared[name].paired_with))
            if name.startswith("localisation."):
                found |= {"hukou", "residence"}
        return found

    @cached_property
    def _skipped(self) -> set[str]:
        frame = self.frame[self.frame["skipped"].fillna(0) > 0]
        pairs = {
            self.declared[one].paired_with for one in frame["comparison"].unique() if one in self.declared
        }
        return {*frame["outcome"], *(str(one) for one in pairs if one)}

    # --- whom a row speaks of ---------------------------------------------------------------------------------------------

    def stratum(self, comparison: str, stratum: str) -> Conditions:
        """What the people of a comparison, or of one of its strata, have in common."""
        asked = self.declared.get(comparison)
        found: Conditions = {key: frozenset(values) for key, values in asked.where.items()} if asked else {}
        if not stratum or stratum == STANDARDISED:
            return found
        if of_mix(stratum):
            parts = [one.split("=", 1) for one in stratum.split(",")]
            return joined(found, {key: frozenset({category}) for key, category in parts})
        return joined(found, {asked.within: frozenset({stratum})}) if asked and asked.within else found

    def chosen(self, comparison: str, outcome: str, category: str) -> Conditions:
        """Who gave one of the answers of a set of categories."""
        if self.multiple(outcome):
            return {outcome: frozenset({GIVEN}), option_of(outcome, category): frozenset({YES})}
        merged = self.declared[comparison].merge if comparison in self.declared else {}
        whole = category in self.known(outcome)
        keys = [category] if whole else category.split(SETS)
        return {outcome: frozenset(old for key in keys for old in merged.get(key, (key,)))}

    def answered(self, outcome: str) -> Conditions:
        """Who gave any answer."""
        known = (GIVEN,) if self.multiple(outcome) else self.known(outcome)
        return {outcome: frozenset(known)}

    def people(self, conditions: Mapping[str, Iterable[str]]) -> Form:
        """The people who meet all conditions; those that everybody meets say nothing."""
        said = {
            key: values
            for key, values in conditions.items()
            if not set(self.domains.get(key, ())) <= set(values)
        }
        return EVERYONE.narrowed(said)


def option_of(variable: str, option: str) -> str:
    """Name of an option of a multiple-choice question as a variable of its own."""
    return f"{variable}={option}"


def joined(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> Conditions:
    """Both conditions together."""
    found: dict[str, Any] = dict(one)
    for key, values in other.items():
        found[key] = found[key] & values if key in found else values
    return found


Boxes = list[dict[str, frozenset[str]]]


def local_parts(study: Study, asked: Localisation) -> tuple[Boxes, Boxes, Boxes]:
    """Boxes of people who count as local by a definition of 属地化率, who do not, and of whom it is not known."""
    keys: tuple[str, ...] = ("hukou", "residence") if asked.rule in ("either", "both") else (asked.rule,)
    near: dict[str, frozenset[str]] = {}
    far: dict[str, frozenset[str]] = {}
    for one in keys:
        levels = list(study.variables[one].labels)
        cut = levels.index(asked.within) + 1
        near[one], far[one] = frozenset(levels[:cut]), frozenset(levels[cut:])
    if len(keys) == 1:
        return [{keys[0]: near[keys[0]]}], [{keys[0]: far[keys[0]]}], [{keys[0]: UNKNOWN}]
    first, second = keys
    known = {one: near[one] | far[one] for one in keys}  # only people who gave both answers count
    unknown = [{first: UNKNOWN}, {first: known[first], second: UNKNOWN}]
    if asked.rule == "either":
        met = [{first: near[first], second: known[second]}, {first: far[first], second: near[second]}]
        return met, [{first: far[first], second: far[second]}], unknown
    missed = [{first: far[first], second: known[second]}, {first: near[first], second: far[second]}]
    return [{first: near[first], second: near[second]}], missed, unknown
