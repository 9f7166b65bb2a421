"""One run of a subscription: claim the source, read it, record what came of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from retrieval.errors import AddressError, BackendError, SourceError
from retrieval.ingest.files import FileWriter
from retrieval.ingest.report import ReportBuilder
from retrieval.ingest.web import WebWriter
from retrieval.ingest.writer import Writer
from retrieval.sources.web.address import AddressReader, NamedRead
from retrieval.sources.web.fetch import check_address
from retrieval.sources.web.kinds import LIST_OF_FEEDS
from retrieval.sources.web.robots import PoliteFetcher
from retrieval.sources.worker.article_reader import ArticleReader
from retrieval.store.store import SqlStore
from retrieval.subscriptions.claim import Claim
from retrieval.subscriptions.outcome import Outcome, after_failure, after_success, moved_to
from retrieval.subscriptions.pages import SubscribedPages
from retrieval.subscriptions.rhythm import FIRST_INTERVAL_S, is_reached
from retrieval.text.times.days import stored_time
from retrieval.types import (
    IngestFailure,
    OnProgress,
    Progress,
    SourceUpdate,
    Subscription,
    WebAccess,
)

MAX_SUBSCRIPTIONS = 5000

_log = logging.getLogger(__name__)

_KINDS = {"json feed": "feed", LIST_OF_FEEDS: "list"}  # where they differ from what was read
_LISTED = 1  # the version of what is remembered of listed feeds
_NO_LIST_ANY_MORE = "listed articles, but is a page now: check the address."
_FULL = f"lists more sources than the {MAX_SUBSCRIPTIONS:,} that an archive may have: remove some."


@dataclass(frozen=True, slots=True)
class Updater:
    """Reads subscribed sources; ``claimant`` identifies the program that does so.

    ``embed`` makes the vectors of what was stored, called after each page of the web. ``keep_days``
    is for subscriptions without days of their own.
    """

    writer: Writer
    web: WebAccess
    polite: PoliteFetcher
    reader: ArticleReader
    now: Callable[[], datetime]
    claimant: str
    on_progress: OnProgress
    embed: Callable[[], None]
    keep_days: int | None = None

    def run(
        self, subscription_id: int, *, due_only: bool
    ) -> tuple[SourceUpdate, tuple[str, ...]] | None:
        """Reads a source and records the outcome; None if it is gone or another program reads it.

        With ``due_only``, the same holds if another program has read it meanwhile.

        Returns also the ids of the articles added or replaced. Each article is stored with the
        record that this subscription brought it, so that a kill at any moment loses nothing, and
        the next run goes on.
        """
        claim = Claim(self._store, subscription_id, self.claimant, self.now)
        own = claim.take()
        if own is None:
            return None
        if due_only and not is_reached(own.next_run_at, self.now()):
            claim.release()
            return None
        try:
            found = self._read(own, claim)
            offering, feed = own.source, _offered_feed(own, found)
            if feed and self._other_with(own, feed):
                found.same_as = feed
            elif feed:
                own = replace(own, source=feed)
                found = self._read(own, claim)
            if found.same_as:
                return self._end(own, found), ()
            update = self._record(own, found, before=offering)
            return update, found.results.report().changed
        finally:
            with suppress(BackendError):  # as of a full disk: the claim ends by itself
                claim.release()

    def _read(self, own: Subscription, claim: Claim) -> Outcome:
        found = Outcome(ReportBuilder(partial(self._bring, claim)), own.kind)
        read = self._read_web if own.is_web else self._read_files
        try:
            read(own, found, claim)
        except BackendError:
            raise
        except Exception as error:  # else this source would be read first, and fail, each time
            _log.exception("The subscription %d cannot be read.", own.subscription_id)
            found.problem = _sentence_of(error)
        return found

    @property
    def _store(self) -> SqlStore:
        return self.writer.store

    def _bring(self, claim: Claim, outcome: str, doc_id: str, before: str) -> None:
        """Records an article as brought, unless the archive had it already from elsewhere.

        ``before`` is the id of the article that it replaced or confirmed.
        """
        if outcome == "added" or self._store.has_brought(before):
            self._store.put_brought(claim.subscription_id, doc_id, before=before)
        claim.keep()

    def _read_web(self, own: Subscription, found: Outcome, claim: Claim) -> None:
        now = self.now()
        pages = SubscribedPages(self._store, own, now, own.keep_days or self.keep_days)
        writer = WebWriter(
            self.writer,
            self.web,
            self.reader,
            found.results,
            self.on_progress,
            stored_time(now),
            self.embed,
        )

        def take(named: NamedRead) -> None:
            found.named, found.feeds = named, named.feeds
            read_as = "page" if named.is_unchanged else ""  # versions of other lists are not kept
            found.kind = _KINDS.get(named.kind, named.kind) or own.kind or read_as
            target = moved_to(named)
            if own.last_success_at is None and self._other_with(own, target):
                found.same_as = target

        read = AddressReader(self.polite, self.reader, pages.state_of, pages.is_put_off).read(
            own.source,
            most=self.web.most_entries,
            fetch=self.polite.fetch_named,
            on_named=take,
            with_feeds=False,
        )
        for done, page in enumerate(read, start=1):
            if found.same_as:
                return
            if found.kind == "page" and own.kind not in ("", "page"):
                found.problem = _NO_LIST_ANY_MORE
                return
            writer.put(pages.without_expired(page))
            pages.note(page)
            claim.keep()
            self.on_progress(Progress("fetching", done, done + page.left))
        found.problem = _problem_of(own, found)
        if found.kind != "page" and not found.problem:
            found.forget_failures_of(own.source)
            if not found.named.is_unchanged:
                pages.forget_unlisted()
                found.is_rechecked = pages.is_rechecking

    def _read_files(self, own: Subscription, found: Outcome, claim: Claim) -> None:
        path, now = Path(own.source), self.now()
        files = SubscribedPages(self._store, own, now, own.keep_days or self.keep_days)
        FileWriter(
            self.writer,
            self.reader,
            found.results,
            self.on_progress,
            stored_time(now),
            files,
            files.first_day,
        ).ingest([path])
        files.forget_unlisted()
        found.kind = "folder" if os.path.isdir(path) else "file"
        if found.results.listed:
            found.kind, found.feeds = "list", tuple(found.results.listed)
        if os.path.isdir(path) and os.access(path, os.R_OK | os.X_OK):  # it may be empty for now
            found.forget_failures_of(own.source)
        found.problem = found.of_source(own.source)

    def _record(self, own: Subscription, found: Outcome, *, before: str) -> SourceUpdate:
        """Records a run; ``before`` is the source that was subscribed to when it began."""
        now, subscribed = self.now(), tuple[str, ...]()
        if found.problem:
            others = [other for other in self._store.subscriptions() if other.is_web]
            read_at = max((other.last_success_at or "" for other in others), default="")
            after = after_failure(own, found, now, others_read_at=read_at)
            found.forget_failures_of(own.source)
        else:
            after = self._at_free_address(own, after_success(own, found, now))
            subscribed = self._subscribe(own, found)
        after = self._store.record_run(after, by=self.claimant) or after
        return SourceUpdate(
            after,
            **found.results.counts,
            problem=found.problem,
            failed=tuple(found.results.failed),
            moved_from=before if after.source != before else None,
            subscribed=subscribed,
            same_as=None,
            has_died=after.is_dead and not own.is_dead,
            has_recovered=own.failures > after.failures,
            removed=found.results.removed,
        )

    def _end(self, own: Subscription, found: Outcome) -> SourceUpdate:
        """Ends a new subscription to what another one reads, which takes over its days."""
        other = self._other_with(own, found.same_as)
        if own.keep_days is not None and other is not None:
            self._store.put_keep_days(other.subscription_id, own.keep_days)
        self._store.remove_subscription(own.subscription_id)
        return SourceUpdate(own, same_as=found.same_as)

    def _at_free_address(self, own: Subscription, after: Subscription) -> Subscription:
        """The subscription at its old address if another one has its new one."""
        is_taken = self._other_with(own, after.source) is not None
        return replace(after, source=own.source) if is_taken else after

    def _other_with(self, own: Subscription, source: str) -> Subscription | None:
        """The other subscription with that source."""
        others = (
            other
            for other in self._store.subscriptions()
            if other.subscription_id != own.subscription_id
        )
        return next((other for other in others if other.source == source), None)

    def _subscribe(self, own: Subscription, found: Outcome) -> tuple[str, ...]:
        """Subscribes to the feeds that a list names; returns the new ones.

        One that was unsubscribed from does not come back while the list names it.
        """
        known = {other.source for other in self._store.subscriptions()} if found.feeds else set()
        met = {
            feed: f"{LIST_OF_FEEDS} {own.subscription_id} {own.added_at} {feed}"
            for feed in found.feeds
        }
        fresh = [feed for feed, key in met.items() if not self._store.file_state(key, _LISTED)]
        new = [feed for feed in fresh if feed not in known and _may_read(feed, found)]
        room = max(0, MAX_SUBSCRIPTIONS - len(known))
        if len(new) > room:
            found.results.failed.append(IngestFailure(own.source, _FULL))
        for source in new[:room]:
            self._add(source, own.keep_days)
        for source in {*new[:room], *known.intersection(fresh)}:
            self._store.put_file(met[source], "listed", _LISTED, ())
        return tuple(new[:room])

    def _add(self, source: str, keep_days: int | None) -> None:
        self._store.add_subscription(
            source,
            now=(now := stored_time(self.now())),
            next_run_at=now,
            interval_s=FIRST_INTERVAL_S,
            keep_days=keep_days,
        )


def _offered_feed(own: Subscription, found: Outcome) -> str | None:
    """The feed that a new source, such as a home page, offers in its place."""
    failure = found.named.failure
    return failure.feed if failure is not None and own.last_success_at is None else None


def _may_read(feed: str, found: Outcome) -> bool:
    """Whether a listed address can be subscribed to; if it cannot, that is told."""
    try:
        check_address(feed)
    except AddressError as error:
        found.results.failed.append(IngestFailure(error.source, error.problem))
        return False
    return True


def _sentence_of(error: Exception) -> str:
    """What ended the reading of a source, for the user."""
    if isinstance(error, SourceError):
        return error.problem
    reason = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read ({reason or type(error).__name__}): check it, or unsubscribe."


def _problem_of(own: Subscription, found: Outcome) -> str:
    """Why an address could not be read; a list without entries counts if it is new or broken."""
    named = found.named
    if named.error is not None:
        return named.error.problem
    if named.failure is not None:
        return named.failure.problem
    if found.kind == "page" or (own.last_success_at is not None and not named.is_broken):
        return ""
    return found.of_source(own.source)
