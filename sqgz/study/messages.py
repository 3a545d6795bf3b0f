"""Errors about the study file in the researcher's words: file, line, key, what was found, what is allowed, nearest.

Knows how pydantic reports errors; knows nothing of what a key is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sqgz.errors import InputError
from sqgz.study.schema import FILLED_IN
from sqgz.study.source import Path_, Source

_SHOWN = 8  # more errors than this in one message help nobody


def nearest(found: str, allowed: Iterable[str]) -> str | None:
    """The allowed spelling most like the one found, or None.

    >>> nearest("本社区居", ["本社区", "本街道其他社区"])
    '本社区'
    """
    matches = get_close_matches(found, list(allowed), n=1, cutoff=0.5)
    return matches[0] if matches else None


def suggestion(found: str, allowed: Sequence[str]) -> str:
    """The end of a message: nearest spelling and what is allowed.

    >>> suggestion("colum", ["column", "label"])
    '是否为 "column"？可用: column, label'
    """
    listed = ", ".join(allowed) if allowed else "（无）"
    close = nearest(found, allowed)
    return (f'是否为 "{close}"？' if close else "") + f"可用: {listed}"


def invalid(source: Source, error: ValidationError, model: type[BaseModel]) -> InputError:
    """InputError that lists what is wrong in the study file, one line each, in the file's order."""
    items = [item for item in error.errors() if not _follows(item, error.errors())]
    found = [(source.line(_written(item["loc"])), _message(source, item, model)) for item in items]
    found.sort(key=lambda pair: pair[0])
    messages = list(dict.fromkeys(text for _, text in found))
    more = [f"……另有 {len(messages) - _SHOWN} 处"] if len(messages) > _SHOWN else []
    return InputError("\n".join(messages[:_SHOWN] + more))


def refuse_inner_names(source: Source, model: type[BaseModel]) -> None:
    """Nothing, unless the file uses a name that only the models have (`excluded` for `not`): that is an unknown key."""
    pending: list[tuple[Path_, Any]] = [((), source.value)]
    while pending:
        path, value = pending.pop()
        steps = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        inner = _names(model, path) - set(_fields(model, path)) if isinstance(value, dict) else set()
        for key, below in steps:
            here = (*path, key)
            if key in inner:
                inside = f"{'.'.join(map(str, path))} 中的" if path else ""
                raise InputError(
                    f'{source.where(here)}: {inside}键 "{key}" 不认识。{suggestion(str(key), _fields(model, path))}'
                )
            pending.append((here, below))


def _follows(item: ErrorDetails, all_: Sequence[ErrorDetails]) -> bool:
    """Whether a list is only short of items because they are wrong themselves."""
    inside = (other["loc"][: len(item["loc"])] == item["loc"] for other in all_ if other is not item)
    return item["type"] == "too_short" and bool(item["input"]) and any(inside)


def _written(loc: tuple[int | str, ...]) -> Path_:
    """Location as it stands in the file: without the marks pydantic adds for keys and unions."""
    return tuple(part for part in loc if part not in ("[key]",))


def _message(source: Source, item: ErrorDetails, model: type[BaseModel]) -> str:
    loc = _written(item["loc"])
    dotted = ".".join(str(part) for part in loc)
    name, parent = str(loc[-1]) if loc else "", ".".join(str(part) for part in loc[:-1])
    where = source.where(loc)
    found = item["input"]
    context: dict[str, Any] = item.get("ctx", {})
    kind = item["type"]
    if kind == "extra_forbidden":
        inside = f"{parent} 中的" if parent else ""
        return f'{where}: {inside}键 "{name}" 不认识。{suggestion(name, _fields(model, loc[:-1]))}'
    if kind == "missing":
        inside = f"{parent} " if parent else ""
        return f'{source.where(loc[:-1])}: {inside}缺少必填项 "{name}"'
    if kind in ("literal_error", "enum"):
        allowed = [part.strip("' ") for part in context["expected"].replace(" or ", ", ").split(", ")]
        return f"{where}: {dotted} 的值 {_shown(found)} 不可用。{suggestion(str(found), allowed)}"
    if kind == "value_error":
        return f"{where}: {dotted}: {context['error']}。"
    return f"{where}: {dotted} 的值 {_shown(found)} 不对：{_expected(kind, context)}。"


def _shown(value: Any) -> str:
    if value is None:
        return "空"
    if isinstance(value, dict):
        return "（键: 值）"
    if isinstance(value, list):
        return "（列表）"
    return f'"{value}"'


def _expected(kind: str, context: dict[str, Any]) -> str:
    sentences = {
        "string_type": "应为文字",
        "string_too_short": "不能为空",
        "string_too_long": f"最多 {context.get('max_length')} 个字符",
        "string_pattern_mismatch": "只能用英文字母、数字、- 和 _，并以字母或数字开头",
        "float_parsing": "应为数字",
        "float_type": "应为数字",
        "int_parsing": "应为整数",
        "int_type": "应为整数",
        "int_from_float": "应为整数",
        "bool_parsing": "应为 true 或 false",
        "bool_type": "应为 true 或 false",
        "tuple_type": "应为列表，如 [a, b]",
        "list_type": "应为列表，如 [a, b]",
        "dict_type": "应为“键: 值”",
        "model_type": "应为“键: 值”",
        "model_attributes_type": "应为“键: 值”",
        "too_short": "不能为空",
        "greater_than": f"应大于 {context.get('gt')}",
        "less_than": f"应小于 {context.get('lt')}",
        "greater_than_equal": f"应不小于 {context.get('ge')}",
        "less_than_equal": f"应不大于 {context.get('le')}",
        "finite_number": "应为有限的数字",
    }
    return sentences.get(kind, f"格式不符（{kind}）")


def _at(model: type[BaseModel], path: Path_) -> Any:
    """What stands at a path, by walking the models' annotations."""
    current: Any = model
    for part in path:
        current = _inside(_bare(current), part)
    return _bare(current)


def _names(model: type[BaseModel], path: Path_) -> set[str]:
    current = _at(model, path)
    return set(current.model_fields) if _is_model(current) else set()


def _fields(model: type[BaseModel], path: Path_) -> list[str]:
    """Keys allowed at a path."""
    current = _at(model, path)
    if not _is_model(current):
        return []
    return [field.alias or name for name, field in current.model_fields.items() if name not in FILLED_IN]


def _inside(annotation: Any, part: str | int) -> Any:
    if _is_model(annotation):
        for name, field in annotation.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
        return None
    arguments = get_args(annotation)
    if not arguments:
        return None
    return arguments[1] if get_origin(annotation) is dict else arguments[0]


def _bare(annotation: Any) -> Any:
    """The annotation without Annotated and without `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
