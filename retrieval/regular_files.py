"""Regular files: opened (pipes, devices and sockets, which may block, are refused) and replaced."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import threading
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

TEMPORARY_SUFFIX = r"\.\d+\.tmp"
"""Matches what :func:`replacing` appends to a name until the file is complete."""

_NOT_REGULAR = "it is a pipe, a device or a socket, not a file"


def open_regular(path: str | Path) -> BufferedReader:
    """Opens a file for reading bytes; raises OSError also if ``path`` is not a regular file.

    The open handle is checked, so the file cannot be exchanged between check and use.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        check_regular(handle, path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: str | Path) -> bytes:
    """Returns the content of a file; raises OSError as :func:`open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def sha256_of(path: str | Path) -> str:
    """The SHA-256 of a file, in hexadecimal; raises OSError as :func:`open_regular` does."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields a temporary file to write, which replaces ``path`` at the end of the block.

    A reader sees the old file or the new one, never half. Only the user may read it. Each thread
    writes a file of its own, as a program may have opened an archive twice.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}{threading.get_ident()}.tmp")
    try:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def check_regular(handle: int, path: str | Path) -> None:
    """Raises OSError if the open file is not a regular one."""
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, _NOT_REGULAR, str(path))
