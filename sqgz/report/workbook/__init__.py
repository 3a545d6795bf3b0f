"""图表底稿.xlsx: every number of the results in tables that can be edited, with native charts of the same cells."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.report.workbook.writing import write_workbook as write_workbook

__all__ = ["write_workbook"]


def __getattr__(name: str) -> Any:
    """The exported object of this name, imported when first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sqgz.report.workbook import writing

    return getattr(writing, name)
