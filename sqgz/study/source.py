"""The study file as text: values, and the line on which each of them stands.

YAML is read strictly, as the contract asks: scalars stay text, so that 007, 是 and no are labels and not numbers
or booleans; duplicate keys, anchors, aliases and tags are errors. What the keys mean is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sqgz.errors import InputError, reason_of

Path_ = tuple[str | int, ...]
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LARGEST = 1_000_000  # characters; a study file of a megabyte is not a study file


@dataclass(frozen=True)
class Source:
    """A parsed YAML file: `value` (dicts, lists, str, None) and `lines`, the line of every path within it."""

    file: str
    value: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """Line number, from 1, of a path or of its nearest ancestor that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: Path_) -> str:
        """Text such as `study.yaml 第42行`, the beginning of every message about this file."""
        return f"{self.file} 第{self.line(path)}行"


def read_source(path: Path, *, file: str | None = None) -> Source:
    """Source of a YAML file.

    Raises InputError if the file is missing, empty, not UTF-8, not valid YAML, or uses what the contract forbids.
    """
    name = file or path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"找不到 {name}。请检查路径；新调查可用 sqgz new 生成 study.yaml。") from None
    except UnicodeDecodeError:
        raise InputError(f"{name} 不是 UTF-8 编码的文本。请用记事本或编辑器另存为 UTF-8 编码。") from None
    except OSError as error:
        raise InputError(
            f"无法读取 {name}：{reason_of(error)}。请检查文件权限，或关闭正在使用它的程序。"
        ) from None
    return parse_source(text, file=name)


def parse_source(text: str, *, file: str = "study.yaml") -> Source:
    """Source of a YAML text; raises InputError as `read_source` does."""
    if len(text) > _LARGEST:
        raise InputError(f"{file} 超过 1 MB，不像是研究说明文件。请检查是否放错了文件。")
    try:
        root = _Composer(text, file).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise InputError(_syntax_message(file, error)) from error
    except RecursionError:
        raise InputError(f"{file}: 括号套得太深，无法读取。请检查括号是否成对。") from None
    except yaml.reader.ReaderError as error:
        raise InputError(
            f"{file} 第{text[: error.position].count(chr(10)) + 1}行: 含有不能出现的控制字符。请删除后重试。"
        ) from None
    if root is None:
        raise InputError(
            f"{file} 是空文件。请写入 name、title、files、variables 等内容，或用 sqgz new 生成。"
        )
    lines: dict[Path_, int] = {}
    value = _value(root, (), lines, file)
    if not isinstance(value, dict):
        raise InputError(f"{file} 第1行: 最外层应为“键: 值”，现为{_kind(value)}。")
    return Source(file, value, lines)


class _Composer(yaml.SafeLoader):
    """Composes nodes and refuses anchors, aliases and tags by line."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self._file = file

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError(
                f"{self._file} 第{line}行: 不允许使用 YAML 锚点或引用（& 或 *）。请直接写出内容；文字请加引号。"
            )
        if getattr(event, "tag", None):
            raise InputError(
                f"{self._file} 第{line}行: 不允许使用 YAML 标签（{event.tag}）。文字以 ! 开头时请加引号。"
            )
        return super().compose_node(parent, index)


def _value(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise InputError(f"{file} 第{line}行: 键必须是文字，现为列表或映射。")
            key = str(key_node.value)
            if key in mapping:
                raise InputError(
                    f"{file} 第{line}行: 键 “{key}” 重复，前一次在第{lines[(*path, key)]}行。请只保留一个。"
                )
            lines[(*path, key)] = line
            mapping[key] = _value(value_node, (*path, key), lines, file)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, i), lines, file) for i, child in enumerate(node.value)]
    plain = getattr(node, "style", None) is None
    return None if plain and node.value in _NULLS else str(node.value)


def _syntax_message(file: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    hint = "常见原因：冒号后缺空格、缩进不齐、用了全角冒号或制表符、引号或括号没有成对"
    problem = str(error.problem or error.context)
    said = next((f"（{words}）" for english, words in _SYNTAX.items() if english in problem), "")
    return f"{file} 第{line}行: YAML 写法有误{said}。{hint}。"


_SYNTAX = {
    "find expected ':'": "缺少冒号",
    "mapping values are not allowed": "一行里多了冒号",
    "'\\t'": "用了制表符",
    "',' or ']'": "方括号没有成对，或少了逗号",
    "',' or '}'": "花括号没有成对，或少了逗号",
    "end of stream": "引号没有成对",
    "<block end>": "缩进不齐，或引号后面还有文字",
}  # of what the parser says


def _kind(value: Any) -> str:
    return {dict: "映射", list: "列表", str: "文字", type(None): "空"}.get(type(value), "其他内容")
