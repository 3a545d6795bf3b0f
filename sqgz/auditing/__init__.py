"""Audit of the figures of any Chinese report; names are loaded when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqgz.auditing.review import Audit, Summary, audit

__all__ = ["Audit", "Summary", "audit"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from sqgz.auditing import review

        return getattr(review, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
