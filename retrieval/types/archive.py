"""What is told of an archive: ingests, progress, status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from retrieval.types.alerts import AlertCounts
from retrieval.types.vectors import Fingerprint


@dataclass(frozen=True, slots=True)
class IngestFailure:
    """A source, or a line or entry of it, that could not be ingested, and why.

    ``is_private`` is whether it is an address of a private network, which the settings forbid;
    ``feed`` is that of a page that lists articles.
    """

    source: str
    problem: str
    is_private: bool = False
    feed: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class IngestNote:
    """What of a source was not used, though it was read: fields, or entries without an article.

    ``unused_fields`` are the names of the fields if it tells of these.
    """

    source: str
    note: str
    unused_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedAddresses:
    """The addresses of feeds that a file lists, which are read if the file itself is named."""

    source: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The outcome of an ingest: numbers of articles, and failures.

    ``failed_sources`` are the given sources from which nothing could be read, ``changed`` the ids
    of the articles added or replaced. ``passed_over`` counts files in folders that no reader can
    read, by file name suffix. ``notes`` tell what of the files was not used, ``listed`` are the
    addresses in lists that were named. ``removed`` counts the articles that their files no longer
    hold, ``removed_earlier`` the files that are not read as an article of theirs was removed.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: tuple[IngestFailure, ...] = ()
    failed_sources: tuple[str, ...] = ()
    changed: tuple[str, ...] = field(default=(), compare=False)
    passed_over: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[IngestNote, ...] = ()
    listed: tuple[str, ...] = ()
    removed: int = 0
    removed_earlier: int = 0


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """One version of something that is no file and no web page, such as a post of a channel.

    ``name`` tells it from all others, ``version`` changes with its content. Its articles replace
    those of the version before; once removed, they come back only with another version. A version
    that ``is_empty`` has no article, and is not read; if one cannot be read, the articles before
    stay.
    """

    name: str
    version: str
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class WebAccess:
    """How web pages are fetched.

    ``most_entries`` limits the articles taken from one feed or sitemap; ``delay_s`` is the pause
    between two requests to the same host.
    """

    allow_private_addresses: bool = False
    most_entries: int = 200
    delay_s: float = 1.0


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """The contents of an archive, for ``article-bot status`` and the bot's ``/sources``.

    ``publishers`` and ``languages`` map each publisher and language, ``None`` if unknown, to its
    number of articles, most first; ``publisher_dates`` are the first and the last publication date
    of each publisher. Of the ``subscriptions``, ``failing_subscriptions`` could not be read last.
    """

    path: str
    articles: int
    passages: int
    pending_passages: int
    publishers: Mapping[str | None, int] = field(default_factory=dict)
    first_published_at: str | None = None
    last_published_at: str | None = None
    embedder: Fingerprint | None = None
    size_bytes: int = 0
    problems: tuple[str, ...] = ()
    languages: Mapping[str | None, int] = field(default_factory=dict)
    publisher_dates: Mapping[str | None, tuple[str | None, str | None]] = field(
        default_factory=dict
    )
    subscriptions: int = 0
    failing_subscriptions: int = 0
    alerts: AlertCounts = field(default_factory=AlertCounts)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a step of an ingest, rebuild or migration; ``total`` is ``None`` while
    unknown.

    ``step`` is "fetching" (counted in pages), "reading", "splitting" or "indexing" (articles),
    "loading" (the model), "embedding" (passages), "judging" (articles, of alerts), "copying" (rows)
    or "asking" (questions).
    """

    step: str
    done: int
    total: int | None


OnProgress: TypeAlias = Callable[[Progress], None]
