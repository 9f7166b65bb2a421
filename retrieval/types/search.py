"""What a search goes through: question, hits, features, results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from retrieval.types.articles import Article, Passage, Span


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
    that, as "And the mayor?" does. ``conversation`` is such a question behind what was said before
    it. ``shown`` are the ids of the articles that answered the question before, and ``person`` the
    terms of the name that answered it, where ``text`` goes on about that. ``asks_newest`` is
    whether words of the question that ``text`` lacks asked for the newest account.
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
    conversation: str = ""
    shown: frozenset[str] = frozenset()
    person: frozenset[str] = frozenset()
    asks_newest: bool = False

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

    ``searched`` is the question made whole, if it was a follow-up. ``answer`` are the few words
    that were shown as its answer, if any were, and ``name`` these words if they are a name and it
    asks for one.
    ``shown`` are the ids of the articles that were shown as answering, the first first.
    ``opens_subject`` is whether the archive answered the question alone, or it names what it is
    about, so that those before it are no longer meant.
    """

    question: str
    searched: str = ""
    answer: str = ""
    name: str = ""
    shown: tuple[str, ...] = ()
    opens_subject: bool = False


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A follow-up made whole; its first ``context_chars`` characters only say what it is about."""

    text: str
    context_chars: int = 0


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

    @property
    def answer_words(self) -> str:
        """The words of ``answer``; "" if there is none."""
        return self.passage.text[self.answer.start : self.answer.end] if self.answer else ""


@dataclass(frozen=True, slots=True)
class UnmetTerms:
    """What of a question an article does not hold; values are 0 to 1, similar terms count in part.

    ``letters`` is the share of the letters of the question's terms in those that the article lacks,
    ``sentence_letters`` in those that the best sentence and the heading lack. ``rarest`` is how
    rare the rarest term is that the article lacks, relative to the rarest of the question, ``name``
    the same of names, which an article has to write with a capital, and ``without_case`` of words
    in a script where no capital tells a name, but for general ones. ``number`` and
    ``sentence_number`` are of numbers, ``counted`` of the word that is counted, or paid: "wolves"
    in "how many wolves".

    What the article holds may be told of something else: ``name_apart`` is whether one of these
    names or words stands in the article, but neither in the heading nor in the passage up to the
    end of the best sentence.
    """

    letters: float
    sentence_letters: float
    rarest: float
    name: float
    without_case: float
    number: float
    sentence_number: float
    counted: float
    name_apart: float


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
    relative to the weight of all terms. ``counted`` is how similar a word behind a number in the
    best sentence is to the word that is counted; ``lacks_kind`` is whether an age, a price,
    a time or a number is asked for, or how long, deep or heavy something is, and that sentence has
    none. Values are 0 to 1 but for scores.
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
    counted: float
    lacks_kind: bool
    unmet: UnmetTerms


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
    ``answer_score`` its score; all are ``None`` if the passage was not read. ``own_relevance`` is
    that of a follow-up by itself, ``None`` for other questions. ``was_shown`` is whether its
    article answered the question before, with which this one goes on. ``words`` are there where no
    model reads the question's language; nothing is then known of vectors.
    ``tells_of_topic`` is whether the question only names a subject, and the passage names it too;
    ``names_exactly`` whether the passage has the codes asked about, the age of somebody whose age
    is asked, or rows by year of which one is of the time asked about.
    ``fits_other_name`` is whether the passage rather answers the question about another name or
    number; it is found out only of a first result that would answer.
    ``lacks_name`` is whether a name as such is asked for, and what stands out in the best sentence
    is none, or it has no name. ``is_about_other`` is whether the best sentence is the row of
    another year than is asked about, or an age is asked for and it has nothing of whose age it is.
    ``tells_later`` is whether its article tells, when asked in the words of an earlier account that
    answers, how that went on.
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
    own_relevance: float | None = None
    answer: Span | None = None
    answer_score: float | None = None
    was_shown: bool = False
    words: WordFeatures | None = None
    tells_of_topic: bool = False
    names_exactly: bool = False
    fits_other_name: bool = False
    tells_later: bool = False
    lacks_name: bool = False
    is_about_other: bool = False

    @property
    def highlight(self) -> tuple[Span, ...]:
        """The sentences that may answer, the likeliest first."""
        if self.second_sentence is None:
            return (self.best_sentence,)
        return (self.best_sentence, self.second_sentence)
