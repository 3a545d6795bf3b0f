"""From people or counts to a `Crosstab`: which columns, which table of counts, whose order and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sqgz.errors import InputError
from sqgz.study.references import SKIPPED
from sqgz.tables.cells import count
from sqgz.tables.crosstabs import Axis, Crosstab

if TYPE_CHECKING:
    from sqgz.study import Study

DESIGN = "design"  # stands for: as study.yaml declares it


def crosstab(
    data: Any,
    *,
    rows: str,
    cols: str,
    study: Study | None = None,
    layers: str | None = None,
    cluster: str | None = DESIGN,
    strata: str | None = None,
    weight: str | None = DESIGN,
) -> Crosstab:
    """Crosstab of people or cells, in any frame that `sqgz.count` takes.

    `study` gives order, labels and the categories that nobody chose; records that `sqgz.load_records` read carry
    their labels with them. `cluster` and `weight` follow the study's design unless named; None switches them off.
    `layers` is a third variable, a table for each of its categories; `strata` are strata of the design.
    With counts of several tables the one that holds all the variables is taken.

    Raises InputError for a variable that is not there, and where no single table of counts holds them all.
    """
    keys = {"layer": layers, "row": rows, "col": cols, "stratum": strata}
    columns = _columns(data)
    keys["cluster"] = _of_design(cluster, study, columns, "cluster")
    weight = None if "n" in columns else _of_design(weight, study, columns, "weight")
    used = {name: key for name, key in keys.items() if key is not None}
    axes = [key for key in (rows, cols, layers) if key is not None]
    if len(set(axes)) < len(axes):
        raise InputError(
            f'行、列、分层须是不同的变量；现为 rows="{rows}", cols="{cols}"'
            + (f', layers="{layers}"。' if layers else "。")
        )
    data = table_holding(data, list(dict.fromkeys(used.values())))
    counted = count(data, list(dict.fromkeys(used.values())), study, weight=weight)
    cells = pd.DataFrame({name: counted[key] for name, key in used.items()})
    cells = cells.assign(n=counted["n"], w=counted["w"], w2=counted["w2"])
    multiple = _is_multiple(data, cols, study)
    for key in (rows, layers):
        if key is not None and _is_multiple(data, key, study):
            raise InputError(f'多选题 "{key}" 只能作列（cols），因为一人可选多项。')
    return Crosstab(
        rows=_axis(rows, cells["row"], data, study),
        cols=_axis(cols, cells["col"], data, study),
        layers=None if layers is None else _axis(layers, cells["layer"], data, study),
        cells=cells,
        cluster=keys["cluster"],
        strata=strata,
        multiple=multiple,
        weighted=not np.allclose(counted["w"], counted["n"]),
    )


def table_holding(data: Any, keys: Sequence[str]) -> Any:
    """The rows of the one table of counts that holds all the keys; the data itself if it is not tables of counts.

    Raises InputError where no table holds them all, or several do.
    """
    if not isinstance(data, pd.DataFrame) or "table" not in data.columns or "n" not in data.columns:
        return data
    held = {
        str(name): [
            column
            for column in part.columns
            if column not in ("table", "n", "w", "w2") and part[column].notna().any()
        ]
        for name, part in data.groupby("table", sort=False, observed=True)
    }
    fitting = [name for name, columns in held.items() if set(keys) <= set(columns)]
    exact = [name for name in fitting if set(held[name]) == set(keys)]
    chosen = fitting if len(fitting) == 1 else exact
    if len(chosen) != 1:
        tables = "；".join(f"{name}: {'、'.join(columns)}" for name, columns in held.items())
        problem = "没有一张计数表同时含有" if not fitting else f"{'、'.join(fitting)} 几张计数表都含有"
        raise InputError(f"{problem}变量 {'、'.join(keys)}。不同的表不能相加或连接。现有: {tables}。")
    return data[data["table"] == chosen[0]]


def _columns(data: Any) -> list[str]:
    if isinstance(data, pd.DataFrame):
        return [str(column) for column in data.columns]
    import narwhals as nw

    return list(nw.from_native(data).collect_schema().names())


def _of_design(given: str | None, study: Study | None, columns: Sequence[str], name: str) -> str | None:
    """The cluster or weight to use; the design's own only where the data have it."""
    if given != DESIGN:
        return given
    key = getattr(study.design, name) if study is not None else None
    return key if key in columns else None


def _labels(data: Any, key: str, study: Study | None) -> tuple[str, dict[str, str], str | None]:
    """Label of a variable, labels of its categories, and its kind; from the study or what the records carry."""
    if study is not None and key in study.variables:
        variable = study.variables[key]
        return variable.label, variable.labels, variable.kind
    known = getattr(data, "attrs", {}).get("variables", {}).get(key, {})
    return known.get("label", key), known.get("labels", {}), known.get("kind")


def _is_multiple(data: Any, key: str, study: Study | None) -> bool:
    return _labels(data, key, study)[2] == "multiple"


def _axis(key: str, column: pd.Series[Any], data: Any, study: Study | None) -> Axis:
    label, labels, kind = _labels(data, key, study)
    if kind == "multiple":
        keys = list(labels)
    else:
        keys = [str(name) for name in column.cat.categories if name != SKIPPED]
    return Axis(key, label, tuple(keys), tuple(labels.get(name, name) for name in keys))
