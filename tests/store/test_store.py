"""The contract of the store: whole transactions, nothing left behind, one view for readers."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import BackendError, DamagedArchiveError, IndexMismatchError
from retrieval.store.connections import SqliteConnections
from retrieval.store.schema import MIGRATIONS
from retrieval.store.sql import Connections
from retrieval.store.store import SqliteStore, SqlStore
from retrieval.text.articles.passages import split
from retrieval.types import BinaryTokenVectors, Filters, Fingerprint, FloatArray, ModelIdentity
from tests.conftest import OpenConnections, store_of
from tests.support.toys import HARBOUR, OWLS

FINGERPRINT = Fingerprint(ModelIdentity("toy", None, "0" * 64, 4), "splitting")


@pytest.fixture
def connections(open_connections: OpenConnections) -> Connections:
    return open_connections()


@pytest.fixture
def store(connections: Connections) -> SqlStore:
    return store_of(connections)


def filled(store: SqlStore) -> list[int]:
    """Puts both toy articles with their passages; ids of the passages."""
    with store.write_transaction():
        for article in (HARBOUR, OWLS):
            store.put_article(article)
            store.put_passages(split(article))
    return store.passage_ids(HARBOUR.doc_id) + store.passage_ids(OWLS.doc_id)


def vectors(count: int) -> FloatArray:
    return np.eye(4, dtype=np.float32)[:count]


def test_an_article_comes_back_as_it_was_put(store: SqlStore) -> None:
    filled(store)
    assert store.article(HARBOUR.doc_id) == HARBOUR
    assert list(store.articles()) == [HARBOUR, OWLS]
    assert store.article("unknown") is None
    assert store.articles_by_id(["unknown", OWLS.doc_id]) == {OWLS.doc_id: OWLS}


def test_articles_are_listed_newest_first_or_by_their_passages(store: SqlStore) -> None:
    ids = filled(store)
    harbour = (HARBOUR.doc_id, HARBOUR.title, "Eastwick Post", "2022-02-25", "en", None)
    owls = (OWLS.doc_id, OWLS.title, "Tarn Valley Herald", None, "en", None)

    assert list(store.listed_articles()) == [harbour, owls]
    assert list(store.listed_articles(ids[-1:])) == [owls]
    assert list(store.listed_articles([])) == []


def test_articles_since_a_day_are_those_published_since_and_undated_ones_that_came_since(
    store: SqlStore,
) -> None:
    came = replace(OWLS, fetched_at="2022-02-26T08:00:00+00:00")
    for article in (HARBOUR, came, replace(OWLS, doc_id="0" * 16)):
        store.put_article(article)

    assert list(store.articles_since(date(2022, 2, 25))) == [HARBOUR, came]
    assert list(store.articles_since(date(2022, 2, 26))) == [came]
    assert list(store.articles_since(date(2022, 2, 27))) == []
    filters = Filters(language="en", publisher="Eastwick Post")
    assert list(store.articles_since(date(2022, 2, 1), filters, ["Eastwick Post"])) == [HARBOUR]


def test_an_article_has_the_bands_that_it_was_put_into_its_story_with(store: SqlStore) -> None:
    store.put_article(HARBOUR)
    store.put_story(HARBOUR.doc_id, [7, -3, 5], None)

    assert store.story_bands(HARBOUR.doc_id) == [-3, 5, 7]
    assert store.story_bands("unknown") == []


def test_passages_come_back_as_they_were_put(store: SqlStore) -> None:
    ids = filled(store)
    expected = {p.passage_id: p for article in (HARBOUR, OWLS) for p in split(article)}
    assert store.passages([*ids, 17]) == expected


def test_passages_of_text_beyond_the_basic_plane_keep_their_offsets(store: SqlStore) -> None:
    article = replace(OWLS, text="😀 𝒜 Köln é́.\n\nשלום עולם.")
    store.put_article(article)
    passages = split(article)
    store.put_passages(passages)
    assert store.passages(p.passage_id for p in passages) == {p.passage_id: p for p in passages}


def test_a_transaction_that_fails_leaves_nothing(store: SqlStore) -> None:
    before = store.generation()
    with pytest.raises(ZeroDivisionError), store.write_transaction():
        store.put_article(HARBOUR)
        _ = 1 / 0
    assert list(store.articles()) == []
    assert store.generation() == before


def test_each_transaction_raises_the_generation_by_one(store: SqlStore) -> None:
    before = store.generation()
    filled(store)
    assert store.generation() == before + 1


def test_a_reader_sees_no_half_of_a_transaction(store: SqlStore) -> None:
    seen: list[int] = []
    with store.write_transaction():
        store.put_article(HARBOUR)
        reader = threading.Thread(target=lambda: seen.append(store.counts()["articles"]))
        reader.start()
        reader.join()
    assert seen == [0]
    assert store.counts()["articles"] == 1


def test_two_writers_take_turns(store: SqlStore, open_connections: OpenConnections) -> None:
    second = store_of(open_connections())
    writer = threading.Thread(target=lambda: second.put_article(OWLS))
    with store.write_transaction():
        store.put_article(HARBOUR)
        writer.start()
    writer.join()
    assert store.counts()["articles"] == 2


def test_a_removed_article_leaves_nothing_behind(store: SqlStore) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    store.put_vectors(embedder_id, ids, vectors(len(ids)))
    store.put_file("/a.txt", "hash", 1, [HARBOUR.doc_id])
    store.put_suspects("Eastwick Post", HARBOUR.doc_id, [5])
    assert store.remove_article(HARBOUR.doc_id) is True
    assert list(store.articles()) == [OWLS]
    assert store.counts() == {"articles": 1, "passages": len(split(OWLS))}
    assert store.count_vectors(embedder_id) == len(split(OWLS))
    assert store.file_articles("/a.txt") == []
    assert store.suspect_articles("Eastwick Post", 5) == []
    assert store.remove_article(HARBOUR.doc_id) is False


def test_vectors_come_back_at_length_one(store: SqlStore) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    raw = np.array([[0.6, 0.8, 0, 0]] * len(ids), dtype=np.float32)
    store.put_vectors(embedder_id, ids, raw)
    [(found, stored)] = list(store.vector_changes(embedder_id, 0).added)
    assert sorted(found) == sorted(ids)
    assert np.linalg.norm(stored, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert stored == pytest.approx(raw, abs=1e-3)


def test_changes_tell_what_came_and_went_since_a_generation(store: SqlStore) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    store.put_vectors(embedder_id, ids, vectors(len(ids)))
    then = store.generation()
    gone = store.passage_ids(HARBOUR.doc_id)
    store.remove_article(HARBOUR.doc_id)
    changes = store.vector_changes(embedder_id, then)
    assert (sorted(changes.removed), list(changes.added)) == (sorted(gone), [])
    assert store.generation() == then + 1


def test_vectors_of_passages_removed_meanwhile_are_dropped(store: SqlStore) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    store.remove_article(HARBOUR.doc_id)
    store.put_vectors(embedder_id, ids, vectors(len(ids)))
    assert store.count_vectors(embedder_id) == len(store.passage_ids(OWLS.doc_id))


def test_pending_passages_are_those_without_a_vector(store: SqlStore) -> None:
    ids = sorted(filled(store))
    embedder_id = store.register_embedder(FINGERPRINT)
    store.put_vectors(embedder_id, ids[:1], vectors(1))
    assert [row[0] for row in store.pending_passages(embedder_id, 10)] == ids[1:]
    assert [row[0] for row in store.pending_passages(embedder_id, 10, after=ids[1])] == ids[2:]
    assert store.count_pending(embedder_id) == len(ids) - 1


def test_the_embedder_that_is_made_active_drops_the_other_ones(store: SqlStore) -> None:
    ids = filled(store)
    old = store.register_embedder(FINGERPRINT)
    store.activate_embedder(old)
    store.put_vectors(old, ids, vectors(len(ids)))
    new_fingerprint = replace(FINGERPRINT, splitting="other")
    new = store.register_embedder(new_fingerprint)
    assert store.active_embedder() == (old, FINGERPRINT)
    store.activate_embedder(new)
    assert store.active_embedder() == (new, new_fingerprint)
    assert store.count_vectors(old) == 0


def test_a_file_gives_up_the_articles_that_it_no_longer_holds(store: SqlStore) -> None:
    filled(store)
    assert store.put_file("/a.txt", "one", 1, [HARBOUR.doc_id, OWLS.doc_id]) == []
    assert store.put_file("/b.txt", "one", 1, [OWLS.doc_id]) == []
    assert store.article_files(OWLS.doc_id) == ["/a.txt", "/b.txt"]
    assert store.put_file("/a.txt", "two", 1, []) == [HARBOUR.doc_id]
    assert store.article_files(OWLS.doc_id) == ["/b.txt"]
    assert [store.file_state("/a.txt", version) for version in (1, 2)] == ["two", ""]


def test_suspects_tell_which_of_an_articles_paragraphs_changed(store: SqlStore) -> None:
    filled(store)
    assert store.put_suspects("P", HARBOUR.doc_id, [1, 2]) == {1, 2}
    assert store.put_suspects("P", HARBOUR.doc_id, [2, 3]) == {1, 3}
    assert store.suspect_articles("P", 3) == [HARBOUR.doc_id]


def test_files_are_private(tmp_path: Path) -> None:
    connections = SqliteConnections(tmp_path / "store.sqlite")
    filled(SqliteStore(connections))
    connections.close()
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    connections = SqliteConnections(tmp_path / "store.sqlite")
    connections.current().execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connections.close()
    with pytest.raises(IndexMismatchError, match="update article-bot to read it"):
        SqliteConnections(tmp_path / "store.sqlite")


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store.sqlite").write_bytes(content)
    with pytest.raises(DamagedArchiveError, match="article-bot restore FILE --force"):
        SqliteConnections(tmp_path / "store.sqlite")


@pytest.mark.parametrize("trace", ["store.sqlite-wal", "vectors-1-aa-3.faiss"])
def test_a_store_that_is_lost_is_not_created_again_over_what_it_left(
    tmp_path: Path, trace: str
) -> None:
    (tmp_path / trace).write_bytes(b"left")
    with pytest.raises(DamagedArchiveError, match=r"store\.sqlite is missing"):
        SqliteConnections(tmp_path / "store.sqlite")
    assert not (tmp_path / "store.sqlite").exists()


@pytest.mark.parametrize(
    ("table", "column", "value", "cure"),
    [
        ("articles", "text", "Engineers found cracks in two of its five cables.", "restore"),
        ("articles", "published_at", "2022-02-26", "restore"),
        ("passages", "start_at", 1, "restore"),
        ("vectors", "vector", bytes(8), "'article-bot rebuild'"),
        ("token_vectors", "starts", b"\1\0", "'article-bot rebuild'"),
    ],
)
def test_a_value_that_has_changed_is_told_and_never_read(
    store: SqlStore, connections: Connections, table: str, column: str, value: object, cure: str
) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    store.put_vectors(embedder_id, ids, vectors(len(ids)))
    signs = BinaryTokenVectors(np.array([0], dtype=np.int32), np.array([[1]], dtype=np.uint8))
    store.put_token_vectors(embedder_id, ids, [signs] * len(ids))
    assert store.damage() + store.vector_damage() == []
    with connections.write_transaction() as session:
        session.execute(f"UPDATE {table} SET {column} = ?", (value,))
    assert [
        line
        for line in store.damage() + store.vector_damage()
        if f"rows of {table} that have changed" in line
    ]
    readers: dict[str, Callable[[], object]] = {
        "articles": lambda: list(store.articles()),
        "passages": lambda: store.passages(ids),
        "vectors": lambda: list(store.vector_changes(embedder_id, 0).added),
        "token_vectors": lambda: store.token_vectors(embedder_id, ids),
    }
    with pytest.raises(DamagedArchiveError, match=cure):
        readers[table]()


@pytest.mark.parametrize("table", ["vectors", "token_vectors", "pending"])
def test_rows_of_vectors_that_are_lost_are_told_and_their_passages_pending(
    store: SqlStore, connections: Connections, table: str
) -> None:
    first, second = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    signs = BinaryTokenVectors(np.array([0], dtype=np.int32), np.array([[1]], dtype=np.uint8))
    if table != "pending":
        store.put_vectors(embedder_id, [first, second], vectors(2))
        store.put_token_vectors(embedder_id, [first, second], [signs] * 2)
    with connections.write_transaction() as session:
        session.execute(f"DELETE FROM {table} WHERE passage_id = ?", (second,))
    [problem] = store.damage() + store.vector_damage()
    assert "SELECT" not in problem
    store.drop_damaged_vectors()
    assert store.damage() + store.vector_damage() == []
    lost = [row[0] for row in store.pending_passages(embedder_id, 10)]
    assert lost == ([first, second] if table == "pending" else [second])
    assert store.count_pending(embedder_id) == len(lost)


def test_a_sound_store_has_no_damage(store: SqlStore) -> None:
    filled(store)
    assert store.damage() == []


def test_what_is_in_the_store_can_be_counted(store: SqlStore) -> None:
    filled(store)
    assert store.publishers() == {"Eastwick Post": 1, "Tarn Valley Herald": 1}
    assert store.date_range() == ("2022-02-25", "2022-02-25")


def test_a_file_that_lost_an_article_is_known_as_thinned(store: SqlStore) -> None:
    filled(store)
    store.put_file("/a.txt", "hash", 1, [HARBOUR.doc_id, OWLS.doc_id])
    store.remove_article(HARBOUR.doc_id, kept_from="2022-03-01")
    assert store.file_state("/a.txt", 1) == "removed before 2022-03-01 from hash"
    assert store.file_state("/a.txt", 2) == ""  # other readers may make something else of it
    store.remove_article(OWLS.doc_id)
    assert [store.file_state("/a.txt", version) for version in (1, 2)] == [
        f"removed {OWLS.doc_id} from hash"
    ] * 2
    assert store.removed_articles("/a.txt", "hash") == {OWLS.doc_id}
    assert not store.removed_articles("/a.txt", "edited")


def test_articles_that_are_gone_meanwhile_are_not_filed(store: SqlStore) -> None:
    filled(store)
    store.put_file("/a.txt", "hash", 1, [HARBOUR.doc_id, "gone"])
    assert store.file_articles("/a.txt") == [HARBOUR.doc_id]


def test_token_vectors_come_back_as_they_were_put_and_go_with_their_passage(
    store: SqlStore,
) -> None:
    first, *others = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    tokens = BinaryTokenVectors(
        np.array([0, 7, 70_000], dtype=np.int32), np.array([[1], [2], [255]], dtype=np.uint8)
    )
    store.put_token_vectors(embedder_id, [first, 17], [tokens, tokens])
    found = store.token_vectors(embedder_id, [first, *others, 17])
    assert list(found) == [first]
    assert found[first].starts.tolist() == [0, 7, 65_535]  # beyond, all that matters is the order
    assert found[first].bits.tolist() == tokens.bits.tolist()
    store.remove_passages([first])
    assert store.token_vectors(embedder_id, [first]) == {}


def test_vectors_are_given_by_the_ids_of_passages(store: SqlStore) -> None:
    first, *others = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    assert store.vectors(embedder_id, [first])[1].tolist() == []
    store.put_vectors(embedder_id, [first], np.array([[0.0, 1.0]], dtype=np.float32))
    ids, vectors = store.vectors(embedder_id, [first, *others, 17])
    assert (ids.tolist(), vectors.tolist()) == ([first], [[0.0, 1.0]])


def test_an_archive_from_before_token_vectors_is_embedded_again(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1; PRAGMA journal_mode = WAL;")
        old.execute("INSERT INTO articles (doc_id, text, authors) VALUES ('a', 'Text.', '[]')")
        old.execute("INSERT INTO passages VALUES (7, 'a', 1, 0, 5)")
        old.execute("INSERT INTO embedders VALUES (1, '{}', 1)")
        old.execute("INSERT INTO vectors VALUES (1, 7, 1, x'0000')")
        old.commit()
    connections = SqliteConnections(path)
    store = SqliteStore(connections)
    assert [article.text for article in store.articles()] == ["Text."]
    assert [passage.text for passage in store.passages([7]).values()] == ["Text."]
    assert store.count_vectors(1) == 0
    assert [row[0] for row in store.pending_passages(1, 10)] == [7]
    connections.close()


def test_counters_tell_what_is_stored(store: SqlStore) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    for _ in range(2):  # the second time each vector is replaced
        store.put_vectors(embedder_id, ids, vectors(len(ids)))
    assert (store.count_vectors(embedder_id), store.count_pending(embedder_id)) == (len(ids), 0)
    store.remove_article(HARBOUR.doc_id)
    left = len(store.passage_ids(OWLS.doc_id))
    assert store.count_vectors(embedder_id) == store.counts()["passages"] == left
    assert store.count_vectors(embedder_id + 1) == 0


def test_counters_of_an_archive_from_before_them_are_made(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{MIGRATIONS[0]}{MIGRATIONS[1]} PRAGMA user_version = 2;")
        old.executescript(
            "PRAGMA journal_mode = WAL;"
            "INSERT INTO articles (doc_id, text, authors) VALUES ('a', 'Text.', '[]');"
            "INSERT INTO passages VALUES (7, 'a', 1, 0, 5), (8, 'a', 1, 0, 5);"
            "INSERT INTO embedders VALUES (1, '{}', 1);"
            "INSERT INTO vectors VALUES (1, 7, 1, x'0000');"
        )
    connections = SqliteConnections(path)
    store = SqliteStore(connections)
    assert (store.count_vectors(1), store.count_pending(1)) == (1, 1)
    connections.close()


def test_changes_are_counted_up_to_a_limit(store: SqlStore) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    store.put_vectors(embedder_id, ids, vectors(len(ids)))
    since = store.generation()
    assert store.count_vector_changes(embedder_id, since, limit=9) == 0
    store.remove_article(HARBOUR.doc_id)
    store.put_vectors(embedder_id, ids[-1:], vectors(1))
    gone = len(ids) - len(store.passage_ids(OWLS.doc_id))
    assert store.count_vector_changes(embedder_id, since, limit=9) == gone + 1
    assert store.count_vector_changes(embedder_id, since, limit=1) == 1


def test_removals_that_were_forgotten_are_told(store: SqlStore, connections: Connections) -> None:
    ids = filled(store)
    embedder_id = store.register_embedder(FINGERPRINT)
    store.put_vectors(embedder_id, ids, vectors(len(ids)))
    before = store.generation()
    store.remove_article(HARBOUR.doc_id)
    store.forget_removals(store.generation() + connections.dialect.kept_generations)
    assert not store.vector_changes(embedder_id, before).is_complete
    assert store.vector_changes(embedder_id, 0).is_complete
    assert store.vector_changes(embedder_id, store.generation()).is_complete


def test_what_is_kept_is_read_again_once_another_program_wrote(
    store: SqlStore, open_connections: OpenConnections
) -> None:
    before = store.generation(), store.active_embedder()
    other = store_of(open_connections())
    other.activate_embedder(other.register_embedder(FINGERPRINT))
    assert before == (0, None)
    assert (store.generation(), store.active_embedder()) == (2, (1, FINGERPRINT))


def test_what_is_kept_cannot_be_read_of_a_closed_store(store: SqlStore) -> None:
    assert store.generation() == 0
    store.close()
    with pytest.raises(BackendError):
        store.generation()
