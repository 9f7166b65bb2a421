"""SQLite connections of one archive file: a reader a thread, one writer, whole transactions."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from retrieval.backends.sqlite_schema import MIGRATIONS
from retrieval.errors import BackendError, IndexMismatchError

_BUSY_TIMEOUT_S = 60.0


class SqliteConnections:
    """Opens ``path``, made if it is not there, and brings its schema up to date.

    Raises IndexMismatchError where a newer version of the program made the file, and BackendError
    where SQLite cannot read or write it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._write_lock = threading.RLock()
        self._open: list[sqlite3.Connection] = []
        self._open_lock = threading.Lock()
        with errors_mapped(path):
            path.touch(mode=0o600)
            self._writer = self._connect()
            self._migrate()

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._path

    def current(self) -> sqlite3.Connection:
        """The connection to use now: in :meth:`writing` the writer's, else this thread's own."""
        if getattr(self._local, "is_writing", False):
            return self._writer
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._connect()
        return reader

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the file for everything that is read inside."""
        with errors_mapped(self._path):
            connection = self.current()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, stored when the block ends and undone where it raises.

        Writers of other threads and processes take turns. Each transaction that is stored raises
        the generation by one.
        """
        with errors_mapped(self._path), self._write_lock:
            if self._writer.in_transaction:
                yield self._writer
                return
            self._begin()
            self._local.is_writing = True
            try:
                self._writer.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
                yield self._writer
                self._writer.commit()
            finally:
                self._local.is_writing = False
                if self._writer.in_transaction:
                    self._writer.rollback()

    def _begin(self) -> None:
        self._writer.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Closes every connection; the object must not be used after."""
        with self._open_lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,  # a reader stays with its thread; only close() crosses
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        with self._open_lock:
            self._open.append(connection)
        return connection

    def _migrate(self) -> None:
        found = self._version()
        if found > len(MIGRATIONS):
            raise IndexMismatchError(
                f"schema {len(MIGRATIONS)}", f"schema {found}", "update article-bot to read it"
            )
        if found == len(MIGRATIONS):
            return
        self._use_write_ahead_log()
        self._writer.execute("BEGIN IMMEDIATE")
        for version in range(self._version(), len(MIGRATIONS)):
            for statement in _statements(MIGRATIONS[version]):
                self._writer.execute(statement)
            self._writer.execute(f"PRAGMA user_version = {version + 1}")
        self._writer.commit()

    def _use_write_ahead_log(self) -> None:
        """Needs the file for itself, and unlike all else does not wait for it on its own."""
        deadline = time.monotonic() + _BUSY_TIMEOUT_S
        while True:
            try:
                self._writer.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _version(self) -> int:
        return int(self._writer.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def errors_mapped(path: Path) -> Iterator[None]:
    """Turns SQLite's and the file system's errors into one plain sentence with the cure."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackendError(_explain(error, path)) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BackendError(f"The archive in {path.parent} cannot be used: {reason}.") from error


def _explain(error: sqlite3.Error, path: Path) -> str:
    text = str(error)
    folder = path.parent
    if "locked" in text:
        return f"The archive in {folder} is being written by another program: try again later."
    if "full" in text or "disk I/O" in text:
        return f"The disk of the archive in {folder} is full or failing: free some space; {text}."
    if "readonly" in text or "unable to open" in text:
        return f"The archive in {folder} cannot be written: check the rights of the folder; {text}."
    if "malformed" in text or "not a database" in text:
        return f"The archive in {folder} is damaged: restore a backup or ingest anew; {text}."
    return f"The archive in {folder} cannot be used: {text}; 'article-bot doctor' may tell more."


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
