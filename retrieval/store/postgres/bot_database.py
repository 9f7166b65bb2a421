"""The tables of a bot in the database of an archive: a schema of their own, and one connection.

The bot's event loop waits for what is done here. So a server that is away is connected to in a
thread, and until that has succeeded everything fails at once. One that holds the connection but
stands still is given up after a while.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from retrieval.store.postgres.address import PostgresAddress
from retrieval.store.postgres.errors import errors_mapped
from retrieval.store.postgres.migrations import check_server, migrate
from retrieval.store.postgres.schema import BOT_SCHEMA
from retrieval.store.postgres.sessions import translated

_Connection: TypeAlias = psycopg.Connection[dict[str, Any]]
_Result = TypeVar("_Result")
_Steps: TypeAlias = Generator[Any, Any, _Result]
_LIMITS = {"connect_timeout": "3", "tcp_user_timeout": "3000"}  # seconds, milliseconds
_CONNECTED_SOON_S = 0.2  # a server that was restarted
_AWAY = "no connection yet"
_PAUSE_S = 1.0  # between attempts to connect
_STANDS_STILL_S = 12.0  # longer than the server's own limit on a statement
_CHECK_S = 0.1
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


class _StandsStillError(psycopg.OperationalError):
    """The server may still execute the statement, so it must not be sent again."""


class _PromptConnection(psycopg.Connection[dict[str, Any]]):
    """Is closed if the server stands still, which neither its own limits nor those of TCP notice.

    A statement raises OperationalError then. The server may still execute it once it goes on.
    """

    def wait(
        self, gen: _Steps[_Result], interval: float = _CHECK_S, *arguments: Any, **options: Any
    ) -> _Result:
        result: _Result = super().wait(self._limited(gen), interval, *arguments, **options)
        return result

    def _limited(self, gen: _Steps[_Result]) -> _Steps[_Result]:
        """Does what ``gen`` does, which is asked to go on every ``_CHECK_S``."""
        deadline = time.monotonic() + _STANDS_STILL_S
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > deadline:
                    self.pgconn.finish()
                    raise _StandsStillError("the server stands still")
                wanted = gen.send(ready)
        except StopIteration as end:
            result: _Result = end.value
            return result


class PostgresBotDatabase:
    """See :class:`retrieval.store.sql.BotDatabase`; connects again when the server is back."""

    def __init__(self, address: PostgresAddress, schema: str, migrations: Sequence[str]) -> None:
        self._name = address.name
        self._conninfo = make_conninfo(address.conninfo, **_LIMITS)
        self._schema = schema
        self._is_in_transaction = False
        with (
            errors_mapped(self._name),
            psycopg.connect(self._conninfo, autocommit=True) as connection,
        ):
            check_server(connection, self._name)
            migrate(connection, self._name, schema, migrations)
        with errors_mapped(self._name):
            self._connection = self._connect(_PromptConnection)
        self._connecting = ThreadPoolExecutor(1, "bot-database")
        self._attempt: Future[_Connection] | None = None
        self._next_attempt = 0.0  # by the monotonic clock

    @property
    def name(self) -> str:
        return self._name

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """See :class:`retrieval.store.sql.BotDatabase`; committed on the server's disk."""
        changed: int = self._execute(statement, values).rowcount
        return changed

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        with errors_mapped(self._name):
            found: list[dict[str, Any]] = self._execute(statement, values).fetchall()
            return found

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN")
        self._is_in_transaction = True
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            raise
        finally:
            self._is_in_transaction = False

    def vacuum(self) -> None:
        with errors_mapped(self._name), self._connect(_Connection) as connection:
            connection.execute(_VACUUM_SETTINGS)
            tables = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace"
                " AND relkind = 'r'",
                (self._schema,),
            ).fetchall()
            names = sql.SQL(", ").join(sql.Identifier(row["relname"]) for row in tables)
            connection.execute(sql.SQL("VACUUM (INDEX_CLEANUP ON) {}").format(names))

    def close(self) -> None:
        self._connecting.shutdown()
        if self._attempt is not None and not self._attempt.exception():
            self._attempt.result().close()
        self._connection.close()

    def _execute(self, statement: str, values: Sequence[object]) -> psycopg.Cursor[dict[str, Any]]:
        """Executes a statement, once more if the server has closed the connection."""
        query = translated(statement)
        with errors_mapped(self._name):
            try:
                return self._open_connection().execute(query, values)
            except _StandsStillError:
                raise
            except psycopg.OperationalError:
                if self._is_in_transaction or not self._connection.closed:
                    raise
                return self._open_connection().execute(query, values)

    def _open_connection(self) -> _Connection:
        """The connection, made again if the server has closed it; raises OperationalError."""
        if self._is_in_transaction or not self._connection.closed:
            return self._connection
        if self._attempt is None:
            if time.monotonic() < self._next_attempt:
                raise psycopg.OperationalError(_AWAY)
            self._attempt = self._connecting.submit(self._connect, _PromptConnection)
            wait_s = _CONNECTED_SOON_S
        else:
            wait_s = 0.0
        try:
            self._connection = self._attempt.result(wait_s)
        except TimeoutError:
            raise psycopg.OperationalError(_AWAY) from None
        except Exception:
            self._attempt, self._next_attempt = None, time.monotonic() + _PAUSE_S
            raise
        self._attempt = None
        return self._connection

    def _connect(self, kind: type[_Connection]) -> _Connection:
        connection = kind.connect(self._conninfo, autocommit=True, row_factory=dict_row)
        connection.execute(sql.SQL(_SETTINGS).format(sql.Identifier(self._schema)))
        return connection
