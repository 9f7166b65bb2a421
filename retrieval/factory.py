"""Which class implements each protocol, by name; each is imported when it is first needed."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from retrieval.archive import Archive
from retrieval.archive.parts import utc_now
from retrieval.components import Backends
from retrieval.errors import BackendError, DamagedFileError
from retrieval.models.named_models import full_model_name
from retrieval.protocols import (
    AnswerReader,
    Embedder,
    IngestCluster,
    LexicalIndex,
    VectorIndex,
    VectorIndexCache,
)
from retrieval.settings import Settings
from retrieval.store.store import SqlStore
from retrieval.types import ModelIdentity
from retrieval.user_cache import user_cache_folder

if TYPE_CHECKING:
    from retrieval.index.search_engine import SearchEngine
    from retrieval.models.encoder_cache import EncoderCache
    from retrieval.store.store import StoreLocation

EMBEDDERS = {
    "multilingual": "retrieval.models.multilingual:load_multilingual",
    "sentence-transformers": "retrieval.models.loading:load_embedder",
}
"""Embedders by the part of a model's name before a ":"; each is made with an EmbedderRequest.

Without such a part, the model is one of sentence-transformers.
"""

VECTOR_INDEXES = {
    "faiss": "retrieval.index.faiss_index:FaissIndex",
}
"""Vector indexes, each a class as :class:`retrieval.protocols.VectorIndex` describes."""

LEXICAL_INDEXES = {
    "bm25": "retrieval.index.lexical:Bm25Index",
}
"""Lexical indexes, each made with the store's connections."""

SEARCH_ENGINES = {
    "milvus": "retrieval.index.milvus.search:MilvusSearch",
    "milvus+tls": "retrieval.index.milvus.search:MilvusSearch",
    "milvus-lite": "retrieval.index.milvus.search:MilvusSearch",
}
"""What may hold both indexes instead, by what stands before ":" in the setting ``search``, each a
class as :class:`retrieval.index.search_engine.SearchEngine` describes.
"""

STORES = {
    "folder": "retrieval.store.folder_location:FolderLocation",
    "postgres": "retrieval.store.postgres.location:PostgresLocation",
    "postgresql": "retrieval.store.postgres.location:PostgresLocation",
}
"""Where archives are, by what stands before "://" in the setting ``archive``, each a class as
:class:`retrieval.store.store.StoreLocation` describes.
"""

INGEST_CLUSTERS = {"ray": "retrieval.ingest.ray_cluster:RayCluster"}
"""What reads and embeds on several machines, made with its address and what loads an embedder,
each a class as :class:`retrieval.protocols.IngestCluster` describes.
"""

QUESTION_REWRITERS = {
    "words": "retrieval.search.questions.follow_ups:WordRewriter",
}
"""What makes follow-up questions whole, each a class as
:class:`retrieval.protocols.QuestionRewriter` describes.
"""


_log = logging.getLogger(__name__)


class OpenArchive(Protocol):
    """Opens the archive of the settings, as :func:`open_archive` does."""

    def __call__(self, settings: Settings, *, create: bool = False) -> Archive:
        """The archive; created if missing and ``create`` is set."""


def open_archive(
    settings: Settings,
    *,
    create: bool = False,
    vector_index: str = "faiss",
    lexical_index: str = "bm25",
    question_rewriter: str = "words",
    backends: Callable[[Path, Settings], Backends] | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Archive:
    """The archive that ``settings`` name.

    If there is none, it is created if ``create``, else ArchiveNotFoundError is raised. The indexes
    are named in VECTOR_INDEXES and LEXICAL_INDEXES, the rewriter of follow-ups in
    QUESTION_REWRITERS; ``backends`` replaces the default parts, ``now`` the clock, in UTC.
    """
    store = location_of(settings).open(create=create)
    folder = store.connections.cache_folder
    engine = _search_engine(settings)
    words: LexicalIndex = (
        engine.words(store, store.connections)
        if engine
        else _named(LEXICAL_INDEXES, lexical_index)(store.connections)
    )
    made = backends(folder, settings) if backends else None
    return Archive(
        folder,
        store=store,
        words=words,
        rewriter=_named(QUESTION_REWRITERS, question_rewriter)(),
        backends=made or DefaultBackends(folder, settings, vector_index, engine),
        settings=settings,
        embedder_name=full_model_name(settings.embedder),
        memory=memory_folder(settings),
        now=now,
        index_server=engine,
    )


def open_ingest_cluster(kind: str, address: str) -> IngestCluster:
    """The cluster of a kind in INGEST_CLUSTERS at an address; raises BackendError."""
    cluster: IngestCluster = _named(INGEST_CLUSTERS, kind)(address, _load_on_machine)
    return cluster


def _load_on_machine(
    name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
) -> Embedder:
    """Loads an embedder from the caches of the machine that calls it, for one processor.

    Machines get nothing but its name: settings may hold passwords, and folders differ.
    """
    folder = user_cache_folder(os.environ) or Path()
    return DefaultBackends(folder, Settings(threads=1)).load_embedder(name, expected, sample)


def restore_archive(settings: Settings, file: Path, *, force: bool = False) -> bool:
    """Replaces the archive that ``settings`` name by the backup in ``file``.

    The bot's data is restored too, if the backup has any. Returns False if a bot is running, which
    gets it at its next start. Raises BackendError, without any change, if ``file`` is not an intact
    backup, or if articles or the bot's data would be lost and not ``force``.
    """
    return location_of(settings).restore(file, memory=memory_folder(settings), force=force)


def memory_folder(settings: Settings) -> Path:
    """The folder of the bot's data, or of its files if the data is in the archive's database."""
    if settings.state:
        return Path(settings.state).absolute()
    return location_of(settings).memory_folder


def location_of(settings: Settings) -> StoreLocation:
    """Where the archive is, by the part of its address before "://"; raises BackendError."""
    kind, is_address, _ = settings.archive.partition("://")
    if is_address and kind not in STORES:
        raise BackendError(
            f"The archive {kind}://… is neither a folder nor postgresql://USER@HOST/NAME: correct "
            "its address."
        )
    location: StoreLocation = _named(STORES, kind if is_address else "folder")(settings.archive)
    return location


def _search_engine(settings: Settings) -> SearchEngine | None:
    """What the setting ``search`` names, if anything."""
    if settings.search is None:
        return None
    kind = settings.search.partition(":")[0]
    if kind not in SEARCH_ENGINES:
        raise BackendError(
            f"ARTICLE_BOT_SEARCH names no search engine: begin its address with one of "
            f"{', '.join(f'{name}:' for name in SEARCH_ENGINES)}."
        )
    engine: SearchEngine = _named(SEARCH_ENGINES, kind)(settings.search)
    return engine


@dataclass(frozen=True, slots=True)
class DefaultBackends:
    """See :class:`retrieval.components.Backends`: the classes that the tables name."""

    folder: Path
    settings: Settings
    index_name: str = "faiss"
    engine: SearchEngine | None = None

    def vector_index(self) -> type[VectorIndex]:
        kind: type[VectorIndex] = _named(VECTOR_INDEXES, self.index_name)
        return kind

    def vector_cache(
        self, folder: Path, store: SqlStore, *, embedder_id: int, key: str, dimension: int
    ) -> VectorIndexCache:
        if self.engine is not None:
            return self.engine.vector_cache(
                store, embedder_id=embedder_id, key=key, dimension=dimension
            )
        from retrieval.index.vector_cache import VectorCache

        kind = self.vector_index()
        return VectorCache(
            folder, store, embedder_id=embedder_id, key=key, kind=kind, dimension=dimension
        )

    def keep_only(self, model: ModelIdentity) -> None:
        self._encoders().keep_only(model)

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> Embedder:
        from retrieval.models.loading import EmbedderRequest, check_weights

        kind = (name or "").partition(":")[0]
        made = _named(EMBEDDERS, kind if kind in EMBEDDERS else "sentence-transformers")
        embedder: Embedder = made(EmbedderRequest(name, expected, sample, self._encoders()))
        check_weights(embedder.identity.model, embedder.identity.weights_sha256, expected)
        return embedder

    def load_reader(self) -> AnswerReader | None:
        from retrieval.models.answer_reader import FEW_PASSAGES, MAX_PASSAGES, OnnxAnswerReader

        if self.settings.answer_reader == "off":
            return None
        count = MAX_PASSAGES if self.settings.answer_reader == "full" else FEW_PASSAGES
        try:
            return OnnxAnswerReader(threads=self.settings.threads, max_passages=count)
        except DamagedFileError as error:
            _log.warning("%s Passages are not read: install the program again.", error)
            return None

    def _encoders(self) -> EncoderCache:
        from retrieval.models.encoder_cache import EncoderCache

        shared = user_cache_folder(os.environ)
        return EncoderCache(self.folder, shared, threads=self.settings.threads)


def _named(table: Mapping[str, str], name: str) -> Any:
    """The class that ``table`` has under ``name``; raises BackendError if there is none."""
    if name not in table:
        raise BackendError(f"Unknown name {name!r}: choose one of {', '.join(table)}.")
    module, _, member = table[name].partition(":")
    return getattr(import_module(module), member)
