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

Array = np.ndarray[Any, Any]
UNKNOWN = "（不明）"  # how the cluster of those begins of whom none is known


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
    may choose several: they overlap, so that rows of shares do not add up to 1. `unknown_cluster` counts people whose
    cluster is not known; they make up one cluster of their own.
    """

    rows: Axis
    cols: Axis
    cells: pd.DataFrame
    layers: Axis | None = None
    cluster: str | None = None
    strata: str | None = None
    multiple: bool = False
    weighted: bool = False
    unknown_cluster: int = 0

    # --- facts ------------------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> pd.DataFrame:
        """Frame of people (int) in each row and column; with layers the index is (layer, row)."""
        return self._frame(self.array)

    @cached_property
    def weighted_counts(self) -> pd.DataFrame:
        """Frame of the sums of weights in each row and column; equals `counts` without weights."""
        return self._frame(self._dense("w"))

    @cached_property
    def row_bases(self) -> Array:
        """People (int) of each row that answered, the base of its shares; shape (r,) or (K, r)."""
        return self._dense_bases("n").astype(np.int64)

    @property
    def base(self) -> int:
        """People whose row and column are both known."""
        return int(self.row_bases.sum())

    @cached_property
    def missing(self) -> int:
        """People of whom the row, the column or the layer is missing."""
        return int(self.cells.loc[self._missing, "n"].sum())

    @cached_property
    def skipped(self) -> int:
        """People who were not asked (reserved category `skipped`); they are in no base."""
        return int(self.cells.loc[self._skipped, "n"].sum())

    @cached_property
    def missing_by_row(self) -> pd.DataFrame:
        """Frame of people by row, columns missing and skipped: what the column variable does not say of them."""
        known = self.cells[self.cells["row"].isin(self.rows.keys)]
        row = pd.Categorical(known["row"].astype("str"), categories=list(self.rows.keys))
        missing = known["col"].isna()
        skipped = known["col"].astype("str") == SKIPPED
        parts = {
            name: known["n"].where(mask, 0).groupby(row, observed=False).sum()
            for name, mask in (("missing", missing), ("skipped", skipped & ~missing))
        }
        return pd.DataFrame(parts).astype(np.int64).rename_axis(self.rows.key)

    def share(self, of: Literal["row", "col", "total"] = "row") -> pd.DataFrame:
        """Frame of shares of each row, column or of all, 0 to 1 (weighted if the table is); empty bases give NaN.

        Shares of rows add up to 1, unless the question allowed several answers. Shares of columns and of the total
        are refused for such a question (ValueError), since one person stands in several columns.
        """
        values = self._dense("w")
        if of not in ("row", "col", "total"):
            raise ValueError(f"of must be 'row', 'col' or 'total', not {of!r}")
        if self.multiple and of != "row":
            raise ValueError(
                "columns of a multiple-choice question overlap: only shares of rows have a meaning"
            )
        if of == "row":
            base = self._dense_bases("w")[..., None]
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
        return self._dense("n").astype(np.int64)

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

    @cached_property
    def _clusters(self) -> pd.DataFrame:
        """Distinct clusters of people in the base: columns stratum (if any) and cluster."""
        parts = ["stratum", "cluster"] if self.strata else ["cluster"]
        known = self.cells[self._in_base]
        return known[parts].drop_duplicates().sort_values(parts).reset_index(drop=True)

    @property
    def cluster_names(self) -> tuple[str, ...]:
        """Names of the clusters that hold people of the base; empty when none is known."""
        return tuple(self._clusters["cluster"].astype("str")) if self.cluster else ()

    @property
    def cluster_strata(self) -> Array | None:
        """Index of each cluster's stratum, shape (G,); None without strata."""
        if not self.strata:
            return None
        return np.asarray(pd.factorize(self._clusters["stratum"].astype("str"))[0])

    @cached_property
    def cluster_people(self) -> Array | None:
        """People per cluster and cell, shape (G, r, c) or (G, K, r, c); None when no cluster is known."""
        return self._by_cluster("n").astype(np.int64) if self.cluster else None

    @cached_property
    def cluster_weights(self) -> Array | None:
        """Sums of weights per cluster and cell, shaped as `cluster_people`."""
        return self._by_cluster("w") if self.cluster else None

    @cached_property
    def cluster_bases(self) -> Array | None:
        """Sums of weights per cluster and row of those who answered, shape (G, r) or (G, K, r)."""
        if not self.cluster:
            return None
        index, size = self._cluster_index
        return self._sum(self._answers_base[0], "w", extra=index, extra_size=size, cols=False)

    # --- other tables from this one ----------------------------------------------------------------------------------

    def select(self, rows: Sequence[str]) -> Crosstab:
        """The table of those rows only, in that order; raises InputError for a row it has not."""
        for key in rows:
            if key not in self.rows.keys:
                raise InputError(f'{self.rows.label}没有类别 "{key}"。{suggestion(key, self.rows.keys)}')
        return replace(
            self, rows=self.rows.select(rows), cells=self.cells[self.cells["row"].isin(list(rows))]
        )

    def merge(self, sets: Mapping[str, Sequence[str]]) -> Crosstab:
        """The table with columns put together: {new key: keys of old columns}; the others stay."""
        if self.multiple:
            raise InputError("多选题的选项不能合并（一人可选多项）。")
        new_of = {old: new for new, olds in sets.items() for old in olds}
        keys = list(dict.fromkeys(new_of.get(key, key) for key in self.cols.keys))
        label = dict(zip(self.cols.keys, self.cols.labels, strict=True))
        labels = tuple(label.get(key, "、".join(label[old] for old in sets.get(key, ()))) for key in keys)
        cells = self.cells.copy()
        cells["col"] = pd.Categorical(cells["col"].astype("str").replace(new_of), categories=[*keys, SKIPPED])
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
    def _skipped(self) -> Array:
        return np.asarray((self.cells[self._axes] == SKIPPED).any(axis=1))

    @cached_property
    def _missing(self) -> Array:
        return np.asarray(self.cells[self._axes].isna().any(axis=1)) & ~self._skipped

    @property
    def _axes(self) -> list[str]:
        return [name for name in ("layer", "row", "col") if name in self.cells]

    @property
    def _in_base(self) -> Array:
        inside = self.cells["row"].isin(self.rows.keys)
        if self.layers:
            inside &= self.cells["layer"].isin(self.layers.keys)
        return np.asarray(inside) & ~self._missing & ~self._skipped

    @cached_property
    def _answers(self) -> tuple[pd.DataFrame, Array]:
        """Cells of the base with the index of their column; options of one person's set each give a cell."""
        known = self.cells[self._in_base]
        col = known["col"].astype("str")
        if not self.multiple:
            return known, pd.Index(self.cols.keys).get_indexer(col)
        parts = col.str.split("+")
        chosen = pd.Index(self.cols.keys).get_indexer(parts.explode())
        known = known.loc[known.index.repeat(parts.str.len())]
        return known[chosen >= 0], chosen[chosen >= 0]  # −1: answered, and chose none of the options

    @cached_property
    def _answers_base(self) -> tuple[pd.DataFrame, Array]:
        known = self.cells[self._in_base]
        return known, np.zeros(len(known), dtype=np.int64)

    def _dense(self, measure: str) -> Array:
        known, col = self._answers
        return self._sum(known, measure, col=col)

    def _dense_bases(self, measure: str) -> Array:
        return self._sum(self._answers_base[0], measure, cols=False)

    def _by_cluster(self, measure: str) -> Array:
        known, col = self._answers
        index, size = self._cluster_index
        return self._sum(known, measure, col=col, extra=index, extra_size=size)

    @cached_property
    def _cluster_index(self) -> tuple[pd.Series[Any], int]:
        """Index of each cell's cluster, by the cells' own index, and how many clusters there are."""
        parts = list(self._clusters.columns)
        known = self.cells.loc[self._in_base, parts].astype("str")
        names = pd.MultiIndex.from_frame(self._clusters.astype("str"))
        return pd.Series(names.get_indexer(pd.MultiIndex.from_frame(known)), index=known.index), len(names)

    def _sum(
        self,
        known: pd.DataFrame,
        measure: str,
        *,
        col: Array | None = None,
        cols: bool = True,
        extra: pd.Series[Any] | None = None,
        extra_size: int = 0,
    ) -> Array:
        """Dense sums of a measure over [cluster,] [layer,] row [, col]."""
        shape: list[int] = []
        places: list[Array] = []
        if extra is not None:
            shape.append(extra_size)
            places.append(extra.loc[known.index].to_numpy())
        if self.layers:
            shape.append(len(self.layers.keys))
            places.append(pd.Index(self.layers.keys).get_indexer(known["layer"].astype("str")))
        shape.append(len(self.rows.keys))
        places.append(pd.Index(self.rows.keys).get_indexer(known["row"].astype("str")))
        if cols:
            assert col is not None
            shape.append(len(self.cols.keys))
            places.append(col)
        index = (
            np.ravel_multi_index(tuple(places), tuple(shape)) if len(known) else np.zeros(0, dtype=np.int64)
        )
        size = int(np.prod(shape))
        return np.bincount(index, weights=known[measure].to_numpy(dtype=float), minlength=size).reshape(shape)

    def _frame(self, values: Array) -> pd.DataFrame:
        columns = pd.Index(list(self.cols.keys), name=self.cols.key)
        rows = pd.Index(list(self.rows.keys), name=self.rows.key)
        if not self.layers:
            return pd.DataFrame(values, index=rows, columns=columns)
        index = pd.MultiIndex.from_product(
            [self.layers.keys, self.rows.keys], names=[self.layers.key, self.rows.key]
        )
        return pd.DataFrame(values.reshape(-1, len(columns)), index=index, columns=columns)
