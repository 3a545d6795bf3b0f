"""What a name of a place may stand for: units that bear it now, and units that bore it once.

The shapes that the official list's look-up and the list of renames (沿革表) share; neither is known here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Place:
    """One community or village: its key, its street's key, and the plain forms under which it is known."""

    key: str
    street: str
    name: str
    forms: frozenset[str]


@dataclass(frozen=True)
class Former:
    """A community's name of former times, in its plain form, and what became of the unit.

    `streets` are today's streets in which it lay (empty if not known), `parts` the communities of today that its
    people may belong to: one after a rename or a merge, several after a split. `kinds`: 改名, 合并, 拆分.
    """

    form: str
    streets: frozenset[str]
    parts: tuple[Place, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class FormerStreet:
    """A street's name of former times, in its plain form, and today's streets that it became."""

    form: str
    parts: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """Every community that a text may mean: those of that name today (`present`) and those of that name once."""

    present: tuple[Place, ...] = ()
    former: tuple[Former, ...] = ()

    def __or__(self, other: Named) -> Named:
        return Named(_joined(self.present, other.present), _joined(self.former, other.former))

    def __bool__(self) -> bool:
        return bool(self.present or self.former)

    @property
    def renamed(self) -> tuple[Former, ...]:
        """The former units of this name that no unit of this name continues."""
        return tuple(one for one in self.former if not set(one.parts) & set(self.present))

    @property
    def today(self) -> tuple[Place, ...]:
        """Communities that somebody who writes of today may mean: a unit that kept its name is meant by it."""
        return _joined(self.present, tuple(part for one in self.renamed for part in one.parts))

    @property
    def ever(self) -> tuple[Place, ...]:
        """Communities that an address of any time may lie in: also what was split off a unit that kept its name."""
        return _joined(self.present, tuple(part for one in self.former for part in one.parts))

    def within(self, streets: Collection[str] | None) -> Named:
        """Those of some of today's streets; all of them for None."""
        if streets is None:
            return self
        known = frozenset(streets)
        return Named(
            tuple(place for place in self.present if place.street in known),
            tuple(
                one
                for one in self.former
                if one.streets & known or any(part.street in known for part in one.parts)
            ),
        )


def _joined(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
