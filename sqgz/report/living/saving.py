"""Where a refreshed document goes: beside the writer's, or in its place with the old one kept; never half-written.

A document that somebody has edited is never overwritten by a refreshed copy of another.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqgz.errors import InputError, reason_of
from sqgz.report.living.listing import read_about
from sqgz.report.living.sealing import is_writers, read_sealed
from sqgz.writing import write_beside

LIST = "数据变动对照表"
_SUFFIX = ".更新"


def refuse_open(path: Path) -> None:
    """Nothing, if no program has the file open; raises InputError naming the lock that lies beside it."""
    name = path.name
    if name.startswith(("~$", ".~")):
        return  # a lock itself, as whoever opens it will say
    cut = min(max(len(path.stem) - 6, 0), 2)  # of a long name Word replaces the first letters
    locks = [f"~${name}", f"~${name[cut:]}", f".~{name}", f".~lock.{name}#"]
    for lock in locks:
        if (path.parent / lock).is_file():
            raise InputError(
                f"{name}: 正在 Word、WPS 或 LibreOffice 中打开，未保存的修改读不到。请保存并关闭后重试；"
                f"若确已关闭，请删除同一文件夹中的 {lock}（可能是隐藏文件）。"
            )


def choose_target(source: Path, to: Path | None, in_place: bool, *, own: bool = False) -> Path:
    """The file to write: the source itself, the one asked for, or 报告.更新.docx beside it.

    Where 报告.更新.docx was edited since we wrote it, or holds edits that the source does not have (`own`: nobody has
    edited the source), the next free number is taken (报告.更新2.docx). Raises InputError where the file asked for is
    the source, no docx, or somebody's own.
    """
    if in_place:
        return source
    if to is not None:
        if to.suffix.lower() != ".docx" or to.is_dir():
            raise InputError(f"{to.name}: 更新稿应写作 .docx 文件，如 报告.更新.docx。请改一个文件名。")
        if to.exists() and to.samefile(source):
            raise InputError(f"{to.name}: 更新稿不能覆盖原文件。请另取文件名，或用 --in-place 就地更新。")
        if to.exists() and read_sealed(to) is None:
            raise InputError(f"{to.name}: 已有同名文件，且不是未经修改的更新稿，没有覆盖。请另取文件名。")
        return to
    stem, number = _parted(source)
    turn = number + 1
    while True:
        target = source.with_name(f"{stem}{_SUFFIX}{turn if turn > 1 else ''}.docx")
        if not target.exists() or (not is_writers(target) if own else read_sealed(target) is not None):
            return target
        turn += 1


def _parted(source: Path) -> tuple[str, int]:
    """The name of a document without 更新, and which refreshed copy of it the file is: 0 if it is none.

    >>> _parted(Path("报告.更新2.docx")), _parted(Path("报告.docx")), _parted(Path("报告.更新说明.docx"))
    (('报告', 2), ('报告', 0), ('报告.更新说明', 0))
    """
    base, sign, number = source.stem.partition(_SUFFIX)
    if not sign or (number and not number.isdecimal()):
        return source.stem, 0
    return base, int(number or 1)


def free_backup(target: Path) -> Path:
    """Where the old document is kept: 报告.docx.bak, or .bak2, .bak3, … beside those that are kept already."""
    backup, turn = target.with_name(f"{target.name}.bak"), 1
    while backup.exists():
        turn += 1
        backup = target.with_name(f"{target.name}.bak{turn}")
    return backup


def choose_list(source: Path, target: Path) -> Path:
    """Where the list of changes goes: 数据变动对照表.xlsx beside the target, or under the document's own name as well
    where that is the list of another document."""
    about, turn = document_of(source), 1
    path = target.with_name(f"{LIST}.xlsx")
    while path.exists() and read_about(path) != about:
        path = target.with_name(f"{LIST}（{about}）{turn if turn > 1 else ''}.xlsx")
        turn += 1
    return path


def document_of(source: Path) -> str:
    """The document that a file is a version of, by name: 报告 for 报告.docx and 报告.更新2.docx."""
    return _parted(source)[0]


def save_both(
    target: Path,
    listed: Path,
    write_document: Callable[[Path], None],
    write_changes: Callable[[Path], None],
    *,
    backup: Path | None,
) -> None:
    """Write document and list whole or not at all; an old document of that name is copied to `backup` before.

    The list takes its place before the document does: if it is open elsewhere, the document is not touched. Raises
    InputError where the folder cannot be written to.
    """
    with _told(target), write_beside(target) as document, write_beside(listed) as changes:
        write_document(document)
        write_changes(changes)
        if backup is not None:
            shutil.copymode(target, document)
            with write_beside(backup) as kept:
                shutil.copyfile(target, kept)


def save_list(target: Path, listed: Path, write_changes: Callable[[Path], None]) -> None:
    """Write the list alone, beside a document that needs no change; raises InputError where that cannot be."""
    with _told(target), write_beside(listed) as changes:
        write_changes(changes)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Turns what the disk refuses into a message to the writer."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{target.name}: 无法写入文件夹“{target.parent.name}”（{reason_of(error)}），原文件没有改动。"
            "请换到可以写入的文件夹，或检查磁盘空间后重试。"
        ) from error
