"""The parts of an archive, and what its reads and writes share."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.components import Backends, Components
from retrieval.protocols import IndexServer, LexicalIndex, QuestionRewriter
from retrieval.replies.replier import Replier
from retrieval.search.judging.confidence import (
    ConfidenceModel,
    default_model,
    model_text,
    read_model,
)
from retrieval.search.questions.checked_filters import checked_filters
from retrieval.search.questions.remembered_answers import RememberedAnswers
from retrieval.search.searcher import Searcher
from retrieval.settings import Settings
from retrieval.store.store import SqlStore
from retrieval.text.articles.passages import Splitting
from retrieval.text.times.days import stored_time
from retrieval.types import Filters, ModelIdentity, Progress, WebAccess

if TYPE_CHECKING:
    from retrieval.ingest.writer import Writer

_log = logging.getLogger(__name__)


def ignore_progress(progress: Progress) -> None:
    """Progress that is not shown."""


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class ArchiveParts:
    """SqlStore, indexes and settings of an archive; see :class:`retrieval.archive.Archive`."""

    def __init__(
        self,
        folder: Path,
        *,
        store: SqlStore,
        words: LexicalIndex,
        rewriter: QuestionRewriter,
        backends: Backends,
        settings: Settings,
        embedder_name: str | None,
        memory: Path,
        now: Callable[[], datetime] = utc_now,
        index_server: IndexServer | None = None,
    ) -> None:
        self._components = Components(folder, store, words, rewriter, backends, embedder_name)
        self._store = store
        self._words = words
        self._splitting = Splitting(target_words=settings.target_words)
        self._answer_threshold = settings.answer_threshold
        self._read_timeout_s = settings.read_timeout_s
        self._web = WebAccess(
            settings.allow_private_addresses, settings.feed_articles, settings.fetch_delay_s
        )
        self._memory = memory
        self._keep_days = settings.keep_days
        self._now = now
        self._index_server = index_server
        self._remembered = RememberedAnswers()
        self._replier = Replier(store, words)

    @property
    def folder(self) -> Path:
        """Folder of the archive."""
        return self._components.folder

    @property
    def name(self) -> str:
        """The folder of the archive, or the address of its database, without secrets."""
        return self._store.name

    @property
    def memory_folder(self) -> Path:
        """Folder of the bot's data."""
        return self._memory

    def close(self) -> None:
        """Closes the archive, which must not be used after."""
        if self._index_server is not None:
            self._index_server.close()
        self._store.close()

    def generation(self) -> int:
        """A number that grows with each change of the archive."""
        return self._store.generation()

    def checked_filters(self, filters: Filters, *, are_to_come: bool = False) -> Filters:
        """See :mod:`retrieval.search.questions.checked_filters`; raises FilterError."""
        return (
            checked_filters(filters, self._store, are_to_come=are_to_come) if filters else filters
        )

    def save_indexes(self) -> None:
        """Writes the index files, if the folder can be written."""
        self._components.save_indexes()

    def searcher(self) -> Searcher:
        """The search through the current indexes, for measuring and fitting."""
        self._update_words()
        return self._components.searcher()

    def confidence_model(self, embedder: ModelIdentity | None = None) -> ConfidenceModel:
        """The archive's own confidence model, else the packaged one; with or without a reader.

        It is for the vectors of ``embedder``, by default the one that is in use.
        """
        if embedder is None and (active := self._store.active_embedder()):
            embedder = active[1].model
        packaged = default_model(
            is_read=self._components.reader() is not None,
            embedder=embedder.model if embedder else "",
        )
        if text := self._store.confidence_model():
            with contextlib.suppress(ValueError):  # it is of a version with other features
                own = read_model(text)
                is_alike = (own.is_read, own.embedder) == (packaged.is_read, packaged.embedder)
                if own.by_words or is_alike:
                    return own
        return packaged

    def put_confidence_model(self, model: ConfidenceModel) -> None:
        """Stores the archive's own confidence model, for every program that opens the archive."""
        self._store.put_confidence_model(model_text(model))

    def passage_ids(self, doc_id: str) -> list[int]:
        """The passages of an article in the order of its text."""
        return self._store.passage_ids(doc_id)

    def _time(self) -> str:
        """The time, as it is stored."""
        return stored_time(self._now())

    def _update_words(self) -> None:
        """Indexes all words again if an earlier version did it by other rules."""
        if self._words.is_outdated() and not self._store.is_read_only():
            _log.info("The lexical index is of an earlier version. Rebuilding it.")
            self._writer().index_words(ignore_progress)

    def _writer(self) -> Writer:
        from retrieval.ingest.writer import Writer  # imports the readers, which no question needs

        return Writer(self._store, self._words, self._splitting)
