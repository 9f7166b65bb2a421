"""The stories of a digest: those that are new in some days, each once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from retrieval.digest.news_period import LATEST, NewsPeriod
from retrieval.search.ranking.alike import alike_articles
from retrieval.search.ranking.stories import is_credited
from retrieval.store.store import SqlStore
from retrieval.text.articles.copies import wording
from retrieval.text.articles.corrections import is_corrected
from retrieval.types import Article, DigestStory, Filters


def new_stories(
    store: SqlStore, period: NewsPeriod, filters: Filters, publishers: Sequence[str]
) -> list[DigestStory]:
    """The stories that are news of the ``period``: those with most copies first, then the newest.

    A story is no news if one of its articles is older. What is shown of it is the first of its
    articles that ``filters`` let through, of those of one day the one whose publisher others
    credit; ``publishers`` are the stored names that the filter's publisher stands for. What another
    story corrects is named by that one instead.
    """
    listed = store.articles_since(period.since - LATEST, filters, publishers)
    news = {own.doc_id: own for own in listed if period.holds(own)}
    stories: list[DigestStory] = []
    done: set[str] = set()
    for doc_id in news:
        if doc_id in done:
            continue
        members = store.story_members(doc_id) or [doc_id]
        done.update(members)
        articles = [news.get(own) or store.article(own) for own in members]
        known = [own for own in articles if own and not period.ends_before(own)]
        if all(map(period.holds, known)):
            stories.append(_story(known, news.keys(), store))
    corrected = {own.doc_id for story in stories for own in story.corrects}
    shown = [own for own in stories if corrected.isdisjoint(_doc_ids(own))]
    shown.sort(key=lambda own: _time_order(own.article), reverse=True)
    return sorted(shown, key=lambda own: -len(own.also_in))


def _doc_ids(story: DigestStory) -> set[str]:
    return {own.doc_id for own in (story.article, *story.also_in)}


def _story(articles: Sequence[Article], passing: Collection[str], store: SqlStore) -> DigestStory:
    def order(own: Article) -> tuple[str, bool, tuple[str, ...]]:
        when = _time_order(own)
        return when[0], not is_credited(own, articles), when

    first = min((own for own in articles if own.doc_id in passing), key=order)
    copies = sorted((own for own in articles if own is not first), key=_time_order)
    return DigestStory(first, tuple(copies), tuple(_corrected(first, store)))


def _corrected(article: Article, store: SqlStore) -> list[Article]:
    """The earlier articles that ``article`` states otherwise in the same words, newest first.

    Of another story with several copies it is that of the same publisher, else the first one.
    """
    own = wording(article.text, article.language)
    alike = alike_articles(article, own, store.story_bands(article.doc_id), store)
    copies = set(store.story_members(article.doc_id))

    def is_earlier(other: Article) -> bool:
        is_before = other.doc_id not in copies and _time_order(other) < _time_order(article)
        return is_before and is_corrected(article.text, other.text, article.language)

    def by_likelihood(other: Article) -> tuple[bool, tuple[str, str, str]]:
        return other.publisher != article.publisher, _time_order(other)

    earlier = (list(filter(is_earlier, others)) for others in alike.values())
    found = [min(others, key=by_likelihood) for others in earlier if others]
    return sorted(found, key=_time_order, reverse=True)


def _time_order(article: Article) -> tuple[str, str, str]:
    """A key that sorts articles by time, undated ones by when they came."""
    came = article.fetched_at or ""
    return (article.published_at or came)[:10], came, article.doc_id
