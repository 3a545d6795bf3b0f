"""Who there was to count in every district, as far as its roster or official list tells: only then is a gap a fact."""

from __future__ import annotations

import pandas as pd

from sqgz.results.counted import UNKNOWN, Population, find_population
from sqgz.results.districts.offices import District
from sqgz.results.districts.planning import Asked
from sqgz.study.references import LOCAL, STUDY

_NOT_KNOWN = "有的调查应报人数不明"
_GROUPS = ("zone", "position")  # by which an official list may count people


def population_of(asked: Asked, cells: pd.DataFrame, *, local: bool, stratum: str = "") -> Population:
    """The people there were in the districts, or in the one that is the stratum; no cells where one does not tell.

    `local`: the question is of 属地化率, whose cells do not hold those who are perhaps of the people it is about.
    """
    parts = []
    for one in asked.districts:
        if stratum in ("", one.name):
            found = _people_of(one, asked, cells[cells[STUDY] == one.name], local=local)
            if found is None:
                return Population(None, False, _NOT_KNOWN)
            parts.append(found.assign(**{STUDY: one.name}))
    keys = [key for key in parts[0] if key != "N" and all(key in part for part in parts)]
    return Population(pd.concat(parts).groupby(keys)["N"].sum().reset_index(), False)


def _people_of(district: District, asked: Asked, cells: pd.DataFrame, *, local: bool) -> pd.DataFrame | None:
    """People of a district (N) by street and by what the comparison groups or limits them by; None if not known."""
    if local and _positions_open(district):
        return None
    groups = [key for key in _GROUPS if key in (asked.comparison.by, *asked.comparison.where)]
    found = find_population(district.study, _streets_met(district), district.places)
    if found.from_roster:
        return (
            None
            if cells[groups].isna().any(axis=None)
            else _summed(cells.rename(columns={"n": "N"}), ["street", *groups])
        )
    if found.cells is None or any(key not in found.cells for key in groups):
        return None
    listed = found.cells.assign(street=district.name + "/" + found.cells["street"].astype("str"))
    return _summed(listed, [*(["street"] if "street" in cells else []), *groups])


def _summed(people: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    held = [key for key in keys if key in people]
    if not held:
        return pd.DataFrame({"N": [people["N"].sum()]})
    named = people.assign(**{key: people[key].astype(object).fillna(UNKNOWN).astype("str") for key in held})
    return named.groupby(held)["N"].sum().reset_index()


def _streets_met(district: District) -> pd.DataFrame:
    """The streets of which somebody came; as counts where the study has nothing else."""
    met = district.cells["street"].dropna().astype("str").unique() if "street" in district.cells else None
    people = pd.DataFrame({"street": met} if met is not None else {})
    return people.assign(n=1) if district.study.counts_only else people


def _positions_open(district: District) -> bool:
    """Whether somebody's position is not known, who may then belong to the people that 属地化率 is of."""
    held = [name for name, keys in district.tables.items() if "position" in keys and LOCAL not in keys]
    return any(bool(district.part(name)["position"].isna().any()) for name in held)
