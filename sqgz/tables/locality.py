"""Who counts as local by a declared definition of 属地化率, person by person, and the cells of it that are handed on.

`either` and `both` need the two answers of the same person, which no other table holds: whoever adds up the counts of
several offices needs these cells.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from sqgz.study import Study
from sqgz.study.references import LOCAL, SKIPPED
from sqgz.study.schema import Localisation
from sqgz.tables.cells import count

PREFIX: Final = "localisation."  # of the tables that hold them, then the key of the definition
_BESIDE: Final = ("position", "zone", "unit_type")


def mark_local(study: Study, records: pd.DataFrame, definition: Localisation) -> pd.DataFrame:
    """The people a definition is of, with `local`: yes, no or null (not known); labels are carried along."""
    people = records
    if definition.of and "position" in records:
        people = records[records["position"].isin(list(definition.of))]
    people = people.assign(**{LOCAL: _local(study, people, definition.rule, definition.within)})
    people.attrs = records.attrs | {
        "variables": records.attrs.get("variables", {})
        | {LOCAL: {"label": definition.label, "labels": {"yes": "是", "no": "否"}}}
    }
    return people


def locality_cells(records: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Cells of each definition by position, zone, type of unit and cluster: table (localisation.KEY), keys, n, w, w2."""
    parts = []
    for definition in study.localisation:
        people = mark_local(study, records, definition)
        keys = [key for key in dict.fromkeys((*_BESIDE, study.design.cluster)) if key and key in people]
        cells = count(people, [LOCAL, *keys], study, weight=study.design.weight)
        cells.insert(0, "table", f"{PREFIX}{definition.key}")
        parts.append(cells)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _local(study: Study, people: pd.DataFrame, rule: str, within: str) -> pd.Categorical:
    """yes, no or null (not known) for each person: their level is `within` or nearer.

    `either` and `both` are of people who gave both answers. One near answer settles `either`, one far answer does not:
    were people with one answer counted as soon as it settles them, those who are local would be counted more often.
    """
    keys = ("hukou", "residence") if rule in ("either", "both") else (rule,)
    found = []
    for key in keys:
        levels = list(study.variables[key].labels)
        near = levels[: levels.index(within) + 1]
        column = people[key].astype("str").where(people[key] != SKIPPED)
        found.append(column.map(lambda value, near=near: value in near, na_action="ignore").astype("boolean"))
    joined = found[0]
    if len(found) == 2:
        met = found[0] | found[1] if rule == "either" else found[0] & found[1]
        joined = met.where(found[0].notna() & found[1].notna())
    return pd.Categorical(joined.map({True: "yes", False: "no"}), categories=["yes", "no"], ordered=True)
