"""The two-way table, with layers and clusters: counts, base, missing, and what a test needs to know of them.

A table holds facts; totals, percent signs and rounding are added by whoever prints (`sqgz.tables.display`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from sqgz.errors import InputError
from sqgz.study.messages import suggestion
from sqgz.study.references import SKIPPED
from sqgz.tables.dense import MISSING, NOT_ASKED, Dense, names_of, places_on

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Axis:
    """One variable of a table: its key and label, and its categories' keys and labels in order."""

    key: str
    label: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]

    def select(self, keys: Sequence[str]) -> Axis:
        """The axis with only those keys, in that order; raises KeyError for one it has not."""
        label = dict(zip(self.keys, self.labels, strict=True))
        return replace(self, keys=tuple(keys), labels=tuple(label[key] for key in keys))


@dataclass(frozen=True, eq=False)
class Crosstab:
    """A table of people: `rows` by `cols`, in each of `layers` if there are any.

    `cells` is tidy: columns layer (if any), row, col, stratum and cluster (if any), then n, w, w2; it keeps the
    people whose row or column is missing or was skipped. `multiple` says that columns are options of which a person
    may choose several: they overlap, so that rows of shares do not add up to 1. People whose cluster is not known
    (`unknown_cluster`) are in every count and share, but in no cluster.
    """

    rows: Axis
    cols: Axis
    cells: pd.DataFrame
    layers: Axis | None = None
    cluster: str | None = None
    strata: str | None = None
    multiple: bool = False
    weighted: bool = False

    # --- facts ------------------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Frame of people (int) in each row and column; with layers the index is (layer, row)."""
        return self._frame(self.array)

    @cached_property
    def weighted_counts(self) -> pd.DataFrame:
        """Frame of the sums of weights in each row and column; equals `counts` without weights."""
        return self._frame(self._dense.counts("w"))

    @cached_property
    def row_bases(self) -> Array:
        """People (int) of each row that answered, the base of its shares; shape (r,) or (K, r)."""
        return self._dense.bases("n").astype(np.int64)

    @property
    def base(self) -> int:
        """People whose row and column are both known."""
        return int(self.row_bases.sum())

    @cached_property
    def missing(self) -> int:
        """People of whom the row, the column or the layer is missing."""
        return int(self.cells["n"].to_numpy()[self._dense.missing].sum())

    @cached_property
    def skipped(self) -> int:
        """People who were not asked (reserved category `skipped`); they are in no base."""
        return int(self.cells["n"].to_numpy()[self._dense.skipped].sum())

    @cached_property
    def missing_by_row(self) -> pd.DataFrame:
        """Frame of people by row, columns missing and skipped: what the column variable does not say of them."""
        row, col = self._dense.places["row"], self._dense.places["col"]
        people = self.cells["n"].to_numpy()
        parts = {}
        for name, what in (("missing", MISSING), ("skipped", NOT_ASKED)):
            chosen = (row >= 0) & (col == what)
            parts[name] = np.bincount(row[chosen], weights=people[chosen], minlength=len(self.rows.keys))
        index = pd.Index(list(self.rows.keys), name=self.rows.key)
        return pd.DataFrame(parts, index=index).astype(np.int64)

    def share(self, of: Literal["row", "col", "total"] = "row") -> pd.DataFrame:
        """Frame of shares of each row, column or of all, 0 to 1 (weighted if the table is); empty bases give NaN.

        Shares of rows add up to 1, unless the question allowed several answers. Shares of columns and of the total
        are refused for such a question (ValueError), since one person stands in several columns.
        """
        values = self._dense.counts("w")
        if of not in ("row", "col", "total"):
            raise ValueError(f"of must be 'row', 'col' or 'total', not {of!r}")
        if self.multiple and of != "row":
            raise ValueError(
                "columns of a multiple-choice question overlap: only shares of rows have a meaning"
            )
        if of == "row":
            base = self._dense.bases("w")[..., None]
        else:
            base = (
                values.sum(axis=-2, keepdims=True)
                if of == "col"
                else values.sum(axis=(-2, -1), keepdims=True)
            )
        with np.errstate(invalid="ignore", divide="ignore"):
            return self._frame(np.where(base > 0, values / base, np.nan))

    # --- what a test sees (the protocol of sqgz.stats) ----------------------------------------------------------------

    @cached_property
    def array(self) -> Array:
        """People per cell (int), shape (r, c), or (K, r, c) with layers."""
        return self._dense.counts("n").astype(np.int64)

    @property
    def row_keys(self) -> tuple[str, ...]:
        """Keys of the rows."""
        return self.rows.keys

    @property
    def col_keys(self) -> tuple[str, ...]:
        """Keys of the columns."""
        return self.cols.keys

    @property
    def layer_keys(self) -> tuple[str, ...]:
        """Keys of the layers; empty without layers."""
        return self.layers.keys if self.layers else ()

    @property
    def cluster_names(self) -> tuple[str, ...]:
        """Names of the clusters that hold people of the base; empty when none is known."""
        return self._dense.cluster_names

    @property
    def stratum_names(self) -> tuple[str, ...]:
        """Name of the stratum of each cluster; empty texts without strata of the design."""
        return self._dense.stratum_names

    @property
    def cluster_strata(self) -> Array | None:
        """Index of each cluster's stratum, shape (G,); None without strata."""
        return self._dense.cluster_strata

    @cached_property
    def cluster_people(self) -> Array | None:
        """People per cluster and cell, shape (G, r, c) or (G, K, r, c); None when no cluster is known."""
        return self._dense.cluster_counts("n").astype(np.int64) if self.cluster else None

    @cached_property
    def cluster_weights(self) -> Array | None:
        """Sums of weights per cluster and cell, shaped as `cluster_people`."""
        return self._dense.cluster_counts("w") if self.cluster else None

    @cached_property
    def cluster_bases(self) -> Array | None:
        """Sums of weights per cluster and row of those who answered, shape (G, r) or (G, K, r)."""
        return self._dense.cluster_bases("w") if self.cluster else None

    @property
    def unknown_cluster(self) -> int:
        """People of the base whose cluster is not known: in every share, in no cluster."""
        return self._dense.unplaced

    @cached_property
    def unplaced(self) -> Array | None:
        """Sums of weights of those people, (r, c) or (K, r, c); None where no clusters are asked for."""
        return self._dense.counts("w", only_unplaced=True) if self.cluster else None

    @cached_property
    def unplaced_bases(self) -> Array | None:
        """Sums of weights of those of them who answered, (r,) or (K, r)."""
        return self._dense.bases("w", only_unplaced=True) if self.cluster else None

    # --- other tables from this one ----------------------------------------------------------------------------------

    def select(self, rows: Sequence[str]) -> Crosstab:
        """The table of those rows only, in that order; raises InputError for a row it has not."""
        for key in rows:
            if key not in self.rows.keys:
                raise InputError(f'{self.rows.label}没有类别 "{key}"。{suggestion(key, self.rows.keys)}')
        return replace(
            self, rows=self.rows.select(rows), cells=self.cells[places_on(self.cells["row"], rows) >= 0]
        )

    def merge(self, sets: Mapping[str, Sequence[str]]) -> Crosstab:
        """The table with columns put together: {new key: keys of old columns}; the others stay."""
        if self.multiple:
            raise InputError("多选题的选项不能合并（一人可选多项）。")
        new_of = {old: new for new, olds in sets.items() for old in olds}
        keys = list(dict.fromkeys(new_of.get(key, key) for key in self.cols.keys))
        label = dict(zip(self.cols.keys, self.cols.labels, strict=True))
        labels = tuple(label.get(key, "、".join(label[old] for old in sets.get(key, ()))) for key in keys)
        column = self.cells["col"]
        merged = [new_of.get(name, name) for name in names_of(column)]
        places = pd.Index([*keys, SKIPPED]).get_indexer(pd.Index([*merged, ""], dtype="str"))
        col = pd.Categorical.from_codes(places[column.cat.codes.to_numpy()], categories=[*keys, SKIPPED])
        cells = self.cells.assign(col=col)
        return replace(self, cols=replace(self.cols, keys=tuple(keys), labels=labels), cells=cells)

    def layer(self, key: str) -> Crosstab:
        """The two-way table of one layer."""
        assert self.layers is not None
        cells = self.cells[self.cells["layer"] == key].drop(columns="layer")
        return replace(self, layers=None, cells=cells)

    def __repr__(self) -> str:
        from sqgz.tables.display import one_line

        return one_line(self)

    def _repr_html_(self) -> str:
        from sqgz.tables.display import as_html

        return as_html(self)

    # --- dense arrays from tidy cells --------------------------------------------------------------------------------

    @cached_property
    def _dense(self) -> Dense:
        return Dense(self.cells, self.row_keys, self.col_keys, self.layer_keys, self.multiple)

    def _frame(self, values: Array) -> pd.DataFrame:
        columns = pd.Index(list(self.cols.keys), name=self.cols.key)
        rows = pd.Index(list(self.rows.keys), name=self.rows.key)
        if not self.layers:
            return pd.DataFrame(values, index=rows, columns=columns)
        index = pd.MultiIndex.from_product(
            [self.layers.keys, self.rows.keys], names=[self.layers.key, self.rows.key]
        )
        return pd.DataFrame(values.reshape(-1, len(columns)), index=index, columns=columns)
