"""The tables of a bot in the database of an archive: a schema of their own, and one connection.

The bot's event loop waits for what is done here. So the pool connects in a thread to a server that
is away, and until that has succeeded everything fails after a moment.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from retrieval.store.postgres.address import PostgresAddress
from retrieval.store.postgres.errors import errors_mapped
from retrieval.store.postgres.migrations import check_server, migrate
from retrieval.store.postgres.pools import begun
from retrieval.store.postgres.schema import BOT_SCHEMA
from retrieval.store.postgres.sessions import PostgresSession
from retrieval.store.sql import Results

_LIMITS = {"connect_timeout": "3", "tcp_user_timeout": "3000"}  # seconds, milliseconds
_STARTED_S = 10.0  # until the first connection
_CONNECTED_SOON_S = 0.1  # to a server that was restarted
_RECONNECT_S = 1.0  # of attempts to connect, after which only what is done next begins others
_SETTINGS = (
    "SET search_path = {}, pg_temp; SET lock_timeout = '10s'; SET statement_timeout = '10s';"
    "SET client_min_messages = error; SET synchronous_commit = on"
)
_VACUUM_SETTINGS = "SET lock_timeout = '10min'; SET statement_timeout = 0"


def bots_in(address: PostgresAddress) -> list[int]:
    """The ids of the bots that have tables in a database."""
    with (
        errors_mapped(address.name),
        psycopg.connect(address.conninfo, autocommit=True) as connection,
    ):
        found = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
    names = [str(name).removeprefix(BOT_SCHEMA) for (name,) in found if name.startswith(BOT_SCHEMA)]
    return sorted(int(name) for name in names if name.isdecimal())


class PostgresBotDatabase:
    """The tables of one bot in the database of an archive, used from one thread.

    A ``?`` in a statement stands for a value. Every method raises UnreachableError while the server
    is away, and works again once it is back.
    """

    def __init__(self, address: PostgresAddress, schema: str, migrations: Sequence[str]) -> None:
        self._name = address.name
        self._conninfo = make_conninfo(address.conninfo, **_LIMITS)
        self._schema = schema
        self._session: PostgresSession | None = None  # of the open transaction
        with (
            errors_mapped(self._name),
            psycopg.connect(self._conninfo, autocommit=True) as connection,
        ):
            check_server(connection, self._name)
            migrate(connection, self._name, schema, migrations)
        self._pool: ConnectionPool[psycopg.Connection[dict[str, Any]]] = ConnectionPool(
            self._conninfo,
            kwargs={"autocommit": True, "row_factory": dict_row},
            min_size=1,
            max_size=1,
            max_lifetime=math.inf,
            open=True,
            configure=self._configure,
            timeout=_CONNECTED_SOON_S,
            reconnect_timeout=_RECONNECT_S,
            num_workers=1,
        )
        with errors_mapped(self._name):
            self._pool.wait(_STARTED_S)

    @property
    def name(self) -> str:
        """The address of the database, as it is shown, without secrets."""
        return self._name

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Executes one statement, committed on disk; returns how many rows it changed."""
        with self._results(statement, values) as results:
            return results.rowcount

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """All rows of a query, by the names of their columns."""
        with self._results(statement, values) as results:
            return results.fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits all writes of the block at its end, or none of them if it raises."""
        with errors_mapped(self._name), begun(self._pool, "BEGIN") as (session, _):
            self._session = session
            try:
                yield
                session.execute("COMMIT")
            finally:
                self._session = None

    def vacuum(self) -> None:
        """Has the server clear away deleted rows; may be used from another thread, and may wait."""
        with (
            errors_mapped(self._name),
            psycopg.connect(self._conninfo, autocommit=True, row_factory=dict_row) as connection,
        ):
            self._configure(connection)
            connection.execute(_VACUUM_SETTINGS)
            tables = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace"
                " AND relkind = 'r'",
                (self._schema,),
            ).fetchall()
            names = sql.SQL(", ").join(sql.Identifier(row["relname"]) for row in tables)
            connection.execute(sql.SQL("VACUUM (INDEX_CLEANUP ON) {}").format(names))

    def close(self) -> None:
        """Closes the connection."""
        self._pool.close()

    @contextlib.contextmanager
    def _results(self, statement: str, values: Sequence[object]) -> Iterator[Results]:
        """The results of a statement, sent once more if the server has closed the connection."""
        with errors_mapped(self._name):
            if self._session is not None:
                yield self._session.execute(statement, values)
                return
            with begun(self._pool, statement, values) as (_, results):
                yield results

    def _configure(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        connection.execute(sql.SQL(_SETTINGS).format(sql.Identifier(self._schema)))
