"""The store of an archive: its three parts, backup, and operations on the file itself."""

from __future__ import annotations

from pathlib import Path

from retrieval.store.articles import SqlArticles
from retrieval.store.backup import remove_leftovers, write_backup
from retrieval.store.connections import SqliteConnections
from retrieval.store.file_integrity import damage_of
from retrieval.store.filtering import SqlFilteredPassages
from retrieval.store.meta import SqlMeta
from retrieval.store.stories import SqlStories
from retrieval.store.vectors import SqlVectors


class SqlStore(SqlArticles, SqlStories, SqlFilteredPassages, SqlVectors, SqlMeta):
    """What the stores of all databases share."""

    def close(self) -> None:
        """See :class:`retrieval.protocols.Store`."""
        self._connections.close()

    def is_read_only(self) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        return self._connections.is_read_only

    def has_traces(self) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        return bool(self._all("SELECT 1 FROM meta WHERE key = 'traces'"))


class SqliteStore(SqlStore):
    """See :class:`retrieval.protocols.Store`."""

    def __init__(self, connections: SqliteConnections) -> None:
        super().__init__(connections)
        self._file = connections

    def damage(self) -> list[str]:
        """See :class:`retrieval.protocols.Store`."""
        with self._file.read_transaction() as connection:
            return damage_of(connection)

    def erase_traces(self) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        if not self.has_traces():
            return True
        remove_leftovers(self._file.path)
        if not self._file.vacuum():
            return False
        with self._file.write_transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key = 'traces'")
        return True

    def backup(self, file: Path, *, memory: Path) -> None:
        """See :class:`retrieval.protocols.Store`."""
        write_backup(self._file, file, memory=memory)
