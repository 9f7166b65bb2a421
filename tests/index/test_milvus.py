"""An archive whose indexes are in Milvus: equal to the store whatever happens to either."""

from __future__ import annotations

import contextlib
import logging
import math
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError, SettingsError
from retrieval.index.milvus.address import parse_address
from retrieval.settings import Settings
from retrieval.types import Article, Filters, Note
from tests.support.milvus_servers import need, new_file, started_milvus
from tests.support.toys import (
    HARBOUR,
    OWLS,
    TOY_ARTICLES,
    ToyBackends,
    ToyEmbedder,
    open_toy_archive,
)

if TYPE_CHECKING:
    from retrieval.index.milvus.vectors import MilvusVectorCache
    from retrieval.index.milvus.words import MilvusWords

_RECOVERY_S = 180
QUESTION = ToyEmbedder().embed_question("Who counted the chicks?")
OpenArchive: TypeAlias = Callable[..., Archive]


@pytest.fixture(params=["milvus-lite", "milvus"])
def search(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The setting ``search``."""
    if request.param == "milvus-lite":
        return new_file(tmp_path)
    address: str = request.getfixturevalue("milvus_server")
    return address


@pytest.fixture
def open_archive(search: str, tmp_path: Path) -> Iterator[OpenArchive]:
    """Opens the archive in tmp_path, as another program would."""
    need("pymilvus")
    from retrieval.index.milvus.search import MilvusSearch

    with ExitStack() as stack:

        def opened(**settings: object) -> Archive:
            values = {"archive": str(tmp_path / "archive"), "search": search, **settings}
            own = Settings(**values)  # type: ignore[arg-type]
            engine = MilvusSearch(str(values["search"]))
            archive = open_toy_archive(own, create=True, backends=ToyBackends(engine=engine))
            stack.callback(archive.close)
            return archive

        yield opened


def fill(archive: Archive, *articles: Article) -> Archive:
    for article in articles or TOY_ARTICLES:
        archive.add(article)
    return archive


def found(archive: Archive, question: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    return [own.article.doc_id for own in archive.ask(question, filters=filters).results]


def vectors_of(archive: Archive) -> MilvusVectorCache:
    active = archive._store.active_embedder()
    assert active is not None
    return archive._components.cache_for(active)  # type: ignore[return-value]


def words_of(archive: Archive) -> MilvusWords:
    return archive._words  # type: ignore[return-value]


def held(archive: Archive) -> list[list[int]]:
    """The ids in the collections of vectors and, if there is one, of words."""
    collections = [vectors_of(archive)._collection]
    if hasattr(archive._words, "_collection"):
        collections.append(words_of(archive)._collection)
    return [own.ids().tolist() for own in collections]


def nearest(cache: MilvusVectorCache) -> list[int]:
    """The passages that a question finds by their vectors."""
    return [hit.passage_id for hit in cache.current().search(QUESTION, 10)]


def stored(archive: Archive) -> list[list[int]]:
    ids = sorted(i for d in archive._store.article_ids() for i in archive.passage_ids(d))
    return [ids] * len(held(archive))


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
    from retrieval.search.ranking.filtering import publishers_of
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


@pytest.fixture
def two_programs(search: str, tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """Two programs with one archive; in one process, so that both can use a file."""
    need("pymilvus")
    from retrieval.index.milvus.search import MilvusSearch

    settings = Settings(archive=str(tmp_path / "archive"), search=search)
    backends = ToyBackends(engine=MilvusSearch(search))
    with (
        open_toy_archive(settings, create=True, backends=backends) as one,
        open_toy_archive(settings, backends=backends) as other,
    ):
        yield one, other


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


# A server that has lost rows ---------------------------------------------------------------------

_OTHER_ERROR = 65535
_LOST_FROM_DISK = (
    "fail to Query, QueryNode ID = 3, reason=worker(3) query failed: invalid local path:"
    "/data/insert_log/1/2/3/105/4: service internal error: UnknownError"
)
_LOST_FROM_S3 = (
    "fail to search on QueryNode 3: worker(3) query failed: Error:GetObjectSize:NoSuchKey, "
    "The specified key does not exist."
)


def lose_rows(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    message: str = _LOST_FROM_DISK,
    failures: float = math.inf,
    *,
    field: str = "",
    lost: str | None = None,
) -> list[str]:
    """Has searches, or queries for a field, fail until their collection is dropped.

    They fail at most so often. What is dropped is in the list that is returned.
    """
    from pymilvus import MilvusClient
    from pymilvus.exceptions import MilvusException

    name_of_lost, dropped = lost or vectors_of(archive)._collection.name, list[str]()
    asking = "query" if field else "search"
    ask, drop, failed = getattr(MilvusClient, asking), MilvusClient.drop_collection, count(1)

    def ask_or_fail(client: MilvusClient, name: str, **options: Any) -> object:
        is_asked = not field or field in options["output_fields"]
        is_lost = name == name_of_lost and name not in dropped and is_asked
        if is_lost and next(failed) <= failures:
            raise MilvusException(_OTHER_ERROR, message)
        return ask(client, name, **options)

    def drop_and_tell(client: MilvusClient, name: str, **options: Any) -> None:
        drop(client, name, **options)
        dropped.append(name)

    monkeypatch.setattr(MilvusClient, asking, ask_or_fail)
    monkeypatch.setattr(MilvusClient, "drop_collection", drop_and_tell)
    return dropped


@pytest.mark.parametrize("message", [_LOST_FROM_DISK, _LOST_FROM_S3])
def test_a_collection_whose_rows_the_server_has_lost_is_filled_again_once(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    archive = fill(open_archive())
    dropped = lose_rows(archive, monkeypatch, message)
    cache = vectors_of(archive)

    assert nearest(cache) == []
    assert len(nearest(cache)) == len(stored(archive)[0])

    assert dropped == [cache._collection.name]
    assert held(archive) == stored(archive)


def test_a_loss_that_is_over_when_it_is_looked_at_again_drops_nothing(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill(open_archive())
    dropped = lose_rows(archive, monkeypatch, failures=1)
    nearest(vectors_of(archive))
    assert dropped == []


def test_a_server_that_loses_rows_again_and_again_is_not_always_filled(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill(open_archive())
    dropped = lose_rows(archive, monkeypatch)
    cache = vectors_of(archive)
    monkeypatch.setattr("retrieval.index.milvus.following._PAUSE", 1e6)
    for _ in range(3):
        nearest(cache)
    lose_rows(archive, monkeypatch)
    for _ in range(3):
        nearest(cache)
    assert dropped == [cache._collection.name]


def test_of_two_programs_that_find_rows_lost_one_fills_the_collection(
    two_programs: tuple[Archive, Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two_programs
    fill(one)
    vectors_of(other).follow()
    dropped = lose_rows(one, monkeypatch)
    states, caches = vectors_of(one)._states, [vectors_of(one), vectors_of(other)]

    def get_before_the_other(name: str) -> object:
        monkeypatch.delattr(states, "get")
        result = states.get(name)
        for _again in range(2):
            nearest(caches[1])
        return result

    monkeypatch.setattr(states, "get", get_before_the_other, raising=False)
    caches[0]._index.search(QUESTION, 10)
    for cache in caches:
        cache.follow()

    assert dropped == [caches[0]._collection.name]
    assert held(one) == held(other) == stored(one)


def test_a_filling_that_was_stopped_and_lost_its_rows_is_begun_again(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.index.milvus.states import MilvusStates, State

    archive = fill(open_archive())
    cache = vectors_of(archive)
    cache._states.put(cache._collection.name, State(archive.generation()))
    archive.close()
    archive = open_archive()
    monkeypatch.setattr(MilvusStates, "is_being_filled", lambda *_: False)
    dropped = lose_rows(archive, monkeypatch, field="count(*)")  # also of its ids
    cache = vectors_of(archive)

    with pytest.raises(BackendError, match="has lost rows, which are soon written to it again"):
        cache.follow()
    cache.follow()

    assert dropped == [cache._collection.name]
    assert held(archive) == stored(archive)


def test_rows_found_to_be_lost_at_the_end_of_an_ingest_are_written_again(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = fill(open_archive())
    vectors_of(archive).follow()
    dropped = lose_rows(archive, monkeypatch, field="count(*)")
    for _again in range(2):
        archive.save_indexes()
    assert dropped == [vectors_of(archive)._collection.name]
    assert held(archive) == stored(archive)


def test_a_collection_that_could_not_be_dropped_is_dropped_later(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pymilvus import MilvusClient
    from pymilvus.exceptions import MilvusException

    archive = fill(open_archive())
    dropped, cache = lose_rows(archive, monkeypatch), vectors_of(archive)
    monkeypatch.setattr("retrieval.index.milvus.server._PAUSE_S", 0.0)

    def be_away(*_: object, **__: object) -> None:
        raise MilvusException(message="rpc error: code = Unavailable desc = killed")

    with monkeypatch.context() as away:
        away.setattr(MilvusClient, "drop_collection", be_away)
        nearest(cache)
    assert dropped == []
    nearest(cache)
    cache.follow()

    assert dropped == [cache._collection.name]
    assert held(archive) == stored(archive)


@pytest.mark.parametrize("with_vectors", [False, True])
def test_without_their_states_collections_are_compared_again(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch, with_vectors: bool
) -> None:
    archive = fill(open_archive(), HARBOUR)
    cache, [ids, *_] = vectors_of(archive), stored(archive)
    cache.follow()
    dropped = lose_rows(archive, monkeypatch, field="generation", lost="article_bot_states")
    if with_vectors:
        lose_rows(archive, monkeypatch)
    cache._collection.delete(ids[:1])
    fill(archive, OWLS)

    for _again in range(3):
        nearest(cache)
    archive.save_indexes()

    assert dropped == ["article_bot_states", *[cache._collection.name] * with_vectors]
    assert held(archive) == stored(archive)


@pytest.mark.parametrize(("percents", "is_lost"), [([0] * 9, True), ([0, 50, 60], False)])
def test_a_collection_whose_loading_makes_no_progress_is_filled_again(
    open_archive: OpenArchive, monkeypatch: pytest.MonkeyPatch, percents: list[int], is_lost: bool
) -> None:
    from pymilvus import MilvusClient
    from pymilvus.exceptions import MilvusException

    archive = fill(open_archive())
    cache = vectors_of(archive)
    cache.follow()
    cache._collection.forget()
    dropped = lose_rows(archive, monkeypatch, failures=0)
    monkeypatch.setattr("retrieval.index.milvus.server._PAUSE_S", 0.0)
    monkeypatch.setattr("retrieval.index.milvus.loading._STUCK_S", 0.0)
    load = MilvusClient.load_collection

    def load_slowly(client: MilvusClient, name: str, **options: Any) -> None:
        if name == cache._collection.name and percents and not dropped:
            raise MilvusException(message="wait for loading collection timeout, collection: x")
        load(client, name, **options)

    monkeypatch.setattr(MilvusClient, "load_collection", load_slowly)
    monkeypatch.setattr(
        MilvusClient, "get_load_state", lambda *_, **__: {"progress": percents.pop(0)}
    )
    for _again in range(4):
        nearest(cache)

    assert dropped == [cache._collection.name] * is_lost
    assert held(archive) == stored(archive)


# A server that is not as it should be ------------------------------------------------------------


def test_without_a_server_answers_are_found_by_words(
    open_archive: OpenArchive, caplog: pytest.LogCaptureFixture
) -> None:
    archive = open_archive(search="milvus://127.0.0.1:1")
    with caplog.at_level(logging.WARNING):
        fill(archive)
        assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
    assert (
        "milvus://127.0.0.1:1 does not answer: start it, or correct ARTICLE_BOT_SEARCH."
        in caplog.text
    )
    [finding] = archive.doctor()
    assert finding.problem.startswith("milvus://127.0.0.1:1 does not answer")


@pytest.mark.parametrize("away", ["milvus://127.0.0.1:1", "milvus-lite:/nonexistent/x.db"])
def test_one_sentence_says_that_milvus_is_away_and_answers_may_be_missed(
    open_archive: OpenArchive, caplog: pytest.LogCaptureFixture, away: str
) -> None:
    archive = open_archive(search=away)
    archive.add(OWLS)

    with caplog.at_level(logging.WARNING):
        found(archive, "Who counted the chicks?")
        answer = archive.ask("Who counted the owls?")

    assert answer.notes[-1] == Note("words_only", {})
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2  # words and vectors are here two connections, in the program one
    assert set(told) == {told[0]}
    assert told[0].endswith(
        "Until then answers are found by words alone, and a refusal may be due to that."
    )


def test_only_answers_that_were_found_without_milvus_say_so(open_archive: OpenArchive) -> None:
    archive = open_archive(search="milvus://127.0.0.1:1")
    archive.add(OWLS)
    archive.ask("Who counted the chicks?")
    server = archive._index_server
    assert server is not None

    assert server.was_away_since(time.monotonic() - 3600)
    assert not server.was_away_since(time.monotonic())


def test_a_comparison_that_was_made_without_milvus_says_so(open_archive: OpenArchive) -> None:
    archive = open_archive(search="milvus://127.0.0.1:1")
    archive.add(OWLS)

    answered = archive.compare("Who counted the chicks?")
    refused = archive.compare("Who won the cup?")

    assert [own.source for own in answered.accounts] == [OWLS.publisher]
    assert Note("words_only", {}) in answered.notes
    assert refused.refusal is not None
    assert Note("words_only", {}) in refused.refusal.notes


def test_alerts_wait_while_milvus_is_away(open_archive: OpenArchive, search: str) -> None:
    question = "Who counted the owls?"
    archive = open_archive(search="milvus://127.0.0.1:1")
    archive.add_alert(question)
    archive.add(OWLS)
    assert archive.judge_alerts() == 0
    assert archive.alert_counts().unjudged == 1

    archive = open_archive(search=search)
    assert archive.judge_alerts() == 1
    assert archive.alert_counts().unjudged == 0


def test_a_file_that_another_program_uses_is_named(tmp_path: Path) -> None:
    address = parse_address(new_file(tmp_path))
    import fcntl

    from retrieval.index.milvus.server import MilvusAwayError, MilvusServer

    with (tmp_path / f".{Path(address.uri).name}.lock").open("a") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        code = (
            "import sys; from retrieval.index.milvus.address import parse_address;"
            "from retrieval.index.milvus.server import MilvusServer;"
            "MilvusServer(parse_address(sys.argv[1])).version()"
        )
        ran = _python(code, address.name)
        assert MilvusAwayError.__name__ in ran
        assert "is used by another program: stop it, or run a server for both." in ran
        assert "has been opened by another program" not in ran
    assert MilvusServer(address).version() is None


def test_a_server_too_busy_to_answer_itself_counts_as_away(tmp_path: Path) -> None:
    address = parse_address(new_file(tmp_path))
    from pymilvus.exceptions import MilvusException

    from retrieval.index.milvus.server import MilvusAwayError, MilvusServer

    server = MilvusServer(address)

    def refuse(code: str) -> None:
        trace = "stack trace: /pkg/stack_trace.go:51 Call\n/client.go:564 Upsert: attempt #0: "
        problem = MilvusException(99, f"{trace}rpc error: code = {code} desc = too large")
        server.run(lambda client: (_ for _ in ()).throw(problem))

    with contextlib.closing(server):
        with pytest.raises(BackendError, match="error: rpc error: code = Internal"):
            refuse("Internal")
        with pytest.raises(MilvusAwayError):
            refuse("DeadlineExceeded")


def test_a_server_that_still_reads_its_rows_counts_as_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = parse_address(new_file(tmp_path))
    from pymilvus import MilvusClient
    from pymilvus.exceptions import MilvusException

    from retrieval.index.milvus.collection import MilvusCollection
    from retrieval.index.milvus.server import MilvusAwayError, MilvusServer

    def load_slowly(*_: object, timeout: float, **_others: object) -> None:
        assert timeout <= 5.0
        raise MilvusException(message="wait for loading collection timeout, collection: rows")

    with contextlib.closing(MilvusServer(address)) as server:
        collection = MilvusCollection(server, "rows", 2)
        collection.create()
        monkeypatch.setattr(MilvusClient, "load_collection", load_slowly)
        for _ in ("first", "in the pause after it"):
            with pytest.raises(MilvusAwayError, match="still loads its rows: ask again"):
                collection.search([0.0, 1.0], 1)


def test_who_starts_meanwhile_waits_for_its_turn(tmp_path: Path) -> None:
    pytest.importorskip("pymilvus")
    from retrieval.index.milvus.file_lock import FileLock

    file = tmp_path / "search.db"
    code = (
        "import sys, time; from pathlib import Path;"
        "from retrieval.index.milvus.file_lock import FileLock;"
        "own = FileLock(Path(sys.argv[1])); print(own.take(), flush=True); sys.stdin.readline();"
        "time.sleep(0.2); own.release(); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "True\n"
        own = FileLock(file)
        assert not own.take()
        other.stdin.write("\n")
        other.stdin.flush()
        assert own.take()
        own.release()


def _python(code: str, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    return ran.stderr


def test_a_version_that_is_too_old_is_named(search: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pymilvus import MilvusClient

    from retrieval.index.milvus.server import MilvusServer

    monkeypatch.setattr(MilvusClient, "get_server_version", lambda *_, **__: "v2.2.9")
    with pytest.raises(BackendError, match=r"is Milvus 2\.2: update it to 2\.3 or newer\."):
        MilvusServer(parse_address(search)).version()


@pytest.mark.slow
def test_a_server_that_is_killed_is_used_again_once_it_is_back(tmp_path: Path) -> None:
    need("pymilvus")
    from retrieval.index.milvus.search import MilvusSearch

    def is_recovered() -> bool:
        archive.save_indexes()
        with contextlib.suppress(BackendError):
            return held(archive) == stored(archive)
        return False

    with started_milvus() as server:
        engine = MilvusSearch(server.address)
        settings = Settings(archive=str(tmp_path / "archive"), search=server.address)
        backends = ToyBackends(engine=engine)
        with open_toy_archive(settings, create=True, backends=backends) as archive:
            fill(archive, HARBOUR)
            server.kill()
            fill(archive, OWLS)
            assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id
            server.start()
            start = time.monotonic()
            while not is_recovered():
                assert time.monotonic() - start < _RECOVERY_S
                time.sleep(0.5)
            assert found(archive, "Who counted the chicks?")[0] == OWLS.doc_id


# The setting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "shown"),
    [
        ("milvus://search.example", "milvus://search.example:19530"),
        ("milvus://ada:se%3Acret@search.example:1/news", "milvus://search.example:1/news"),
        ("milvus+tls://[::1]:2", "milvus+tls://[::1]:2"),
    ],
)
def test_an_address_is_shown_without_its_password(search: str, shown: str) -> None:
    address = parse_address(search)
    assert address.name == shown
    assert "cret" not in repr(address) + repr(Settings(search=search))


@pytest.mark.parametrize(
    "search",
    ["milvus://", "milvus://host:port", "milvus-lite:news", "milvus-lite:a b.db", "milvus://h?x=1"],
)
def test_what_is_no_address_is_refused_with_how_to_write_one(search: str) -> None:
    with pytest.raises(SettingsError, match=r"The setting search \(ARTICLE_BOT_SEARCH\)"):
        parse_address(search)


def test_the_user_and_password_may_be_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MILVUS_TOKEN", "ada:secret")
    assert parse_address("milvus://search.example").token == "ada:secret"
    assert parse_address("milvus://bob:se%3Acret@search.example").token == "bob:se:cret"
