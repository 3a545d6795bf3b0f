"""Overrides of single keys of a study, as `--set` and a notebook's `overrides` give them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from sqgz.errors import InputError
from sqgz.study.messages import suggestion
from sqgz.study.source import Path_, Source

_NAMED_BY = ("id", "key", "path", "folder")  # what an item of a list is called by


class OverriddenSource(Source):
    """A source some of whose values were given outside the file; messages say so instead of a line."""

    given: frozenset[Path_] = frozenset()

    def where(self, path: Path_) -> str:
        """As `Source.where`, but names the override for a path that was overridden."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.given:
                return f"参数 {'.'.join(str(part) for part in path[:end])}"
        return super().where(path)


def override(source: Source, overrides: Mapping[str, Any]) -> Source:
    """The source with the overrides laid over it; the same object if there are none.

    Keys are dotted paths or nested mappings; items of lists are named by id, key or path. Values become text, as in
    the file. Raises InputError for an item that no list holds; unknown keys are found by validation.
    """
    if not overrides:
        return source
    if not isinstance(overrides, Mapping):
        raise InputError('参数 overrides 应为“键: 值”，如 {"design.alpha": "0.01"}。')
    value = copy.deepcopy(source.value)
    lines = dict(source.lines)
    given: set[Path_] = set()
    for dotted, new in _flat(overrides, ""):
        path = _set(value, dotted.split("."), new, dotted)
        given.add(path)
    result = OverriddenSource(source.file, value, lines)
    object.__setattr__(result, "given", frozenset(given))
    return result


def _flat(overrides: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for key, value in overrides.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            pairs += _flat(value, f"{dotted}.")
        else:
            pairs.append((dotted, value))
    return pairs


def _set(value: Any, parts: list[str], new: Any, dotted: str) -> Path_:
    path: list[str | int] = []
    here = value
    rest = parts
    while rest:
        step: str | int = rest[0]
        used = 1
        if isinstance(here, list):
            step, used = _item(here, rest, dotted)
        elif not isinstance(here, dict):
            above = ".".join(parts[: len(parts) - len(rest)])
            raise InputError(f'参数 {dotted}: "{above}" 之下没有可设置的键。')
        rest = rest[used:]
        path.append(step)
        if not rest:
            here[step] = _text(new)
        else:
            if isinstance(here, dict) and here.get(step) is None:
                here[step] = {}
            here = here[step]
    return tuple(path)


def _item(items: list[Any], parts: Sequence[str], dotted: str) -> tuple[int, int]:
    """Place of the item that the path leads to, and how many of its parts name it: 问卷.xlsx are two."""
    names = [
        (item[field], i)
        for i, item in enumerate(items)
        if isinstance(item, dict)
        for field in _NAMED_BY
        if isinstance(item.get(field), str)
    ]
    for used in range(len(parts), 0, -1):
        for name, i in names:
            if name == ".".join(parts[:used]):
                return i, used
    known = [name for name, _ in names]
    raise InputError(f'参数 {dotted}: 列表中没有 "{parts[0]}"。{suggestion(parts[0], known)}')


def _text(value: Any) -> Any:
    """The value as the file would hold it: text, None, or lists of such."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return [_text(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _text(item) for key, item in value.items()}
    return None if value is None else str(value)
