"""What a run of a subscription found out, and the subscription as it is afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from retrieval.ingest.report import ReportBuilder
from retrieval.sources.metadata.characters import clean_line
from retrieval.sources.metadata.url_identity import absolute_address
from retrieval.sources.web.address import NamedRead
from retrieval.subscriptions.rhythm import (
    DAY_S,
    delay_after,
    has_failed_for_days,
    interval_after,
    next_run_at,
)
from retrieval.text.display.shortening import shortened
from retrieval.text.times.days import stored_time
from retrieval.types import Subscription

_MAX_TITLE = 100  # characters
_MAX_ADDRESS = 2000
_OFFLINE_S = 3600.0


@dataclass(slots=True)
class Outcome:
    """What is found out while a source is being read.

    ``named`` is what lies at its address, ``feeds`` are those that it lists; ``problem`` is why it
    could not be read, "" if it was. With ``is_rechecked``, pages without a date were checked.
    ``same_as`` is the source of another subscription that this new one would read, "" for none.
    """

    results: ReportBuilder
    kind: str
    named: NamedRead = field(default_factory=NamedRead)
    feeds: tuple[str, ...] = ()
    problem: str = ""
    is_rechecked: bool = False
    same_as: str = ""

    def of_source(self, source: str) -> str:
        """Why the source itself failed, "" if it did not."""
        return next((item.problem for item in self.results.failed if item.source == source), "")

    def forget_failures_of(self, source: str) -> None:
        """Leaves only failures of pages and files."""
        self.results.failed = [item for item in self.results.failed if item.source != source]


def after_success(own: Subscription, found: Outcome, now: datetime) -> Subscription:
    """The subscription after its source was read; its address may have moved."""
    named, counts = found.named, found.results.counts
    stated_s = named.pause_s
    if named.is_unchanged:  # what the list itself says was not sent
        stated_s = max(stated_s, own.stated_interval_s)
    has_news = bool(counts["added"] or counts["replaced"] or found.results.removed)
    interval_s = interval_after(own.interval_s, stated_s=stated_s, has_news=has_news)
    return replace(
        own,
        source=moved_to(named) or own.source,
        kind=found.kind,
        title=shortened(clean_line(named.title), _MAX_TITLE) or own.title,
        next_run_at=next_run_at(now, interval_s, own.subscription_id),
        last_run_at=stored_time(now),
        last_success_at=stored_time(now),
        last_error="",
        failing_since=None,
        failures=0,
        is_dead=False,
        interval_s=interval_s,
        stated_interval_s=stated_s,
        rechecked_at=stored_time(now) if found.is_rechecked else own.rechecked_at,
        state=named.state or own.state,
    )


def after_failure(
    own: Subscription, found: Outcome, now: datetime, *, others_read_at: str
) -> Subscription:
    """The subscription after its source could not be read.

    ``others_read_at`` is when the last of the others on the web could be. If no host was known
    since then, this computer may just be offline: that costs nobody anything, so it is tried again
    within the hour, and no source counts as dead. A dead one is tried again after a day, and is
    dead until it can be read.
    """
    failures = own.failures + 1
    failing_since = own.failing_since or stored_time(now)
    error = found.named.error
    is_unresolved = error is not None and error.is_unresolved
    is_offline = is_unresolved and others_read_at <= failing_since
    is_gone = own.is_dead or (error is not None and error.is_gone)
    has_failed = has_failed_for_days(failing_since, now, failures=failures)
    is_dead = is_gone or (not is_offline and has_failed)
    delay_s = delay_after(own.interval_s, failures=failures, asked_s=found.named.pause_s)
    if is_dead:
        delay_s = DAY_S
    elif is_unresolved:
        delay_s = min(delay_s, _OFFLINE_S)
    return replace(
        own,
        next_run_at=next_run_at(now, delay_s, own.subscription_id),
        last_run_at=stored_time(now),
        last_error=found.problem,
        failing_since=failing_since,
        failures=failures,
        is_dead=is_dead,
    )


def moved_to(named: NamedRead) -> str:
    """The address to which the source has moved for good, "" if it has not."""
    is_usable = len(named.moved_to) <= _MAX_ADDRESS and absolute_address(named.moved_to)
    return named.moved_to if is_usable else ""
