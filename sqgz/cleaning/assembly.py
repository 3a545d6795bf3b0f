"""From sheets of people to one value per person and variable: the order in which one thing needs another.

Places come first, since an address means something only beside the street it is seen from; posts come before the
position that follows from them. Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning import derived, ledger
from sqgz.cleaning.answers import Answer, Column, as_decided, as_listed, match_column, put_to_review
from sqgz.cleaning.asking.decisions import SCOPE, UNDECIDABLE, Decisions
from sqgz.cleaning.asking.row_names import named_rows
from sqgz.cleaning.columns import People, names_in
from sqgz.cleaning.people import Persons
from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.places.names import PlaceIndex
from sqgz.cleaning.scope import Scope, post_text
from sqgz.cleaning.settling import Value, settle, take_first, take_highest
from sqgz.cleaning.texts.matches import mapped
from sqgz.spelling import comparable
from sqgz.study import Study, Variable

Array = np.ndarray[Any, Any]
_RANKS = {
    "party_post": derived.PARTY_RANK,
    "committee_post": derived.COMMITTEE_RANK,
    "position": derived.POSITION_RANK,
}


@dataclass(eq=False)
class Assembly:
    """All that is known of the rows of a study's people while they are cleaned."""

    study: Study
    parts: list[People]
    frame: Frame | None
    scope: Scope
    decisions: Decisions
    columns: dict[str, Column] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    derived: dict[str, Array] = field(default_factory=dict)
    own: dict[str, Array] = field(default_factory=dict)  # street and community as each row itself says them

    @property
    def persons(self) -> Persons:
        """The persons who are counted."""
        return self.scope.persons

    @property
    def listed(self) -> PlaceIndex | None:
        """Names of the official list, ready for matching."""
        return None if self.frame is None else self.frame.index

    def row_keys(self, key: str) -> Array:
        """Street or community of every row: as the row itself says, else that of its person; None where not known."""
        own = self.own[key] if key in self.own else _broadcast(self, key)
        return np.where(own == None, _broadcast(self, key), own)  # noqa: E711 - elementwise on objects

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of the people of these files, to be hidden wherever somebody typed them."""
        return names_in(self.study, self.parts)


def settle_people(people: Assembly) -> None:
    """Nothing; fills in the values of all variables of all people. Places must be settled (`settle_places`)."""
    _settle_scope(people)
    _settle_rest(people)


def _match(people: Assembly, variable: Variable, streets: Array | None = None) -> Column:
    column = match_column(
        variable,
        people.parts,
        decisions=people.decisions,
        places=people.listed,
        streets=streets,
        names=people.names,
        reading=(lambda raw: post_text(people.study, raw)) if variable.key in _RANKS else None,
    )
    if variable.key in _RANKS and people.scope.column is not None:
        open_rows = np.flatnonzero(people.scope.column.status() == "review")
        column.replace(open_rows, _awaits_scope)
    return column


def _awaits_scope(answer: Answer) -> Answer:
    """A post that is not read before it is known whether the person counts; only that is asked."""
    return replace(put_to_review(answer, reason="是否纳入统计尚待核实", candidates=()), asked="")


def _settle_scope(people: Assembly) -> None:
    """Take up the questions about who is counted, so that they are asked and kept in the ledger."""
    if people.scope.column is not None:
        people.columns[SCOPE] = people.scope.column
        people.values[SCOPE] = take_first(people.scope.column, people.persons)


def _has_column(people: Assembly, key: str) -> bool:
    return key in people.study.variables and any(
        key in part.columns or key in part.stated for part in people.parts
    )


def _broadcast(people: Assembly, key: str) -> Array:
    """Key of every row's person for a settled variable; None where not known."""
    if key not in people.values:
        return np.full(len(people.persons.person), None, dtype=object)
    keys = np.array([*people.values[key].key, None], dtype=object)
    return keys[people.persons.person]


def settle_places(people: Assembly) -> None:
    """Nothing; fills in street, then community (which may need it), then the street again where the community tells it."""
    for key in ("street", "community"):
        if _has_column(people, key):
            streets = _broadcast(people, "street") if key == "community" else None
            people.columns[key] = _match(people, people.study.variables[key], streets)
            _take_stated(people, people.columns[key])
            people.own[key] = people.columns[key].keys()
            people.values[key] = _settled(people, key)
    if people.frame is not None and "street" in people.values and "community" in people.values:
        of_community = derived.street_of_community(people.frame)
        _fill_streets(people, of_community)


def _take_stated(people: Assembly, column: Column) -> None:
    """Give rows that do not say where somebody works the place that their whole sheet states."""
    key, start = column.variable.key, 0
    silent = np.isin(column.status().astype(str), ("missing", "absent"))
    for part in people.parts:
        rows = start + np.flatnonzero(silent[start : start + part.rows])
        start += part.rows
        if key in part.stated and len(rows):
            found = part.stated[key]
            column.answers.append(
                Answer("", mapped(found.key, reason=f"由{found.where}得知"), asked="", from_sheet=True)
            )
            column.codes[rows] = len(column.answers) - 1


def _fill_streets(people: Assembly, of_community: dict[str, str]) -> None:
    """Give those who left the street blank, or wrote one that has been split since, the street of their community."""
    street, community = people.values["street"], people.values["community"]
    column = people.columns["street"]
    blank = (street.status == "missing") | (street.status == "absent")
    for i in np.flatnonzero((blank | (street.status == "review")) & (community.status == "mapped")):
        key = of_community.get(str(community.key[i]))
        if key is None or (
            street.status[i] == "review" and key not in _asked_among(column, int(street.row[i]))
        ):
            continue
        street.key[i], street.status[i] = key, "mapped"
        if (row := int(street.row[i])) >= 0:
            column.replace([row], _located(key))


def _asked_among(column: Column, row: int) -> tuple[str, ...]:
    """Keys among which somebody has to choose for a row whose street's history leaves it open; none otherwise."""
    answer = column.answers[column.codes[row]] if row >= 0 and column.codes[row] >= 0 else None
    return answer.match.candidates if answer is not None and answer.match.singly else ()


def _located(key: str) -> Callable[[Answer], Answer]:
    return lambda answer: replace(
        answer, match=mapped(key, reason="由所填社区推知"), asked="", from_sheet=True
    )


def _settle_rest(people: Assembly) -> None:
    study = people.study
    posts = "position" in study.variables and study.variables["position"].derive == "posts"
    shared = derived.in_one_column(people.parts) if posts else np.zeros(0, dtype=bool)
    if shared.any():
        _match_position(people)
    for key, variable in study.variables.items():
        if key in people.values or key in people.columns or not variable.categorical:
            continue
        if _has_column(people, key) or variable.place_column:
            _match_variable(people, variable, shared)
            people.values[key] = _settled(people, key)
        elif variable.source == "places" and people.frame is not None:
            place = [people.values.get(name) for name in ("street", "community")]
            if any(value is not None for value in place):
                people.values[key] = derived.derive_from_frame(variable, people.frame, place[0], place[1])
    if posts:
        said = _settled(people, "position") if shared.any() else None
        decided = _decided_positions(people) if shared.any() else None
        party, committee = (people.values.get(key) for key in ("party_post", "committee_post"))
        people.values["position"] = derived.derive_position(study, party, committee, said)
        if decided is not None:
            people.derived["position"] = decided


def _match_position(people: Assembly) -> None:
    """The position that the text of the posts itself tells, so that one question settles an unclear text."""
    variable = people.study.variables["position"]
    for part in people.parts:
        party, committee = derived.post_columns(part)
        if party is not None and party == committee:
            part.columns["position"] = party
    people.columns["position"] = _match(people, variable)
    for part in people.parts:
        part.columns.pop("position", None)


def _match_variable(people: Assembly, variable: Variable, shared: Array) -> None:
    column = _match(people, variable)
    if variable.key in ("party_post", "committee_post"):
        if shared.any():
            _follow_position(people, column, shared)
        if not shared.all():
            _read_none(column, ~shared if len(shared) else np.ones(len(column.codes), dtype=bool))
    if variable.place_column or variable.codebook == "level":
        people.derived[variable.key] = derived.apply_places(
            column,
            people.parts,
            people.frame,
            street=_broadcast(people, "street"),
            community=_broadcast(people, "community"),
        )
    people.columns[variable.key] = column


def _read_none(column: Column, rows: Array) -> None:
    """In a column of its own for each post, 无 says that the person holds none; beside other posts it would not."""
    blank = column.take(lambda answer: comparable(answer.raw) in ("无", "没有", "未任职"))
    chosen = rows & (column.status() == "review") & (blank == True)  # noqa: E712 - elementwise on objects
    column.replace(
        np.flatnonzero(chosen),
        lambda answer: replace(answer, match=mapped("none", reason="该栏专填此项职务，“无”即不任"), asked=""),
    )


def _follow_position(people: Assembly, column: Column, shared: Array) -> None:
    """Posts in one column are not asked for: what was decided about the position tells what is known of them."""
    position = people.columns["position"]
    decided = position.take(lambda answer: (answer.match.key or "") if answer.decided else None)
    for key, post in (("member", "unspecified"), ("staff", "none")):
        rows = np.flatnonzero(decided == key)
        column.replace(rows, as_decided(column.variable, post))
    unknown = ((decided == "chief") | (decided == "")) & (column.status() == "review")
    # a head, of which body?
    column.replace(np.flatnonzero(unknown), as_decided(column.variable, UNDECIDABLE))
    column.replace(np.flatnonzero(shared), lambda answer: replace(answer, asked=""))


def _settled(people: Assembly, key: str) -> Value:
    column = people.columns[key]
    ranks = _RANKS.get(key)
    if ranks is None:
        settle(column, people.persons)
    _decide_rows(people, column)
    return take_highest(column, people.persons, ranks) if ranks else take_first(column, people.persons)


def _decide_rows(people: Assembly, column: Column) -> None:
    """Apply the decisions about single rows that still hold."""
    made = {
        (one.file, one.row)
        for one in people.decisions.made.values()
        if one.row and one.variable == column.variable.key
    }
    if not made:
        return
    where = named_rows(people.parts)
    person, in_review = people.persons.person, column.status() == "review"
    for row in np.flatnonzero([place in made for place in where]):
        decision = people.decisions.of_row(column.variable.key, *where[row])
        if decision is not None:
            file, line = where[row]
            key = as_listed(column.variable, decision, people.listed, about=f"{file} 第{line}行")
            # what settles one row of a person settles those that are in review with it
            settled = (person == person[row]) & in_review & (person[row] >= 0)
            settled[row] = True
            column.replace(np.flatnonzero(settled), as_decided(column.variable, key))


def _decided_positions(people: Assembly) -> Array:
    """Mask of the people whose position somebody decided."""
    rows = people.columns["position"].take(lambda answer: answer.decided)
    decided = np.zeros(people.persons.people, dtype=bool)
    chosen = np.flatnonzero((rows == True) & (people.persons.person >= 0))  # noqa: E712 - elementwise on objects
    decided[people.persons.person[chosen]] = True
    return decided


def build_people_ledger(people: Assembly) -> pd.DataFrame:
    """The ledger of all rows and cells of people, once their values are settled."""
    where = ledger.row_places(people.parts)
    frames = [ledger.row_entries(people.parts, people.persons, contributes=_contributes(people))]
    nothing = np.zeros(len(where), dtype=bool)
    for key, value in people.values.items():
        column = people.columns.get(key)
        if column is not None and key != "position":
            frames.append(
                ledger.cell_entries(column, people.derived.get(key, nothing), where, people.persons)
            )
        elif column is None or key == "position":
            decided = people.derived.get("position") if key == "position" else None
            frames.append(ledger.value_entries(value, where, people.persons, decided=decided))
    return ledger.build_ledger(frames)


def _contributes(people: Assembly) -> Array:
    """Mask of the rows that give a value which no earlier row of their person gave."""
    person = people.persons.person
    found = np.zeros(len(person), dtype=bool)
    for key, column in people.columns.items():
        keys = column.keys()
        at = np.flatnonzero((column.status() == "mapped") & (person >= 0))
        about = person[at].astype(np.int64)
        if key in _RANKS:  # a second post is something new; no post is nothing
            codes = np.unique(keys[at].astype(str), return_inverse=True)[1]
            at, codes, about = (array[keys[at] != "none"] for array in (at, codes, about))
            about = about * (codes.max(initial=0) + 1) + codes
        _, first = np.unique(about, return_index=True)
        found[at[first]] = True
    return found
