"""Metadata of an archive: embedders, splitting, confidence model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from retrieval.store.rows import SqlRows
from retrieval.types import ActiveEmbedder, Fingerprint, ModelIdentity


class SqlMeta(SqlRows):
    """See :class:`retrieval.protocols.ArchiveMeta`."""

    def register_embedder(self, fingerprint: Fingerprint) -> int:
        key = json.dumps(asdict(fingerprint), sort_keys=True)
        with self._connections.write_transaction() as connection:
            connection.execute(
                "INSERT INTO embedders (fingerprint) VALUES (?) ON CONFLICT DO NOTHING", (key,)
            )
            return int(self._one("SELECT embedder_id FROM embedders WHERE fingerprint = ?", key)[0])

    def activate_embedder(self, embedder_id: int) -> None:
        with self._connections.write_transaction() as connection:
            connection.execute(
                "UPDATE embedders SET is_active = CASE WHEN embedder_id = ? THEN 1 ELSE 0 END",
                (embedder_id,),
            )
            connection.execute("DELETE FROM embedders WHERE embedder_id <> ?", (embedder_id,))

    def active_embedder(self) -> ActiveEmbedder | None:
        return self._connections.cached("active embedder", self._active_embedder)

    def _active_embedder(self) -> ActiveEmbedder | None:
        rows = self._all("SELECT embedder_id, fingerprint FROM embedders WHERE is_active = 1")
        if not rows:
            return None
        try:
            return ActiveEmbedder(rows[0][0], _fingerprint(rows[0][1]))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged("the record of its embedder has changed") from error

    def database_id(self) -> str:
        return self._connections.cached("database id", lambda: self._text("incarnation") or "")

    def splitting(self) -> str | None:
        return self._text("splitting")

    def put_splitting(self, name: str) -> None:
        self._put_text("splitting", name)

    def told_fields(self) -> frozenset[str]:
        return frozenset((self._text("told_fields") or "").split())

    def put_told_fields(self, digests: Iterable[str]) -> None:
        self._put_text("told_fields", " ".join(sorted(digests)))

    def confidence_model(self) -> str | None:
        return self._text("confidence")

    def put_confidence_model(self, text: str) -> None:
        self._put_text("confidence", text)

    def _text(self, key: str) -> str | None:
        table = self._connections.dialect.texts
        rows = self._all(f"SELECT value FROM {table} WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def _put_text(self, key: str, value: str) -> None:
        table = self._connections.dialect.texts
        with self._connections.write_transaction() as connection:
            connection.execute(
                f"INSERT INTO {table} VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )


def _fingerprint(text: str) -> Fingerprint:
    values = json.loads(text)
    return Fingerprint(
        ModelIdentity(**values["model"]), values["splitting"], values.get("is_float32", False)
    )
