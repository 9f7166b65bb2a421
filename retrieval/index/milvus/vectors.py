"""Vectors of passages in Milvus: one collection for each model of an archive."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np

from retrieval.errors import BackendError
from retrieval.index.milvus.collection import MilvusCollection, collection_name
from retrieval.index.milvus.following import Block, FollowingCollection
from retrieval.index.milvus.server import WRITE_S, MilvusServer, MissingCollectionError
from retrieval.index.milvus.states import MilvusStates
from retrieval.protocols import Store
from retrieval.types import NO_STORED_FILTERS, FloatArray, Hit, IdArray, StoredFilters

_Result = TypeVar("_Result")


class MilvusVectors:
    """See :class:`retrieval.protocols.VectorSearch`.

    While the server does not answer, nothing is found, so that questions are answered by words.
    ``stored`` gives the ids and vectors of passages that the server does not have, or not yet.
    """

    def __init__(
        self,
        server: MilvusServer,
        following: FollowingCollection[FloatArray],
        dimension: int,
        stored: Callable[[Sequence[int]], tuple[IdArray, FloatArray]],
    ) -> None:
        self._server = server
        self._following = following
        self._dimension = dimension
        self._stored = stored

    def __len__(self) -> int:
        return self._following.ask(MilvusCollection.count)

    def ids(self) -> IdArray:
        """See :class:`retrieval.protocols.VectorSearch`; raises BackendError."""
        return self._following.ask(MilvusCollection.ids)

    def search(
        self, vector: FloatArray, depth: int, filters: StoredFilters = NO_STORED_FILTERS
    ) -> list[Hit]:
        if vector.shape[-1] != self._dimension:
            raise BackendError(
                f"A vector has {vector.shape[-1]} dimensions, the index {self._dimension}."
            )
        asked = np.asarray(vector, dtype=np.float32)
        return self._or_nothing(lambda own: own.search(asked, depth, filters), [])

    def vectors(self, ids: Sequence[int]) -> tuple[IdArray, FloatArray]:
        nothing: dict[int, Any] = {}
        found = self._or_nothing(lambda own: own.vectors(ids), nothing)
        if missing := [own for own in ids if own not in found]:
            ids_found, rows_found = self._stored(missing)
            found.update(zip(ids_found.tolist(), rows_found, strict=True))
        rows = [np.asarray(own, dtype=np.float32) for own in found.values()]
        vectors = np.stack(rows) if rows else np.empty((0, self._dimension), dtype=np.float32)
        return np.array(list(found), dtype=np.int64), vectors

    def _or_nothing(self, act: Callable[[MilvusCollection], _Result], nothing: _Result) -> _Result:
        try:
            return self._following.ask(act)
        except BackendError as error:
            self._server.tell(error)
            return nothing


class MilvusVectorCache(FollowingCollection[FloatArray]):
    """The vectors of one embedder; see :class:`retrieval.protocols.VectorIndexCache`."""

    def __init__(
        self, server: MilvusServer, store: Store, *, embedder_id: int, key: str, dimension: int
    ) -> None:
        self._server = server
        self._vectors = store
        self._embedder_id = embedder_id
        self._key = key
        self._of_archive = collection_name("vectors", store.database_id())
        name = f"{self._of_archive}_{collection_name(key)}"
        collection = MilvusCollection(server, name, dimension)
        super().__init__(collection, MilvusStates(server), store)
        self._index = MilvusVectors(server, self, dimension, partial(store.vectors, embedder_id))

    @property
    def key(self) -> str:
        return self._key

    def current(self) -> MilvusVectors:
        """See :class:`retrieval.protocols.VectorIndexCache`; as it is, if it cannot be followed."""
        try:
            self.follow_soon()
        except BackendError as error:
            self._server.tell(error)
        return self._index

    def save(self) -> None:
        self.verify()

    def file_damage(self) -> list[str]:
        """See :class:`retrieval.protocols.VectorIndexCache`; it has no file."""
        return []

    def prepare(self) -> None:
        """See :class:`retrieval.protocols.VectorIndexCache`; other models serve meanwhile."""
        self.follow()
        self.write_again()

    def take_over(self) -> None:
        self.follow()
        if not self._server.is_lite:  # which has no aliases
            self._point_alias()
        for name in self._server.run(lambda client: client.list_collections(timeout=WRITE_S)):
            if name.startswith(f"{self._of_archive}_") and name != self._collection.name:
                self._states.drop(name)
                with contextlib.suppress(MissingCollectionError):
                    MilvusCollection(self._server, name, 0).drop()

    def _point_alias(self) -> None:
        """Names the collection in use by an alias that does not change, for other programs."""
        name, alias = self._collection.name, self._of_archive
        try:
            self._server.run(lambda client: client.alter_alias(name, alias, timeout=WRITE_S))
        except BackendError:  # there is none yet
            self._server.run(lambda client: client.create_alias(name, alias, timeout=WRITE_S))

    def _count(self) -> int:
        return self._vectors.count_vectors(self._embedder_id)

    def _all(self) -> Iterator[Block[FloatArray]]:
        return self._added(0)

    def _removed(self, since: int) -> list[int] | None:
        changes = self._vectors.vector_changes(self._embedder_id, since)
        return changes.removed.tolist() if changes.is_complete else None

    def _added(self, since: int) -> Iterator[Block[FloatArray]]:
        for ids, vectors in self._vectors.vector_changes(self._embedder_id, since).added:
            yield list(zip(ids.tolist(), vectors, strict=True))

    def _vector(self, content: FloatArray) -> FloatArray:
        return content
