"""The kernels that are running, so that an interruption can end them: they live in sessions of their own and hear no Ctrl-C.

A kernel is interrupted first, so that it takes its half-written files away itself; one that does not end is killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from typing import Any, Final

from jupyter_client.manager import AsyncKernelManager

GRACE: Final = 3.0  # seconds in which an interrupted kernel may end by itself


class Kernels:
    """The processes of this program's kernels; once stopped, a kernel that was just being started ends at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[bytes]] = []
        self._stopped = False

    def begin(self) -> None:
        """Forget an earlier run: kernels may be started (again)."""
        with self._lock:
            self._running, self._stopped = [], False

    @property
    def stopped(self) -> bool:
        """Whether no further notebook is to be run."""
        return self._stopped

    def add(self, process: subprocess.Popen[bytes]) -> None:
        """Watch over a kernel that has just been started."""
        with self._lock:
            self._running.append(process)
            stopped = self._stopped
        if stopped:
            _kill(process)

    def stop(self, grace: float = GRACE) -> list[int]:
        """Ids of the kernels that had to be killed; all have ended when this returns."""
        with self._lock:
            self._stopped = True
            running = [one for one in self._running if one.poll() is None]
        for one in running:
            _interrupt(one)
        until = time.monotonic() + grace
        while time.monotonic() < until and any(one.poll() is None for one in running):
            time.sleep(0.05)
        left = [one for one in running if one.poll() is None]
        for one in left:
            _kill(one)
        return [one.pid for one in left]


KERNELS: Final = Kernels()


class WatchedKernel(AsyncKernelManager):
    """Starts a kernel and has it watched over."""

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]
        """Nothing; the kernel runs and is known."""
        await super().start_kernel(**kw)
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            KERNELS.add(process)


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    if os.name == "nt":  # another console group, which hears no signal but the last one
        _kill(process)
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGINT)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the kernel and what it has started (the process that fills a template)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name != "nt" and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
