"""The store of an archive: its three parts, backup, and operations on the file itself."""

from __future__ import annotations

from pathlib import Path

from retrieval.store.alert_matches import SqliteAlertMatches
from retrieval.store.alerts import SqliteAlerts
from retrieval.store.articles import SqliteArticles
from retrieval.store.backup import remove_leftovers, write_backup
from retrieval.store.filtering import SqliteFilteredPassages
from retrieval.store.integrity import damage_of
from retrieval.store.meta import SqliteMeta
from retrieval.store.stories import SqliteStories
from retrieval.store.vectors import SqliteVectors


class SqliteStore(
    SqliteArticles,
    SqliteStories,
    SqliteFilteredPassages,
    SqliteVectors,
    SqliteMeta,
    SqliteAlerts,
    SqliteAlertMatches,
):
    """See :class:`retrieval.protocols.Store`."""

    def close(self) -> None:
        """See :class:`retrieval.protocols.Store`."""
        self._connections.close()

    def damage(self) -> list[str]:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.read_transaction() as connection:
            return damage_of(connection)

    def is_read_only(self) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        return self._connections.is_read_only

    def erase_traces(self) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        if not self.has_traces():
            return True
        remove_leftovers(self._connections.path)
        if not self._connections.vacuum():
            return False
        with self._connections.write_transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key = 'traces'")
        return True

    def has_traces(self) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        return bool(self._all("SELECT 1 FROM meta WHERE key = 'traces'"))

    def backup(self, file: Path, *, memory: Path) -> None:
        """See :class:`retrieval.protocols.Store`."""
        write_backup(self._connections, file, memory=memory)
