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
from sqgz.study.references import LOCAL
from sqgz.tables import crosstab
from sqgz.tables.locality import PREFIX, mark_local

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
        people = mark_local(study, records, definition)
        cluster = study.design.cluster if study.design.cluster in people else None
        for by in (EVERYBODY, "position", "zone", "unit_type"):
            if by == EVERYBODY:
                people[EVERYBODY] = pd.Categorical(["all"] * len(people))
            elif by not in people:
                continue
            table = crosstab(people, rows=by, cols=LOCAL, cluster=cluster, weight=study.design.weight)
            found = share_rows(table, comparison=f"{PREFIX}{definition.key}")
            rows += [
                row | {"text": definition.label} for row in found if row["category"] == "yes" and row["base"]
            ]
    return rows
