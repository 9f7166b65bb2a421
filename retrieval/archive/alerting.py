"""Alerts of an archive: making, changing and removing them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from retrieval.alerts.schedule import check_schedule
from retrieval.archive.alert_judging import AlertJudging
from retrieval.archive.alert_telling import AlertTelling
from retrieval.errors import AlertError, PastAlertError
from retrieval.text.questions.filter_phrases import filters_in
from retrieval.text.questions.question_form import (
    has_content_word,
    has_own_verb,
    has_referring_pronoun,
    names_in,
    plain_text,
)
from retrieval.text.questions.question_words import only_question_words
from retrieval.text.times.question_dates import passing_time
from retrieval.text.words.language_detection import question_language
from retrieval.text.words.terms import question_terms
from retrieval.types import (
    NO_FILTERS,
    TERMINAL_OWNER,
    Alert,
    AlertCounts,
    AlertSchedule,
    Filters,
)

_BEHIND_UTC = timedelta(hours=12)  # the last place where a day ends
_LAST_MARKS = " ?!.…？！。؟;"


class Alerting(AlertJudging, AlertTelling):
    """See :class:`retrieval.archive.Archive`."""

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

        Returns the one that the owner has with that question, whatever its capitals and last mark,
        and these filters, if there is one. Only articles that come later are judged. Days by which
        the question filters, as in "since yesterday", become filters of the alert, so that they
        stay these days. Raises QueryError for a question that cannot be searched for, FilterError
        for a filter that no article can meet, and AlertError for a question that is none about the
        news, for a schedule that cannot be kept and for days that are past.
        """
        question = " ".join(question.split())
        schedule = schedule or AlertSchedule()
        filters = self.checked_filters(filters, are_to_come=True)
        self._check_alert(question, schedule)
        within = self._with_days(question, filters)
        with self._store.write_transaction(of_articles=False):
            for known in self._store.alerts(owner):
                days = filters if within == filters else known.filters  # "since yesterday", earlier
                filtered = replace(within, since=days.since, until=days.until)
                is_own = (known.owner, known.filters) == (owner, filtered)
                if is_own and _asked(known.question) == _asked(question):
                    return known
            return self._store.add_alert(
                Alert(0, question, owner, self._time(), within, schedule, threshold, created_by)
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
            filters=before.filters
            if filters is None
            else self.checked_filters(filters, are_to_come=True),
            schedule=schedule or before.schedule,
        )
        self._check_alert(changed.question, changed.schedule)
        if (question, filters) != (None, None):
            within = self._with_days(changed.question, changed.filters)
            changed = replace(changed, filters=within)
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

    def move_alerts(self, owner: str, new_owner: str) -> None:
        """Gives the alerts of an owner to another one, as when a group gets another id."""
        self._store.move_alerts(owner, new_owner)

    def _with_days(self, question: str, filters: Filters) -> Filters:
        """``filters`` with the days that the question names as filters, where they have none.

        Raises PastAlertError if they let no article to come through, and if the question names
        another time that will be another one when articles come.
        """
        today = (self._now() - _BEHIND_UTC).date()  # where it is latest
        language = self._language_of(question)
        named, rest = filters_in(question, language, publishers=(), newest=today)
        within = named.overridden_by(filters) if has_content_word(rest, language) else filters
        if within.until is not None and within.until < today:
            raise PastAlertError(
                f"An alert tells of articles to come, and {within.until.isoformat()} is past: "
                "leave out the last day, or name one to come."
            )
        if within.as_of is not None:
            raise PastAlertError("An alert tells of articles to come: it takes no day as of which.")
        if time := passing_time(rest, today=today, language=language):
            raise PastAlertError(
                f"An alert tells of articles to come, and “{time}” will be another time then: "
                "leave it out, or name a day by its date."
            )
        return replace(filters, since=within.since, until=within.until)

    def _check_alert(self, question: str, schedule: AlertSchedule) -> None:
        check_schedule(schedule)
        text = plain_text(question)
        language = self._language_of(text)
        names = names_in(text, language)
        least = 1
        if has_referring_pronoun(text, language) and not names:
            least = 2  # "When did he resign?" asks of somebody named before
        elif not names and has_own_verb(text, language):
            least = 2  # "Who won?" may be asked of anything
        is_open = only_question_words(text, language)
        if not is_open and self._replier.asks_of_archive(text):
            raise AlertError(
                "An alert is a question about the news, such as “Who is the mayor of Kyiv?”, not "
                "about the archive: ask what articles to come may tell."
            )
        if is_open or len(question_terms(text, language)) < least:
            raise AlertError(
                "An alert is a question that names what it is about, such as “Who is the mayor of "
                "Kyiv?”: ask it in full."
            )

    def _language_of(self, question: str) -> str:
        return question_language(question, self._store.languages())


def _asked(question: str) -> str:
    """What is the same for a question typed in other letters or without its last mark."""
    return question.casefold().rstrip(_LAST_MARKS)
