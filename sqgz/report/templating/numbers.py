"""From a row of results to the names of its numbers: 人数, 占比, 基数, 未填, each a living number with a value to reckon with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from sqgz.report.composing.material import Material
from sqgz.report.numbers import HIDDEN, NO_SHARES, RATE
from sqgz.report.templating.tree import Node

Record = Mapping[str, Any]
SHARE = (
    ("人数", "count", "count"),
    ("占比", "value", "percent"),
    ("基数", "base", "count"),
    ("未填", "missing", "count"),
)
RATIO = (("比重", "value", "percent"), ("人数", "count", "count"), ("基数", "base", "count"))


def number(material: Material, row: Record, field: str, form: str, about: str = "") -> Node:
    """A node where that field of a row stands, printed in that form."""
    return Node(partial(material.number, row, field, form), partial(value_of, row, field, form), about=about)


def wording(material: Material, row: Record, form: str, about: str = "") -> Node:
    """A node where the words of a deciding row stand; there is nothing to reckon with."""
    return Node(partial(material.says, row, form), _nothing, about=about)


def words(text: str, about: str = "") -> Node:
    """A node where a text stands that no result changes."""
    return Node(partial(str, text), about=about)


def numbers_of(material: Material, row: Record, named: tuple[tuple[str, str, str], ...]) -> dict[str, Node]:
    """Nodes of several fields of a row, by their names."""
    return {name: number(material, row, field, form) for name, field, form in named}


def value_of(row: Record, field: str, form: str) -> float | None:
    """What a template reckons with: people as they are, shares as per cent; None where the text gives no number."""
    if row["text"] == HIDDEN:
        return None
    value = _rate(row) if field == RATE else row[field]
    if value is None or pd.isna(value):
        return None
    if form == "count":
        return int(value)
    if (
        form == "percent"
        and row["stat"] == "share"
        and not pd.isna(row["base"])
        and int(row["base"]) < NO_SHARES
    ):
        return None
    size = abs(float(value)) if form == "gap" else float(value)
    return size * 100


def _rate(row: Record) -> float | None:
    return (
        None
        if pd.isna(row["count"]) or pd.isna(row["base"]) or not row["base"]
        else row["count"] / row["base"]
    )


def _nothing() -> None:
    return None
