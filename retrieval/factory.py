"""The one place that knows which class fills which seam; heavy imports happen here, when needed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.archive import Archive
from retrieval.errors import ArchiveNotFoundError, BackendError, IndexMismatchError
from retrieval.passages import Splitting
from retrieval.protocols import Embedder, VectorIndex
from retrieval.settings import Settings
from retrieval.types import ModelIdentity

STORE_FILE = "store.sqlite"
_log = logging.getLogger(__name__)


def open_archive(settings: Settings, *, create: bool = False) -> Archive:
    """The archive that ``settings`` name.

    Where there is none, it is made if ``create``, else ArchiveNotFoundError is raised.
    """
    from retrieval.backends.sqlite_connections import SqliteConnections, errors_mapped
    from retrieval.backends.sqlite_lexical import SqliteLexicalIndex
    from retrieval.backends.sqlite_store import SqliteStore

    folder = Path(settings.archive)
    path = folder / STORE_FILE
    with errors_mapped(path):
        if not create and not path.is_file():
            raise ArchiveNotFoundError(str(folder))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    connections = SqliteConnections(path)
    return Archive(
        folder,
        store=SqliteStore(connections),
        words=SqliteLexicalIndex(connections),
        backends=DefaultBackends(folder, settings),
        splitting=Splitting(target_words=settings.target_words),
        answer_threshold=settings.answer_threshold,
    )


@dataclass(frozen=True, slots=True)
class DefaultBackends:
    """FAISS, and sentence-transformers run by ONNX Runtime; see retrieval.archive.Backends."""

    folder: Path
    settings: Settings

    def new_index(self, dimension: int) -> VectorIndex:
        """See :class:`retrieval.archive.Backends`."""
        from retrieval.backends.faiss_index import FaissIndex

        return FaissIndex(dimension)

    def load_index(self, path: Path, dimension: int) -> VectorIndex:
        """See :class:`retrieval.archive.Backends`."""
        from retrieval.backends.faiss_index import FaissIndex

        return FaissIndex.load(path, dimension)

    def load_embedder(self, model: ModelIdentity | None, sample: Sequence[str]) -> Embedder:
        """See :class:`retrieval.archive.Backends`.

        Raises IndexMismatchError where the model that embedded the archive is not the one that the
        settings name, or its weights are no longer the same.
        """
        if model is not None and self._exported(model).is_dir():
            embedder = self._encoder(self._exported(model))
            if embedder is not None:
                return embedder
        return self._original(model, sample)

    def _encoder(self, folder: Path) -> Embedder | None:
        from retrieval.backends.onnx_encoder import OnnxEncoder

        try:
            return OnnxEncoder(folder, threads=self.settings.threads)
        except BackendError as error:
            _log.warning("%s It is made anew.", error)
            return None

    def _original(self, model: ModelIdentity | None, sample: Sequence[str]) -> Embedder:
        """The model by sentence-transformers, as an encoder if it can be exported."""
        from retrieval.backends.onnx_export import export_encoder
        from retrieval.backends.sentence_transformer import (
            DEFAULT_MODEL,
            SentenceTransformerEmbedder,
        )

        name = model.model if model else self.settings.embedder or DEFAULT_MODEL
        original = SentenceTransformerEmbedder(name)
        if model is not None and original.identity.weights_sha256 != model.weights_sha256:
            raise IndexMismatchError(
                f"the weights of {name} that are installed now",
                "others of that name",
                "run 'article-bot rebuild'",
            )
        folder = self._exported(original.identity)
        try:
            export_encoder(original, folder, texts=sample)
        except BackendError as error:
            _log.info("%s runs as it is. %s", name, error)
            return original
        return self._encoder(folder) or original

    def _exported(self, model: ModelIdentity) -> Path:
        return self.folder / f"encoder-{model.weights_sha256[:16]}"
