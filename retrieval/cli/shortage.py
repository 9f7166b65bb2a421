"""Reports what is missing in one sentence, even if a library ends the process because of it.

Libraries in C and C++ abort, crash or exit when an allocation fails, and Ray when its cluster is
gone. If the memory of the process is limited, or it uses Ray, a child process therefore does the
work, and the parent reports how it ended.
"""

from __future__ import annotations

import ctypes
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
_STOPPED = "Stopped."
_ENDED = (
    "A library ended the program: what was stored is kept; run the same command again to continue."
)
_RAY_STATUS = 1  # with which Ray ends the program
_NO_MEMORY_STATUS = 3
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux
_SHORTAGE_MESSAGE = re.compile(
    r"failed to map segment|cannot allocate memory|bad_alloc|can't start new thread"
    r"|Resource temporarily unavailable|ThreadPoolBuildError",
    re.IGNORECASE,
)
_FORWARDED_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_AWAITED_SIGNALS = (*_FORWARDED_SIGNALS, signal.SIGINT, signal.SIGCHLD)


def is_shortage(error: BaseException) -> bool:
    """Whether the error is caused by too little memory or too few threads.

    With limited memory that includes a SystemError: Python raises it where it has no memory left
    for the exception itself ("returned NULL without setting an exception").
    """
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, SystemError) and is_memory_limited():
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return _SHORTAGE_MESSAGE.search(str(error)) is not None


def is_memory_limited() -> bool:
    """Whether the memory of this process is limited (ulimit -v)."""
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def may_be_ended(argv: Sequence[str]) -> bool:
    """Whether a library may end the program called with ``argv``.

    The bot reports by itself, and is not to have a parent that must not be killed.
    """
    return "serve" not in argv and (is_memory_limited() or uses_ray(argv))


def uses_ray(argv: Sequence[str]) -> bool:
    """Whether the program called with ``argv`` uses a Ray cluster."""
    return any(word.startswith("--ray") for word in argv)


class ParentProcess:
    """The side that waits for the worker."""

    def __init__(self, child: int, reading: int, *, uses_ray: bool) -> None:
        self._child = child
        self._reading = reading
        self._uses_ray = uses_ray

    def status(self) -> int | str:
        """Waits for the worker; its exit status, or why it ended without reporting one."""
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
        return reported[0] if reported else self._why(wait_status)

    def _why(self, wait_status: int) -> str:
        """What a worker that ended with that status, which it has not reported, lacked."""
        exit_status = os.WEXITSTATUS(wait_status) if os.WIFEXITED(wait_status) else None
        number = os.WTERMSIG(wait_status) if os.WIFSIGNALED(wait_status) else None
        if number == signal.SIGINT:
            return _STOPPED
        if number == signal.SIGKILL or exit_status == _NO_MEMORY_STATUS:
            return TOO_LITTLE_MEMORY  # the system kills what takes too much
        if self._uses_ray and exit_status == _RAY_STATUS:
            return CLUSTER_GONE
        if is_memory_limited():
            return TOO_LITTLE_MEMORY
        return CLUSTER_GONE if number == signal.SIGABRT else _ENDED


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
        """Ends at once for want of memory, without reporting a status."""
        os._exit(_NO_MEMORY_STATUS)


def _end_by_signal(number: int) -> None:
    """Ends this process by the signal that ended the worker."""
    signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
    os.kill(os.getpid(), number)


def fork_worker(*, uses_ray: bool) -> ParentProcess | Worker:
    """Forks; returns the parent's side in the parent and the worker's in the child."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # if it is ignored, no end of a child is told
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(writing)
        return ParentProcess(child, reading, uses_ray=uses_ray)
    _end_with(parent)
    os.close(reading)
    return Worker(writing)


def _end_with(parent: int) -> None:
    """Has the system kill this process once the parent, which started it, has ended."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)
