"""Folders in which several files belong together: all of them are written, or what stood there stands there again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqgz.writing import write_beside


@contextmanager
def all_or_as_before(*folders: Path) -> Iterator[None]:
    """Nothing; after an error, or an interruption, the folders hold what they held before, to the byte."""
    there = {folder for folder in folders if folder.exists()}
    before = {path: path.read_bytes() for folder in folders for path in _files(folder)}
    try:
        yield
    except BaseException:
        for folder in folders:
            if folder not in there:
                shutil.rmtree(folder, ignore_errors=True)
            for path in _files(folder):
                if path not in before:
                    path.unlink(missing_ok=True)
        for path, content in before.items():
            if not path.is_file() or path.read_bytes() != content:
                with write_beside(path) as temporary:
                    temporary.write_bytes(content)
        raise


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
