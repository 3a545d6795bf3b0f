"""Tests and intervals for counts of people, with clusters where they are known.

Every function takes a `Crosstab`, a `Clustered` or a plain array of counts and returns a small frozen result
with `to_frame()`; see `estimates`. Names are loaded when first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.stats.association import cramers_v, pearson, pearson_stack, residuals
    from sqgz.stats.comparisons import pairwise
    from sqgz.stats.design import rao_scott
    from sqgz.stats.differences import design_difference, detectable_difference, score_difference
    from sqgz.stats.enumeration import exact
    from sqgz.stats.intervals import difference_interval, proportion_interval
    from sqgz.stats.multiplicity import adjust
    from sqgz.stats.nesting import part_against_rest
    from sqgz.stats.order import cliffs_delta, trend
    from sqgz.stats.paired import fold_square, paired_difference
    from sqgz.stats.pairs import marginal_homogeneity, mismatch, symmetry
    from sqgz.stats.permutation import cluster_permutation
    from sqgz.stats.population import finite_difference, finite_paired
    from sqgz.stats.shares import design_interval, intraclass_correlation
    from sqgz.stats.standardisation import standardised_difference
    from sqgz.stats.strata import cmh, homogeneity
    from sqgz.stats.table import Clustered, Counts, CountTable, TableError

HOMES = {
    "association": ("cramers_v", "pearson", "pearson_stack", "residuals"),
    "comparisons": ("pairwise",),
    "design": ("rao_scott",),
    "differences": ("design_difference", "detectable_difference", "score_difference"),
    "enumeration": ("exact",),
    "intervals": ("difference_interval", "proportion_interval"),
    "multiplicity": ("adjust",),
    "nesting": ("part_against_rest",),
    "order": ("cliffs_delta", "trend"),
    "paired": ("fold_square", "paired_difference"),
    "pairs": ("marginal_homogeneity", "mismatch", "symmetry"),
    "permutation": ("cluster_permutation",),
    "population": ("finite_difference", "finite_paired"),
    "shares": ("design_interval", "intraclass_correlation"),
    "standardisation": ("standardised_difference",),
    "strata": ("cmh", "homogeneity"),
    "table": ("Clustered", "CountTable", "Counts", "TableError"),
}
HOME_OF = {name: module for module, names in HOMES.items() for name in names}

__all__ = [
    "Clustered",
    "CountTable",
    "Counts",
    "TableError",
    "adjust",
    "cliffs_delta",
    "cluster_permutation",
    "cmh",
    "cramers_v",
    "design_difference",
    "design_interval",
    "detectable_difference",
    "difference_interval",
    "exact",
    "finite_difference",
    "finite_paired",
    "fold_square",
    "homogeneity",
    "intraclass_correlation",
    "marginal_homogeneity",
    "mismatch",
    "paired_difference",
    "pairwise",
    "part_against_rest",
    "pearson",
    "pearson_stack",
    "proportion_interval",
    "rao_scott",
    "residuals",
    "score_difference",
    "standardised_difference",
    "symmetry",
    "trend",
]


def __getattr__(name: str) -> Any:
    if name not in HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
