"""This year's study and its earlier ones, one under the other on today's map.

The waves are not linked: nobody is recognised in two of them, and people who took part twice count once in each.
Each wave comes as its own 01_clean wrote it; the earlier studies' own waves are not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.places.official_list import read_frame
from sqgz.cleaning.record_frame import carry_labels
from sqgz.cleaning.saving import COUNTS, RECORDS, load_records
from sqgz.cleaning.waves.later_map import LEVELS, put_on_later_map, tell_lost, zones_of
from sqgz.cleaning.waves.wave_cells import cells_of_waves
from sqgz.errors import InputError
from sqgz.study import Study, Variable
from sqgz.study.alike import CATEGORIES, CHIEF, KIND, find_difference
from sqgz.study.earlier import Earlier, load_earlier, own_name, wave_names
from sqgz.study.loading import load_alone
from sqgz.study.references import SKIPPED
from sqgz.study.unbuilt import WAVE

LABEL = "调查年度"


@dataclass(frozen=True, eq=False)
class Wave:
    """One wave: its name, the study it is from, and its people or cells."""

    name: str
    study: Study
    data: pd.DataFrame


def load_waves(study: Study, records: pd.DataFrame, *, waves: Collection[str] = ()) -> pd.DataFrame:
    """Records of the study and of its earlier studies, one under the other; cells if any of them has only counts.

    `wave` (ordered, the earliest first) names the study of each row; `waves` asks for some of them only. Streets and
    communities bear today's keys, null where their successor is not certain; an earlier zone is that of today's place.
    Levels (本社区 …) stay as recorded: seen from the map of their own year.
    Only variables that all waves declare with the same categories are there. `attrs` carry labels as records do, and
    `waves_cluster`: "community" if every earlier community is exactly one of today, else "street" if every street is,
    else None; `waves_warnings`: what could not be mapped or compared, as Chinese sentences.

    As cells, a table holds the variables that all waves count together; tables that only some waves have are left out.

    Raises InputError if the study names no earlier one, or 01_clean was not run for it.
    """
    parts = _parts(study, records, waves)
    frame = read_frame(study)
    keys, warnings = _shared(study, parts, zoned=frame is not None)
    mapped, cluster, told = _mapped(study, parts, keys, frame)
    warnings += told
    if any("n" in part.data for part in parts):
        joined, told = cells_of_waves([(part.name, part.study, part.data) for part in mapped], keys)
        warnings += told
    else:
        joined, told = _stacked(study, mapped, keys)
        warnings += told
    names = [part.name for part in parts]
    joined[WAVE] = pd.Categorical(joined[WAVE], categories=names, ordered=True)
    for key in keys:
        if key in joined:
            joined[key] = _categorical(study.variables[key], joined[key], mapped)
    carry_labels(joined, study)
    joined.attrs["variables"][WAVE] = {
        "label": LABEL,
        "kind": "ordered",
        "labels": {name: name for name in names},
    }
    joined.attrs["waves_cluster"] = cluster
    joined.attrs["waves_warnings"] = tuple(warnings)
    return joined


# --- which waves, which variables ------------------------------------------------------------------------------------


def _parts(study: Study, records: pd.DataFrame, waves: Collection[str]) -> list[Wave]:
    earlier = load_earlier(study, load_alone)
    if not earlier:
        raise InputError(
            "study.yaml 没有列出往年调查。请在 files 中写明，如 {study: ../example2023, role: wave}。"
        )
    by_name = {one.name: one for one in earlier}
    parts = []
    for name in wave_names(study, earlier):
        if waves and name not in waves:
            continue
        if name == own_name(study):
            parts.append(Wave(name, study, records))
        else:
            parts.append(Wave(name, by_name[name].study, _records_of(study, by_name[name])))
    return parts


def _records_of(study: Study, earlier: Earlier) -> pd.DataFrame:
    name = COUNTS if earlier.study.counts_only else RECORDS
    if not (earlier.study.processed / name).exists():
        folder = earlier.study.folder
        shown = (
            folder.relative_to(study.root).as_posix() if folder.is_relative_to(study.root) else folder.name
        )
        raise InputError(
            f"往年调查“{earlier.name}”（{earlier.given}）还没有清洗结果。请先运行 python run.py run {shown}。"
        )
    return load_records(earlier.study)


def _shared(study: Study, parts: Sequence[Wave], *, zoned: bool) -> tuple[list[str], list[str]]:
    """Variables that all waves have with the same categories, and sentences on those that are left out."""
    left_out: dict[str, str] = {}
    for part in parts:
        if part.study is study:
            continue
        for key, variable in study.variables.items():
            derived = key == "zone" and zoned and any(level in part.data for level in LEVELS)
            if variable.categorical and key not in left_out and not derived:
                why = _difference(study, variable, part)
                if why:
                    left_out[key] = f"变量 {key}（{variable.label}）不能跨年比较：“{part.name}”{why}。"
    held = [set(part.data.columns) | ({"zone"} if zoned else set()) for part in parts]
    keys = [
        key
        for key, variable in study.variables.items()
        if variable.categorical and key not in left_out and all(key in one for one in held)
    ]
    own = next((part.data for part in parts if part.study is study), None)
    told = [text for key, text in left_out.items() if own is None or key in own]
    return keys, told + _other_scope(study, parts)


def _difference(study: Study, variable: Variable, part: Wave) -> str:
    """How an earlier study's variable differs from this one's; "" if it does not."""
    other = part.study.variables.get(variable.key)
    if other is None or variable.key not in part.data:
        return "" if "n" in part.data and other is not None else "没有这个变量"
    differs = find_difference(study, variable, part.study, other)
    if differs == CHIEF:
        return f"的主职口径不同（{part.study.people.chief}，本次为{study.people.chief}）"
    return {KIND: "的题型不同", CATEGORIES: "的类别不同"}.get(differs, "")


def _other_scope(study: Study, parts: Sequence[Wave]) -> list[str]:
    return [
        f"“{part.name}”的统计范围（people.scope）与本次不同，人员口径不一致。"
        for part in parts
        if part.study.people.scope != study.people.scope
    ]


# --- places ----------------------------------------------------------------------------------------------------------


def _mapped(
    study: Study, parts: Sequence[Wave], keys: Sequence[str], frame: Any
) -> tuple[list[Wave], str | None, list[str]]:
    """The waves on today's map, the cluster that all of them share, and what could not be mapped."""
    own = next((part.data for part in parts if part.study is study), None)
    known = {
        level: set() if own is None or level not in own else set(own[level].dropna().astype(str))
        for level in LEVELS
    }
    mapped, told = [], []
    lost_levels = {level for level in LEVELS if level not in keys}
    for part in parts:
        data = part.data
        if part.study is not study or "n" in data:
            data, lost = put_on_later_map(data, part.study, frame, known)
            told += tell_lost(part.name, lost)
            lost_levels |= {one.level for one in lost}
        if "zone" in keys and frame is not None and not (part.study is study and "zone" in data):
            data = data.assign(zone=_zones(study, part, data, frame))
        mapped.append(Wave(part.name, part.study, data))
    cluster = next((level for level in reversed(LEVELS) if level not in lost_levels), None)
    if cluster is None:
        told.append("各次调查的社区和街道都不能一一对应，没有可用的群。")
    elif cluster == "street" and "community" in keys:
        told.append("各次调查的社区不能一一对应，以街道为群。")
    return mapped, cluster, told


def _zones(study: Study, part: Wave, data: pd.DataFrame, frame: Any) -> pd.Series[Any]:
    """Zone of today's place; where there is none, as that study recorded it, if it means the same by it."""
    found = zones_of(data, frame)
    declared = part.study.variables.get("zone")
    if "zone" in part.data and declared is not None and declared.labels == study.variables["zone"].labels:
        recorded = part.data["zone"].astype(object)
        found = found.where(found.notna(), recorded)
    return found


# --- one under the other ---------------------------------------------------------------------------------------------


def _stacked(study: Study, parts: Sequence[Wave], keys: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """People of all waves: record (numbered anew), answered, the variables and their details, and the weight."""
    columns = [*keys, *(f"{key}_detail" for key in keys if any(f"{key}_detail" in one.data for one in parts))]
    frames, told = [], []
    for part in parts:
        frame = pd.DataFrame({WAVE: part.name}, index=range(len(part.data)))
        if any("answered" in one.data for one in parts):
            frame["answered"] = part.data["answered"].to_numpy() if "answered" in part.data else True
        for key in columns:
            given = part.data[key].astype(object).to_numpy() if key in part.data else None
            frame[key] = pd.Series(given, index=frame.index, dtype=object)
        frames.append(frame)
    weights = [part.study.design.weight for part in parts]
    if all(weights):
        for frame, part, weight in zip(frames, parts, weights, strict=True):
            frame[study.design.weight or str(weights[-1])] = part.data[weight].to_numpy(dtype=float)
    elif any(weights):
        without = "、".join(
            f"“{part.name}”" for part, weight in zip(parts, weights, strict=True) if not weight
        )
        told.append(f"{without}没有权数，跨年比较不加权。")
    joined = pd.concat(frames, ignore_index=True)
    for key in columns[len(keys) :]:
        joined[key] = pd.Categorical(joined[key])
    joined.insert(0, "record", np.arange(1, len(joined) + 1))
    return joined, told


def _categorical(variable: Variable, values: pd.Series[Any], parts: Sequence[Wave]) -> pd.Categorical:
    """The values as an ordered Categorical, in this study's order; what only an earlier wave has stands behind."""
    found = set(values.dropna().astype(str))
    declared = [] if variable.kind == "multiple" else list(variable.labels)
    if variable.kind == "place":
        last = parts[-1].data[variable.key]
        known = last.cat.categories if isinstance(last.dtype, pd.CategoricalDtype) else last.dropna().unique()
        declared = [str(name) for name in known]
    rest = sorted(found - set(declared) - {SKIPPED})
    skipped = [SKIPPED] if SKIPPED in found else []
    return pd.Categorical(values, categories=[*declared, *rest, *skipped], ordered=True)
