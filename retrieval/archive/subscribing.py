"""Subscriptions of an archive: sources that are read again by themselves."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.archive.parts import ignore_progress
from retrieval.archive.writing import Writing
from retrieval.errors import SettingsError, SourceError, SubscriptionNotFoundError
from retrieval.text.times.days import stored_time
from retrieval.types import MAX_KEEP_DAYS, OnProgress, SourceUpdate, Subscription, UpdateReport

if TYPE_CHECKING:
    from retrieval.sources.web.robots import PoliteFetcher
    from retrieval.subscriptions.watching import SourceWatch

_NO_SOURCE = "does not exist: check the path, or write https:// before a web address."
_NOT_ALLOWED = "may not be read: check its permissions."
_NO_NAME = "has a name that is not UTF-8: rename it."


class Subscribing(Writing):
    """See :class:`retrieval.archive.Archive`; an update writes what subscriptions bring."""

    def subscribe(
        self, source: str | Path, *, keep_days: int | None = None, is_read_next: bool = False
    ) -> Subscription:
        """Adds a source that is read again by itself, first by the next update.

        With ``is_read_next`` the caller reads it at once, and it is not due for some minutes, so
        that no other program begins before.

        It is a web address, of a feed, a page, a sitemap or a list of feeds, a folder or a file.
        What it brings is removed after ``keep_days``, by default those of the settings. A source
        that is known is not added again, but its days are changed if they are given. Raises
        SourceError as :meth:`checked_source` does, and SettingsError for days that cannot be kept.
        """
        from retrieval.subscriptions.rhythm import FIRST_INTERVAL_S, MIN_INTERVAL_S

        _check_days(keep_days)
        name, now = self.checked_source(source), self._now()
        due_at = now + timedelta(seconds=MIN_INTERVAL_S if is_read_next else 0.0)
        own = self._store.add_subscription(
            name,
            now=stored_time(now),
            next_run_at=stored_time(due_at),
            interval_s=FIRST_INTERVAL_S,
            keep_days=keep_days,
        )
        if keep_days not in (None, own.keep_days):
            self._store.put_keep_days(own.subscription_id, keep_days)
            return replace(own, keep_days=keep_days)
        return own

    def put_keep_days(self, subscription_id: int, keep_days: int | None) -> None:
        """Sets after how many days what a subscription brought is removed; None for the setting.

        Raises SettingsError for days that cannot be kept.
        """
        _check_days(keep_days)
        self._store.put_keep_days(subscription_id, keep_days)

    def count_expired(self) -> int:
        """How many articles the next update removes because of their age."""
        return len(self._expired())

    def checked_source(self, source: str | Path) -> str:
        """The address or absolute path by which a source is known as a subscription.

        Raises SourceError for a path that does not exist, and for an address from which nothing can
        be fetched, such as one with a password, which would be stored and shown.
        """
        from retrieval.sources.web.fetch import check_address
        from retrieval.sources.web.ip_policy import is_address

        if not is_address(source):
            return _path_of(source)
        check_address(str(source))
        return str(source)

    def unsubscribe(self, subscription: int | str) -> Subscription:
        """Ends a subscription, given its number or source; its articles stay.

        Raises SubscriptionNotFoundError.
        """
        found = self.subscription(subscription)
        self._store.remove_subscription(found.subscription_id)
        return found

    def subscription(self, named: int | str) -> Subscription:
        """The subscription with that number or source; raises SubscriptionNotFoundError."""
        for own in self._store.subscriptions():
            if named in (own.subscription_id, own.source):
                return own
        raise SubscriptionNotFoundError(str(named))

    def subscriptions(self) -> list[Subscription]:
        """All subscriptions, the first added first."""
        return self._store.subscriptions()

    def due_subscriptions(self) -> list[Subscription]:
        """Those that are to be read now, the longest due first."""
        from retrieval.subscriptions.rhythm import is_reached

        now = self._now()
        due = [own for own in self._store.subscriptions() if is_reached(own.next_run_at, now)]
        return sorted(due, key=lambda own: own.next_run_at)

    def unreported_subscriptions(self) -> list[Subscription]:
        """Those of whose death, or recovery after it was told, nobody was told yet."""
        return [own for own in self._store.subscriptions() if own.is_dead != own.is_reported]

    def put_reported(self, own: Subscription) -> None:
        """Records that somebody was told whether a subscription is dead, as ``own`` says."""
        self._store.put_reported(own.subscription_id, as_dead=own.is_dead)

    def watch_sources(self) -> SourceWatch:
        """What waits until a subscription is due, told by the system when a folder changes."""
        from retrieval.subscriptions.watching import SourceWatch

        return SourceWatch(
            subscriptions=self.subscriptions,
            due=self.due_subscriptions,
            make_due=lambda number: self._store.make_due(number, self._time()),
            own_folder=self.folder,
        )

    def update(
        self,
        *,
        due_only: bool = True,
        only: Collection[int] | None = None,
        most: int | None = None,
        on_progress: OnProgress = ignore_progress,
    ) -> UpdateReport:
        """Reads the subscriptions that are due, or all of them; one that fails stops no other.

        ``only`` are the numbers of those that count, ``most`` how many are read at most. One that
        another program is reading is passed over. Articles that are kept no longer are removed.
        """
        self._check_splitting()
        chosen = self.due_subscriptions() if due_only else self._store.subscriptions()
        if only is not None:
            chosen = [own for own in chosen if own.subscription_id in only]
        return self._read(chosen[:most], on_progress, due_only=due_only)

    def _read(
        self, chosen: list[Subscription], on_progress: OnProgress, *, due_only: bool
    ) -> UpdateReport:
        from retrieval.sources.worker.article_reader import ArticleReader
        from retrieval.subscriptions.claimant import new_claimant
        from retrieval.subscriptions.updater import Updater

        self._polite.forget_old()
        sources: list[SourceUpdate] = []
        claimed: list[Subscription] = []
        changed: dict[str, None] = {}
        embed = self._embedding_as_stored()
        with ArticleReader(self._read_timeout_s) as reader:
            updater = Updater(
                self._writer(),
                self._web,
                self._polite,
                reader,
                self._now,
                new_claimant(),
                on_progress,
                embed,
                self._keep_days,
            )
            for own in chosen:
                if (run := updater.run(own.subscription_id, due_only=due_only)) is None:
                    claimed.append(own)
                    continue
                embed()
                sources.append(run[0])
                changed |= dict.fromkeys(run[1])
        expired = self._remove_expired()
        if changed or expired or self._has_pending():
            self._complete(on_progress)
        else:
            self.judge_alerts(on_progress=on_progress)  # on what a killed update has left
        return UpdateReport(tuple(sources), tuple(claimed), expired, tuple(changed))

    @cached_property
    def _polite(self) -> PoliteFetcher:
        """What fetches, and knows across updates when each host was asked last."""
        from retrieval.ingest.web import reachable
        from retrieval.sources.web.fetch import Fetcher, Limits
        from retrieval.sources.web.robots import PoliteFetcher

        # A busy host is asked again in a later run, not waited for.
        fetcher = Fetcher(may_reach=reachable(self._web), limits=Limits(max_retries=0))
        return PoliteFetcher(fetcher, self._web.delay_s)

    def _has_pending(self) -> bool:
        """Whether an update was killed before the vectors of its articles were made."""
        active = self._store.active_embedder()
        return active is not None and self._store.count_pending(active.embedder_id) > 0

    def _remove_expired(self) -> int:
        """Removes the articles that their subscriptions keep no longer; returns their number."""
        expired = self._expired()
        for doc_id, kept_from in expired.items():
            self._writer().remove(doc_id, kept_from=kept_from)
        return len(expired)

    def _expired(self) -> dict[str, str]:
        subscriptions = self._store.subscriptions()
        if self._keep_days is None and all(own.keep_days is None for own in subscriptions):
            return {}
        return self._store.expired_articles(now=self._time(), keep_days=self._keep_days)


def _check_days(keep_days: int | None) -> None:
    """Raises SettingsError for less than a day, after which all would be removed, or too many."""
    if keep_days is not None and not 1 <= keep_days <= MAX_KEEP_DAYS:
        raise SettingsError(
            f"keep_days is a number of days from 1 to {MAX_KEEP_DAYS}, not {keep_days}."
        )


def _path_of(source: str | Path) -> str:
    """The absolute path of a file or folder; raises SourceError if it cannot be subscribed to."""
    try:
        path = Path(source).expanduser().resolve()
        path.stat()
    except PermissionError as error:
        raise SourceError(str(source), _NOT_ALLOWED) from error
    except (OSError, RuntimeError, ValueError) as error:  # also an unknown user, a loop of links
        raise SourceError(str(source), _NO_SOURCE) from error
    name = os.fsencode(path)
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(name.decode("utf-8", "replace"), _NO_NAME) from error
