"""The public version of a comparison of districts, which minds what each district gives out by itself.

A number that a district's own public version hides may not stand in the comparison: the counts are the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from sqgz.results.audience import audience_of
from sqgz.results.districts.comparing import Districts
from sqgz.results.districts.offices import District
from sqgz.results.districts.planning import Asked
from sqgz.results.publishing import PUBLIC
from sqgz.results.release_files import COLUMNS
from sqgz.results.releases import publish_after
from sqgz.results.schema import KEY
from sqgz.results.storage import has_results, load_results

_OWN = ["comparison", "stratum", "group", "category", "stat", "of"]


def districts_for_readers(compared: Districts) -> Districts:
    """The comparison from which its outputs are rendered: a public one if one of the studies is public."""
    if compared.results.study.report.audience != PUBLIC:
        return compared
    known = {one.name: own for one in compared.districts if (own := _own_version(one)) is not None}
    earlier = _given_out(compared, known)
    return replace(compared, results=publish_after([earlier] if len(earlier) else [], compared.results))


def _own_version(district: District) -> pd.DataFrame | None:
    """The public results of a district by what their counts are of; None if it gives none out."""
    study = district.study
    if study.report.audience != PUBLIC or not has_results(study):
        return None
    frame = audience_of(load_results(study)).frame
    rows = frame[frame["stat"].isin(["count", "share"])]
    return rows.drop_duplicates(_OWN).set_index(_OWN)


def _given_out(compared: Districts, known: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the districts' own versions say of the counts of the comparison, under the keys that these have there."""
    frame = compared.results.frame
    rows = frame[frame["stat"].isin(["count", "share"])]
    found = []
    for asked in compared.asked:
        own_rows = rows[rows["comparison"] == asked.comparison.id]
        for district, row in _of_districts(own_rows, asked, known):
            group = row["group"] if asked.repeated else ""
            name = asked.comparison.id if asked.repeated else asked.total
            key = (name, "", group, row["category"], row["stat"], row["of"])
            if key in known[district].index:
                own = known[district].loc[key]
                found.append({**{one: row[one] for one in KEY}, **own[["count", "base", "text"]].to_dict()})
    given = pd.DataFrame(found, columns=list(COLUMNS))
    return given.astype({"count": "Int64", "base": "Int64"})


def _of_districts(
    rows: pd.DataFrame, asked: Asked, known: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The rows that are about one district with a version of its own, each with the name of the district."""
    place = "stratum" if asked.repeated else "group"
    for row in rows[rows[place].isin(list(known))].to_dict("records"):
        yield row[place], {str(name): value for name, value in row.items()}
