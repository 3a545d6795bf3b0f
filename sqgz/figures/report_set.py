"""Which figures a study's report and its notebook have: chosen from what study.yaml asks, drawn from results alone.

Each function returns axes, or None where the study asks nothing that could be drawn so; `save_figure` then says so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sqgz.figures.compositions import composition
from sqgz.figures.crossings import joint_rows
from sqgz.figures.differences import difference_plot
from sqgz.figures.flows import flow_diagram
from sqgz.figures.pyramids import age_pyramid
from sqgz.figures.rankings import ranked_shares
from sqgz.figures.residual_maps import residual_map, telling_comparisons
from sqgz.figures.sources import is_place, letters_in
from sqgz.figures.stacked import stacked_shares
from sqgz.figures.withheld import is_withheld
from sqgz.results import Results
from sqgz.results.labels import of_mix
from sqgz.results.schema import SETS
from sqgz.study import Comparison

Drawn = Axes | np.ndarray[Any, Any] | None
_PANELS = 2


def draw_shares(results: Results) -> Drawn:
    """Figure 1: 100 % bars of the first comparison by groups, with others of the same groups and strata beside it."""
    asked = [
        one for one in results.study.comparisons if _by_groups(results, one) and _published(results, one.id)
    ]
    if not asked:
        return None
    first = asked[0]
    beside = [one for one in asked if _alike(one, first)]
    distinct = {one.outcome: one.id for one in reversed(beside)}
    chosen = [one.id for one in beside if distinct[one.outcome] == one.id][:_PANELS]
    return stacked_shares(results, chosen)


def _by_groups(results: Results, comparison: Comparison) -> bool:
    study = results.study
    if comparison.by is None or study.variables[comparison.outcome].kind == "multiple":
        return False
    return not is_place(study, comparison.by)


def _published(results: Results, comparison: str, category: str = "") -> bool:
    """Whether a comparison has groups of which no category (or not that set of categories) is withheld."""
    rows = results.select(comparison=comparison, stat="share", of="row")
    rows = rows[rows["group"] != ""]
    if comparison.startswith("profile."):
        rows = rows[rows["by"] == "position"]
    within = rows[(rows["stratum"] != "") & ~rows["stratum"].map(of_mix).astype(bool)]
    rows = within if len(within) and not category else rows[rows["stratum"] == ""]
    asked = set(category.split(SETS))
    chosen = [set(one.split(SETS)) == asked if category else SETS not in one for one in rows["category"]]
    rows = rows.loc[chosen]
    return bool((~is_withheld(rows)).groupby([rows["stratum"], rows["group"]]).all().any())


def _alike(one: Comparison, first: Comparison) -> bool:
    return (one.by, one.groups, one.within, one.where) == (first.by, first.groups, first.within, first.where)


def draw_differences(results: Results) -> Drawn:
    """Figure 2: the differences that decide, in percentage points with their intervals."""
    rows = results.select(stat="difference")
    rows = rows[~is_withheld(rows)]
    return difference_plot(results) if (rows["family"] != "").any() else None


def draw_ranking(results: Results, places: pd.DataFrame | None = None) -> Drawn:
    """Figure 3: streets (or communities) from the highest share to the lowest, zones by colour where they are known."""
    study = results.study
    for comparison in study.comparisons:
        if (
            comparison.by
            and is_place(study, comparison.by)
            and _published(results, comparison.id, SETS.join(comparison.key[0]))
        ):
            known = places is not None and places["zone"].notna().all() and comparison.by == "street"
            return ranked_shares(results, comparison.id, zones=places if known else None)
    return None


def draw_flow(results: Results) -> Drawn:
    """Figure 4: whither the same people go between the two answers of the first paired comparison (户口 → 居住)."""
    rows = joint_rows(results)
    return flow_diagram(results) if rows["count"].sum() and not is_withheld(rows).any() else None


def draw_composition(results: Results) -> Drawn:
    """Figure 5: how people are made up, by position: the study's ordered variables other than levels."""
    study = results.study
    rows = results.select(by="position", stat="share")
    drawable = [
        key
        for key, variable in study.variables.items()
        if variable.kind == "ordered"
        and variable.codebook != "level"
        and (rows["comparison"] == f"profile.{key}").any()
        and _published(results, f"profile.{key}")
    ]
    return composition(results, drawable[:_PANELS]) if drawable else None


# --- for the notebook and the workbook only ---------------------------------------------------------------------------


def draw_residuals(results: Results) -> Drawn:
    """Where the groups of the first comparison that differs as a whole depart from each other."""
    found = telling_comparisons(results)
    return residual_map(results, found[0]) if found else None


def draw_pyramid(results: Results) -> Drawn:
    """Ages of the two zones back to back, where ages and two zones are known."""
    study = results.study
    for key, variable in study.variables.items():
        rows = results.select(comparison=f"profile.{key}", by="zone", stat="share", of="row")
        held = rows[rows["base"] > 0]
        if is_withheld(rows).any():
            continue
        if variable.derive == "age" and held["group"].nunique() == 2:
            return age_pyramid(results, key)
    return None


def draw_letters(results: Results) -> Drawn:
    """Shares of the first comparison of more than two groups that differs, with the letters of its pairs."""
    rows = results.select(stat="share", of="row", stratum="")
    rows = rows[(rows["text"].map(letters_in) != "") & (rows["group"] != "")]
    for comparison in results.study.comparisons:
        own = rows[rows["comparison"] == comparison.id]
        if len(own):
            return ranked_shares(results, comparison.id, category=str(own["category"].iloc[0]), letters=True)
    return None
