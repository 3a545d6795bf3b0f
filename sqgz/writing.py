"""Files written whole or not at all: beside their place first, then renamed onto it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqgz.errors import InputError


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder; on leaving without an error it takes the place of `path`.

    Raises InputError if the folder cannot be written to or the file is open in another program; what stood there
    before stays, and nothing half-written is left.
    """
    temporary = path.with_name(f".{path.stem}.part{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
    except PermissionError:
        raise InputError(
            f"无法写入 {path.name}。请关闭正在使用它的程序（如 Excel、WPS），并检查文件夹权限后重试。"
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def clear_unfinished(folder: Path, process: int) -> None:
    """Nothing; what a process that was killed had half-written below a folder is gone, what it had put aside is back."""
    for old in folder.rglob(f".*.old{process}"):
        original = old.with_name(old.name[1:].removesuffix(f".old{process}"))
        if original.exists():
            old.unlink()
        else:
            os.replace(old, original)
    for part in folder.rglob(f".*.part{process}*"):
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a text file whole or not at all, with line ends as given."""
    with write_beside(path) as temporary, temporary.open("w", encoding=encoding, newline="") as file:
        file.write(text)


def write_frame(path: Path, frame: Any) -> None:
    """Write a pandas frame as parquet, whole or not at all."""
    with write_beside(path) as temporary:
        frame.to_parquet(temporary, index=False)
