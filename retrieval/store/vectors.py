"""Vectors of passages and of their tokens in the store, and their changes by generation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from retrieval.errors import REBUILD, BackendError
from retrieval.protocols import VectorChanges
from retrieval.store.checksums import checksum_of
from retrieval.store.integrity import damage_of_vectors, damaged_vectors
from retrieval.store.rows import SqlRows
from retrieval.store.sql import Row
from retrieval.types import (
    BinaryTokenVectors,
    FloatArray,
    IdArray,
    Int32Array,
)

_BLOCK_ROWS = 4096
_VECTOR_COLUMNS = ("passage_id", "embedder_id", "generation", "vector", "checksum")
_TOKEN_COLUMNS = ("passage_id", "embedder_id", "starts", "signs", "checksum")
_MAX_ROWID = 2**63 - 1


class SqlVectors(SqlRows):
    """See :class:`retrieval.protocols.VectorStore`."""

    def pending_passages(
        self, embedder_id: int, limit: int, *, after: int = -1
    ) -> list[tuple[int, str | None, str]]:
        self._check_embedder(embedder_id)
        return self._all(
            "SELECT p.passage_id, a.title, substr(a.text, p.start_at + 1, p.end_at - p.start_at)"
            " FROM (SELECT passage_id FROM pending WHERE embedder_id = ? AND passage_id > ?"
            " ORDER BY passage_id LIMIT ?) AS pending_ids JOIN passages p USING (passage_id)"
            " JOIN articles a USING (doc_id) ORDER BY p.passage_id",
            embedder_id, after, limit,
        )  # fmt: skip

    def _check_embedder(self, embedder_id: int) -> None:
        if not self._all("SELECT 1 FROM embedders WHERE embedder_id = ?", embedder_id):
            raise BackendError(
                "Another program rebuilt the archive meanwhile: run the same command again."
            )

    def count_pending(self, embedder_id: int) -> int:
        with self._connections.read_transaction():
            return self._meta("stored_passages") - self.count_vectors(embedder_id)

    def count_vectors(self, embedder_id: int) -> int:
        rows = self._all("SELECT vectors FROM embedders WHERE embedder_id = ?", embedder_id)
        return int(rows[0][0]) if rows else 0

    def put_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], vectors: FloatArray
    ) -> None:
        blobs = [vector.astype("<f2").tobytes() for vector in vectors]
        with self._connections.write_transaction():
            self._check_embedder(embedder_id)
            generation = self._meta("generation")
            rows = [
                (i, embedder_id, generation, blob, checksum_of(i, blob))
                for i, blob in zip(passage_ids, blobs, strict=True)
            ]
            self._replace("vectors", _VECTOR_COLUMNS, rows, embedder_id)

    def put_token_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], tokens: Sequence[BinaryTokenVectors]
    ) -> None:
        blobs = [(_starts_to_bytes(own.starts), own.bits.tobytes()) for own in tokens]
        rows = [
            (i, embedder_id, starts, signs, checksum_of(i, starts, signs))
            for i, (starts, signs) in zip(passage_ids, blobs, strict=True)
        ]
        self._replace("token_vectors", _TOKEN_COLUMNS, rows, embedder_id)

    def _replace(
        self, table: str, columns: Sequence[str], rows: Sequence[Row], embedder_id: int
    ) -> None:
        """Puts rows, which begin with a passage's id, except those of passages that are gone."""
        ids = self._array(row[0] for row in rows)
        with self._connections.write_transaction() as connection:
            connection.execute(
                f"DELETE FROM {table} WHERE embedder_id = ? AND passage_id {self._among}",
                (embedder_id, ids),
            )
            found = self._all(
                f"SELECT passage_id FROM passages WHERE passage_id {self._among}", ids
            )
            stored = {row[0] for row in found}
            self._connections.insert(table, columns, [row for row in rows if row[0] in stored])

    def vectors(self, embedder_id: int, passage_ids: Iterable[int]) -> tuple[IdArray, FloatArray]:
        rows = self._all(
            "SELECT passage_id, vector, checksum FROM vectors"
            f" WHERE embedder_id = ? AND passage_id {self._among}",
            embedder_id, self._array(passage_ids),
        )  # fmt: skip
        return self._checked(rows)

    def token_vectors(
        self, embedder_id: int, passage_ids: Iterable[int]
    ) -> dict[int, BinaryTokenVectors]:
        rows = self._all(
            "SELECT passage_id, starts, signs, checksum FROM token_vectors"
            f" WHERE embedder_id = ? AND passage_id {self._among}",
            embedder_id, self._array(passage_ids),
        )  # fmt: skip
        for row in rows:
            self._check_row(row, f"the tokens of passage {row[0]} have changed", REBUILD)
        return {row[0]: _token_vectors(*row[1:3]) for row in rows}

    def vector_changes(self, embedder_id: int, since: int) -> VectorChanges:
        with self._connections.read_transaction():
            generation = self.generation()
            is_complete = since == 0 or since >= self._meta("removals_forgotten")
            removed = self._column(
                "SELECT passage_id FROM removed_passages WHERE generation > ?", since
            )
        return VectorChanges(
            is_complete=is_complete,
            removed=np.array(removed, dtype=np.int64),
            added=self._vectors(embedder_id, since, generation),
        )

    def count_vector_changes(self, embedder_id: int, since: int, *, limit: int) -> int:
        return int(
            self._one(
                "SELECT count(*) FROM ("
                "SELECT 1 FROM vectors WHERE embedder_id = ? AND generation > ? UNION ALL"
                " SELECT 1 FROM removed_passages WHERE generation > ? LIMIT ?) AS changes",
                embedder_id, since, since, limit,
            )[0]
        )  # fmt: skip

    def forget_removals(self, generation: int) -> None:
        generation -= self._connections.dialect.kept_generations
        if generation <= 0:
            return
        with self._connections.write_transaction() as connection:
            connection.execute("DELETE FROM removed_passages WHERE generation <= ?", (generation,))
            connection.execute(
                "UPDATE meta SET value = ? WHERE key = 'removals_forgotten' AND value < ?",
                (generation, generation),
            )

    def vector_damage(self) -> list[str]:
        return self._damage(damage_of_vectors)

    def drop_damaged_vectors(self) -> None:
        with self._connections.write_transaction() as connection:
            connection.executemany(
                "DELETE FROM vectors WHERE (embedder_id, passage_id) = (?, ?)",
                list(damaged_vectors(self._connections.stream)),
            )
            has_vector = (
                "EXISTS (SELECT 1 FROM vectors WHERE vectors.embedder_id = {0}.embedder_id"
                " AND vectors.passage_id = {1}.passage_id)"
            ).format
            connection.execute(
                "INSERT INTO pending SELECT embedder_id, passage_id FROM embedders, passages"
                f" WHERE NOT {has_vector('embedders', 'passages')} ON CONFLICT DO NOTHING"
            )
            connection.execute(f"DELETE FROM pending WHERE {has_vector('pending', 'pending')}")
            connection.execute(
                "UPDATE embedders SET vectors ="
                " (SELECT count(*) FROM vectors WHERE vectors.embedder_id = embedders.embedder_id)"
            )

    def _vectors(
        self, embedder_id: int, since: int, until: int
    ) -> Iterator[tuple[IdArray, FloatArray]]:
        """Vectors of the generations after ``since`` up to ``until``, in blocks."""
        after = (since, _MAX_ROWID)
        while rows := self._all(
            "SELECT generation, rowid, passage_id, vector, checksum FROM vectors"
            " WHERE embedder_id = ? AND (generation, rowid) > (?, ?) AND generation <= ?"
            " ORDER BY generation, rowid LIMIT ?",
            embedder_id, *after, until, _BLOCK_ROWS,
        ):  # fmt: skip
            after = rows[-1][:2]
            yield self._checked([row[2:] for row in rows])

    def _checked(self, rows: Sequence[Row]) -> tuple[IdArray, FloatArray]:
        """Ids and vectors of rows of both and a checksum."""
        for row in rows:
            self._check_row(row, f"the vector of passage {row[0]} has changed", REBUILD)
        return np.array([row[0] for row in rows], dtype=np.int64), _normalized([r[1] for r in rows])


def _starts_to_bytes(starts: Int32Array) -> bytes:
    return np.minimum(starts, np.iinfo(np.uint16).max).astype("<u2").tobytes()


def _token_vectors(starts: bytes, signs: bytes) -> BinaryTokenVectors:
    offsets = np.frombuffer(starts, dtype="<u2").astype(np.int32)
    bits = np.frombuffer(signs, dtype=np.uint8).reshape(len(offsets), -1)
    return BinaryTokenVectors(offsets, bits)


def _normalized(blobs: list[bytes]) -> FloatArray:
    """Stored vectors, normalised again after rounding to float16."""
    if not blobs:
        return np.empty((0, 0), dtype=np.float32)
    vectors = np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
