"""The store of an archive in PostgreSQL."""

from __future__ import annotations

import shlex
from pathlib import Path

from retrieval.errors import BackendError
from retrieval.store.integrity import damage_of_articles
from retrieval.store.postgres.connections import PostgresConnections
from retrieval.store.store import SqlStore


class PostgresStore(SqlStore):
    """The store of an archive in a PostgreSQL database."""

    def __init__(self, connections: PostgresConnections) -> None:
        super().__init__(connections)
        self._database = connections

    def database_id(self) -> str:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        return self._database.database_id

    def damage(self) -> list[str]:
        """See :class:`retrieval.store.store.SqlStore`; the server checks its own files."""
        return self._damage(damage_of_articles)

    def size_bytes(self) -> int:
        sizes = self._all(
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
            " WHERE relnamespace = 'article_bot'::regnamespace AND relkind = 'r'"
        )
        return int(sizes[0][0])

    def erase_traces(self) -> bool:
        """See :class:`retrieval.store.store.SqlStore`.

        No query finds the rows any more, nor the server itself. Their bytes may remain in free
        space of its files until it is used again, in its write-ahead log until that is recycled,
        and in backups and other servers that follow it.
        """
        removed = self._all("SELECT value FROM meta WHERE key = 'traces'")
        if not removed:
            return True
        if not self._database.vacuum():
            return False
        with self._database.write_transaction() as session:  # more may have been removed meanwhile
            session.execute("DELETE FROM meta WHERE (key, value) = ('traces', ?)", removed[0])
        return True

    def backup(self, file: Path, *, memory: Path, force: bool) -> None:
        """See :class:`retrieval.store.store.SqlStore`; the server has its own tools for that."""
        raise BackendError(
            "An archive in PostgreSQL is backed up by its own tools: pg_dump --format=custom "
            f"--schema='article_bot*' --file={shlex.quote(str(file))} "
            f"{shlex.quote(self._connections.name)}"
        )
