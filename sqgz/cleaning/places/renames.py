"""What became of streets and communities since: the list of renames (沿革表), checked as a whole and ready for look-up.

A name that one unit gave up and another bears now is never taken for either without a date (`later(since=…)`).
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from sqgz.cleaning.places.history import Former, FormerStreet
from sqgz.cleaning.places.index import PlaceIndex
from sqgz.cleaning.places.rename_rows import SPLIT, Change, changes_of
from sqgz.cleaning.places.spelling import plain_name, street_form
from sqgz.cleaning.places.succession import Row, Step, Succession
from sqgz.cleaning.places.unit_names import Unit, UnitNames
from sqgz.errors import InputError


@dataclass(frozen=True)
class Later:
    """What a unit of former times is on the official list of today.

    `communities` are keys: one if it is certain, several after a split (or where the name leaves it open), none if it
    is not known. `streets` are the streets they lie in; of a street, what it became. `kinds` are the changes met.
    """

    communities: tuple[str, ...]
    streets: tuple[str, ...]
    kinds: tuple[str, ...] = ()

    @property
    def community(self) -> str | None:
        """The one community that it is today, or None."""
        return self.communities[0] if len(self.communities) == 1 else None

    @property
    def street(self) -> str | None:
        """The one street in which it lies today, or None."""
        return self.streets[0] if len(self.streets) == 1 else None


class Renames:
    """The changes of an official list; without any, every unit of the list is what it was.

    Raises InputError, with file and row, for a row written twice, a rename into two names, a split into one, names
    that lead back to themselves at one time, and a present name that the list does not have.
    """

    def __init__(self, index: PlaceIndex, changes: Sequence[Change]) -> None:
        self._index = index
        self._names = UnitNames(index, changes)
        rows = [Row(change, *self._names.pair(change)) for change in changes]
        _refuse_repeated(rows)
        for row in rows:
            _refuse_street_beside_community(row)
        kept = [row for row in rows if row.old != row.new or row.change.kind == SPLIT]
        self._succession = Succession(index, kept)
        for row in sorted(self._succession.rows, key=lambda row: row.old.level != "street"):
            self._check_new_name(row)
            self._check_steps(row)

    def later(self, name: str, street: str | None = None, *, since: date | None = None) -> Later:
        """What the community is today that bore this name (or key), in the street of this name or key if given.

        `since` is the day on which it bore the name; without it, every unit that ever bore it is meant.
        """
        keys, steps = self._succession.later(self._names.community(name, street or ""), since)
        places = [place for key in keys if (place := self._index.place(key)) is not None]
        return Later(keys, tuple(dict.fromkeys(place.street for place in places)), _kinds(steps))

    def later_street(self, name: str, *, since: date | None = None) -> Later:
        """What the street is today that bore this name."""
        keys, steps = self._succession.later(Unit("street", "", street_form(plain_name(name))), since)
        return Later((), keys, _kinds(steps))

    @cached_property
    def index(self) -> PlaceIndex:
        """Names of the official list and, beside them, those of former times."""
        past, former, streets = self._succession, [], []
        for old in dict.fromkeys(row.old for row in past.rows):
            steps = past.steps(old)
            keys = past.targets(old, steps)
            if old.level == "street":
                streets.append(FormerStreet(old.form, keys, _kinds(steps)))
            else:
                parts = tuple(place for key in keys if (place := self._index.place(key)) is not None)
                lay = frozenset(past.streets_of(old.street)) if old.street else frozenset()
                former.append(Former(old.form, lay, parts, _kinds(steps)))
        return self._index.knowing(former, streets)

    # --- checking ----------------------------------------------------------------------------------------------------

    def _check_new_name(self, row: Row) -> None:
        past, (change, _, new) = self._succession, row
        if new.street and not past.streets_of(new.street):
            raise InputError(
                f"{change.where}: 现名称所在的街道“{new.street}”不在单位名录中。{self._near(Unit('street', '', new.street))}请核对。"
            )
        keys = past.leads_to(row)
        if not keys:
            raise InputError(
                f"{change.where}: 现名称“{change.new}”不在单位名录中，沿革表中也没有它以后的变更。{self._near(new)}请改正名称，或补上以后的变更。"
            )
        if len(keys) > 1 and len(past.today(new)) > 1:
            raise InputError(
                f"{change.where}: 名录中有几个单位叫“{change.new}”（{'、'.join(keys)}）。请在现名称前写明街道。"
            )

    def _check_steps(self, row: Row) -> None:
        change, old, _ = row
        for step in self._succession.steps(old):
            if change in step.changes:
                _check_step(change, step)
            elif change.kind != SPLIT and change.when.surely_before(step.when):
                again = step.changes[0]
                if not self._succession.taken_over(old, change.when, step.when):
                    raise InputError(
                        f"{again.where}: “{again.old}”在第{change.row}行已{change.kind}为“{change.new}”，不能再有变更。请核对原名称或日期。"
                    )

    def _near(self, unit: Unit) -> str:
        near = (
            self._index.closest_streets(unit.form, most=1)
            if unit.level == "street"
            else self._index.closest_communities(unit.form, most=1)
        )
        return f"是否为“{near[0]}”？" if near else ""


def _kinds(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change.kind for step in steps for change in step.changes))


def _refuse_repeated(rows: Iterable[Row]) -> None:
    seen: dict[tuple[Unit, Unit], Change] = {}
    for change, old, new in rows:
        first = seen.setdefault((old, new), change)
        apart = first.when.surely_before(change.when) or change.when.surely_before(first.when)
        if first is not change and not apart:
            raise InputError(
                f"{change.where}: “{change.old}”到“{change.new}”与第{first.row}行重复。请删去一行。"
            )


def _refuse_street_beside_community(row: Row) -> None:
    if row.old.level != row.new.level:
        raise InputError(
            f"{row.change.where}: “{row.change.old}”与“{row.change.new}”一个是街道，一个是社区。请分别写明街道或社区的名称。"
        )


def _check_step(change: Change, step: Step) -> None:
    """Nothing, unless the rows of one unit at one time contradict each other."""
    kinds = {one.kind for one in step.changes}
    if kinds == {SPLIT}:
        if len(step.new) < 2:
            raise InputError(
                f"{change.where}: “{change.old}”的拆分只有一个现名称“{change.new}”。拆分后的每个单位各写一行；若只是改名，请改类型。"
            )
    elif len(step.new) > 1 or len(kinds) > 1:
        other = next(one for one in step.changes if one is not change)
        kind = next(kind for kind in (change.kind, other.kind) if kind != SPLIT)
        raise InputError(
            f"{change.where}: “{change.old}”在第{other.row}行另有现名称“{other.new}”（{other.kind}）。"
            f"{kind}只能有一个现名称；若是拆分，请各行都写“{SPLIT}”。"
        )


# --- the list with its history, for `sqgz.match` ---------------------------------------------------------------------

_made: dict[int, tuple[Any, PlaceIndex]] = {}


def index_of(places: pd.DataFrame) -> PlaceIndex:
    """The index of an official list; with the history that `places.attrs["renames"]` gives, if it does.

    That is a list of mappings old, new, date, kind (and street, old_street, new_street), one for each old–new pair,
    as `frame.to_dict("records")` makes it. Built once for each frame object, as `PlaceIndex.from_frame`.
    """
    plain = PlaceIndex.from_frame(places)
    rows = places.attrs.get("renames")
    if not rows:
        return plain
    known = _made.get(id(places))
    if known is not None and known[0]() is places:
        return known[1]
    for gone in [one for one, (frame, _) in _made.items() if frame() is None]:
        del _made[gone]
    index = Renames(plain, changes_of(rows)).index
    _made[id(places)] = (weakref.ref(places), index)
    return index
