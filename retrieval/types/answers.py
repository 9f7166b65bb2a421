"""Answers, replies and comparisons, with what is told beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from retrieval.types.articles import NO_FILTERS, Filters
from retrieval.types.search import PassageFeatures, Result

JsonObject: TypeAlias = dict[str, Any]

PERHAPS_BELOW = 0.8  # the confidence below which front ends say "Perhaps:" before an answer


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a careful colleague would add to an answer.

    ``kind`` and the names in ``fields`` are those of the JSON output, such as "missing_term" with
    {"term": "Lviv"}; the values are JSON values.
    """

    kind: str
    fields: JsonObject


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term of a question with its weight, and the ranks of the results that hold it."""

    term: str
    weight: float
    is_name: bool
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConfidenceFactor:
    """A feature of the confidence model: its value for a question, and its weight."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer came about.

    ``period`` are the first and last day of the time asked about, if any is, and ``time`` tells
    which of several accounts is asked for (:mod:`retrieval.text.times.asked_account`). ``features``
    are those of the results, in order. The confidence is the logistic function of ``intercept``
    and the factors' values times their weights; below ``threshold`` nothing is answered.
    ``times_ms`` are the steps' times by name.
    """

    terms: tuple[TermMatch, ...]
    period: tuple[str, str] | None
    time: str
    features: tuple[PassageFeatures, ...]
    factors: tuple[ConfidenceFactor, ...]
    intercept: float
    threshold: float
    times_ms: Mapping[str, float]


ReplyKind: TypeAlias = Literal[
    "greeting", "thanks", "about", "help", "count", "list", "topics", "newest", "source", "no_more"
]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to small talk or a question about the archive itself, or about the source of
    what was shown, or where there is no more to show, in its language.

    ``topic`` is what the articles that it lists are about, or counts where nothing was asked
    before; "" where none was named. ``listed`` are the ids of those that it lists, in order.
    """

    kind: ReplyKind
    text: str
    topic: str = ""
    listed: tuple[str, ...] = ()

    @property
    def has_subject(self) -> bool:
        """Whether later questions may follow it up: not small talk and the like."""
        return bool(self.topic or self.listed)


@dataclass(frozen=True, slots=True)
class Answer:
    """The passages that answer a question, or the best others if ``answered`` is false.

    ``confidence`` is the calibrated probability that the first result answers. ``searched`` is the
    question as it was searched for: a follow-up with what it refers to, and ``is_follow_up``
    whether it was taken for one. If it asked for more of the answer before it (``shows_more``), the
    confidence is still that of that answer. ``filters`` are those in force, given or named by the
    question.
    ``explanation`` is there only if it was asked for. If there is a ``reply``, nothing was
    searched for.
    """

    question: str
    answered: bool
    confidence: float
    results: tuple[Result, ...]
    took_ms: float = 0.0
    notes: tuple[Note, ...] = ()
    searched: str = ""
    explanation: Explanation | None = None
    reply: Reply | None = None
    is_follow_up: bool = False
    shows_more: bool = False
    filters: Filters = NO_FILTERS

    @property
    def whole_question(self) -> str:
        """A follow-up as it was searched for, with what it refers to; "" for other questions."""
        return self.searched if self.is_follow_up and self.searched != self.question else ""

    @property
    def has_subject(self) -> bool:
        """Whether later questions may follow it up: not small talk and the like."""
        return self.reply is None or self.reply.has_subject

    @property
    def is_quoted(self) -> bool:
        """Whether the first passage is shown: where it answers, or where more was asked for."""
        return self.answered or (self.shows_more and bool(self.results))

    @property
    def is_tentative(self) -> bool:
        """Whether it answers, but with a confidence below ``PERHAPS_BELOW``."""
        return self.answered and not self.shows_more and self.confidence < PERHAPS_BELOW


@dataclass(frozen=True, slots=True)
class PublisherAccount:
    """What one publisher says on a question: the best of its passages, as ``result``.

    ``source`` is the publisher, else the host of the page, else ``None``. ``confidence`` is the
    calibrated probability that the passage answers. ``contradicts`` are the ids of those articles
    of the others that answer otherwise. Articles with the same text are in ``result.also_in``.
    ``earlier`` is what the publisher said otherwise before, most recently, with the words that
    answer.
    """

    source: str | None
    confidence: float
    result: Result
    contradicts: tuple[str, ...] = ()
    earlier: Result | None = None

    @property
    def is_tentative(self) -> bool:
        """Whether its confidence is below ``PERHAPS_BELOW``."""
        return self.confidence < PERHAPS_BELOW

    @property
    def best_sentence(self) -> Result:
        """``result`` with its likeliest sentence alone highlighted."""
        return replace(self.result, highlight=self.result.highlight[:1])

    @property
    def said_before(self) -> tuple[str, str] | None:
        """The words that answered in ``earlier``, a whole sentence without its full stop, as they
        are quoted within a sentence, and the day on which they were published.
        """
        own = self.earlier
        if own is None or own.answer is None or own.article.published_at is None:
            return None
        words = own.answer_words
        if own.answer in own.highlight:
            words = words.removesuffix(".")
        return words, own.article.published_at


@dataclass(frozen=True, slots=True)
class PublisherComparison:
    """What different publishers say on a question, the newest first; undated ones last.

    ``more`` is how many accounts are left out, and ``publishers`` how many report, those with the
    same text included. If none answers, there are no accounts, and ``refusal`` is the answer to the
    question. ``searched`` is the question as it was searched for, ``filters`` are those in force.
    """

    question: str
    accounts: tuple[PublisherAccount, ...]
    more: int = 0
    publishers: int = 0
    notes: tuple[Note, ...] = ()
    searched: str = ""
    filters: Filters = NO_FILTERS
    refusal: Answer | None = None
    took_ms: float = 0.0
