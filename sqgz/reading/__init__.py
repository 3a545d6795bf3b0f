"""Foreign files in, sheets of text out: the only package that knows file formats.

It knows nothing of variables, categories or people; what it is told of a study is a set of heading texts.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.reading.files import read_workbook as read_workbook
    from sqgz.reading.folders import Listed as Listed
    from sqgz.reading.folders import list_folder as list_folder
    from sqgz.reading.sheets import Sheet as Sheet
    from sqgz.reading.sheets import column_letter as column_letter
    from sqgz.reading.stems import heading_key as heading_key
    from sqgz.reading.ticks import NONE_TICKED as NONE_TICKED

_HOMES = {
    "Listed": "folders",
    "NONE_TICKED": "ticks",
    "Sheet": "sheets",
    "column_letter": "sheets",
    "heading_key": "stems",
    "list_folder": "folders",
    "read_workbook": "files",
}

__all__ = [
    "NONE_TICKED",
    "Listed",
    "Sheet",
    "column_letter",
    "heading_key",
    "list_folder",
    "read_workbook",
]


def __getattr__(name: str) -> Any:
    """The exported object of this name, imported when first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
