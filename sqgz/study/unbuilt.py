"""Keys of the contract whose feature this version does not have: said by name, never passed over in silence.

An entry leaves the list when its feature comes; nothing else knows what is not built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqgz.study.schema import Declaration
from sqgz.study.source import Path_, Source

WAVE = "wave"  # reserved: the year or name of a study among its waves

Paths = Callable[[Declaration], Iterable[Path_]]
_LEFT_ASIDE: dict[str, Paths] = {
    "目标（targets）": lambda s: [("targets",)] if s.targets else [],
}


def left_aside(study: Declaration, source: Source) -> tuple[str, ...]:
    """Sentences about keys that this version knows but does not use yet, with their lines, in the file's order."""
    found = [
        (source.line(path), f"{source.where(path)}: {feature}在这一版本中尚未实现，这一项没有用到。")
        for feature, paths in _LEFT_ASIDE.items()
        for path in paths(study)
    ]
    return tuple(text for _, text in sorted(found))
