"""Too little memory, told in one sentence, also where a library ends the process for it.

Libraries of C and C++ abort, crash or exit where memory cannot be had. Where the memory of the
process is limited, the work is therefore done in a process of its own that another waits for.
"""

from __future__ import annotations

import errno
import io
import os
import re
import resource
import signal
import sys
from typing import NoReturn

TOO_LITTLE_MEMORY = (
    "There is too little memory: end other programs, or raise the limit (ulimit -v)."
)
_TELLS_SHORTAGE = re.compile(
    r"failed to map segment|cannot allocate memory|bad_alloc|can't start new thread"
    r"|Resource temporarily unavailable|ThreadPoolBuildError",
    re.IGNORECASE,
)
_PASSED_ON = (signal.SIGTERM, signal.SIGHUP)


def is_shortage(error: BaseException) -> bool:
    """Whether the error says that memory, or another thread, could not be had."""
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    return _TELLS_SHORTAGE.search(str(error)) is not None


def has_limit() -> bool:
    """Whether the memory that the process may use is limited."""
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


class Watched:
    """A process that does the work of this one, whose end this one waits for."""

    def __init__(self, child: int, reading: int) -> None:
        self._child = child
        self._reading = reading

    def status(self) -> int | None:
        """Its exit status once it has ended; ``None`` where it could not even tell that."""
        for number in _PASSED_ON:
            signal.signal(number, lambda number, _: os.kill(self._child, number))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells both
        _, ended = os.waitpid(self._child, 0)
        if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) in _PASSED_ON:
            _end_by(os.WTERMSIG(ended))
        told = os.read(self._reading, 1)
        return told[0] if told else None


class Worker:
    """The process that does the work; what libraries write to standard error is dropped."""

    def __init__(self, writing: int) -> None:
        self._writing = writing
        terminal = io.FileIO(os.dup(2), "w")
        sys.stderr = io.TextIOWrapper(io.BufferedWriter(terminal), line_buffering=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    def tell(self, status: int) -> None:
        """Tells the exit status, which is not told where a library ends the process."""
        os.write(self._writing, bytes([status]))

    def give_up(self) -> NoReturn:
        """Ends at once, without a status."""
        os._exit(1)


def _end_by(number: int) -> None:
    """Ends this process as the other one ended: somebody wanted that, nothing was short."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def split() -> Watched | Worker:
    """Become two processes: the one that waits, and the one that works."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return Watched(child, reading)
    os.close(reading)
    return Worker(writing)
