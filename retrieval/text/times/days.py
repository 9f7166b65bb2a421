"""Dates and times: as they are stored, as days, and as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from retrieval.types import Article


def day_of(article: Article) -> date | None:
    """The day on which an article was published, if it is known."""
    return date.fromisoformat(article.published_at[:10]) if article.published_at else None


def first_and_last_day(first: str | None, last: str | None) -> tuple[date, date] | None:
    """The days of two stored times; ``None`` if they are not known."""
    if first is None or last is None:
        return None
    return date.fromisoformat(first[:10]), date.fromisoformat(last[:10])


def day_in_words(iso: str) -> str:
    """The day of an ISO 8601 date or time; raises ValueError where it is none.

    >>> day_in_words("2022-02-25T09:30:00+00:00")
    '25 February 2022'
    """
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {day:%B} {day.year}"


def date_in_words(iso: str) -> str:
    """An ISO 8601 date that may lack the day, or day and month; raises ValueError for any other.

    >>> date_in_words("2022-02-25"), date_in_words("2022-02"), date_in_words("2022")
    ('25 February 2022', 'February 2022', '2022')
    """
    words = day_in_words(f"{iso}-01-01"[:10]).split()
    return " ".join(words[2 - iso.count("-") :])


def stored_time(moment: datetime) -> str:
    """A time as the store has it: in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
