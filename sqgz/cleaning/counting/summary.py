"""汇总表: counts that streets fill in instead of people, checked against their own sums and turned into cells.

Parts must add up to 合计, 户口合计 = 居住合计 = 实有人数, and the rows to the row of sums. Which of two numbers is wrong
nobody can know: a sheet that does not add up is not used, and the cell is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.counting.counted import MEASURES, MOST
from sqgz.cleaning.counting.summary_columns import Leaf, SummaryColumns, read_columns
from sqgz.cleaning.matching import match
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.submissions.stated_places import stated_places
from sqgz.errors import InputError
from sqgz.reading import Sheet
from sqgz.reading.sheets import place
from sqgz.study import Study
from sqgz.study.messages import suggestion

_SHOWN = 3  # contradictions named in one message
Counts = dict[str, pd.Series]


@dataclass(frozen=True, eq=False)
class Summary:
    """A summary that adds up: `cells` with street, community (null where not told), the keys of other row variables,
    `variable`, `category` (null: not answered) and `n`, a row for each count; and the headings that were not used."""

    sheet: Sheet
    cells: pd.DataFrame
    unused: tuple[str, ...]


def read_summary(study: Study, sheet: Sheet, frame: Frame | None) -> Summary:
    """Summary of one sheet.

    Raises InputError, with the cells, for headings that cannot be read, numbers that are none, places that are not on
    the official list, and sums that contradict each other.
    """
    columns = read_columns(study, sheet)
    counts = _numbers(sheet, columns)
    rows = counts[columns.leaves[0].heading].index
    contradictions = [
        *_within_rows(study, sheet, columns, counts),
        *_down_columns(sheet, columns, counts),
    ]
    if contradictions:
        more = f"；另有 {len(contradictions) - _SHOWN} 处" if len(contradictions) > _SHOWN else ""
        more += _suspect(contradictions)
        raise InputError(
            f"{place(sheet.file, sheet.name)}: 汇总表的数对不上：{'；'.join(contradictions[:_SHOWN])}{more}。请报送单位核对后重新报送"
        )
    units = _units(study, sheet, columns, frame, rows)
    parts = [
        units.assign(
            **dict(leaf.fixed), variable=leaf.variable, category=leaf.category, n=counts[leaf.heading]
        )
        for leaf in columns.leaves
        if leaf.kind == "category"
    ]
    return Summary(sheet, pd.concat(parts, ignore_index=True), columns.unused)


def build_summary_cells(study: Study, summaries: Sequence[Summary], frame: Frame | None) -> pd.DataFrame:
    """Cells of all summaries: a table `summary.VARIABLE` for each variable counted, keys, n, w, w2.

    Zone and unit type are those of the official list. Keys that a sheet does not tell are null in its cells.
    """
    joined = pd.concat([one.cells for one in summaries], ignore_index=True)
    if frame is not None:
        joined = _with_list(joined, frame)
    parts = []
    for key, part in joined.groupby("variable", sort=False):
        table = part.drop(columns=["variable", "category"]).assign(**{str(key): part["category"]})
        table.insert(0, "table", f"summary.{key}")
        parts.append(table)
    cells = pd.concat(parts, ignore_index=True)
    keys = [key for key in study.variables if key in cells.columns]
    for key in keys:
        declared = list(study.variables[key].labels) or _listed(frame, key)
        found = list(dict.fromkeys(cells[key].dropna()))
        cells[key] = pd.Categorical(
            cells[key],
            categories=[*declared, *(one for one in found if one not in set(declared))],
            ordered=True,
        )
    cells["w"] = cells["w2"] = cells["n"].astype(float)
    summed = (
        cells.groupby(["table", *keys], sort=False, observed=True, dropna=False)[list(MEASURES)]
        .sum()
        .reset_index()
    )
    return summed.astype({"n": np.int64})


def _listed(frame: Frame | None, key: str) -> list[str]:
    if frame is None or key not in ("street", "community"):
        return []
    return [str(name) for name in frame.units[key].cat.categories]


def _with_list(cells: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """The cells with zone and unit type: of the community, else the zone of the street if all of it lies in one."""
    units = frame.units.astype({"street": "str", "community": "str"})
    by_unit = units.set_index("community")
    zones = units.groupby("street")["zone"].agg(
        lambda zone: zone.iloc[0] if zone.nunique(dropna=False) == 1 else None
    )
    found = cells.copy()
    of_unit = found["community"].map(by_unit["zone"].astype(object))
    found["zone"] = of_unit.where(of_unit.notna(), found["street"].map(zones))
    found["unit_type"] = found["community"].map(by_unit["unit_type"].astype(object))
    return found


# --- numbers and sums ------------------------------------------------------------------------------------------------


def _numbers(sheet: Sheet, columns: SummaryColumns) -> Counts:
    """Counts of every column, 0 where a filled row leaves a cell empty; rows without any number are left out."""
    texts = sheet.text[[leaf.heading for leaf in columns.leaves]]
    filled = texts[texts.notna().any(axis=1)]
    if filled.empty:
        raise InputError(f"{place(sheet.file, sheet.name)}: 汇总表没有填写任何人数。请核对文件")
    return {str(heading): _whole(sheet, str(heading), filled[heading]) for heading in filled}


def _whole(sheet: Sheet, heading: str, texts: pd.Series[Any]) -> pd.Series[Any]:
    values = pd.to_numeric(texts.str.replace(r"[人名\s]+$", "", regex=True), errors="coerce").where(
        texts.notna(), 0
    )
    wrong = ~values.between(0, MOST) | (values % 1 > 0)
    if wrong.any():
        row = int(texts.index[wrong][0])
        raise InputError(
            f'{place(sheet.file, sheet.name)} {sheet.letters[heading]}{row}: 应为不小于 0 的整数，现为 "{texts.loc[row]}"。请改正后重试'
        )
    return values.astype(np.int64)


def _within_rows(study: Study, sheet: Sheet, columns: SummaryColumns, counts: Counts) -> list[str]:
    """Rows in which parts do not add up to their sum, or two sums of the same people differ."""
    found = []
    by_people: dict[tuple[Any, ...], list[tuple[str, pd.Series[Any]]]] = {}
    for leaf in columns.leaves:
        if leaf.kind == "people":
            by_people.setdefault(leaf.fixed, []).append((f"{leaf.heading}", counts[leaf.heading]))
    for variable, fixed in dict.fromkeys(
        (leaf.variable, leaf.fixed) for leaf in columns.leaves if leaf.variable
    ):
        parts = [leaf for leaf in columns.leaves if _is(leaf, "category", variable, fixed)]
        sums = [leaf for leaf in columns.leaves if _is(leaf, "sum", variable, fixed)]
        total = sum(
            (counts[leaf.heading] for leaf in parts),
            start=pd.Series(0, index=next(iter(counts.values())).index),
        )
        label = study.variables[variable].label
        for leaf in sums if parts else ():
            found += [
                f"{sheet.letters[leaf.heading]}{row} {label}合计为 {stated}，各项之和为 {added}"
                for row, stated, added in zip(total.index, counts[leaf.heading], total, strict=True)
                if stated != added
            ]
        stated_sum = counts[sums[0].heading] if sums else total
        by_people.setdefault(fixed, []).append((f"{label}合计", stated_sum))
    for same in by_people.values():
        first, values = same[0]
        for name, other in same[1:]:
            found += [
                f"第{row}行 {name} {b} 与 {first} {a} 不等"
                for row, a, b in zip(values.index, values, other, strict=True)
                if a != b
            ]
    return found


def _suspect(contradictions: Sequence[str]) -> str:
    """The cell in which a row and a column that do not add up cross, if there is just one of each."""
    cells = [found.groups() for one in contradictions if (found := re.match(r"([A-Z]+)(\d+) “?", one))]
    rows = {row for one, (_, row) in zip(contradictions, cells, strict=False) if "各项之和" in one}
    columns = {column for one, (column, _) in zip(contradictions, cells, strict=False) if "合计行" in one}
    if len(rows) == len(columns) == 1 and len(cells) == len(contradictions):
        return f"；两处相交于 {columns.pop()}{rows.pop()}，多半是这一格有误"
    return ""


def _is(leaf: Leaf, kind: str, variable: str, fixed: tuple[tuple[str, str], ...]) -> bool:
    return (leaf.kind, leaf.variable, leaf.fixed) == (kind, variable, fixed)


def _down_columns(sheet: Sheet, columns: SummaryColumns, counts: Counts) -> list[str]:
    """Cells of rows of sums that are the sum of no run of rows above them: all rows, or those since the row of sums before."""
    found = []
    start = 0
    for row, texts in sheet.totals.iterrows():
        stated = {
            leaf.heading: float(value)
            for leaf in columns.leaves
            if isinstance(texts[leaf.heading], str)
            and (value := texts[leaf.heading].replace(",", "").strip()).isdecimal()
        }
        above = [int(number) for number in next(iter(counts.values())).index if number < int(str(row))]
        runs = [
            above,
            [number for number in above if number > start],
            list(next(iter(counts.values())).index),
        ]
        wrong = min(
            ([(h, value, int(counts[h].loc[run].sum())) for h, value in stated.items() if value != counts[h].loc[run].sum()] for run in runs),
            key=len,
        )  # fmt: skip
        found += [
            f"{sheet.letters[heading]}{row} “{heading}”的合计行为 {int(value)}，各行之和为 {added}"
            for heading, value, added in wrong
        ]
        start = int(str(row))
    return found


# --- units -----------------------------------------------------------------------------------------------------------


def _units(
    study: Study, sheet: Sheet, columns: SummaryColumns, frame: Frame | None, rows: pd.Index[Any]
) -> pd.DataFrame:
    """Street, community and the other row variables of every row; raises InputError for what is not known for certain."""
    stated = {} if frame is None else stated_places(sheet, frame.index)
    found: dict[str, list[str | None]] = {}
    for key in ("street", "community", *(key for key in columns.keys if key not in ("street", "community"))):
        heading = columns.keys.get(key)
        texts: Sequence[Any] = (
            [None] * len(rows) if heading is None else sheet.text[heading].loc[rows].tolist()
        )
        default = stated[key].key if key in stated else None
        streets = found.get("street", [None] * len(rows))
        found[key] = [
            _unit(study, sheet, key, heading, int(row), text, frame, street, default)
            for row, text, street in zip(rows, texts, streets, strict=True)
        ]
    units = pd.DataFrame(found, index=rows, dtype=object)
    if frame is not None:
        of_community = dict(
            zip(frame.units["community"].astype(str), frame.units["street"].astype(str), strict=True)
        )
        units["street"] = units["street"].where(units["street"].notna(), units["community"].map(of_community))
    if units["street"].isna().any():
        row = int(units.index[units["street"].isna()][0])
        raise InputError(
            f"{place(sheet.file, sheet.name)} 第{row}行: 没有写明街道，也不能由社区、表页名称、填报单位或文件名得知。请补上街道一列"
        )
    return units


def _unit(
    study: Study,
    sheet: Sheet,
    key: str,
    heading: str | None,
    row: int,
    text: Any,
    frame: Frame | None,
    street: str | None,
    default: str | None,
) -> str | None:
    if not isinstance(text, str) or not text.strip():
        return default
    variable = study.variables.get(key, key)
    if frame is None and key in ("street", "community"):
        return text.strip()
    places = None if frame is None else frame.index
    found = match(variable, text, places, street=street if key == "community" else None)
    if found.key is None:
        near = suggestion(text, list(found.candidates)) if found.candidates else found.reason
        cell = f"{sheet.letters[heading]}{row}" if heading else f"第{row}行"
        raise InputError(f'{place(sheet.file, sheet.name)} {cell}: "{text}" 不能确定。{near}')
    return found.key
