"""An index cached in a file beside the store that it is built from.

The name of the file contains the generation of the store, so that a rename replaces index and state
in one step. An outdated file is updated from the store, a damaged or wrong one rebuilt.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from retrieval.checksum_files import CHECKSUM_SUFFIX, check_checksum, write_checksum
from retrieval.errors import BackendError, DamagedFileError
from retrieval.regular_files import TEMPORARY_SUFFIX, replacing

Index = TypeVar("Index")
State: TypeAlias = tuple[int, Hashable]
"""The store's generation, and other values that identify its content."""

_UNSAVED_SHARE = 0.05  # of the entries may differ from the file: read in a moment when opened
_log = logging.getLogger(__name__)


class IndexCache(ABC, Generic[Index]):
    """Keeps an index equal to a store; safe for use by several threads.

    Its files lie in ``folder`` and are called ``{stem}-{generation}{suffix}``; other caches of the
    same kind have another stem that begins with the same word. ``read_transaction`` gives a
    consistent view of the store.
    """

    def __init__(
        self,
        folder: Path,
        stem: str,
        suffix: str,
        *,
        read_transaction: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._folder = folder
        self._stem = stem
        self._suffix = suffix
        self._read_transaction = read_transaction
        self._lock = threading.Lock()
        self._saving = threading.Lock()
        self._held: tuple[State, Index] | None = None
        self._saved = 0  # generation of the file that the index began with
        self._unreadable = 0  # generation of a file that is kept, as it cannot be read only now

    # Implemented by each kind of index; all but _read and _write run in a read transaction

    @abstractmethod
    def _state(self) -> State:
        """The current state of the store."""

    @abstractmethod
    def _count(self) -> int:
        """How many entries the store has for the index."""

    @abstractmethod
    def _count_changes(self, since: int, limit: int) -> int:
        """How many entries changed after generation ``since``, counted up to ``limit``."""

    @abstractmethod
    def _followed(self, index: Index, since: int) -> Index | None:
        """``index``, of generation ``since``, updated; None if that is impossible."""

    @abstractmethod
    def _rebuilt(self) -> Index:
        """The index built from the whole store."""

    @abstractmethod
    def _read(self, path: Path) -> Index:
        """Reads a file of the right checksum; raises BackendError or OSError if it cannot now."""

    @abstractmethod
    def _write(self, index: Index, path: Path) -> None:
        """Writes the index to a new file."""

    @abstractmethod
    def _forget_changes(self, generation: int) -> None:
        """Deletes the records of changes that a saved index includes."""

    # Common to all kinds

    def current(self) -> Index:
        """The index, equal to the store as it was when this was called, or later."""
        held = self._held
        if held is not None and held[0] == self._state():
            return held[1]
        with self._lock, self._read_transaction():
            index = self._up_to_date()
            is_unsaved = not (self._saved or self._unreadable) and self._count() > 0
        if is_unsaved and not self._saving.locked():  # so that it need not be rebuilt again
            with contextlib.suppress(BackendError, OSError):
                self._save_held()
        return index

    def save(self) -> None:
        """Writes the index if enough has changed, and deletes older files.

        Changes since the last file are read from the store. Writing it seldom makes additions to a
        large archive as fast as to a small one.
        """
        with self._read_transaction():
            if not self._is_worth_saving():
                return
        self.current()
        self._save_held()
        self._forget_changes(self._saved)

    def discard(self) -> None:
        """Deletes the index and its files; the next use rebuilds it from the store."""
        with self._saving, self._lock:
            self._held, self._saved = None, 0
            self._remove_files()

    def _up_to_date(self) -> Index:
        state = self._state()
        if self._held is None or self._held[0] != state:
            before, self._held = self._held, None  # if updating fails, nothing is held
            self._held = state, self._brought_to(state[0], before)
        return self._held[1]

    def _brought_to(self, generation: int, before: tuple[State, Index] | None) -> Index:
        """The index of ``generation``: updated from memory or the last file, else rebuilt."""
        found = None if before is None else (before[0][0], before[1])
        newest = max(self._saved_generations(), default=0)
        if found is None or newest > self._saved or found[0] > generation:
            found = self._newest_saved()
            self._saved = found[0] if found else 0
        if found is not None:
            since, index = found
            followed = self._followed(index, since)
            if followed is not None:
                return followed
            _log.warning("The index of %s differs from the store. It is rebuilt.", self._kind)
        self._saved = 0
        return self._rebuilt()

    def _newest_saved(self) -> tuple[int, Index] | None:
        """The newest file that can be read, with its generation."""
        self._unreadable = 0
        for generation in sorted(self._saved_generations(), reverse=True):
            path = self._path(generation)
            try:
                return generation, self._load(path)
            except BackendError as error:
                if not path.exists():  # another program has just saved a newer
                    return self._newest_saved()
                _log.warning("%s The index is rebuilt from the store.", error)
                if not isinstance(error, DamagedFileError):
                    self._unreadable = generation
        return None

    def _load(self, path: Path) -> Index:
        """Reads a file; raises DamagedFileError, or BackendError for a temporary problem."""
        check_checksum(path)
        try:
            return self._read(path)
        except OSError as error:
            raise BackendError(f"The file {path} cannot be used: {error.strerror}.") from error

    def _is_worth_saving(self) -> bool:
        enough = 1 + int(self._count() * _UNSAVED_SHARE)
        since = max(self._saved_generations(), default=0)
        return self._count_changes(since, enough) >= enough

    def _save_held(self) -> None:
        """Writes the index without using the store, which may be closed meanwhile."""
        with self._saving:
            held = self._held
            if held is None or held[0][0] == self._saved:
                return
            (generation, _), index = held
            path = self._path(generation)
            with replacing(path) as temporary:
                self._write(index, temporary)
                write_checksum(temporary, path)
            written = self._read(path)
            with self._lock:
                if self._held is held:
                    self._held, self._saved = (held[0], written), generation
            self._remove_files(before=generation)

    def _saved_generations(self) -> list[int]:
        """Generations of the saved files, except those newer than the store."""
        own = re.compile(rf"{re.escape(self._stem)}-(\d+){re.escape(self._suffix)}")
        found = [own.fullmatch(path.name) for path, _ in self._files()]
        now = self._state()[0]
        return [int(match[1]) for match in found if match and int(match[1]) <= now]

    def _remove_files(self, *, before: int | None = None) -> None:
        """Removes files of generations ``before`` that one; newer ones are another program's."""
        for path, generation in self._files():
            if before is None or generation < before:
                path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[Path, int]]:
        """The files of caches of this kind, each with its generation, and no others."""
        # its checksum, or a temporary file
        also = rf"{re.escape(CHECKSUM_SUFFIX)}|{TEMPORARY_SUFFIX}"
        own = re.escape(self._suffix)
        ours = re.compile(rf"{self._kind}-(?:[0-9a-z]+-)*(\d+){own}(?:{also})?")
        found = [(path, ours.fullmatch(path.name)) for path in self._folder.glob(f"{self._kind}-*")]
        return [(path, int(match[1])) for path, match in found if match and path.is_file()]

    def _path(self, generation: int) -> Path:
        return self._folder / f"{self._stem}-{generation}{self._suffix}"

    @property
    def _kind(self) -> str:
        return self._stem.partition("-")[0]
