"""The streets, towns and zones of the larger district, and how their clerks write the names of communities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sqgz.example import parameters as given
from sqgz.example.district import Unit
from sqgz.example.spellings import MISSPELT
from sqgz.example.streets import parameters as streets

_FIRST = "柳松竹梅荷菊桂枫杏桃榆槐棠荔莲藤桐樟萝蕙椿楝蒲葵苇"
_SECOND = "岸溪园桥亭坊苑湾庭渡"
_VILLAGE_SECOND = "沟坡塘垄墩"


def draw_streets(rng: np.random.Generator) -> tuple[Unit, ...]:
    """About 220 units of 34 streets, streets together; two communities bear one name in different streets."""
    slots = [
        (zone, street)
        for zone, names in streets.STREETS.items()
        for street in names
        for _ in range(int(rng.integers(streets.UNITS[0], streets.UNITS[1] + 1)))
    ]
    kinds = [_kind(rng, street) for _, street in slots]
    for street in streets.SAME_NAME_IN:
        kinds[next(i for i, slot in enumerate(slots) if slot[1] == street)] = "community"
    names = _names(rng, [street for _, street in slots], kinds)
    heads = rng.choice([0, 1, 2], size=len(slots), p=[0.03, 0.67, 0.30]).tolist()
    units = [
        Unit(
            number=number,
            zone=zone,
            street=street,
            name=names[number],
            unit_type=kinds[number],
            heads=heads[number],
            members=2 + int(rng.binomial(3, 0.5)),
            staff=1 + int(rng.poisson(3.2 if zone == "inner" else 2.2)),
            vacant=int(heads[number] == 0) + int(rng.random() < 0.06),
            aliases=(f"{names[number][:2]}村",) if kinds[number] == "converted" else (),
            written=names[number],
        )
        for number, (zone, street) in enumerate(slots)
    ]
    return _written_otherwise(rng, units)


def misspelt(unit: Unit) -> bool:
    """Whether the clerk wrote a name that stands in no list."""
    certain = (unit.name, f"{unit.name}居委会", f"{unit.street}{unit.name}", *unit.aliases)
    return unit.written not in certain


def _kind(rng: np.random.Generator, street: str) -> str:
    if street.endswith("镇"):
        return "village" if rng.random() < streets.VILLAGES_OF_A_TOWN else "community"
    return "converted" if street in streets.OUTER and rng.random() < 0.04 else "community"


def _names(rng: np.random.Generator, at: list[str], kinds: list[str]) -> list[str]:
    """Names of the units, each its own but for the two that share one; one is another's with 一 in it."""
    towns = rng.permutation([a + b for a in _FIRST for b in _SECOND]).tolist()
    rural = rng.permutation([a + b for a in _FIRST for b in _VILLAGE_SECOND]).tolist()
    names = [f"{rural.pop()}村" if kind == "village" else f"{towns.pop()}社区" for kind in kinds]
    for street in streets.SAME_NAME_IN:
        names[at.index(street)] = given.SAME_NAME
    like = [i for i, kind in enumerate(kinds) if kind == "community" and at[i] == streets.REPORTS[0].street]
    names[like[1]] = f"{names[like[0]][:2]}一社区"
    return names


def _written_otherwise(rng: np.random.Generator, units: list[Unit]) -> tuple[Unit, ...]:
    """Some units with suffix, prefix or old name, which is certain, and some misspelt, which is not."""
    plain = [u.number for u in units if u.unit_type == "community" and u.unique and len(u.name) == 4]
    shuffled = [int(i) for i in rng.permutation(plain)]
    named_by_sheet = {report.street for report in streets.REPORTS if report.kind == "sheets_only"}
    readable = {report.street for report in streets.REPORTS if report.kind in ("plain", "xls")}
    for position, i in enumerate(shuffled[: streets.OTHERWISE_WRITTEN]):
        unit = units[i]
        if unit.street in named_by_sheet:
            continue
        old = f"{'前中后东西南北上下左右'[position // 3 % 11]}埠社区"
        forms = (f"{unit.name}居委会", f"{unit.street}{unit.name}", old)
        units[i] = replace(unit, written=forms[position % 3], aliases=(old,) if position % 3 == 2 else ())
    able = [i for i in shuffled[streets.OTHERWISE_WRITTEN :] if units[i].street in readable]
    for i in able[: streets.MISSPELT_UNITS]:
        name = units[i].name
        units[i] = replace(units[i], written=f"{name[0]}{MISSPELT[name[1]]}社区")
    return tuple(units)
