"""An archive whose indexes are in Milvus: equal to the store whatever happens to either."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError
from retrieval.types import Filters
from tests.index.milvus.conftest import QUESTION, OpenArchive, fill, found, held, stored, vectors_of
from tests.support.milvus_servers import need
from tests.support.toys import (
    HARBOUR,
    OWLS,
)

# What changes in the store -----------------------------------------------------------------------


def test_articles_are_found_and_removed_ones_are_not(open_archive: OpenArchive) -> None:
    archive = fill(open_archive())
    assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
    archive.remove(OWLS.doc_id)
    assert found(archive, "Who counted the chicks?") == [HARBOUR.doc_id]
    assert held(archive) == stored(archive)
    assert archive.doctor() == []


def test_an_article_added_twice_is_there_once(open_archive: OpenArchive) -> None:
    archive = fill(open_archive())
    fill(archive, replace(HARBOUR, text=HARBOUR.text + "\n\nThe ferry runs meanwhile."))
    fill(archive, HARBOUR)
    assert held(archive) == stored(archive)


def test_an_archive_opened_later_finds_the_same(open_archive: OpenArchive, search: str) -> None:
    archive = fill(open_archive())
    before = found(archive, "Who counted the chicks?")
    archive.close()
    again = open_archive()
    assert found(again, "Who counted the chicks?") == before
    assert held(again) == stored(again)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(since=date(2024, 3, 2)), [OWLS.doc_id]),
        (Filters(until=date(2024, 3, 1)), [HARBOUR.doc_id]),
        (Filters(as_of=date(2024, 3, 1)), [HARBOUR.doc_id]),
        (Filters(publisher=OWLS.publisher), [OWLS.doc_id]),
        (Filters(language="en"), sorted([HARBOUR.doc_id, OWLS.doc_id])),
    ],
)
def test_milvus_itself_leaves_out_what_filters_do_not_let_through(
    open_archive: OpenArchive, filters: Filters, expected: list[str]
) -> None:
    archive = fill(
        open_archive(),
        replace(HARBOUR, published_at="2024-03-01"),
        replace(OWLS, published_at="2024-03-02T08:00:00+00:00"),
    )
    from retrieval.search.questions.checked_filters import publishers_of
    from retrieval.types import StoredFilters

    searcher = archive.searcher()
    own = StoredFilters(filters, publishers_of(filters, archive._store))
    hits = searcher.vectors.search(searcher.embedder.embed_question("harbour owls"), 9, own)
    if hasattr(archive._words, "_collection"):
        hits += searcher.words.match(("harbour", "owl")).best(9, own)
    passages = archive._store.passages(hit.passage_id for hit in hits)
    assert sorted({own.doc_id for own in passages.values()}) == expected
    assert sorted(set(found(archive, "harbour owls", filters))) == expected


def test_a_corrected_date_is_known_to_milvus(open_archive: OpenArchive) -> None:
    archive = fill(open_archive(), replace(HARBOUR, published_at="2024-03-01"))
    fill(archive, replace(HARBOUR, published_at="2024-02-01"))
    february = Filters(until=date(2024, 2, 28))
    assert found(archive, "When does the harbour bridge close?", february) == [HARBOUR.doc_id]


# What happens to Milvus --------------------------------------------------------------------------


def test_collections_that_were_dropped_are_filled_again(open_archive: OpenArchive) -> None:
    archive = fill(open_archive())
    vectors_of(archive)._collection.drop()
    found(archive, "Who counted the chicks?")
    assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
    archive.save_indexes()
    assert held(archive) == stored(archive)


def test_questions_are_answered_by_words_while_a_collection_is_filled(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    archive, go_on = fill(open_archive()), threading.Event()
    found(archive, "Who counted the chicks?")
    vectors_of(archive)._collection.drop()
    monkeypatch.setattr("retrieval.index.milvus.following._WAIT_S", 0.1)
    before_the_first(archive, "upsert", lambda: assert_set(go_on), monkeypatch)

    with caplog.at_level(logging.WARNING):
        for _again in range(3):
            assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
    go_on.set()
    archive.save_indexes()

    assert "The search index is being filled. Until then answers are found by words" in caplog.text
    assert held(archive) == stored(archive)


def test_a_filling_in_the_background_ends_when_the_archive_is_closed(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, begun, go_on = fill(open_archive()), threading.Event(), threading.Event()
    cache = vectors_of(archive)
    cache.follow()
    monkeypatch.setattr("retrieval.index.milvus.following._WAIT_S", 0.1)

    def wait() -> None:
        begun.set()
        assert_set(go_on)

    before_the_first(archive, "upsert", wait, monkeypatch)
    cache._followed = -1
    cache._states.drop(cache._collection.name)
    cache._collection.drop()
    cache.current()
    assert_set(begun)
    cache._server.close()  # as the archive does
    archive.close()
    go_on.set()
    assert cache._following is not None
    with pytest.raises(BackendError):
        cache._following.result(60)


def test_a_filling_reads_the_store_no_more_when_that_is_closed(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, begun, are_done = fill(open_archive()), threading.Event(), []
    cache, close_store = vectors_of(archive), archive._store.close
    cache.follow()
    archive._index_server = archive._components.backends.engine  # type: ignore[attr-defined]
    monkeypatch.setattr("retrieval.index.milvus.following._WAIT_S", 0.1)

    def blocks() -> Iterator[list[tuple[int, Any]]]:
        """Many blocks of which Milvus has all rows, so that it is not called."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            begun.set()
            yield []

    def close() -> None:
        assert cache._following is not None
        are_done.append(cache._following.done())
        cache._following.exception(60)  # else SQLite might crash
        close_store()

    monkeypatch.setattr(cache, "_all", blocks)
    monkeypatch.setattr(cache, "_removed", lambda _: None)
    monkeypatch.setattr(archive._store, "close", close)
    cache._followed = -1
    cache.current()
    assert_set(begun)
    archive.close()

    assert are_done == [True]
    assert cache._following is not None
    with pytest.raises(BackendError, match="The archive was closed while it was in use"):
        cache._following.result()
    with pytest.raises(BackendError, match="The archive was closed while it was in use"):
        cache.follow_soon()


def test_what_was_stored_while_an_older_state_was_followed_is_there(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill(open_archive())
    cache, older = vectors_of(archive), Future[None]()
    cache.follow()
    monkeypatch.setattr(older, "result", lambda _: older.set_result(None))
    cache._following, cache._wait_until = older, math.inf
    archive._writer().remove(OWLS.doc_id)  # what follows a removal is still to come

    cache.follow_soon()

    assert older.done()
    assert cache._followed == archive.generation()
    assert held(archive)[0] == stored(archive)[0]


def assert_set(event: threading.Event) -> None:
    assert event.wait(60)


def test_rows_that_got_lost_or_are_too_many_are_mended(open_archive: OpenArchive) -> None:
    archive = fill(open_archive())
    for ids, own in zip(held(archive), (vectors_of(archive), archive._words), strict=False):
        collection = own._collection  # type: ignore[attr-defined]
        collection.delete(ids[:1])
    archive.save_indexes()
    assert held(archive) == stored(archive)
    fields = dict.fromkeys(("publisher", "language", "published", "fetched"), 0)
    vectors_of(archive)._collection.upsert([{"id": 7, "vector": QUESTION, **fields}])
    archive.save_indexes()
    assert held(archive) == stored(archive)


def test_a_filling_that_was_stopped_goes_on(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.index.milvus.states import MilvusStates, State

    archive = fill(open_archive())
    cache = vectors_of(archive)
    cache._collection.delete(held(archive)[0][:1])
    cache._states.put(cache._collection.name, State(archive.generation()))
    archive.close()
    waiting = open_archive()
    with pytest.raises(BackendError, match="being filled by another program"):
        vectors_of(waiting).follow()
    assert found(waiting, "Who counted the chicks?")[0] == OWLS.doc_id  # by its words
    monkeypatch.setattr(MilvusStates, "is_being_filled", lambda *_: False)
    waiting.save_indexes()
    assert held(waiting) == stored(waiting)


@pytest.mark.parametrize("clock_is_ahead_by_s", [0, 3600])
def test_a_filling_is_given_up_a_minute_after_it_was_last_seen_to_go_on(
    monkeypatch: pytest.MonkeyPatch, clock_is_ahead_by_s: int
) -> None:
    need("pymilvus")
    from retrieval.index.milvus.states import MilvusStates, State

    now_s = 1_000_000.0
    monkeypatch.setattr(time, "time", lambda: now_s)
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    states = MilvusStates(None)  # type: ignore[arg-type]  # the server is not asked
    other = State(1, filler=7, filled_at=int(now_s) + clock_is_ahead_by_s)
    assert states.is_being_filled(other)
    now_s += 50
    assert states.is_being_filled(replace(other, filled_at=other.filled_at + 50))
    now_s += 59
    assert states.is_being_filled(replace(other, filled_at=other.filled_at + 50))
    now_s += 2
    assert not states.is_being_filled(replace(other, filled_at=other.filled_at + 50))


def test_two_programs_that_write_agree_with_the_store(
    open_archive: OpenArchive, search: str
) -> None:
    if search.startswith("milvus-lite"):
        pytest.skip("one program at a time uses a file")
    one, other = open_archive(), open_archive()
    fill(one, HARBOUR)
    fill(other, OWLS)
    one.remove(HARBOUR.doc_id)
    assert found(other, "Who counted the chicks?") == [OWLS.doc_id]
    other.save_indexes()
    assert held(one) == held(other) == stored(other)


@pytest.mark.parametrize("moment", ["count", "ids"])
def test_rows_that_another_program_writes_during_a_check_stay(
    two_programs: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    one, other = two_programs
    fill(one, HARBOUR)
    vectors_of(one).follow()
    vectors_of(one)._collection.delete(held(one)[0])  # so that there is something to mend

    def write() -> None:
        fill(other, OWLS)
        vectors_of(other).verify()

    before_the_first(one, moment, write, monkeypatch)

    vectors_of(one).verify()

    assert held(one)[0] == stored(one)[0]


def test_an_article_added_again_while_its_removal_is_followed_stays(
    two_programs: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two_programs
    fill(one)
    vectors_of(one).follow()
    other._writer().remove(OWLS.doc_id)  # what follows a removal is still to come

    def write() -> None:
        fill(other, OWLS)
        vectors_of(other).follow()

    before_the_first(one, "delete", write, monkeypatch)

    vectors_of(one).follow()

    assert held(one)[0] == stored(one)[0]


def before_the_first(
    archive: Archive, method: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Has ``act`` run when the collection of vectors of ``archive`` is first used so."""
    collection = vectors_of(archive)._collection
    own_method = getattr(collection, method)

    def called(*arguments: object) -> object:
        monkeypatch.delattr(collection, method)
        act()
        return own_method(*arguments)

    monkeypatch.setattr(collection, method, called, raising=False)


def test_another_model_gets_another_collection(open_archive: OpenArchive) -> None:
    archive = fill(open_archive())
    before = vectors_of(archive)._collection.name
    archive.close()
    other = open_archive(embedder="another")
    other.rebuild()
    assert vectors_of(other)._collection.name != before
    assert found(other, "Who counted the chicks?")[0] == OWLS.doc_id
    names = vectors_of(other)._server.run(lambda client: client.list_collections())
    assert before not in names
    assert held(other) == stored(other)
