"""How a table looks in a notebook: one line as text, counts and percentages as HTML.

The only place where a table gains totals, percent signs and rounded numbers.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd

from sqgz.rounding import percent
from sqgz.tables.crosstabs import Crosstab

_LEVEL_NAMES = {"street": "街道", "community": "社区"}


def one_line(table: Crosstab) -> str:
    """One line that says what the table is of: `<Crosstab 职务 × 户口所在地: 2×4, n=981, 缺失 19, 12 个street>`."""
    size = f"{len(table.rows.keys)}×{len(table.cols.keys)}"
    parts = [
        f"{len(table.layers.keys)}层" if table.layers else "",
        size,
        f"n={table.base}",
        f"缺失 {table.missing}",
    ]
    if table.skipped:
        parts.append(f"跳过 {table.skipped}")
    if table.cluster:
        name = _LEVEL_NAMES.get(table.cluster, table.cluster)
        parts.append(
            f"{len(table.cluster_names)} 个{name}"
            + (f"，另 {table.unknown_cluster} 人不明" if table.unknown_cluster else "")
        )
    if table.multiple:
        parts.append("多选")
    title = f"{table.rows.label} × {table.cols.label}"
    return f"<Crosstab {title}: {', '.join(part for part in parts if part)}>"


def as_html(table: Crosstab) -> str:
    """HTML of the table: people and percent of each row, the base of each row, and what is missing."""
    from great_tables import GT, loc, style

    body = _body(table)
    body = body if table.layers else body.drop(columns="层")
    columns = [name for name in body.columns if name not in ("组", "层")]
    shown = GT(body, rowname_col="组", groupname_col="层" if table.layers else None, id=table_id(table))
    shown = shown.tab_header(
        title=f"{table.rows.label} × {table.cols.label}", subtitle="人数（占本行合计的百分比）"
    )
    shown = shown.tab_stubhead(label=table.rows.label).cols_align(align="right", columns=columns)
    shown = shown.tab_style(style=style.text(weight="bold"), locations=loc.column_labels())
    shown = shown.tab_style(style=style.text(weight="bold"), locations=loc.body(columns="合计"))
    for note in notes(table):
        shown = shown.tab_source_note(note)
    return str(shown.as_raw_html())


def notes(table: Crosstab) -> list[str]:
    """What belongs under the table: base, missing, skipped, and how its numbers are to be read."""
    base = f"基数 {table.base} 人；缺失 {table.missing} 人" + (
        f"；跳过 {table.skipped} 人" if table.skipped else ""
    )
    found = [f"{base}。"]
    if table.multiple:
        found.append("多选题，一人可选多项，各项占比之和可超过100%。")
    if table.weighted:
        found.append("人数为实际人数，占比按权数计算。")
    return found


def table_id(table: Crosstab) -> str:
    """A name for the table that depends on its content alone."""
    counts = (table.array.tolist(), table.weighted_counts.to_numpy().tolist() if table.weighted else None)
    text = repr((table.rows, table.cols, table.layers, *counts, table.missing, table.skipped))
    return "t" + hashlib.sha256(text.encode()).hexdigest()[:12]


def _body(table: Crosstab) -> pd.DataFrame:
    layers = table.layer_keys or (None,)
    rows: list[dict[str, Any]] = []
    for layer in layers:
        part = table if layer is None else table.layer(layer)
        label = (
            ""
            if layer is None or table.layers is None
            else dict(zip(table.layers.keys, table.layers.labels, strict=True))[layer]
        )
        rows += _rows(part, label)
    return pd.DataFrame(rows)


def _rows(table: Crosstab, layer: str) -> list[dict[str, Any]]:
    shares = table.share("row").to_numpy()
    missing = table.missing_by_row
    found = []
    for i, (key, label) in enumerate(zip(table.rows.keys, table.rows.labels, strict=True)):
        row: dict[str, Any] = {"层": layer, "组": label}
        for j, name in enumerate(table.cols.labels):
            row[name] = f"{table.array[i, j]} ({percent(shares[i, j])})" if table.row_bases[i] else "—"
        row["合计"] = str(int(table.row_bases[i]))
        row["缺失"] = str(int(missing.loc[key, "missing"]))
        found.append(row)
    return found
