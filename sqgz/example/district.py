"""The streets, communities and villages of the simulated district. Knows nothing of the people who work there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sqgz.example import parameters as given

_FIRST = "柳松竹梅荷菊桂枫杏桃榆槐棠荔莲"
_SECOND = "岸溪园桥亭坊苑湾庭渡"
_VILLAGE_SECOND = "沟坡塘垄墩"
_ROADS = ("云杉路", "澄波路", "星河路", "望云街", "听雨巷", "长堤路")


@dataclass(frozen=True)
class Unit:
    """One 社区, 村 or 村改居 and how many work there.

    `heads` is 0 (vacant), 1 (one person, both posts) or 2; `vacant` counts unfilled posts; `written` is how the
    roster writes the name.
    """

    number: int
    zone: str
    street: str
    name: str
    unit_type: str
    heads: int
    members: int
    staff: int
    vacant: int
    aliases: tuple[str, ...] = ()
    written: str = ""

    @property
    def unique(self) -> bool:
        """Whether the name alone tells which unit is meant."""
        return self.name != given.SAME_NAME

    @property
    def key(self) -> str:
        """Key of the unit among all: its name, with the street before it where the name alone is not enough."""
        return self.name if self.unique else f"{self.street}·{self.name}"

    @property
    def village(self) -> bool:
        """Whether its committee is elected by villagers (村)."""
        return self.unit_type == "village"

    @property
    def people(self) -> int:
        """How many are employed, as the official list states it."""
        return self.heads + self.members + self.staff


def draw_district(rng: np.random.Generator) -> tuple[Unit, ...]:
    """The 120 units of the district, inner zone first, streets together."""
    streets = [(zone, name, n) for zone, some in given.ZONES.items() for name, n in some]
    slots = [(zone, street) for zone, street, n in streets for _ in range(n)]
    types = _unit_types(rng, slots)
    names = _names(rng, slots, types)
    heads = _heads(rng, len(slots))
    units = [
        Unit(
            number=i,
            zone=zone,
            street=street,
            name=names[i],
            unit_type=types[i],
            heads=heads[i],
            members=2 + int(rng.binomial(3, 0.5)),
            staff=1 + int(rng.poisson(given.STAFF_MEAN[zone] - 1 - 0.8 * (types[i] == "village"))),
            vacant=int(heads[i] == 0) + int(rng.random() < 0.06),
            written=names[i],
        )
        for i, (zone, street) in enumerate(slots)
    ]
    return _written_otherwise(rng, units)


def draw_address(rng: np.random.Generator, unit: Unit, *, community: bool = True, short: bool = True) -> str:
    """A door in a unit, as people write it; without `community` only street and road, so only the street is known."""
    road, house = _ROADS[rng.integers(len(_ROADS))], int(rng.integers(1, 300))
    if not community:
        return f"{unit.street}{road}{house}号"
    door = f"{int(rng.integers(1, 13))}栋{int(rng.integers(1, 4))}单元" if not unit.village else f"{house}号"
    if short and unit.unique and rng.random() < 0.3:
        return f"{unit.name}{door}"
    return f"{'某区' if rng.random() < 0.5 else ''}{unit.street}{unit.name}{road}{door}"


def draw_outside_address(rng: np.random.Generator) -> str:
    """A door outside the district, which no official list of it can know."""
    towns = ("某市江湾区", "某市北屏区", "某市西墅县", "外省云川市", "邻市棠湖县")
    road, house = _ROADS[rng.integers(len(_ROADS))], int(rng.integers(1, 300))
    return f"{towns[rng.integers(len(towns))]}{road}{house}号"


def draw_neighbour(rng: np.random.Generator, units: tuple[Unit, ...], unit: Unit, level: str) -> Unit:
    """A unit at that level from `unit`: itself, another of its street, or one of another street."""
    if level == "community":
        return unit
    same = level == "street"
    others = [u for u in units if (u.street == unit.street) == same and u.number != unit.number and u.unique]
    return others[rng.integers(len(others))]


def _unit_types(rng: np.random.Generator, slots: list[tuple[str, str]]) -> list[str]:
    outer = [i for i, (zone, _) in enumerate(slots) if zone == "outer"]
    chosen = rng.choice(outer, size=given.VILLAGES + given.CONVERTED, replace=False)
    types = ["community"] * len(slots)
    for position, i in enumerate(chosen):
        types[i] = "village" if position < given.VILLAGES else "converted"
    return types


def _names(rng: np.random.Generator, slots: list[tuple[str, str]], types: list[str]) -> list[str]:
    towns = rng.permutation([a + b for a in _FIRST for b in _SECOND]).tolist()
    rural = rng.permutation([a + b for a in _FIRST for b in _VILLAGE_SECOND]).tolist()
    names = [f"{rural.pop()}村" if kind == "village" else f"{towns.pop()}社区" for kind in types]
    inner = next(i for i, (_, street) in enumerate(slots) if street == given.INNER[1][0])
    outer = next(i for i, (zone, _) in enumerate(slots) if zone == "outer" and types[i] == "community")
    names[inner] = names[outer] = given.SAME_NAME
    return names


def _heads(rng: np.random.Generator, n: int) -> list[int]:
    heads = np.ones(n, dtype=int)
    order = rng.permutation(n)
    heads[order[: given.VACANT]] = 0
    heads[order[given.VACANT : given.VACANT + given.SEPARATE]] = 2
    return [int(head) for head in heads]


def _written_otherwise(rng: np.random.Generator, units: list[Unit]) -> tuple[Unit, ...]:
    """Some units with an older name (alias), and some that the roster writes with prefix or suffix."""
    plain = [u.number for u in units if u.unit_type == "community" and u.unique]
    chosen = [int(i) for i in rng.choice(plain, size=14, replace=False)]
    for i in chosen[:6]:
        units[i] = replace(units[i], written=f"{units[i].name}居委会")
    for i in chosen[6:11]:
        units[i] = replace(units[i], written=f"{units[i].street}{units[i].name}")
    for position, i in enumerate(chosen[11:]):
        old = f"{'前中后'[position]}埠社区"
        units[i] = replace(units[i], aliases=(old,), written=old if position == 0 else units[i].name)
    for i in [u.number for u in units if u.unit_type == "converted"]:
        units[i] = replace(units[i], aliases=(f"{units[i].name[:2]}村",))
    return tuple(units)
