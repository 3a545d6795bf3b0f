"""`python run.py notebooks`: execute the notebooks in place, with outputs that are the same bytes every time.

The only way outputs are committed: default parameters, no times, no execution metadata, one kernel.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqgz.running.notebooks import QUIET, list_notebooks, prepare_environment
from sqgz.study.loading import library_root
from sqgz.writing import write_text

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def commit_outputs(notebook: Path) -> None:
    """Execute one notebook in its own folder and write it back; left as it was if a cell fails."""
    import nbformat
    from nbclient import NotebookClient

    node = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        node,
        timeout=600,
        kernel_name="python3",
        extra_arguments=QUIET,
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    client.execute()
    node.metadata = nbformat.from_dict(_METADATA)  # type: ignore[no-untyped-call]
    for cell in node.cells:
        cell.metadata.pop("execution", None)
    write_text(notebook, nbformat.writes(node) + "\n")  # type: ignore[no-untyped-call]


def main() -> int:
    """Execute all notebooks, or those whose numbers are given."""
    prepare_environment()
    folder = library_root() / "notebooks"
    os.chdir(folder)
    numbers: list[str | None] = [*sys.argv[1:]] or [None]
    for only in numbers:
        for notebook in list_notebooks(folder, only):
            commit_outputs(notebook)
            print(f"{notebook.name} 已执行并写回", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
