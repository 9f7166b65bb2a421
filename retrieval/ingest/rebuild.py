"""Rebuilding of passages, vectors and indexes, also with another model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.components import Components
from retrieval.errors import QualityError
from retrieval.evaluation.measures import Judgement, LabelledQuestion, evaluate
from retrieval.evaluation.model_comparison import Comparison, compare_models
from retrieval.protocols import Embedder
from retrieval.search.searcher import Searcher
from retrieval.search.turns import unanswered
from retrieval.text.passages import Splitting
from retrieval.types import ActiveEmbedder, Answer, Fingerprint, OnProgress, Progress

if TYPE_CHECKING:
    from retrieval.ingest.writer import Writer

_SPLITTING = "a rebuild that was not finished"
_COMPARED_K = 10  # passages per question when two models are compared


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Rebuilds an archive.

    ``answer(searcher, question, k, earlier)`` answers a question with a given search.
    """

    components: Components
    writer: Writer
    splitting: Splitting
    answer: Callable[[Searcher, str, int, Sequence[Answer]], Answer]
    on_progress: OnProgress

    def run(self, questions: Sequence[LabelledQuestion], *, force: bool) -> Comparison | None:
        """See :meth:`retrieval.archive.Archive.rebuild`."""
        self._rebuild_passages()
        self.on_progress(Progress("loading", 0, None))
        active = self.components.store.active_embedder()
        name = self.components.embedder_name or (active.fingerprint.model.model if active else None)
        embedder = self.components.backends.load_embedder(name, None, self.components.sample())
        fingerprint = Fingerprint(embedder.identity, self.splitting.name)
        embedder_id = self.components.store.register_embedder(fingerprint)
        self.writer.embed_pending(embedder, embedder_id, self.on_progress)
        comparison = None
        if questions and active is not None and active.fingerprint.model != embedder.identity:
            comparison = self._compare(questions, active, embedder, embedder_id)
            if comparison.is_worse and not force:
                raise QualityError(
                    f"{embedder.identity.model} answers your questions worse than "
                    f"{active.fingerprint.model.model} ({comparison}): the old one is kept; run "
                    "the same command with --force to change nevertheless."
                )
        self.components.switch(embedder, embedder_id, fingerprint)
        return comparison

    def _rebuild_passages(self) -> None:
        if self.components.store.splitting() != self.splitting.name:
            self.components.store.put_splitting(_SPLITTING)
        self.components.store.drop_damaged_vectors()
        if self.components.words.damage():
            self.writer.index_words(self.on_progress)
        self.writer.split_all(self.on_progress)
        self.writer.group_stories(self.on_progress, regroup=True)
        self.components.store.put_splitting(self.splitting.name)

    def _compare(
        self,
        questions: Sequence[LabelledQuestion],
        active: ActiveEmbedder,
        embedder: Embedder,
        embedder_id: int,
    ) -> Comparison:
        """Compares the model in use with ``embedder`` on ``questions``."""
        identity = active.fingerprint.model
        in_use = self.components.backends.load_embedder(
            identity.model, identity, self.components.sample()
        )
        old_index = self.components.index_for(active)
        index = self.components.new_index(embedder_id, embedder.identity.dimension)

        def judge_all(searcher: Searcher) -> list[Judgement]:
            return evaluate(
                questions,
                lambda asked: self.answer(
                    searcher,
                    asked.question,
                    _COMPARED_K,
                    [unanswered(own) for own in asked.earlier],
                ),
                on_done=lambda done: self.on_progress(Progress("asking", done, len(questions))),
            )

        reader = self.components.reader()
        new = judge_all(self.components.searcher_of(embedder, embedder_id, index, reader))
        return compare_models(
            judge_all(self.components.searcher_of(in_use, active.embedder_id, old_index, reader)),
            new,
        )
