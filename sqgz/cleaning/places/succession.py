"""Following units of former times through what happened to them, step by step, to the official list of today.

Dates decide which unit a name meant: the one that gave it up, or the one that took it later. Whether the list of
renames is sound is asked elsewhere (`sqgz.cleaning.places.renames`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqgz.cleaning.places.index import PlaceIndex
from sqgz.cleaning.places.rename_rows import SPLIT, Change, When
from sqgz.cleaning.places.unit_names import Unit
from sqgz.errors import InputError


class Row(NamedTuple):
    """A row of the list of renames, and the units it speaks of."""

    change: Change
    old: Unit
    new: Unit


class Step(NamedTuple):
    """What happened to one unit at one time: its rows, and the units it became."""

    when: When
    changes: tuple[Change, ...]
    new: tuple[Unit, ...]


class Succession:
    """The steps of all units, and the official list to which they lead."""

    def __init__(self, index: PlaceIndex, rows: Sequence[Row]) -> None:
        self._index = index
        self._rows = list(rows)
        self._street_keys: dict[str, tuple[str, ...]] = {}
        self._known_steps: dict[Unit, list[Step]] = {}
        self._by_form = _by_form(self._rows)
        self._rows = [row._replace(new=self._beside(row.old, row.new)) for row in self._rows]
        self._by_form = _by_form(self._rows)
        self._known_steps.clear()

    @property
    def rows(self) -> list[Row]:
        """All rows; a new name that several streets have is that of the old unit's street, if one lies there."""
        return self._rows

    def later(self, unit: Unit, since: date | None) -> tuple[tuple[str, ...], list[Step]]:
        """Keys of what the unit is today that bore the name on the day `since` (None: ever), and what happened to it."""
        steps, today = self.steps(unit), self.today(unit)
        if since is not None:
            after = [step for step in steps if step.when.last > since][:1]
            if after:
                return self.targets(unit, after), after
            if today:
                return today, []
        return tuple(dict.fromkeys((*today, *self.targets(unit, steps)))), steps

    def targets(self, start: Unit, steps: Iterable[Step]) -> tuple[str, ...]:
        """Keys of what the units are today that came out of these steps of one unit."""
        keys = (
            key
            for step in steps
            for new in step.new
            for key in self._follow(new, step, ((start, step.when),))
        )
        return tuple(dict.fromkeys(keys))

    def leads_to(self, row: Row) -> tuple[str, ...]:
        """Keys of what the new unit of one row is today; raises InputError if it leads back to itself."""
        step = Step(row.change.when, (row.change,), (row.new,))
        return self._follow(row.new, step, ((row.old, row.change.when),))

    def _follow(self, unit: Unit, step: Step, path: tuple[tuple[Unit, When], ...]) -> tuple[str, ...]:
        """Keys of what the unit that came out of a step is today.

        Changes of the same time are followed only if the list does not have the unit: else they are about another.
        """
        steps, today = self.steps(unit), self.today(unit)
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

    def steps(self, unit: Unit) -> list[Step]:
        """What happened to the units of this name, earliest first."""
        if unit not in self._known_steps:
            grouped: dict[When, list[Row]] = {}
            for row in self._rows_of(unit):
                grouped.setdefault(row.change.when, []).append(row)
            self._known_steps[unit] = [
                Step(when, tuple(row.change for row in group), self._new(unit, when, group))
                for when, group in sorted(grouped.items())
            ]
        return self._known_steps[unit]

    def _rows_of(self, unit: Unit) -> list[Row]:
        """Rows whose old unit may be this one."""
        rows = self._by_form.get((unit.level, unit.form), [])
        return [row for row in rows if self._may_be_one(row.old.street, unit.street)]

    def _new(self, unit: Unit, when: When, group: Sequence[Row]) -> tuple[Unit, ...]:
        """The units that came out; also the old one where it only gave a part away and kept its name."""
        new = dict.fromkeys(row.new for row in group)
        if group[0].change.kind == SPLIT and not any(self.same(unit, one) for one in new):
            stayed = self._is_met_after(unit, when) if len(new) == 1 else self._stayed(unit, when)
            if stayed:
                new[unit] = None
        return tuple(new)

    def _is_met_after(self, unit: Unit, when: When) -> bool:
        """Whether the list or any later row has the name: a unit that split into one other only must have stayed."""
        later = (
            row.change.when for row in self._rows if self.same(row.old, unit) or self.same(row.new, unit)
        )
        return bool(self.today(unit)) or any(when.surely_before(one) for one in later)

    def _stayed(self, unit: Unit, when: When) -> bool:
        """Whether the unit itself, and no other that took its name, was there after that time."""
        given_up = [row.change.when for row in self._rows_of(unit) if when.surely_before(row.change.when)]
        until = min(given_up, default=None)
        if until is None and not self.today(unit):
            return False
        return not self.taken_over(unit, when, until)

    def taken_over(self, unit: Unit, when: When, until: When | None = None) -> bool:
        """Whether another unit may have taken the name from that time on (and by another time, if given)."""
        return any(
            self.same(row.new, unit)
            and not self.same(row.old, unit)
            and not row.change.when.surely_before(when)
            and not (until is not None and until.surely_before(row.change.when))
            for row in self._rows
        )

    def same(self, one: Unit, other: Unit) -> bool:
        """Whether two names may be of one unit."""
        named_alike = (one.level, one.form) == (other.level, other.form)
        return named_alike and self._may_be_one(one.street, other.street)

    def _may_be_one(self, one: str, other: str) -> bool:
        """Whether two names of streets may be of one street; an empty name is any street's."""
        if not one or not other or one == other:
            return True
        return bool(set(self.streets_of(one)) & set(self.streets_of(other)))

    def today(self, unit: Unit) -> tuple[str, ...]:
        """Keys of the units of the list that bear the name."""
        if unit.level == "street":
            return self._index.streets_meant(unit.form)
        places = self._index.communities(unit.form)
        if unit.street:
            streets = self.streets_of(unit.street)
            places = [place for place in places if place.street in streets]
        return tuple(place.key for place in places)

    def streets_of(self, form: str) -> tuple[str, ...]:
        """Keys of today's streets that the street of this name is or became."""
        if form not in self._street_keys:
            self._street_keys[form] = self.later(Unit("street", "", form), None)[0]
        return self._street_keys[form]

    def _beside(self, old: Unit, new: Unit) -> Unit:
        """The new unit; in the old one's street, if units of several streets bear the name and one lies there."""
        if new.level == "street" or new.street or len(self.today(new)) < 2:
            return new
        here = Unit(new.level, old.street, new.form, new.shown)
        return here if old.street and len(self.today(here)) == 1 else new


def _by_form(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.old.level, row.old.form), []).append(row)
    return found
