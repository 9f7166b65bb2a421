"""The parts of an archive that answer: the model, its index, and the search through both."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from retrieval.errors import BackendError, IndexMismatchError
from retrieval.index.vector_cache import VectorCache
from retrieval.protocols import AnswerReader, Embedder, LexicalIndex, Store, VectorIndex
from retrieval.search.reranker import default_reranker
from retrieval.search.searcher import Searcher
from retrieval.text.passages import Splitting, embedded_text
from retrieval.types import Active, Fingerprint, ModelIdentity

_NOT_EMBEDDED = 0  # no embedder has this id
_SAMPLE_PASSAGES = 16  # real texts on which an exported model is checked
_log = logging.getLogger(__name__)


class Backends(Protocol):
    """What an archive is made of, besides its store; the factory decides which."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> Embedder:
        """The embedder called ``name``, the default one where ``None``.

        Raises IndexMismatchError where it is not the ``expected`` one. ``sample`` are real
        passages on which an exported model is checked.
        """

    def load_reader(self) -> AnswerReader | None:
        """What reads passages for answers, if anything does.

        Raises BackendError where it cannot be loaded now.
        """

    def new_index(self, dimension: int) -> VectorIndex:
        """An empty vector index."""

    def load_index(self, path: Path, dimension: int) -> VectorIndex:
        """The vector index that was saved to ``path``."""

    def keep_only(self, model: ModelIdentity) -> None:
        """Drops what is kept of models other than ``model``, which answers from now on."""

    def problems(self, model: ModelIdentity) -> list[str]:
        """Damage to what is kept of ``model``, which is made again when it is needed."""


@dataclass(slots=True)
class Components:
    """What answers in the archive of ``folder``, each part made when it is first needed.

    ``embedder_name`` is the model that the settings name. Safe for use by several threads.
    """

    folder: Path
    store: Store
    words: LexicalIndex
    backends: Backends
    embedder_name: str | None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _embedder: Embedder | None = None
    _cache: VectorCache | None = None
    _reader: AnswerReader | None = None
    _has_reader: bool = False

    def searcher(self) -> Searcher:
        """What answers questions now."""
        active = self.store.active_embedder()  # read once: model, index and tokens of one kind
        embedder = self.embedder_for(active)
        embedder_id = active[0] if active else _NOT_EMBEDDED
        index = (
            self.index_for(active)
            if active
            else self.backends.new_index(embedder.identity.dimension)
        )
        return self.searcher_of(embedder, embedder_id, index)

    def searcher_of(self, embedder: Embedder, embedder_id: int, index: VectorIndex) -> Searcher:
        """A search with this model, the token vectors stored under its id, and this index."""
        return Searcher(
            store=self.store,
            words=self.words,
            vectors=index,
            embedder=embedder,
            reranker=default_reranker(),
            token_vectors=lambda ids: self.store.token_vectors(embedder_id, ids),
            reader=self.reader(),
        )

    def reader(self) -> AnswerReader | None:
        """What reads passages for answers; tried again with each question while it cannot load."""
        with self._lock:
            if not self._has_reader:
                try:
                    self._reader = self.backends.load_reader()
                except BackendError as error:
                    _log.warning("%s Passages are not read meanwhile.", error)
                    return None
                self._has_reader = True
            return self._reader

    def embedder_for(self, active: Active | None) -> Embedder:
        """The model of ``active``; that of the settings where nothing is embedded yet."""
        expected = active[1].model if active else None
        with self._lock:
            if self._embedder is None or expected not in (None, self._embedder.identity):
                self._embedder = self._load_embedder(expected)
            return self._embedder

    def _load_embedder(self, expected: ModelIdentity | None) -> Embedder:
        name = self.embedder_name or (expected.model if expected else None)
        if expected is not None and name not in (expected.model, expected.model.split("/")[-1]):
            raise IndexMismatchError(
                f"the model {name}",
                f"the model {expected.model}",
                f"run 'article-bot rebuild --embedder {name}', or name no other model",
            )
        return self.backends.load_embedder(name, expected, self.sample())

    def sample(self) -> list[str]:
        """Some stored passages, as they are embedded."""
        rows = self.store.pending_passages(_NOT_EMBEDDED, _SAMPLE_PASSAGES)
        return [embedded_text(title, text) for _, title, text in rows]

    def cache_for(self, active: Active) -> VectorCache:
        """The index of what ``active`` embedded, in this incarnation of the store."""
        embedder_id, fingerprint = active
        weights = fingerprint.model.weights_sha256[:12]
        key = f"{embedder_id}-{weights}{self.store.database_id()}"
        with self._lock:
            if self._cache is None or self._cache.key != key:
                self._cache = self._new_cache(embedder_id, fingerprint.model, key)
            return self._cache

    def _new_cache(self, embedder_id: int, model: ModelIdentity, key: str) -> VectorCache:
        return VectorCache(
            self.folder,
            self.store,
            embedder_id=embedder_id,
            key=key,
            new_index=lambda: self.backends.new_index(model.dimension),
            load_index=lambda path: self.backends.load_index(path, model.dimension),
        )

    def index_for(self, active: Active) -> VectorIndex:
        """The index of what ``active`` embedded."""
        return self.cache_for(active).current()

    def switch(self, embedder: Embedder, embedder_id: int, fingerprint: Fingerprint) -> None:
        """From now on ``embedder`` answers, for every program that has the archive open."""
        self.store.activate_embedder(embedder_id)
        self.backends.keep_only(embedder.identity)
        with self._lock:
            self._embedder = embedder
        self.cache_for((embedder_id, fingerprint)).discard()
        self.save_indexes()

    def save_indexes(self) -> None:
        """Writes what is kept beside the store, where the folder can be written."""
        _save_if_possible(self.words)
        active = self.store.active_embedder()
        if active is not None:
            _save_if_possible(self.cache_for(active))

    def activate(self, embedder: Embedder, splitting: Splitting) -> int:
        """Makes ``embedder`` the first that answers here; returns its id."""
        fingerprint = Fingerprint(embedder.identity, splitting.name)
        embedder_id = self.store.register_embedder(fingerprint)
        self.store.activate_embedder(embedder_id)
        return embedder_id


def _save_if_possible(index: VectorCache | LexicalIndex) -> None:
    """Saves ``index`` where the folder can be written; a reader works without."""
    with contextlib.suppress(BackendError, OSError):
        index.save()
