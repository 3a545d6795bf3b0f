"""Blank forms for the streets to fill in: what a study wants to know, asked so that every answer reads back.

Beside the road: knows the study, the official list and how answers are matched; nothing of records or results.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.forms.issuing import Issued as Issued
    from sqgz.forms.issuing import write_forms as write_forms

_HOMES = {"Issued": "issuing", "write_forms": "issuing"}

__all__ = ["Issued", "write_forms"]


def __getattr__(name: str) -> Any:
    """The exported object of this name, imported when first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
