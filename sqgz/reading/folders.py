"""A folder as streets fill it: every file below it, in a fixed order, and which of them nobody meant to send.

Nothing is opened here; what a file is, its content decides later.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from sqgz.errors import InputError

MOST_FILES = 2000
"""More files than a district has offices: the folder is not what was meant."""

_LEFT_BEHIND = (
    (re.compile(r"~\$.*"), "Excel 打开工作簿时留下的临时文件"),
    (re.compile(r"\.~lock\..*#|~.*\.tmp|.*\.tmp"), "办公软件留下的临时文件"),
    (re.compile(r"thumbs\.db|desktop\.ini|__macosx", re.IGNORECASE), "系统自动生成的文件"),
    (re.compile(r"\..*"), "隐藏文件"),
)


@dataclass(frozen=True)
class Listed:
    """One file of a folder: its path, its name as messages show it, and why it is left aside ("" if it is not)."""

    path: Path
    name: str
    left_aside: str = ""


def list_folder(folder: Path, *, file: str) -> list[Listed]:
    """All files below a folder in the order of their names, numbers by value; `file` is the folder's name in messages.

    Raises InputError where there is no such folder, nothing in it, or far too much.
    """
    if folder.is_file():
        raise InputError(f"{file}: 这是一个文件，不是文件夹。单个文件请在研究文件里用 path 声明")
    if not folder.is_dir():
        raise InputError(f"{file}: 没有找到这个文件夹。请核对 study.yaml 中 folder 的写法和文件夹所在的位置")
    paths = [path for path in folder.rglob("*") if path.is_file()]
    if len(paths) > MOST_FILES:
        raise InputError(
            f"{file}: 文件夹里有 {len(paths)} 个文件，超过 {MOST_FILES} 个，不像是报送表。请核对 folder 是否写错"
        )
    found = [
        Listed(path, f"{file}/{path.relative_to(folder).as_posix()}", _left_aside(path.relative_to(folder)))
        for path in sorted(paths, key=lambda path: _natural(path.relative_to(folder).as_posix()))
    ]
    if all(one.left_aside for one in found):
        raise InputError(f"{file}: 文件夹里没有报送文件。请把各街道的表放进这个文件夹后重试")
    return found


def _left_aside(relative: Path) -> str:
    """Why a file is no submission, by its own name or that of a folder it lies in; "" if it may be one."""
    for part in relative.parts:
        for pattern, reason in _LEFT_BEHIND:
            if pattern.fullmatch(part):
                return reason
    return ""


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sorting key by which 2街道 stands before 10街道."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name) if part
    ]
