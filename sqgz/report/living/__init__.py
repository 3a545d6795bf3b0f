"""Living numbers: content controls made of marks, and documents brought up to date; names are loaded when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.report.living.changes import Change, Changes
    from sqgz.report.living.controls import make_controls
    from sqgz.report.living.refreshing import refresh

_HOMES = {"Change": "changes", "Changes": "changes", "make_controls": "controls", "refresh": "refreshing"}

__all__ = ["Change", "Changes", "make_controls", "refresh"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"sqgz.report.living.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
