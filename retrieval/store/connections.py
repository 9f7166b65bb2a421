"""SQLite connections of an archive: one reader per thread, and one writer."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.errors import RESTORE, BackendError
from retrieval.store.errors import errors_mapped
from retrieval.store.open import (
    BUSY_TIMEOUT_S,
    connect,
    is_read_only,
    migrate,
    uri_of,
)
from retrieval.store.schema import WORDS, statements
from retrieval.store.sql import Dialect, Value

_LOG_TIMEOUT_S = 2.0  # for readers to finish
_LOG_PAUSE_S = 0.02
_LOG_BYTES = 4 << 20  # size to which the log is truncated after a checkpoint
_WRITER_CACHE_KIB = 32 * 1024  # large enough for all pages of a transaction


SQLITE = Dialect(
    among="IN (SELECT value FROM json_each(?))",
    array=lambda values: json.dumps(list(values)),
    texts="meta",
    clear_terms=("DROP TABLE IF EXISTS passage_terms", *statements(WORDS)),
    restore=RESTORE,
    read_only_cure="check the permissions of the folder and its files, and how its disk is mounted",
    kept_generations=0,  # all programs share the files in the folder
)


class SqliteConnections:
    """Opens or creates the file at ``path``, and migrates its schema.

    A file that cannot be written is opened read-only. Raises IndexMismatchError if the file was
    made by a newer version of the program, DamagedArchiveError if it is damaged, and BackendError
    if SQLite cannot read or write it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.dialect = SQLITE
        self._local = threading.local()
        self._write_lock = threading.RLock()
        self._open: list[sqlite3.Connection] = []
        self._open_lock = threading.Lock()
        self._is_closed = False
        self._is_counted = False  # whether the current transaction has increased the generation
        with errors_mapped(path):
            self._uri = uri_of(path)
            self._file = _file_identity(path)
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
        """The path of the file."""
        return self._path

    @property
    def name(self) -> str:
        """The folder of the file."""
        return str(self._path.parent)

    @property
    def cache_folder(self) -> Path:
        """The folder of the file."""
        return self._path.parent

    @property
    def is_read_only(self) -> bool:
        """Whether the file is open read-only."""
        return is_read_only(self._writer)

    def current(self) -> sqlite3.Connection:
        """The writer within a write transaction, else the reader of this thread.

        Raises BackendError once the archive is closed.
        """
        self._check_open()
        if getattr(self._local, "is_writing", False):
            return self._writer
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._connect()
        return reader

    def rows(self, sql: str, *values: object) -> list[Any]:
        """All rows of a query, in the transaction of this thread if there is one."""
        with self.read_transaction() as connection:
            return connection.execute(sql, values).fetchall()

    def stream(self, sql: str, *values: object) -> Iterator[Any]:
        """The rows of a query one by one, in constant memory."""
        with self.read_transaction() as connection:
            yield from connection.execute(sql, values)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Adds many rows to a table."""
        with self.write_transaction() as connection:
            connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)})"
                f" VALUES ({', '.join('?' * len(columns))})",
                rows,
            )

    def last_id(self, table: str, column: str) -> int:
        """See :class:`retrieval.store.sql.Connections`."""
        [(seen,)] = self.rows(
            f"SELECT max(coalesce((SELECT max({column}) FROM {table}), 0),"
            " coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))",
            table,
        )
        return int(seen)

    def put_last_id(self, table: str, column: str, last: int) -> None:
        """See :class:`retrieval.store.sql.Connections`; other ids may be used again."""
        with self.write_transaction(of_articles=False) as connection:
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT name, ? FROM sqlite_schema"
                " WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'",
                (last, table),
            )

    def cached(self, name: str, read: Callable[[], Value]) -> Value:
        """The result of ``read``, cached under ``name`` until something is written to the file.

        For values that are needed for every question and seldom change.
        """
        with errors_mapped(self._path):
            connection = self.current()
            if connection.in_transaction:  # has its own view
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
        """One consistent view of the file for all reads inside."""
        with errors_mapped(self._path):
            connection = self.current()
            if connection.in_transaction:
                yield connection
                return
            self._check_not_replaced()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextlib.contextmanager
    def write_transaction(self, *, of_articles: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction, committed at the end of the block and rolled back if it raises.

        Writers in other threads and processes wait. Each committed transaction increases the
        generation by one, except those that write nothing ``of_articles``, which no cache follows.
        """
        with errors_mapped(self._path), self._write_lock:
            self._check_open()
            if self._writer.in_transaction:
                self._count_change(of_articles)
                yield self._writer
                return
            self._check_not_replaced()
            self._writer.execute("BEGIN IMMEDIATE")
            self._local.is_writing, self._is_counted = True, False
            try:
                self._count_change(of_articles)
                yield self._writer
                self._writer.commit()
            finally:
                self._local.is_writing = False
                if self._writer.in_transaction:
                    self._writer.rollback()

    def _count_change(self, of_articles: bool) -> None:
        """Increases the generation, once in each transaction."""
        if of_articles and not self._is_counted:
            self._writer.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
            self._is_counted = True

    @contextlib.contextmanager
    def separate(self) -> Iterator[sqlite3.Connection]:
        """A separate connection, outside any transaction, closed at the end of the block."""
        with errors_mapped(self._path), contextlib.closing(connect(self._uri)) as connection:
            connection.execute("PRAGMA query_only = OFF")  # it may write to other files
            yield connection

    def vacuum(self) -> bool:
        """Vacuum the file and truncate its log; returns whether readers allowed it.

        SQLite overwrites deleted rows, but not the copies that it leaves in free space of pages
        when it moves rows.
        """
        with errors_mapped(self._path), self._write_lock:
            self._writer.execute("VACUUM")
            return self.truncate_log()

    def truncate_log(self) -> bool:
        """Checkpoint and truncate the write-ahead log; returns whether readers allowed it."""
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
        """Closes all connections; the object must not be used afterwards."""
        self._is_closed = True
        with self._open_lock, errors_mapped(self._path):
            for connection in self._open:
                connection.close()
            self._open.clear()

    def _check_open(self) -> None:
        if self._is_closed:
            raise BackendError("The archive was closed while it was in use.")

    def _check_not_replaced(self) -> None:
        """Raises BackendError if the file was replaced by another one."""
        if _file_identity(self._path) != self._file:
            raise BackendError(
                f"The archive in {self._path.parent} was replaced while it was open: run the "
                "program again."
            )

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self._uri)
        with self._open_lock:
            self._open.append(connection)
        return connection


def _file_identity(path: Path) -> tuple[int, int]:
    """Device and inode, which identify the file."""
    found = path.stat()
    return found.st_dev, found.st_ino
