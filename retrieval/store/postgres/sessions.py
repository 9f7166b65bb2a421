"""A connection to PostgreSQL within a transaction, which takes the SQL that all stores share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg import sql

from retrieval.store.sql import Results

_ROWS_A_FETCH = 500


class PostgresSession:
    """See :class:`retrieval.store.sql.Session`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursors = count()

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Results:
        results: Results = self._connection.execute(translated(statement), values, binary=True)
        return results

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(translated(statement), rows)

    def stream(self, statement: str, values: Sequence[Any]) -> Iterator[Any]:
        """The rows of a query, of which the server keeps those that are not read yet."""
        name = f"rows_{next(self._cursors)}"
        with self._connection.cursor(name, binary=True) as cursor:
            cursor.itersize = _ROWS_A_FETCH
            yield from cursor.execute(translated(statement), values)

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows to a table by COPY, many times faster than statement by statement."""
        target = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(target) as copy:
            for row in rows:
                copy.write_row(row)


@lru_cache(maxsize=512)
def translated(statement: str) -> bytes:
    """The statement with psycopg's placeholders."""
    return statement.replace("?", "%s").encode()
