"""The vector index beside a store: a file that is a cache, kept equal to the store.

The file's name carries what embedded the vectors and the generation of the store that they stand
for, so renaming it into place replaces index and state in one step. What a reader finds stale it
brings up to date from the store; what it finds wrong or broken it makes anew.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path

from retrieval.errors import BackendError
from retrieval.protocols import Store, VectorIndex

_OURS = re.compile(r"vectors-\d+-[0-9a-z]+-\d+\.faiss(?:\.\d+\.tmp)?")
_log = logging.getLogger(__name__)


class VectorCache:
    """Keeps the index of the vectors that ``store`` holds under ``embedder_id``.

    ``new_index`` makes an empty index, ``load_index`` reads a file that one has saved; ``key`` is
    short and differs for any two embedders.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        embedder_id: int,
        key: str,
        new_index: Callable[[], VectorIndex],
        load_index: Callable[[Path], VectorIndex],
    ) -> None:
        self._folder = folder
        self._store = store
        self._embedder_id = embedder_id
        self._key = key
        self._new_index = new_index
        self._load_index = load_index
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._generation = 0

    @property
    def embedder_id(self) -> int:
        """Under which id the store holds the vectors."""
        return self._embedder_id

    def current(self) -> VectorIndex:
        """The index, equal to the store as it was when this was called, or later."""
        with self._lock:
            if self._index is None:
                self._index, self._generation = self._newest_saved()
                self._index = self._checked(self._up_to_date(self._index))
            elif self._store.generation() != self._generation:
                self._index = self._checked(self._up_to_date(self._index))
            return self._index

    def save(self) -> None:
        """Writes the index beside the store, where that is not done yet, and drops older files."""
        index = self.current()
        with self._lock:
            path = self._path(self._generation)
            if not path.exists():
                index.save(path)
            self._remove_files(kept=path)

    def discard(self) -> None:
        """Forgets the index and its files; the next use makes it anew from the store."""
        with self._lock:
            self._index, self._generation = None, 0
            self._remove_files(kept=None)

    def _newest_saved(self) -> tuple[VectorIndex, int]:
        """What was saved last, or an empty index at generation 0."""
        for generation in sorted(self._saved_generations(), reverse=True):
            try:
                return self._load_index(self._path(generation)), generation
            except BackendError as error:
                _log.warning("%s It is made anew.", error)
        return self._new_index(), 0

    def _saved_generations(self) -> list[int]:
        """Generations of the saved files, but for those that are ahead of the store."""
        name = re.compile(rf"vectors-{re.escape(self._key)}-(\d+)\.faiss")
        found = [name.fullmatch(path.name) for path in self._folder.glob("vectors-*")]
        now = self._store.generation()
        return [int(match[1]) for match in found if match and int(match[1]) <= now]

    def _up_to_date(self, index: VectorIndex) -> VectorIndex:
        changes = self._store.vector_changes(self._embedder_id, self._generation)
        index.remove(changes.removed)
        for ids, vectors in changes.added:
            index.add(ids, vectors)
        self._generation = changes.generation
        return index

    def _checked(self, index: VectorIndex) -> VectorIndex:
        """``index`` if it holds as many vectors as the store, else one made anew."""
        expected = self._store.count_vectors(self._embedder_id)
        if len(index) == expected or self._store.generation() != self._generation:
            return index  # or a writer was quicker: the next use looks again
        _log.warning("The vector index differs from the store. It is made anew.")
        self._generation = 0
        return self._up_to_date(self._new_index())

    def _remove_files(self, *, kept: Path | None) -> None:
        """Removes what caches have written, and nothing that anyone else may have put there."""
        for path in self._folder.glob("vectors-*"):
            if path != kept and _OURS.fullmatch(path.name) and path.is_file():
                path.unlink(missing_ok=True)

    def _path(self, generation: int) -> Path:
        return self._folder / f"vectors-{self._key}-{generation}.faiss"


def save_if_possible(cache: VectorCache) -> None:
    """Saves ``cache`` where the folder can be written; a reader works without."""
    with contextlib.suppress(BackendError, OSError):
        cache.save()
