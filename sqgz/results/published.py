"""All counts of a results table put together, so that all of them can be true of the same people.

Which rows are about the same people is read off their words; whether that can be so is reckoned. Supposing too much in
common hides more than needed, supposing too little would leave ways to reckon back: the most that fits is supposed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sqgz.cleaning.saving import COUNTS, PLACES, RECORDS
from sqgz.results.schema import Results
from sqgz.results.statements import Reader, Statement, person_only
from sqgz.results.vocabulary import SEAT, Vocabulary
from sqgz.study import Study
from sqgz.tables.disclosure import Attack, Release
from sqgz.tables.linked import Form, LinkedTables

OF_PEOPLE = ("count", "base", "missing", "skipped")
_DEAR = {"base": 20.0, "missing": 4.0, "skipped": 4.0, "count": 1.0}  # a hidden base takes its line away


@dataclass(eq=False)
class Published:
    """All counts of a results table: the statements of its rows, the value and price of every form, and the words."""

    words: Vocabulary
    statements: list[Statement]
    values: dict[Form, int]
    prices: dict[Form, float]
    implied: dict[tuple[str, str], tuple[str, frozenset[str]]]


def read_counts(results: Results) -> Published:
    """What the rows say of whom, put together so that all of it can be true of the same people.

    First it is supposed that a variable is known of everybody, unless the results say otherwise, and that a street
    lies in one zone; where the counts contradict that, less is supposed; comparisons of other people are put apart.
    """
    for everywhere_unknown, structure in ((False, True), (True, True), (True, False)):
        words = Vocabulary(results.study, results.frame, everywhere_unknown=everywhere_unknown)
        read = _read(words, results.frame, structure=structure)
        if _agree(read, list(read.values)):
            return read
    return _put_apart(read, results.frame)


def _read(words: Vocabulary, frame: pd.DataFrame, *, structure: bool) -> Published:
    said = _marked(words, frame, Reader(words).read(frame))
    read = Published(words, said, {}, {}, words.options | (_structure(words) if structure else {}))
    for name in frame["comparison"].unique():
        _register(read, frame, str(name))
    return read


def _marked(words: Vocabulary, frame: pd.DataFrame, said: list[Statement]) -> list[Statement]:
    """The statements; where some streets sent only counts, what is said of persons alone is marked so."""
    if not any(file.role == "summary" for file in words.study.files):
        return said
    names = frame["comparison"].astype("str")
    return [
        one if name in words.declared else map_forms(one, person_only)
        for name, one in zip(names, said, strict=True)
    ]


def _register(read: Published, frame: pd.DataFrame, name: str) -> None:
    """Nothing; notes the values of a comparison; if they contradict others, it is of other people than those."""
    rows = _rows_of(frame, name)
    if any(read.values.get(form, value) != value for form, value, _ in _counted(read, frame, rows)):
        _set_apart(read, rows, name)
    for row in rows:
        for form, value, _ in _counted(read, frame, [row]):
            if read.values.get(form, value) != value:
                _set_apart(read, [row], f"{name} {row}")  # contradicts its own table
                break
        for form, value, price in _counted(read, frame, [row]):
            read.values[form] = value
            read.prices[form] = max(read.prices.get(form, 0.0), price)


def _rows_of(frame: pd.DataFrame, name: str) -> list[int]:
    return [int(row) for row in np.flatnonzero((frame["comparison"] == name).to_numpy())]


def _counted(read: Published, frame: pd.DataFrame, rows: Sequence[int]) -> list[tuple[Form, int, float]]:
    """Forms of the rows with their values and the prices of hiding them."""
    found = []
    for column, dear in _DEAR.items():
        values = frame[column].to_numpy(dtype=float, na_value=np.nan)
        for row in rows:
            form = read.statements[row].counts.get(column)
            if form is not None and not np.isnan(values[row]):
                found.append((form, int(values[row]), dear * float(np.log2(2 + values[row]))))
    return found


def _set_apart(read: Published, rows: Sequence[int], name: str) -> None:
    """Nothing; what the rows say is said of people of their own."""
    for row in rows:
        read.statements[row] = map_forms(read.statements[row], lambda one: one.of(f"{one.people}/{name}"))


def map_forms(statement: Statement, change: Callable[[Form], Form]) -> Statement:
    """The statement with every form changed."""
    line = statement.line and (change(statement.line[0]), change(statement.line[1]))
    counts = {name: change(form) for name, form in statement.counts.items()}
    return replace(statement, counts=counts, rests_on=tuple(map(change, statement.rests_on)), line=line)


def _structure(words: Vocabulary) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
    """What everybody knows: in which zone a street lies, and that committees are made of heads and members."""
    found: dict[tuple[str, str], tuple[str, frozenset[str]]] = {}
    places = _known_places(words.study)
    if {"street", "zone"} <= set(words.study.variables) & set(places):
        for street, zones in places.dropna(subset=["street", "zone"]).groupby("street", observed=True):
            found["street", str(street)] = ("zone", frozenset(map(str, zones["zone"].unique())))
    for seat in words.domains[SEAT][:-1]:
        found[SEAT, seat] = ("position", frozenset({"chief", "member"}))
    return found


def _known_places(study: Study) -> pd.DataFrame:
    """Where streets lie: by the official list, else as those say who work there, since everybody knows it anyway."""
    file = PLACES if study.has_frame else COUNTS if study.counts_only else RECORDS
    path = study.processed / file
    return pd.read_parquet(path) if path.exists() else pd.DataFrame()


def tables_of(read: Published, people: str, forms: Sequence[Form]) -> LinkedTables:
    """The joint tables of one group of people."""
    return LinkedTables([form for form in forms if form.people == people], read.words.domains, read.implied)


def _agree(read: Published, forms: Sequence[Form]) -> bool:
    for people in dict.fromkeys(form.people for form in forms):
        own = [form for form in forms if form.people == people]
        if len(own) == 1:
            continue
        values = np.array([read.values[form] for form in own], dtype=float)
        release = Release(own, values, np.ones(len(own)))
        if not Attack(tables_of(read, people, own), release).consistent():
            return False
    return True


def _put_apart(read: Published, frame: pd.DataFrame) -> Published:
    """The counts, with each comparison that cannot be of the same people as those before it taken for itself."""
    read.values.clear()
    read.prices.clear()
    for name in map(str, frame["comparison"].unique()):
        before, prices, said = dict(read.values), dict(read.prices), list(read.statements)
        _register(read, frame, name)
        if not _agree(read, list(read.values)):
            read.values, read.prices, read.statements = before, prices, said
            _set_apart(read, _rows_of(frame, name), name)
            _register(read, frame, name)
    return read
