"""The stories of a digest: those that are new in some days, each once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from retrieval.digest.corrections import corrected_articles, time_order
from retrieval.digest.news_period import LATEST, NewsPeriod
from retrieval.search.ranking.stories import is_credited
from retrieval.store.store import SqlStore
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
    shown.sort(key=lambda own: time_order(own.article), reverse=True)
    return sorted(shown, key=lambda own: -len(own.also_in))


def _doc_ids(story: DigestStory) -> set[str]:
    return {own.doc_id for own in (story.article, *story.also_in)}


def _story(articles: Sequence[Article], passing: Collection[str], store: SqlStore) -> DigestStory:
    def order(own: Article) -> tuple[str, bool, tuple[str, ...]]:
        when = time_order(own)
        return when[0], not is_credited(own, articles), when

    first = min((own for own in articles if own.doc_id in passing), key=order)
    copies = sorted((own for own in articles if own is not first), key=time_order)
    return DigestStory(first, tuple(copies), tuple(corrected_articles(first, store)))
