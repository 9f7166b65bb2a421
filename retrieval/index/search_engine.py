"""What the setting ``search`` names instead of the indexes of this machine."""

from __future__ import annotations

from typing import Protocol

from retrieval.protocols import IndexServer, LexicalIndex, VectorIndexCache
from retrieval.store.sql import Connections
from retrieval.store.store import SqlStore


class SearchEngine(IndexServer, Protocol):
    """An engine that holds both indexes for several machines; made with the setting ``search``."""

    def __init__(self, search: str) -> None:
        """The engine at that address; raises SettingsError if it is none."""

    def words(self, store: SqlStore, connections: Connections) -> LexicalIndex:
        """The lexical index of a store."""

    def vector_cache(
        self, store: SqlStore, *, embedder_id: int, key: str, dimension: int
    ) -> VectorIndexCache:
        """The index of the store's vectors of one embedder."""
