"""Which earlier articles an article corrects."""

from __future__ import annotations

from retrieval.protocols import Store
from retrieval.text.copies import is_alike, is_of_same_time, wording
from retrieval.text.corrections import is_corrected
from retrieval.types import Article

_MAX_COMPARED = 20  # articles, those that share most bands


def corrected_articles(article: Article, store: Store) -> list[Article]:
    """The earlier articles that ``article`` states otherwise in the same words, newest first.

    Of another story with several copies it is the last one.
    """
    bands = store.story_bands(article.doc_id)
    copies = set(store.story_members(article.doc_id))
    own = wording(article.text, article.language)
    found: dict[int, Article] = {}
    for doc_id, story_id in store.story_candidates(bands, limit=_MAX_COMPARED):
        other = store.article(doc_id) if doc_id not in copies else None
        if other is None or time_order(other) >= time_order(article):
            continue
        if (
            is_of_same_time(article, other)
            and is_alike(own, wording(other.text, article.language))
            and is_corrected(article.text, other.text, article.language)
        ):
            known = found.get(story_id)
            found[story_id] = max(known, other, key=time_order) if known else other
    return sorted(found.values(), key=time_order, reverse=True)


def time_order(article: Article) -> tuple[str, str, str]:
    """A key that sorts articles by time, undated ones by when they came."""
    came = article.fetched_at or ""
    return (article.published_at or came)[:10], came, article.doc_id
