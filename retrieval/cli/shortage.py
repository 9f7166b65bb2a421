"""Reports what is missing in one sentence, even if a library ends the process because of it.

Libraries in C and C++ abort, crash or exit when an allocation fails, and Ray when its cluster is
gone. If the memory of the process is limited, or it uses Ray, a child process therefore does the
work, and the parent reports how it ended.
"""

from __future__ import annotations

import errno
import io
import os
import re
import resource
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

TOO_LITTLE_MEMORY = (
    "There is too little memory: end other programs, or raise the limit (ulimit -v)."
)
CLUSTER_GONE = (
    "The Ray cluster does not answer any more: what was stored is kept; start the cluster, then "
    "run the same command again to continue."
)
_SHORTAGE_MESSAGE = re.compile(
    r"failed to map segment|cannot allocate memory|bad_alloc|can't start new thread"
    r"|Resource temporarily unavailable|ThreadPoolBuildError",
    re.IGNORECASE,
)
_FORWARDED_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_AWAITED_SIGNALS = (*_FORWARDED_SIGNALS, signal.SIGINT, signal.SIGCHLD)


def is_shortage(error: BaseException) -> bool:
    """Whether the error is caused by too little memory or too few threads."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return _SHORTAGE_MESSAGE.search(str(error)) is not None


def is_memory_limited() -> bool:
    """Whether the memory of this process is limited (ulimit -v)."""
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def what_may_end(argv: Sequence[str]) -> str | None:
    """What to report if a library ends the program called with ``argv``; None if none may.

    The bot reports by itself, and is not to have a parent that must not be killed.
    """
    if "serve" in argv:
        return None
    if is_memory_limited():
        return TOO_LITTLE_MEMORY
    return CLUSTER_GONE if any(word.startswith("--ray") for word in argv) else None


class ParentProcess:
    """The side that waits for the worker."""

    def __init__(self, child: int, reading: int) -> None:
        self._child = child
        self._reading = reading

    def status(self) -> int | None:
        """Waits for the worker; its exit status, or ``None`` if it ended without reporting one."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _AWAITED_SIGNALS)
        while not (ended := os.waitpid(self._child, os.WNOHANG))[0]:
            received = signal.sigwaitinfo(_AWAITED_SIGNALS)
            is_of_kernel = received.si_code > 0  # as Ctrl-C, which a terminal sends to both
            if not is_of_kernel or received.si_signo in _FORWARDED_SIGNALS:
                os.kill(self._child, received.si_signo)
        wait_status = ended[1]
        if os.WIFSIGNALED(wait_status) and os.WTERMSIG(wait_status) in _FORWARDED_SIGNALS:
            _end_by_signal(os.WTERMSIG(wait_status))
        reported = os.read(self._reading, 1)
        return reported[0] if reported else None


class Worker:
    """The side that does the work; what libraries write to standard error is discarded."""

    def __init__(self, writing: int) -> None:
        self._writing = writing
        terminal = io.FileIO(os.dup(2), "w")
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(terminal), line_buffering=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    def report_status(self, status: int) -> None:
        """Sends the exit status to the parent; it is missing if a library ends the process."""
        os.write(self._writing, bytes([status]))

    def give_up(self) -> NoReturn:
        """Ends at once, without reporting a status."""
        os._exit(1)


def _end_by_signal(number: int) -> None:
    """Ends this process by the signal that ended the worker."""
    signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
    os.kill(os.getpid(), number)


def fork_worker() -> ParentProcess | Worker:
    """Forks; returns the parent's side in the parent and the worker's in the child."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return ParentProcess(child, reading)
    os.close(reading)
    return Worker(writing)
