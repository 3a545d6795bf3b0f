"""What in public results was reckoned from counts of single clusters, and why some of it is not shown.

A standard error is a sum of squares over streets. Whoever has it with all its digits beside the margins of a table by
street tries whole numbers in the hidden cells until it fits, and there are few to try: nothing else need be known.
So where counts of single clusters are hidden, or where the clusters are too few to hide behind each other, whatever
was reckoned from them is withheld: errors, intervals, tests, design effects. What was reckoned from the people of a
group taken together, as shares are, says nothing of single clusters and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sqgz.results.families import BEYOND, DISAGREE
from sqgz.results.judging import SMALLEST
from sqgz.results.published import Published
from sqgz.results.schema import SUPPRESSED
from sqgz.results.statements import Statement
from sqgz.results.vocabulary import FLAGS, SEAT, local_parts
from sqgz.stats.shares import STILL
from sqgz.study import Study
from sqgz.tables.linked import Form
from sqgz.tables.locality import PREFIX

OF_CLUSTERS = "误差、区间和检验不予公布，以免据以推算单个街道（群）的人数"
OF_FAMILY = "校正后p与不予公布的p有关，不予公布"
FEW_CLUSTERS = (
    5  # clusters below which a sum and a sum of squares leave hardly any choice, printed by cluster or not
)
_FIGURES = ("low", "high", "error", "df", "df2", "deff", "p_value", "p_permutation", "p_adjusted")
_VALUES = ("test", "residual", "icc", "bound")  # stats whose value itself is made of clusters
_WEIGHTED_BY = "street"  # what is so among those who were to answer is weighted by street (and position)
_OF_INTERVALS = (STILL, DISAGREE, BEYOND)  # warnings that say something of a number which is not told
_COMPLETE = "（全员统计）"
Mask = np.ndarray[Any, Any]
Row = Mapping[Any, Any]


def withheld_fields(warnings: str) -> tuple[str, ...]:
    """Fields of a public row that are not told although the row is, by what it says of itself.

    >>> withheld_fields(OF_FAMILY)
    ('p_adjusted',)
    """
    if OF_CLUSTERS in warnings:
        return ("value", *_FIGURES)
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


# --- which rows ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Clustered:
    """Rows of results that rest on counts of single clusters, of which some are hidden."""

    frame: pd.DataFrame
    read: Published
    hidden: set[Form]

    @cached_property
    def rows(self) -> Mask:
        """Mask of the rows that hold anything which must not be told."""
        return np.array([any(self._telling(at, row)) for at, row in enumerate(self._records)], dtype=bool)

    @cached_property
    def emptied(self) -> Mask:
        """Those of them of which nothing is left to tell: no share, no difference, no finding."""
        made = self.frame["stat"].isin(_VALUES) & (self.frame["finding"] == "")
        return self.rows & made.to_numpy()

    @cached_property
    def _records(self) -> list[dict[Any, Any]]:
        return self.frame.to_dict("records")

    @property
    def _study(self) -> Study:
        return self.read.words.study

    def _telling(self, at: int, row: Row) -> Iterator[bool]:
        """For each variable whose categories the row's numbers were summed over: whether that tells of hidden counts."""
        said = self.read.statements[at]
        if _by_clusters(row):
            yield self._tells(str(row["cluster"]), row, said) or self._few(str(row["cluster"]), row, said)
        if _weighted(row):
            yield self._tells(_WEIGHTED_BY, row, said) or self._few(_WEIGHTED_BY, row, said)

    def _tells(self, cluster: str, row: Row, said: Statement) -> bool:
        """Whether counts of its outcome by that cluster are hidden."""
        about = frozenset().union(*(self._made_of(one) for one in self._outcomes(row)))
        own = {variable for form in said.rests_on for variable in form.variables}
        for variables in self._hidden_by:
            within = variables & self._as_fine(cluster)
            apart = within and (within & self._finer(cluster) or not within <= own)
            if apart and any(about & self._made_of(one) for one in variables - within):
                return True
        return False

    def _few(self, cluster: str, row: Row, said: Statement) -> bool:
        """Whether its clusters are few, and what it was reckoned from is not printed cluster by cluster anyway."""
        if row["stat"] == "share":
            known = _fewest(row)
        else:  # of tests and the like the group with the fewest
            known = self._fewest_of.get((row["comparison"], row["stratum"], row["by"]), np.inf)
        if known >= FEW_CLUSTERS:
            return False
        own = {variable for form in said.rests_on for variable in form.variables}
        own -= {cluster, *FLAGS, *self._told_by(cluster)}
        return not any(cluster in one and own <= one for one in self._printed_by)

    @cached_property
    def _fewest_of(self) -> dict[tuple[str, str, str], float]:
        """The fewest clusters that a group of a table has."""
        found: dict[tuple[str, str, str], float] = {}
        for row in self._records:
            if row["cluster"] and row["stat"] in ("share", "difference", "test"):
                table = (row["comparison"], row["stratum"], row["by"])
                found[table] = min(found.get(table, np.inf), _fewest(row))
        return found

    @cached_property
    def _printed_by(self) -> set[frozenset[str]]:
        """The variables by which counts are counted at all."""
        return {_variables(form) for form in self.read.values}

    @cached_property
    def _hidden_by(self) -> set[frozenset[str]]:
        """The variables by which hidden counts are counted."""
        return {_variables(form) for form in self.hidden}

    # --- what goes with what ---------------------------------------------------------------------------------------------

    def _outcomes(self, row: Row) -> list[str]:
        """The variables whose answers a row is about: two of a pair, those of a definition of 属地化率."""
        name = str(row["comparison"])
        for asked in self._study.localisation:
            if name == f"{PREFIX}{asked.key}":
                return sorted(
                    {key for part in local_parts(self._study, asked) for box in part for key in box}
                )
        declared = self.read.words.declared.get(name)
        pair = declared.paired_with if declared else None
        return [str(row["outcome"]), *([pair] if pair else [])]

    def _made_of(self, name: str) -> frozenset[str]:
        """What a variable is made of, so that variables made of the same tell of each other."""
        study = self._study
        variable = study.variables.get(name)
        if name == SEAT or (variable is not None and variable.derive == "posts"):
            posts = [
                key
                for key, one in study.variables.items()
                if one.codebook in ("party_post", "committee_post")
            ]
            return frozenset({"posts", *posts})
        if variable is None:
            return frozenset({name})
        columns = {f"column {one}" for one in (*variable.column, *variable.place_column)}
        return frozenset({name, *columns, *([variable.derive] if variable.derive else [])})

    def _as_fine(self, cluster: str) -> frozenset[str]:
        """The variables whose categories may be clusters, parts of them, or (of places) whole numbers of them."""
        variables = self._study.variables
        places = {key for key, one in variables.items() if one.kind == "place"}
        return self._finer(cluster) | (places if cluster in places else set())

    def _finer(self, cluster: str) -> frozenset[str]:
        """The variables of which no group holds people of two clusters, as the rows themselves say or everybody knows."""
        nested = {by for (by, _), (over, _) in self.read.implied.items() if over == cluster}
        return frozenset({cluster, *nested, *self._single.get(cluster, ())})

    @cached_property
    def _single(self) -> dict[str, list[str]]:
        """By cluster the variables each of whose groups lies in one of them."""
        found: dict[str, list[str]] = {}
        shares = self.frame[
            (self.frame["stat"] == "share") & (self.frame["cluster"] != "") & (self.frame["by"] != "")
        ]
        for (cluster, by), most in shares.groupby(["cluster", "by"])["clusters"].max().items():
            if pd.notna(most) and most <= 1:
                found.setdefault(str(cluster), []).append(str(by))
        return found

    def _told_by(self, cluster: str) -> set[str]:
        """Variables that are known of everybody whose cluster is known, as the zone is of a street."""
        return {over for (by, _), (over, _) in self.read.implied.items() if by == cluster}


def _by_clusters(row: Row) -> bool:
    """Whether a row holds numbers that were reckoned from its clusters."""
    if row["cluster"] == "" or row["stat"] in ("test_plain", "count"):
        return False
    made = row["stat"] in _VALUES and (row["stat"] != "bound" or row["method"] == SMALLEST)
    if row["inference"] == "finite":
        return False
    return any(not pd.isna(row[name]) for name in (*_FIGURES, *(["value"] if made else [])))


def _weighted(row: Row) -> bool:
    """Whether a row is a difference weighted by how many people there are in each street and position."""
    return (
        row["inference"] == "finite"
        and row["stat"] == "difference"
        and not str(row["method"]).endswith(_COMPLETE)
    )


def _fewest(row: Row) -> float:
    """Clusters on the side that has the fewer."""
    known = [float(row[name]) for name in ("clusters", "clusters_against") if not pd.isna(row[name])]
    return min(known, default=np.inf)


def _variables(form: Form) -> frozenset[str]:
    """What a form is counted by; options of a multiple-choice question as the question."""
    return frozenset(one if one in FLAGS else one.partition("=")[0] for one in form.variables)


# --- what of them -------------------------------------------------------------------------------------------------------


def withhold(public: pd.DataFrame, internal: pd.DataFrame, clustered: Clustered) -> pd.DataFrame:
    """The public frame without what single clusters could be reckoned from; its rows say so in their warnings."""
    found = public.copy()
    shown = (found["text"] != SUPPRESSED).to_numpy()
    mine = clustered.rows & shown
    found.loc[mine, list(_FIGURES)] = np.nan
    weighted = np.array([_weighted(row) for row in internal.to_dict("records")], dtype=bool)
    found.loc[mine & (internal["stat"].isin(_VALUES).to_numpy() | weighted), "value"] = np.nan
    carried = _carried(found, internal) & shown
    found.loc[carried, "p_adjusted"] = np.nan
    for mask, remark in ((mine, OF_CLUSTERS), (carried & ~mine, OF_FAMILY)):
        texts = [_joined(text, remark) for text in found.loc[mask, "warnings"]]
        found.loc[mask, "warnings"] = texts
    return found


def _carried(public: pd.DataFrame, internal: pd.DataFrame) -> Mask:
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
