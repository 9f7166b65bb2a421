"""What an archive holds, or those of its articles that filters let through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from retrieval.protocols import ArticleStore
from retrieval.search.questions.checked_filters import publishers_of
from retrieval.text.times.days import first_and_last_day
from retrieval.types import NO_FILTERS, Filters, ListedArticle


@dataclass(frozen=True)
class Holdings:
    """The articles of ``store`` that ``filters`` let through."""

    store: ArticleStore
    filters: Filters = NO_FILTERS

    def listed(self, passage_ids: Iterable[int] | None = None) -> Iterator[ListedArticle]:
        """The articles, newest first; only those that hold one of the passages, if given."""
        publishers = publishers_of(self.filters, self.store)
        return self.store.listed_articles(passage_ids, self.filters, publishers)

    @cached_property
    def publishers(self) -> dict[str | None, int]:
        """The number of articles of each publisher, most first."""
        if not self.filters:
            return self.store.publishers()
        return dict(Counter(own.publisher for own in self.listed()).most_common())

    @property
    def count(self) -> int:
        """The number of articles."""
        return sum(self.publishers.values())

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """The days of the oldest and the newest article; ``None`` if all are undated."""
        first, last = self.store.date_range()
        if self.filters:
            known = sorted(filter(None, (own.published_at for own in self.listed())))
            first, last = (known[0], known[-1]) if known else (None, None)
        return first_and_last_day(first, last)

    @property
    def newest_day(self) -> date | None:
        """The day to which relative times refer: of the whole archive's newest article.

        The filters' ``as_of`` may be earlier.
        """
        covered = Holdings(self.store).days
        days = (covered[1] if covered else None, self.filters.as_of)
        return min(filter(None, days), default=None)


def by_story(articles: Iterable[ListedArticle]) -> list[tuple[ListedArticle, int]]:
    """The first published article of each story, in the order given, and how many copies it has.

    >>> copies = [ListedArticle(own, None, None, day, "en", 7) for own, day in ("b2", "a1")]
    >>> [(own.doc_id, copies) for own, copies in by_story(copies)]
    [('a', 1)]
    """
    listed = list(articles)
    stories: dict[int | str, list[ListedArticle]] = {}
    for own in listed:
        stories.setdefault(own.doc_id if own.story_id is None else own.story_id, []).append(own)
    firsts = {
        min(copies, key=lambda own: (own.published_at or "~", own.doc_id)): len(copies) - 1
        for copies in stories.values()
    }
    return [(own, firsts[own]) for own in listed if own in firsts]
