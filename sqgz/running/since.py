"""What has changed since the last run, by the hashes of its manifest: results that are not what the notebooks wrote,
and inputs that the results do not know yet. Where nothing was recorded, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from sqgz.errors import InputError
from sqgz.results.release_files import FOLDER
from sqgz.results.storage import NAME as RESULTS
from sqgz.running.manifest import input_hashes, read_manifest, results_hash
from sqgz.study import Study

_NAMED: Final = 5  # files named one by one


def tell_since(study: Study) -> list[str]:
    """A sentence each on results that were edited since they were made, and on inputs that changed; often none."""
    made = (read_manifest(study) or {}).get("results")
    if not isinstance(made, Mapping):
        return []
    return [*_of_results(study, made), *_of_inputs(study, made.get("inputs"))]


def _of_results(study: Study, made: Mapping[str, Any]) -> Iterator[str]:
    now = results_hash(study)
    if now is not None and now != made.get("sha256"):
        yield f"上次运行之后 {RESULTS} 被改动过（手工修改，或单独执行过笔记本）。"


def _of_inputs(study: Study, known: Any) -> Iterator[str]:
    """What became of the files received; records of releases are no data."""
    try:
        now = input_hashes(study)
    except InputError:  # a folder that is gone: the next run says so
        return
    if not isinstance(known, Mapping):
        return
    before = {path: digest for path, digest in known.items() if _is_data(path)}
    after = {path: digest for path, digest in now.items() if _is_data(path)}
    changed = [path for path in after if path in before and before[path] != after[path]]
    for paths, said in (
        (changed, "已更新"),
        ([path for path in after if path not in before], "是新增的"),
        ([path for path in before if path not in after], "已不在原处"),
    ):
        if paths:
            yield f"上次运行之后 {_named(paths)} {said}，请先重新运行。"


def _is_data(path: str) -> bool:
    return PurePosixPath(path).parent.name != FOLDER


def _named(paths: Sequence[str]) -> str:
    names = [PurePosixPath(path).name for path in paths]
    return "、".join(names) if len(names) <= _NAMED else f"{'、'.join(names[:_NAMED])} 等 {len(names)} 个文件"
