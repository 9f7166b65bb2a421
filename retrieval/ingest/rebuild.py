"""Rebuilding of passages, vectors and indexes, also with another model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.components import Components
from retrieval.text.articles.passages import Splitting
from retrieval.types import Fingerprint, OnProgress, Progress

if TYPE_CHECKING:
    from retrieval.ingest.writer import Writer

_SPLITTING = "a rebuild that was not finished"


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Rebuilds an archive."""

    components: Components
    writer: Writer
    splitting: Splitting
    on_progress: OnProgress

    def run(self) -> None:
        """See :meth:`retrieval.archive.Archive.rebuild`."""
        self._rebuild_passages()
        self.on_progress(Progress("loading", 0, None))
        active = self.components.store.active_embedder()
        name = self.components.embedder_name or (active.fingerprint.model.model if active else None)
        embedder = self.components.backends.load_embedder(name, None, self.components.sample())
        fingerprint = Fingerprint(embedder.identity, self.splitting.name)
        embedder_id = self.components.store.register_embedder(fingerprint)
        self.writer.embed_pending(embedder, embedder_id, self.on_progress)
        self.components.switch(embedder, embedder_id, fingerprint)

    def _rebuild_passages(self) -> None:
        if self.components.store.splitting() != self.splitting.name:
            self.components.store.put_splitting(_SPLITTING)
        self.components.store.drop_damaged_vectors()
        if self.components.words.damage():
            self.writer.index_words(self.on_progress)
        self.writer.split_all(self.on_progress)
        self.writer.group_stories(self.on_progress, regroup=True)
        self.components.store.put_splitting(self.splitting.name)
