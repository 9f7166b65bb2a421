"""Alerts of an archive: making and changing them, judging new articles, what is to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import uuid4

from retrieval.alerts.quoting import answer_of
from retrieval.alerts.schedule import check_schedule, is_due
from retrieval.archive.asking import Asking
from retrieval.archive.parts import ignore_progress
from retrieval.errors import AlertError
from retrieval.search.question_form import has_pronoun, names_in, plain_text
from retrieval.text.language_detection import question_language
from retrieval.text.sentences import sentence_hashes
from retrieval.text.terms import question_terms
from retrieval.types import (
    NO_FILTERS,
    TERMINAL_OWNER,
    Alert,
    AlertCounts,
    AlertMatch,
    AlertSchedule,
    Filters,
    OnProgress,
    Progress,
    QueuedArticle,
    StoredMatch,
)

_ARTICLES_AT_ONCE = 100
_LEASE = timedelta(minutes=10)  # for telling what was taken
_MAX_TAKEN = 100
_BEHIND_UTC = timedelta(hours=12)  # the last place where a day ends


class Alerting(Asking):
    """See :class:`retrieval.archive.Archive`; alerts are judged by asking it."""

    @cached_property
    def _claimant(self) -> str:
        """What tells this program from others that tell of alerts."""
        return uuid4().hex

    def add_alert(
        self,
        question: str,
        *,
        owner: str = TERMINAL_OWNER,
        filters: Filters = NO_FILTERS,
        schedule: AlertSchedule | None = None,
        threshold: float | None = None,
        created_by: str | None = None,
    ) -> Alert:
        """Adds an alert: each new story that answers ``question`` is told once to its owner.

        Returns the one that the owner has with that question and these filters, if there is one.
        Only articles that come later are judged. Raises QueryError for a question that cannot be
        searched for, FilterError for a filter that no article can meet, and AlertError for a
        question that is none about the news, for a schedule that cannot be kept and for days that
        are past.
        """
        question = " ".join(question.split())
        schedule = schedule or AlertSchedule()
        filters = self.checked_filters(filters)
        self._check_alert(question, schedule)
        self._check_days(filters)
        with self._store.write_transaction(of_articles=False):
            for known in self._store.alerts(owner):
                if (known.owner, known.question, known.filters) == (owner, question, filters):
                    return known
            return self._store.add_alert(
                Alert(0, question, owner, self._time(), filters, schedule, threshold, created_by)
            )

    def alerts(self, owner: str | None = None) -> list[Alert]:
        """The alerts of an owner, or all, in the order in which they were made.

        ``owner`` may be the beginning of one before a colon: "telegram" stands for all chats.
        """
        return self._store.alerts(owner)

    def alert(self, alert_id: int) -> Alert:
        """The alert with that id; raises AlertError if there is none."""
        found = self._store.alert(alert_id)
        if found is None:
            raise AlertError(f"There is no alert {alert_id}: 'article-bot alerts' lists them.")
        return found

    def change_alert(
        self,
        alert_id: int,
        *,
        question: str | None = None,
        filters: Filters | None = None,
        schedule: AlertSchedule | None = None,
    ) -> Alert:
        """Changes an alert; returns it. Raises the errors of :meth:`add_alert` and :meth:`alert`.

        With another question or other filters it is a new alert: what was found for it before is
        dropped, and only articles that come later are judged. With another schedule, what it has
        found and not told yet is told by that.
        """
        before = self.alert(alert_id)
        changed = replace(
            before,
            question=before.question if question is None else " ".join(question.split()),
            filters=before.filters if filters is None else self.checked_filters(filters),
            schedule=schedule or before.schedule,
        )
        self._check_alert(changed.question, changed.schedule)
        if filters is not None:
            self._check_days(filters)
        self._store.change_alert(changed)
        return self.alert(alert_id)  # raises if it was removed meanwhile

    def remove_alert(self, alert_id: int) -> Alert:
        """Removes an alert and what it found; returns it. Raises AlertError if there is none."""
        found = self.alert(alert_id)
        self._store.remove_alerts([alert_id])
        return found

    def remove_alerts(self, owner: str) -> int:
        """Removes all alerts of an owner, as when a chat is deleted; returns how many."""
        alerts = self._store.alerts(owner)
        self._store.remove_alerts(alert.alert_id for alert in alerts)
        return len(alerts)

    def alert_counts(self) -> AlertCounts:
        """How many alerts, untold matches and unjudged articles there are."""
        return self._store.alert_counts()

    def judge_alerts(self, *, on_progress: OnProgress = ignore_progress) -> int:
        """Judges the alerts on articles that came since they last were; returns new matches.

        Every ingest does so at its end. What an interrupted one left is judged by the next, or when
        this is called, as by programs that tell of alerts.
        """
        active = self._store.active_embedder()
        if active is None or self._store.is_read_only():
            return 0
        found = 0
        for articles in self._unjudged(active.embedder_id):
            found += self._judge(articles, active.embedder_id, on_progress)
        return found

    def _unjudged(self, embedder_id: int) -> Iterator[list[QueuedArticle]]:
        """The articles to be judged, some at a time."""
        while self._store.has_alerts():
            articles = self._store.unjudged_articles(embedder_id, limit=_ARTICLES_AT_ONCE)
            if not articles:
                return
            yield articles

    def _judge(
        self, articles: Sequence[QueuedArticle], embedder_id: int, on_progress: OnProgress
    ) -> int:
        from retrieval.alerts.judging import alert_judge
        from retrieval.alerts.recording import MatchRecorder

        recorder = MatchRecorder(self._store, self._time())
        judge = alert_judge(self._answerer(self.searcher()), embedder_id)
        found = 0
        on_progress(Progress("judging", 0, len(articles)))
        judged = judge.judge(self._store.alerts(), articles)
        for done, (article, answers) in enumerate(judged, start=1):
            found += recorder.record(article, answers)
            on_progress(Progress("judging", done, len(articles)))
        return found

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
        until = _text(now + _LEASE)
        if not self._due(owner, now, until):  # so that nothing is written when nothing is due
            return []
        with self._store.write_transaction(of_articles=False):
            alerts = {alert.alert_id: alert for alert in self._store.alerts(owner)}
            taken = _with_whole_digests(self._due(owner, now, until), alerts, limit)
            claimed = [own.match_id for own in taken]
            self._store.claim_matches(claimed, by=self._claimant, until=until)
        told = (self._told(own, alerts[own.alert_id]) for own in taken)
        return [match for match in told if match is not None]

    def renew_matches(
        self, match_ids: Collection[int], now: datetime | None = None
    ) -> list[AlertMatch]:
        """Those of the matches taken that are still to be told, as they are now, oldest first.

        They are taken for ten minutes more. Left out is what was told or taken by another program
        meanwhile, what its article says no more, and what is not due any more, as its alert was
        muted; that is released.
        """
        now = now or self._now()
        with self._store.write_transaction(of_articles=False):
            alerts = {alert.alert_id: alert for alert in self._store.alerts()}
            kept = self._store.claimed_matches(match_ids, by=self._claimant)
            due = [own for own in kept if _is_due(own, alerts[own.alert_id], now)]
            self._store.release_matches((own.match_id for own in kept), by=self._claimant)
            renewed = [own.match_id for own in due]
            self._store.claim_matches(renewed, by=self._claimant, until=_text(now + _LEASE))
            told = [self._told(own, alerts[own.alert_id]) for own in due]
        return [match for match in told if match is not None]

    def _due(self, owner: str, now: datetime, until: str) -> list[StoredMatch]:
        """What is to be told to an owner now and is not being told."""
        alerts = {alert.alert_id: alert for alert in self._store.alerts(owner)}
        untold = self._store.untold_matches(owner, now=_text(now), until=until)
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
                    known = sentence_hashes(article.text, article.language)
                    self._store.queue_article(
                        QueuedArticle(
                            article.doc_id,
                            known_sentences=known,
                            unknown_before=alert.generation + 1,
                        )
                    )
            return None
        return AlertMatch(
            stored.match_id, alert, stored.kind, answer, stored.matched_at, stored.corrects
        )

    def count_untold(self, owner: str) -> int:
        """How many matches of an owner's alerts are not told yet, whether they are due or not."""
        now = self._now()
        return len(self._store.untold_matches(owner, now=_text(now), until=_text(now + _LEASE)))

    def mark_told(self, match_ids: Iterable[int], now: datetime | None = None) -> None:
        """Records that matches were told, so that they are not told again."""
        self._store.mark_told(match_ids, _text(now or self._now()))

    def release_matches(self, match_ids: Iterable[int]) -> None:
        """Gives back matches that were taken and could not be told."""
        self._store.release_matches(match_ids, by=self._claimant)

    def release_all_matches(self, owner: str) -> None:
        """Gives back all that was taken for an owner, as by a program that was killed."""
        self._store.release_claims(owner)

    def move_alerts(self, owner: str, new_owner: str) -> None:
        """Gives the alerts of an owner to another one, as when a group gets another id."""
        self._store.move_alerts(owner, new_owner)

    def _check_days(self, filters: Filters) -> None:
        today = (self._now() - _BEHIND_UTC).date()  # where it is latest
        if filters.until is not None and filters.until < today:
            raise AlertError(
                f"An alert tells of articles to come, and {filters.until.isoformat()} is past: "
                "leave out the last day, or name one to come."
            )
        if filters.as_of is not None:
            raise AlertError("An alert tells of articles to come: it takes no day as of which.")

    def _check_alert(self, question: str, schedule: AlertSchedule) -> None:
        check_schedule(schedule)
        text = plain_text(question)
        counts = {code: n for code, n in self._store.languages().items() if code}
        language = question_language(text, counts)
        least = 1
        if has_pronoun(text, language) and not names_in(text, language):
            least = 2  # "When did he resign?" asks of somebody named before
        is_open = len(question_terms(text, language)) < least
        if is_open or self._replier.reply(text) is not None:
            raise AlertError(
                "An alert is a question that names what it is about, such as “Who is the mayor of "
                "Kyiv?”: ask it in full."
            )


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


def _text(moment: datetime) -> str:
    """A time as the store has it: in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
