"""Single numbers that the public are not told in rows that are shown: which, and how the row says so.

The row itself says it in its warnings, so that whoever prints it need not know why. What is told of which row is decided
in `sqgz.results.clustered`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.clustered import FIGURES, VALUES, Clustered, is_weighted
from sqgz.results.families import BEYOND, DISAGREE
from sqgz.results.schema import SUPPRESSED
from sqgz.stats.shares import STILL

OF_CLUSTERS = "误差、区间和检验不予公布，以免据以推算单个街道（群）的人数"
OF_FAMILY = "校正后p与不予公布的p有关，不予公布"
_OF_INTERVALS = (STILL, DISAGREE, BEYOND)  # warnings that say something of a number which is not told
Row = Mapping[Any, Any]


def withheld_fields(warnings: str) -> tuple[str, ...]:
    """Fields of a public row that are not told although the row is, by what it says of itself.

    >>> withheld_fields(OF_FAMILY)
    ('p_adjusted',)
    """
    if OF_CLUSTERS in warnings:
        return ("value", *FIGURES)
    return ("p_adjusted",) if OF_FAMILY in warnings else ()


def without_remarks(warnings: str) -> str:
    """The warnings of a row but for those that say what is withheld of it, which tables say of themselves.

    >>> without_remarks(f"缺失超过一成，结论须谨慎；{OF_CLUSTERS}")
    '缺失超过一成，结论须谨慎'
    """
    return "；".join(one for one in warnings.split("；") if one not in ("", OF_CLUSTERS, OF_FAMILY))


def is_withheld(row: Row, field: str) -> bool:
    """Whether that field of a row that is shown is not told to the public."""
    return field in withheld_fields(str(row.get("warnings", ""))) and bool(pd.isna(row[field]))


def withhold(public: pd.DataFrame, internal: pd.DataFrame, clustered: Clustered) -> pd.DataFrame:
    """The public frame without what single clusters could be reckoned from; its rows say so in their warnings."""
    found = public.copy()
    shown = (found["text"] != SUPPRESSED).to_numpy()
    mine = clustered.rows & shown
    found.loc[mine, list(FIGURES)] = np.nan
    weighted = np.array([is_weighted(row) for row in internal.to_dict("records")], dtype=bool)
    found.loc[mine & (internal["stat"].isin(VALUES).to_numpy() | weighted), "value"] = np.nan
    carried = _carried(found, internal) & shown
    found.loc[carried, "p_adjusted"] = np.nan
    for mask, remark in ((mine, OF_CLUSTERS), (carried & ~mine, OF_FAMILY)):
        texts = [_joined(text, remark) for text in found.loc[mask, "warnings"]]
        found.loc[mask, "warnings"] = texts
    return found


def _carried(public: pd.DataFrame, internal: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Rows that were adjusted together with a p that is not told: Holm and Benjamini–Hochberg carry one over to others."""
    strata = internal["stratum"].where(
        internal["stat"] != "difference", ""
    )  # those are adjusted across strata
    inside = internal["comparison"] + " " + internal["stat"] + " " + strata
    families = internal["family"].where(internal["family"] != "", inside)
    lost = internal["p_adjusted"].notna() & public["p_value"].isna()
    touched = lost.groupby(families).transform("any")
    return (touched & public["p_adjusted"].notna()).to_numpy(dtype=bool)


def _joined(warnings: str, remark: str) -> str:
    kept = [
        one for one in warnings.split("；") if one and one != STILL
    ]  # it says that all clusters are alike
    return "；".join([*kept, remark])
