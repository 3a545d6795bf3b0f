"""What became of streets and communities since: the list of renames (沿革表), followed to the official list of today.

A change is followed by its date: a name that one unit gave up and another took later leads to each at its time.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from sqgz.cleaning.place_history import Former, FormerStreet, Place
from sqgz.cleaning.place_index import PlaceIndex
from sqgz.cleaning.place_spelling import plain_name, street_form
from sqgz.cleaning.rename_rows import SPLIT, Change, When, changes_of
from sqgz.cleaning.unit_names import Unit, UnitNames
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


_Row = tuple[Change, Unit, Unit]


class _Step(NamedTuple):
    """What happened to one unit at one time: its rows, and the units it became."""

    when: When
    changes: tuple[Change, ...]
    new: tuple[Unit, ...]


class Renames:
    """The changes of an official list, checked as a whole.

    Raises InputError, with file and row, for a row written twice, a rename into two names, a split into one, names
    that lead back to themselves on one day, and a present name that the list does not have.
    """

    def __init__(self, index: PlaceIndex, changes: Sequence[Change]) -> None:
        self._index = index
        self._names = UnitNames(index, changes)
        read = [(change, *self._names.pair(change)) for change in changes]
        _refuse_repeated(read)
        self._rows = [row for row in read if row[1] != row[2] or row[0].kind == SPLIT]
        self._street_keys: dict[str, tuple[str, ...]] = {}
        self._known_steps: dict[Unit, list[_Step]] = {}
        self._by_form = _by_form(self._rows)
        self._rows = [(change, old, self._beside(old, new)) for change, old, new in self._rows]
        self._by_form = _by_form(self._rows)
        self._known_steps.clear()
        for change, old, new in sorted(self._rows, key=lambda row: row[1].level != "street"):
            self._check(change, old, new)

    # --- what others ask ---------------------------------------------------------------------------------------------

    def later(self, name: str, street: str | None = None, *, since: date | None = None) -> Later:
        """What the community is today that bore this name (or key), in the street of this name or key if given.

        `since` is the day on which it bore the name; without it, every unit that ever bore it is meant.
        """
        unit = self._names.community(name, street or "")
        return self._later(unit, since)

    def later_street(self, name: str, *, since: date | None = None) -> Later:
        """What the street is today that bore this name."""
        return self._later(Unit("street", "", street_form(plain_name(name))), since)

    @cached_property
    def index(self) -> PlaceIndex:
        """Names of the official list and, beside them, those of former times."""
        former, streets = [], []
        for old in dict.fromkeys(row[1] for row in self._rows):
            steps = self._steps(old)
            kinds = tuple(dict.fromkeys(change.kind for step in steps for change in step.changes))
            keys = self._targets(old, steps)
            if old.level == "street":
                streets.append(FormerStreet(old.form, keys, kinds))
            else:
                parts = tuple(place for key in keys if (place := self._index.place(key)) is not None)
                lay = frozenset(self._streets_of(old.street)) if old.street else frozenset()
                former.append(Former(old.form, lay, parts, kinds))
        return self._index.knowing(former, streets)

    # --- following ---------------------------------------------------------------------------------------------------

    def _later(self, unit: Unit, since: date | None) -> Later:
        steps = self._steps(unit)
        if since is not None:
            after = [step for step in steps if step.when.last > since][:1]
            if after or self._today(unit):
                return self._told(unit, self._targets(unit, after) if after else self._today(unit), after)
        keys = tuple(dict.fromkeys((*self._today(unit), *self._targets(unit, steps))))
        return self._told(unit, keys, steps)

    def _told(self, unit: Unit, keys: tuple[str, ...], steps: Sequence[_Step]) -> Later:
        kinds = tuple(dict.fromkeys(change.kind for step in steps for change in step.changes))
        if unit.level == "street":
            return Later((), keys, kinds)
        places = [place for key in keys if (place := self._index.place(key)) is not None]
        return Later(keys, tuple(dict.fromkeys(place.street for place in places)), kinds)

    def _targets(self, start: Unit, steps: Iterable[_Step]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for step in steps:
            for unit in step.new:
                found |= dict.fromkeys(self._follow(unit, step, ((start, step.when),)))
        return tuple(found)

    def _follow(self, unit: Unit, step: _Step, path: tuple[tuple[Unit, When], ...]) -> tuple[str, ...]:
        """Keys of what the unit that came out of a step is today.

        Changes of the same time are followed only if the list does not have the unit: else they are about another.
        """
        steps, today = self._steps(unit), self._today(unit)
        after = [one for one in steps if step.when.surely_before(one.when)]
        if not after and not today:
            after = [one for one in steps if not one.when.surely_before(step.when)]
        if not after:
            return today
        if (unit, after[0].when) in path:
            raise InputError(
                f"{after[0].changes[0].where}: 沿革表首尾相接，“{unit.shown}”又变回自己，从日期分不出先后。请核对原名称、现名称和日期。"
            )
        path = (*path, (unit, after[0].when))
        keys = (key for new in after[0].new for key in self._follow(new, after[0], path))
        return tuple(dict.fromkeys(keys))

    def _steps(self, unit: Unit) -> list[_Step]:
        """What happened to the units of this name, earliest first."""
        if unit not in self._known_steps:
            grouped: dict[When, list[_Row]] = {}
            for row in self._rows_of(unit):
                grouped.setdefault(row[0].when, []).append(row)
            self._known_steps[unit] = [
                _Step(when, tuple(row[0] for row in group), self._new(unit, when, group))
                for when, group in sorted(grouped.items())
            ]
        return self._known_steps[unit]

    def _rows_of(self, unit: Unit) -> list[_Row]:
        """Rows whose old unit may be this one."""
        rows = self._by_form.get((unit.level, unit.form), [])
        return [row for row in rows if self._same(row[1].street, unit.street)]

    def _new(self, unit: Unit, when: When, group: Sequence[_Row]) -> tuple[Unit, ...]:
        """The units that came out; also the old one where it only gave a part away and kept its name."""
        new = dict.fromkeys(row[2] for row in group)
        if group[0][0].kind == SPLIT and not any(self._same_unit(unit, one) for one in new):
            stays = self._today(unit) or any(when.surely_before(row[0].when) for row in self._rows_of(unit))
            if stays and not self._taken_over(unit, when):
                new[unit] = None
        return tuple(new)

    def _taken_over(self, unit: Unit, when: When) -> bool:
        """Whether another unit took the name at that time or later."""
        return any(
            self._same_unit(new, unit)
            and not self._same_unit(old, unit)
            and not change.when.surely_before(when)
            for change, old, new in self._rows
        )

    def _same_unit(self, one: Unit, other: Unit) -> bool:
        return (one.level, one.form) == (other.level, other.form) and self._same(one.street, other.street)

    def _same(self, one: str, other: str) -> bool:
        """Whether two names of streets may be of one street; an empty name is any street's."""
        if not one or not other or one == other:
            return True
        return bool(set(self._streets_of(one)) & set(self._streets_of(other)))

    def _today(self, unit: Unit) -> tuple[str, ...]:
        """Keys of the units of the list that bear the name."""
        if unit.level == "street":
            return self._index.streets_meant(unit.form)
        places: list[Place] = self._index.communities(unit.form)
        if unit.street:
            streets = self._streets_of(unit.street)
            places = [place for place in places if place.street in streets]
        return tuple(place.key for place in places)

    def _streets_of(self, form: str) -> tuple[str, ...]:
        """Keys of today's streets that the street of this name is or became."""
        if form not in self._street_keys:
            unit = Unit("street", "", form)
            self._street_keys[form] = self._later(unit, None).streets
        return self._street_keys[form]

    def _beside(self, old: Unit, new: Unit) -> Unit:
        """The new unit; in the old one's street, if units of several streets bear the name and one lies there."""
        if new.level == "street" or new.street or len(self._today(new)) < 2:
            return new
        here = Unit(new.level, old.street, new.form, new.shown)
        return here if old.street and len(self._today(here)) == 1 else new

    # --- checking ----------------------------------------------------------------------------------------------------

    def _check(self, change: Change, old: Unit, new: Unit) -> None:
        if old.level != new.level:
            raise InputError(
                f"{change.where}: “{change.old}”与“{change.new}”一个是街道，一个是社区。请分别写明街道或社区的名称。"
            )
        if new.street and not self._streets_of(new.street):
            raise InputError(
                f"{change.where}: 现名称所在的街道“{new.street}”不在单位名录中。{self._near(Unit('street', '', new.street))}请核对。"
            )
        step = _Step(change.when, (change,), (new,))
        keys = self._follow(new, step, ((old, change.when),))
        if not keys:
            raise InputError(
                f"{change.where}: 现名称“{change.new}”不在单位名录中，沿革表中也没有它以后的变更。{self._near(new)}请改正名称，或补上以后的变更。"
            )
        if len(keys) > 1 and len(self._today(new)) > 1:
            raise InputError(
                f"{change.where}: 名录中有几个单位叫“{change.new}”（{'、'.join(keys)}）。请在现名称前写明街道。"
            )
        self._check_steps(change, old)

    def _check_steps(self, change: Change, old: Unit) -> None:
        steps = self._steps(old)
        for step in steps:
            if change in step.changes and step.changes[0].kind == SPLIT and len(step.new) < 2:
                raise InputError(
                    f"{change.where}: “{change.old}”的拆分只有一个现名称“{change.new}”。拆分后的每个单位各写一行；若只是改名，请改类型。"
                )
            kinds = {one.kind for one in step.changes}
            others = [one for one in step.changes if one is not change]
            if change in step.changes and (len(kinds) > 1 or (change.kind != SPLIT and len(step.new) > 1)):
                raise InputError(
                    f"{change.where}: “{change.old}”在第{others[0].row}行另有现名称“{others[0].new}”（{others[0].kind}）。"
                    f"{change.kind}只能有一个现名称；若是拆分，请各行都写“{SPLIT}”。"
                )
        self._check_once_more(change, old, steps)

    def _check_once_more(self, change: Change, old: Unit, steps: Sequence[_Step]) -> None:
        """A unit that gave its name up cannot do so again, unless the name was given anew in between."""
        for step in steps:
            if change.kind == SPLIT or not change.when.surely_before(step.when):
                continue
            given = any(
                self._same_unit(new, old) and not one.when.surely_before(change.when)
                and not step.when.surely_before(one.when) and one not in (change, step.changes[0])
                for one, _, new in self._rows
            )  # fmt: skip
            if not given:
                raise InputError(
                    f"{step.changes[0].where}: “{step.changes[0].old}”在第{change.row}行已{change.kind}为“{change.new}”，不能再有变更。请核对原名称或日期。"
                )

    def _near(self, unit: Unit) -> str:
        near = (
            self._index.closest_streets(unit.form, most=1)
            if unit.level == "street"
            else self._index.closest_communities(unit.form, most=1)
        )
        return f"是否为“{near[0]}”？" if near else ""


def _refuse_repeated(rows: Iterable[_Row]) -> None:
    seen: dict[tuple[Unit, Unit, str], Change] = {}
    for change, old, new in rows:
        first = seen.setdefault((old, new, change.kind), change)
        if first is not change and not (
            first.when.surely_before(change.when) or change.when.surely_before(first.when)
        ):
            raise InputError(
                f"{change.where}: “{change.old}”到“{change.new}”与第{first.row}行重复。请删去一行。"
            )


def _by_form(rows: Iterable[_Row]) -> dict[tuple[str, str], list[_Row]]:
    found: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        found.setdefault((row[1].level, row[1].form), []).append(row)
    return found


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
