"""The index of a store's vectors, cached in a file whose name identifies their embedder."""

from __future__ import annotations

from pathlib import Path

from retrieval.index.index_cache import IndexCache, State
from retrieval.protocols import VectorChanges, VectorIndex, VectorStore


class VectorCache(IndexCache[VectorIndex]):
    """The index, of ``kind``, of the vectors in ``store`` of one embedder.

    ``key`` is short and identifies the embedder.
    """

    def __init__(
        self,
        folder: Path,
        store: VectorStore,
        *,
        embedder_id: int,
        key: str,
        kind: type[VectorIndex],
        dimension: int,
    ) -> None:
        stem = f"vectors-{key}"
        super().__init__(folder, stem, kind.suffix, read_transaction=store.read_transaction)
        self._store = store
        self._embedder_id = embedder_id
        self._key = key
        self._index_kind = kind
        self._dimension = dimension

    @property
    def key(self) -> str:
        """What identifies the embedder."""
        return self._key

    def prepare(self) -> None:
        """See :class:`retrieval.protocols.VectorIndexCache`: each machine builds its own."""

    def take_over(self) -> None:
        """See :class:`retrieval.protocols.VectorIndexCache`."""
        self.discard()

    def _state(self) -> State:
        return self._store.generation(), None

    def _count(self) -> int:
        return self._store.count_vectors(self._embedder_id)

    def _count_changes(self, since: int, limit: int) -> int:
        return self._store.count_vector_changes(self._embedder_id, since, limit=limit)

    def _followed(self, index: VectorIndex, since: int) -> VectorIndex | None:
        changes = self._store.vector_changes(self._embedder_id, since)
        if not changes.is_complete:
            return None
        index = _changed(index, changes)
        return index if len(index) == self._count() else None

    def _rebuilt(self) -> VectorIndex:
        changes = self._store.vector_changes(self._embedder_id, 0)
        return _changed(self._index_kind(self._dimension), changes)

    def _read(self, path: Path) -> VectorIndex:
        return self._index_kind.load(path, self._dimension)

    def _write(self, index: VectorIndex, path: Path) -> None:
        index.save(path)

    def _forget_changes(self, generation: int) -> None:
        self._store.forget_removals(generation)


def _changed(index: VectorIndex, changes: VectorChanges) -> VectorIndex:
    index.remove(changes.removed)
    for ids, vectors in changes.added:
        index.add(ids, vectors)
    return index
