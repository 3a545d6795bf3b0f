"""People and counts of an earlier study on the map of today: which street and community of theirs is which now.

What is not certain stays empty and is told; nobody is moved to a likely successor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sqgz.cleaning.places.frame import Frame
from sqgz.cleaning.places.rename_rows import SPLIT
from sqgz.cleaning.places.renames import Later
from sqgz.cleaning.saving import load_places
from sqgz.errors import InputError
from sqgz.study import Study

LEVELS = ("street", "community")
_NAMED = 10  # more names than these in one sentence help nobody
_Pair = tuple[str | None, str | None]


@dataclass(frozen=True)
class Lost:
    """A street or community of an earlier study that is not one of today: how many people, and what it became.

    `said`: a street of which only a community lies in several now, which is told of the community.
    """

    level: str
    name: str
    people: int
    parts: tuple[str, ...] = ()
    split: bool = False
    said: bool = False


def put_on_later_map(
    data: pd.DataFrame, study: Study, frame: Frame | None, known: dict[str, set[str]]
) -> tuple[pd.DataFrame, list[Lost]]:
    """The data with street and community as today's keys (null where not certain), and what could not be mapped.

    `frame` is today's list with its renames. Without one a name stands for itself, if it is among those `known` today.
    A street or community that is there only by the other's help stays away: columns that the data lack are not added.
    """
    levels = [level for level in LEVELS if level in data]
    if not levels:
        return data, []
    texts = [_texts(data, level) for level in LEVELS]
    pairs: list[_Pair] = list(zip(*texts, strict=True))
    streets = _streets_then(study) if frame is not None and "street" not in data else {}
    found = {pair: _later(pair, study, frame, known, streets) for pair in dict.fromkeys(pairs)}
    people = data["n"].to_numpy() if "n" in data else np.ones(len(data), dtype=np.int64)
    lost = [one for level in levels for one in _lost(level, pairs, found, people)]
    new = {
        level: np.array([found[pair][LEVELS.index(level)][0] for pair in pairs], dtype=object)
        for level in levels
    }
    return data.assign(**new), lost


def _texts(data: pd.DataFrame, level: str) -> list[str | None]:
    if level not in data:
        return [None] * len(data)
    return [None if pd.isna(value) else str(value) for value in data[level]]


_Found = tuple[tuple[str | None, Later], tuple[str | None, Later]]


def _later(
    pair: _Pair, study: Study, frame: Frame | None, known: dict[str, set[str]], streets: dict[str, str]
) -> _Found:
    """Today's key of the street and of the community, each with what is known of it."""
    street, community = pair
    nothing = Later((), ())
    if frame is None:
        keys = [
            one if one in known.get(level, set()) else None for level, one in zip(LEVELS, pair, strict=True)
        ]
        return (keys[0], nothing), (keys[1], nothing)
    of_street = nothing if street is None else frame.renames.later_street(street, since=study.date)
    if community is None:
        return (of_street.street, of_street), (None, nothing)
    lay = street or streets.get(community)
    of_community = frame.renames.later(community, lay, since=study.date)
    place = of_community if of_community.streets else of_street
    return (place.street, place), (of_community.community, of_community)


def _streets_then(study: Study) -> dict[str, str]:
    """The street of every community on the earlier study's own list, if it has one."""
    try:
        places = load_places(study)
    except InputError:  # 01 was run, but an older version of it: the names themselves must do
        return {}
    if places is None:
        return {}
    return dict(zip(places["community"].astype(str), places["street"].astype(str), strict=True))


def _lost(level: str, pairs: Sequence[_Pair], found: dict[_Pair, _Found], people: Any) -> Iterator[Lost]:
    """What the earlier data name at this level and today's map does not have as one."""
    at = LEVELS.index(level)
    counts: dict[tuple[str, bool], int] = {}
    met: dict[tuple[str, bool], Later] = {}
    for pair, n in zip(pairs, people, strict=True):
        name, (key, later) = pair[at], found[pair][at]
        if name is not None and key is None:
            of_community = found[pair][1][1]
            one = (name, level == "street" and len(of_community.streets) > 1)
            counts[one] = counts.get(one, 0) + int(n)
            met[one] = later
    for (name, said), n in counts.items():
        later = met[name, said]
        parts = later.communities if level == "community" else later.streets
        yield Lost(level, name, n, parts, split=SPLIT in later.kinds, said=said)


def tell_lost(wave: str, lost: Sequence[Lost]) -> list[str]:
    """Chinese sentences on what of one wave could not be mapped: which, why, how many people."""
    told = []
    for one in lost:
        if one.parts and not one.said:
            why = "已拆分为" if one.split else "现在可能是"
            told.append(
                f"“{wave}”的{one.name}（{one.people} 人）{why}{'、'.join(one.parts)}，不能归入其中一个。"
            )
    for level, word in (("community", "社区"), ("street", "街道")):
        unknown = [one for one in lost if one.level == level and not one.parts]
        if unknown:
            names = "、".join(one.name for one in unknown[:_NAMED]) + ("等" if len(unknown) > _NAMED else "")
            people = sum(one.people for one in unknown)
            told.append(
                f"“{wave}”有 {len(unknown)} 个{word}（{names}，共 {people} 人）在现在的名单中没有，沿革表也没有说明去向。"
            )
    return told


def zones_of(data: pd.DataFrame, frame: Frame) -> pd.Series[Any]:
    """Zone of every row by today's list: its community's, else its street's if all of that lies in one; null else."""
    units = frame.units[frame.units["zone"].notna()]
    zone = units["zone"].astype(str)
    by_community = dict(zip(units["community"].astype(str), zone, strict=True))
    met = zone.groupby(units["street"].astype(str)).agg(set)
    by_street = {name: next(iter(zones)) for name, zones in met.items() if len(zones) == 1}
    found = pd.Series(None, index=data.index, dtype=object)
    for level, known in (("community", by_community), ("street", by_street)):
        if level in data:
            told = data[level].astype(object).map(known)
            found = found.where(found.notna(), told)
    return found
