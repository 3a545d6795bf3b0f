"""Cells to hand on: what a bureau can share instead of people, enough for every table and test of a comparison."""

from __future__ import annotations

import pandas as pd

from sqgz.cleaning.counting.counted import join_cells
from sqgz.cleaning.saving import load_summary
from sqgz.study import Study
from sqgz.tables.cells import MEASURES, count
from sqgz.tables.locality import locality_cells
from sqgz.writing import write_frame

NAME = "counts.parquet"


def comparison_cells(records: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Cells of each declared comparison by cluster: table (its id), keys, n, w, w2; keys it does not use are null.

    Categoricals keep the order that they have in the records, so that a table of the cells is one of the people.
    """
    parts = []
    for comparison in study.comparisons:
        asked = [
            comparison.outcome,
            comparison.by,
            comparison.paired_with,
            comparison.within,
            comparison.cluster or study.design.cluster,
            study.design.strata,
        ]
        more = (*comparison.where, *comparison.standardise)
        keys = [key for key in dict.fromkeys([*asked, *more]) if key and key in records.columns]
        cells = count(records, keys, study, weight=study.design.weight)
        for key in keys:
            cells[key] = cells[key].astype("str")
        cells.insert(0, "table", comparison.id)
        parts.append(cells)
    joined = pd.concat(parts, ignore_index=True)
    for key in joined.columns.difference(["table", *MEASURES]):
        if isinstance(records[key].dtype, pd.CategoricalDtype):
            joined[key] = joined[key].astype(records[key].dtype)
    return joined[[*(name for name in joined.columns if name not in MEASURES), *MEASURES]]


def save_counts(records: pd.DataFrame, study: Study) -> None:
    """Nothing; writes the cells of all declared comparisons and of 属地化率 to counts.parquet; people leave no trace.

    A study of counts already has its cells there, as 01_clean wrote them; they are left as they are.
    """
    if not study.counts_only:
        cells = comparison_cells(records, study)
        summary = load_summary(study)
        if summary is not None:
            cells = join_cells(study, [cells, summary])
        write_frame(study.processed / NAME, _with_localities(cells, records, study))


def _with_localities(cells: pd.DataFrame, records: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The cells and, under them, those of 属地化率; keys keep the order that they have in the records."""
    localities = locality_cells(records, study)
    if localities.empty:
        return cells
    joined = pd.concat([_plain(cells), _plain(localities)], ignore_index=True)
    for key in joined.columns.difference(["table", *MEASURES]):
        order = [
            str(one)
            for part in (cells, localities)
            if key in part and isinstance(part[key].dtype, pd.CategoricalDtype)
            for one in part[key].cat.categories
        ]
        joined[key] = pd.Categorical(joined[key], categories=list(dict.fromkeys(order)), ordered=True)
    return joined[[*(name for name in joined.columns if name not in MEASURES), *MEASURES]]


def _plain(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.astype({key: object for key in cells.columns if key not in ("table", *MEASURES)})
