"""What a subscription knows of the pages that it lists: which are not to be requested now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from retrieval.protocols.removal import content_state, is_removed, may_return, without_old
from retrieval.sources import READER_VERSION
from retrieval.sources.metadata.url_identity import url_key
from retrieval.sources.web.address import PageRead, page_keys
from retrieval.sources.web.entries import LISTED, UNDATED
from retrieval.sources.web.page_states import state_in
from retrieval.store.store import SqlStore
from retrieval.subscriptions.rhythm import DAY_S, delay_after, is_reached
from retrieval.text.times.days import stored_time
from retrieval.types import Article, FailedPage, IngestFailure, Subscription

_MIN_RETRY_S = 900.0
_RECHECKED_AFTER = timedelta(seconds=DAY_S)


class SubscribedPages:
    """What :class:`retrieval.sources.web.address.AddressReader` asks of pages.

    A page that could not be read is tried again after a while, or when the list says that it has
    changed. A page without a date in the list is checked for changes once a day. One that is older
    than ``keep_days``, and would be removed, is not requested.
    """

    def __init__(
        self, store: SqlStore, own: Subscription, now: datetime, keep_days: int | None = None
    ) -> None:
        self._store = store
        self._own = own
        self._now = now
        self._failed = store.failed_pages(own.subscription_id)
        self._seen: set[str] = set()
        self.first_day = (now - timedelta(days=keep_days)).date().isoformat() if keep_days else ""
        self.is_rechecking = not own.rechecked_at or is_reached(
            stored_time(datetime.fromisoformat(own.rechecked_at) + _RECHECKED_AFTER), now
        )

    def state_of(self, key: str) -> str:
        """The state in which the archive has a page, "" if it has none or the page may return.

        A list is requested whatever its version if a page is to be tried again.
        """
        if key == url_key(self._own.source) and self._own.kind not in ("", "page"):
            return "" if self._has_retry() else self._own.state
        known = self._store.file_state(key, READER_VERSION)
        return "" if may_return(known, self.first_day) else known

    def is_put_off(self, key: str, state: str) -> bool:
        if self._is_known_to_fail(key, state):
            return self.is_failing(key, state)
        listed = state.removeprefix(LISTED)
        if not listed.startswith(UNDATED):
            return listed[:10] < self.first_day
        return not self.is_rechecking and state_in(self.state_of(key)) == state

    def is_failing(self, key: str, state: str) -> bool:
        """Whether a page or file that could not be read is not to be tried again yet.

        A source that has failed itself is tried whenever it is due.
        """
        if not self._is_known_to_fail(key, state) or (key == self._own.source and self._has_failed):
            return False
        self._seen.add(key)
        return not is_reached(self._failed[key].next_try_at, self._now)

    def _is_known_to_fail(self, key: str, state: str) -> bool:
        failed = self._failed.get(key)
        return failed is not None and failed.state == state

    def without_expired(self, page: PageRead) -> PageRead:
        """The page without an article that the archive does not have and would not keep.

        That is one that was removed, until its source says that it has changed, and one that was
        published too long ago.
        """
        if not isinstance(page.found, Article):
            return page
        known = self._store.file_state(page.key, READER_VERSION)
        is_same = is_removed(known) and content_state(known) == page.state
        if is_same and not may_return(known, self.first_day):
            return replace(page, found=None, state=known)
        day = (page.found.published_at or stored_time(self._now))[:10]
        is_too_old = day < self.first_day and not any(
            self._store.file_articles(key) for key in {page.key, *page_keys(page.address)}
        )
        state = without_old(page.state, self.first_day)
        return replace(page, found=None, state=state) if is_too_old else page

    def note(self, page: PageRead) -> None:
        """Records whether a listed page could be read."""
        if isinstance(page.found, IngestFailure) and page.key != url_key(self._own.source):
            self.note_failure(page.key, page.state)
        elif page.found is not None:
            self._forget(page.key)

    def note_failure(self, key: str, state: str) -> None:
        """Records that a page or file could not be read."""
        before = self._failed.get(key)
        failures = 1 + (before.failures if before and before.state == state else 0)
        delay_s = delay_after(max(self._own.interval_s, _MIN_RETRY_S), failures=failures)
        next_try_at = stored_time(self._now + timedelta(seconds=delay_s))
        failed = FailedPage(key, state, failures, next_try_at)
        self._seen.add(key)
        self._failed[key] = failed
        self._store.put_failed_page(self._own.subscription_id, failed)

    def forget_unlisted(self) -> None:
        """Forgets failures of pages that a list, which was read completely, does not name."""
        for key in set(self._failed) - self._seen:
            self._forget(key)

    def _forget(self, key: str) -> None:
        if self._failed.pop(key, None) is not None:
            self._store.forget_failed_page(self._own.subscription_id, key)

    @property
    def _has_failed(self) -> bool:
        return bool(self._own.last_error)

    def _has_retry(self) -> bool:
        return any(is_reached(page.next_try_at, self._now) for page in self._failed.values())
