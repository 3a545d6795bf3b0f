"""Where a figure's numbers come from, and whether they still do: the .json beside every figure.

Holds hashes, versions and parameters; no times and no places of this machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqgz.errors import InputError
from sqgz.figures.fonts import load_font
from sqgz.figures.plotted import Plotted
from sqgz.results import Results, audience_of, is_public, load_results
from sqgz.study import Study

RESULTS, RECORDS = "results.csv", "records.parquet"
INPUTS = (RESULTS, RECORDS)
_SAID = {RESULTS: "检验结果", RECORDS: "清洗后的记录"}
_DIGESTS: WeakKeyDictionary[Results, str] = WeakKeyDictionary()


def digest_of(path: Path) -> str | None:
    """SHA-256 of a file; None if it is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def results_digest(results: Results) -> str:
    """SHA-256 that results.csv has when it holds these results."""
    if results not in _DIGESTS:
        text = results.frame.to_csv(index=False, lineterminator="\n")
        _DIGESTS[results] = hashlib.sha256(text.encode("utf-8-sig")).hexdigest()
    return _DIGESTS[results]


@cache
def code_versions() -> dict[str, str]:
    """Versions of this library and of matplotlib."""
    found = {}
    for name in ("sqgz", "matplotlib"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "?"
    return found


def describe(
    study: Study,
    drawn: Sequence[Plotted],
    *,
    name: str,
    alt: str,
    caption: str,
    notebook: str | None,
    results: Results | None,
    files: Mapping[str, bytes],
) -> bytes:
    """The .json of a figure: the same bytes whenever it is drawn of the same numbers by the same code."""
    public = results is not None and is_public(
        results
    )  # a hash of internal files would let hidden numbers be tried out
    inputs = {} if public else {one: digest for one in INPUTS if (digest := digest_of(study.processed / one))}
    if results is not None:
        inputs[RESULTS] = results_digest(results)
    known = {
        "figure": name,
        "study": {"name": study.name, "source": study.source, "as_of": study.as_of, "digest": study.digest},
        "inputs": inputs,
        "audience": study.report.audience,
        "drawn_from": _drawn_from(drawn, results),
        "drawn_by": [{"function": one.function, "parameters": dict(one.parameters)} for one in drawn],
        "notebook": notebook or "",
        "code": code_versions(),
        "font": load_font().described,
        "caption": caption,
        "alt": alt,
        "files": {suffix: hashlib.sha256(content).hexdigest() for suffix, content in sorted(files.items())},
    }
    return (json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _drawn_from(drawn: Sequence[Plotted], results: Results | None) -> list[str]:
    """The inputs on which the figure's numbers rest; all of them where that is not known."""
    if not drawn:
        return [RESULTS] if results is not None else list(INPUTS)
    of_results = [one.results is not None for one in drawn]
    return [RESULTS] * any(of_results) + [RECORDS] * (not all(of_results))


def check_figures(
    study: Study, *, only: Collection[str] | None = None, shown: Results | None = None
) -> tuple[str, ...]:
    """Names of the figures of a study (of those named in `only`), all of which still show the present numbers.

    `shown` are the results that the outputs show, where these are not what the study alone makes of results.csv:
    the public version of a comparison of districts minds the versions of the districts.
    Raises InputError that names every figure whose .json no longer matches results.csv (for figures of tables:
    records.parquet), or whose files are not those that were saved; one that is asked for and has no .json is among
    them.
    """
    stale, well = [], []
    asked = study.figures.glob("*.json") if only is None else (study.figures / f"{one}.json" for one in only)
    for path in sorted(asked):
        reason = _stale(path, study, shown)
        if reason:
            stale.append(f"{path.stem}（{reason}）")
        else:
            well.append(path.stem)
    if stale:
        raise InputError(f"以下图与现在的数据不符：{'；'.join(stale)}。请重新运行 06_figures.ipynb。")
    return tuple(well)


def why_stale(study: Study, name: str) -> str:
    """Why the figure of that name does not show the study's present numbers, in words; empty if it does."""
    return _stale(study.figures / f"{name}.json", study, None)


def _shown_digest(study: Study, name: str, shown: Results | None) -> str | None:
    """SHA-256 of an input as figures of the study's audience may know it: of public results, not of the file."""
    path = study.processed / name
    found = digest_of(path)
    if shown is not None and name == RESULTS and found is not None:
        return results_digest(shown)
    if study.report.audience == "公开" and name == RESULTS and found is not None:
        return results_digest(audience_of(load_results(study)))
    return found


def _stale(path: Path, study: Study, shown: Results | None) -> str:
    """Why a figure is stale; empty if it is not."""
    if not path.is_file():
        return "没有来源记录 json"
    try:
        known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        inputs, files, drawn_from = known["inputs"], known["files"], known["drawn_from"]
    except (ValueError, KeyError, TypeError):
        return "json 文件已损坏"
    if known.get("audience", "内部") != study.report.audience:
        return "是为另一读者范围画的"
    for name in drawn_from:
        now = _shown_digest(study, name, shown)
        if inputs.get(name) != now:
            return f"{_SAID[name]}已不存在" if now is None else f"{_SAID[name]}已更新"
    for suffix, digest in files.items():
        now = digest_of(path.with_name(f"{path.stem}.{suffix}"))
        if now != digest:
            return f"{suffix} 文件不存在" if now is None else f"{suffix} 文件被改动"
    return ""
