"""Where a new study goes: its folder, its name, and the names its files get there. Nothing is written here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqgz.errors import InputError
from sqgz.study.loading import library_root

STUDY: Final = "study.yaml"


def choose_folder(files: Sequence[Path], to: Path | None) -> Path:
    """Folder of the new study: `to`, the folder under data/raw in which the files lie already, or a new one there.

    Raises InputError where a study stands already.
    """
    raw = library_root() / "data" / "raw"
    homes = {file.absolute().parent for file in files}
    home = homes.pop() if len(homes) == 1 else None
    if not files:
        raise InputError("没有给出文件。请写出问卷、花名册等文件，如 sqgz new 问卷.xlsx 花名册.xlsx。")
    if to is not None:
        folder = Path(to).expanduser().absolute()
    elif home is not None and home.parent == raw:
        folder = home  # the files already lie where a study should be
    else:
        folder = raw / _ascii_name(files[0].stem, taken=raw)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder.name} 是一个文件，不能作为调查的文件夹。请用 --to 另写一个文件夹。")
    if (folder / STUDY).exists():
        raise InputError(
            f"{shown_path(folder)} 中已有 study.yaml，没有改动。请用 --to 另写一个文件夹；要重新生成，请先把原来的 study.yaml 改名。"
        )
    return folder


def _ascii_name(stem: str, *, taken: Path) -> str:
    """A name of ASCII letters, digits, - and _ from the stem of a file; survey, survey2 … if nothing is left of it."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_-")[:40].strip("_-")
    if re.search(r"[A-Za-z]", name):
        return name
    number = 1
    while (taken / f"survey{number if number > 1 else ''}").exists():
        number += 1
    return f"survey{number if number > 1 else ''}"


def choose_name(folder: Path, files: Sequence[Path]) -> str:
    """Name of the study: its folder's, else the first file's; another number if a study beside it has that name."""
    raw = library_root() / "data" / "raw"
    if folder.parent == raw and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", folder.name):
        return folder.name
    own = folder.name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", folder.name) else files[0].stem
    name = base = _ascii_name(own, taken=raw)
    number = 1
    while (raw / name / STUDY).exists():
        number += 1
        name = f"{base}{number}"
    return name


def name_copies(files: Sequence[Path]) -> list[str]:
    """Name of each file in the study's folder; two files of one name take the name of their folder with them.

    Raises InputError for a file named twice, and for names that would still meet in one folder.
    """
    seen: dict[Path, Path] = {}
    for file in files:
        if file.resolve() in seen:
            raise InputError(f"{file.name} 列出了两次。同一个文件只写一次。")
        seen[file.resolve()] = file
    often = Counter(file.name for file in files)
    names = [
        file.name if often[file.name] == 1 else f"{file.absolute().parent.name}_{file.name}" for file in files
    ]
    repeated = [name for name, n in Counter(name.lower() for name in names).items() if n > 1]
    if repeated:
        raise InputError(f"有几个文件都叫 {repeated[0]}，复制到一处会互相覆盖。请先改成不同的名称。")
    return names


def shown_path(folder: Path) -> str:
    """The folder as a person types it: from the project on, if it lies inside."""
    try:
        return folder.relative_to(library_root()).as_posix()
    except ValueError:
        return str(folder)
