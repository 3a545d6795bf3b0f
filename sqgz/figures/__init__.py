"""Figures that go straight into a report: each takes a table or results and returns axes; `save_figure` keeps them."""

from sqgz.figures.compositions import composition
from sqgz.figures.differences import difference_plot
from sqgz.figures.flows import flow_diagram
from sqgz.figures.provenance import check_figures
from sqgz.figures.pyramids import age_pyramid
from sqgz.figures.rankings import ranked_shares
from sqgz.figures.report_set import (
    draw_composition,
    draw_differences,
    draw_flow,
    draw_letters,
    draw_pyramid,
    draw_ranking,
    draw_residuals,
    draw_shares,
)
from sqgz.figures.residual_maps import residual_map
from sqgz.figures.saving import save_figure
from sqgz.figures.stacked import stacked_shares
from sqgz.figures.theme import themed

__all__ = [
    "age_pyramid",
    "check_figures",
    "composition",
    "difference_plot",
    "draw_composition",
    "draw_differences",
    "draw_flow",
    "draw_letters",
    "draw_pyramid",
    "draw_ranking",
    "draw_residuals",
    "draw_shares",
    "flow_diagram",
    "ranked_shares",
    "residual_map",
    "save_figure",
    "stacked_shares",
    "themed",
]
