"""Vectors of passages in Milvus: one collection for each model of an archive."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import numpy as np

from retrieval.errors import BackendError
from retrieval.index.milvus.collection import MilvusCollection, collection_name
from retrieval.index.milvus.following import Block, FollowingCollection
from retrieval.index.milvus.server import WRITE_S, MilvusServer, MissingCollectionError
from retrieval.index.milvus.states import MilvusStates
from retrieval.store.store import SqlStore
from retrieval.types import NO_STORED_FILTERS, FloatArray, Hit, IdArray, StoredFilters


class MilvusVectors:
    """See :class:`retrieval.protocols.VectorSearch`.

    While the server does not answer, nothing is found, so that questions are answered by words.
    """

    def __init__(
        self,
        server: MilvusServer,
        following: FollowingCollection[FloatArray],
        dimension: int,
    ) -> None:
        self._server = server
        self._following = following
        self._dimension = dimension

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
        try:
            return self._following.ask(lambda own: own.search(asked, depth, filters))
        except BackendError as error:
            self._server.tell(error)
            return []


class MilvusVectorCache(FollowingCollection[FloatArray]):
    """The vectors of one embedder; see :class:`retrieval.protocols.VectorIndexCache`."""

    def __init__(
        self, server: MilvusServer, store: SqlStore, *, embedder_id: int, key: str, dimension: int
    ) -> None:
        self._server = server
        self._vectors = store
        self._embedder_id = embedder_id
        self._key = key
        self._of_archive = collection_name("vectors", store.database_id())
        name = f"{self._of_archive}_{collection_name(key)}"
        collection = MilvusCollection(server, name, dimension)
        super().__init__(collection, MilvusStates(server), store)
        self._index = MilvusVectors(server, self, dimension)

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
