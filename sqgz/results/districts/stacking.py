"""Counts of several districts, one under the other; streets of one name stay apart, each in its district."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sqgz.results.districts.offices import SUMMARY, District
from sqgz.results.districts.planning import Asked, needed_by
from sqgz.results.mixed import WARNINGS
from sqgz.study import Study
from sqgz.study.references import LOCAL, SKIPPED, STUDY
from sqgz.tables import count
from sqgz.tables.cells import MEASURES


def stack_cells(joint: Study, asked: Asked) -> pd.DataFrame:
    """Cells of everybody in the districts that take part: study, the keys, the cluster (null where unknown), n, w, w2.

    Carries what is to be said of streets that sent only counts.
    """
    parts, said = [], []
    for one in asked.districts:
        part, told = _cells_of(joint, one, asked)
        parts.append(part)
        said += told
    joined = pd.concat(parts, ignore_index=True)
    names = [one.name for one in asked.districts]
    joined[STUDY] = pd.Categorical(joined[STUDY], categories=names, ordered=True)
    for key in needed_by(asked.comparison):
        joined[key] = _in_order(joint, key, joined[key])
    cluster = joint.design.cluster
    if cluster:
        joined[cluster] = joined[cluster].astype("category")
    joined.attrs[WARNINGS] = tuple(said)
    return joined


def _cells_of(joint: Study, district: District, asked: Asked) -> tuple[pd.DataFrame, list[str]]:
    """The cells of one district, its clusters named after it, and what is to be said of them."""
    outcome = asked.comparison.outcome
    keys = [LOCAL if joint.variables[key].codebook == LOCAL else key for key in needed_by(asked.comparison)]
    own = district.study.design.cluster
    with_cluster = [*keys, own] if own and own not in keys else keys
    held = district.holding(with_cluster, preferred=asked.source)
    if held is None or (own and own not in held):
        with_cluster, own = keys, None
        held = district.holding(keys, preferred=asked.source)
    assert held is not None, f"{district.name} has no counts of {keys}"
    cells = _texts(count(held, with_cluster), with_cluster)
    said: list[str] = []
    if district.mixed:
        added, told = _of_streets(district, outcome, with_cluster)
        said += told
        cells = pd.concat([cells, added], ignore_index=True)
    cells = cells.rename(columns={LOCAL: outcome})
    if joint.design.cluster:
        clusters = cells[own] if own else pd.Series(None, index=cells.index, dtype=object)
        named = clusters.map(lambda name: f"{district.name}/{name}", na_action="ignore")
        cells[joint.design.cluster] = named.astype(object)
    cells.insert(0, STUDY, district.name)
    shown = [STUDY, *needed_by(asked.comparison), *([joint.design.cluster] if joint.design.cluster else [])]
    return cells[[*dict.fromkeys(shown), *MEASURES]], said


def _of_streets(district: District, outcome: str, keys: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Cells of the streets that sent only counts, where these hold every key; else a sentence on what is left out."""
    table = district.part(f"{SUMMARY}{outcome}")
    streets = {
        str(name)
        for one in district.tables
        if one.startswith(SUMMARY)
        for name in district.part(one)["street"].dropna()
    }
    usable = len(table) > 0 and all(key in table and table[key].notna().any() for key in keys)
    others = [key for key in keys if key != outcome]
    used = table[table[others].notna().all(axis=1)] if usable else table.iloc[:0]
    told = []
    if len(used):
        taken = used["street"].astype("str").nunique()
        told.append(f"{district.label}有 {taken} 个街道只报了汇总数，按汇总数计入")
    lost = len(streets - set(used["street"].astype("str")))
    if lost:
        told.append(f"{district.label}有 {lost} 个街道只报了汇总数而没有相应的分类，未计入")
    return _texts(count(used, list(keys)), keys), told


def _texts(cells: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return cells.astype(dict.fromkeys(keys, object))


def _in_order(joint: Study, key: str, values: pd.Series[Any]) -> pd.Categorical:
    """The values in the order that the variable declares; what a multiple-choice question combines stands sorted."""
    variable = joint.variables[key]
    found = set(values.dropna().astype("str"))
    declared = [] if variable.kind == "multiple" else list(variable.labels)
    further = sorted(found - set(declared) - {SKIPPED})
    skipped = [SKIPPED] if SKIPPED in found else []
    return pd.Categorical(values, categories=[*declared, *further, *skipped], ordered=True)
