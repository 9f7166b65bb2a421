"""A file of Milvus Lite is for one program at a time, and those that start together take turns.

Milvus Lite has a lock of its own, but who does not get that removes it, and then both fail.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

_WAIT_S = 1.0
_POLL_S = 0.05


class FileLock:
    """A lock beside the file, which ends with the process at the latest; not for several threads.

    A process may have several for one file, all of which end when the first is released.
    """

    def __init__(self, file: Path) -> None:
        self._path = file.with_name(f".{file.name}.turn")
        self._held: int | None = None  # the open file

    def take(self) -> bool:
        """Whether the lock is held now, after a second of waiting at most; raises OSError."""
        if self._held is not None:
            return True
        until = time.monotonic() + _WAIT_S
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        while True:
            try:
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    os.close(handle)
                    return False
                time.sleep(_POLL_S)
            else:
                self._held = handle
                return True

    def release(self) -> None:
        """Lets another program use the file."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
