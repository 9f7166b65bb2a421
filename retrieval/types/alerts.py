"""Alerts: standing questions, and the new articles that answer them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from retrieval.types.answers import Answer
from retrieval.types.articles import NO_FILTERS, Filters, Span
from retrieval.types.search import Result

AlertDelivery: TypeAlias = Literal["at once", "daily", "weekly"]
AlertMatchKind: TypeAlias = Literal["story", "correction"]

TERMINAL_OWNER = "terminal"
"""The owner of the alerts that the command line makes and tells."""


@dataclass(frozen=True, slots=True)
class AlertSchedule:
    """When what an alert finds is told.

    A digest is told at ``hour``, 0 to 23, a weekly one on ``weekday``, 0 for Monday, in the
    ``time_zone``: a name such as "Europe/Berlin", or the difference from UTC, such as "+02:00".
    What is found between the hours ``quiet_from`` and ``quiet_to`` is told after them; a digest has
    its own hour. Nothing is told before ``muted_until``, ISO 8601 UTC.
    """

    delivery: AlertDelivery = "at once"
    hour: int = 8
    weekday: int = 0
    time_zone: str = "UTC"
    quiet_from: int | None = None
    quiet_to: int | None = None
    muted_until: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A standing question: each new story that answers it is told once to its ``owner``.

    The owner is TERMINAL_OWNER, or "telegram:BOT_ID:CHAT_ID" with ":THREAD_ID" in a forum.
    ``created_by`` is the user who made it, where that is known. Only articles that ``filters`` let
    through count, and those whose confidence is at least ``threshold``, by default that of the
    settings.
    ``created_at`` is ISO 8601 UTC; only changes of the archive after ``generation`` are judged.
    """

    alert_id: int
    question: str
    owner: str
    created_at: str
    filters: Filters = NO_FILTERS
    schedule: AlertSchedule = field(default_factory=AlertSchedule)
    threshold: float | None = None
    created_by: str | None = None
    generation: int = 0


@dataclass(frozen=True, slots=True)
class QuotedAnswer:
    """Where an article answers: a passage, characters ``start:end`` of its text.

    ``highlight`` are the sentences of the passage that may answer, the likeliest first, and
    ``answer`` the words that do, both in characters of the passage. ``sentences`` are the hashes of
    its sentences, that of the likeliest first, by which it is told whether an article still says
    so. ``searched`` is the question as it was searched for.
    """

    doc_id: str
    passage_id: int
    paragraph: int
    start: int
    end: int
    confidence: float
    searched: str
    sentences: tuple[str, ...]
    highlight: tuple[Span, ...] = ()
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class QueuedArticle:
    """A new or changed article that alerts have not been judged on.

    ``generation`` is that of the change, which the store sets. ``said_before`` is what an earlier
    version says, which is no news (:func:`retrieval.text.articles.earlier_versions.said_in`);
    ``None`` for a new article. To alerts made before ``unknown_before``, a generation, all of it is
    new nevertheless.
    ``corrects`` are the articles that state otherwise what it states in the same words, itself if
    its earlier version did.
    """

    doc_id: str
    generation: int = 0
    said_before: frozenset[str] | None = None
    unknown_before: int = 0
    corrects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """An article that answers an alert, as stored. Times are ISO 8601 UTC.

    ``corrects`` is the match that it corrects: of a correction one that was told before, of a story
    one in whose place it is told. It is being told if it is ``claimed_by`` a program,
    ``claimed_until`` a time to come, and was told at ``told_at``, itself or what took its place.
    """

    match_id: int
    alert_id: int
    kind: AlertMatchKind
    quoted: QuotedAnswer
    matched_at: str
    corrects: int | None = None
    claimed_by: str | None = None
    claimed_until: str | None = None
    told_at: str | None = None


@dataclass(frozen=True, slots=True)
class AlertMatch:
    """A story that answers an alert, to be told: ``answer`` is shown like that to a question.

    A "correction" states otherwise what the story of the match ``corrects`` stated: what is
    ``told_before``, if that article still says so.
    """

    match_id: int
    alert: Alert
    kind: AlertMatchKind
    answer: Answer
    matched_at: str
    corrects: int | None = None
    told_before: Result | None = None


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """How many alerts there are, matches not yet told, and articles not yet judged."""

    alerts: int = 0
    untold: int = 0
    unjudged: int = 0
