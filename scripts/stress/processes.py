"""Runs functions in child processes that can be killed at any moment."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Report = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class ChildResult:
    """The result of a child process: how it ended, its reports, and its duration."""

    was_killed: bool
    failed: bool
    reported: list[Any]
    took_s: float


def run_in_child(
    work: Callable[[Report], None], *, kill_after_s: float | None = None
) -> ChildResult:
    """Run ``work`` in a forked process, which is killed after ``kill_after_s`` seconds.

    Reports that were written before are returned. The caller must not have open archives or
    threads.
    """
    reading, writing = os.pipe()
    start = time.monotonic()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_and_end(work, writing)
    os.close(writing)
    try:
        waited = _wait(child, kill_after_s)
        if not waited:
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1] if not waited else waited[1]
    finally:
        with os.fdopen(reading, "rb") as pipe:
            lines = pipe.read().split(b"\n")[:-1]  # the last line may be incomplete
    return ChildResult(
        was_killed=os.WIFSIGNALED(status),
        failed=os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0,
        reported=[json.loads(line) for line in lines],
        took_s=time.monotonic() - start,
    )


def prepare_in_child(work: Callable[[Report], None]) -> list[Any]:
    """What ``work`` reports, which makes what a test needs; ends the program if it fails."""
    ended = run_in_child(work)
    if ended.failed:
        raise SystemExit("The archive for stress cannot be made.")
    return ended.reported


def _work_and_end(work: Callable[[Report], None], writing: int) -> None:
    status = 1
    try:
        work(lambda value: _write_all(writing, json.dumps(value).encode() + b"\n"))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _wait(child: int, limit_s: float | None) -> tuple[int, int] | None:
    """Wait for the process, at most ``limit_s``; returns the result of waitpid if it ended."""
    if limit_s is None:
        return os.waitpid(child, 0)
    deadline = time.monotonic() + limit_s
    while True:
        found = os.waitpid(child, os.WNOHANG)
        if found[0]:
            return found
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        time.sleep(min(left, 0.002))
