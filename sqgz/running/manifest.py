"""manifest.json: what went in, what came out, with which parameters, versions and when."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqgz.cleaning.submissions.receiving import hash_files
from sqgz.results.release_files import FOLDER
from sqgz.study import Study
from sqgz.writing import write_text

NAME = "manifest.json"
_PACKAGES = (
    "sqgz",
    "pandas",
    "numpy",
    "scipy",
    "matplotlib",
    "seaborn",
    "papermill",
    "nbconvert",
    "python-calamine",
)


def write_manifest(
    study: Study, parameters: Mapping[str, Any], notebooks: Sequence[Mapping[str, Any]], *, started: datetime
) -> Path:
    """Path of manifest.json among the executed notebooks; paths in it are relative to the project, hashes are SHA-256."""
    inputs = [study.folder / "study.yaml", study.folder / "decisions.csv"]
    inputs += sorted((study.folder / FOLDER).glob("*.csv"))
    inputs += [study.folder / name for name in hash_files(study)]
    outputs = [
        path
        for folder in (study.processed, study.figures, study.reports)
        for path in sorted(folder.rglob("*"))
    ]
    content = {
        "study": study.name,
        "title": study.title,
        "study_digest": study.digest,
        "parameters": dict(parameters),
        "notebooks": list(notebooks),
        "inputs": {_relative(path, study): _hash(path) for path in inputs if path.is_file()},
        "outputs": {
            _relative(path, study): _hash(path)
            for path in outputs
            if path.is_file() and path.name != NAME and not path.name.startswith(".")
        },
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        "started": started.isoformat(timespec="seconds"),
        "ended": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    path = study.runs / NAME
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    return path


def _relative(path: Path, study: Study) -> str:
    try:
        return path.resolve().relative_to(study.root.resolve()).as_posix()
    except ValueError:
        return path.name


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
