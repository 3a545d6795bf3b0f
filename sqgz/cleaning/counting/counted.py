"""Counts instead of people: files of role counts, as cells with a table's name, keys and n (and w, w2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.matching import match
from sqgz.errors import InputError
from sqgz.reading import Sheet, heading_key
from sqgz.spelling import comparable
from sqgz.study import Study
from sqgz.study.messages import suggestion
from sqgz.study.schema import File

MEASURES = ("n", "w", "w2")
MOST = 1e12  # more people than there are: a number beyond it, or none at all (inf), is a mistake


def build_cells(study: Study, sheets: Sequence[tuple[Sheet, File]]) -> pd.DataFrame:
    """Cells of all count files: table, the keys of all tables (ordered Categoricals), n (int), w, w2 (float).

    Files of one table are added. Where a file gives the base of its groups, base minus sum is a cell whose category
    is null: missing. Keys that a table does not have are null in it.
    Raises InputError with file, row and column for what does not add up.
    """
    parts = [_cells_of(study, sheet, file) for sheet, file in sheets]
    for (sheet, file), part in zip(sheets, parts, strict=True):
        part.insert(0, "table", file.table or sheet.file)
    tables: dict[str, set[str]] = {}
    for part in parts:
        keys = {name for name in part.columns if name not in ("table", *MEASURES)}
        name = part["table"].iloc[0]
        if tables.setdefault(name, keys) != keys:
            raise InputError(
                f'计数表 "{name}" 的几个文件变量不同（{"、".join(sorted(tables[name]))} 与 {"、".join(sorted(keys))}），不能相加。请用不同的 table 名。'
            )
    return join_cells(study, parts)


def join_cells(study: Study, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Cells of several tables as one frame; categories in the study's order, then those met, cells of one place added."""
    if not parts:
        return pd.DataFrame({name: [] for name in ("table", *MEASURES)}).astype(
            {"table": "str", "n": np.int64}
        )
    keys_in_order = [key for key in study.variables if any(key in part for part in parts)]
    cells = pd.concat(
        [part.astype({key: object for key in keys_in_order if key in part}) for part in parts],
        ignore_index=True,
    ).reindex(columns=["table", *keys_in_order, *MEASURES])
    for key in keys_in_order:
        found = list(dict.fromkeys(cells[key].dropna()))
        declared = list(study.variables[key].labels)
        cells[key] = pd.Categorical(
            cells[key], categories=declared + [one for one in found if one not in declared], ordered=True
        )
    summed = (
        cells.groupby(["table", *keys_in_order], sort=False, observed=True, dropna=False)[list(MEASURES)]
        .sum()
        .reset_index()
    )
    return summed.astype({"n": np.int64})


def _cells_of(study: Study, sheet: Sheet, file: File) -> pd.DataFrame:
    text = sheet.text
    heading_of = {heading_key(heading): heading for heading in text.columns}
    measures = {
        name: _heading(sheet, heading_of, getattr(file, name), name)
        for name in (*MEASURES, "base")
        if getattr(file, name)
    }
    keys = _key_headings(study, heading_of, set(measures.values()))
    if not keys:
        raise InputError(
            f"{sheet.file}: 没有一列是已声明的变量。列标题应为变量的键、label 或 column。现有列: {'、'.join(text.columns)}"
        )
    matched = {key: _matched(study, sheet, key, heading) for key, heading in keys.items()}
    cells = pd.DataFrame(matched, index=text.index)
    for name in MEASURES:
        if name in measures:
            cells[name] = _numbers(sheet, measures[name], whole=name == "n")
    cells["w"] = cells["w"] if "w" in cells else cells["n"].astype(float)
    cells["w2"] = cells["w2"] if "w2" in cells else cells["w"]
    if "base" in measures:
        cells = _with_missing(sheet, cells, list(keys), _numbers(sheet, measures["base"], whole=True))
    return cells


def _heading(sheet: Sheet, heading_of: dict[str, str], wanted: str, name: str) -> str:
    if heading_key(wanted) not in heading_of:
        raise InputError(
            f'{sheet.file}: 没有列 "{wanted}"（{name}）。{suggestion(wanted, list(sheet.text.columns))}'
        )
    return heading_of[heading_key(wanted)]


def _key_headings(study: Study, heading_of: dict[str, str], taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, variable in study.variables.items():
        for name in (*variable.column, key, variable.label):
            heading = heading_of.get(heading_key(name))
            if heading is not None and heading not in taken and heading not in found.values():
                found[key] = heading
                break
    return found


def _matched(study: Study, sheet: Sheet, key: str, heading: str) -> list[str | None]:
    variable = study.variables[key]
    column = sheet.text[heading]
    known: dict[str, str | None] = {}
    for raw in column.dropna().unique():
        matched = match(variable, raw) if variable.categories else None
        if matched is not None and matched.status == "review":
            row = int(column.index[column == raw][0])
            allowed = list(variable.labels.values())
            raise InputError(
                f'{sheet.file} 第{row}行 “{heading}”列: "{raw}" 不是“{variable.label}”的类别。{suggestion(raw, allowed)}'
            )
        known[raw] = matched.key if matched is not None else comparable(raw)
    return [known[raw] if isinstance(raw, str) else None for raw in column]


def _numbers(sheet: Sheet, heading: str, *, whole: bool) -> pd.Series[Any]:
    column = sheet.text[heading]
    values = pd.to_numeric(column, errors="coerce")
    wrong = ~values.between(0, MOST) | ((values % 1 > 0) if whole else False)
    if wrong.any():
        row = int(column.index[wrong][0])
        shown = column.loc[row] if isinstance(column.loc[row], str) else "空"
        raise InputError(
            f"{sheet.file} 第{row}行 “{heading}”列: 应为不小于 0 的{'整' if whole else ''}数，现为 {shown}。"
        )
    return values.astype(np.int64) if whole else values.astype(float)


def _with_missing(sheet: Sheet, cells: pd.DataFrame, keys: list[str], base: pd.Series[Any]) -> pd.DataFrame:
    """The cells and, for each group, a cell of the people that its base has and its categories have not."""
    outcome = _outcome(sheet, cells, keys, base)
    groups = [key for key in keys if key != outcome]
    with_base = cells.assign(base=base)
    grouped = with_base.groupby(groups, sort=False, dropna=False) if groups else [((), with_base)]
    missing = []
    for group, part in grouped:
        left = int(part["base"].iloc[0]) - int(part["n"].sum())
        if left < 0:
            row = int(part.index[0])
            raise InputError(
                f"{sheet.file} 第{row}行起: 各类人数之和 {int(part['n'].sum())} 大于基数 {int(part['base'].iloc[0])}。请核对人数或基数。"
            )
        if left:
            named = dict(zip(groups, group if isinstance(group, tuple) else (group,), strict=True))
            missing.append({**named, outcome: None, "n": left, "w": float(left), "w2": float(left)})
    return (
        pd.concat([cells, pd.DataFrame(missing, columns=cells.columns)], ignore_index=True)
        if missing
        else cells
    )


def _outcome(sheet: Sheet, cells: pd.DataFrame, keys: list[str], base: pd.Series[Any]) -> str:
    """The variable whose categories share a base: the last one by whose removal the base is constant in each group."""
    for key in reversed(keys):
        groups = [other for other in keys if other != key]
        if not groups:
            constant = base.nunique() == 1
        else:
            constant = bool(
                (
                    base.groupby([cells[other].to_numpy() for other in groups], dropna=False).nunique() == 1
                ).all()
            )
        if constant:
            return key
    raise InputError(f"{sheet.file}: 同一组内的基数不一致，无法判断缺失人数。每组各行的基数应相同。")
