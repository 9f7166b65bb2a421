"""The bot's memory in a backup: whole copies of the files in its folder, and the way back.

Nothing of it is known here but that its databases end in ``.sqlite``, that what is made of them
ends in ``.jsonl``, and that a bot that runs holds a lock. A table of the backup carries the files.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from retrieval.errors import BackendError
from retrieval.regular_files import open_regular
from retrieval.store.open import mode_of

_PATTERNS = ("*.sqlite", "*.jsonl")
_LOCK = "bot.lock"  # held by a bot as long as it runs
_RESTORING = ".restoring"  # after a name: not whole yet
_RESTORED = ".restored"  # whole, to take the place of what is there
_PART_BYTES = 1 << 20
_TABLE = "CREATE TABLE memory (name TEXT, part INTEGER, content BLOB, PRIMARY KEY (name, part))"
# What waits to be done is done by the bot that is running, not once more by one that is restored.
_WITHOUT_WAITING = "UPDATE inbox SET body = NULL"


def put_memory(backup: sqlite3.Connection, folder: Path, aside: Path) -> None:
    """Puts what the bot remembers in ``folder`` into a backup; the bot may go on meanwhile.

    ``aside`` is a name for a copy, removed again. Raises BackendError where it cannot be read.
    """
    backup.execute("DROP TABLE IF EXISTS memory")
    backup.execute("BEGIN")
    backup.execute(_TABLE)
    for path, name in _files_of(folder):
        with _errors_mapped(folder):
            if name.endswith(".sqlite"):
                try:
                    _copy_database(path, aside)
                    _put_file(backup, name, aside)
                finally:
                    _remove(aside)
            else:
                _put_file(backup, name, path)
    backup.commit()


def holds_memory(backup: sqlite3.Connection) -> bool:
    """Whether the backup holds what a bot remembers: those of earlier versions do not."""
    found = backup.execute("SELECT 1 FROM sqlite_schema WHERE name = 'memory'").fetchone()
    return found is not None and backup.execute("SELECT 1 FROM memory").fetchone() is not None


def is_there(folder: Path) -> bool:
    """Whether a bot remembers anything in ``folder``."""
    return any(folder.glob("*.sqlite"))


def take_memory(backup: sqlite3.Connection, folder: Path) -> None:
    """Takes the memory out of the copy of a backup and writes it beside that in ``folder``."""
    if holds_memory(backup):
        with _errors_mapped(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            drop_taken(folder)
            for (name,) in backup.execute("SELECT DISTINCT name FROM memory").fetchall():
                _write_file(backup, name, folder / f"{Path(name).name}{_RESTORING}")
    backup.execute("DROP TABLE IF EXISTS memory")


def drop_taken(folder: Path) -> None:
    """Drops what :func:`take_memory` wrote, or what a restore left that was killed."""
    for path in folder.glob(f"*{_RESTORING}"):
        path.unlink(missing_ok=True)


def restore_memory(folder: Path) -> bool:
    """Puts what was taken out of a backup in the place of what is there, unless a bot runs.

    False where one does: its next start does it.
    """
    with _errors_mapped(folder):
        for path in folder.glob(f"*{_RESTORING}"):
            path.replace(path.with_suffix(_RESTORED))
        if not any(folder.glob(f"*{_RESTORED}")):
            return True
        with _locked(folder) as is_mine:
            if is_mine:
                put_restored(folder)
            return is_mine


def put_restored(folder: Path) -> None:
    """Puts what was restored in its place, for whoever holds the lock of ``folder``."""
    for path in folder.glob(f"*{_RESTORED}"):
        place = path.with_suffix("")
        for suffix in ("-wal", "-shm"):  # SQLite would apply the old log to the new file
            place.with_name(place.name + suffix).unlink(missing_ok=True)
        path.replace(place)


def _files_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file and its name: the restored one where it waits for the bot's next start."""
    for pattern in _PATTERNS:
        names = {path.name for path in folder.glob(pattern)}
        names |= {path.stem for path in folder.glob(f"{pattern}{_RESTORED}")}
        for name in sorted(names):
            restored = folder / f"{name}{_RESTORED}"
            yield (restored if restored.exists() else folder / name), name


def _copy_database(path: Path, aside: Path) -> None:
    with open_regular(path):  # it is a file, not a pipe
        address = f"{_address(path)}?{mode_of(path)}"
    os.close(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(address, timeout=60.0, uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (_address(aside),))
    with closing(sqlite3.connect(aside, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        if copy.execute("SELECT 1 FROM sqlite_schema WHERE name = 'inbox'").fetchone():
            copy.execute(_WITHOUT_WAITING)


def _address(path: Path) -> str:
    """What SQLite opens, whatever bytes the path is made of."""
    return f"file:{urllib.parse.quote(os.fsencode(path.absolute()))}"


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


def _remove(aside: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        aside.with_name(aside.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether the lock could be had, which a bot that runs holds."""
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
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
