"""All files of a study opened once: their sheets, their hashes, and the files of a folder that could not be used.

A file that the study names must be readable; one that merely lies in a street's folder may be damaged or something
else, which is said in 报送情况表 and holds nobody else up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqgz.errors import InputError
from sqgz.reading import Sheet, list_folder, read_workbook
from sqgz.study import Study
from sqgz.study.schema import File

ROLE_NAMES = {"answers": "问卷答卷", "roster": "花名册", "counts": "计数表", "summary": "汇总表"}


@dataclass(frozen=True)
class Unread:
    """A file of a folder that is not used, and why: `left_aside` if nobody meant to send it, `flawed` if it was read but
    contradicts itself."""

    file: str
    role: str
    reason: str
    left_aside: bool = False
    flawed: bool = False


@dataclass(frozen=True, eq=False)
class Received:
    """What came of the files of some roles: every sheet with the entry of study.yaml it came by, and what was not read."""

    sheets: tuple[tuple[Sheet, File], ...]
    unread: tuple[Unread, ...]

    def of(self, *roles: str) -> list[tuple[Sheet, File]]:
        """The sheets of these roles."""
        return [(sheet, file) for sheet, file in self.sheets if file.role in roles]


def hash_files(study: Study) -> dict[str, str]:
    """SHA-256 of every file that the study names or whose folder it names, by the name used in messages."""
    found = {}
    for file in study.files:
        for path, name in _paths(study, file):
            try:
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError:
                found[name] = ""  # reading the file itself says what is wrong with it
    return found


def _paths(study: Study, file: File) -> Iterator[tuple[Path, str]]:
    if file.path is not None:
        yield study.folder / file.path, file.path
    elif file.folder is not None:
        for one in list_folder(study.folder / file.folder, file=file.folder):
            if not one.left_aside:
                yield one.path, one.name


def receive(study: Study, known: dict[str, frozenset[str]]) -> Received:
    """Sheets of all files whose role is a key of `known`, which gives the headings worth finding.

    Raises InputError for a file named in study.yaml that cannot be read, and where a whole folder holds nothing readable.
    """
    sheets: list[tuple[Sheet, File]] = []
    unread: list[Unread] = []
    for file in study.files:
        if file.role not in known:
            continue
        if file.path is not None:
            sheets += [(sheet, file) for sheet in _read(study.folder / file.path, file.path, file, known)]
        elif file.folder is not None:
            of_folder, failed = _read_folder(study, file, known)
            sheets += [(sheet, file) for sheet in of_folder]
            unread += failed
    return Received(tuple(sheets), tuple(unread))


def _read_folder(
    study: Study, file: File, known: dict[str, frozenset[str]]
) -> tuple[list[Sheet], list[Unread]]:
    assert file.folder is not None
    sheets: list[Sheet] = []
    unread: list[Unread] = []
    for one in list_folder(study.folder / file.folder, file=file.folder):
        if one.left_aside:
            unread.append(Unread(one.name, file.role, one.left_aside, left_aside=True))
            continue
        try:
            sheets += _read(one.path, one.name, file, known)
        except InputError as error:
            unread.append(Unread(one.name, file.role, about_file(str(error), one.name)))
    if not sheets:
        reasons = "；".join(f"{one.file}（{one.reason}）" for one in unread if not one.left_aside)
        raise InputError(f"{file.folder}: 文件夹里没有一个可以读取的表。{reasons}")
    return sheets, unread


def about_file(message: str, name: str) -> str:
    """The reason without the name of the file, which stands beside it."""
    return message.removeprefix(name).lstrip(": ").rstrip("。")


def _read(path: Path, name: str, file: File, known: dict[str, frozenset[str]]) -> Iterable[Sheet]:
    return read_workbook(
        path,
        file=name,
        known=known[file.role],
        sheet=file.sheet,
        heading_row=file.heading_row,
        platform=file.platform,
    )
