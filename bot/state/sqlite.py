"""The bot's data in an SQLite file: private, and used by one process at a time."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.state.database import Database
from bot.state.folder_lock import lock_folder
from bot.state.schema import MIGRATIONS
from retrieval import BackendError
from retrieval.store.bot_memory import put_restored_memory

DATABASE_FILE = "bot.sqlite"


class SqliteDatabase(Database):
    """See :class:`bot.state.database.Database`: a file in ``folder``, created if missing.

    Writes survive the end of the process at once, and a power loss after the next
    :meth:`run_durably`. Raises BackendError if the folder cannot be used, if another bot uses it,
    or if a newer version created the file.
    """

    process_id = ""
    now = "(julianday('now') - 2440587.5) * 86400.0"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _errors_mapped(folder):
            self._lock = lock_folder(folder)
            put_restored_memory(folder)
            path = folder / DATABASE_FILE
            path.touch(mode=0o600)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.row_factory = _named
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._migrate()

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        with _errors_mapped(self.folder):
            return self._connection.execute(statement, values).rowcount

    def run_durably(self, statement: str, values: Sequence[object] = ()) -> int:
        self.run("PRAGMA synchronous = FULL")
        try:
            return self.run(statement, values)
        finally:
            self.run("PRAGMA synchronous = NORMAL")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        with _errors_mapped(self.folder):
            return self._connection.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def erase_deleted(self) -> None:
        """Truncates the write-ahead log, so that it no longer contains deleted rows."""
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
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


def _named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((column[0] for column in cursor.description), row, strict=True))


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
