"""A cache built from the terms in the store."""

from __future__ import annotations

from retrieval.index.index_cache import Index, IndexCache, State
from retrieval.store.sql import Connections
from retrieval.store.terms import SqlTerms


class WordCache(IndexCache[Index]):
    """An index built from ``words``, cached in files of that name; see :class:`IndexCache`."""

    def __init__(self, connections: Connections, words: SqlTerms, name: str, suffix: str) -> None:
        folder, read_transaction = connections.cache_folder, connections.read_transaction
        super().__init__(folder, name, suffix, read_transaction=read_transaction)
        self._words = words

    def _state(self) -> State:
        state = self._words.state()
        return state.generation, state

    def _count(self) -> int:
        return self._words.state().totals.passages

    def _count_changes(self, since: int, limit: int) -> int:
        if since < self._words.state().forgotten:
            return limit
        return self._words.count_changes(since, limit=limit)
