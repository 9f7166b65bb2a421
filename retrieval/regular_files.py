"""Opens regular files only: pipes, devices and sockets, which may block, are refused."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_NOT_REGULAR = "it is a pipe, a device or a socket, not a file"


def open_regular(path: str | Path) -> BufferedReader:
    """Open a file for reading bytes; raises OSError also if ``path`` is not a regular file.

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
    """Return the content of a file; raises OSError as :func:`open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def check_regular(handle: int, path: str | Path) -> None:
    """Raise OSError if the open file is not a regular one."""
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, _NOT_REGULAR, str(path))
