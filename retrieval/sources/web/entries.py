"""Entries of feeds and sitemaps: an address, and sometimes dates, names and text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from retrieval.sources.metadata.url_identity import url_key


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed or sitemap; dates are as returned by ``parse_date``.

    ``changed`` is the date of the last change, or of publication. ``content`` is the whole article
    as HTML, if the feed contains it.
    """

    address: str
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    changed: str | None = None
    content: str = ""


def newest(entries: Iterable[Entry], most: int) -> list[Entry]:
    """Return the ``most`` newest entries, without duplicate addresses; undated ones come last.

    >>> listed = [Entry("https://a.example/1"), Entry("https://a.example/2", changed="2022-02-25")]
    >>> [entry.address for entry in newest(listed, 1)]
    ['https://a.example/2']
    """
    unique: dict[str, Entry] = {}
    for entry in entries:
        unique.setdefault(url_key(entry.address), entry)
    return sorted(unique.values(), key=lambda entry: moment_of(entry.changed), reverse=True)[:most]


def moment_of(date: str | None) -> float:
    """Return a date as a POSIX timestamp; minus infinity if it is unknown."""
    if date is None:
        return float("-inf")
    moment = datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
