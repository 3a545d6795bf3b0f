"""The results table: its contract, how it comes about, and where it is kept."""

from sqgz.results.audience import audience_of
from sqgz.results.comparing import compare
from sqgz.results.publishing import is_public
from sqgz.results.schema import COLUMNS, KEY, Results, check_frame
from sqgz.results.storage import load_results, save_results

__all__ = [
    "COLUMNS",
    "KEY",
    "Results",
    "audience_of",
    "check_frame",
    "compare",
    "is_public",
    "load_results",
    "save_results",
]
