"""index.html: the report as one page that works from the disk and can be mailed, findings first, no code."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.report.pages.writing import write_index as write_index

__all__ = ["write_index"]


def __getattr__(name: str) -> Any:
    """The exported object of this name, imported when first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sqgz.report.pages import writing

    return getattr(writing, name)
