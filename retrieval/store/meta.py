"""Metadata of an archive: embedders, splitting, confidence model."""

from __future__ import annotations

import json
from dataclasses import asdict

from retrieval.store.rows import SqliteRows
from retrieval.types import ActiveEmbedder, Fingerprint, ModelIdentity


class SqliteMeta(SqliteRows):
    """See :class:`retrieval.protocols.ArchiveMeta`."""

    def register_embedder(self, fingerprint: Fingerprint) -> int:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        key = json.dumps(asdict(fingerprint), sort_keys=True)
        with self._connections.write_transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO embedders (fingerprint) VALUES (?)", (key,))
            return int(self._one("SELECT embedder_id FROM embedders WHERE fingerprint = ?", key)[0])

    def activate_embedder(self, embedder_id: int) -> None:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        with self._connections.write_transaction() as connection:
            connection.execute("UPDATE embedders SET is_active = embedder_id = ?", (embedder_id,))
            connection.execute("DELETE FROM embedders WHERE embedder_id <> ?", (embedder_id,))

    def active_embedder(self) -> ActiveEmbedder | None:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        return self._connections.cached("active embedder", self._active_embedder)

    def _active_embedder(self) -> ActiveEmbedder | None:
        rows = self._all("SELECT embedder_id, fingerprint FROM embedders WHERE is_active")
        if not rows:
            return None
        try:
            return ActiveEmbedder(rows[0][0], _fingerprint(rows[0][1]))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged("the record of its embedder has changed") from error

    def database_id(self) -> str:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        sql = "SELECT value FROM meta WHERE key = 'incarnation'"
        return self._connections.cached("database id", lambda: str(self._one(sql)[0]))

    def splitting(self) -> str | None:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        rows = self._all("SELECT value FROM meta WHERE key = 'splitting'")
        return rows[0][0] if rows else None

    def put_splitting(self, name: str) -> None:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        with self._connections.write_transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('splitting', ?)", (name,))

    def confidence_model(self) -> str | None:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        rows = self._all("SELECT value FROM meta WHERE key = 'confidence'")
        return rows[0][0] if rows else None

    def put_confidence_model(self, text: str) -> None:
        """See :class:`retrieval.protocols.ArchiveMeta`."""
        with self._connections.write_transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('confidence', ?)", (text,))


def _fingerprint(text: str) -> Fingerprint:
    values = json.loads(text)
    return Fingerprint(
        ModelIdentity(**values["model"]), values["splitting"], values.get("is_float32", False)
    )
