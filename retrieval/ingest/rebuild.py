"""Rebuilding of passages, vectors and indexes, also with another model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.components import Components
from retrieval.text.articles.passages import Splitting
from retrieval.types import Fingerprint, OnProgress, Progress

if TYPE_CHECKING:
    from retrieval.ingest.writer import Writer

_SPLITTING = "a rebuild that was not finished"


def rebuild(
    components: Components, writer: Writer, splitting: Splitting, on_progress: OnProgress
) -> None:
    """See :meth:`retrieval.archive.Archive.rebuild`."""
    store = components.store
    if store.splitting() != splitting.name:
        store.put_splitting(_SPLITTING)
    store.drop_damaged_vectors()
    if components.words.damage():
        writer.index_words(on_progress)
    writer.split_all(on_progress)
    writer.group_stories(on_progress, regroup=True)
    store.put_splitting(splitting.name)
    on_progress(Progress("loading", 0, None))
    active = store.active_embedder()
    name = components.embedder_name or (active.fingerprint.model.model if active else None)
    embedder = components.backends.load_embedder(name, None, components.sample())
    fingerprint = Fingerprint(embedder.identity, splitting.name)
    embedder_id = store.register_embedder(fingerprint)
    writer.embed_pending(embedder, embedder_id, on_progress)
    components.switch(embedder, embedder_id, fingerprint)
