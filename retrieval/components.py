"""The parts of an archive that answer questions, created when first needed."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from retrieval.errors import BackendError, IndexMismatchError
from retrieval.protocols import (
    AnswerReader,
    Embedder,
    LexicalIndex,
    QuestionRewriter,
    VectorIndex,
    VectorIndexCache,
    VectorSearch,
)
from retrieval.search.questions.archive_questions import ArchiveQuestions
from retrieval.search.ranking.reranker import default_reranker
from retrieval.search.searcher import Searcher
from retrieval.store.store import SqlStore
from retrieval.text.articles.passages import Splitting, embedded_text
from retrieval.types import ActiveEmbedder, Fingerprint, ModelIdentity

_NOT_EMBEDDED = 0  # no embedder has this id
_SAMPLE_PASSAGES = 16  # real texts on which an exported model is checked
_log = logging.getLogger(__name__)


class Backends(Protocol):
    """The exchangeable parts of an archive, except its store; the factory decides which."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> Embedder:
        """The embedder called ``name``, by default the default one.

        Raises IndexMismatchError if it is not the ``expected`` one. ``sample`` are real passages on
        which an exported model is checked.
        """

    def load_reader(self) -> AnswerReader | None:
        """The answer reader, if there is one; raises BackendError if it cannot be loaded now."""

    def vector_index(self) -> type[VectorIndex]:
        """The kind of vector index on this machine."""

    def vector_cache(
        self, folder: Path, store: SqlStore, *, embedder_id: int, key: str, dimension: int
    ) -> VectorIndexCache:
        """The index of the vectors in ``store`` of one embedder, which ``key`` identifies."""

    def keep_only(self, model: ModelIdentity) -> None:
        """Drops cached files of models other than ``model``."""


@dataclass(slots=True)
class Components:
    """The parts of the archive in ``folder``; safe for use by several threads.

    ``embedder_name`` is the model that the settings name.
    """

    folder: Path
    store: SqlStore
    words: LexicalIndex
    rewriter: QuestionRewriter
    backends: Backends
    embedder_name: str | None
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _reader_lock: threading.Lock = field(default_factory=threading.Lock)
    _embedder: Embedder | None = None
    _cache: VectorIndexCache | None = None
    _reader: AnswerReader | None = None
    _has_reader: bool = False

    def searcher(self) -> Searcher:
        """The search through the current indexes."""
        active = (
            self.store.active_embedder()
        )  # once, so that model, index and tokens belong together
        with ThreadPoolExecutor(1) as pool:  # both models are loaded at once
            reader = pool.submit(self.reader)
            embedder = self.embedder_for(active)
        embedder_id = active.embedder_id if active else _NOT_EMBEDDED
        index = (
            self.index_for(active)
            if active
            else self.backends.vector_index()(embedder.identity.dimension)
        )
        return self.searcher_of(embedder, embedder_id, index, reader.result())

    def new_searcher(self) -> Searcher:
        """The search through a :meth:`new_index`."""
        active = self.store.active_embedder()
        embedder = self.embedder_for(active)
        embedder_id = active.embedder_id if active else _NOT_EMBEDDED
        index = self.new_index(embedder_id, embedder.identity.dimension)
        return self.searcher_of(embedder, embedder_id, index, self.reader())

    def searcher_of(
        self,
        embedder: Embedder,
        embedder_id: int,
        index: VectorSearch,
        reader: AnswerReader | None,
    ) -> Searcher:
        """The search with these models, the vectors stored under the id, and this index."""
        return Searcher(
            questions=ArchiveQuestions(store=self.store, words=self.words, rewriter=self.rewriter),
            vectors=index,
            embedder=embedder,
            reranker=default_reranker(),
            passage_vectors=lambda ids: self.store.vectors(embedder_id, ids),
            token_vectors=lambda ids: self.store.token_vectors(embedder_id, ids),
            reader=reader,
        )

    def reader(self) -> AnswerReader | None:
        """The answer reader; loading it is tried again with each question until it succeeds."""
        with self._reader_lock:
            if not self._has_reader:
                try:
                    self._reader = self.backends.load_reader()
                except BackendError as error:
                    _log.warning("%s Passages are not read meanwhile.", error)
                    return None
                self._has_reader = True
            return self._reader

    def embedder_for(self, active: ActiveEmbedder | None) -> Embedder:
        """The model of ``active``, or that of the settings if nothing is embedded yet."""
        expected = active.fingerprint.model if active else None
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
        """Some stored passages, as texts to embed."""
        rows = self.store.sample_passages(_SAMPLE_PASSAGES)
        return [embedded_text(title, text) for title, text in rows]

    def cache_for(self, active: ActiveEmbedder) -> VectorIndexCache:
        """The cached index of the vectors of ``active``."""
        key = self._key_of(active)
        with self._lock:
            if self._cache is None or self._cache.key != key:
                self._cache = self._new_cache(active)
            return self._cache

    def _new_cache(self, active: ActiveEmbedder) -> VectorIndexCache:
        return self.backends.vector_cache(
            self.folder,
            self.store,
            embedder_id=active.embedder_id,
            key=self._key_of(active),
            dimension=active.fingerprint.model.dimension,
        )

    def _key_of(self, active: ActiveEmbedder) -> str:
        weights = active.fingerprint.model.weights_sha256[:12]
        return f"{active.embedder_id}-{weights}{self.store.database_id()}"

    def index_for(self, active: ActiveEmbedder) -> VectorSearch:
        """The index of the vectors of ``active``."""
        return self.cache_for(active).current()

    def new_index(self, embedder_id: int, dimension: int) -> VectorIndex:
        """An index of the stored vectors of an embedder, built in the memory of this machine."""
        index = self.backends.vector_index()(dimension)
        for ids, vectors in self.store.vector_changes(embedder_id, 0).added:
            index.add(ids, vectors)
        return index

    def switch(self, embedder: Embedder, embedder_id: int, fingerprint: Fingerprint) -> None:
        """Makes ``embedder`` the active one, for every program that has the archive open."""
        self._new_cache(ActiveEmbedder(embedder_id, fingerprint)).prepare()
        self.store.activate_embedder(embedder_id)
        self.backends.keep_only(embedder.identity)
        with self._lock:
            self._embedder = embedder
        self.cache_for(ActiveEmbedder(embedder_id, fingerprint)).take_over()
        self.save_indexes()

    def save_indexes(self) -> None:
        """Writes the index files, if the folder can be written."""
        _save_if_possible(self.words)
        active = self.store.active_embedder()
        if active is not None:
            _save_if_possible(self.cache_for(active))

    def activate(self, embedder: Embedder, splitting: Splitting) -> int:
        """Makes ``embedder`` the first active one; returns its id."""
        fingerprint = Fingerprint(embedder.identity, splitting.name)
        embedder_id = self.store.register_embedder(fingerprint)
        self.store.activate_embedder(embedder_id)
        return embedder_id


def _save_if_possible(index: VectorIndexCache | LexicalIndex) -> None:
    """Saves ``index`` if the folder can be written."""
    with contextlib.suppress(BackendError, OSError):
        index.save()
