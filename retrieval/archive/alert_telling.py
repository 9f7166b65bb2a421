"""What the alerts of an archive found and is to be told: taken by one program at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from uuid import uuid4

from retrieval.alerts.quoting import answer_of, with_corrected_marked
from retrieval.alerts.schedule import is_due
from retrieval.archive.parts import ArchiveParts
from retrieval.text.articles.earlier_versions import said_in
from retrieval.text.times.days import stored_time
from retrieval.types import Alert, AlertMatch, QueuedArticle, Result, StoredMatch

_LEASE = timedelta(minutes=10)  # for telling what was taken
_MAX_TAKEN = 100


class AlertTelling(ArchiveParts):
    """See :class:`retrieval.archive.Archive`."""

    @cached_property
    def _claimant(self) -> str:
        """What tells this program from others that tell of alerts."""
        return uuid4().hex

    def take_matches(
        self, owner: str, now: datetime | None = None, *, limit: int = _MAX_TAKEN
    ) -> list[AlertMatch]:
        """What is to be told to an owner now, oldest first, taken for ten minutes.

        At most ``limit``, but for digests, which are taken whole.
        No other program takes it meanwhile. Call :meth:`mark_told` for each that was told, and
        :meth:`release_matches` for the others; after ten minutes they are released. ``owner`` may
        be the beginning of one before a colon.
        """
        now = now or self._now()
        until = stored_time(now + _LEASE)
        if not self._due(owner, now, until):  # so that nothing is written when nothing is due
            return []
        with self._store.write_transaction(of_articles=False):
            alerts = {alert.alert_id: alert for alert in self._store.alerts(owner)}
            due = _with_whole_digests(self._due(owner, now, until), alerts, limit)
            claimed = [own.match_id for own in due]
            self._store.claim_matches(claimed, by=self._claimant, until=until)
            taken = self._store.claimed_matches(claimed, by=self._claimant)
        told = (self._told(own, alerts[own.alert_id]) for own in taken)
        return [match for match in told if match is not None]

    def renew_matches(self, match_ids: Collection[int]) -> list[AlertMatch]:
        """Those of the matches taken that are still to be told, as they are now, oldest first.

        They are taken for ten minutes more. Left out is what was told or taken by another program
        meanwhile, what its article says no more, and what is not due any more, as its alert was
        muted; that is released.
        """
        now = self._now()
        with self._store.write_transaction(of_articles=False):
            alerts = {alert.alert_id: alert for alert in self._store.alerts()}
            kept = self._store.claimed_matches(match_ids, by=self._claimant)
            due = [own for own in kept if _is_due(own, alerts[own.alert_id], now)]
            self._store.release_matches((own.match_id for own in kept), by=self._claimant)
            renewed = [own.match_id for own in due]
            self._store.claim_matches(renewed, by=self._claimant, until=stored_time(now + _LEASE))
            told = [self._told(own, alerts[own.alert_id]) for own in due]
        return [match for match in told if match is not None]

    def _due(self, owner: str, now: datetime, until: str) -> list[StoredMatch]:
        """What is to be told to an owner now and is not being told."""
        untold = self._store.untold_matches(owner, now=stored_time(now), until=until)
        if not untold:
            return []
        alerts = {alert.alert_id: alert for alert in self._store.alerts(owner)}
        return [
            own
            for own in untold
            if own.alert_id in alerts and _is_due(own, alerts[own.alert_id], now)
        ]

    def _told(self, stored: StoredMatch, alert: Alert) -> AlertMatch | None:
        """What is to be told of a match; None if its article says so no more.

        The article is then judged as one that is new to the alert: it may say it in other words.
        """
        answer = answer_of(alert, stored.quoted, self._store)
        if answer is None:
            with self._store.write_transaction(of_articles=False):
                self._store.remove_matches([stored.match_id])
                if article := self._store.article(stored.quoted.doc_id):
                    known = said_in(article.text, article.language)
                    self._store.queue_article(
                        QueuedArticle(
                            article.doc_id,
                            said_before=known,
                            unknown_before=alert.generation + 1,
                        )
                    )
            return None
        corrects = stored.corrects if stored.kind == "correction" else None
        before = self._told_before(corrects, alert)
        return AlertMatch(
            stored.match_id,
            alert,
            stored.kind,
            answer,
            stored.matched_at,
            corrects,
            before and with_corrected_marked(before, answer.results[0].article),
        )

    def _told_before(self, match_id: int | None, alert: Alert) -> Result | None:
        """What was told in a match, if its article still says so."""
        before = None if match_id is None else self._store.match(match_id)
        answer = answer_of(alert, before.quoted, self._store) if before else None
        return answer.results[0] if answer else None

    def count_untold(self, owner: str) -> int:
        """How many matches of an owner's alerts are not told yet, whether they are due or not."""
        now = self._now()
        return len(
            self._store.untold_matches(owner, now=stored_time(now), until=stored_time(now + _LEASE))
        )

    def mark_told(self, match_ids: Iterable[int], now: datetime | None = None) -> None:
        """Records that matches were told, so that they are not told again."""
        self._store.mark_told(match_ids, stored_time(now or self._now()))

    def release_matches(self, match_ids: Iterable[int]) -> None:
        """Gives back matches that were taken and could not be told."""
        self._store.release_matches(match_ids, by=self._claimant)

    def release_all_matches(self, owner: str) -> None:
        """Gives back all that other programs had taken for an owner, as one that was killed."""
        self._store.release_all_matches(owner, but_by=self._claimant)


def _with_whole_digests(
    due: Sequence[StoredMatch], alerts: Mapping[int, Alert], limit: int
) -> list[StoredMatch]:
    """The first of what is due, and all that belongs into a digest with one of them."""

    def digest_of(own: StoredMatch) -> str | None:
        alert = alerts[own.alert_id]
        return None if alert.schedule.delivery == "at once" else alert.owner

    digests = {digest_of(own) for own in due[:limit]} - {None}
    return [own for place, own in enumerate(due) if place < limit or digest_of(own) in digests]


def _is_due(stored: StoredMatch, alert: Alert, now: datetime) -> bool:
    return is_due(alert.schedule, datetime.fromisoformat(stored.matched_at), now)
