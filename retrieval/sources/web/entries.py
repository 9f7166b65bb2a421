"""Entries of feeds and sitemaps: an address, and sometimes dates, names and text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from retrieval.sources.metadata.url_identity import url_key

LISTED = "listed "
UNDATED = "without date"


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed or sitemap; dates are as returned by ``parse_date``.

    ``changed`` is the date of the last change, or of publication. ``content`` is the whole article
    as HTML, if the feed contains it. One that is only in the feed has no ``address``, but a
    ``guid``, by which the feed tells it from others. ``edition`` differs after its title, text or
    teaser in the feed was edited.
    """

    address: str
    title: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    changed: str | None = None
    content: str = ""
    guid: str = ""
    edition: str = ""

    @property
    def key(self) -> str:
        """What is the same if the entry is listed again."""
        return url_key(self.address) if self.address else f"#{self.guid}"

    @property
    def dated(self) -> str:
        """What differs after the feed or sitemap has given the entry another date."""
        return f"{LISTED}{self.changed or UNDATED}"

    @property
    def state(self) -> str:
        """What differs after the entry has changed, as far as the feed or sitemap tells."""
        return f"{self.dated} {self.edition}".rstrip()


def newest(entries: Iterable[Entry], most: int) -> list[Entry]:
    """Return the ``most`` newest entries, without duplicate addresses; undated ones come last.

    >>> listed = [Entry("https://a.example/1"), Entry("https://a.example/2", changed="2022-02-25")]
    >>> [entry.address for entry in newest(listed, 1)]
    ['https://a.example/2']
    """
    unique: dict[str, Entry] = {}
    for entry in entries:
        unique.setdefault(entry.key, entry)
    return sorted(unique.values(), key=lambda entry: moment_of(entry.changed), reverse=True)[:most]


def moment_of(date: str | None) -> float:
    """Return a date as a POSIX timestamp; minus infinity if it is unknown."""
    if date is None:
        return float("-inf")
    moment = datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
