"""Which articles alerts are still to be judged on: new ones, and what is new in changed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.text.articles.corrections import is_corrected
from retrieval.text.articles.earlier_versions import said_in
from retrieval.types import Article, QueuedArticle

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore


@dataclass(frozen=True, slots=True)
class AlertQueue:
    """Queues articles in the transactions that store them, so that none is lost or judged twice."""

    store: SqlStore

    def put(self, article: Article, before: Article | None, corrected: Sequence[str]) -> None:
        """Queues an article, unless its text is that of its version ``before``.

        That may have another id, whose place this one takes. ``corrected`` are the articles that it
        corrects. If it answered an alert and that has not been told yet, all of it counts as new
        to that alert, as what was found may no longer stand there.
        """
        if not self.store.has_alerts():
            return
        corrects, known, unknown_before = list(corrected), None, 0
        if before is not None:
            if before.text != article.text:
                unknown_before = self.store.forget_untold(before.doc_id)
            if before.doc_id != article.doc_id:
                self.store.move_matches(before.doc_id, article.doc_id)
                self.store.move_unjudged(before.doc_id, article.doc_id)
            if before.text == article.text:
                return
            if is_corrected(before.text, article.text, article.language):
                corrects.append(article.doc_id)
            known = said_in(before.text, before.language)
        self.store.queue_article(
            QueuedArticle(
                article.doc_id,
                said_before=known,
                unknown_before=unknown_before,
                corrects=tuple(corrects),
            )
        )

    def pass_on(self, doc_id: str) -> None:
        """Lets a copy take the place of an article that is to be removed.

        What was told of the article is not told of the copy, which answers what was not told yet.
        To alerts made later, the copy is not new.
        """
        unknown_before = self.store.forget_untold(doc_id)
        copies = [own for own in self.store.story_members(doc_id) if own != doc_id]
        copy = self.store.article(copies[0]) if copies else None
        if copy is None:
            return
        self.store.move_matches(doc_id, copy.doc_id)
        if unknown_before:
            known = said_in(copy.text, copy.language)
            self.store.queue_article(
                QueuedArticle(copy.doc_id, said_before=known, unknown_before=unknown_before)
            )
