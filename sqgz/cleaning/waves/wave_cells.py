"""Waves of which at least one has counts instead of people: all of them as cells, table by table.

Whoever has people is counted by the same variables; whoever has counts can only give the tables that were sent.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sqgz.cleaning.counting.counted import MEASURES
from sqgz.study import Study
from sqgz.study.unbuilt import WAVE

_Part = tuple[str, Study, pd.DataFrame]


def cells_of_waves(parts: Sequence[_Part], keys: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Cells of all waves (wave, table, keys, n, w, w2), and sentences on tables that are not in all of them.

    Tables of the last wave that has any give the names; another wave's table is the one of the same name, or else the
    only one that counts the same variables. What is not counted in all waves is summed over.
    """
    with_counts = [part for part in parts if "n" in part[2]]
    leading = with_counts[-1]
    found: list[pd.DataFrame] = []
    told: list[str] = []
    for table, held in _tables(leading[2], keys).items():
        pairs = [(part, _table_like(part[2], table, held, keys)) for part in parts]
        without = [part[0] for part, name in pairs if name is None]
        if without:
            told.append(
                f"计数表“{table}”在{'、'.join(f'“{one}”' for one in without)}中没有对应的表，未纳入跨年比较。"
            )
            continue
        shared = [
            key
            for key in held
            if all("n" not in part[2] or key in _tables(part[2], keys)[str(name)] for part, name in pairs)
        ]
        if not shared:
            continue
        for part, name in pairs:
            cells = _summed(part, name, shared)
            cells.insert(0, WAVE, part[0])
            cells.insert(1, "table", table)
            found.append(cells)
    columns = [WAVE, "table", *keys, *MEASURES]
    if not found:
        return pd.DataFrame(columns=columns).astype({"n": "int64", "w": "float64", "w2": "float64"}), told
    joined = pd.concat(found, ignore_index=True)
    order = [column for column in columns if column in joined]
    return joined[order].astype({"n": "int64"}), told


def _tables(cells: pd.DataFrame, keys: Sequence[str]) -> dict[str, list[str]]:
    """The shared variables that each table of counts holds."""
    return {
        str(name): [key for key in keys if key in part and part[key].notna().any()]
        for name, part in cells.groupby("table", sort=False, observed=True)
    }


def _table_like(data: pd.DataFrame, table: str, held: Sequence[str], keys: Sequence[str]) -> str | None:
    """Name of the table that stands for `table` in other data; "" for people, None if there is none."""
    if "n" not in data:
        return "" if set(held) <= set(data.columns) else None
    tables = _tables(data, keys)
    if table in tables:
        return table
    alike = [name for name, variables in tables.items() if set(variables) == set(held)]
    return alike[0] if len(alike) == 1 else None


def _summed(part: _Part, table: str | None, keys: Sequence[str]) -> pd.DataFrame:
    """Cells of one wave by these variables only."""
    _, study, data = part
    if "n" in data:
        rows = data[data["table"] == table]
    else:
        weight = data[study.design.weight] if study.design.weight else 1.0
        rows = data.assign(n=1, w=weight, w2=weight**2)
    plain = rows.assign(**{key: rows[key].astype(object) for key in keys})
    return plain.groupby(list(keys), sort=False, dropna=False)[list(MEASURES)].sum().reset_index()
