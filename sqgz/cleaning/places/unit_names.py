"""Whether a name in the list of renames is a street's or a community's, and in which street the community lay.

Former names are on no list: what a name is, its ending tells, or the unit on the other side of its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqgz.cleaning.places.index import PlaceIndex
from sqgz.cleaning.places.rename_rows import Change
from sqgz.cleaning.places.spelling import community_form, plain_name, street_form

Level = Literal["street", "community"]
_COMMUNITY = re.compile(r".+(?:社区|村|居委会?|居民委员会|村委会?|村民委员会)(?:\((?:村|居|社区)\))?")
_STREET = re.compile(
    r".+(?:街道|镇|乡|开发区|农场|林场|街道?办|办事处|人民政府)(?:\((?:街道|镇|乡|乡镇|办事处)\))?"
)
_UNKNOWN_STREET = re.compile(r"(?P<street>[^·]+?街道(?:办事处|办)?)(?P<name>.+)")
_NO_NAME: Final = ("社区", "村", "居委会", "办", "办事处", "(镇)", "(乡)")


@dataclass(frozen=True)
class Unit:
    """A street, or a community with the name of its street ("" if not known); names in plain form.

    `shown` is the name as written, for messages, and does not count when two units are compared.
    """

    level: Level
    street: str
    form: str
    shown: str = field(default="", compare=False)


class UnitNames:
    """Reads the names of units, knowing the official list and the streets that the renames speak of."""

    def __init__(self, index: PlaceIndex, changes: Sequence[Change]) -> None:
        self._index = index
        streets = {plain_name(street) for street in index.streets}
        for change in changes:
            streets |= {plain_name(street) for street in (change.old_street, change.new_street) if street}
            for text in (change.old, change.new):
                if self._level(plain_name(text)) == "street":
                    streets.add(plain_name(text))
        names = {form for street in streets for form in (street, street_form(street))}
        either = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"
        self._known_street = re.compile(rf"(?P<street>{either})(?:办事处|人民政府)?·?(?P<name>.+)")

    def pair(self, change: Change) -> tuple[Unit, Unit]:
        """The old and the new unit of a row; where one name does not tell what it is, the other does."""
        levels = [self._level(plain_name(text)) for text in (change.old, change.new)]
        old = levels[0] or levels[1] or "community"
        new = levels[1] or levels[0] or "community"
        return (
            self._unit(old, change.old, change.old_street),
            self._unit(new, change.new, change.new_street),
        )

    def community(self, name: str, street: str = "") -> Unit:
        """The community of a name or key, in the street named in it or beside it."""
        return self._unit("community", name, street)

    def _unit(self, level: Level, text: str, street: str) -> Unit:
        plain = plain_name(text)
        if level == "street":
            return Unit("street", "", street_form(plain), text)
        named = self._taken_apart(plain)
        if named is not None:
            street, plain = named
        return Unit("community", street_form(plain_name(street)), community_form(plain), text)

    def _taken_apart(self, plain: str) -> tuple[str, str] | None:
        """Street and community of 街道·社区 or 街道社区; None for a community alone."""
        if "·" in plain:
            street, _, name = plain.partition("·")
            return (street, name) if street and name else None
        if self._index.communities(plain):
            return None
        for pattern in (self._known_street, _UNKNOWN_STREET):
            found = pattern.fullmatch(plain)
            if found is not None and not found["name"].startswith(_NO_NAME):
                return found["street"], found["name"]
        return None

    def _level(self, plain: str) -> Level | None:
        if "·" in plain or self._index.communities(plain):
            return "community"
        if self._index.listed_street(plain):
            return "street"
        if _COMMUNITY.fullmatch(plain):
            return "community"
        return "street" if _STREET.fullmatch(plain) else None
