"""manifest.json: what went in, what came out, with which parameters, versions and when."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqgz.cleaning.submissions.receiving import hash_files
from sqgz.results.release_files import FOLDER
from sqgz.results.storage import NAME as RESULTS
from sqgz.study import Study
from sqgz.writing import write_text

NAME = "manifest.json"
DECISIONS = "decisions.csv"
CLEANING, TESTS = "01", "04"  # the notebooks that write records and results
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


@dataclass(frozen=True)
class Before:
    """What a run began with: when, the hashes of its inputs, that of results.csv, and the manifest of the run before."""

    started: datetime
    inputs: Mapping[str, str]
    results: str | None
    earlier: Mapping[str, Any] | None


def look_before(study: Study) -> Before:
    """The state of a study before its notebooks run: what changes while they do was not read."""
    return Before(datetime.now().astimezone(), input_hashes(study), results_hash(study), read_manifest(study))


def write_manifest(
    study: Study, parameters: Mapping[str, Any], notebooks: Sequence[Mapping[str, Any]], before: Before
) -> Path:
    """Path of manifest.json among the executed notebooks; paths in it are relative to the project, hashes are SHA-256.

    `inputs` and `outputs` are what is there now. `records` says of which inputs the records are, and `results` of which
    the results are and what they were when the notebooks wrote them, whichever run that was: null where it is not known.
    """
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
        "inputs": input_hashes(study),
        "outputs": {
            _relative(path, study): _hash(path)
            for path in outputs
            if path.is_file() and path.name != NAME and not path.name.startswith(".")
        },
        **_made_of(study, before, {str(one["notebook"])[:2] for one in notebooks}),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}},
        "started": before.started.isoformat(timespec="seconds"),
        "ended": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    path = study.runs / NAME
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    return path


def _made_of(study: Study, before: Before, ran: Collection[str]) -> dict[str, Any]:
    """What records and results were made of; taken over from the run before where this one did not make them."""
    earlier = before.earlier or {}
    records, results = earlier.get("records"), earlier.get("results")
    now = results_hash(study)
    if CLEANING in ran:
        decided = _relative(study.folder / DECISIONS, study)  # cleaning itself writes what was decided
        written = {key: value for key, value in input_hashes(study).items() if key == decided}
        records = {"inputs": {**before.inputs, **written}}
    if TESTS in ran or (now is not None and now != before.results):
        results = None if records is None or now is None else {"sha256": now, **records}
    return {"records": records, "results": results}


def read_manifest(study: Study) -> dict[str, Any] | None:
    """The manifest of the last run; None if there is none, or it cannot be read."""
    try:
        found = json.loads((study.runs / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def input_hashes(study: Study) -> dict[str, str]:
    """SHA-256 of study.yaml, decisions and every file received, by path relative to the project."""
    inputs = [study.folder / "study.yaml", study.folder / DECISIONS]
    inputs += sorted((study.folder / FOLDER).glob("*.csv"))
    inputs += [study.folder / name for name in hash_files(study)]
    return {_relative(path, study): _hash(path) for path in inputs if path.is_file()}


def results_hash(study: Study) -> str | None:
    """SHA-256 of results.csv; None if there is none."""
    path = study.processed / RESULTS
    return _hash(path) if path.is_file() else None


def _relative(path: Path, study: Study) -> str:
    try:
        return path.resolve().relative_to(study.root.resolve()).as_posix()
    except ValueError:
        return path.name


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
