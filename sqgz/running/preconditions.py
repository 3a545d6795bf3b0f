"""What is checked of a study before its first notebook runs, so that a fault is told while all earlier outputs still stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqgz.errors import InputError
from sqgz.study import Study
from sqgz.study.source import read_source


def check_files(study: Study) -> None:
    """Nothing, if every declared file and folder is there; raises InputError before any notebook starts otherwise."""
    from sqgz.reading import list_folder, read_workbook

    for file in study.files:
        if file.folder:
            list_folder(study.folder / file.folder, file=file.folder)
        if file.path and not (study.folder / file.path).exists():
            read_workbook(study.folder / file.path, file=file.path)  # says what is wrong, and what is near


def refuse_copies(studies: Sequence[Study]) -> None:
    """Nothing, unless a folder beside a study declares the same name: the outputs of one would replace the other's."""
    names: dict[Path, str] = {}
    for study in studies:
        for path in sorted(study.folder.parent.glob("*/study.yaml")):
            other = path.parent
            if other == study.folder or other.samefile(study.folder):
                continue
            if other not in names:
                names[other] = _declared_name(path)
            if names[other] == study.name:
                raise InputError(
                    f"文件夹 {study.folder.name} 与 {other.name} 的 study.yaml 都写着 name: {study.name}，"
                    f"运行会互相覆盖结果、图和报告。请把其中一个改成别的名称，如在 {_copy(study, other)} 中写 "
                    f"name: {_copy(study, other)}；只作备份的，请移到 {study.folder.parent.name} 以外。"
                )


def _copy(study: Study, other: Path) -> str:
    """Of two folders the one that is not called as the study is."""
    return other.name if study.folder.name == study.name else study.folder.name


def _declared_name(path: Path) -> str:
    """The name that a study.yaml declares; empty if it cannot be read, which is no concern of its neighbours."""
    try:
        found = read_source(path, file=path.name).value
    except (InputError, OSError):
        return ""
    return str(found.get("name", "")) if isinstance(found, dict) else ""


def check_template_of(study: Study) -> tuple[str, ...]:
    """What should be known of the study's own template; none if it declares none.

    Raises InputError where it cannot be used, as far as that can be told before there are results.
    """
    from sqgz.report.templating.checking import check_alone
    from sqgz.report.templating.writing import template_path

    template = template_path(study)
    return () if template is None else check_alone(template)
