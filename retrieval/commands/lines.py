"""The lines of a file, a pipe or standard input."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import stat
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from retrieval import SourceError
from retrieval.regular_files import check_regular


@contextlib.contextmanager
def lines_of(path: str) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for ``-``; raises SourceError.

    A pipe may be named too, as a shell does for ``<(command)``. It is waited for while something
    has it open for writing; a pipe that nothing writes to is refused, as are devices.
    """
    name = "standard input" if path == "-" else path
    with contextlib.ExitStack() as stack:
        with _errors_mapped(name):
            lines = _standard_input() if path == "-" else stack.enter_context(_lines_at(path))
        yield _read(lines, name)


def _read(lines: Iterable[str], name: str) -> Iterator[str]:
    with _errors_mapped(name):
        yield from lines


@contextlib.contextmanager
def _errors_mapped(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceError(name, f"cannot be read ({error.strerror}): check the name.") from error


def _standard_input() -> Iterable[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    return sys.stdin


@contextlib.contextmanager
def _lines_at(path: str) -> Iterator[Iterable[str]]:
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        head = b""
        if stat.S_ISFIFO(os.fstat(handle).st_mode):
            head = _checked_writer(handle, path)
        elif not os.isatty(handle):
            check_regular(handle, path)
        os.set_blocking(handle, True)
        lines = chain([head + file.readline()], file)
        yield (line.decode("utf-8", "replace").removeprefix("\ufeff") for line in lines)


def _checked_writer(handle: int, path: str) -> bytes:
    """Raises OSError where nothing writes to a named pipe; what was read to find out."""
    is_named = os.path.exists(os.path.realpath(path))
    if not is_named or select.select([handle], [], [], 0)[0]:
        return b""
    try:
        head = os.read(handle, 1)
    except BlockingIOError:  # something has it open, and has not written yet
        return b""
    if not head:
        raise OSError(errno.EPIPE, "nothing writes to this pipe")
    return head
