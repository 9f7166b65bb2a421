"""What an archive holds: its articles, the stories that are new, and how it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, tzinfo
from pathlib import Path

from retrieval.archive.parts import ArchiveParts
from retrieval.errors import ArticleNotFoundError
from retrieval.health import Finding, examine, vector_findings
from retrieval.protocols import STORE_FILE
from retrieval.replies.holdings import Holdings
from retrieval.search.questions.checked_filters import publishers_of
from retrieval.text.words.find_words import holds_words, plain_words_of
from retrieval.types import NO_FILTERS, ArchiveStatus, Article, Digest, DigestOrder, Filters


class Contents(ArchiveParts):
    """See :class:`retrieval.archive.Archive`."""

    def articles(self, filters: Filters = NO_FILTERS, *, words: str = "") -> Iterator[Article]:
        """The articles that ``filters`` let through, newest first; those without a date last.

        Each of the ``words`` begins a word of the title, publisher, authors or file name, whatever
        its accents. Raises FilterError for a filter that no article can meet.
        """
        filters = self.checked_filters(filters)
        articles = self._store.articles(filters, publishers_of(filters, self._store))
        wanted = plain_words_of(words) or words.split()
        return (own for own in articles if holds_words(_findable(own), wanted))

    def article_ids(self) -> list[str]:
        """Ids of all articles, ascending."""
        return self._store.article_ids()

    def article(self, doc_id: str) -> Article:
        """The article with that id; raises ArticleNotFoundError if there is none."""
        article = self._store.article(doc_id)
        if article is None:
            raise ArticleNotFoundError(doc_id)
        return article

    def articles_from(self, source: str) -> list[Article]:
        """The articles of a web address, or of the source that :class:`SourceVersion` names."""
        from retrieval.sources.metadata.url_identity import (  # imports the readers
            absolute_address,
            article_id,
            url_key,
        )

        doc_ids = {*self._store.file_articles(source)}
        if absolute_address(source):
            doc_ids |= {article_id(source, None, ""), *self._store.file_articles(url_key(source))}
        return list(filter(None, map(self._store.article, sorted(doc_ids))))

    def copies(self, doc_id: str) -> list[Article]:
        """The other articles of the same story, the first published first."""
        others = (own for own in self._store.story_members(doc_id) if own != doc_id)
        return list(filter(None, map(self._store.article, others)))

    def digest(
        self,
        since: date,
        *,
        filters: Filters = NO_FILTERS,
        by: DigestOrder = "topic",
        zone: tzinfo | None = None,
    ) -> Digest:
        """The stories that are new since that day, each once, grouped by topic or publisher.

        See :class:`retrieval.digest.news_period.NewsPeriod` for what counts; the period ends with
        the filters' ``until`` or ``as_of``, and its beginning is not that of the filters. Days are
        those of the time ``zone``, by default that of the system. Raises FilterError for a filter
        that no article can meet.
        """
        from retrieval.digest.choice import new_stories
        from retrieval.digest.grouping import grouped, least_stories_by
        from retrieval.digest.news_period import NewsPeriod

        filters = replace(self.checked_filters(filters), since=None)
        until = min(filter(None, (filters.until, filters.as_of)), default=None)
        publishers = publishers_of(filters, self._store)
        period = NewsPeriod(since, until, zone)
        with self._store.read_transaction():
            # what undated articles have instead of a day of publication is compared by the period
            stories = new_stories(self._store, period, replace(filters, until=None), publishers)
            days = Holdings(self._store, filters).days
        groups = grouped(stories, by, least_stories_by(self._store, self._words))
        return Digest(since, until, by, groups, filters, days[1] if days else None)

    def status(self) -> ArchiveStatus:
        """The contents of the archive, and its health as far as the store tells."""
        counts = self._store.counts()
        first, last = self._store.date_range()
        active = self._store.active_embedder()
        pending = self._store.count_pending(active.embedder_id) if active else counts["passages"]
        subscriptions = self._store.subscriptions()
        findings = vector_findings(pending, active.fingerprint if active else None)
        return ArchiveStatus(
            path=self._store.name,
            articles=counts["articles"],
            passages=counts["passages"],
            pending_passages=pending,
            publishers=self._store.publishers(),
            publisher_dates=self._store.publisher_dates(),
            languages=self._store.languages(),
            first_published_at=first,
            last_published_at=last,
            embedder=active.fingerprint if active else None,
            size_bytes=self._store.size_bytes() + _size_of_others(self._components.folder),
            problems=tuple(f"{finding.problem} Cure: {finding.cure}." for finding in findings),
            subscriptions=len(subscriptions),
            failing_subscriptions=sum(own.failures > 0 for own in subscriptions),
            alerts=self._store.alert_counts(),
        )

    def doctor(self) -> list[Finding]:
        """All problems of the archive with their cures; empty for a sound one."""
        return examine(self._components)


def _findable(article: Article) -> Iterator[str]:
    """The texts of an article by which it is found in a list."""
    yield from filter(None, (article.title, article.publisher, *article.authors))
    if article.path:
        yield Path(article.path).name


def _size_of_others(folder: Path) -> int:
    """The size of all files in a folder but those of the store."""
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # another program may just replace it
            size += 0 if path.name.startswith(STORE_FILE) else path.stat().st_size
    return size
