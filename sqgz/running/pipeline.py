"""A study run from raw file to results: its notebooks in order, their pages, and the manifest."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqgz.errors import InputError
from sqgz.running.kernels import KERNELS
from sqgz.running.manifest import CLEANING, look_before, write_manifest
from sqgz.running.manifest import NAME as MANIFEST
from sqgz.running.notebooks import StoppedError, execute, list_notebooks, prepare_environment, write_html
from sqgz.running.preconditions import check_files, check_template_of, refuse_copies
from sqgz.running.since import tell_since
from sqgz.study import Study, load_study
from sqgz.study.loading import library_root
from sqgz.writing import clear_unfinished

Tell = Callable[[str], None]
REPORT = "07"  # the notebook that fills the template
_TICK = 0.2  # seconds


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
        check_files(study)
        if other is not study and other.folder == study.folder:
            raise InputError(f'调查 "{study.name}" 写了两次。每个调查只写一次。')
        if other is not study:
            raise InputError(
                f'两个调查同名 "{study.name}"（{other.folder.name} 与 {study.folder.name}），结果会互相覆盖。请改其中一个 study.yaml 的 name。'
            )
    refuse_copies(studies)
    return studies


def run_studies(
    where: Sequence[str], overrides: Mapping[str, Any], *, only: str | None, jobs: int, tell: Tell
) -> list[Run]:
    """Runs of all the studies; everything declared is checked before the first notebook starts.

    The working folder becomes notebooks/ once, for the whole process; kernels get absolute paths. Raises StoppedError
    after Ctrl-C, when the running kernels have ended.
    """
    studies = load_studies(where, overrides)
    folder = library_root() / "notebooks"
    notebooks = list_notebooks(folder, only)
    numbers = {notebook.stem.split("_")[0] for notebook in notebooks}
    for study in studies:
        told = [*study.not_used, *(check_template_of(study) if REPORT in numbers else ())]
        for sentence in told + ([] if CLEANING in numbers else tell_since(study)):
            tell(f"{study.name}  {sentence}")
    prepare_environment()
    os.chdir(folder)
    KERNELS.begin()
    done: dict[str, list[str]] = {study.name: [] for study in studies}
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        futures: list[Future[Run]] = []
        try:
            futures += [
                pool.submit(_run, study, overrides, notebooks, tell, only, done[study.name])
                for study in studies
            ]
            return [_result(one) for one in futures]
        except KeyboardInterrupt:
            _stop(futures, studies)
            raise StoppedError(_tell_interrupted(notebooks, done)) from None
        finally:
            for one in futures:
                one.cancel()


def _result(future: Future[Run]) -> Run:
    """What became of a run; waits in short pieces, since on Windows nothing else hears Ctrl-C."""
    while not future.done():
        wait([future], timeout=_TICK)
    return future.result()


def _stop(futures: Sequence[Future[Run]], studies: Sequence[Study]) -> None:
    """End the running kernels and wait for their threads; a second Ctrl-C must not leave files half-written."""
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for one in futures:
            one.cancel()
        killed = KERNELS.stop()
        wait(futures)
        for study in studies:
            for folder in (study.folder, study.processed, study.figures, study.reports):
                for process in killed:
                    clear_unfinished(folder, process)
    finally:
        signal.signal(signal.SIGINT, heard)


def _tell_interrupted(notebooks: Sequence[Path], done: Mapping[str, Sequence[str]]) -> str:
    lines = ["已中断，正在执行的笔记本已停止。"]
    for name, well in done.items():
        rest = [notebook.stem for notebook in notebooks if notebook.stem not in well]
        said = f"已完成 {'、'.join(well)}" if well else "没有完成任何一本"
        lines.append(f"  {name}  {said}" + (f"；未完成 {'、'.join(rest)}" if rest else ""))
    return "\n".join([*lines, "未完成的笔记本所写的数据、图和报告可能仍是上次的，请重新运行。"])


def _run(
    study: Study,
    overrides: Mapping[str, Any],
    notebooks: Sequence[Path],
    tell: Tell,
    only: str | None,
    done: list[str],
) -> Run:
    before = look_before(study)
    _withdraw_internal(study, notebooks)
    parameters = {"study": _named(study), "overrides": dict(overrides)}
    told: list[dict[str, Any]] = []
    try:
        for number, notebook in enumerate(notebooks, start=1):
            if KERNELS.stopped:
                raise StoppedError
            begin = time.perf_counter()
            output = study.runs / notebook.name
            execute(notebook, output, parameters)
            write_html(output)
            seconds = round(time.perf_counter() - begin, 1)
            told.append({"notebook": notebook.name, "seconds": seconds})
            done.append(notebook.stem)
            tell(f"{study.name}  {number}/{len(notebooks)}  {notebook.stem}  完成（{seconds} 秒）")
    finally:
        if told:  # of a run that ended early, too: what it has replaced is not what the manifest before says
            named = {"study": study.folder.name, "overrides": dict(overrides)}
            write_manifest(study, named, told, before)
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
