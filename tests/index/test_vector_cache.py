"""The vector cache: whatever happens to its file, it is equal to the store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.checksum_files import checksum_path
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.vector_cache import VectorCache
from retrieval.store.connections import SqliteConnections
from retrieval.store.store import SqliteStore
from retrieval.text.articles.passages import split
from retrieval.types import Article, Fingerprint, IdArray, ModelIdentity
from tests.support.exact_index import ExactIndex
from tests.support.toys import HARBOUR, OWLS, ToyEmbedder

EMBEDDER = ToyEmbedder()
DIMENSION = EMBEDDER.identity.dimension
FINGERPRINT = Fingerprint(ModelIdentity("toy", None, "0" * 64, DIMENSION), "splitting")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(SqliteConnections(tmp_path / "store.sqlite"))
    store.register_embedder(FINGERPRINT)
    yield store
    store.close()


@pytest.fixture(params=[ExactIndex, FaissIndex])
def make(request: pytest.FixtureRequest) -> type[ExactIndex] | type[FaissIndex]:
    return request.param  # type: ignore[no-any-return]


def put(store: SqliteStore, article: Article) -> None:
    store.put_article(article)
    passages = split(article)
    store.put_passages(passages)
    vectors = EMBEDDER.embed_passages([passage.text for passage in passages])
    store.put_vectors(1, [passage.passage_id for passage in passages], vectors)


def cache(
    store: SqliteStore, folder: Path, make: type[ExactIndex] | type[FaissIndex]
) -> VectorCache:
    return VectorCache(folder, store, embedder_id=1, key="1-toy", kind=make, dimension=DIMENSION)


def many(count: int) -> Article:
    """An article of ``count`` passages."""
    paragraphs = (" ".join(f"word{n}x{m % 10}" for m in range(130)) for n in range(count))
    return Article(doc_id="many", title="Many", text="\n\n".join(paragraphs))


def stored_ids(store: SqliteStore) -> list[int]:
    return sorted(i for d in store.article_ids() for i in store.passage_ids(d))


def slow_to_save() -> tuple[type[ExactIndex], threading.Event, threading.Event]:
    """An index that tells when saving begins, and ends it only when it may."""
    began, may_go_on = threading.Event(), threading.Event()

    class Slow(ExactIndex):
        def save(self, path: Path) -> None:
            began.set()
            assert may_go_on.wait(20)
            super().save(path)

    return Slow, began, may_go_on


def saved(folder: Path) -> list[Path]:
    return sorted(folder.glob("vectors-*[!6]"))


def test_it_follows_every_change_of_the_store(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    vectors = cache(store, tmp_path, make)
    assert len(vectors.current()) == 0
    put(store, HARBOUR)
    assert list(vectors.current().ids()) == stored_ids(store)
    put(store, OWLS)
    store.remove_article(HARBOUR.doc_id)
    assert list(vectors.current().ids()) == stored_ids(store)
    put(store, HARBOUR)
    assert list(vectors.current().ids()) == stored_ids(store)


def test_a_saved_index_is_read_and_brought_up_to_date(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    put(store, HARBOUR)
    cache(store, tmp_path, make).save()
    put(store, OWLS)
    store.remove_article(HARBOUR.doc_id)
    assert list(cache(store, tmp_path, make).current().ids()) == stored_ids(store)


def test_only_the_newest_file_is_kept(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    vectors = cache(store, tmp_path, make)
    put(store, HARBOUR)
    vectors.save()
    [first] = saved(tmp_path)
    put(store, OWLS)
    vectors.save()
    [second] = saved(tmp_path)
    assert first != second
    store.remove_article(HARBOUR.doc_id)
    assert list(vectors.current().ids()) == stored_ids(store)


@pytest.mark.parametrize("damage", ["emptied", "garbage", "flipped", "without its seal"])
def test_a_broken_file_is_rebuilt(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex], damage: str
) -> None:
    put(store, HARBOUR)
    cache(store, tmp_path, make).save()
    [path] = saved(tmp_path)
    sound = path.read_bytes()
    flipped = sound[:-40] + bytes([sound[-40] ^ 64]) + sound[-39:]
    changed = {"emptied": b"", "garbage": b"garbage" * 50, "flipped": flipped}
    path.write_bytes(changed.get(damage, sound))
    if damage == "without its seal":
        checksum_path(path).unlink()
    vector = EMBEDDER.embed_question("harbour bridge")
    expected = cache(store, tmp_path / "elsewhere", make).current().search(vector, 9)
    found = cache(store, tmp_path, make).current().search(vector, 9)
    assert [hit.passage_id for hit in found] == [hit.passage_id for hit in expected]
    assert [h.score for h in found] == pytest.approx([h.score for h in expected], abs=1e-3)
    [path] = saved(tmp_path)  # by whoever made it
    assert list(make.load(path, DIMENSION).ids()) == stored_ids(store)


def test_a_file_that_holds_other_vectors_than_the_store_is_rebuilt(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    put(store, HARBOUR)
    cache(store, tmp_path, make).save()
    [path] = saved(tmp_path)
    make(DIMENSION).save(path)
    assert list(cache(store, tmp_path, make).current().ids()) == stored_ids(store)


def test_a_file_from_the_future_of_a_restored_store_is_not_used(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    put(store, HARBOUR)
    alien = make(DIMENSION)
    alien_ids: IdArray = np.array([1], dtype=np.int64)
    alien.add(alien_ids, EMBEDDER.embed_passages(["alien"]))
    alien.save(tmp_path / f"vectors-1-toy-99999{make.suffix}")
    assert list(cache(store, tmp_path, make).current().ids()) == stored_ids(store)


def test_an_index_of_another_kind_is_neither_read_nor_removed(
    store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(store, HARBOUR)
    cache(store, tmp_path, ExactIndex).save()
    [exact] = saved(tmp_path)
    other = cache(store, tmp_path, FaissIndex)
    other.save()
    assert list(other.current().ids()) == stored_ids(store)
    assert len(saved(tmp_path)) == 2
    assert list(ExactIndex.load(exact, DIMENSION).ids()) == stored_ids(store)
    assert caplog.text == ""


def test_a_discarded_index_is_rebuilt(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    put(store, HARBOUR)
    vectors = cache(store, tmp_path, make)
    vectors.save()
    vectors.discard()
    assert saved(tmp_path) == []
    assert list(vectors.current().ids()) == stored_ids(store)


def test_a_file_is_kept_while_little_has_changed_and_replaced_once_much_has(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    put(store, many(60))
    cache(store, tmp_path, make).save()
    [first] = saved(tmp_path)
    put(store, HARBOUR)  # one passage of sixty-one
    cache(store, tmp_path, make).save()
    assert saved(tmp_path) == [first]
    assert list(cache(store, tmp_path, make).current().ids()) == stored_ids(store)
    put(store, OWLS)
    store.remove_article("many")
    cache(store, tmp_path, make).save()
    assert len(saved(tmp_path)) == 1
    assert saved(tmp_path) != [first]
    assert list(cache(store, tmp_path, make).current().ids()) == stored_ids(store)


def test_what_was_removed_before_the_last_file_is_remembered_no_more(
    store: SqliteStore, tmp_path: Path, make: type[ExactIndex]
) -> None:
    """A program that had its index open all the while goes on with the new file."""
    put(store, HARBOUR)
    put(store, OWLS)
    open_long = cache(store, tmp_path, make)
    open_long.current()
    store.remove_article(OWLS.doc_id)
    cache(store, tmp_path, make).save()
    assert store.vector_changes(1, 0).removed.size == 0
    assert not store.vector_changes(1, 1).is_complete
    assert list(open_long.current().ids()) == stored_ids(store)
    for path in saved(tmp_path):
        path.unlink()
    put(store, OWLS)
    assert list(open_long.current().ids()) == stored_ids(store)


def test_questions_and_other_programs_go_on_while_an_index_is_saved(
    store: SqliteStore, tmp_path: Path
) -> None:
    slow_index, began, may_go_on = slow_to_save()
    put(store, HARBOUR)
    slow = cache(store, tmp_path, slow_index)
    saving = threading.Thread(target=slow.current)
    saving.start()
    assert began.wait(20)
    put(store, OWLS)
    assert list(slow.current().ids()) == stored_ids(store)
    cache(store, tmp_path, ExactIndex).save()
    [newer] = saved(tmp_path)
    may_go_on.set()
    saving.join()
    assert newer in saved(tmp_path)
    assert list(cache(store, tmp_path, ExactIndex).current().ids()) == stored_ids(store)


def test_a_late_save_leaves_what_another_model_saved_meanwhile(
    store: SqliteStore, tmp_path: Path
) -> None:
    slow_index, began, may_go_on = slow_to_save()
    put(store, HARBOUR)
    saving = threading.Thread(target=cache(store, tmp_path, slow_index).current)
    saving.start()
    assert began.wait(20)
    put(store, OWLS)
    other = tmp_path / f"vectors-2-other-{store.generation()}{ExactIndex.suffix}"
    other.write_bytes(b"of another model")
    may_go_on.set()
    saving.join()
    assert other.exists()
