"""What feeds and sitemaps say of an article: an address, and sometimes a date, names and text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from retrieval.sources.metadata.url_identity import url_key


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a feed or sitemap lists it; dates as ``parse_date`` gives them.

    ``changed`` is the last date of which the list tells, be it of publishing or of a change.
    ``content`` is the whole article where a feed carries it, as HTML.
    """

    address: str
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    changed: str | None = None
    content: str = ""


def newest(entries: Iterable[Entry], most: int) -> list[Entry]:
    """Return at most ``most`` entries, each address once, latest change first, undated ones last.

    >>> listed = [Entry("https://a.example/1"), Entry("https://a.example/2", changed="2022-02-25")]
    >>> [entry.address for entry in newest(listed, 1)]
    ['https://a.example/2']
    """
    once: dict[str, Entry] = {}
    for entry in entries:
        once.setdefault(url_key(entry.address), entry)
    return sorted(once.values(), key=lambda entry: moment_of(entry.changed), reverse=True)[:most]


def moment_of(date: str | None) -> float:
    """Return a date as a number that grows with time; an unknown one is the earliest."""
    if date is None:
        return float("-inf")
    moment = datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
