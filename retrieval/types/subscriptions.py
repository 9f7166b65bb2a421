"""Subscriptions: sources that are read again by themselves, and what an update of them brought."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.types.archive import IngestFailure

MAX_KEEP_DAYS = 36_500  # of what a subscription brings


@dataclass(frozen=True, slots=True)
class Subscription:
    """A source that is read again by itself.

    ``source`` is a web address or an absolute path; ``kind`` is "feed", "page", "sitemap",
    "folder", "file" or "list" (of feeds), "" until it was first read. Times are ISO 8601 UTC.
    ``last_error`` is a sentence, "" after a success; ``failures`` counts those since the last
    success, the first of them at ``failing_since``. It ``is_dead`` if it has failed for days or is
    gone, and ``is_reported`` from when somebody was told until its recovery is told, too.
    ``interval_s`` is its rhythm, which it may have stated itself (``stated_interval_s``, else 0).
    ``articles`` counts those that it has brought, ``failed_pages`` the pages that it lists, or
    files, that could not be read. What it brought is removed after ``keep_days``, None for the
    setting. ``state`` tells the version of a list that was read last from others; its pages without
    a date were checked for changes at ``rechecked_at``.
    """

    subscription_id: int
    source: str
    kind: str
    title: str | None
    added_at: str
    next_run_at: str
    last_run_at: str | None = None
    last_success_at: str | None = None
    last_error: str = ""
    failing_since: str | None = None
    failures: int = 0
    is_dead: bool = False
    is_reported: bool = False
    interval_s: float = 3600.0
    stated_interval_s: float = 0.0
    rechecked_at: str | None = None
    articles: int = 0
    failed_pages: int = 0
    keep_days: int | None = None
    state: str = ""

    @property
    def is_web(self) -> bool:
        """Whether its source is a web address, not a file or folder."""
        return self.source.lower().startswith(("http://", "https://"))

    @property
    def name(self) -> str:
        """Its title, else its source."""
        return self.title or self.source


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A listed page or a file that could not be read, and when to try again.

    ``state`` is what the list said of it, or the hash of the file: if that changes, it is tried at
    once.
    """

    key: str
    state: str
    failures: int
    next_try_at: str


@dataclass(frozen=True, slots=True)
class SourceUpdate:
    """What one run of a subscription did; ``subscription`` is as it was afterwards.

    ``problem`` is why the source itself could not be read, "" if it was; ``failed`` are its pages
    or files that could not be read. ``moved_from`` is its former address if it has moved,
    ``subscribed`` the sources that a list brought. ``same_as`` is the source of another
    subscription that reads the same already, so that this new one has ended. It ``has_died`` if it
    counts as dead since this run, and ``has_recovered`` if it could not be read until this run.
    ``removed`` counts the articles that its files no longer hold.
    """

    subscription: Subscription
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    problem: str = ""
    failed: tuple[IngestFailure, ...] = ()
    moved_from: str | None = None
    subscribed: tuple[str, ...] = ()
    same_as: str | None = None
    has_died: bool = False
    has_recovered: bool = False
    removed: int = 0


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """The outcome of an update: one entry for each source that was read.

    ``claimed`` are the sources that another program was reading; ``expired`` counts the articles
    removed because of their age. ``changed`` are the ids of the articles added or replaced.
    """

    sources: tuple[SourceUpdate, ...] = ()
    claimed: tuple[Subscription, ...] = ()
    expired: int = 0
    changed: tuple[str, ...] = ()
