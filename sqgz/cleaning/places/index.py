"""The official list of streets and communities, laid out for look-up.

A community's key is its official name where that is unique in the list, else 街道·社区; a street's key is its name.
Names of former times (`knowing`) are looked up beside today's and never mixed with them.
"""

from __future__ import annotations

import copy
import re
import weakref
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Final

import pandas as pd

from sqgz.cleaning.places.history import Former, FormerStreet, Named, Place
from sqgz.cleaning.places.spelling import (
    community_form,
    numbered,
    plain_name,
    spellings,
    stem,
    street_form,
    vague,
)

_ALIKE: Final = 0.6
_ALIASES = re.compile(r"[、,，;；|/┋]")


class PlaceIndex:
    """Look-up of streets and communities by their written names.

    `home` are the names of the district itself and of the city and province it lies in, if known; only with them can
    an address that names a province be told to lie outside.
    """

    def __init__(self, places: pd.DataFrame, *, home: Sequence[str] = ()) -> None:
        rows = _rows(places)
        names = pd.Series([name for _, name, _, _ in rows], dtype=object)
        repeated = set(names[names.duplicated()])
        self.home = frozenset(plain_name(name) for name in home)
        self.places = tuple(_place(row, repeated) for row in rows)
        self.streets = tuple(dict.fromkeys(street for street, *_ in _all(places)))
        self._by_form: dict[str, list[Place]] = {}
        for place in self.places:
            for form in place.forms:
                self._by_form.setdefault(form, []).append(place)
        self._street_by_form: dict[str, set[str]] = {}
        for street in self.streets:
            for form in (plain_name(street), street_form(plain_name(street))):
                self._street_by_form.setdefault(form, set()).add(street)
        self._former: dict[str, list[Former]] = {}
        self._former_streets: dict[str, list[FormerStreet]] = {}

    def knowing(self, former: Iterable[Former], streets: Iterable[FormerStreet]) -> PlaceIndex:
        """This index and, beside today's names, those of former times."""
        index = copy.copy(self)
        for name in ("_street_start", "_community_start", "start"):  # patterns of the names known so far
            index.__dict__.pop(name, None)
        index._former, index._former_streets = {}, {}
        for one in former:
            index._former.setdefault(one.form, []).append(one)
        for other in streets:
            index._former_streets.setdefault(other.form, []).append(other)
        return index

    _made: Final[dict[tuple[int, tuple[str, ...]], tuple[Any, PlaceIndex]]] = {}

    @classmethod
    def from_frame(cls, places: pd.DataFrame, *, home: Sequence[str] = ()) -> PlaceIndex:
        """The index of an official list, built once for each frame object, which must not be changed afterwards.

        `places`: texts; columns street and name, and where known unit_type and aliases (several joined by 、 , or ;).
        Raises ValueError if street or name is no column.
        """
        asked = (id(places), tuple(home))
        known = cls._made.get(asked)
        if known is not None and known[0]() is places:
            return known[1]
        for gone in [one for one, (frame, _) in cls._made.items() if frame() is None]:
            del cls._made[gone]
        index = cls(places, home=home)
        cls._made[asked] = (weakref.ref(places), index)
        return index

    def key_of(self, street: str, name: str) -> str | None:
        """Key of the community that the list writes exactly so, or None."""
        for place in self.places:
            if place.street == street.strip() and place.name == name.strip():
                return place.key
        return None

    def place(self, key: str | None) -> Place | None:
        """The community of that key, or None."""
        return self._by_key.get(key) if key is not None else None

    def communities(self, plain: str) -> list[Place]:
        """Communities that this text names in full, and nothing else."""
        either = re.fullmatch(r"(?P<stem>.+?)(?P<kind>社区|村)\((?P<other>社区|村|居)\)", plain)
        if either is not None and either["kind"] != either["other"]:
            return self._either_kind(either["stem"], either["kind"])
        for form in dict.fromkeys((plain, community_form(plain), community_form(numbered(plain)))):
            if found := self._by_form.get(form):
                return found
        return []

    def communities_by_stem(self, plain: str, *, street: str | None = None) -> list[Place]:
        """Communities (of one street, if given) meant by a name without its ending; empty unless it can mean no other.

        团结 is 团结社区 where no second name begins so and no street bears it.
        """
        if len(plain) < 2 or any(stem(form) == plain for form in self._street_by_form):
            return []
        if any(form.startswith(plain) for form in self._former):
            return []  # a name of former times may be meant
        begun = {
            place
            for form, places in self._by_form.items()
            if form.startswith(plain)
            for place in places
            if street in (None, place.street)
        }
        named = [place for place in begun if plain in {stem(form) for form in place.forms}]
        return named if len(begun) == 1 else []

    def behind_short_street(self, plain: str) -> list[tuple[str, str]]:
        """Streets named at the beginning without their ending (和平团结社区, 和平街团结社区), each with the rest."""
        found = []
        for street, short in self._short_streets:
            if plain.startswith(short):
                rest = re.sub(r"^(?:街道办事处|街道办|街办|街|镇|办)", "", plain[len(short) :])
                found += [(street, plain[len(short) :]), (street, rest)]
        return list(dict.fromkeys(found))

    def _either_kind(self, stem: str, kind: str) -> list[Place]:
        """Communities meant by 东社区（村） or 东村（社区）: that of the first kind, and any other it may be taken for."""
        listed = self._by_form.get(stem + kind, [])
        others = {"社区": (stem + "村",), "村": (stem + "社区", stem + "村社区")}[kind]
        return (
            [*listed, *(place for other in others for place in self._by_form.get(other, []))]
            if listed
            else []
        )

    def named(self, plain: str, *, streets: Collection[str] | None = None) -> Named:
        """Communities (of some streets, if given) that this text names in full, by today's or by a former name."""
        former = self._former.get(plain) or self._former.get(community_form(plain), [])
        return Named(tuple(self.communities(plain)), tuple(former)).within(streets)

    def street(self, plain: str) -> str | None:
        """Key of the street that this text names in full, and nothing else; None also if it may mean several.

        A street that was split and kept its name is meant by it.
        """
        today = self._streets_of_today(plain)
        known = self.former_streets(plain)
        ended = [one for one in known if not set(one.parts) & today]
        found = today | {part for one in ended for part in one.parts}
        return next(iter(found)) if len(found) == 1 else None

    def streets_meant(self, plain: str) -> tuple[str, ...]:
        """Keys of all streets in which something may lie that is said to lie in the street of this name."""
        parts = [part for one in self.former_streets(plain) for part in one.parts]
        return tuple(sorted({*self._streets_of_today(plain), *parts}, key=self.streets.index))

    def former_streets(self, plain: str) -> list[FormerStreet]:
        """What became of the streets that once bore this name."""
        return self._former_streets.get(plain) or self._former_streets.get(street_form(plain), [])

    def listed_street(self, plain: str) -> bool:
        """Whether a street of today bears this name."""
        return bool(self._streets_of_today(plain))

    def _streets_of_today(self, plain: str) -> set[str]:
        return self._street_by_form.get(plain) or self._street_by_form.get(street_form(plain), set())

    def behind_street(self, plain: str) -> tuple[tuple[str, ...], str] | None:
        """Streets that the name at the beginning of the text may mean, and the rest of it; None if none stands there.

        Several only where the name's history leaves it open.
        """
        found = self._street_start.match(plain)
        if found is None:
            return None
        streets = self.streets_meant(found["name"])
        if len(streets) > 1 and not self.former_streets(found["name"]):
            return None  # two streets of one name
        return (streets, plain[found.end() :]) if streets else None

    def behind_community(
        self, plain: str, *, streets: Collection[str] | None = None
    ) -> tuple[Named, str] | None:
        """Communities (of some streets, if given) named at the beginning of the text, and the rest of it."""
        found = self._community_start.match(plain)
        if found is None:
            return None
        named = self.named(found.group(), streets=streets)
        return (named, plain[found.end() :]) if named else None

    @cached_property
    def start(self) -> re.Pattern[str]:
        """Pattern of a street's, a community's or both names at the beginning of a text."""
        return re.compile(
            f"(?:(?:{self._street_start.pattern})?{self._community_start.pattern})".replace("?P<name>", "?:")
        )

    def closest_streets(self, plain: str, *, most: int = 3) -> tuple[str, ...]:
        """Streets whose names are most like the text: proposals, never answers."""
        return _closest(
            street_form(plain),
            ((form, {street}) for form, known in self._street_by_form.items() for street in known),
            most,
        )

    def closest_communities(self, plain: str, *, street: str | None = None, most: int = 3) -> tuple[str, ...]:
        """Communities whose names are most like the text, those of the street if one is known."""
        today = [(form, places) for form, places in self._by_form.items()]
        once = [
            (form, [part for one in former for part in one.parts]) for form, former in self._former.items()
        ]
        known = (
            (form, {place.key for place in places if street in (None, place.street)})
            for form, places in (*today, *once)
        )
        return _closest(community_form(plain), known, most)

    def inside(self, divisions: Sequence[str]) -> bool:
        """Whether the divisions named are surely those of the district: 本区, 某区, or its own names."""
        return all(vague(division) or division in self.home for division in divisions)

    @cached_property
    def _short_streets(self) -> tuple[tuple[str, str], ...]:
        known = ((street, stem(plain_name(street))) for street in self.streets)
        return tuple((street, short) for street, short in known if len(short) >= 2)

    @cached_property
    def _by_key(self) -> dict[str, Place]:
        return {place.key: place for place in self.places}

    @cached_property
    def _street_start(self) -> re.Pattern[str]:
        names = sorted({*self._street_by_form, *self._former_streets}, key=len, reverse=True)
        office = r"(?:\((?:街道|镇|乡|乡镇|办事处)\))?(?:办事处|人民政府)?"
        return re.compile(rf"(?P<name>{'|'.join(map(re.escape, names)) or '(?!)'}){office}")

    @cached_property
    def _community_start(self) -> re.Pattern[str]:
        names = {written for form in (*self._by_form, *self._former) for written in spellings(form)}
        return re.compile(f"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True))) or '(?!)'})")


def place_key(street: str, name: str, places: pd.DataFrame) -> str | None:
    """Key of the community that the official list writes so: its name, or 街道·社区 if another bears the name."""
    return PlaceIndex.from_frame(places).key_of(street, name)


_Row = tuple[str, str, str, str]


def _all(places: pd.DataFrame) -> list[_Row]:
    for column in ("street", "name"):
        if column not in places:
            raise ValueError(f"places needs a column {column!r}, has {list(places.columns)}")
    columns = [
        places[column].astype(object).where(places[column].notna(), "").astype(str).str.strip()
        if column in places
        else pd.Series([""] * len(places), dtype=object)
        for column in ("street", "name", "unit_type", "aliases")
    ]
    found = zip(*(column.tolist() for column in columns), strict=True)
    return [row for row in dict.fromkeys(found) if row[0]]


def _rows(places: pd.DataFrame) -> list[_Row]:
    """Rows of communities; one that is listed twice is one community, known under the aliases of both."""
    merged: dict[tuple[str, str], _Row] = {}
    for street, name, unit_type, aliases in _all(places):
        if name:
            known = merged.get((street, name))
            merged[street, name] = (street, name, unit_type, f"{known[3]};{aliases}" if known else aliases)
    return list(merged.values())


def _place(row: _Row, repeated: set[str]) -> Place:
    street, name, unit_type, aliases = row
    written = [name, *(alias.strip() for alias in _ALIASES.split(aliases) if alias.strip())]
    forms = {plain_name(text) for text in written} | {
        community_form(plain_name(text)) for text in written[1:]
    }
    forms.add(community_form(plain_name(name), unit_type))
    forms |= {numbered(form) for form in forms}
    return Place(f"{street}·{name}" if name in repeated else name, street, name, frozenset(forms))


def _closest(form: str, known: Iterable[tuple[str, set[str]]], most: int) -> tuple[str, ...]:
    best: dict[str, float] = {}
    for other, keys in known:
        ratio = SequenceMatcher(None, form, other).ratio()
        if form and other.startswith(form):
            ratio = max(ratio, 0.9)
        for key in keys:
            best[key] = max(best.get(key, 0.0), ratio)
    likely = [key for key, ratio in best.items() if ratio >= _ALIKE]
    return tuple(sorted(likely, key=lambda key: -best[key])[:most])
