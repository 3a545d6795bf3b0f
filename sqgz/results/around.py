"""Around the comparisons: the profile of everybody, 属地化率 by each definition, coverage and data quality."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sqgz.cleaning.saving import load_exclusions, load_submissions
from sqgz.results.quality import coverage_rows, quality_rows, submission_rows
from sqgz.results.questions import EVERYBODY, ask
from sqgz.results.schema import make_row
from sqgz.results.shares import share_rows
from sqgz.study import Comparison, Study
from sqgz.study.references import SKIPPED
from sqgz.tables import crosstab

NO_PLACES = "没有单位名录，未统计填报率"


def rows_around(
    study: Study, records: pd.DataFrame, places: pd.DataFrame | None, ledger: pd.DataFrame | None
) -> Iterator[Sequence[dict[str, Any]]]:
    """Rows of everything that is not a comparison; of counts there are only coverage rows that say so."""
    if "n" not in records.columns:
        yield _profile_rows(study, records)
        yield _localisation_rows(study, records)
    if places is not None and "n" not in records.columns:
        yield coverage_rows(study, records, places, ledger, load_exclusions(study))
    else:
        yield [make_row(comparison="coverage", stat="coverage", category="frame", warnings=(NO_PLACES,))]
    submissions = load_submissions(study)
    if submissions is not None:
        yield submission_rows(submissions)
    if ledger is not None and len(ledger):
        yield quality_rows(study, records, ledger)


def _profile_rows(study: Study, records: pd.DataFrame) -> list[dict[str, Any]]:
    """Shares of every categorical variable: of all people, by position, by zone."""
    rows = []
    for key, variable in study.variables.items():
        if not variable.categorical or variable.kind == "place" or key not in records:
            continue
        asked = Comparison(id=f"profile.{key}", outcome=key, key=((next(iter(variable.labels)),),))
        for by in (None, "position", "zone"):
            if by != key and (by is None or by in records):
                question = next(ask(study, records, asked.model_copy(update={"by": by})))
                rows += share_rows(question.table, comparison=asked.id)
    return rows


def _localisation_rows(study: Study, records: pd.DataFrame) -> list[dict[str, Any]]:
    """Shares of people who count as local by each declared definition: all, by position, by zone, by type of unit."""
    rows = []
    for definition in study.localisation:
        people = records
        if definition.of and "position" in records:
            people = records[records["position"].isin(list(definition.of))]
        local = _local(study, people, definition.rule, definition.within)
        people = people.assign(local=local)
        people.attrs = records.attrs | {
            "variables": records.attrs.get("variables", {})
            | {"local": {"label": definition.label, "labels": {"yes": "是", "no": "否"}}}
        }
        cluster = study.design.cluster if study.design.cluster in people else None
        for by in (EVERYBODY, "position", "zone", "unit_type"):
            if by == EVERYBODY:
                people[EVERYBODY] = pd.Categorical(["all"] * len(people))
            elif by not in people:
                continue
            table = crosstab(people, rows=by, cols="local", cluster=cluster, weight=study.design.weight)
            found = share_rows(table, comparison=f"localisation.{definition.key}")
            rows += [
                row | {"text": definition.label} for row in found if row["category"] == "yes" and row["base"]
            ]
    return rows


def _local(study: Study, people: pd.DataFrame, rule: str, within: str) -> pd.Categorical:
    """yes, no or null (not known) for each person: their level is `within` or nearer.

    `either` is yes if one is, no only if both are known not to be; `both` the other way round.
    """
    keys = ("hukou", "residence") if rule in ("either", "both") else (rule,)
    found = []
    for key in keys:
        levels = list(study.variables[key].labels)
        near = levels[: levels.index(within) + 1]
        column = people[key].astype("str").where(people[key] != SKIPPED)
        found.append(column.map(lambda value, near=near: value in near, na_action="ignore").astype("boolean"))
    joined = (
        found[0] if len(found) == 1 else (found[0] | found[1] if rule == "either" else found[0] & found[1])
    )
    return pd.Categorical(joined.map({True: "yes", False: "no"}), categories=["yes", "no"], ordered=True)
