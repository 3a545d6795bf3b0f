"""Numbers as they are printed: each form of a field of results as Chinese text, rounded once, half away from zero."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from sqgz.results import untold
from sqgz.results.labels import of_mix, p_text
from sqgz.results.schema import COLUMNS, SUPPRESSED
from sqgz.rounding import half_up

NOT_APPLICABLE = "—"
RATE = "rate"  # the field of count / base
NO_SHARES = 20  # people below whom no percentage is given
_SHARES = ("percent", "hundredths")
_OF_PEOPLE = ("base", "missing", "skipped")
HIDDEN = SUPPRESSED


def print_number(row: Mapping[str, Any], field: str, form: str) -> str:
    """The field of a row of results, in that form; a dash where there is no number, * where it is withheld.

    A share is rounded from its count and base where the row holds both, so that 83 of 651 is 12.7 % on every machine.

    >>> print_number({"value": 83 / 651, "count": 83, "base": 651, "stat": "share", "text": ""}, "value", "percent")
    '12.7%'
    >>> print_number({"value": -0.0801, "stat": "difference", "text": ""}, "value", "gap")
    '8.0'
    """
    if is_withheld(row, field):
        return HIDDEN
    if form not in FORMS:
        raise ValueError(f"no such form of a number: {form!r}; forms: {', '.join(FORMS)}")
    value = _rate(row) if field == RATE else row[field]
    if value is None or pd.isna(value):
        return NOT_APPLICABLE
    if form in _SHARES and row["stat"] == "share" and _below(row):
        return NOT_APPLICABLE
    return FORMS[form](_exact(row) if field == "value" else value)


def is_withheld(row: Mapping[str, Any], field: str) -> bool:
    """Whether the public are not told that field of a row: the whole row, or a number in one that is shown.

    Rows of answers always know their base and who did not answer, except the make-up that shares are standardised to;
    of what was reckoned from single clusters the row itself says that it is not told.

    >>> is_withheld({"text": "", "stat": "share", "stratum": "", "missing": None}, "missing")
    True
    """
    if row["text"] == HIDDEN or untold.is_withheld(row, field):
        return True
    answers = row["stat"] in ("share", "count") and not of_mix(str(row.get("stratum", "")))
    return answers and field in _OF_PEOPLE and bool(pd.isna(row[field]))


def can_print(field: str, form: str) -> bool:
    """Whether rows of results have that field and numbers that form; a document may be of another version."""
    return form in FORMS and (field in COLUMNS or field == RATE)


def _rate(row: Mapping[str, Any]) -> Fraction | None:
    """The count of a row as a share of its base: 填报率 and the like, which are not shares of answers."""
    count, base = row["count"], row["base"]
    if count is None or base is None or pd.isna(count) or pd.isna(base) or not base:
        return None
    return Fraction(int(count), int(base))


def _below(row: Mapping[str, Any]) -> bool:
    """Whether a share is of so few people that no percentage is given."""
    base = row.get("base")
    return base is not None and not pd.isna(base) and int(base) < NO_SHARES


def _exact(row: Mapping[str, Any]) -> Any:
    """The share as the fraction that it is, else the value: unweighted shares are rounded exactly."""
    value, count, base = row["value"], row.get("count"), row.get("base")
    if row["stat"] != "share" or count is None or base is None or pd.isna(count) or pd.isna(base) or not base:
        return value
    fraction = Fraction(int(count), int(base))
    return fraction if math.isclose(float(fraction), value, rel_tol=1e-9, abs_tol=1e-12) else value


FORMS: dict[str, Callable[[Any], str]] = {
    "count": lambda value: str(int(value)),
    "percent": lambda value: f"{half_up(value * 100)}%",
    "hundredths": lambda value: str(half_up(value * 100)),  # in a column headed 占比（%）
    "gap": lambda value: str(half_up(abs(value) * 100)),
    "points": lambda value: str(half_up(value * 100)),
    "p": p_text,
    "decimal": lambda value: str(half_up(value, 2)),
}
