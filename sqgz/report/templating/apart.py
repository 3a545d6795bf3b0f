"""A template filled in a process of its own, so that one that never ends, or eats all memory, can be ended.

The process gets plain data: the names that the template uses and the template. What it does with them is `filling`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from sqgz.errors import InputError
from sqgz.study.loading import library_root

SECONDS = 60
MEGABYTES = 1536
_MODULE = "sqgz.report.templating.filling"


def fill_apart(
    template: bytes, names: dict[str, Any], *, file: str, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> bytes:
    """The filled template.

    Raises InputError where it fails, takes longer than `seconds` or more memory than `megabytes`.
    """
    told = json.dumps(names, ensure_ascii=False).encode()
    head = json.dumps({"names": len(told), "megabytes": megabytes}).encode() + b"\n"
    path = os.pathsep.join(filter(None, (str(library_root()), os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", _MODULE],
            input=head + told + template,
            capture_output=True,
            timeout=seconds,
            env=os.environ | {"PYTHONPATH": path},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{file}: 模板运行超过{seconds:g}秒，已停止。请检查是否循环套得太多，或正文过长。"
        ) from None
    line, _, filled = done.stdout.partition(b"\n")
    if done.returncode or not line:
        if _out_of_memory(done):
            raise InputError(f"{file}: 占用内存过多，已停止。请检查循环和文字连接。")
        raise RuntimeError(
            f"filling a template ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}"
        )
    problem = json.loads(line)["problem"]
    if problem:
        raise InputError(f"{file}: {problem}")
    return filled


def _out_of_memory(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether the process was ended for its memory: by the system, or failing to get more."""
    return (
        done.returncode in (-9, 137)
        or b"MemoryError" in done.stderr
        or b"cannot allocate" in done.stderr.lower()
    )
