"""Which articles are news of some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from retrieval.text.times.days import day_of
from retrieval.types import Article

LATEST = timedelta(days=7)
"""How long after its publication an article may come into the archive and still be news."""


@dataclass(frozen=True, slots=True)
class NewsPeriod:
    """The days from ``since`` to ``until``, or to now.

    An article counts by the day of its publication, an undated one by the day on which it came into
    the archive. What came ``since``, but was published up to a week before, is news as well, unless
    the period has an end. ``zone`` is the reader's time zone, by default that of the system.

    >>> from datetime import UTC
    >>> late, old = (
    ...     Article("1", None, "", published_at=day, fetched_at="2026-11-26T08:00:00+00:00")
    ...     for day in ("2026-11-23", "2022-02-25")
    ... )
    >>> period = NewsPeriod(date(2026, 11, 25), None, UTC)
    >>> period.holds(late), period.holds(old)
    (True, False)
    """

    since: date
    until: date | None = None
    zone: tzinfo | None = None

    def holds(self, article: Article) -> bool:
        """Whether the article is news of these days."""
        published, came = day_of(article), self._came(article)
        day = published or came
        if day is None or self._ends_before(day):
            return False
        if day >= self.since:
            return True
        is_late = came is not None and came >= self.since and day >= came - LATEST
        return is_late and self.until is None

    def ends_before(self, article: Article) -> bool:
        """Whether the article is later than these days."""
        day = day_of(article) or self._came(article)
        return day is not None and self._ends_before(day)

    def _ends_before(self, day: date) -> bool:
        return self.until is not None and day > self.until

    def _came(self, article: Article) -> date | None:
        """The day on which the article came into the archive."""
        if article.fetched_at is None:
            return None
        return datetime.fromisoformat(article.fetched_at).astimezone(self.zone).date()
