"""The immutable values passed between the parts of the retrieval module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:  # the process that reads articles must not load numpy
    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float32]
    IdArray: TypeAlias = npt.NDArray[np.int64]
    Int32Array: TypeAlias = npt.NDArray[np.int32]
    BitArray: TypeAlias = npt.NDArray[np.uint8]
else:
    FloatArray = IdArray = Int32Array = BitArray = Any


JsonObject: TypeAlias = dict[str, Any]

PERHAPS_BELOW = 0.8  # the confidence below which front ends say "Perhaps:" before an answer


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as stored.

    ``text`` is the body of the article, its paragraphs separated by a blank line (``"\\n\\n"``);
    every quotation is a slice of it. Dates are ISO 8601: ``YYYY-MM-DD`` where only the day is
    known, else ``YYYY-MM-DDTHH:MM:SS+HH:MM`` in the publisher's time zone, so that the first ten
    characters are the day printed on the article. ``language`` is a code of ISO 639. Unknown values
    are ``None``, or ``()`` for authors; nothing is guessed.
    """

    doc_id: str
    title: str | None
    text: str
    url: str | None = None
    path: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    updated_at: str | None = None
    fetched_at: str | None = None
    language: str | None = None


class ListedArticle(NamedTuple):
    """An article as lists show it; most fields are those of :class:`Article`.

    Articles of one ``story_id`` are copies of each other; ``None`` if it is not yet known.
    """

    doc_id: str
    title: str | None
    publisher: str | None
    published_at: str | None
    language: str | None
    story_id: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of an article that is indexed and quoted.

    ``text == article.text[start:end]`` with ``start`` and ``end`` in characters; ``paragraph`` is
    the number, from 1, of the paragraph in which the passage starts.
    """

    passage_id: int
    doc_id: str
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """Start offsets of a text's tokens, in characters, ascending, (n,), and their unit vectors.

    ``vectors`` is (n, dimension).
    """

    starts: Int32Array
    vectors: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class BinaryTokenVectors:
    """Token vectors after binary quantisation: the sign bits, packed, (n, dimension / 8)."""

    starts: Int32Array
    bits: BitArray


@dataclass(frozen=True, slots=True, eq=False)
class AnswerScores:
    """What the answer reader makes of one passage, for one question.

    ``relevance`` are the log-odds that the passage answers. Token i is characters
    ``starts[i]:ends[i]``; ``first_scores`` and ``last_scores`` tell how likely the answer begins
    and ends with it, relative to there being no answer. All are (n,).
    """

    relevance: float
    starts: Int32Array
    ends: Int32Array
    first_scores: FloatArray
    last_scores: FloatArray


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start:end`` of a text."""

    start: int
    end: int


class Hit(NamedTuple):
    """A passage found by an index, with its score; higher is better.

    A tuple because hundreds are created for each question.
    """

    passage_id: int
    score: float


Rarity: TypeAlias = Callable[[Sequence[str]], Mapping[str, float]]
"""How rare each of some terms is in the archive, from 0 to 1; others are not known."""

Variants: TypeAlias = Mapping[str, tuple[tuple[str, ...], ...]]
"""What counts as a term as well: for each such term, other terms that stand for it together."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question after analysis.

    ``terms`` are its distinct index terms (lower case, stemmed, without stop words) in order.
    ``names`` are those that are names or numbers, which an answer seldom lacks. ``context_terms``
    are terms of earlier questions; they are set only where the follow-up has names of its own, and
    count less than its other terms. ``asking_clause`` is the part of a long ``text`` that asks.
    ``codes`` are those terms that are codes, which every answer holds. ``variants`` are other
    spellings and long forms of its terms that the archive holds; ``rewordings`` are the same as
    words of ``text`` and what may stand for them. ``language`` is the question's.
    ``is_in_context`` is whether it was made whole with questions before it, whose words may be the
    first ``context_chars`` characters of ``text``, and ``refers_back`` whether its form asks for
    that. ``shown`` are the ids of the articles that answered the question before.
    """

    text: str
    terms: tuple[str, ...]
    names: frozenset[str] = frozenset()
    context_terms: frozenset[str] = frozenset()
    asking_clause: str = ""
    codes: frozenset[str] = frozenset()
    variants: Variants = field(default_factory=dict)
    rewordings: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    is_in_context: bool = False
    refers_back: bool = False
    context_chars: int = 0
    shown: frozenset[str] = frozenset()

    def met_by(self, terms: Set[str]) -> Set[str]:
        """``terms``, with those terms of the question of which they hold a variant.

        >>> sorted(Query("IMF loan", ("imf",), variants={"imf": (("fund",),)}).met_by({"fund"}))
        ['fund', 'imf']
        """
        met = {term for term, own in self.variants.items() if any(terms >= set(v) for v in own)}
        return terms | met

    def without_context(self) -> Query:
        """The question with the terms of its own only, if it has any."""
        own = tuple(term for term in self.terms if term not in self.context_terms)
        return replace(self, terms=own) if own else self

    @property
    def asked(self) -> str:
        """What is asked: the asking clause, or all of ``text`` where it is short."""
        return self.asking_clause or self.text


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation, and what was shown for it.

    ``searched`` is the question made whole, if it was a follow-up. ``answer`` is the name that was
    shown as its answer, if one was, and ``shown`` are the ids of the articles that were shown as
    answering, the first first. ``opens_subject`` is whether the archive answered the question
    alone, so that those before it are no longer meant.
    """

    question: str
    searched: str = ""
    answer: str = ""
    shown: tuple[str, ...] = ()
    opens_subject: bool = False


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A follow-up made whole; its first ``context_chars`` characters only say what it is about."""

    text: str
    context_chars: int = 0


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer: all, unless a field is set. Days are inclusive.

    ``since`` and ``until`` are the first and the last day of publication; an undated article lies
    in no such time. ``as_of`` leaves out what was published after that day, and undated articles
    that were added after it. ``publisher`` is a name that the archive has, or a usual short form
    of it; ``language`` is a code of ISO 639.
    """

    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    publisher: str | None = None
    language: str | None = None

    def __bool__(self) -> bool:
        """Whether any field is set."""
        return self != NO_FILTERS

    def overridden_by(self, other: Filters) -> Filters:
        """These filters, with the fields that ``other`` sets."""
        changes: dict[str, Any] = dict(other.set_fields())
        return replace(self, **changes)

    def set_fields(self) -> list[tuple[str, date | str]]:
        """The fields that are set, with their values."""
        values = ((name, getattr(self, name)) for name in self.__slots__)
        return [(name, value) for name, value in values if value is not None]


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its passage and article.

    ``highlight`` are the sentences of ``passage.text`` that may answer, the likeliest first, and
    ``answer`` the words that do, within the first of them; ``None`` if none stand out. ``also_in``
    are copies of the article, the first published first; at most 20.
    """

    rank: int
    score: float
    passage: Passage
    article: Article
    highlight: tuple[Span, ...] = ()
    answer: Span | None = None
    also_in: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """How well a result fits a question by words alone, where no model reads its language.

    ``likeness`` is the weighted share of the question's terms that stand in the passage, similar
    ones counting in part; ``whole_likeness`` is that with the article's heading.
    ``closeness`` is the share of pairs of
    neighbouring terms that are close together there, ``rarest`` how rare the rarest term there is,
    relative to the rarest of the question. ``sentence_likeness`` and ``sentence_closeness`` are
    those of the best sentence, whose score is ``sentence_score``; ``around_likeness`` is that of
    the best sentence with those beside it and the heading. ``bm25_share`` is the BM25 score
    relative to the weight of all terms. Values are 0 to 1 but for scores.
    """

    likeness: float
    whole_likeness: float
    closeness: float
    rarest: float
    sentence_score: float
    sentence_likeness: float
    sentence_closeness: float
    around_likeness: float
    bm25_share: float


@dataclass(frozen=True, slots=True)
class PassageFeatures:
    """How well a result fits the question; values are 0 to about 1 unless stated otherwise.

    ``cosine`` is the passage's cosine similarity with the question and ``bm25`` its BM25 score.
    ``token_match`` is the MaxSim of passage and title: the mean over the question's tokens,
    weighted by term weight, of the highest cosine similarity with any of their tokens.
    ``sentence_match`` is the same for ``best_sentence`` and title. ``coverage`` and
    ``sentence_coverage`` are the weighted shares of the question's terms found in the passage with
    its title, and in the best sentence; ``name_coverage`` is that of the question's names found in
    any retrieved passage of the article or in its title, publisher and date.
    ``has_answer_type`` is whether the best sentence holds something of the type asked for, such as
    a number, that is not in the question.

    ``has_codes`` is whether every code of the question, such as a model or case number, is in any
    retrieved passage of the article or in its title, publisher and date.

    ``days_away`` is the number of days between the article's date and the period asked about: 0
    within it, ``None`` if no time is asked about or the article is undated. ``is_named_publisher``
    is whether the question names the article's publisher. ``second_sentence`` is another sentence
    that is nearly as likely to answer, if there is one. ``relevance`` is that of the
    passage's :class:`AnswerScores`, ``answer`` the likeliest answer within ``best_sentence`` and
    ``answer_score`` its score; all are ``None`` if the passage was not read. ``was_shown`` is
    whether its article answered the question before, with which this one goes on. ``words`` are
    there where no model reads the question's language; nothing is then known of vectors.
    """

    best_sentence: Span
    cosine: float
    bm25: float
    token_match: float
    sentence_match: float
    coverage: float
    sentence_coverage: float
    name_coverage: float
    has_answer_type: bool
    days_away: int | None = None
    is_named_publisher: bool = False
    second_sentence: Span | None = None
    has_codes: bool = True
    relevance: float | None = None
    answer: Span | None = None
    answer_score: float | None = None
    was_shown: bool = False
    words: WordFeatures | None = None

    @property
    def highlight(self) -> tuple[Span, ...]:
        """The sentences that may answer, the likeliest first."""
        if self.second_sentence is None:
            return (self.best_sentence,)
        return (self.best_sentence, self.second_sentence)


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
    which of several accounts is asked for (see :mod:`retrieval.text.question_time`). ``features``
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
    "greeting", "thanks", "about", "help", "count", "list", "topics", "newest"
]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to small talk or a question about the archive itself, in its language."""

    kind: ReplyKind
    text: str


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
    def is_tentative(self) -> bool:
        """Whether it answers, but with a confidence below ``PERHAPS_BELOW``."""
        return self.answered and not self.shows_more and self.confidence < PERHAPS_BELOW


@dataclass(frozen=True, slots=True)
class PublisherAccount:
    """What one publisher says on a question: the best of its passages, as ``result``.

    ``source`` is the publisher, else the host of the page, else ``None``. ``confidence`` is the
    calibrated probability that the passage answers. ``contradicts`` are the ids of those articles
    of the others that answer otherwise. Articles with the same text are in ``result.also_in``.
    """

    source: str | None
    confidence: float
    result: Result
    contradicts: tuple[str, ...] = ()

    @property
    def is_tentative(self) -> bool:
        """Whether its confidence is below ``PERHAPS_BELOW``."""
        return self.confidence < PERHAPS_BELOW

    @property
    def best_sentence(self) -> Result:
        """``result`` with its likeliest sentence alone highlighted."""
        return replace(self.result, highlight=self.result.highlight[:1])


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


@dataclass(frozen=True, slots=True)
class IngestFailure:
    """A source, or a line or entry of it, that could not be ingested, and why.

    ``is_private`` is whether it is an address of a private network, which the settings forbid.
    """

    source: str
    problem: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class IngestNote:
    """What of a source was not used, though it was read: fields, or entries without an article."""

    source: str
    note: str


@dataclass(frozen=True, slots=True)
class ListedAddresses:
    """The addresses of feeds that a file lists, which are read if the file itself is named."""

    source: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The outcome of an ingest: numbers of articles, and failures.

    ``failed_sources`` are the given sources from which nothing could be read, ``changed`` the ids
    of the articles added or replaced. ``passed_over`` counts files in folders that no reader can
    read, by file name suffix. ``notes`` tell what of the files was not used, ``listed`` are the
    addresses in lists that were named.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: tuple[IngestFailure, ...] = ()
    failed_sources: tuple[str, ...] = ()
    changed: tuple[str, ...] = field(default=(), compare=False)
    passed_over: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[IngestNote, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WebAccess:
    """How web pages are fetched.

    ``most_entries`` limits the articles taken from one feed or sitemap; ``delay_s`` is the pause
    between two requests to the same host.
    """

    allow_private_addresses: bool = False
    most_entries: int = 200
    delay_s: float = 1.0


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """An embedding model; ``weights_sha256`` identifies its weights, whatever its name.

    ``dimension`` is the length of its vectors.
    """

    model: str
    revision: str | None
    weights_sha256: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The model and the splitting that vectors come from; only equal ones may be mixed.

    ``is_float32`` is False if an earlier version may have embedded some passages at 8 bits.
    """

    model: ModelIdentity
    splitting: str
    is_float32: bool = True


class ActiveEmbedder(NamedTuple):
    """The embedder whose vectors answer: its id in the store, and its fingerprint."""

    embedder_id: int
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """The contents of an archive, for ``article-bot status`` and the bot's ``/sources``.

    ``publishers`` and ``languages`` map each publisher and language, ``None`` if unknown, to its
    number of articles, most first; ``publisher_dates`` are the first and the last publication date
    of each publisher.
    """

    path: str
    articles: int
    passages: int
    pending_passages: int
    publishers: Mapping[str | None, int] = field(default_factory=dict)
    first_published_at: str | None = None
    last_published_at: str | None = None
    embedder: Fingerprint | None = None
    size_bytes: int = 0
    problems: tuple[str, ...] = ()
    languages: Mapping[str | None, int] = field(default_factory=dict)
    publisher_dates: Mapping[str | None, tuple[str | None, str | None]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a step of an ingest or rebuild; ``total`` is ``None`` while unknown.

    ``step`` is "fetching" (counted in pages), "reading", "splitting" or "indexing" (articles),
    "loading" (the model), "embedding" (passages) or "asking" (questions).
    """

    step: str
    done: int
    total: int | None


OnProgress: TypeAlias = Callable[[Progress], None]
