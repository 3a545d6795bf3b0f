"""Keys of the contract whose feature this version does not have: refused by name, never ignored.

An entry leaves this list when its feature comes; nothing else knows what is not built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqgz.errors import InputError
from sqgz.study.schema import Declaration
from sqgz.study.source import Path_, Source

WAVE = "wave"  # reserved: the year or name of a study among its waves

_NOT_BUILT: dict[str, Callable[[Declaration], Iterable[Path_]]] = {
    "目标（targets）": lambda s: [("targets",)] if s.targets else [],
    "公开版（report.audience: 公开）": lambda s: (
        [("report", "audience")] if s.report.audience == "公开" else []
    ),
    "文风（report.voice）": lambda s: [("report", "voice")] if s.report.voice else [],
    "Word 模板（report.template）": lambda s: [("report", "template")] if s.report.template else [],
    "表格样式（report.table_style）": lambda s: [("report", "table_style")] if s.report.table_style else [],
}


def refuse_unbuilt(study: Declaration, source: Source) -> None:
    """Nothing, unless the study uses such a key; raises InputError with every one of them and its line."""
    lines = []
    for feature, paths in _NOT_BUILT.items():
        for path in paths(study):
            lines.append(
                (
                    source.line(path),
                    f"{source.where(path)}: {feature}在这一版本中尚未实现。请删去或注释掉后重试。",
                )
            )
    if lines:
        raise InputError("\n".join(text for _, text in sorted(lines)))
