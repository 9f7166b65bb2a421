"""A server of Milvus that has lost rows: what it held is filled again."""

from __future__ import annotations

import math
from itertools import count
from typing import Any

import pytest

from retrieval.archive import Archive
from retrieval.errors import BackendError
from tests.index.milvus.conftest import (
    QUESTION,
    OpenArchive,
    fill,
    held,
    nearest,
    stored,
    vectors_of,
)
from tests.support.toys import (
    HARBOUR,
    OWLS,
)

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
