"""Records as a frame: a row per person, ordered Categoricals, and the labels that the frame carries with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.assembly import Assembly
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.settling import Value
from sqgz.errors import InputError
from sqgz.study import Study, Variable
from sqgz.study.references import SKIPPED

Array = np.ndarray[Any, Any]


def build_records(people: Assembly) -> pd.DataFrame:
    """A row per person: record, whether they answered, then every variable and the details kept behind it."""
    persons = people.persons
    columns: dict[str, Any] = {"record": np.arange(1, persons.people + 1)}
    roles = np.concatenate([np.full(part.rows, part.role) for part in people.parts])
    if {"answers", "roster"} <= set(roles):
        answered = np.zeros(persons.people, dtype=bool)
        rows = (roles == "answers") & (persons.person >= 0)
        answered[persons.person[rows]] = True
        columns["answered"] = answered
    for key, variable in people.study.variables.items():
        if key in people.values:
            value = people.values[key]
            columns[key] = _categorical(variable, value, people.frame)
            if any(detail is not None for detail in value.detail):
                columns[f"{key}_detail"] = pd.Categorical(value.detail)
    if weight := people.study.design.weight:
        columns[weight] = _weights(people, weight)
    records = pd.DataFrame(columns)
    carry_labels(records, people.study)
    return records


def _categorical(variable: Variable, value: Value, frame: Frame | None) -> pd.Categorical:
    found = sorted({str(key) for key in value.key if key is not None})
    declared = list(variable.labels)
    if variable.kind == "multiple":
        declared = []
    elif variable.kind == "place" and frame is not None:
        declared = [
            str(name)
            for name in frame.units["street" if variable.level == "street" else "community"].cat.categories
        ]
    rest = [key for key in found if key not in set(declared) and key != SKIPPED]
    skipped = [SKIPPED] if SKIPPED in found else []
    return pd.Categorical(value.key, categories=[*declared, *rest, *skipped], ordered=True)


def _weights(people: Assembly, key: str) -> Array:
    weights = np.full(people.persons.people, np.nan)
    start = 0
    for part in people.parts:
        if key in part.columns:
            rows = people.persons.person[start : start + part.rows]
            values = pd.to_numeric(part.raw(key), errors="coerce").to_numpy(dtype=float)
            fresh = (rows >= 0) & ~np.isnan(values)
            weights[rows[fresh][::-1]] = values[fresh][::-1]
        start += part.rows
    usable = (weights > 0) & np.isfinite(weights)
    if not usable.all():
        n = int((~usable).sum())
        raise InputError(
            f"权数列（{people.study.variables[key].label}）有 {n} 人为空、不是数字或不大于 0。请补全后重试。"
        )
    return weights


class Labels(dict[str, Any]):
    """Labels that a frame carries along; pandas copies what a frame carries at every step, these stay one object."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Labels:
        return self


def carry_labels(frame: pd.DataFrame, study: Study) -> None:
    """Let the frame carry its variables' labels, so that a table of it needs no study to be readable."""
    frame.attrs["study"] = study.name
    frame.attrs["variables"] = Labels(
        {
            key: {"label": variable.label, "kind": variable.kind, "labels": variable.labels}
            for key, variable in study.variables.items()
            if key in frame.columns
        }
    )
