"""Handles of worker processes, which are reused, and killed with the parent process."""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import threading
import time

from retrieval.errors import BackendError
from retrieval.sources.worker.messages import (
    LENGTH_BYTES,
    Answer,
    Request,
    answer_of,
    framed,
    length_of,
)

_WORKER = "retrieval.sources.worker.main"
_BLOCK_BYTES = 1 << 20
_OWN_VARIABLES = ("ARTICLE_BOT_", "TELEGRAM_")  # may hold secrets, and are not needed


class WorkerSilentError(Exception):
    """The process did not answer in time."""


class WorkerEndedError(Exception):
    """The process has ended; the message is its exit status or signal."""


class WorkerProcess:
    """A worker process and the pipes to it; not thread-safe.

    Raises BackendError if it cannot be started.
    """

    def __init__(self) -> None:
        try:
            inner, self._lifeline = os.pipe()
        except OSError as error:
            raise not_started(error.strerror or str(error)) from error
        try:
            self._process = _start(inner)
        except OSError as error:
            os.close(self._lifeline)
            raise not_started(error.strerror or str(error)) from error
        finally:
            os.close(inner)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        os.set_blocking(self._requests.fileno(), False)
        self._received = bytearray()

    @property
    def is_alive(self) -> bool:
        """Whether it can take requests."""
        return self._process.poll() is None

    def send(self, request: Request, *, limit_s: float) -> None:
        """Send a request; raises WorkerSilentError, WorkerEndedError."""
        deadline, left = time.monotonic() + limit_s, memoryview(framed(request))
        while left:
            _wait(self._requests.fileno(), select.POLLOUT, deadline)
            try:
                left = left[os.write(self._requests.fileno(), left) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise WorkerEndedError(self._how_ended()) from None

    def receive(self, *, limit_s: float) -> Answer:
        """Return the next answer; raises WorkerSilentError, WorkerEndedError."""
        deadline = time.monotonic() + limit_s
        while (end := self._end_of_frame()) is None:
            _wait(self._answers.fileno(), select.POLLIN, deadline)
            block = os.read(self._answers.fileno(), _BLOCK_BYTES)
            if not block:
                raise WorkerEndedError(self._how_ended())
            self._received += block
        content = bytes(self._received[LENGTH_BYTES:end])
        del self._received[:end]
        return answer_of(content)

    def end(self) -> None:
        """Kill the process, once."""
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()
        os.close(self._lifeline)

    def _end_of_frame(self) -> int | None:
        if len(self._received) < LENGTH_BYTES:
            return None
        end = LENGTH_BYTES + length_of(self._received)
        return end if end <= len(self._received) else None

    def _how_ended(self) -> str:
        status = self._process.wait()
        return f"signal {-status}" if status < 0 else f"status {status}"


def not_started(why: str) -> BackendError:
    """Return the error for a process that cannot be started."""
    return BackendError(
        f"Articles cannot be read now because the worker process does not start ({why}): "
        "close other programs to free memory, then try again."
    )


def idle_worker() -> WorkerProcess:
    """Return the idle process, or a new one."""
    with _LOCK:
        while _IDLE:
            worker = _IDLE.pop()
            if worker.is_alive:
                return worker
            worker.end()
    return WorkerProcess()


def keep_idle(worker: WorkerProcess) -> None:
    """Keep a process for reuse, at most one."""
    with _LOCK:
        if not _IDLE and worker.is_alive:
            _IDLE.append(worker)
            return
    worker.end()


def _start(lifeline: int) -> subprocess.Popen[bytes]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(_OWN_VARIABLES)}
    kept["OPENBLAS_NUM_THREADS"] = "1"  # whose threads would take memory under the limit
    return subprocess.Popen(
        [sys.executable, "-P", "-m", _WORKER, str(lifeline)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        pass_fds=(lifeline,),
        process_group=0,  # Ctrl-C is for the program, which ends this process
        env=kept,
    )


def _wait(handle: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(handle, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise WorkerSilentError


def _end_idle() -> None:
    while _IDLE:
        _IDLE.pop().end()


_LOCK = threading.Lock()
_IDLE: list[WorkerProcess] = []
atexit.register(_end_idle)
