"""One notebook executed with parameters: into a copy, whole or not at all, with errors in the user's words."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqgz.errors import InputError

USERS_FAULT = "InputError"
QUIET = ["--log-level=CRITICAL"]  # kernels on this machine need not warn about each other


class NotebookError(Exception):
    """A cell failed for a reason that is not the user's input: a defect of ours, with its traceback."""

    def __init__(self, message: str, traceback: str) -> None:
        super().__init__(message)
        self.traceback = traceback


class StoppedError(Exception):
    """The user ended the run by Ctrl-C; the message says which notebooks are done and which are not."""


def list_notebooks(folder: Path, only: str | None = None) -> list[Path]:
    """Notebooks NN_name.ipynb of the folder, in order; with `only` those whose number or name it is.

    Raises InputError if there is none.
    """
    found = sorted(path for path in folder.glob("[0-9][0-9]_*.ipynb") if not path.name.startswith("."))
    if not found:
        raise InputError(f"{folder.name} 中没有形如 01_clean.ipynb 的笔记本。请在项目文件夹中运行。")
    if only is None:
        return found
    chosen = [path for path in found if path.stem == only or path.stem.split("_")[0] == only.zfill(2)]
    if not chosen:
        raise InputError(
            f'没有编号或名称为 "{only}" 的笔记本。可用: {", ".join(path.stem for path in found)}'
        )
    return chosen


def prepare_environment() -> None:
    """Let kernels keep compiled code: without it each of them compiles pandas and scipy anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it would say is raised, too


def execute(notebook: Path, output: Path, parameters: Mapping[str, Any]) -> None:
    """Execute a notebook into `output`; paths among the parameters should be absolute.

    Raises InputError, with notebook and cell, if a cell says that the user's input is at fault; NotebookError if
    it fails otherwise. What stood at `output` before stays in both cases.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from sqgz.running.kernels import WatchedKernel

    output.parent.mkdir(parents=True, exist_ok=True)
    temporary = output.with_name(f".{output.stem}.part{os.getpid()}.ipynb")
    try:
        papermill.execute_notebook(
            str(notebook),
            str(temporary),
            parameters=dict(parameters),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=180,
            extra_arguments=QUIET,
            kernel_manager_class=WatchedKernel,
        )
        os.replace(temporary, output)
    except PapermillExecutionError as error:
        where = f"{notebook.name} 第{error.cell_index + 1}格"
        if error.ename == USERS_FAULT:
            raise InputError(f"{where}: {error.evalue}") from None
        text = "\n".join(error.traceback) if isinstance(error.traceback, list) else str(error.traceback)
        raise NotebookError(f"{where}: {error.ename}: {error.evalue}", text) from error
    finally:
        temporary.unlink(missing_ok=True)
        if not any(output.parent.iterdir()):
            output.parent.rmdir()


def write_html(notebook: Path) -> Path:
    """Path of an HTML page of an executed notebook, beside it; it needs no network."""
    import nbformat
    from nbconvert import HTMLExporter

    from sqgz.writing import write_text

    exporter = HTMLExporter(template_name="lab")  # type: ignore[no-untyped-call]
    exporter.mathjax_url = ""
    exporter.require_js_url = ""
    exporter.jquery_url = ""
    exporter.mermaid_js_url = ""
    node = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(node, resources={"metadata": {"name": notebook.stem}})
    path = notebook.with_suffix(".html")
    write_text(path, body.replace('<html lang="en">', '<html lang="zh-CN">', 1))
    return path
