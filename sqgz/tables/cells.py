"""Counting: people (or counts of people) by any of their variables, whatever engine holds them.

A cell is one combination of categories that occurs, with `n` people, `w` their weights and `w2` the squares of
their weights. Cells are enough for every table and test of this library; they know nothing of totals or labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd

from sqgz.errors import InputError
from sqgz.study.messages import suggestion

if TYPE_CHECKING:
    from sqgz.study import Study

MEASURES = ("n", "w", "w2")
_DENSE = 1 << 22  # combinations up to which a full array of counters is cheaper than sorting
_CHUNK = 1 << 16  # rows coded at once, so that their codes stay in the processor's cache


def count(
    data: Any, by: Sequence[str] | str, study: Study | None = None, *, weight: str | None = None
) -> pd.DataFrame:
    """Cells of the data: the keys `by`, then n (int, people), w and w2 (float, sums of weights and their squares).

    `data` has a row for each person, or is cells itself (has a column n), as a pandas frame or any eager or lazy
    frame that narwhals knows (polars, DuckDB, Dask, PySpark, pyarrow). Null is a key of its own (missing). Only
    combinations that occur are rows; they stand in the order of the study's categories, or of a Categorical's own,
    else sorted, null last. `weight` names a column of weights and is refused for cells, which bring theirs.

    Raises InputError for a column that is not there, ValueError for weights that are not positive numbers.
    """
    keys = [by] if isinstance(by, str) else list(by)
    if isinstance(data, pd.DataFrame):
        _need(keys, list(data.columns), weight)
        cells = _count_pandas(data, keys, weight)
    else:
        cells = _count_narwhals(data, keys, weight)
    return _in_order(cells, keys, study)


def _need(keys: Sequence[str], columns: Sequence[str], weight: str | None) -> None:
    for key in [*keys, *([weight] if weight else [])]:
        if key not in columns:
            raise InputError(
                f'数据中没有变量 "{key}"。{suggestion(key, [str(column) for column in columns])}'
            )
    if len(set(keys)) < len(keys):
        raise InputError(f"同一变量不能用两次：{'、'.join(keys)}。")
    if weight is not None and "n" in columns:
        raise ValueError("cells bring their own weights in w and w2; `weight` is for people")


# --- pandas: by codes, never through a generic group-by --------------------------------------------------------------


def _count_pandas(data: pd.DataFrame, keys: list[str], weight: str | None) -> pd.DataFrame:
    coded = [_coded(data[key]) for key in keys]
    index, size = _combined([codes for codes, _ in coded], [len(names) + 1 for _, names in coded], len(data))
    sums = _sums(data, weight)
    if size <= _DENSE:
        people = _totals(index, sums["n"], size)
        present = np.flatnonzero(people)
        measures = {
            name: _totals(index, values, size)[present] for name, values in sums.items() if name != "n"
        }
        measures["n"] = people[present]
    else:
        present, index = np.unique(index, return_inverse=True)
        measures = {name: _totals(index, values, len(present)) for name, values in sums.items()}
    n = measures["n"].astype(np.int64)
    w = measures.get("w", n.astype(float))
    columns: dict[str, Any] = {}
    place = present
    for key, (_, names) in zip(reversed(keys), reversed(coded), strict=True):
        place, code = np.divmod(place, len(names) + 1)
        values = pd.Categorical.from_codes((code - 1).astype(np.int64), categories=names)
        own_order = isinstance(data[key].dtype, pd.CategoricalDtype)
        columns[key] = values if own_order else values.astype("str")
    frame = pd.DataFrame({key: columns[key] for key in keys}, index=range(len(present)))
    return frame.assign(n=n, w=w, w2=measures.get("w2", w))


def _coded(column: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], pd.Index[Any]]:
    """Codes (−1 is null) and names of a column's values; a Categorical keeps its own order."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes), column.cat.categories.astype("str")
    codes, names = pd.factorize(column)
    return codes, pd.Index(names).astype("str")


def _combined(
    codes: list[np.ndarray[Any, Any]], sizes: list[int], rows: int
) -> tuple[np.ndarray[Any, Any], int]:
    """One number for each row's combination of codes, and how many numbers there may be."""
    size = 1
    for one in sizes:
        size *= one
    if size > np.iinfo(np.int64).max:
        raise InputError("变量的组合过多，无法列表。请减少变量。")
    steps = [1] * len(sizes)
    for i in range(len(sizes) - 2, -1, -1):
        steps[i] = steps[i + 1] * sizes[i + 1]
    index = np.empty(rows, dtype=np.int64)
    narrow: type[np.signedinteger[Any]] = np.int32 if size < np.iinfo(np.int32).max else np.int64
    for start in range(0, rows, _CHUNK):
        part = slice(start, start + _CHUNK)
        here = np.full(len(index[part]), sum(steps), dtype=narrow)  # null is −1, so each code moves up by one
        for code, step in zip(codes, steps, strict=True):
            here += code[part].astype(narrow, copy=False) * narrow(step)
        index[part] = here
    return index, size


def _sums(data: pd.DataFrame, weight: str | None) -> dict[str, np.ndarray[Any, Any] | None]:
    """What is summed in a cell: None stands for one per row; w and w2 only where they differ from n."""
    if "n" in data.columns:
        found: dict[str, np.ndarray[Any, Any] | None] = {"n": _numbers(data["n"], "n")}
        if "w" in data.columns:
            found["w"] = _numbers(data["w"], "w")
            found["w2"] = _numbers(data["w2"], "w2") if "w2" in data.columns else found["w"]
        return found
    if weight is None:
        return {"n": None}
    weights = _numbers(data[weight], weight)
    if not (weights > 0).all():
        raise ValueError(f'权数 "{weight}" 须全部大于 0；有 {int((~(weights > 0)).sum())} 行不是')
    return {"n": None, "w": weights, "w2": weights * weights}


def _numbers(column: pd.Series[Any], name: str) -> np.ndarray[Any, Any]:
    values = column.to_numpy(dtype=float)
    if not np.isfinite(values).all():
        raise ValueError(f'"{name}" 有 {int((~np.isfinite(values)).sum())} 行为空或不是数字')
    return values


def _totals(
    index: np.ndarray[Any, Any], values: np.ndarray[Any, Any] | None, size: int
) -> np.ndarray[Any, Any]:
    return np.bincount(index, weights=values, minlength=size)


# --- any other engine: one group-by, collected ----------------------------------------------------------------------


def _count_narwhals(data: Any, keys: list[str], weight: str | None) -> pd.DataFrame:
    frame: Any = nw.from_native(data)
    columns = frame.collect_schema().names()
    _need(keys, columns, weight)
    if "n" in columns:
        sums = [nw.col("n").sum().alias("_n")]
        if "w" in columns:
            sums += [
                nw.col("w").sum().alias("_w"),
                nw.col("w2" if "w2" in columns else "w").sum().alias("_w2"),
            ]
    elif weight is None:
        sums = [nw.len().alias("_n")]
    else:
        _check_weights(frame, weight)
        frame = frame.with_columns((nw.col(weight) * nw.col(weight)).alias("_square"))
        sums = [nw.len().alias("_n"), nw.col(weight).sum().alias("_w"), nw.col("_square").sum().alias("_w2")]
    grouped = frame.group_by(*keys, drop_null_keys=False).agg(*sums)
    if isinstance(grouped, nw.LazyFrame):
        grouped = grouped.collect()
    cells = pd.DataFrame({name: grouped[name].to_list() for name in grouped.columns})
    n = cells["_n"].to_numpy(dtype=float).round().astype(np.int64)
    w = cells["_w"].to_numpy(dtype=float) if "_w" in cells else n.astype(float)
    w2 = cells["_w2"].to_numpy(dtype=float) if "_w2" in cells else w
    named = {key: pd.Series(cells[key], dtype="str") for key in keys}
    result = pd.DataFrame(named).assign(n=n, w=w, w2=w2)
    return result[result["n"] > 0] if "n" in columns else result


def _check_weights(frame: Any, weight: str) -> None:
    bad = frame.select(((nw.col(weight) > 0).fill_null(False)).alias("good")).filter(~nw.col("good"))
    bad = bad.collect() if isinstance(bad, nw.LazyFrame) else bad
    if len(bad):
        raise ValueError(f'权数 "{weight}" 须全部大于 0；有 {len(bad)} 行不是')


# --- order ----------------------------------------------------------------------------------------------------------


def _in_order(cells: pd.DataFrame, keys: list[str], study: Study | None) -> pd.DataFrame:
    """Cells with Categorical keys in the order that holds for them, sorted, null last."""
    for key in keys:
        cells[key] = _ordered(cells[key], _order(cells[key], key, study))
    codes = [np.where(cells[key].cat.codes < 0, np.iinfo(np.int64).max, cells[key].cat.codes) for key in keys]
    order = np.lexsort(codes[::-1]) if keys else np.arange(len(cells))
    return cells.iloc[order].reset_index(drop=True)


def _order(column: pd.Series[Any], key: str, study: Study | None) -> list[str]:
    """The study's order, else a Categorical's own; what neither names follows, sorted."""
    declared: list[str] = []
    if study is not None and key in study.variables:
        declared = list(study.variables[key].labels)
    if isinstance(column.dtype, pd.CategoricalDtype):
        declared += [name for name in column.cat.categories if name not in declared]
    found = [str(name) for name in pd.unique(column.dropna())]
    return declared + sorted(name for name in found if name not in declared)


def _ordered(column: pd.Series[Any], names: list[str]) -> pd.Series[Any]:
    return pd.Series(pd.Categorical(column, categories=names, ordered=True), index=column.index)
