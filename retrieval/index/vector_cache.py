"""The vector index beside a store: a file that is a cache, kept equal to the store.

The file's name carries what embedded the vectors and the generation of the store that they stand
for, so renaming it into place replaces index and state in one step. What a reader finds stale it
brings up to date from the store; what it finds wrong or broken it makes anew.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

from retrieval import files
from retrieval.errors import BackendError, DamagedFileError
from retrieval.protocols import LexicalIndex, VectorChanges, VectorIndex, VectorStore

_UNSAVED_SHARE = 0.05  # of the vectors may differ from the file: read in a moment when opened
_OURS = re.compile(r"vectors-\d+-[0-9a-z]+-(\d+)\.faiss(?:\.sha256|(?:\.\d+\.tmp)+)?")
_log = logging.getLogger(__name__)


class VectorCache:
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
        self._folder = folder
        self._store = store
        self._embedder_id = embedder_id
        self._key = key
        self._new_index = new_index
        self._load_index = load_index
        self._lock = threading.Lock()
        self._saving = threading.Lock()
        self._index: VectorIndex | None = None
        self._generation = 0  # of the store that the index follows
        self._saved = 0  # of the file that the index began with
        self._unreadable = 0  # of a file that is kept, as it cannot be read only now

    @property
    def key(self) -> str:
        """What tells this cache from those of other embedders."""
        return self._key

    def current(self) -> VectorIndex:
        """The index, equal to the store as it was when this was called, or later.

        Where it has been followed for so long that much of it stands in no file, one is written
        beside the questions.
        """
        with self._lock:
            before, then = self._index, self._generation
            index = self._up_to_date()
            if before is not None and self._generation == then:
                return index
            is_unsaved = not (self._saved or self._unreadable) and len(index) > 0
        if before is None:
            if is_unsaved:  # nobody shall make it anew again
                self._save_held_if_possible()
        elif not self._saving.locked() and (is_unsaved or self._is_worth_saving()):
            threading.Thread(target=self._save_held_if_possible).start()
        return index

    def save(self) -> None:
        """Writes the index beside the store once enough has changed, and drops older files.

        What changed since the last file is read from the store, so a file need not be new: writing
        it seldom keeps an addition to a large archive as quick as one to a small.
        """
        if self._is_worth_saving():
            with self._lock:
                self._up_to_date()
            self._save_held()
            self._store.forget_removals(self._saved)

    def discard(self) -> None:
        """Forgets the index and its files; the next use makes it anew from the store."""
        with self._saving, self._lock:
            self._index, self._generation, self._saved = None, 0, 0
            self._remove_files()

    def _up_to_date(self) -> VectorIndex:
        """The index, brought to the state of the store; the lock is held."""
        before = self._index
        if before is not None and self._store.generation() == self._generation:
            return before
        self._index = None  # where following fails, it stands for no generation
        self._index = self._checked(self._followed(before))
        return self._index

    def _save_held(self) -> None:
        """Writes the index as it is, without a look at the store, which may be closed meanwhile."""
        with self._saving:
            with self._lock:
                index, generation = self._index, self._generation
            if index is not None and generation != self._saved:
                self._write(index, generation)

    def _save_held_if_possible(self) -> None:
        with contextlib.suppress(BackendError, OSError):
            self._save_held()

    def _write(self, index: VectorIndex, generation: int) -> None:
        """Writes ``index``, which was at ``generation`` and may be ahead of it by now."""
        path = self._path(generation)
        aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            index.save(aside)
            files.put_in_place(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        with self._lock:
            if self._index is index:
                self._saved = generation
        self._remove_files(before=generation)

    def _is_worth_saving(self) -> bool:
        with self._store.read_transaction():
            enough = 1 + int(self._store.count_vectors(self._embedder_id) * _UNSAVED_SHARE)
            since = max(self._saved_generations(), default=0)
            changed = self._store.count_vector_changes(self._embedder_id, since, limit=enough)
            return changed >= enough

    def _followed(self, index: VectorIndex | None) -> VectorIndex:
        """An index that follows the store: ``index``, what another program saved, or a new one."""
        if index is None or max(self._saved_generations(), default=0) > self._saved:
            index, self._generation = self._newest_saved()
            self._saved = self._generation
        changes = self._store.vector_changes(self._embedder_id, self._generation)
        if not changes.is_complete:
            return self._made_anew()
        return self._changed(index, changes)

    def _newest_saved(self) -> tuple[VectorIndex, int]:
        """What was saved last and can be read, or an empty index at generation 0."""
        self._unreadable = 0
        for generation in sorted(self._saved_generations(), reverse=True):
            try:
                files.check(self._path(generation))
                return self._load_index(self._path(generation)), generation
            except BackendError as error:
                if not self._path(generation).exists():  # another program has just saved a newer
                    return self._newest_saved()
                _log.warning("%s The index is rebuilt from the store.", error)
                if not isinstance(error, DamagedFileError):
                    self._unreadable = generation
        return self._new_index(), 0

    def _saved_generations(self) -> list[int]:
        """Generations of the saved files, but for those that are ahead of the store."""
        name = re.compile(rf"vectors-{re.escape(self._key)}-(\d+)\.faiss")
        found = [name.fullmatch(path.name) for path in self._files()]
        now = self._store.generation()
        return [int(match[1]) for match in found if match and int(match[1]) <= now]

    def _changed(self, index: VectorIndex, changes: VectorChanges) -> VectorIndex:
        index.remove(changes.removed)
        for ids, vectors in changes.added:
            index.add(ids, vectors)
        self._generation = changes.generation
        return index

    def _made_anew(self) -> VectorIndex:
        self._saved = 0
        return self._changed(self._new_index(), self._store.vector_changes(self._embedder_id, 0))

    def _checked(self, index: VectorIndex) -> VectorIndex:
        """``index`` if it holds as many vectors as the store, else one made anew."""
        expected = self._store.count_vectors(self._embedder_id)
        if len(index) == expected or self._store.generation() != self._generation:
            return index  # or a writer was quicker: the next use looks again
        _log.warning("The vector index differs from the store. It is made anew.")
        return self._made_anew()

    def _remove_files(self, *, before: int | None = None) -> None:
        """Removes what caches have written, and nothing that anyone else may have put there.

        What is of a generation not ``before`` that one stays, whatever embedded it: another program
        may just have been quicker.
        """
        for path in self._files():
            own = _OURS.fullmatch(path.name)
            if own and (before is None or int(own[1]) < before):
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        found = self._folder.glob("vectors-*")
        return [path for path in found if _OURS.fullmatch(path.name) and path.is_file()]

    def _path(self, generation: int) -> Path:
        return self._folder / f"vectors-{self._key}-{generation}.faiss"


def save_if_possible(cache: VectorCache | LexicalIndex) -> None:
    """Saves ``cache`` where the folder can be written; a reader works without."""
    with contextlib.suppress(BackendError, OSError):
        cache.save()
