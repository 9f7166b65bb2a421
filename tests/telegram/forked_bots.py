"""Bots as forks of one process that has imported everything: each starts in a moment."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from typing import IO
from unittest.mock import patch

_PROGRAM = "tests.telegram.toy_bot"
_LATER = (
    "bot.server",
    "anyio._backends._asyncio",
    "retrieval.subscriptions.watching",
    "tests.telegram.loaded_bot",
)
_ROOT = str(Path(__file__).resolve().parents[2])
_CONTEXT = multiprocessing.get_context("forkserver")


class ForkedBot:
    """The program of toy_bot.py; what is used of :class:`subprocess.Popen`, for the scenarios."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str | Path | None,
        stdout: IO[bytes],
        stderr: int,
    ) -> None:
        _start_server()
        arguments = (dict(env), str(cwd or _ROOT), stdout.name)
        self._process = _CONTEXT.Process(target=_run, args=arguments, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired([_PROGRAM], timeout)
        return self._process.exitcode


def _start_server() -> None:
    """Starts the process that forks, unless it runs."""
    _CONTEXT.set_forkserver_preload([_PROGRAM, *_LATER])
    with patch.dict(os.environ, {"PYTHONPATH": _ROOT}):
        forkserver.ensure_running()


def _run(environment: Mapping[str, str], folder: str, output: str) -> None:
    """Runs the bot in a fork, as a process of its own would be started."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    tempfile.tempdir = None  # what TMPDIR names now
    with open(output, "ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    from tests.telegram.toy_bot import run

    sys.exit(run())
