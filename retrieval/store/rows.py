"""The common base of all parts of the store: transactions, and checked rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from retrieval.errors import DamagedArchiveError
from retrieval.store.checksums import checksum_of
from retrieval.store.sql import Connections, ReadRows


class SqlRows:
    """See :class:`retrieval.protocols.Transactions`; the base class of all parts of the store."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._among = connections.dialect.among
        self._array = connections.dialect.array

    def write_transaction(self, *, of_articles: bool = True) -> AbstractContextManager[object]:
        return self._connections.write_transaction(of_articles=of_articles)

    def read_transaction(self) -> AbstractContextManager[object]:
        return self._connections.read_transaction()

    def generation(self) -> int:
        return self._connections.cached("generation", lambda: self._meta("generation"))

    def _meta(self, key: str) -> int:
        return int(self._one("SELECT value FROM meta WHERE key = ?", key)[0])

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connections.rows(sql, *values)

    def _column(self, sql: str, *values: object) -> list[Any]:
        """The first column of a query."""
        return [row[0] for row in self._all(sql, *values)]

    def _one(self, sql: str, *values: object) -> tuple[Any, ...]:
        rows = self._all(sql, *values)
        if not rows:
            raise self._damaged("a row is missing")
        return rows[0]

    def _damage(self, check: Callable[[ReadRows], Iterator[str]]) -> list[str]:
        """What a check of the rows finds, one line each."""
        try:
            with self.read_transaction():
                return list(check(self._connections.stream))
        except DamagedArchiveError as error:
            return [error.damage]

    def _check_row(self, row: tuple[Any, ...], damage: str, cure: str | None = None) -> None:
        """Raises DamagedArchiveError if the last value is not the checksum of the others."""
        if row[-1] != checksum_of(*row[:-1]):
            raise self._damaged(damage, cure)

    def _damaged(self, damage: str, cure: str | None = None) -> DamagedArchiveError:
        connections = self._connections
        return DamagedArchiveError(connections.name, damage, cure or connections.dialect.restore)
