"""What is wrong with a command line, in Chinese: the library that reads it says so in English.

Errors are told apart by the names of their classes, since they are a private part of that library.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

_SEE = "用法见 sqgz --help"


def say_usage(error: Any) -> str:
    """One message of what was written and what to write instead."""
    kinds = {one.__name__ for one in type(error).__mro__}
    if "MissingParameter" in kinds:
        said = _missing(error)
    elif "NoSuchOption" in kinds:
        said = f"没有选项 {error.option_name}。{_near(error.option_name, error.possibilities or _options(error))}"
    elif "BadOptionUsage" in kinds:
        said = f"选项 {error.option_name} 的写法不对：{_option_fault(error)}。"
    elif "BadParameter" in kinds:
        said = f"{_named(error.param)} 的值不对，请核对。"
    else:
        said = _other(error)
    return f"{said}\n{_seen_in(error)}"


def _seen_in(error: Any) -> str:
    name = _command(error)
    return f"用法见 sqgz {name} --help" if name else _SEE


def _command(error: Any) -> str:
    """The command that was meant; empty if it is not known."""
    context = getattr(error, "ctx", None)
    return str(context.info_name or "") if context is not None and context.parent is not None else ""


def _options(error: Any) -> list[str]:
    context = getattr(error, "ctx", None)
    if context is None:
        return []
    return [name for one in context.command.params for name in one.opts if name.startswith("-")]


def _near(written: str, known: Any) -> str:
    """The nearest spelling, or what there is."""
    names = list(known or [])
    near = get_close_matches(written, names, n=1, cutoff=0.6)
    if near:
        return f"是否为 {near[0]}？"
    return f"可用: {'、'.join(names)}。" if names else ""


def _named(parameter: Any) -> str:
    """A parameter as it is written on the command line, with what its value is."""
    if parameter is None:
        return "一项内容"
    metavar = parameter.metavar or ""
    if parameter.param_type_name == "argument":
        return metavar or str(parameter.name)
    return " ".join(part for part in (max(parameter.opts, key=len), metavar) if part)


def _missing(error: Any) -> str:
    parameter = error.param
    kind = "选项" if parameter is not None and parameter.param_type_name == "option" else "内容"
    explained = getattr(parameter, "help", None)
    return f"缺少{kind} {_named(parameter)}{f'（{explained}）' if explained else ''}。"


def _option_fault(error: Any) -> str:
    if "requires an argument" in error.message or "requires" in error.message:
        return "后面要写出它的值"
    return "它不带值，请去掉后面的内容" if "not take a value" in error.message else "请核对"


def _other(error: Any) -> str:
    message = str(getattr(error, "message", ""))
    if found := re.match(r"No such command '(.*?)'", message):
        commands = sorted(getattr(error.ctx.command, "commands", {})) if error.ctx is not None else []
        return f"没有命令 {found[1]}。{_near(found[1], commands)}"
    if found := re.match(r"Got unexpected extra arguments? *(?:\(s\) )?\((.*)\)", message):
        return f"多写了 {found[1]}。含空格的文件名或文字请加引号。"
    if message.startswith("Missing command"):
        return "没有写命令。"
    return "命令的写法不对。"
