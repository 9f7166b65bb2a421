"""SQLite connections of one archive file: a reader a thread, one writer, whole transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from retrieval.errors import BackendError
from retrieval.store.errors import errors_mapped
from retrieval.store.open import (
    BUSY_TIMEOUT_S,
    address_of,
    connect,
    is_read_only,
    migrate,
)

Value = TypeVar("Value")

_LOG_TIMEOUT_S = 2.0  # for readers to end what they read
_LOG_PAUSE_S = 0.02
_LOG_BYTES = 4 << 20  # the log is cut to this once a checkpoint has moved all of it into the file
_WRITER_CACHE_KIB = 32 * 1024  # for all pages of a transaction, none of which is then written twice


class SqliteConnections:
    """Opens ``path``, made if it is not there, and brings its schema up to date.

    Where it cannot be written it can still be read. Raises IndexMismatchError where a newer version
    of the program made the file, DamagedArchiveError where it cannot be right, and BackendError
    where SQLite cannot read or write it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._write_lock = threading.RLock()
        self._open: list[sqlite3.Connection] = []
        self._open_lock = threading.Lock()
        self._is_closed = False
        with errors_mapped(path):
            self._address = address_of(path)
            self._file = _file_at(path)
            self._writer = self._connect()
            self._writer.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
            self._writer.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
            try:
                migrate(self._writer)
            except BaseException:
                self.close()
                raise

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._path

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        return is_read_only(self._writer)

    def current(self) -> sqlite3.Connection:
        """The connection to use now: the writer's within a write transaction, else this thread's.

        Raises BackendError once the archive is closed.
        """
        self._check_open()
        if getattr(self._local, "is_writing", False):
            return self._writer
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._connect()
        return reader

    def cached(self, name: str, read: Callable[[], Value]) -> Value:
        """What ``read`` reads of the file, read again only once something has been written.

        For what every question asks and few changes concern; ``name`` tells it apart from others.
        """
        with errors_mapped(self._path):
            connection = self.current()
            if connection.in_transaction:  # of a moment of its own
                return read()
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            if getattr(self._local, "version", None) != version:
                self._local.version, self._local.values = version, {}
            values: dict[str, Any] = self._local.values
            if name not in values:
                values[name] = read()
            value: Value = values[name]
            return value

    @contextlib.contextmanager
    def read_transaction(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the file for everything that is read inside."""
        with errors_mapped(self._path):
            connection = self.current()
            if connection.in_transaction:
                yield connection
                return
            self._check_in_place()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def write_transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction, stored when the block ends and undone where it raises.

        Writers of other threads and processes take turns. Each transaction that is stored raises
        the generation by one.
        """
        with errors_mapped(self._path), self._write_lock:
            self._check_open()
            if self._writer.in_transaction:
                yield self._writer
                return
            self._check_in_place()
            self._writer.execute("BEGIN IMMEDIATE")
            self._local.is_writing = True
            try:
                self._writer.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
                yield self._writer
                self._writer.commit()
            finally:
                self._local.is_writing = False
                if self._writer.in_transaction:
                    self._writer.rollback()

    @contextlib.contextmanager
    def apart(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own, outside any transaction, closed when the block ends."""
        with errors_mapped(self._path), contextlib.closing(connect(self._address)) as connection:
            connection.execute("PRAGMA query_only = OFF")  # it may write to other files
            yield connection

    def vacuum(self) -> bool:
        """Writes the file anew and empties its log; whether readers let it.

        SQLite overwrites what is deleted, but not the copies that it leaves in the gaps of pages
        when it moves rows about.
        """
        with errors_mapped(self._path), self._write_lock:
            self._writer.execute("VACUUM")
            return self.truncate_log()

    def truncate_log(self) -> bool:
        """Moves what the log holds into the file and empties it; whether readers let it."""
        deadline = time.monotonic() + _LOG_TIMEOUT_S
        with errors_mapped(self._path), self._write_lock:
            self._writer.execute(f"PRAGMA busy_timeout = {int(_LOG_TIMEOUT_S * 1000)}")
            try:
                # SQLite itself waits for readers, but not for a checkpoint of another program.
                while (is_busy := self._is_checkpoint_blocked()) and time.monotonic() < deadline:
                    time.sleep(_LOG_PAUSE_S)
            finally:
                self._writer.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
            return not is_busy

    def _is_checkpoint_blocked(self) -> bool:
        busy, *_ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy)

    def close(self) -> None:
        """Closes every connection; the object must not be used after."""
        self._is_closed = True
        with self._open_lock, errors_mapped(self._path):
            for connection in self._open:
                connection.close()
            self._open.clear()

    def _check_open(self) -> None:
        if self._is_closed:
            raise BackendError("The archive was closed while it was used.")

    def _check_in_place(self) -> None:
        """Raises BackendError where what is open is no longer what lies there."""
        if _file_at(self._path) != self._file:
            raise BackendError(
                f"The archive in {self._path.parent} was replaced while it was open: run the "
                "program again."
            )

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._address)
        with self._open_lock:
            self._open.append(connection)
        return connection


def _file_at(path: Path) -> tuple[int, int]:
    """What tells a file from another one that takes its name."""
    found = path.stat()
    return found.st_dev, found.st_ino
