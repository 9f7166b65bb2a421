"""Digests of an archive: the stories that are new since a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, tzinfo

from retrieval.archive.parts import ArchiveParts
from retrieval.replies.holdings import Holdings
from retrieval.search.ranking.filtering import publishers_of
from retrieval.types import NO_FILTERS, Digest, DigestOrder, Filters


class Digests(ArchiveParts):
    """See :class:`retrieval.archive.Archive`."""

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
