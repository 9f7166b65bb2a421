"""Milvus as the search engine of an archive: vectors, and words where its version finds them."""

from __future__ import annotations

import contextlib
from typing import Any

from retrieval.errors import BackendError, MissingDependencyError
from retrieval.index.lexical import Bm25Index
from retrieval.index.milvus.address import parse_address
from retrieval.protocols import LexicalIndex
from retrieval.store.sql import Connections
from retrieval.store.store import SqlStore

try:
    from retrieval.index.milvus.following import FollowingCollection
    from retrieval.index.milvus.server import MilvusServer
    from retrieval.index.milvus.vectors import MilvusVectorCache
    from retrieval.index.milvus.words import MilvusWords
except ImportError as error:
    raise MissingDependencyError(
        "pymilvus, which the setting search needs,", "run pip install 'article-bot[cluster]'"
    ) from error


class MilvusSearch:
    """See :class:`retrieval.index.search_engine.SearchEngine`."""

    def __init__(self, search: str) -> None:
        self._server = MilvusServer(parse_address(search))
        self._collections: list[FollowingCollection[Any]] = []

    def words(self, store: SqlStore, connections: Connections) -> LexicalIndex:
        """The lexical index: on this machine if Milvus is too old for it."""
        with contextlib.suppress(BackendError):  # it is away: MilvusWords asks again
            if not self._server.has_sparse_vectors:
                return Bm25Index(connections)
        words = MilvusWords(self._server, store, connections)
        self._collections.append(words)
        return words

    def vector_cache(
        self, store: SqlStore, *, embedder_id: int, key: str, dimension: int
    ) -> MilvusVectorCache:
        """The vectors of an embedder."""
        cache = MilvusVectorCache(
            self._server, store, embedder_id=embedder_id, key=key, dimension=dimension
        )
        self._collections.append(cache)
        return cache

    def was_away_since(self, moment_s: float) -> bool:
        """Whether it did not answer since then, or was not filled."""
        return self._server.missed_at >= moment_s

    def close(self) -> None:
        """See :class:`retrieval.protocols.IndexServer`."""
        self._server.close()
        for own in self._collections:
            own.wait_for_end()
