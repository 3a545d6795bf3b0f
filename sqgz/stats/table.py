"""What a test may be asked about: counts of people by row and column, and by cluster where clusters are known.

The tests accept a plain array or anything that keeps the `CountTable` protocol (the library's Crosstab does).
Both are read into a `Counts` here, once, and everything a researcher can get wrong about a table is said here.
This module must not know any statistic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sqgz.errors import InputError
from sqgz.stats.estimates import Ints

Keys = tuple[Any, ...]


class TableError(InputError, ValueError):
    """A table that no test can read; also a ValueError, for callers that know nothing of this library."""


@runtime_checkable
class CountTable(Protocol):
    """What a table offers to the tests: G clusters, K layers, r rows, c columns; layers only where there are any."""

    @property
    def array(self) -> NDArray[Any]:
        """People per cell, whole numbers, (r, c) or (K, r, c)."""

    @property
    def row_keys(self) -> Keys:
        """Keys of the rows."""

    @property
    def col_keys(self) -> Keys:
        """Keys of the columns."""

    @property
    def layer_keys(self) -> Keys:
        """Keys of the layers; empty without layers."""

    @property
    def weighted(self) -> bool:
        """True where survey weights other than 1 are in play."""

    @property
    def cluster_weights(self) -> NDArray[Any] | None:
        """Weighted totals per cluster, (G, r, c) or (G, K, r, c); None where no clusters are known."""

    @property
    def cluster_people(self) -> NDArray[Any] | None:
        """People per cluster, same shape."""

    @property
    def cluster_strata(self) -> NDArray[Any] | None:
        """Number of the stratum of each cluster, (G,); None without strata."""

    @property
    def cluster_names(self) -> tuple[str, ...]:
        """Names of the clusters."""

    @property
    def multiple(self) -> bool:
        """True where one person may stand in several columns."""


TableLike = CountTable | ArrayLike
PROTOCOL = (
    "array", "row_keys", "col_keys", "layer_keys", "weighted", "cluster_weights", "cluster_people", "cluster_strata",
    "cluster_names", "multiple",
)  # fmt: skip
OPTIONAL = ("row_bases", "cluster_bases", "unplaced", "unplaced_bases")


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """A table as the tests see it; fields as in `CountTable`.

    `row_bases` (r,) or (K, r): people each row's shares are of; `cluster_bases` (G, r) or (G, K, r): the same,
    weighted, per cluster. Both are the sums over the columns unless the table is of a multiple-choice question.
    `unplaced` (r, c) or (K, r, c) and `unplaced_bases`: weighted totals of the people whose cluster is not known. They
    belong to every share, but no cluster is made of them: a variance between clusters cannot know where they are.
    TableError where a count is negative, fractional or not a number.
    """

    array: NDArray[Any]
    row_keys: Keys = ()
    col_keys: Keys = ()
    layer_keys: Keys = ()
    weighted: bool = False
    cluster_weights: NDArray[Any] | None = None
    cluster_people: NDArray[Any] | None = None
    cluster_strata: NDArray[Any] | None = None
    cluster_names: tuple[str, ...] = ()
    multiple: bool = False
    row_bases: NDArray[Any] | None = None
    cluster_bases: NDArray[Any] | None = None
    unplaced: NDArray[Any] | None = None
    unplaced_bases: NDArray[Any] | None = None

    def __post_init__(self) -> None:
        array = whole_counts(self.array)
        if array.ndim not in (2, 3):
            raise TableError(f"列联表应是行×列（或层×行×列）的数表，收到的是 {array.ndim} 维。")
        self._set("array", array)
        self._set("row_keys", tuple(self.row_keys) or tuple(range(array.shape[-2])))
        self._set("col_keys", tuple(self.col_keys) or tuple(range(array.shape[-1])))
        if array.ndim == 3:
            self._set("layer_keys", tuple(self.layer_keys) or tuple(range(array.shape[0])))
        if self.row_bases is None:
            self._set("row_bases", array.sum(axis=-1))
        if self.cluster_weights is not None:
            self._check_clusters()

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_clusters(self) -> None:
        weights = np.asarray(self.cluster_weights, dtype=float)
        people = weights if self.cluster_people is None else np.asarray(self.cluster_people, dtype=float)
        if weights.shape[1:] != self.array.shape or people.shape != weights.shape:
            raise ValueError(f"cluster totals {weights.shape} do not fit the table {self.array.shape}")
        if not np.isfinite(weights).all() or (weights < 0).any():
            raise TableError("各群的加权人数里有负数或不是数字的内容，请检查权重。")
        self._set("cluster_weights", weights)
        self._set("cluster_people", people)
        if self.cluster_bases is None:
            self._set("cluster_bases", weights.sum(axis=-1))
        else:
            self._set("cluster_bases", np.asarray(self.cluster_bases, dtype=float))
        loose = (
            np.zeros(self.array.shape) if self.unplaced is None else np.asarray(self.unplaced, dtype=float)
        )
        self._set("unplaced", loose)
        if self.unplaced_bases is None:
            self._set("unplaced_bases", loose.sum(axis=-1))
        if not self.cluster_names:
            self._set("cluster_names", tuple(str(number + 1) for number in range(len(weights))))
        if self.cluster_strata is not None:
            self._set("cluster_strata", number_strata(self.cluster_strata, clusters=len(weights)))

    @property
    def clustered(self) -> bool:
        """True where clusters are known."""
        return self.cluster_weights is not None

    def only_rows(self, rows: Sequence[int]) -> Counts:
        """The table of these rows and of the clusters that hold anybody in them."""
        chosen = list(rows)
        weights, people, bases = self.cluster_weights, self.cluster_people, self.cluster_bases
        strata, names = self.cluster_strata, self.cluster_names
        if weights is not None and people is not None and bases is not None:
            weights, people, bases = weights[..., chosen, :], people[..., chosen, :], bases[..., chosen]
            held = bases.sum(axis=tuple(range(1, bases.ndim))) > 0
            weights, people, bases = weights[held], people[held], bases[held]
            strata = None if strata is None else strata[held]
            names = tuple(name for name, keep in zip(names, held, strict=True) if keep)
        return Counts(
            array=self.array[..., chosen, :],
            row_keys=tuple(self.row_keys[i] for i in chosen),
            col_keys=self.col_keys,
            layer_keys=self.layer_keys,
            weighted=self.weighted,
            cluster_weights=weights,
            cluster_people=people,
            cluster_strata=strata,
            cluster_names=names,
            multiple=self.multiple,
            row_bases=None if self.row_bases is None else self.row_bases[..., chosen],
            cluster_bases=bases,
            unplaced=None if self.unplaced is None else self.unplaced[..., chosen, :],
            unplaced_bases=None if self.unplaced_bases is None else self.unplaced_bases[..., chosen],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Clustered(Counts):
    """Counts whose clusters are known, built from cells: a table for tests and notebooks without a Crosstab."""

    @classmethod
    def from_cells(
        cls,
        *,
        cluster: Iterable[Any],
        row: Iterable[Any],
        col: Iterable[Any],
        people: Iterable[Any],
        weight: Iterable[Any] | None = None,
        stratum: Iterable[Any] | None = None,
        layer: Iterable[Any] | None = None,
        row_keys: Sequence[Any] = (),
        col_keys: Sequence[Any] = (),
    ) -> Self:
        """Table of the cells, one entry of each column per cell; keys in order of appearance unless given.

        `weight` is the sum of the weights in the cell (people where absent), `stratum` must be the same for all
        cells of a cluster.
        """
        clusters, g = number_keys(cluster)
        rows, i = number_keys(row, keys=row_keys)
        cols, j = number_keys(col, keys=col_keys)
        layers, k = number_keys(layer) if layer is not None else ((), np.zeros(len(g), dtype=np.int64))
        counts = np.asarray(list(people), dtype=float)
        totals = counts if weight is None else np.asarray(list(weight), dtype=float)
        shape = (len(clusters), max(len(layers), 1), len(rows), len(cols))
        cell_people, cell_weights = np.zeros(shape), np.zeros(shape)
        np.add.at(cell_people, (g, k, i, j), counts)
        np.add.at(cell_weights, (g, k, i, j), totals)
        if layer is None:
            cell_people, cell_weights = cell_people[:, 0], cell_weights[:, 0]
        strata = None
        if stratum is not None:
            _, numbers = number_keys(stratum)
            strata = np.full(len(clusters), -1, dtype=np.int64)
            strata[g] = numbers
            if (strata[g] != numbers).any():
                raise ValueError("a cluster lies in more than one stratum")
        return cls(
            array=cell_people.sum(axis=0),
            row_keys=rows,
            col_keys=cols,
            layer_keys=layers,
            weighted=not np.allclose(cell_people, cell_weights, rtol=1e-12, atol=0),
            cluster_weights=cell_weights,
            cluster_people=cell_people,
            cluster_strata=strata,
            cluster_names=tuple(str(name) for name in clusters),
        )


def number_keys(values: Iterable[Any], *, keys: Sequence[Any] = ()) -> tuple[Keys, Ints]:
    """The distinct values in order (of `keys`, else of appearance) and the place of each value among them."""
    listed = list(values)
    order = tuple(keys) or tuple(dict.fromkeys(listed))
    place = {key: number for number, key in enumerate(order)}
    return order, np.array([place[value] for value in listed], dtype=np.int64)


def number_strata(strata: ArrayLike, *, clusters: int) -> Ints:
    """Strata renumbered 0, 1, …; ValueError unless there is one for each cluster."""
    numbers = np.unique(np.asarray(strata), return_inverse=True)[1].reshape(-1)
    if len(numbers) != clusters:
        raise ValueError(f"{len(numbers)} strata for {clusters} clusters")
    return numbers.astype(np.int64)


def whole_counts(values: ArrayLike) -> Ints:
    """The values as whole numbers of people; TableError names the first cell that is none."""
    try:
        given = np.asarray(values)
        if given.dtype == object or given.dtype.kind not in "biuf":
            given = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise TableError("列联表里有不是数字的内容，或各行长短不一；请给出行×列的人数。") from error
    if given.dtype.kind in "biu":
        wrong = given < 0 if given.dtype.kind == "i" else np.zeros(given.shape, dtype=bool)
    else:
        wrong = ~(np.isfinite(given) & (given >= 0) & (given == np.floor(given)))
    if wrong.any():
        place = tuple(int(axis[0]) for axis in np.nonzero(wrong))
        where = "、".join(
            f"第{number + 1}{axis}" for number, axis in zip(place[-2:], "行列"[-len(place) :], strict=False)
        )
        raise TableError(
            f"{where}的数是 {given[place]:g}：人数必须是不小于 0 的整数，加权数和百分比不能当作人数检验。"
        )
    return given.astype(np.int64)


def read_counts(table: TableLike) -> Counts:
    """The table as `Counts`; a plain array is checked for totals among its data (TableError)."""
    if isinstance(table, Counts):
        return table
    if keeps_protocol(table):
        return read_table(table)  # type: ignore[arg-type]
    counts = Counts(array=np.asarray(table) if not isinstance(table, (list, tuple)) else table)  # type: ignore[arg-type]
    refuse_totals(counts.array if counts.array.ndim == 2 else counts.array.sum(axis=0))
    return counts


def keeps_protocol(table: object) -> bool:
    """Whether it is a `CountTable`; isinstance would say the same, but compute every property to do so."""
    own = getattr(table, "__dict__", {})
    return all(hasattr(type(table), name) or name in own for name in PROTOCOL)


def read_table(table: CountTable) -> Counts:
    """A table that keeps the protocol, as `Counts`; read once and kept with the table where it lets us."""
    kept = getattr(table, "__dict__", {}).get("_counts")
    if isinstance(kept, Counts):
        return kept
    facts: dict[str, Any] = {name: getattr(table, name) for name in PROTOCOL}
    facts |= {name: getattr(table, name, None) for name in OPTIONAL}
    counts = Counts(**facts)
    if hasattr(table, "__dict__"):
        table.__dict__["_counts"] = counts  # frozen tables too: what was read of them does not change
    return counts


def refuse_totals(array: Ints) -> None:
    """Nothing; TableError where the last row or column is the sum of the others.

    Small tables can be so by chance, so a single total must be of ten people at least in every cell, and the
    pair of a total row and a total column of twenty people in all. Tables of a Crosstab hold no totals and are
    not asked.
    """
    row = array.shape[0] >= 3 and bool((array[:-1].sum(axis=0) == array[-1]).all())
    col = array.shape[1] >= 3 and bool((array[:, :-1].sum(axis=1) == array[:, -1]).all())
    if row and col:
        inner = array[:-1, :-1]
        found = (
            inner.sum() >= 20 and (inner.sum(axis=0) > 0).sum() >= 2 and (inner.sum(axis=1) > 0).sum() >= 2
        )
        where = "行和列"
    elif row:
        found, where = array[-1].min() >= 10 and (array[:-1].sum(axis=1) > 0).sum() >= 2, "行"
    else:
        found = col and array[:, -1].min() >= 10 and (array[:, :-1].sum(axis=0) > 0).sum() >= 2
        where = "列"
    if found:
        raise TableError(f"表的最后一{where}等于其余之和，看来是合计；合计不是一类人，请去掉合计后再检验。")
