"""Studies in which some streets send people and some only counts: what each comparison can be asked of.

Counts are added where they hold every variable of the comparison; what needs the person leaves those streets out and
names them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sqgz.study import Comparison, Study
from sqgz.study.unbuilt import WAVE
from sqgz.tables import count
from sqgz.tables.cells import MEASURES

WARNINGS = "street_counts_warnings"  # what a frame carries along about the streets that sent only counts


def with_street_counts(
    study: Study, records: pd.DataFrame, summary: pd.DataFrame | None, comparison: Comparison
) -> pd.DataFrame:
    """The people as they are, or as cells with those of the streets that sent only counts; carries what is to be said.

    `summary`: tables `summary.VARIABLE` of cells as `sqgz.cleaning.saving.load_summary` reads them, or None.
    """
    if summary is None or "n" in records.columns or comparison.by == WAVE:
        return records
    every = _streets(summary)
    keys = _needed(study, records, comparison)
    table = summary[summary["table"].astype("str") == f"summary.{comparison.outcome}"]
    held = [key for key in keys if key in table.columns]
    if comparison.paired_with is not None or study.design.weight or len(held) < len(keys) or table.empty:
        return _carrying(records, records, _left_out(study, every))
    others = [key for key in keys if key != comparison.outcome]
    unclear = set(table.loc[table[others].isna().any(axis=1), "street"].astype("str"))
    used = table[~table["street"].astype("str").isin(unclear)]
    said = _left_out(study, [one for one in every if one in unclear or one not in _streets(table)])
    if used.empty:
        return _carrying(records, records, said)
    cells = count(records, keys, study)
    joined = pd.concat(
        [part[[*keys, *MEASURES]].astype(dict.fromkeys(keys, object)) for part in (cells, used)],
        ignore_index=True,
    )
    for key in keys:
        order = [*records[key].cat.categories] if hasattr(records[key], "cat") else []
        order += [one for one in joined[key].dropna().unique() if one not in order]
        joined[key] = pd.Categorical(joined[key], categories=order, ordered=True)
    added = _streets(used)
    told = f"其中 {len(added)} 个{_label(study)}只报了汇总数（{'、'.join(added)}），按汇总数计入"
    return _carrying(records, joined, (told, *said))


def streets_left_out(study: Study, records: pd.DataFrame, summary: pd.DataFrame | None) -> tuple[str, ...]:
    """What is to be said of everything that is counted by persons alone; nothing where everybody came as a person."""
    return () if summary is None or "n" in records.columns else _left_out(study, _streets(summary))


def _needed(study: Study, records: pd.DataFrame, comparison: Comparison) -> list[str]:
    """Variables of the comparison, its clusters and strata among them."""
    asked = (
        comparison.by, comparison.within, *comparison.where, *comparison.standardise,
        comparison.cluster or study.design.cluster, study.design.strata, "street", comparison.outcome,
    )  # fmt: skip
    return [key for key in dict.fromkeys(asked) if key and key in records.columns]


def _streets(cells: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(cells["street"].dropna().astype("str")))


def _left_out(study: Study, streets: Sequence[str]) -> tuple[str, ...]:
    if not streets:
        return ()
    return (
        f"未含只报汇总数的{_label(study)}：{'、'.join(streets)}（这一项须有个人记录，或汇总表没有相应的分类）",
    )


def _label(study: Study) -> str:
    return study.variables["street"].label if "street" in study.variables else "街道"


def _carrying(records: pd.DataFrame, frame: pd.DataFrame, said: tuple[str, ...]) -> pd.DataFrame:
    """A frame of its own that carries the labels of the records and what is to be said."""
    found = frame.copy(deep=False)
    found.attrs = records.attrs | {WARNINGS: said}
    return found
