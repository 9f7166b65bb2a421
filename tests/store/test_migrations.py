"""Archives of earlier versions: what they hold stays, and what is damaged is told."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import DamagedArchiveError
from retrieval.index.lexical import Bm25Index
from retrieval.store.checksums import checksum_of
from retrieval.store.connections import SqliteConnections
from retrieval.store.schema import MIGRATIONS
from retrieval.store.store import SqliteStore

BY_ID = 6  # the last schema whose words and vectors lie in the order of ids
FINGERPRINT = (
    '{"model": {"model": "toy", "revision": null, "weights_sha256": "00", "dimension": 4},'
    ' "splitting": "s"}'
)
VECTORS = {7: [1.0, 0.0, 0.0, 0.0], 8: [0.0, 1.0, 0.0, 0.0]}


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A store of schema 6 with two passages, their words, vectors and token vectors."""
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.create_function("checksum_of", -1, checksum_of, deterministic=True)
        old.executescript(
            f"{''.join(MIGRATIONS[:BY_ID])} PRAGMA user_version = {BY_ID};"
            "PRAGMA journal_mode = WAL;"
            "INSERT INTO articles (doc_id, text, authors, checksum) VALUES ('a', 'Owl. Elm.', '[]',"
            " checksum_of('a', NULL, 'Owl. Elm.', NULL, NULL, NULL, '[]', NULL, NULL, NULL));"
            f"INSERT INTO embedders (embedder_id, fingerprint, is_active)"
            f" VALUES (1, '{FINGERPRINT}', 1);"
            "INSERT INTO passages VALUES (8, 'a', 1, 0, 4, checksum_of(8, 'a', 1, 0, 4)),"
            " (7, 'a', 1, 5, 9, checksum_of(7, 'a', 1, 5, 9));"
            "INSERT INTO passage_terms VALUES (8, 'owl', checksum_of(8, 'owl')),"
            " (7, 'elm', checksum_of(7, 'elm'));"
            "UPDATE meta SET value = 2 WHERE key IN ('passages', 'terms');"
            "UPDATE meta SET value = 15 WHERE key = 'word_ids';"
            "UPDATE meta SET value = 3 WHERE key = 'generation';"
        )
        for passage_id, vector in VECTORS.items():
            blob = np.array(vector, dtype="<f2").tobytes()
            old.execute(
                "INSERT INTO vectors VALUES (1, ?, 3, ?, ?)",
                (passage_id, blob, checksum_of(passage_id, blob)),
            )
            old.execute(
                "INSERT INTO token_vectors VALUES (1, ?, x'0000', x'80', ?)",
                (passage_id, checksum_of(passage_id, b"\0\0", b"\x80")),
            )
        old.commit()
    return path


def damage_table(path: Path, table: str) -> None:
    """Overwrites the page at which the table's tree begins."""
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode = DELETE")  # everything is in the file itself
        (size,) = old.execute("PRAGMA page_size").fetchone()
        (root,) = old.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
        ).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


def test_words_and_vectors_of_an_older_archive_stay(older: Path) -> None:
    connections = SqliteConnections(older)
    store, words = SqliteStore(connections), Bm25Index(connections)
    [(ids, vectors)] = store.vector_changes(1, 0).added
    assert dict(zip(ids.tolist(), vectors.tolist(), strict=True)) == VECTORS
    assert [tokens.bits.tolist() for tokens in store.token_vectors(1, [7, 8]).values()] == [
        [[128]],
        [[128]],
    ]
    assert [hit.passage_id for hit in words.match(["owl"]).best(5)] == [8]
    assert (store.damage(), store.vector_damage(), words.damage()) == ([], [], [])
    store.remove_passages([7])
    assert (store.count_vectors(1), store.token_vectors(1, [7])) == (1, {})
    connections.close()


@pytest.mark.parametrize("table", ["passage_terms", "vectors", "token_vectors"])
def test_a_damaged_page_of_an_older_archive_is_told_and_nothing_is_changed(
    older: Path, table: str
) -> None:
    damage_table(older, table)
    before = older.read_bytes()
    with pytest.raises(DamagedArchiveError, match="restore"):
        SqliteConnections(older)
    with closing(sqlite3.connect(older)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (BY_ID,)
        old.execute("PRAGMA journal_mode = DELETE")
    assert older.read_bytes()[100:] == before[100:]  # the header tells of the log that was used
