"""Which earlier articles an article corrects."""

from __future__ import annotations

from retrieval.search.ranking.alike import alike_articles
from retrieval.store.store import SqlStore
from retrieval.text.articles.copies import wording
from retrieval.text.articles.corrections import is_corrected
from retrieval.types import Article


def corrected_articles(article: Article, store: SqlStore) -> list[Article]:
    """The earlier articles that ``article`` states otherwise in the same words, newest first.

    Of another story with several copies it is that of the same publisher, else the first one.
    """
    own = wording(article.text, article.language)
    alike = alike_articles(article, own, store.story_bands(article.doc_id), store)
    copies = set(store.story_members(article.doc_id))

    def is_earlier(other: Article) -> bool:
        is_before = other.doc_id not in copies and time_order(other) < time_order(article)
        return is_before and is_corrected(article.text, other.text, article.language)

    def by_likelihood(other: Article) -> tuple[bool, tuple[str, str, str]]:
        return other.publisher != article.publisher, time_order(other)

    earlier = (list(filter(is_earlier, others)) for others in alike.values())
    found = [min(others, key=by_likelihood) for others in earlier if others]
    return sorted(found, key=time_order, reverse=True)


def time_order(article: Article) -> tuple[str, str, str]:
    """A key that sorts articles by time, undated ones by when they came."""
    came = article.fetched_at or ""
    return (article.published_at or came)[:10], came, article.doc_id
