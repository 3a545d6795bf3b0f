"""The forms of a study put into their folder: all of them or none, and never over one that somebody has filled in."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqgz.cleaning.columns import known_headings
from sqgz.errors import InputError
from sqgz.forms.explaining import explain
from sqgz.forms.fields import Field, list_fields
from sqgz.forms.places import Street, list_streets
from sqgz.forms.workbook import FORM, Form, write_form
from sqgz.reading import read_workbook
from sqgz.study import Study

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Issued:
    """What was written: the folder, the names of the workbooks, the streets (none without a list), fields, contact."""

    folder: Path
    files: tuple[str, ...]
    streets: tuple[Street, ...]
    fields: tuple[Field, ...]
    contact: str = ""


def write_forms(study: Study, to: Path | None = None, *, contact: str = "") -> Issued:
    """The blank forms of a study, written to `to` or data/processed/STUDY/填报表, one for each street.

    Without an official list one workbook without places. `contact`: whom the streets may ask. Raises InputError for a
    study that cannot be asked so, and where a form of that name holds people already; then nothing is changed.
    """
    fields = list_fields(study)
    streets = list_streets(study)
    forms = {f"{name}.xlsx": street for name, street in _named(streets).items()}
    folder = Path(to).expanduser() if to is not None else study.processed / FORM
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder.name} 是一个文件，不能作为文件夹。请用 --to 另写一个文件夹。")
    _refuse_filled_in(study, folder, list(forms))
    beside = folder.with_name(f".{folder.name}.part{os.getpid()}")
    try:
        (beside / "new").mkdir(parents=True)
        for name, street in forms.items():
            write_form(beside / "new" / name, _form(study, fields, street, contact))
        _move_in(beside, folder, list(forms))
    except PermissionError:
        raise InputError(
            f"无法写入文件夹 {folder.name}，没有改动。请关闭正在使用其中文件的程序（如 Excel、WPS），并检查文件夹权限后重试。"
        ) from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Issued(folder, tuple(forms), tuple(streets), tuple(fields), contact)


def _named(streets: Sequence[Street]) -> dict[str, Street | None]:
    """Streets by a name that a file can bear, no two alike even where small and capital letters are one."""
    if not streets:
        return {FORM: None}
    found: dict[str, Street | None] = {}
    taken: set[str] = set()
    for street in streets:
        name = base = _UNFIT.sub("_", street.name).strip(" .~") or "街道"
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name.lower())
        found[name] = street
    return found


def _form(study: Study, fields: Sequence[Field], street: Street | None, contact: str) -> Form:
    sections = explain(
        study, fields, street=street.name if street else "", listed=street is not None, contact=contact
    )
    return Form(study.title, study.as_of, study.date, fields, street, sections)


def _refuse_filled_in(study: Study, folder: Path, names: Sequence[str]) -> None:
    """Nothing; raises InputError if a workbook that would be replaced is no form, or one with people in it."""
    for name in names:
        path = folder / name
        if not path.exists():
            continue
        try:
            sheets = read_workbook(path, file=name, known=known_headings(study), sheet=FORM)
            people = sum(len(sheet.text) for sheet in sheets)
        except InputError:
            people = -1
        if people:
            what = f"已经填了 {people} 行" if people > 0 else "不是空白填报表，或已损坏"
            raise InputError(
                f"{folder.name}/{name} {what}，没有覆盖，也没有写出别的文件。请先移走或改名，或用 --to 另写一个文件夹。"
            )


def _move_in(beside: Path, folder: Path, names: Sequence[str]) -> None:
    """Move the new workbooks into their folder; if one cannot be moved, what stood there before is put back."""
    old = beside / "old"
    old.mkdir()
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    moved: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                os.replace(folder / name, old / name)
            moved.append(name)
            os.replace(beside / "new" / name, folder / name)
    except BaseException:
        for name in moved:
            (folder / name).unlink(missing_ok=True)
            if (old / name).exists():
                os.replace(old / name, folder / name)
        if made:
            folder.rmdir()
        raise
