"""Translates errors of SQLite and the file system to messages that say what to do."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from retrieval.errors import BackendError, DamagedArchiveError

_OUT_OF_MEMORY = (sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_IOERR_NOMEM, sqlite3.SQLITE_IOERR_SHMMAP)


@contextlib.contextmanager
def errors_mapped(path: Path) -> Iterator[None]:
    """Turn errors of the store at ``path`` into BackendError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BackendError(f"The archive in {path.parent} cannot be used: {reason}.") from error


def _explained(error: sqlite3.Error, path: Path) -> BackendError:
    text, folder = str(error), path.parent
    if is_damage(error):
        return DamagedArchiveError(str(folder), text)
    if "locked" in text:
        return BackendError(
            f"The archive in {folder} is being written by another program: try again later."
        )
    if shortage := _shortage(error, path):
        return BackendError(
            f"The archive in {folder} cannot be used now ({shortage}): it is kept; try again when "
            "that is fixed."
        )
    if "full" in text or "disk I/O" in text:
        return BackendError(
            f"The disk of the archive in {folder} is full or failing: free some space; {text}."
        )
    if "readonly" in text or "unable to open" in text:
        return BackendError(
            f"The archive in {folder} cannot be written: check the folder's permissions; {text}."
        )
    return BackendError(
        f"The archive in {folder} cannot be used: {text}; 'article-bot doctor' may find the reason."
    )


def _shortage(error: sqlite3.Error, path: Path) -> str:
    """The resource that this process lacks, if that is why SQLite failed."""
    if getattr(error, "sqlite_errorcode", 0) in _OUT_OF_MEMORY:
        return "not enough memory"
    try:
        os.close(os.open(path, os.O_RDONLY))  # SQLite does not report why it cannot open a file
    except OSError as reason:
        if reason.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
            return os.strerror(reason.errno)
    return ""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error means that the file is damaged."""
    text = str(error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return (
        code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        or "Could not decode" in text  # invalid UTF-8 in a text
        or text.startswith(("no such table", "no such column"))
        or "fts5" in text  # in archives of earlier versions
    )
