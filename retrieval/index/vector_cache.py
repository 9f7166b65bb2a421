"""The vectors of a store in an index, cached in a file whose name says what embedded them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from retrieval import files
from retrieval.index.index_cache import IndexCache, State
from retrieval.protocols import VectorChanges, VectorIndex, VectorStore


class VectorCache(IndexCache[VectorIndex]):
    """Keeps the index of the vectors that ``store`` holds under ``embedder_id``.

    ``new_index`` makes an empty index, ``load_index`` reads a file that one has saved; ``key`` is
    short and differs for any two embedders.
    """

    def __init__(
        self,
        folder: Path,
        store: VectorStore,
        *,
        embedder_id: int,
        key: str,
        new_index: Callable[[], VectorIndex],
        load_index: Callable[[Path], VectorIndex],
    ) -> None:
        stem = f"vectors-{key}"
        super().__init__(folder, stem, "faiss", read_transaction=store.read_transaction)
        self._store = store
        self._embedder_id = embedder_id
        self._key = key
        self._new_index = new_index
        self._load_index = load_index

    @property
    def key(self) -> str:
        """What tells this cache from those of other embedders."""
        return self._key

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
        return _changed(self._new_index(), self._store.vector_changes(self._embedder_id, 0))

    def _load(self, path: Path) -> VectorIndex:
        files.check(path)
        return self._load_index(path)

    def _write(self, index: VectorIndex, path: Path) -> VectorIndex:
        """Writes ``index``, which may be ahead of the file's generation by now."""
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            index.save(aside)
            files.put_in_place(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        return index

    def _forget_changes(self, generation: int) -> None:
        self._store.forget_removals(generation)


def _changed(index: VectorIndex, changes: VectorChanges) -> VectorIndex:
    index.remove(changes.removed)
    for ids, vectors in changes.added:
        index.add(ids, vectors)
    return index
