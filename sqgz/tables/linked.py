"""Counts of the same people in several tables, as linear forms of unknown joint cells: what an outsider can reckon with.

Knows neither results nor which counts are shown; `sqgz.tables.disclosure` asks it what follows from what is shown.
A count is a sum of cells of the table of all variables it speaks of. Where that table of all variables would be too
large, smaller ones stand beside each other and agree in the margins they share; an outsider who could use the whole
joint table might know a little more than these margins say (three tables in a circle), never less.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack

Box = frozenset[
    tuple[str, frozenset[str]]
]  # variable and the categories it may have, for each variable named
Implied = Mapping[
    tuple[str, str], tuple[str, frozenset[str]]
]  # who has this category has one of those of another
WHOLE = 1500  # joint cells up to which one table holds all variables
JOINED = 500  # joint cells up to which two tables that share a variable become one


@dataclass(frozen=True)
class Form:
    """A number of people: those in any of some boxes that do not overlap; `people` names whom the count is taken of."""

    boxes: frozenset[Box]
    people: str = ""

    @property
    def variables(self) -> frozenset[str]:
        """The variables it speaks of."""
        return frozenset(variable for box in self.boxes for variable, _ in box)

    def narrowed(self, conditions: Mapping[str, Iterable[str]]) -> Form:
        """Those of them who also meet the conditions."""
        return Form(frozenset(_narrowed(box, conditions) for box in self.boxes), self.people)

    def of(self, people: str) -> Form:
        """The same said of other people."""
        return Form(self.boxes, people)

    def __or__(self, other: Form) -> Form:
        """Those of either; they must not overlap."""
        return Form(self.boxes | other.boxes, self.people)


EVERYONE = Form(frozenset({frozenset()}))


def _narrowed(box: Box, conditions: Mapping[str, Iterable[str]]) -> Box:
    found = dict(box)
    for variable, categories in conditions.items():
        wanted = frozenset(categories)
        found[variable] = found[variable] & wanted if variable in found else wanted
    return frozenset(found.items())


class LinkedTables:
    """Joint cells of the tables that the forms of one group of people speak of, and how these tables hang together."""

    def __init__(
        self, forms: Sequence[Form], domains: Mapping[str, Sequence[str]], implied: Implied | None = None
    ) -> None:
        self.domains, self.implied = domains, implied or {}
        self.tables = self._choose_tables(forms)
        parts = [self._cells_of(table) for table in self.tables]
        self.starts = np.cumsum([0, *(len(part) for part in parts)])
        self.parts = parts

    @property
    def size(self) -> int:
        """Number of joint cells of all tables."""
        return int(self.starts[-1])

    def matrix(self, forms: Sequence[Form]) -> csr_matrix:
        """Sparse matrix (forms × joint cells) of how often a cell counts in a form: 0 or 1."""
        rows, columns = [], []
        for row, form in enumerate(forms):
            at = self._places(form)
            rows.append(np.full(len(at), row))
            columns.append(at)
        return self._sparse(rows, columns, [np.ones(len(one)) for one in rows], len(forms))

    @cached_property
    def links(self) -> csr_matrix:
        """Sparse matrix whose rows are 0 for every set of joint cells that belong to the same people."""
        found = [self._agreement(pair, shared) for shared, pair in self._pairs()]
        empty = csr_matrix((0, self.size))
        return vstack([empty, *found], format="csr")

    # --- which tables -------------------------------------------------------------------------------------------------

    def _choose_tables(self, forms: Sequence[Form]) -> list[tuple[str, ...]]:
        sets = {self._closed(form.variables) for form in forms} or {frozenset[str]()}
        whole = frozenset[str]().union(*sets)
        if self._volume(whole) <= WHOLE:
            return [self._ordered(whole)]
        tables = sorted((one for one in sets if not any(one < other for other in sets)), key=self._ordered)
        while (pair := self._cheapest(tables)) is not None:
            joined = pair[0] | pair[1]
            tables = [one for one in tables if not one <= joined] + [joined]
        return [self._ordered(one) for one in tables]

    def _closed(self, variables: frozenset[str]) -> frozenset[str]:
        """The variables and those that follow from them (a street has one zone)."""
        known = {other for (variable, _), (other, _) in self.implied.items() if variable in variables}
        known &= set(self.domains)
        return variables if known <= variables else self._closed(variables | known)

    def _cheapest(self, tables: Sequence[frozenset[str]]) -> tuple[frozenset[str], frozenset[str]] | None:
        pairs = [
            (self._volume(one | other), self._ordered(one), self._ordered(other), (one, other))
            for one, other in itertools.combinations(tables, 2)
            if one & other
        ]
        fitting = [pair for pair in pairs if pair[0] <= JOINED]
        return min(fitting)[3] if fitting else None

    def _volume(self, variables: frozenset[str]) -> int:
        return math.prod(len(self.domains[one]) for one in variables)

    def _ordered(self, variables: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(variables))

    def _cells_of(self, table: tuple[str, ...]) -> pd.DataFrame:
        """Frame of the combinations of categories that can occur, each variable by the place of its category."""
        sizes = [len(self.domains[one]) for one in table]
        places = np.indices(sizes).reshape(len(sizes), -1).T if sizes else np.zeros((1, 0), dtype=int)
        possible = np.ones(len(places), dtype=bool)
        for (variable, category), (other, categories) in self.implied.items():
            if variable in table and other in table and category in self.domains[variable]:
                has = places[:, table.index(variable)] == self.domains[variable].index(category)
                allowed = [i for i, one in enumerate(self.domains[other]) if one in categories]
                possible &= ~has | np.isin(places[:, table.index(other)], allowed)
        return pd.DataFrame(places[possible], columns=list(table))

    # --- cells ----------------------------------------------------------------------------------------------------------

    def _places(self, form: Form) -> np.ndarray[Any, Any]:
        """Numbers of the joint cells of a form, in the smallest table that has its variables."""
        fitting = [i for i, table in enumerate(self.tables) if form.variables <= set(table)]
        chosen = min(fitting, key=lambda i: len(self.parts[i]))
        part = self.parts[chosen]
        inside = np.zeros(len(part), dtype=bool)
        for box in form.boxes:
            held = np.ones(len(part), dtype=bool)
            for variable, categories in box:
                allowed = [i for i, one in enumerate(self.domains[variable]) if one in categories]
                held &= np.isin(part[variable].to_numpy(), allowed)
            inside |= held
        return np.flatnonzero(inside) + self.starts[chosen]

    def _pairs(self) -> list[tuple[tuple[str, ...], tuple[int, int]]]:
        """Which tables must agree in which variables; what follows from other agreements is not asked again."""
        sets = [frozenset(table) for table in self.tables]
        shared = {one & other for one, other in itertools.combinations(sets, 2)}
        agreed: list[frozenset[str]] = []
        found = []
        for common in sorted(shared, key=lambda one: (-len(one), self._ordered(one))):
            root = list(range(len(sets)))
            for larger in agreed:
                if common < larger:
                    _join(root, [i for i, table in enumerate(sets) if larger <= table])
            holding = [i for i, table in enumerate(sets) if common <= table]
            heads = list(dict.fromkeys(root[i] for i in holding))
            found += [(self._ordered(common), pair) for pair in itertools.pairwise(heads)]
            agreed.append(common)
        return found

    def _agreement(self, pair: tuple[int, int], shared: tuple[str, ...]) -> csr_matrix:
        sizes = [len(self.domains[one]) for one in shared]
        rows, columns, values = [], [], []
        for table, sign in zip(pair, (1.0, -1.0), strict=True):
            part = self.parts[table]
            at = (
                np.ravel_multi_index([part[one].to_numpy() for one in shared], sizes)
                if shared
                else np.zeros(len(part), dtype=int)
            )
            rows.append(at)
            columns.append(np.arange(len(part)) + self.starts[table])
            values.append(np.full(len(part), sign))
        return self._sparse(rows, columns, values, math.prod(sizes))

    def _sparse(self, rows: list[Any], columns: list[Any], values: list[Any], height: int) -> csr_matrix:
        if not rows:
            return csr_matrix((height, self.size))
        cells = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
        return csr_matrix(cells, shape=(height, self.size))


def _join(root: list[int], members: Sequence[int]) -> None:
    """Nothing; all members and what they were joined with get one root."""
    roots = {root[i] for i in members}
    if roots:
        lowest = min(roots)
        root[:] = [lowest if one in roots else one for one in root]
