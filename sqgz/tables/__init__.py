"""Counting and tables: cells, the two-way table, and how it is shown."""

from sqgz.tables.cells import count
from sqgz.tables.crosstabs import Axis, Crosstab
from sqgz.tables.sharing import comparison_cells, save_counts
from sqgz.tables.tabulation import DESIGN, crosstab, table_holding

__all__ = [
    "DESIGN",
    "Axis",
    "Crosstab",
    "comparison_cells",
    "count",
    "crosstab",
    "save_counts",
    "table_holding",
]
