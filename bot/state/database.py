"""The bot's SQLite database: private, with numbered migrations, used by one process at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.state.schema import MIGRATIONS
from retrieval import BOT_LOCK_FILE, BackendError, put_restored_memory

DATABASE_FILE = "bot.sqlite"


class Database:
    """One connection to the database in ``folder``, which is created if missing.

    To be used from the event loop's thread: each call takes well under a millisecond. Writes
    survive the end of the process at once, and a power loss after the next :meth:`run_durably`.
    Raises BackendError if the folder cannot be used, if another bot uses it, or if a newer version
    created the database.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _errors_mapped(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _locked(folder / BOT_LOCK_FILE)
            put_restored_memory(folder)
            path = folder / DATABASE_FILE
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._migrate()

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Executes one statement; returns how many rows it changed."""
        with _errors_mapped(self.folder):
            return self._connection.execute(statement, values).rowcount

    def run_durably(self, statement: str, values: Sequence[object] = ()) -> int:
        """Like :meth:`run`, and waits until this and all earlier writes are on disk."""
        self.run("PRAGMA synchronous = FULL")
        try:
            return self.run(statement, values)
        finally:
            self.run("PRAGMA synchronous = NORMAL")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with _errors_mapped(self.folder):
            return self._connection.execute(statement, values).fetchall()

    def value(self, statement: str, values: Sequence[object] = ()) -> Any:
        """The first value of the first row; None if there is no row."""
        found = self.rows(statement, values)
        return found[0][0] if found else None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits all writes of the block at its end, or none of them if it raises."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def truncate_log(self) -> None:
        """Truncates the write-ahead log, so that it no longer contains deleted rows."""
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes the database and releases its lock."""
        self._connection.close()
        os.close(self._lock)

    def _migrate(self) -> None:
        found = int(self.value("PRAGMA user_version"))
        if found > len(MIGRATIONS):
            raise BackendError(
                f"The bot's memory in {self.folder} was made by a newer version: update "
                "article-bot, or set another folder in ARTICLE_BOT_STATE."
            )
        for version in range(found, len(MIGRATIONS)):
            with self.transaction():
                for statement in MIGRATIONS[version]:
                    self.run(statement)
                self.run(f"PRAGMA user_version = {version + 1}")


def _locked(path: Path) -> int:
    """A lock on ``path``, which the operating system releases when the process ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise BackendError(
            f"Another bot is already running on {path.parent}: stop it first, or give this one a "
            "folder of its own in ARTICLE_BOT_STATE."
        ) from error
    return handle


@contextlib.contextmanager
def _errors_mapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BackendError(
            f"The bot's memory in {folder} cannot be used: {error}; check the disk, or set "
            "another folder in ARTICLE_BOT_STATE."
        ) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BackendError(f"The bot's memory in {folder} cannot be used: {reason}.") from error
