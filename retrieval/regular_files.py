"""Opening files by name without ever waiting: a pipe, a device or a socket is refused."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_NOT_REGULAR = "it is a pipe, a device or a socket, not a file"


def open_regular(path: str | Path) -> BufferedReader:
    """Open a file for reading bytes; raises OSError, also where ``path`` is no regular file.

    What is checked is what was opened, so nothing can be put in its place between the two.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        check_regular(handle, path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: str | Path) -> bytes:
    """Return all that a file holds; raises OSError as :func:`open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def check_regular(handle: int, path: str | Path) -> None:
    """Raise OSError where an open file is no regular one."""
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, _NOT_REGULAR, str(path))
