"""Grouping of articles into stories: copies of one article, whoever published them, are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.ingest.minhash import bands_of
from retrieval.search.ranking.alike import MAX_COMPARED, alike_articles
from retrieval.text.articles.copies import wording
from retrieval.text.articles.corrections import is_corrected
from retrieval.types import Article, OnProgress, Progress

if TYPE_CHECKING:
    from retrieval.store.store import SqlStore

_ARTICLES_PER_TRANSACTION = 64


@dataclass(frozen=True, slots=True)
class StoryGrouper:
    """Puts each article into the story of its copies, by what the store knows of the others."""

    store: SqlStore

    def place(self, article: Article) -> list[str]:
        """Puts a stored article into the story of its copies, else into one of its own.

        It belongs to a story if it is a copy of one of its articles and a correction of none.
        Stories that hold copies of it become one, unless they correct each other. Returns the
        articles that it corrects.
        """
        own = wording(article.text, article.language)
        bands = bands_of(own.pairs)
        story_id: int | None = None
        members: list[Article] = []
        corrected: list[str] = []
        for other_id, others in alike_articles(article, own, bands, self.store).items():
            if _corrects([article], others):
                corrected += [other.doc_id for other in others]
                continue
            if story_id is None:
                story_id = other_id
            elif _corrects(members, others):
                continue
            else:
                self.store.merge_stories(story_id, other_id)
            members += others
        self.store.put_story(article.doc_id, bands, story_id)
        return corrected

    def remove(self, doc_id: str) -> None:
        """Takes an article out of its story, whose others may be copies only of it."""
        others = [other for other in self.store.story_members(doc_id) if other != doc_id]
        self.store.drop_stories([doc_id])
        if 1 < len(others) <= MAX_COMPARED:
            self._place_again(others)

    def place_remaining(self, on_progress: OnProgress) -> None:
        """Places the articles that are in no story yet, in several transactions."""
        doc_ids = self.store.articles_without_story()
        for first in range(0, len(doc_ids), _ARTICLES_PER_TRANSACTION):
            on_progress(Progress("indexing", first, len(doc_ids)))
            with self.store.write_transaction():
                self._place_again(doc_ids[first : first + _ARTICLES_PER_TRANSACTION])

    def _place_again(self, doc_ids: Sequence[str]) -> None:
        self.store.drop_stories(doc_ids)
        for article in filter(None, map(self.store.article, doc_ids)):
            self.place(article)


def _corrects(articles: Sequence[Article], others: Sequence[Article]) -> bool:
    """Whether one of the articles states otherwise what one of the others states."""
    return any(
        is_corrected(one.text, other.text, one.language) for one in articles for other in others
    )
