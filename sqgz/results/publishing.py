"""The public version of results: small counts hidden everywhere at once, and whatever could give them away.

Everything a public output shows is rendered from `Results.public()`. What it covers, and what it does not, stands in
docs/disclosure.md. Rows keep their key; a hidden row has the sign `*` as its text and no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.clustered import Clustered
from sqgz.results.published import OF_PEOPLE, Published, read_counts, tables_of
from sqgz.results.schema import COUNTS, FLOATS, SUPPRESSED, Results, check_frame
from sqgz.results.untold import withhold
from sqgz.results.vocabulary import ANSWERED, CAME, SEAT
from sqgz.tables.disclosure import FEW, Attack, Guard, Release
from sqgz.tables.linked import Form, LinkedTables

AUDIENCE, PUBLIC = "audience", "公开"
SMALL_LINE = 10  # people up to whom a line with all in one category says it of each of them
_TOLD = re.compile(r"\d+ ?人")


def is_public(results: Results) -> bool:
    """Whether these results show nothing small any more."""
    return results.provenance.get(AUDIENCE) == PUBLIC


def make_public(results: Results) -> Results:
    """Results of which nothing small can be learned; the same object if they are public already.

    Raises AssertionError if the attack on the result succeeds, which would be a defect.
    """
    return results if is_public(results) else publish(results, read_counts(results))


def publish(
    results: Results, read: Published, also_hidden: Mapping[Form, int | None] | None = None
) -> Results:
    """Public results of counts already read; `also_hidden` are counts to be hidden for other reasons.

    Where their value is given, it must not be solved either: three people more or fewer have to stay possible.
    """
    hidden = choose_hidden(read, also_hidden or {})
    frame = _without(results.frame, read, hidden)
    check_frame(frame)
    return replace(results, frame=frame, provenance={**results.provenance, AUDIENCE: PUBLIC})


# --- what is hidden ---------------------------------------------------------------------------------------------------


def choose_hidden(read: Published, also_hidden: Mapping[Form, int | None]) -> set[Form]:
    """Forms that are not to be shown: small counts, lines with all in one category, and what would give them away."""
    found: set[Form] = set()
    for people in dict.fromkeys(form.people for form in read.values):
        found |= _hidden_among(read, people, also_hidden)
    return found


def _hidden_among(read: Published, people: str, also_hidden: Mapping[Form, int | None]) -> set[Form]:
    forms = [form for form in read.values if form.people == people]
    values = np.array([read.values[form] for form in forms], dtype=float)
    place = {form: number for number, form in enumerate(forms)}
    small = [number for number, value in enumerate(values) if 1 <= value <= FEW]
    others, guards = _alike_lines(read, place)
    guards = [Guard(forms[number], 1.0, float(FEW)) for number in small] + guards
    for form, value in also_hidden.items():
        if form in place and place[form] not in small:
            others.add(place[form])
            if value is not None:
                guards.append(Guard(form, max(0.0, value - 3.0), value + 3.0))
    closed = {form for one in read.statements if one.closed for form in one.counts.values()}
    others |= {place[form] for form in closed & set(place)} - set(small)
    prices = np.array([read.prices[form] for form in forms])
    tables = tables_of(read, people, [*forms, *(guard.form for guard in guards)])
    release = Release(forms, values, prices, small, sorted(others - set(small)), guards)
    guards += _between_the_lines(read, tables, release)
    return {forms[number] for number in Attack(tables, release).hide()}


def _alike_lines(read: Published, place: Mapping[Form, int]) -> tuple[set[int], list[Guard]]:
    """Counts that hold all of a line of at most ten people, and that somebody else must seem possible there."""
    hidden: set[int] = set()
    guards: dict[Form, Guard] = {}
    for one in read.statements:
        if one.line is None or "count" not in one.counts or one.counts["count"] not in place:
            continue
        (base, others), chosen = one.line, one.counts["count"]
        if base in place and 0 < read.values[base] <= SMALL_LINE and read.values[chosen] == read.values[base]:
            hidden.add(place[chosen])
            guards.setdefault(others, Guard(others, None, 1.0))
    return hidden, list(guards.values())


def _between_the_lines(read: Published, tables: LinkedTables, release: Release) -> list[Guard]:
    """Guards of small counts that are not printed but follow from those that are: groups left out of a comparison."""
    candidates: dict[Form, None] = {}
    for form in release.forms:
        for variable in sorted(form.variables):
            if len(form.boxes) != 1 or variable in (ANSWERED, SEAT, CAME):
                continue
            for category in read.words.known(variable):
                candidates[_with(form, variable, category)] = None
    unprinted = [form for form in candidates if form not in read.values]
    if not unprinted:
        return []
    follow = Attack(tables, release).determined(unprinted)
    return [
        Guard(unprinted[number], 1.0, float(FEW))
        for number, value in follow.items()
        if 1 - 1e-5 <= value <= FEW + 1e-5
    ]


def _with(form: Form, variable: str, category: str) -> Form:
    """The form of those who have another category of a variable instead."""
    (box,) = form.boxes
    return Form(frozenset({frozenset({**dict(box), variable: frozenset({category})}.items())}), form.people)


# --- the frame --------------------------------------------------------------------------------------------------------


def _without(frame: pd.DataFrame, read: Published, hidden: set[Form]) -> pd.DataFrame:
    """The frame with hidden rows emptied and single hidden counts null; no number of people stands in a warning."""
    said = read.statements
    clustered = Clustered(frame, read, hidden)
    gone = np.array([one.closed or any(form in hidden for form in one.rests_on) for one in said], dtype=bool)
    gone |= clustered.emptied
    found = frame.copy()
    found.loc[gone, [*FLOATS, "deff"]] = np.nan
    found.loc[gone, [name for name in COUNTS if name not in OF_PEOPLE]] = pd.NA
    for name in OF_PEOPLE:
        own = [one.counts.get(name) for one in said]
        lost = gone if name == "count" else np.array([one.closed for one in said], dtype=bool)
        unclear = np.array([form is None for form in own], dtype=bool) & gone
        found.loc[np.array([form in hidden for form in own], dtype=bool) | lost | unclear, name] = pd.NA
    found.loc[gone, ["finding", "warnings"]] = ""
    found.loc[_lettered(frame, gone), "text"] = ""
    found.loc[gone, "text"] = SUPPRESSED
    found["warnings"] = [_TOLD.sub("若干人", text) for text in found["warnings"]]
    return withhold(found, frame, clustered)


def _lettered(frame: pd.DataFrame, gone: np.ndarray[Any, Any]) -> pd.Series[bool]:
    """Shares whose letters were found beside hidden ones."""
    same = ["comparison", "stratum", "by", "category"]
    shares = (frame["stat"] == "share") & (frame["of"] == "row")
    beside = frame.assign(_gone=gone & shares).groupby(same, sort=False)["_gone"].transform("any")
    return shares & beside & ~frame["comparison"].str.startswith("localisation.")
