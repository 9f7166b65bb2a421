"""A collection of Milvus with the operations of an index, for the contract tests."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from retrieval.index.milvus.address import parse_address
from retrieval.index.milvus.collection import VECTOR, MilvusCollection, collection_name
from retrieval.index.milvus.following import Result
from retrieval.index.milvus.passing import FIELDS
from retrieval.index.milvus.server import MilvusServer
from retrieval.index.milvus.vectors import MilvusVectors
from retrieval.types import FloatArray, IdArray

_servers: dict[str, MilvusServer] = {}
_numbers = count(1)


class NotFollowed:
    """A collection of no store, which nothing fills again."""

    def __init__(self, collection: MilvusCollection) -> None:
        self._collection = collection

    def ask(self, act: Callable[[MilvusCollection], Result]) -> Result:
        """See :class:`retrieval.index.milvus.following.FollowingCollection`."""
        return act(self._collection)


class MilvusIndex(MilvusVectors):
    """An empty collection on the server at ``address``."""

    def __init__(self, address: str, dimension: int) -> None:
        server = _servers.setdefault(address, MilvusServer(parse_address(address)))
        name = collection_name("contract", str(next(_numbers)))
        self._collection = MilvusCollection(server, name, dimension)
        self._collection.drop()
        self._collection.create()
        super().__init__(server, NotFollowed(self._collection), dimension)  # type: ignore[arg-type]

    def add(self, ids: IdArray, vectors: FloatArray) -> None:
        """See :class:`retrieval.protocols.VectorIndex`."""
        unfiltered = dict.fromkeys(FIELDS, 0)
        self._collection.upsert(
            [
                {"id": own, VECTOR: vector, **unfiltered}
                for own, vector in zip(ids.tolist(), vectors, strict=True)
            ]
        )

    def remove(self, ids: IdArray) -> None:
        """See :class:`retrieval.protocols.VectorIndex`; it is seen by the next search."""
        self._collection.delete(ids.tolist())
        self._collection.count()
