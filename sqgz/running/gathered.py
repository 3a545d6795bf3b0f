"""What was handed to `sqgz new`, file by file: folders opened, junk named, files of one kind kept together.

Where a file will stand in the study is settled here; what its sheets hold is told by `sqgz.running.received`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqgz.errors import InputError
from sqgz.running.destination import STUDY, name_copies
from sqgz.running.received import Received, receive
from sqgz.running.subjects import subject
from sqgz.study.loading import library_root

PEOPLE: Final = ("answers", "roster")
_REPORTED, _SUMMARIES = "上报", "汇总"
_ENOUGH: Final = 3  # rosters of one kind that are reports of streets rather than lists kept side by side
_ALIKE: Final = 0.5


@dataclass(frozen=True)
class Given:
    """One file as it was handed over, its name in the study's folder, and the folder it belongs to ("" for none)."""

    path: Path
    name: str
    folder: str = ""


@dataclass(frozen=True)
class Gathered:
    """Everything that was handed over: files to copy, what was read of them, and what could not be read and why."""

    given: tuple[Given, ...]
    received: tuple[Received, ...]
    unread: tuple[tuple[str, str], ...]

    @property
    def copies(self) -> dict[str, Path]:
        """File behind every name in the study's folder."""
        return {one.name: one.path for one in self.given}


def open_home(arguments: Sequence[Path]) -> list[Path]:
    """The arguments, with a folder that lies where a study should be replaced by what it holds."""
    raw = library_root() / "data" / "raw"
    found: list[Path] = []
    for one in arguments:
        home = one.is_dir() and one.absolute().parent == raw and not (one / STUDY).exists()
        found += sorted(path for path in one.iterdir() if not _junk(path.name)) if home else [one]
    return found


def gather(arguments: Sequence[Path], *, stays: bool) -> Gathered:
    """Files and folders read, each sheet with its role, those of one kind together.

    `stays`: the files lie where the study will be, so none is moved. Files of a folder that cannot be read are named;
    raises InputError for any other file that cannot be read, and where a folder holds nothing that can be.
    """
    loose = [one for one in arguments if not one.is_dir()]
    given = [Given(path, name) for path, name in zip(loose, name_copies(loose), strict=True)]
    folders = [one for one in arguments if one.is_dir()]
    repeated = [name for name, n in Counter(one.absolute().name for one in folders).items() if n > 1]
    if repeated:
        raise InputError(f"有几个文件夹都叫 {repeated[0]}。请先改成不同的名称。")
    unread: list[tuple[str, str]] = []
    received = [sheet for one in given for sheet in receive(one.path, name=one.name)]
    for folder in folders:
        files, skipped = _inside(folder)
        found, refused = _read_folder(files)
        if not found:
            reason = refused[0][1] if refused else "没有文件"
            raise InputError(f"文件夹 {folder.name} 中没有可以读取的文件：{reason}")
        unread += [*skipped, *refused]
        given += files
        received += found
    return _together(Gathered(tuple(given), tuple(received), tuple(unread)), stays=stays)


def _inside(folder: Path) -> tuple[list[Given], list[tuple[str, str]]]:
    """Files below a folder, and those that are no reports: hidden ones and locks of programs that have one open."""
    top = folder.absolute().name
    files, skipped = [], []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if not path.is_file():
            continue
        if path.name == STUDY:
            raise InputError(f"文件夹 {top} 中已有 {STUDY}，是另一项调查。请只写收到的文件或文件夹。")
        name = f"{top}/{inner.as_posix()}"
        if any(_junk(part) for part in inner.parts):
            reason = "Excel 或 WPS 的临时文件" if "~" in path.name[:7] else "隐藏文件"
            skipped.append((name, reason))
        else:
            files.append(Given(path, name, top))
    return files, skipped


def _junk(name: str) -> bool:
    return name.startswith((".", "~$"))


def _read_folder(files: Iterable[Given]) -> tuple[list[Received], list[tuple[str, str]]]:
    found: list[Received] = []
    refused = []
    for one in files:
        try:
            found += [replace(sheet, folder=one.folder) for sheet in receive(one.path, name=one.name)]
        except InputError as error:
            refused.append((one.name, str(error).removeprefix(f"{one.name}: ").removeprefix(one.name)))
    return found, refused


# --- what belongs together -------------------------------------------------------------------------------------------


def _together(gathered: Gathered, *, stays: bool) -> Gathered:
    """Each folder with one role, what else was in it beside it; loose reports of streets in a folder of their own."""
    roles = {name: _role_of_file(sheets) for name, sheets in _by_file(gathered.received).items()}
    folders = {one.folder for one in gathered.given} - {""}
    main = {folder: _main_role(gathered.received, roles, folder) for folder in folders}
    homes: dict[str, tuple[str, str]] = {}  # name and folder of every file that is not to stay where it is
    for one in gathered.given:
        role = roles.get(one.name)
        if one.folder and role is not None and _kind(role) != _kind(main[one.folder]):
            homes[one.name] = (one.name, "") if stays else (Path(one.name).name, "")
    if stays:  # what stands in a folder with other things is listed file by file
        mixed = {one.folder for one in gathered.given if one.name in homes}
        homes |= {one.name: (one.name, "") for one in gathered.given if one.folder in mixed and one.folder}
    else:
        loose = [one for one in gathered.received if not one.folder]
        for folder, names in ((_REPORTED, _reports(loose)), (_SUMMARIES, _several(loose, "summary"))):
            if folder not in folders:
                homes |= {name: (f"{folder}/{name}", folder) for name in names}
    moved = _moved(gathered, homes)
    return replace(moved, received=tuple(_one_role(moved.received, main)))


def _by_file(received: Iterable[Received]) -> dict[str, list[Received]]:
    found: dict[str, list[Received]] = {}
    for one in received:
        found.setdefault(one.sheet.file, []).append(one)
    return found


def _role_of_file(sheets: Sequence[Received]) -> str:
    """Role of a file: that of its people, if it has any, else of its first sheet."""
    return next((one.role for one in sheets if one.role in PEOPLE), sheets[0].role)


def _kind(role: str) -> str:
    return "people" if role in PEOPLE else role


def _main_role(received: Iterable[Received], roles: dict[str, str], folder: str) -> str:
    """What a folder is for: people where it holds any, else summaries, else what its first file is."""
    found = Counter(roles[one.sheet.file] for one in received if one.folder == folder)
    people = Counter({role: n for role, n in found.items() if role in PEOPLE})
    if people:
        return people.most_common(1)[0][0]
    return "summary" if "summary" in found else next(iter(found))


def _one_role(received: Iterable[Received], main: dict[str, str]) -> Iterable[Received]:
    """The sheets, those of one folder in one role; a sheet of sums beside sheets of people is not used."""
    for one in received:
        role = (
            main.get(one.folder, "roster" if one.folder == _REPORTED else one.role)
            if one.folder
            else one.role
        )
        if _kind(role) == _kind(one.role):
            yield replace(one, role=role)


def _reports(loose: Sequence[Received]) -> list[str]:
    """Names of rosters that are reports of one kind: three or more with mostly the same subjects."""
    files = {
        name: {subject(heading) for sheet in sheets for heading in sheet.headings} - {""}
        for name, sheets in _by_file(loose).items()
        if all(sheet.role == "roster" for sheet in sheets)
    }
    if len(files) < _ENOUGH:
        return []
    first = max(files.values(), key=len)
    alike = all(len(first & about) >= _ALIKE * len(first | about) for about in files.values())
    return list(files) if alike else []


def _several(loose: Sequence[Received], role: str) -> list[str]:
    names = list(dict.fromkeys(one.sheet.file for one in loose if one.role == role))
    return names if len(names) > 1 else []


def _moved(gathered: Gathered, homes: dict[str, tuple[str, str]]) -> Gathered:
    """Everything under its new name and folder. Raises InputError where two files would get one name."""
    given = tuple(
        replace(one, name=homes[one.name][0], folder=homes[one.name][1]) if one.name in homes else one
        for one in gathered.given
    )
    twice = [name for name, n in Counter(one.name.lower() for one in given).items() if n > 1]
    if twice:
        raise InputError(f"有几个文件都叫 {twice[0]}，复制到一处会互相覆盖。请先改成不同的名称。")
    received = []
    for one in gathered.received:
        name, folder = homes.get(one.sheet.file, (one.sheet.file, one.folder))
        received.append(replace(one, sheet=replace(one.sheet, file=name), folder=folder))
    return replace(gathered, given=given, received=tuple(received))
