"""A study run from raw file to results: its notebooks in order, their pages, and the manifest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqgz.errors import InputError
from sqgz.running.manifest import NAME as MANIFEST
from sqgz.running.manifest import write_manifest
from sqgz.running.notebooks import execute, list_notebooks, prepare_environment, write_html
from sqgz.study import Study, load_study
from sqgz.study.loading import library_root

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """A study that was run, and how many answers still await a decision."""

    study: Study
    open_questions: int
    only: str | None = None


def load_studies(where: Sequence[str], overrides: Mapping[str, Any]) -> list[Study]:
    """The studies to run; raises InputError if one cannot be loaded, or two write to the same folders."""
    studies = [load_study(one, overrides) for one in where]
    by_output: dict[Path, Study] = {}
    for study in studies:
        other = by_output.setdefault(study.reports, study)
        _check_files(study)
        if other is not study and other.folder == study.folder:
            raise InputError(f'调查 "{study.name}" 写了两次。每个调查只写一次。')
        if other is not study:
            raise InputError(
                f'两个调查同名 "{study.name}"（{other.folder.name} 与 {study.folder.name}），结果会互相覆盖。请改其中一个 study.yaml 的 name。'
            )
    return studies


def run_studies(
    where: Sequence[str], overrides: Mapping[str, Any], *, only: str | None, jobs: int, tell: Tell
) -> list[Run]:
    """Runs of all the studies; everything declared is checked before the first notebook starts.

    The working folder becomes notebooks/ once, for the whole process; kernels get absolute paths.
    """
    studies = load_studies(where, overrides)
    folder = library_root() / "notebooks"
    notebooks = list_notebooks(folder, only)
    for study in studies:
        for sentence in study.not_used:
            tell(f"{study.name}  {sentence}")
    prepare_environment()
    os.chdir(folder)
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        return list(pool.map(lambda study: _run(study, overrides, notebooks, tell, only), studies))


def _run(
    study: Study, overrides: Mapping[str, Any], notebooks: Sequence[Path], tell: Tell, only: str | None
) -> Run:
    started = datetime.now().astimezone()
    _withdraw_internal(study, notebooks)
    parameters = {"study": _named(study), "overrides": dict(overrides)}
    told = []
    for number, notebook in enumerate(notebooks, start=1):
        begin = time.perf_counter()
        output = study.runs / notebook.name
        execute(notebook, output, parameters)
        write_html(output)
        seconds = round(time.perf_counter() - begin, 1)
        told.append({"notebook": notebook.name, "seconds": seconds})
        tell(f"{study.name}  {number}/{len(notebooks)}  {notebook.stem}  完成（{seconds} 秒）")
    write_manifest(study, {"study": study.folder.name, "overrides": dict(overrides)}, told, started=started)
    return Run(study, _open_questions(study), only)


def _withdraw_internal(study: Study, notebooks: Sequence[Path]) -> None:
    """Remove what an earlier, internal run left among reports that now are public: its notebooks, pages, manifest."""
    if study.runs == study.reports:
        return
    stems = {notebook.stem for notebook in notebooks}
    for path in [
        study.reports / MANIFEST,
        *(study.reports / f"{stem}{suffix}" for stem in stems for suffix in (".ipynb", ".html")),
    ]:
        path.unlink(missing_ok=True)


def _named(study: Study) -> str:
    """The name by which a notebook finds the study again: short where that is enough, else its absolute folder."""
    short = library_root() / "data" / "raw" / study.folder.name
    return study.folder.name if short.resolve() == study.folder.resolve() else str(study.folder)


def _check_files(study: Study) -> None:
    """Nothing, if every declared file and folder is there; raises InputError before any notebook starts otherwise."""
    from sqgz.reading import list_folder, read_workbook

    for file in study.files:
        if file.folder:
            list_folder(study.folder / file.folder, file=file.folder)
        if file.path and not (study.folder / file.path).exists():
            read_workbook(study.folder / file.path, file=file.path)  # says what is wrong, and what is near


def _open_questions(study: Study) -> int:
    """Answers that still await a decision: in review by the ledger, and not known from elsewhere."""
    if study.counts_only:
        return 0
    from sqgz.cleaning import load_ledger, load_records

    ledger, records = load_ledger(study), load_records(study).set_index("record")
    open_cells = ledger[(ledger["action"] == "review") & ledger["column"].isin(records.columns)]
    asked = open_cells[["record", "column"]].drop_duplicates()
    return int(
        sum(records[column].loc[rows].isna().sum() for column, rows in asked.groupby("column")["record"])
    )
