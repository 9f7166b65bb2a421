"""The frozen values that travel between the parts of the retrieval module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:  # the process that reads articles starts without numpy
    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float32]
    IdArray: TypeAlias = npt.NDArray[np.int64]
    PlaceArray: TypeAlias = npt.NDArray[np.int32]
    BitArray: TypeAlias = npt.NDArray[np.uint8]
else:
    FloatArray = IdArray = PlaceArray = BitArray = Any


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as stored.

    ``text`` is the article proper, its paragraphs separated by a blank line (``"\\n\\n"``); every
    quotation is a slice of it. Dates are ISO 8601, ``YYYY-MM-DD`` where only the day is known, else
    ``YYYY-MM-DDTHH:MM:SS+HH:MM`` in the publisher's own zone, as stated, so that the first ten
    characters are the day that stood on the article. What is not known is ``None``, or ``()`` for
    authors; it is never guessed.
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


@dataclass(frozen=True, slots=True)
class Passage:
    """The span of an article that is indexed and quoted.

    ``text == article.text[start:end]``, ``start`` and ``end`` counted in characters; ``paragraph``
    is the number, from 1, of the article's paragraph in which the passage starts.
    """

    passage_id: int
    doc_id: str
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """The tokens of a text: the character each starts at, ascending, (n,), and its unit vector.

    ``vectors`` is (n, dimension).
    """

    starts: PlaceArray
    vectors: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TokenSigns:
    """The same with the vectors kept at 1 bit a dimension, (n, dimension / 8): their signs."""

    starts: PlaceArray
    signs: BitArray


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How likely each token of a text is part of the answer to a question.

    ``starts`` are where the tokens start, in characters, and ``strengths`` the log of how much
    likelier each answers than that nothing in the text does. (n,) both.
    """

    starts: PlaceArray
    strengths: FloatArray


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start:end`` of some text."""

    start: int
    end: int


class Hit(NamedTuple):
    """What an index returns: a passage and its score, higher is better.

    A tuple, since hundreds are made for each question.
    """

    passage_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: the question with what was understood of it.

    ``terms`` are index terms (lower case, stemmed, stop words left out) in the question's order,
    each once. ``names`` are the terms that stand for a name or a number in the question: an answer
    that lacks them seldom is one. ``background`` are the terms of earlier questions where a
    follow-up names something of its own; they tell what it follows, not what it is about.
    """

    text: str
    terms: tuple[str, ...]
    names: frozenset[str] = frozenset()
    background: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its passage and article.

    ``highlight`` are spans of ``passage.text`` that answer, the likeliest first.
    """

    rank: int
    score: float
    passage: Passage
    article: Article
    highlight: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well a result fits the question; numbers lie between 0 and about 1 but where told.

    ``cosine`` is the passage's cosine with the question and ``lexical`` its BM25 score.
    ``token_match`` is the mean over the question's words, rare ones weighing more, of the best
    cosine with a token of the passage or its title; ``sentence_match`` the same with the tokens of
    ``sentence``, the span of the passage that fits best, or the title. ``coverage`` and
    ``sentence_coverage`` are the shares of the question's terms, by weight, that stand in the
    passage with its title, and in the sentence; ``names_covered`` is that of the names. ``offers``
    tells whether the sentence holds something of the kind that is asked for, such as a number, that
    the question does not.

    ``days_away`` is how far the article's date lies from the time that is asked about: 0 within it,
    and ``None`` where no time is asked about or the article is not dated. ``is_named_publisher``
    tells whether the question names who published the article.

    ``rival`` is another sentence that may as well be the one that answers, where there is one.

    ``reading`` is the highest strength of the passage's :class:`Reading`, ``None`` for one that was
    not read.
    """

    sentence: Span
    cosine: float
    lexical: float
    token_match: float
    sentence_match: float
    coverage: float
    sentence_coverage: float
    names_covered: float
    offers: bool
    days_away: int | None = None
    is_named_publisher: bool = False
    rival: Span | None = None
    reading: float | None = None

    @property
    def highlight(self) -> tuple[Span, ...]:
        """The sentences that answer, the likeliest first."""
        return (self.sentence,) if self.rival is None else (self.sentence, self.rival)


@dataclass(frozen=True, slots=True)
class Answer:
    """The passages that answer a question, or the nearest misses where ``answered`` is false.

    ``confidence`` is the calibrated probability that one of the first three results answers.
    """

    question: str
    answered: bool
    confidence: float
    results: tuple[Result, ...]
    took_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class IngestFailure:
    """A source, or a line or entry of it, that gave no article, and why.

    ``is_private``: it is an address of a private network, which the settings do not allow.
    """

    source: str
    problem: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did: counts of articles, and what gave none.

    ``failed_sources`` are those of the sources named of which nothing at all could be read, and
    ``changed`` the ids of the articles that were added or replaced. ``passed_over`` counts files in
    folders whose kind cannot be read, by the ending of their names.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: tuple[IngestFailure, ...] = ()
    failed_sources: tuple[str, ...] = ()
    changed: tuple[str, ...] = field(default=(), compare=False)
    passed_over: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WebAccess:
    """How the web is read: whether private networks are, how many articles of a feed or sitemap
    at most, and the seconds between two pages of one host.
    """

    allow_private_addresses: bool = False
    most_entries: int = 200
    delay_s: float = 1.0


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model embeds: ``weights_sha256`` tells the weights, whatever the model is called.

    ``dimension`` is the length of its vectors.
    """

    model: str
    revision: str | None
    weights_sha256: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What embedded an archive and how passages were made; only equal ones may be mixed.

    Earlier versions embedded some passages at 8 bits; where that may be so ``is_float32`` is False.
    """

    model: ModelIdentity
    splitting: str
    is_float32: bool = True


Active: TypeAlias = tuple[int, Fingerprint]  # the embedder that answers: its id, and what it is


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What is in an archive, for ``article-bot status`` and the bot's ``/sources``.

    ``publishers`` maps a publisher to its number of articles, most first; ``None`` stands for
    articles whose publisher is not known.
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


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step of an ingest or rebuild is; ``total`` is ``None`` while it is not known.

    ``step`` is "fetching" (counted in pages), "reading" (articles), "splitting" (articles),
    "loading" (the model) or "embedding" (passages).
    """

    step: str
    done: int
    total: int | None


OnProgress: TypeAlias = Callable[[Progress], None]

JsonObject: TypeAlias = dict[str, Any]
