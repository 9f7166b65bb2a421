"""Which articles alerts are still to be judged on: new ones, and what is new in changed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.text.corrections import is_corrected
from retrieval.types import Article, Passage, QueuedArticle

if TYPE_CHECKING:
    from retrieval.protocols import Store


@dataclass(frozen=True, slots=True)
class AlertQueue:
    """Queues articles in the transactions that store them, so that none is lost or judged twice."""

    store: Store

    def put(
        self,
        article: Article,
        before: Article | None,
        *,
        passages: Sequence[Passage],
        corrected: Sequence[str],
    ) -> None:
        """Queues an article, unless its text is that of its version ``before``.

        ``passages`` are its new ones, and ``corrected`` the articles that it corrects. If an alert
        that it answered has not been told yet, it is judged on all of its text again, as what was
        found may no longer stand there.
        """
        if not self.store.has_alerts() or (before is not None and before.text == article.text):
            return
        corrects = list(corrected)
        if before is not None and is_corrected(before.text, article.text, article.language):
            corrects.append(article.doc_id)
        is_whole = before is None or self.store.forget_untold(article.doc_id)
        self.store.queue_article(
            QueuedArticle(
                article.doc_id,
                passage_ids=None if is_whole else tuple(own.passage_id for own in passages),
                copies=self._copies(article.doc_id),
                corrects=tuple(corrects),
            )
        )

    def put_copy_of(self, doc_id: str) -> None:
        """Queues a copy of an article that is to be removed before what it answers is told."""
        if self.store.forget_untold(doc_id) and (copies := self._copies(doc_id)):
            self.store.queue_article(QueuedArticle(copies[0], copies=copies[1:]))

    def _copies(self, doc_id: str) -> tuple[str, ...]:
        return tuple(own for own in self.store.story_members(doc_id) if own != doc_id)
