"""Connections to the PostgreSQL database of an archive: a pool of readers, and one writer.

Writers take turns, in all threads, processes and machines: each begins by locking the row of the
generation, which it raises if it writes articles, and keeps it until it commits. So generations are
committed in their order, a reader that has seen one has seen all before it, and no two writers can
wait for each other.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from retrieval.errors import BackendError
from retrieval.store.postgres.address import PostgresAddress
from retrieval.store.postgres.errors import RESTORE_DATABASE, errors_mapped
from retrieval.store.postgres.migrations import is_read_only, set_up
from retrieval.store.postgres.pools import begun, pool_of
from retrieval.store.postgres.sessions import PostgresSession
from retrieval.store.sql import Dialect, Value

POSTGRES = Dialect(
    among="= ANY (?)",
    array=list,
    texts="meta_texts",
    clear_terms=("DELETE FROM passage_terms",),  # readers go on with what was there before
    restore=RESTORE_DATABASE,
    read_only_cure="connect to the primary server, as a user who may write",
    kept_generations=1_000_000,  # each machine has caches of its own
)

_READERS = 16  # connections
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_BEGIN_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_TAKE_TURN = "SELECT value FROM meta WHERE key = 'generation' FOR UPDATE"
_COUNT_CHANGE = "UPDATE meta SET value = value + 1 WHERE key = 'generation'"
_HOLD_BACK = """
    SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()
    AND datname = current_database() AND age(backend_xmin) > age(?::text::xid)
"""
_CURRENT_FOR_S = 0.005  # a question checks dozens of times, each time over the network
_OLD_READERS_TIMEOUT_S = 2.0
_OLD_READERS_PAUSE_S = 0.05
_TABLES = """
    SELECT string_agg(format('%I', relname), ', ') FROM pg_class
    WHERE relnamespace = 'article_bot'::regnamespace AND relkind = 'r'
"""


class _OfThread(threading.local):
    """The sessions of the transactions that the thread has open."""

    reader: PostgresSession | None = None
    writer: PostgresSession | None = None
    is_counted = False  # whether the writer has raised the generation


class PostgresConnections:
    """See :class:`retrieval.store.sql.Connections`, on a database whose schema is current.

    ``cache_folder`` gives the cache folder of a database, by its id.
    """

    def __init__(self, address: PostgresAddress, cache_folder: Callable[[str], Path]) -> None:
        self.dialect = POSTGRES
        self._name = address.name
        self._local = _OfThread()
        self._write_lock = threading.RLock()
        self._values: tuple[int, dict[str, Any]] = (-1, {})
        self._current_until = 0.0  # by the monotonic clock
        self._readers = pool_of(address, _READERS)
        self._writer = pool_of(address, 1)
        try:
            with errors_mapped(address.name), self._readers.connection() as connection:
                self._is_read_only = is_read_only(connection)
                self._table_id, self._database_id = _database_id(connection, address.name)
            self._cache_folder = cache_folder(self._database_id)
        except BaseException:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The address without secrets."""
        return self._name

    @property
    def cache_folder(self) -> Path:
        """The folder of the caches that were built from this database."""
        return self._cache_folder

    @property
    def database_id(self) -> str:
        """Another one in a restored database, and after another server has taken over."""
        return self._database_id

    @property
    def is_read_only(self) -> bool:
        """Whether the user may not write, or the server only follows another."""
        return self._is_read_only

    @contextlib.contextmanager
    def read_transaction(self) -> Iterator[PostgresSession]:
        """One consistent view of the database for all reads inside."""
        with errors_mapped(self._name):
            open_session = self._local.writer or self._local.reader
            if open_session is not None:
                yield open_session
                return
            with begun(self._readers, _BEGIN_READING) as (session, _):
                self._local.reader = session
                try:
                    yield session
                finally:
                    self._local.reader = None

    @contextlib.contextmanager
    def write_transaction(self, *, of_articles: bool = True) -> Iterator[PostgresSession]:
        """See :class:`retrieval.store.sql.Connections`; committed on the server's disk."""
        with errors_mapped(self._name), self._write_lock:
            if self._local.writer is not None:
                self._count_change(self._local.writer, of_articles)
                yield self._local.writer
                return
            with begun(self._writer, _BEGIN_WRITING) as (session, _):
                self._local.writer = session
                try:
                    session.execute(_TAKE_TURN)
                    self._count_change(session, of_articles)
                    yield session
                    session.execute("COMMIT")
                finally:
                    self._local.writer, self._local.is_counted = None, False
                    self._current_until = 0.0

    def _count_change(self, session: PostgresSession, of_articles: bool) -> None:
        """Raises the generation, once in each transaction."""
        if of_articles and not self._local.is_counted:
            session.execute(_COUNT_CHANGE)
            self._local.is_counted = True

    def rows(self, sql: str, *values: object) -> list[Any]:
        with errors_mapped(self._name):
            open_session = self._local.writer or self._local.reader
            if open_session is not None:
                return open_session.execute(sql, values).fetchall()
            # one statement is one view
            with begun(self._readers, sql, values) as (_, results):
                return results.fetchall()

    def stream(self, sql: str, *values: object) -> Iterator[Any]:
        with self.read_transaction() as session:
            yield from session.stream(sql, values)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        given = list(rows)
        if given:
            with self.write_transaction() as session:
                session.copy(table, columns, given)

    def last_id(self, table: str, column: str) -> int:
        [(seen,)] = self.rows(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(?, ?)::regclass), 0)",
            table,
            column,
        )
        return int(seen)

    def put_last_id(self, table: str, column: str, last: int) -> None:
        if last:
            with self.write_transaction(of_articles=False) as session:
                sequence = "SELECT setval(pg_get_serial_sequence(?, ?)::regclass, ?::bigint)"
                session.execute(sequence, (table, column, last))

    def cached(self, name: str, read: Callable[[], Value]) -> Value:
        if self._local.writer or self._local.reader:  # has its own view
            return read()
        if time.monotonic() > self._current_until:
            self._check_generation()
        values = self._values[1]
        if name not in values:
            values[name] = read()
        value: Value = values[name]
        return value

    def _check_generation(self) -> None:
        """Forgets what was cached if something was written since."""
        generation, table_id = self.rows(
            "SELECT value, tableoid::bigint FROM meta WHERE key = 'generation'"
        )[0]
        if table_id != self._table_id:
            raise BackendError(
                f"The archive in {self._name} was replaced while it was open: run the program "
                "again."
            )
        if self._values[0] != generation:
            self._values = generation, {}
        self._current_until = time.monotonic() + _CURRENT_FOR_S

    def vacuum(self) -> bool:
        """Vacuums the tables that hold texts; returns whether readers allowed it.

        The server keeps deleted rows as long as a transaction that was open before may read them.
        """
        with errors_mapped(self._name), self._write_lock, self._writer.connection() as connection:
            session = PostgresSession(connection)
            [(deleted,)] = session.execute(
                "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
            ).fetchall()
            deadline = time.monotonic() + _OLD_READERS_TIMEOUT_S
            while is_held := session.execute(_HOLD_BACK, (deleted,)).fetchall() != [(0,)]:
                if time.monotonic() > deadline:
                    break
                time.sleep(_OLD_READERS_PAUSE_S)
            [(tables,)] = connection.execute(_TABLES).fetchall()
            connection.execute(f"VACUUM (INDEX_CLEANUP ON) {tables}")
            return not is_held

    def close(self) -> None:
        self._current_until = 0.0  # so that what was read just before is not told any more
        for pool in (self._readers, self._writer):
            pool.close()


def open_connections(
    address: PostgresAddress, cache_folder: Callable[[str], Path], *, create: bool
) -> PostgresConnections:
    """Connects to the database of an archive, and migrates its schema.

    Raises ArchiveNotFoundError if it holds no archive and not ``create``, IndexMismatchError if it
    was made by a newer version of the program, and BackendError if the server cannot be used.
    """
    with (
        errors_mapped(address.name),
        psycopg.connect(address.conninfo, autocommit=True) as connection,
    ):
        set_up(connection, address.name, create=create)
    return PostgresConnections(address, cache_folder)


def _database_id(connection: psycopg.Connection[Any], name: str) -> tuple[int, str]:
    """The id of a table, which a restore makes again, and the id of the database.

    A copy of a database has another address or number, a server that took over another timeline.
    """
    row = connection.execute(
        "SELECT 'meta'::regclass::oid::bigint, value, pg_database.oid::bigint,"
        " (SELECT timeline_id FROM pg_control_checkpoint())"
        " FROM meta_texts, pg_database WHERE key = 'incarnation' AND datname = current_database()"
    ).fetchone()
    if row is None:
        raise BackendError("The archive's id is missing.")
    text = " ".join(map(str, (*row, name)))
    return row[0], hashlib.sha256(text.encode()).hexdigest()[:12]
