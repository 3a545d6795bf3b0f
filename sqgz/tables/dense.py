"""Tidy cells as dense arrays: where each cell stands on each axis, worked out once and summed as often as asked.

A table of people is asked for its counts, bases, weights and clusters many times over; looking keys up as text each
time would cost more than every test together. Nothing here knows a label or a share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sqgz.study.references import SKIPPED

Array = np.ndarray[Any, Any]
MISSING, NOT_ASKED, ELSEWHERE = -1, -2, -3  # instead of a place on an axis


def places_on(column: pd.Series[Any], keys: Sequence[str]) -> Array:
    """Place of each entry among the keys (int); MISSING, NOT_ASKED, or ELSEWHERE for another key."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    found = {key: place for place, key in enumerate(keys)}
    place = [found.get(name, NOT_ASKED if name == SKIPPED else ELSEWHERE) for name in names_of(column)]
    return np.array([*place, MISSING], dtype=np.int64)[column.cat.codes.to_numpy()]


def names_of(column: pd.Series[Any]) -> list[str]:
    """Names of a Categorical's categories, as text."""
    return [str(name) for name in column.cat.categories]


@dataclass(frozen=True, eq=False)
class Dense:
    """Cells by place: `cells` with row, col, layer, stratum and cluster (as far as there are any), n, w, w2.

    `multiple`: the column holds sets of options joined by +, each of which gives a cell of its own.
    """

    cells: pd.DataFrame
    row_keys: tuple[str, ...]
    col_keys: tuple[str, ...]
    layer_keys: tuple[str, ...]
    multiple: bool

    @cached_property
    def places(self) -> dict[str, Array]:
        """Places of every cell on row, col and (if any) layer."""
        axes = {"layer": self.layer_keys, "row": self.row_keys, "col": self.col_keys}
        return {name: places_on(self.cells[name], keys) for name, keys in axes.items() if name in self.cells}

    @cached_property
    def skipped(self) -> Array:
        """Mask of the cells of people who were not asked."""
        return np.logical_or.reduce([places == NOT_ASKED for places in self.places.values()])

    @cached_property
    def missing(self) -> Array:
        """Mask of the cells of people of whom the row, the column or the layer is missing."""
        return np.logical_or.reduce([one == MISSING for one in self.places.values()]) & ~self.skipped

    @cached_property
    def known(self) -> Array:
        """Mask of the cells that are in the base."""
        inside = ~self.missing & ~self.skipped
        for name in ("row", "layer"):
            if name in self.places:
                inside &= self.places[name] >= 0
        return inside

    @cached_property
    def _clusters(self) -> tuple[Array, tuple[str, ...], tuple[str, ...]]:
        """Number of each cell's cluster (−1: not known), the clusters' names, and the names of their strata."""
        cluster = self.cells["cluster"].astype("category")
        codes = cluster.cat.codes.to_numpy().astype(np.int64)
        names = names_of(cluster)
        size = max(len(names), 1)
        whole, placed, in_strata = codes.copy(), codes >= 0, [""]
        if "stratum" in self.cells:
            stratum = self.cells["stratum"].astype("category")
            strata, in_strata = stratum.cat.codes.to_numpy().astype(np.int64), names_of(stratum)
            whole, placed = strata * size + codes, placed & (strata >= 0)
        held = np.unique(whole[placed & self.known])
        number = np.where(placed, np.searchsorted(held, whole), -1)
        number[placed & ~np.isin(whole, held)] = -1
        return number, tuple(names[one % size] for one in held), tuple(in_strata[one // size] for one in held)

    @property
    def cluster_names(self) -> tuple[str, ...]:
        """Names of the clusters that hold people of the base, in their order."""
        return self._clusters[1] if "cluster" in self.cells else ()

    @property
    def stratum_names(self) -> tuple[str, ...]:
        """Name of the stratum of each cluster; empty texts without strata."""
        return self._clusters[2] if "cluster" in self.cells else ()

    @property
    def cluster_strata(self) -> Array | None:
        """Number of the stratum of each cluster; None without strata."""
        if "stratum" not in self.cells or "cluster" not in self.cells:
            return None
        return np.unique(np.array(self.stratum_names), return_inverse=True)[1]

    @property
    def unplaced(self) -> int:
        """People of the base of whom no cluster (or no stratum) is known."""
        if "cluster" not in self.cells:
            return 0
        return int(self.cells["n"].to_numpy()[self.known & (self._clusters[0] < 0)].sum())

    def counts(self, measure: str, *, only_unplaced: bool = False) -> Array:
        """Sums of a measure, (r, c) or (K, r, c); of the people of no known cluster where asked."""
        index, col = self._answers
        if only_unplaced:
            loose = self._clusters[0][index] < 0
            index, col = index[loose], col[loose]
        return self._sum(index, measure, col=col)

    def bases(self, measure: str, *, only_unplaced: bool = False) -> Array:
        """Sums of a measure over those who answered, (r,) or (K, r)."""
        mask = self.known & (self._clusters[0] < 0) if only_unplaced else self.known
        return self._sum(np.flatnonzero(mask), measure)

    def cluster_counts(self, measure: str) -> Array:
        """Sums of a measure by cluster, (G, …, r, c); people whose cluster is not known are left out."""
        index, col = self._answers
        placed = self._clusters[0][index] >= 0
        return self._sum(index[placed], measure, col=col[placed], by_cluster=True)

    def cluster_bases(self, measure: str) -> Array:
        """Sums of a measure by cluster over those who answered, (G, …, r)."""
        index = np.flatnonzero(self.known & (self._clusters[0] >= 0))
        return self._sum(index, measure, by_cluster=True)

    @cached_property
    def _answers(self) -> tuple[Array, Array]:
        """Cells of the base and their place in the columns; each option of one person's set gives an entry."""
        known = np.flatnonzero(self.known)
        if not self.multiple:
            inside = known[self.places["col"][known] >= 0]
            return inside, self.places["col"][inside]
        column = self.cells["col"].astype("category")
        option = {key: place for place, key in enumerate(self.col_keys)}
        chosen = [[option[one] for one in name.split("+") if one in option] for name in names_of(column)]
        codes = column.cat.codes.to_numpy()[known]
        sizes = np.array([len(one) for one in chosen], dtype=np.int64)[codes]
        flat = [place for code in codes for place in chosen[code]]
        return np.repeat(known, sizes), np.array(flat, dtype=np.int64)

    def _sum(
        self, index: Array, measure: str, *, col: Array | None = None, by_cluster: bool = False
    ) -> Array:
        """Dense sums of a measure of these cells over [cluster,] [layer,] row [, col]."""
        axes: list[tuple[Array, int]] = []
        if by_cluster:
            axes.append((self._clusters[0][index], len(self.cluster_names)))
        if "layer" in self.places:
            axes.append((self.places["layer"][index], len(self.layer_keys)))
        axes.append((self.places["row"][index], len(self.row_keys)))
        if col is not None:
            axes.append((col, len(self.col_keys)))
        place = np.zeros(len(index), dtype=np.int64)
        for places, size in axes:
            place = place * size + places
        shape = tuple(size for _, size in axes)
        weights = self.cells[measure].to_numpy(dtype=float)[index]
        return np.bincount(place, weights=weights, minlength=int(np.prod(shape))).reshape(shape)
