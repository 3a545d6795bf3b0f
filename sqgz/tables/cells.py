"""Counting: people (or counts of people) by any of their variables, whatever engine holds them.

A cell is one combination of categories that occurs, with `n` people, `w` their weights and `w2` the squares of
their weights. Cells are enough for every table and test of this library; they know nothing of totals or labels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from sqgz.errors import InputError
from sqgz.study.messages import suggestion

if TYPE_CHECKING:
    from sqgz.study import Study

MEASURES = ("n", "w", "w2")
_DENSE = 1 << 22  # combinations up to which a full array of counters is cheaper than sorting
_CHUNK = 1 << 16  # rows coded at once, so that their codes stay in the processor's cache
Array = np.ndarray[Any, Any]


def count(
    data: Any, by: Sequence[str] | str, study: Study | None = None, *, weight: str | None = None
) -> pd.DataFrame:
    """Cells of the data: the keys `by`, then n (int, people), w and w2 (float, sums of weights and their squares).

    `data` has a row for each person, or is cells itself (has a column n), as a pandas frame or any eager or lazy
    frame that narwhals knows (polars, DuckDB, Dask, PySpark, pyarrow). Null is a key of its own (missing). Only
    combinations that occur are rows; they stand in the order of the study's categories, or of a Categorical's own,
    else sorted, null last. `weight` names a column of weights and is refused for cells, which bring theirs.

    Raises InputError for a column that is not there, for weights that are not positive numbers and for counts that
    are not whole ones; ValueError for `weight` beside cells.
    """
    keys = [by] if isinstance(by, str) else list(by)
    if isinstance(data, pd.DataFrame):
        _need(keys, list(data.columns), weight)
        return _count_pandas(data, keys, weight, study)
    return _count_pandas(_collected(data, keys, weight), keys, None, study)


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


class _Coded(NamedTuple):
    """A column as codes (−1 is null) into distinct names; `ordered` if the names stand in an order of their own."""

    codes: Array
    names: list[str]
    ordered: bool


def _count_pandas(
    data: pd.DataFrame, keys: list[str], weight: str | None, study: Study | None
) -> pd.DataFrame:
    coded = [_coded(data[key]) for key in keys]
    present, measures = _summed(coded, _sums(data, weight), len(data))
    ranks: dict[str, Array] = {}
    orders: dict[str, list[str]] = {}
    place = present
    for key, column in zip(reversed(keys), reversed(coded), strict=True):
        place, code = np.divmod(place, len(column.names) + 1)
        orders[key] = _order(column, key, study)
        rank = {name: i for i, name in enumerate(orders[key])}
        ranks[key] = np.array([len(rank), *(rank[name] for name in column.names)])[code]  # null stands last
    places, _ = _combined(
        [ranks[key] - 1 for key in keys], [len(orders[key]) + 1 for key in keys], len(present)
    )
    sorted_ = np.argsort(places, kind="stable")
    columns: dict[str, Any] = {key: _categorical(ranks[key][sorted_], orders[key]) for key in keys}
    return pd.DataFrame(
        columns | {name: values[sorted_] for name, values in measures.items()}, index=range(len(present))
    )


def _coded(column: pd.Series[Any]) -> _Coded:
    values: Any = column.array
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _distinct(values.codes, values.categories.astype("str"), ordered=True)
    if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow" and len(column):
        # as pd.factorize does it, but the codes stay half as wide
        encoded = pa.chunked_array(pa.array(values)).dictionary_encode().unify_dictionaries()
        codes = pa.chunked_array([part.indices for part in encoded.chunks]).fill_null(-1)
        return _Coded(codes.to_numpy(), encoded.chunk(0).dictionary.to_pylist(), ordered=False)
    codes, names = pd.factorize(column)
    return _distinct(codes, pd.Index(names).astype("str"), ordered=False)


def _distinct(codes: Array, names: pd.Index[Any], *, ordered: bool) -> _Coded:
    """Codes of texts: 1 and "1" in one column are the same category."""
    if not names.is_unique:
        same, names = pd.factorize(names)
        codes = np.append(same, -1)[codes]
    return _Coded(codes, list(names), ordered)


def _summed(
    coded: Sequence[_Coded], sums: dict[str, Array | None], rows: int
) -> tuple[Array, dict[str, Array]]:
    """The combinations that hold people, as numbers, and their n, w and w2."""
    index, size = _combined([column.codes for column in coded], [len(c.names) + 1 for c in coded], rows)
    found = None
    if size > _DENSE:
        found, index = np.unique(index, return_inverse=True)
        size = len(found)
    totals = {name: np.bincount(index, weights=values, minlength=size) for name, values in sums.items()}
    held = np.flatnonzero(totals["n"])
    measures = {name: values[held] for name, values in totals.items()}
    n = np.rint(measures["n"]).astype(np.int64)
    if not np.allclose(n, measures["n"], rtol=0, atol=1e-6):
        raise InputError("人数 n 中有不是整数的格。人数须为整数；权数之和请放在 w 列。")
    w = measures.get("w", n.astype(float))
    return (held if found is None else found[held]), {"n": n, "w": w, "w2": measures.get("w2", w)}


def _combined(codes: Sequence[Array], sizes: Sequence[int], rows: int) -> tuple[Array, int]:
    """One number for each row's combination of codes, and how many numbers there may be."""
    size = math.prod(sizes)
    if size > np.iinfo(np.int64).max:
        raise InputError("变量的组合过多，无法列表。请减少变量。")
    steps = [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]
    narrow = _narrowest(size)
    index = np.empty(rows, dtype=np.int64)
    for start in range(0, rows, _CHUNK):
        part = slice(start, start + _CHUNK)
        here = np.full(len(index[part]), sum(steps), dtype=narrow)  # null is −1, so each code moves up by one
        for code, step in zip(codes, steps, strict=True):
            here += code[part].astype(narrow, copy=False) * narrow(step)
        index[part] = here
    return index, size


def _narrowest(size: int) -> type[np.signedinteger[Any]]:
    """The smallest integers that number so many combinations: the narrower, the faster they are combined."""
    kinds: tuple[type[np.signedinteger[Any]], ...] = (np.int16, np.int32, np.int64)
    return next(kind for kind in kinds if size <= np.iinfo(kind).max)


def _sums(data: pd.DataFrame, weight: str | None) -> dict[str, Array | None]:
    """What is summed in a cell: None stands for one per row; w and w2 only where they differ from n."""
    if "n" in data.columns:
        found: dict[str, Array | None] = {"n": _numbers(data["n"], "n")}
        if "w" in data.columns:
            found["w"] = _numbers(data["w"], "w")
            found["w2"] = _numbers(data["w2"], "w2") if "w2" in data.columns else found["w"]
        return found
    if weight is None:
        return {"n": None}
    weights = _numbers(data[weight], weight)
    _refuse_weights(weight, int((weights <= 0).sum()))
    return {"n": None, "w": weights, "w2": weights * weights}


def _numbers(column: pd.Series[Any], name: str) -> Array:
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).all():
        raise _not_numbers(name, int((~np.isfinite(values)).sum()))
    return values


def _not_numbers(name: str, rows: int) -> InputError:
    return InputError(f'"{name}" 有 {rows} 行为空或不是数字。请补全后重试。')


def _refuse_weights(weight: str, rows: int) -> None:
    if rows:
        raise InputError(f'权数 "{weight}" 有 {rows} 行不大于 0。权数须全部大于 0。')


# --- any other engine: one group-by, collected ----------------------------------------------------------------------


def _collected(data: Any, keys: list[str], weight: str | None) -> pd.DataFrame:
    """Cells of a frame that is not pandas, grouped by its own engine: keys as text, n, w, w2."""
    frame: Any = nw.from_native(data)
    schema = frame.collect_schema()
    _need(keys, schema.names(), weight)
    if "n" in schema:
        sums = {name: nw.col(name if name in schema else "w").sum() for name in _brought(schema)}
    elif weight is None:
        sums = {"n": nw.len()}
    else:
        frame = frame.with_columns((nw.col(weight) * nw.col(weight)).alias("_square"))
        sums = {"n": nw.len(), "w": nw.col(weight).sum(), "w2": nw.col("_square").sum()}
    _check_numbers(frame, [weight] if weight else [name for name in MEASURES if name in schema], weight)
    own = {name: f"_sum_{name}" for name in sums}
    grouped = frame.group_by(*keys, drop_null_keys=False).agg(
        *(total.alias(own[name]) for name, total in sums.items())
    )
    if isinstance(grouped, nw.LazyFrame):
        grouped = grouped.collect()
    cells = pd.DataFrame({key: _texts(grouped[key], schema[key]) for key in keys})
    return cells.assign(**{name: grouped[column].to_numpy() for name, column in own.items()})


def _brought(schema: Mapping[str, Any]) -> tuple[str, ...]:
    return MEASURES if "w" in schema else ("n",)


def _texts(column: Any, kind: Any) -> Any:
    texts = pd.array(column.to_list(), dtype="str")
    return pd.Categorical(texts, categories=list(kind.categories)) if isinstance(kind, nw.Enum) else texts


def _check_numbers(frame: Any, names: Sequence[str], weight: str | None) -> None:
    for name in names:
        number = nw.col(name)
        finite = ((number > -math.inf) & (number < math.inf)).fill_null(
            False
        )  # NaN is above all in some engines
        if bad := _rows(frame.filter(~finite)):
            raise _not_numbers(name, bad)
        if name == weight:
            _refuse_weights(name, _rows(frame.filter(~(number > 0))))


def _rows(frame: Any) -> int:
    found = frame.select(nw.len())
    return int((found.collect() if isinstance(found, nw.LazyFrame) else found).item())


# --- order ----------------------------------------------------------------------------------------------------------


def _order(column: _Coded, key: str, study: Study | None) -> list[str]:
    """The study's order, else a Categorical's own; what neither names follows, sorted."""
    declared = list(study.variables[key].labels) if study is not None and key in study.variables else []
    known = set(declared)
    further = [name for name in column.names if name not in known]
    return declared + (further if column.ordered else sorted(further))


def _categorical(ranks: Array, order: list[str]) -> pd.Categorical:
    codes = np.where(ranks == len(order), -1, ranks)
    return pd.Categorical.from_codes(codes, categories=pd.Index(order, dtype="str"), ordered=True)
