"""The lock on the folder of a bot's data, which one process holds at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from retrieval import BackendError
from retrieval.protocols import BOT_LOCK_FILE


def lock_folder(folder: Path) -> int:
    """Creates ``folder`` if it is missing, and locks it; closing the handle releases the lock.

    So does the end of the process. Raises BackendError if another bot holds the lock, and OSError
    if the folder cannot be used.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / BOT_LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise BackendError(
            f"Another bot is already running on {folder}: stop it first, or give this one a "
            "folder of its own in ARTICLE_BOT_STATE."
        ) from error
    return handle
