"""The lines of a file, a pipe or standard input."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from retrieval import SourceError
from retrieval.regular_files import check_regular

if TYPE_CHECKING:
    from retrieval.evaluation.measures import LabelledQuestion

_STANDARD_INPUT = "standard input"


@contextlib.contextmanager
def lines_of(path: str) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for ``-``; raises SourceError.

    The file may be a pipe, such as a shell's ``<(command)``; devices are refused.
    """
    if path == "-":
        yield stdin_lines()
        return
    with contextlib.ExitStack() as stack:
        with _errors_mapped(path):
            lines = stack.enter_context(_lines_at(path))
        yield _read(lines, path)


def questions_of(path: str) -> list[LabelledQuestion]:
    """The labelled questions of a file, or of standard input for ``-``; raises SourceError."""
    from retrieval.evaluation.measures import read_questions

    with lines_of(path) as lines:
        return read_questions(lines, path)


def stdin_lines() -> Iterator[str]:
    """The lines of standard input; raises SourceError if they cannot be read."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    return _read(sys.stdin, _STANDARD_INPUT)


def _read(lines: Iterable[str], name: str) -> Iterator[str]:
    with _errors_mapped(name):
        yield from lines


@contextlib.contextmanager
def _errors_mapped(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = "it is closed" if error.errno == errno.EBADF else error.strerror
        cure = "name a file" if name == _STANDARD_INPUT else "check the name"
        raise SourceError(name, f"cannot be read ({reason}): {cure}.") from error


@contextlib.contextmanager
def _lines_at(path: str) -> Iterator[Iterable[str]]:
    with open(path, "rb") as file:
        is_pipe = stat.S_ISFIFO(os.fstat(file.fileno()).st_mode)
        if not is_pipe and not file.isatty():
            check_regular(file.fileno(), path)
        yield (line.decode("utf-8", "replace").removeprefix("\ufeff") for line in file)
