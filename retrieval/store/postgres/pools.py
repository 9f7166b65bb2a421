"""Pools of connections to PostgreSQL, which replace those that a server has closed."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import psycopg
from psycopg_pool import ConnectionPool

from retrieval.store.postgres.address import PostgresAddress
from retrieval.store.postgres.sessions import PostgresSession
from retrieval.store.sql import Results

Pool: TypeAlias = ConnectionPool[psycopg.Connection[Any]]

_POOL_TIMEOUT_S = 15.0  # for a connection

logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # what it warns of is raised here


class _LostConnectionError(psycopg.OperationalError):
    """A connection that the server has closed since it was last used."""


def pool_of(address: PostgresAddress, size: int) -> Pool:
    """A pool of at most ``size`` connections, made when they are needed."""
    return ConnectionPool(
        address.conninfo,
        kwargs={"autocommit": True},
        min_size=0,
        max_size=size,
        open=True,
        configure=_configure,
        timeout=_POOL_TIMEOUT_S,
        num_workers=1,
    )


def _configure(connection: psycopg.Connection[Any]) -> None:
    """Sets what the statements of the store count on."""
    connection.execute(
        "SET search_path = article_bot, pg_temp; SET lock_timeout = '60s'; SET jit = off;"
        "SET client_min_messages = error; SET synchronous_commit = on"
    )


@contextlib.contextmanager
def begun(
    pool: Pool, statement: str, values: Sequence[object] = ()
) -> Iterator[tuple[PostgresSession, Results]]:
    """A session that has run a first statement, and its results; rolled back at the end.

    If the server has closed the connection since it was last used, another one is taken.
    """
    try:
        connection, results = _taken(pool, statement, values)
    except _LostConnectionError:
        pool.check()  # the others were probably closed too
        connection, results = _taken(pool, statement, values)
    try:
        yield PostgresSession(connection), results
    finally:
        _give_back(pool, connection)


def _taken(
    pool: Pool, statement: str, values: Sequence[object]
) -> tuple[psycopg.Connection[Any], Results]:
    """A connection that has run a statement, and the results; raises _LostConnectionError."""
    connection = pool.getconn()
    try:
        return connection, PostgresSession(connection).execute(statement, values)
    except BaseException as error:
        is_lost = isinstance(error, psycopg.OperationalError) and connection.broken
        _give_back(pool, connection)
        if is_lost:
            raise _LostConnectionError(str(error)) from error
        raise


def _give_back(pool: Pool, connection: psycopg.Connection[Any]) -> None:
    with contextlib.suppress(psycopg.Error):
        connection.rollback()
    pool.putconn(connection)
