"""sqgz: from a survey of community workers to tables, tests, figures and a report.

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES: dict[str, tuple[str, ...]] = {
    "sqgz.errors": ("InputError",),
    "sqgz.study": ("Study", "Variable", "load_study"),
    "sqgz.cleaning": (
        "Cleaned",
        "Match",
        "clean",
        "load_ledger",
        "load_places",
        "load_records",
        "match",
        "save_cleaned",
    ),
    "sqgz.cleaning.telling": (
        "tell_changes",
        "tell_exclusions",
        "tell_files",
        "tell_questions",
        "tell_reasons",
        "tell_rows",
        "tell_submissions",
    ),
    "sqgz.tables": ("Crosstab", "count", "crosstab", "save_counts"),
    "sqgz.tables.telling": ("comparison_tables", "profile_tables"),
    "sqgz.results": ("Results", "audience_of", "compare", "load_results", "save_results"),
    "sqgz.results.plain": ("tell_detectable", "tell_misled", "tell_plain"),
    "sqgz.results.telling": ("tell_comparisons",),
    "sqgz.results.telling_quality": ("tell_coverage", "tell_localisation"),
    "sqgz.auditing": ("audit",),
    "sqgz.report.handing_in": ("write_brief", "write_index", "write_report", "write_workbook"),
    "sqgz.report.living": ("refresh",),
    "sqgz.report.telling": ("tell_findings",),
    "sqgz.figures": ("check_figures", "save_figure"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}
_PACKAGES = ("figures", "results", "stats", "study", "tables")

__all__ = [*sorted(_HOME_OF), "figures", "stats"]


def __getattr__(name: str) -> Any:
    """The public object of this name, imported when first asked for."""
    if name in _HOME_OF:
        value = getattr(importlib.import_module(_HOME_OF[name]), name)
    elif name in _PACKAGES:
        value = importlib.import_module(f"sqgz.{name}")
    else:
        raise AttributeError(f"module 'sqgz' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
