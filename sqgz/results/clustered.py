"""Which public rows hold numbers that were reckoned from counts of single clusters, and why these are not told.

A standard error is a sum of squares over streets. Whoever has it with all its digits beside the margins of a table by
street tries whole numbers in the hidden cells until it fits, and there are few to try: nothing else need be known.
So where counts of single clusters are hidden, or where they are nowhere printed but could be spread over the clusters
in few ways, whatever was reckoned from them is withheld: errors, intervals, tests, design effects. What was reckoned
from the people of a group taken together, as shares are, says nothing of single clusters and stays.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.judging import SMALLEST
from sqgz.results.published import Published
from sqgz.results.standardising import MIX, STANDARDISED
from sqgz.results.statements import Statement
from sqgz.results.vocabulary import FLAGS, SEAT, UNKNOWN, local_parts
from sqgz.study import Study
from sqgz.tables.linked import Form
from sqgz.tables.locality import PREFIX

WAYS = 10**9  # below it an error with all its digits may leave few ways; the docs say what was tried
FIGURES = ("low", "high", "error", "df", "df2", "deff", "p_value", "p_permutation", "p_adjusted")
VALUES = ("test", "residual", "icc", "bound")  # stats whose value itself is made of clusters
_WEIGHTED_BY = "street"  # what is so among those who were to answer is weighted by street (and position)
_COMPLETE = "（全员统计）"
Mask = np.ndarray[Any, Any]
Row = Mapping[Any, Any]


@dataclass(frozen=True, eq=False)
class Clustered:
    """Rows of results that rest on counts of single clusters, of which some are hidden."""

    frame: pd.DataFrame
    read: Published
    hidden: set[Form]

    @cached_property
    def rows(self) -> Mask:
        """Mask of the rows that hold anything which must not be told."""
        return np.array([any(self._telling(at, row)) for at, row in enumerate(self._records)], dtype=bool)

    @cached_property
    def emptied(self) -> Mask:
        """Those of them of which nothing is left to tell: no share, no difference, no finding."""
        made = self.frame["stat"].isin(VALUES) & (self.frame["finding"] == "")
        return self.rows & made.to_numpy()

    @cached_property
    def _records(self) -> list[dict[Any, Any]]:
        return self.frame.to_dict("records")

    @property
    def _study(self) -> Study:
        return self.read.words.study

    def _telling(self, at: int, row: Row) -> Iterator[bool]:
        """For each variable whose categories the row's numbers were summed over: whether that tells of hidden counts."""
        said = self.read.statements[at]
        if _by_clusters(row):
            yield self._tells(str(row["cluster"]), row, said) or self._few(str(row["cluster"]), row, said)
        if is_weighted(row):
            yield self._tells(_WEIGHTED_BY, row, said) or self._few(_WEIGHTED_BY, row, said)

    def _tells(self, cluster: str, row: Row, said: Statement) -> bool:
        """Whether counts of its outcome by that cluster are hidden."""
        about = frozenset().union(*(self._made_of(one) for one in self._outcomes(row)))
        own = {variable for form in said.rests_on for variable in form.variables}
        for variables in self._hidden_by:
            within = variables & self._as_fine(cluster)
            apart = within and (within & self._finer(cluster) or not within <= own)
            if apart and any(about & self._made_of(one) for one in variables - within):
                return True
        return False

    def _few(self, cluster: str, row: Row, said: Statement) -> bool:
        """Whether its counts could be spread over the clusters in few ways, and are not printed by cluster anyway.

        Then the error, which is as good as their sum of squares, leaves hardly any of these ways.
        """
        if row["stat"] == "share" and not pd.isna(row["clusters"]):
            ways = self._ways(cluster, row)
        else:
            whole = self._ways_of.get((row["comparison"], "", row["by"]), {})  # of what is standardised
            table = self._ways_of.get((row["comparison"], row["stratum"], row["by"]), whole)
            ways = table.get(row["category"], min(table.values(), default=math.inf))
        if ways >= WAYS:
            return False
        own = {variable for form in said.rests_on for variable in form.variables}
        own -= {cluster, *FLAGS, *self._told_by(cluster)}
        return not any(cluster in one and own <= one for one in self._printed_by)

    def _ways(self, cluster: str, row: Row) -> float:
        """In how many ways the people of a share could be spread over its clusters; infinite if there is nobody to spread.

        Where no count by cluster is printed at all, it is not known either how many of all are in each.
        """
        if pd.isna(row["count"]) or pd.isna(row["base"]):
            return math.inf
        clusters = len(self.read.words.known(cluster)) if pd.isna(row["clusters"]) else int(row["clusters"])
        base, fewer = int(row["base"]), int(min(row["count"], row["base"] - row["count"]))
        if not fewer or clusters < 1:
            return math.inf
        bases = 1 if cluster in self._places_told else math.comb(base + clusters - 1, clusters - 1)
        return math.comb(fewer + clusters - 1, clusters - 1) * bases

    @cached_property
    def _places_told(self) -> set[str]:
        """Variables by whose known categories anything is counted."""
        boxes = (box for form in self.read.values for box in form.boxes)
        return {variable for box in boxes for variable, values in box if not values <= UNKNOWN}

    @cached_property
    def _ways_of(self) -> dict[tuple[str, str, str], dict[str, float]]:
        """By table and category the ways of the group that has the fewest; of the whole ("") those of its widest category."""
        groups: dict[tuple[str, str, str], dict[str, dict[str, float]]] = {}
        for row in self._records:
            if row["stat"] == "share" and row["stratum"] != STANDARDISED and row["method"] != MIX:
                table = groups.setdefault((row["comparison"], row["stratum"], row["by"]), {})
                ways = self._ways(str(row["cluster"]) or _WEIGHTED_BY, row)
                table.setdefault(row["group"], {})[row["category"]] = ways
        found: dict[tuple[str, str, str], dict[str, float]] = {}
        for key, table in groups.items():
            found[key] = {"": min(_widest(held) for held in table.values())}
            for held in table.values():
                for category, ways in held.items():
                    found[key][category] = min(found[key].get(category, math.inf), ways)
        return found

    @cached_property
    def _printed_by(self) -> set[frozenset[str]]:
        """The variables by which counts are counted at all."""
        return {_variables(form) for form in self.read.values}

    @cached_property
    def _hidden_by(self) -> set[frozenset[str]]:
        """The variables by which hidden counts are counted."""
        return {_variables(form) for form in self.hidden}

    # --- what goes with what ---------------------------------------------------------------------------------------------

    def _outcomes(self, row: Row) -> list[str]:
        """The variables whose answers a row is about: two of a pair, those of a definition of 属地化率."""
        name = str(row["comparison"])
        for asked in self._study.localisation:
            if name == f"{PREFIX}{asked.key}":
                return sorted(
                    {key for part in local_parts(self._study, asked) for box in part for key in box}
                )
        declared = self.read.words.declared.get(name)
        pair = declared.paired_with if declared else None
        return [str(row["outcome"]), *([pair] if pair else [])]

    def _made_of(self, name: str) -> frozenset[str]:
        """What a variable is made of, so that variables made of the same tell of each other."""
        study = self._study
        variable = study.variables.get(name)
        if name == SEAT or (variable is not None and variable.derive == "posts"):
            posts = [
                key
                for key, one in study.variables.items()
                if one.codebook in ("party_post", "committee_post")
            ]
            return frozenset({"posts", *posts})
        if variable is None:
            return frozenset({name})
        columns = {f"column {one}" for one in (*variable.column, *variable.place_column)}
        return frozenset({name, *columns, *([variable.derive] if variable.derive else [])})

    def _as_fine(self, cluster: str) -> frozenset[str]:
        """The variables whose categories may be clusters, parts of them, or (of places) whole numbers of them."""
        variables = self._study.variables
        places = {key for key, one in variables.items() if one.kind == "place"}
        return self._finer(cluster) | (places if cluster in places else set())

    def _finer(self, cluster: str) -> frozenset[str]:
        """The variables of which no group holds people of two clusters, as the rows themselves say or everybody knows."""
        nested = {by for (by, _), (over, _) in self.read.implied.items() if over == cluster}
        return frozenset({cluster, *nested, *self._single.get(cluster, ())})

    @cached_property
    def _single(self) -> dict[str, list[str]]:
        """By cluster the variables each of whose groups lies in one of them."""
        found: dict[str, list[str]] = {}
        shares = self.frame[
            (self.frame["stat"] == "share") & (self.frame["cluster"] != "") & (self.frame["by"] != "")
        ]
        for (cluster, by), most in shares.groupby(["cluster", "by"])["clusters"].max().items():
            if pd.notna(most) and most <= 1:
                found.setdefault(str(cluster), []).append(str(by))
        return found

    def _told_by(self, cluster: str) -> set[str]:
        """Variables that are known of everybody whose cluster is known, as the zone is of a street."""
        return {over for (by, _), (over, _) in self.read.implied.items() if by == cluster}


def _by_clusters(row: Row) -> bool:
    """Whether a row holds numbers that were reckoned from its clusters."""
    if row["cluster"] == "" or row["stat"] in ("test_plain", "count"):
        return False
    made = row["stat"] in VALUES and (row["stat"] != "bound" or row["method"] == SMALLEST)
    if row["inference"] == "finite":
        return False
    return any(not pd.isna(row[name]) for name in (*FIGURES, *(["value"] if made else [])))


def is_weighted(row: Row) -> bool:
    """Whether a row is a difference weighted by how many people there are in each street and position."""
    return (
        row["inference"] == "finite"
        and row["stat"] == "difference"
        and not str(row["method"]).endswith(_COMPLETE)
    )


def _widest(ways: Mapping[str, float]) -> float:
    """The most ways among categories that leave any doubt."""
    return max((one for one in ways.values() if one < math.inf), default=math.inf)


def _variables(form: Form) -> frozenset[str]:
    """What a form is counted by; options of a multiple-choice question as the question."""
    return frozenset(one if one in FLAGS else one.partition("=")[0] for one in form.variables)
