"""Store: articles, passages and vectors in one SQLite file, the truth of an archive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from retrieval.backends.sqlite_connections import SqliteConnections
from retrieval.errors import BackendError
from retrieval.protocols import THINNED
from retrieval.types import (
    Article,
    Fingerprint,
    FloatArray,
    IdArray,
    ModelIdentity,
    Passage,
    PlaceArray,
    TokenSigns,
)

_ARTICLE_COLUMNS = (
    "doc_id, title, text, url, path, publisher, authors, published_at, updated_at, fetched_at"
)
_VECTORS_A_READ = 4096


@dataclass(frozen=True, slots=True)
class SqliteVectorChanges:
    """See :class:`retrieval.protocols.VectorChanges`; ``added`` can be read once."""

    generation: int
    removed: IdArray
    added: Iterator[tuple[IdArray, FloatArray]]


class SqliteStore:
    """See :class:`retrieval.protocols.Store`."""

    def __init__(self, connections: SqliteConnections) -> None:
        self._connections = connections

    def writing(self) -> AbstractContextManager[object]:
        """See :class:`retrieval.protocols.Store`."""
        return self._connections.writing()

    def generation(self) -> int:
        """See :class:`retrieval.protocols.Store`."""
        return int(self._one("SELECT value FROM meta WHERE key = 'generation'")[0])

    def close(self) -> None:
        """Closes the file; the store must not be used after."""
        self._connections.close()

    # Articles

    def put_article(self, article: Article) -> None:
        """See :class:`retrieval.protocols.Store`."""
        row = (
            article.doc_id, article.title, article.text, article.url, article.path,
            article.publisher, json.dumps(article.authors), article.published_at,
            article.updated_at, article.fetched_at,
        )  # fmt: skip
        updates = ", ".join(
            f"{name} = excluded.{name}" for name in _ARTICLE_COLUMNS.split(", ")[1:]
        )
        with self._connections.writing() as connection:
            connection.execute(
                f"INSERT INTO articles ({_ARTICLE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                f" ON CONFLICT (doc_id) DO UPDATE SET {updates}",
                row,
            )

    def remove_article(self, doc_id: str) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.writing() as connection:
            self.remove_passages(self.passage_ids(doc_id))
            connection.execute(
                "UPDATE files SET sha256 = ? || sha256 WHERE substr(sha256, 1, ?) <> ?"
                " AND path IN (SELECT path FROM file_articles WHERE doc_id = ?)",
                (THINNED, len(THINNED), THINNED, doc_id),
            )
            removed = connection.execute("DELETE FROM articles WHERE doc_id = ?", (doc_id,))
            return removed.rowcount > 0

    def article(self, doc_id: str) -> Article | None:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all(f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE doc_id = ?", doc_id)
        return _article(rows[0]) if rows else None

    def articles(self) -> Iterator[Article]:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.reading() as connection:
            for row in connection.execute(
                f"SELECT {_ARTICLE_COLUMNS} FROM articles ORDER BY published_at DESC, title, doc_id"
            ):
                yield _article(row)

    def article_ids(self) -> list[str]:
        """Ids of all articles, ascending."""
        return [row[0] for row in self._all("SELECT doc_id FROM articles ORDER BY doc_id")]

    # Passages

    def put_passages(self, passages: Sequence[Passage]) -> None:
        """See :class:`retrieval.protocols.Store`."""
        rows = [(p.passage_id, p.doc_id, p.paragraph, p.start, p.end) for p in passages]
        with self._connections.writing() as connection:
            connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", rows)

    def remove_passages(self, passage_ids: Iterable[int]) -> None:
        """See :class:`retrieval.protocols.Store`."""
        rows = [(passage_id,) for passage_id in passage_ids]
        with self._connections.writing() as connection:
            connection.executemany("DELETE FROM passages WHERE passage_id = ?", rows)
            connection.executemany(
                "INSERT OR REPLACE INTO removed_passages"
                " VALUES (?, (SELECT value FROM meta WHERE key = 'generation'))",
                rows,
            )

    def passage_ids(self, doc_id: str) -> list[int]:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all(
            "SELECT passage_id FROM passages WHERE doc_id = ? ORDER BY start_at", doc_id
        )
        return [row[0] for row in rows]

    def passages(self, passage_ids: Iterable[int]) -> dict[int, Passage]:
        """See :class:`retrieval.protocols.Store`."""
        found: dict[int, Passage] = {}
        with self._connections.reading() as connection:
            for passage_id in passage_ids:
                row = connection.execute(
                    "SELECT passage_id, doc_id, paragraph, start_at, end_at,"
                    " substr(text, start_at + 1, end_at - start_at)"
                    " FROM passages JOIN articles USING (doc_id) WHERE passage_id = ?",
                    (passage_id,),
                ).fetchone()
                if row is not None:
                    found[passage_id] = Passage(*row)
        return found

    # Files

    def is_file_known(self, path: str, sha256: str, reader_version: int) -> bool:
        """See :class:`retrieval.protocols.Store`."""
        return bool(
            self._all(
                "SELECT 1 FROM files WHERE (path, sha256, reader_version) = (?, ?, ?)",
                path, sha256, reader_version,
            )
        )  # fmt: skip

    def file_articles(self, path: str) -> list[str]:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all("SELECT doc_id FROM file_articles WHERE path = ? ORDER BY doc_id", path)
        return [row[0] for row in rows]

    def put_file(
        self, path: str, sha256: str, reader_version: int, doc_ids: Iterable[str]
    ) -> list[str]:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.writing() as connection:
            before = set(self.file_articles(path))
            connection.execute("DELETE FROM files WHERE path = ?", (path,))
            connection.execute("INSERT INTO files VALUES (?, ?, ?)", (path, sha256, reader_version))
            connection.executemany(
                "INSERT OR IGNORE INTO file_articles"  # another program may have removed some
                " SELECT ?, doc_id FROM articles WHERE doc_id = ?",
                [(path, doc_id) for doc_id in doc_ids],
            )
            return [doc_id for doc_id in sorted(before) if not self._is_filed(doc_id)]

    def _is_filed(self, doc_id: str) -> bool:
        return bool(self._all("SELECT 1 FROM file_articles WHERE doc_id = ? LIMIT 1", doc_id))

    # Suspects

    def put_suspects(self, publisher: str, doc_id: str, hashes: Iterable[int]) -> set[int]:
        """See :class:`retrieval.protocols.Store`."""
        new = set(hashes)
        with self._connections.writing() as connection:
            rows = self._all("SELECT paragraph_hash FROM suspects WHERE doc_id = ?", doc_id)
            old = {row[0] for row in rows}
            connection.execute("DELETE FROM suspects WHERE doc_id = ?", (doc_id,))
            connection.executemany(
                "INSERT INTO suspects VALUES (?, ?, ?)", [(publisher, h, doc_id) for h in new]
            )
        return old ^ new

    def suspect_articles(self, publisher: str, paragraph_hash: int) -> list[str]:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all(
            "SELECT doc_id FROM suspects WHERE (publisher, paragraph_hash) = (?, ?)",
            publisher, paragraph_hash,
        )  # fmt: skip
        return [row[0] for row in rows]

    # Embedders and vectors

    def splitting(self) -> str | None:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all("SELECT value FROM meta WHERE key = 'splitting'")
        return rows[0][0] if rows else None

    def put_splitting(self, name: str) -> None:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('splitting', ?)", (name,))

    def confidence_model(self) -> str | None:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all("SELECT value FROM meta WHERE key = 'confidence'")
        return rows[0][0] if rows else None

    def put_confidence_model(self, text: str) -> None:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('confidence', ?)", (text,))

    def register_embedder(self, fingerprint: Fingerprint) -> int:
        """See :class:`retrieval.protocols.Store`."""
        key = json.dumps(asdict(fingerprint), sort_keys=True)
        with self._connections.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO embedders (fingerprint) VALUES (?)", (key,))
            return int(self._one("SELECT embedder_id FROM embedders WHERE fingerprint = ?", key)[0])

    def activate_embedder(self, embedder_id: int) -> None:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.writing() as connection:
            connection.execute("UPDATE embedders SET is_active = embedder_id = ?", (embedder_id,))
            connection.execute("DELETE FROM embedders WHERE embedder_id <> ?", (embedder_id,))

    def active_embedder(self) -> tuple[int, Fingerprint] | None:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all("SELECT embedder_id, fingerprint FROM embedders WHERE is_active")
        return (rows[0][0], _fingerprint(rows[0][1])) if rows else None

    def pending_passages(
        self, embedder_id: int, limit: int, *, after: int = -1
    ) -> list[tuple[int, str | None, str]]:
        """See :class:`retrieval.protocols.Store`."""
        return self._all(
            "SELECT p.passage_id, a.title, substr(a.text, p.start_at + 1, p.end_at - p.start_at)"
            " FROM passages p JOIN articles a USING (doc_id)"
            " WHERE p.passage_id > ? AND NOT EXISTS (SELECT 1 FROM vectors v"
            "  WHERE v.embedder_id = ? AND v.passage_id = p.passage_id)"
            " ORDER BY p.passage_id LIMIT ?",
            after, embedder_id, limit,
        )  # fmt: skip

    def count_pending(self, embedder_id: int) -> int:
        """See :class:`retrieval.protocols.Store`."""
        return self.counts()["passages"] - self.count_vectors(embedder_id)

    def count_vectors(self, embedder_id: int) -> int:
        """See :class:`retrieval.protocols.Store`."""
        sql = "SELECT count(*) FROM vectors WHERE embedder_id = ?"
        return int(self._one(sql, embedder_id)[0])

    def put_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], vectors: FloatArray
    ) -> None:
        """See :class:`retrieval.protocols.Store`."""
        blobs = [vector.astype("<f2").tobytes() for vector in vectors]
        with self._connections.writing() as connection:
            if not self._all("SELECT 1 FROM embedders WHERE embedder_id = ?", embedder_id):
                raise BackendError(
                    "Another program rebuilt the archive meanwhile: run the same command again."
                )
            connection.executemany(
                "INSERT OR REPLACE INTO vectors SELECT ?, passage_id,"
                " (SELECT value FROM meta WHERE key = 'generation'), ?"
                " FROM passages WHERE passage_id = ?",
                [(embedder_id, blob, i) for i, blob in zip(passage_ids, blobs, strict=True)],
            )

    def put_token_vectors(
        self, embedder_id: int, passage_ids: Sequence[int], tokens: Sequence[TokenSigns]
    ) -> None:
        """See :class:`retrieval.protocols.Store`."""
        rows = [
            (embedder_id, _starts_to_bytes(own.starts), own.signs.tobytes(), passage_id)
            for passage_id, own in zip(passage_ids, tokens, strict=True)
        ]
        with self._connections.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO token_vectors (embedder_id, passage_id, starts, signs)"
                " SELECT ?1, passage_id, ?2, ?3 FROM passages WHERE passage_id = ?4",
                rows,
            )

    def token_vectors(self, embedder_id: int, passage_ids: Iterable[int]) -> dict[int, TokenSigns]:
        """See :class:`retrieval.protocols.Store`."""
        found: dict[int, TokenSigns] = {}
        with self._connections.reading() as connection:
            for passage_id in passage_ids:
                row = connection.execute(
                    "SELECT starts, signs FROM token_vectors"
                    " WHERE (embedder_id, passage_id) = (?, ?)",
                    (embedder_id, passage_id),
                ).fetchone()
                if row is not None:
                    found[passage_id] = _token_signs(*row)
        return found

    def vector_changes(self, embedder_id: int, since: int) -> SqliteVectorChanges:
        """See :class:`retrieval.protocols.Store`."""
        with self._connections.reading():
            generation = self.generation()
            removed = self._all(
                "SELECT passage_id FROM removed_passages WHERE generation > ?", since
            )
            changed = self._all(
                "SELECT passage_id FROM vectors WHERE embedder_id = ? AND generation > ?",
                embedder_id, since,
            )  # fmt: skip
        return SqliteVectorChanges(
            generation=generation,
            removed=np.array([row[0] for row in removed], dtype=np.int64),
            added=self._vectors(embedder_id, [row[0] for row in changed]),
        )

    def _vectors(
        self, embedder_id: int, passage_ids: list[int]
    ) -> Iterator[tuple[IdArray, FloatArray]]:
        for first in range(0, len(passage_ids), _VECTORS_A_READ):
            ids, blobs = [], []
            for passage_id in passage_ids[first : first + _VECTORS_A_READ]:
                for row in self._all(
                    "SELECT vector FROM vectors WHERE (embedder_id, passage_id) = (?, ?)",
                    embedder_id, passage_id,
                ):  # fmt: skip
                    ids.append(passage_id)
                    blobs.append(row[0])
            if ids:
                yield np.array(ids, dtype=np.int64), _unit(blobs)

    # Counts

    def counts(self) -> dict[str, int]:
        """See :class:`retrieval.protocols.Store`."""
        names = ("articles", "passages")
        return {name: int(self._one(f"SELECT count(*) FROM {name}")[0]) for name in names}

    def publishers(self) -> dict[str | None, int]:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all(
            "SELECT publisher, count(*) FROM articles GROUP BY publisher ORDER BY 2 DESC, 1"
        )
        return dict(rows)

    def date_range(self) -> tuple[str | None, str | None]:
        """See :class:`retrieval.protocols.Store`."""
        # each by the index, where one query for both reads the whole table
        first, last = self._one(
            "SELECT (SELECT min(published_at) FROM articles),"
            " (SELECT max(published_at) FROM articles)"
        )
        return first, last

    def damage(self) -> list[str]:
        """See :class:`retrieval.protocols.Store`."""
        rows = self._all("PRAGMA integrity_check(5)") + self._all("PRAGMA foreign_key_check")
        return [" ".join(map(str, row)) for row in rows if row != ("ok",)]

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._connections.reading() as connection:
            return connection.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: object) -> tuple[Any, ...]:
        return self._all(sql, *values)[0]


def _article(row: tuple[Any, ...]) -> Article:
    values = dict(zip(_ARTICLE_COLUMNS.split(", "), row, strict=True))
    return Article(**{**values, "authors": tuple(json.loads(values["authors"]))})


def _fingerprint(text: str) -> Fingerprint:
    values = json.loads(text)
    return Fingerprint(ModelIdentity(**values["model"]), values["splitting"])


def _starts_to_bytes(starts: PlaceArray) -> bytes:
    return np.minimum(starts, np.iinfo(np.uint16).max).astype("<u2").tobytes()


def _token_signs(starts: bytes, signs: bytes) -> TokenSigns:
    places = np.frombuffer(starts, dtype="<u2").astype(np.int32)
    return TokenSigns(places, np.frombuffer(signs, dtype=np.uint8).reshape(len(places), -1))


def _unit(blobs: list[bytes]) -> FloatArray:
    """Vectors as stored, made exactly unit again after their rounding to float16."""
    vectors = np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
