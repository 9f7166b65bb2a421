"""Backup and restore of the bot's memory: copies of the files in its folder.

The files are databases, ``*.sqlite``, and exports, ``*.jsonl``; a running bot holds a lock. They
are stored in a table of the backup.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from retrieval.errors import BackendError
from retrieval.protocols import BOT_LOCK_FILE
from retrieval.regular_files import open_regular
from retrieval.store.open import mode_of, uri

_PATTERNS = ("*.sqlite", "*.jsonl")
_RESTORING = ".restoring"  # suffix of an incomplete file
_RESTORED = ".restored"  # suffix of a complete file that will replace the current one
_PART_BYTES = 1 << 20
_TABLE = "CREATE TABLE memory (name TEXT, part INTEGER, content BLOB, PRIMARY KEY (name, part))"
# Pending updates are handled by the running bot, and must not be handled again after a restore.
_CLEAR_INBOX = "UPDATE inbox SET body = NULL"


def put_memory(backup: sqlite3.Connection, folder: Path, temporary: Path) -> None:
    """Stores the bot's memory in ``folder`` in a backup, while the bot may be running.

    ``temporary`` is the path of a temporary copy. Raises BackendError if a file cannot be read.
    """
    backup.execute("DROP TABLE IF EXISTS memory")
    backup.execute("BEGIN")
    backup.execute(_TABLE)
    for path, name in _files_of(folder):
        with _errors_mapped(folder):
            if name.endswith(".sqlite"):
                try:
                    _copy_database(path, temporary)
                    _put_file(backup, name, temporary)
                finally:
                    _remove(temporary)
            else:
                _put_file(backup, name, path)
    backup.commit()


def holds_memory(backup: sqlite3.Connection) -> bool:
    """Whether the backup includes a bot's memory; those of earlier versions do not."""
    found = backup.execute("SELECT 1 FROM sqlite_schema WHERE name = 'memory'").fetchone()
    return found is not None and backup.execute("SELECT 1 FROM memory").fetchone() is not None


def has_memory(folder: Path) -> bool:
    """Whether ``folder`` holds a bot's memory."""
    return any(folder.glob("*.sqlite"))


def extract_memory(backup: sqlite3.Connection, folder: Path) -> None:
    """Moves the memory from the copy of a backup to temporary files in ``folder``."""
    if holds_memory(backup):
        with _errors_mapped(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            drop_extracted(folder)
            for (name,) in backup.execute("SELECT DISTINCT name FROM memory").fetchall():
                _write_file(backup, name, folder / f"{Path(name).name}{_RESTORING}")
    backup.execute("DROP TABLE IF EXISTS memory")


def drop_extracted(folder: Path) -> None:
    """Removes the temporary files of :func:`extract_memory`, or of a killed restore."""
    for path in folder.glob(f"*{_RESTORING}"):
        path.unlink(missing_ok=True)


def restore_memory(folder: Path) -> bool:
    """Replaces the memory by the extracted files unless a bot is running.

    Returns False if one is: it does so at its next start.
    """
    with _errors_mapped(folder):
        for path in folder.glob(f"*{_RESTORING}"):
            path.replace(path.with_suffix(_RESTORED))
        if not any(folder.glob(f"*{_RESTORED}")):
            return True
        with _locked(folder) as is_locked:
            if is_locked:
                put_restored_memory(folder)
            return is_locked


def put_restored_memory(folder: Path) -> None:
    """Replaces the memory by what a restore left for this start; the caller holds the lock."""
    for path in folder.glob(f"*{_RESTORED}"):
        target = path.with_suffix("")
        for suffix in ("-wal", "-shm"):  # SQLite would apply the old log to the new file
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        path.replace(target)


def _files_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files with their names, in the restored version if it waits for the bot's next start."""
    for pattern in _PATTERNS:
        names = {path.name for path in folder.glob(pattern)}
        names |= {path.stem for path in folder.glob(f"{pattern}{_RESTORED}")}
        for name in sorted(names):
            restored = folder / f"{name}{_RESTORED}"
            yield (restored if restored.exists() else folder / name), name


def _copy_database(path: Path, temporary: Path) -> None:
    with open_regular(path):  # raises if it is a pipe
        source = uri(path, mode_of(path))
    os.close(os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(source, timeout=60.0, uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (uri(temporary),))
    with closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        if copy.execute("SELECT 1 FROM sqlite_schema WHERE name = 'inbox'").fetchone():
            copy.execute(_CLEAR_INBOX)


def _put_file(backup: sqlite3.Connection, name: str, path: Path) -> None:
    with open_regular(path) as file:
        for part in count():
            content = file.read(_PART_BYTES)
            if part and not content:
                return
            backup.execute("INSERT INTO memory VALUES (?, ?, ?)", (name, part, content))


def _write_file(backup: sqlite3.Connection, name: str, path: Path) -> None:
    rows = backup.execute("SELECT content FROM memory WHERE name = ? ORDER BY part", (name,))
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        for (content,) in rows:
            file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _remove(temporary: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Tries to get the lock, which a running bot holds; yields whether it succeeded."""
    handle = os.open(folder / BOT_LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


@contextlib.contextmanager
def _errors_mapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BackendError(
            f"The bot's memory in {folder} cannot be used: {reason}; check the disk, or name "
            "another folder in ARTICLE_BOT_STATE."
        ) from error
