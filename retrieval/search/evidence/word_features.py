"""Results → features by words alone, where the models cannot read the language of the question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from retrieval.search.evidence.features import days_away, is_named_publisher
from retrieval.search.evidence.heading import heading
from retrieval.search.evidence.marked_words import answering_words
from retrieval.search.evidence.persons import PersonFinder
from retrieval.search.evidence.sentence_features import coverage
from retrieval.search.evidence.unmet_terms import (
    UnmetTermFinder,
    article_terms,
    capital_terms,
    certain_names,
)
from retrieval.search.evidence.word_match import WordMatch, WordMatcher
from retrieval.search.evidence.words_only import (
    SECOND_SENTENCE_MARGIN,
    SENTENCE_WORD_FEATURES,
    sentence_weights,
)
from retrieval.text.answers.age_owners import is_age_of_other
from retrieval.text.answers.ages import asks_age, gives_age
from retrieval.text.answers.answer_type import (
    answer_type,
    asks_own_name,
    asks_person,
    asks_reason,
    asks_time,
    asks_year,
    gives_reason,
    gives_time,
    gives_year,
    has_answer_type,
    is_number,
    is_unknown,
    named_words,
    names_of_persons,
    tells_name,
)
from retrieval.text.answers.namings import tells_name_of
from retrieval.text.answers.newest import (
    asked_toll,
    is_of_toll,
    named_toll,
    tells_toll,
)
from retrieval.text.answers.prices import asks_money, gives_price
from retrieval.text.answers.quantities import (
    AMOUNT,
    asked_quantities,
    gives_quantity,
    other_quantities,
)
from retrieval.text.answers.whether import asks_whether, denies
from retrieval.text.articles.correction_notes import correction_notes
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.languages import any_word_of, language_of
from retrieval.text.questions.question_form import capital_marks_names
from retrieval.text.times.periods import Period
from retrieval.text.words.scripts import WITHOUT_CASE, script_of_language
from retrieval.text.words.terms import WORD, general_terms, index_terms
from retrieval.types import FloatArray, PassageFeatures, Query, Result, Span, WordFeatures

_COVERAGE, _LIKENESS, _CLOSENESS, _AROUND, _HAS_ANSWER_TYPE, _COUNTED = map(
    SENTENCE_WORD_FEATURES.index,
    ("coverage", "likeness", "closeness", "around_likeness", "has_answer_type", "counted"),
)
_GENERAL = 0.5  # of the weight of other words
_TYPICAL_LENGTH = 20.0  # terms of a sentence
_DIGITS_OF_TIME = 2
_COUNTS = 0.8  # how similar a word is at least that is the one counted
_APART = 0.5  # of what a reason offers for something else than is asked
_OTHER = 0.5  # of what offers another name or number
_MAX_ANSWER_WORDS = 40
_CACHED_PASSAGES = 1024


@dataclass(frozen=True, slots=True)
class _SplitResult:
    """A result's sentences, with the terms of each in order, and those of its article's heading and
    text.
    """

    result: Result
    sentences: tuple[Span, ...]
    terms: tuple[tuple[str, ...], ...]
    heading_terms: list[str]
    article_terms: frozenset[str]
    terms_before: frozenset[str]  # of the article's text before the passage
    capital_terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _MatchedResult:
    """A result with what is the same whatever weights choose its best sentence.

    ``sentences`` are SENTENCE_WORD_FEATURES; ``body`` and ``whole`` are the match of the passage
    without and with its heading, whose terms are among those ``held``.
    """

    split: _SplitResult
    sentences: FloatArray
    body: WordMatch
    whole: WordMatch
    held: Set[str]


class WordFeatureExtractor:
    """Computes the features of the results of one query.

    ``bm25`` are scores by passage id, ``term_weights`` the rarity of the query's terms, ``period``
    the time that it asks about and ``period_terms`` the words for it.
    """

    def __init__(
        self,
        query: Query,
        results: Sequence[Result],
        *,
        bm25: Mapping[int, float],
        term_weights: Mapping[str, float],
        period: Period | None = None,
        period_terms: frozenset[str] = frozenset(),
    ) -> None:
        self._query = query
        self._bm25 = bm25
        self._term_weights = term_weights
        self._period = period
        self._period_terms = period_terms
        self._wanted = answer_type(query.asked, query.language)
        self._is_when = asks_time(query.asked, query.language)
        self._is_why = asks_reason(query.asked, query.language)
        self._is_age = asks_age(query.asked, query.language)
        self._is_price = asks_money(query.asked, query.language)
        self._is_year = asks_year(query.asked, query.language)
        self._quantities = asked_quantities(query.asked, query.language)
        self._toll = asked_toll(query.asked, query.language)
        self._is_whether = asks_whether(query.asked, query.language)
        self._victims = named_toll(query.asked, query.language) if self._is_whether else ()
        self._is_kind_asked = not self._is_why and (
            self._wanted == "number"
            or self._is_age
            or self._is_price
            or bool(self._quantities)
            or self._is_whether
            or asks_person(query.asked, query.language)
        )
        self._person = query.person or _person_of(query)
        splits = [_split(result) for result in results]
        words = frozenset().union(
            *(part for own in splits for part in (own.heading_terms, own.article_terms, *own.terms))
        )
        weights = _weighed_by_kind(term_weights, query)
        self._matcher = WordMatcher(query, weights, words)
        self._names = certain_names(query)
        self._persons = PersonFinder(query, self._matcher)
        self._bearers = _terms_of_bearers(query)
        demands_name = bool(self._bearers) or _demands_name(query)
        self._is_name_demanded = self._persons.asks_name and demands_name
        self._named = _terms_of_named(query)
        self._is_kind_asked &= not _demands_name(query)
        self._unmet = UnmetTermFinder(query, weights, self._matcher)
        own = query.without_context()
        # "How old is she?" tells no sentence from another by its own words.
        is_general = self._is_age or general_terms(query.language).issuperset(own.terms)
        is_whole = is_general or own.terms == query.terms
        self._own_matcher = self._matcher if is_whole else WordMatcher(own, weights, words)
        self._matched = [self._match(split) for split in splits]

    def features(self, index: int, weights: FloatArray | None = None) -> PassageFeatures:
        """The features of ``results[index]``; ``weights`` choose its best sentence."""
        matched, query = self._matched[index], self._query
        split, sentences = matched.split, matched.sentences
        article = split.result.article
        scores = sentences @ (sentence_weights() if weights is None else weights)
        scores = np.where(self._notes(split), -np.inf, scores)
        order = np.argsort(-scores, kind="stable")
        best, others = int(order[0]), order[1:]
        has_second = len(others) > 0 and scores[others[0]] >= scores[best] - SECOND_SENTENCE_MARGIN
        best_sentence = split.sentences[best]
        bm25 = self._bm25.get(split.result.passage.passage_id, 0.0)
        return PassageFeatures(
            best_sentence=best_sentence,
            cosine=0.0,
            bm25=bm25,
            token_match=0.0,
            sentence_match=0.0,
            coverage=matched.body.coverage,
            sentence_coverage=float(sentences[best, _COVERAGE]),
            name_coverage=self._name_coverage(matched.held),
            has_codes=query.codes <= matched.held,
            has_answer_type=bool(sentences[best, _HAS_ANSWER_TYPE]),
            days_away=days_away(article.published_at, self._period),
            is_named_publisher=is_named_publisher(article.publisher, query),
            second_sentence=split.sentences[int(others[0])] if has_second else None,
            answer=self._answer(split, best_sentence),
            was_shown=article.doc_id in query.shown,
            words=self._word_features(matched, best, float(scores[best]), bm25),
            lacks_name=self._lacks_name(split, best, bool(sentences[best, _HAS_ANSWER_TYPE])),
            is_about_other=self._is_age_of_other(split, best),
        )

    def sentence_features(self, index: int) -> tuple[tuple[Span, ...], FloatArray]:
        """The sentences of that result, and their SENTENCE_WORD_FEATURES: (sentences, features)."""
        return self._matched[index].split.sentences, self._matched[index].sentences

    def _match(self, split: _SplitResult) -> _MatchedResult:
        above = split.heading_terms
        return _MatchedResult(
            split,
            self._sentence_features(split),
            body=self._matcher.match(split.terms),
            whole=self._matcher.match([above, *split.terms]),
            held=self._query.met_by(frozenset(above).union(*split.terms)),
        )

    def _sentence_features(self, split: _SplitResult) -> FloatArray:
        among = self._own_matcher.in_sentences(split.heading_terms, split.terms)
        article_language = split.result.article.language
        texts = [_text_of(split, span) for span in split.sentences]
        matches = [self._own_matcher.match([terms]) for terms in split.terms]
        offered = self._offered(texts, [own.likeness for own in matches], article_language)
        rows = []
        before = 0.0
        for place, (sentence, terms) in enumerate(zip(texts, split.terms, strict=True)):
            own = matches[place]
            beside = split.terms[max(0, place - 1) : place + 2]
            around = self._matcher.likeness([split.heading_terms, *beside])
            offers, counted = offered[place]
            rows.append(
                (
                    own.coverage,
                    own.likeness,
                    own.closeness,
                    own.rarest,
                    around,
                    among[place].specific,
                    among[place].beyond_heading,
                    offers,
                    offers if self._is_kind_asked else 0.0,
                    offers if self._is_why else 0.0,
                    own.likeness if self._is_why else 0.0,
                    before if self._is_why else 0.0,
                    counted,
                    bool(self._persons.persons(sentence, article_language)),
                    split.result.passage.start == place == 0,
                    math.log(max(1, len(terms)) / _TYPICAL_LENGTH),
                )
            )
            before = own.likeness
        return np.array(rows, dtype=np.float32).reshape(-1, len(SENTENCE_WORD_FEATURES))

    def _offered(
        self, texts: Sequence[str], likeness: Sequence[float], language: str | None
    ) -> list[tuple[float, float]]:
        """How much each sentence offers what is asked for, and how much it counts that.

        Where one of a passage counts it, a number in another tells of something else, and where one
        names a person in full, another half as much. A reason is of what its sentence, or the one
        before, tells.
        """
        offers = [float(self._offers(text, language)) for text in texts]
        if self._is_why and any(likeness):
            most = max(likeness)
            about = map(max, likeness, (0.0, *likeness))
            offers = [
                own * (_APART + (1 - _APART) * share / most)
                for own, share in zip(offers, about, strict=False)
            ]
        counted = [
            own and self._counts(text, language) for own, text in zip(offers, texts, strict=True)
        ]
        if max(counted, default=0.0) >= _COUNTS:
            offers = [own if c else own * _OTHER for own, c in zip(offers, counted, strict=True)]
        named = [self._persons.tells_person(text, language) for text in texts]
        if any(named):
            offers = [own if n else own * _OTHER for own, n in zip(offers, named, strict=True)]
        return list(zip(offers, counted, strict=True))

    def _offers(self, sentence: str, language: str | None) -> float:
        """Whether the sentence holds something of the kind that is asked for; half where that is a
        number in a unit that is not known.
        """
        if self._is_whether:
            return self._affirms(sentence, language)
        if self._is_year:
            return gives_year(sentence, language)
        if self._is_when:
            return gives_time(sentence, language)
        if self._is_why:
            return gives_reason(sentence, language) and not is_unknown(sentence, language)
        if self._is_age:
            return gives_age(sentence, language) and not self._is_of_another(sentence, language)
        if self._is_price:
            return gives_price(sentence, language)
        if self._bearers:
            return tells_name_of(sentence, self._query.terms, language, self._is_bearer)
        if self._persons.asks_name:
            return tells_name(sentence, self._query.terms, language)
        if self._quantities:
            return self._measures(sentence, language)
        is_of_type = has_answer_type(self._wanted, sentence, self._query.terms, language)
        return is_of_type and not self._unmet.is_counted_apart(sentence, language)

    def _is_bearer(self, word: str) -> bool:
        """Whether ``word`` is like one for whom or what the name is asked of."""
        terms = frozenset(index_terms(word, self._query.language))
        return not self._bearers.isdisjoint(self._matcher.met(terms))

    def _affirms(self, sentence: str, language: str | None) -> float:
        """How much the sentence may answer yes or no: half, but in full if it denies, or tells of
        the victims asked for.
        """
        code = language or "en"
        tells = is_of_toll(sentence, self._victims, code) or denies(sentence, code)
        return 1.0 if tells else _OTHER

    def _counts(self, sentence: str, language: str | None) -> float:
        """How much the sentence counts what is asked for, or measures it if it is a substance. A
        toll may be counted without a word for whom: "ihre Zahl stieg auf fünf Tote".
        """
        if self._toll and tells_toll(sentence, self._toll, language or "en"):
            return 1.0
        is_amount = AMOUNT in self._quantities
        if is_amount and gives_quantity(self._quantities, sentence, language):
            return 1.0
        return self._unmet.counts(sentence, language)

    def _measures(self, sentence: str, language: str | None) -> float:
        """Whether the sentence has a number with a unit of what is asked to be measured, or counts
        it; half for a number that measures nothing else, and for a unit of time alone: "eine
        Stunde". How long something takes may be told by when it began, or is to end.
        """
        if gives_quantity(self._quantities, sentence, language):
            return 1.0
        known = language_of(language or "en")
        is_duration = "duration" in self._quantities
        limits = any_word_of((*known.until, *known.since))
        if is_duration and gives_time(sentence, language) and limits.search(sentence):
            return 1.0
        if self._unmet.counts(sentence, language) == 1.0:
            return 1.0
        if gives_quantity(other_quantities(self._quantities), sentence, language):
            return 0.0
        has_unit = is_duration and any_word_of(known.duration_units).search(sentence)
        has_number = has_answer_type("number", sentence, self._query.terms, language)
        return _OTHER if has_unit or has_number else 0.0

    def _lacks_name(self, split: _SplitResult, best: int, offers: bool) -> bool:
        """Whether nothing but a name answers and the sentence has none, or neither it, the one
        before nor the heading has the word for whom or what the name is asked of: "driver".
        """
        told = frozenset(split.heading_terms).union(*split.terms[max(0, best - 1) : best + 1])
        is_of_other = bool(self._named) and self._matcher.met(told).keys().isdisjoint(self._named)
        return is_of_other or (self._is_name_demanded and not offers)

    def _lacks_kind(self, split: _SplitResult, best: Span, offers: bool) -> bool:
        """Whether the sentence has nothing of the kind that is asked for: an age, a price, a time,
        a number. A time may be told by what it is before or after or, but for a year, by a number.
        """
        if offers:
            return False
        if self._is_when:
            language = split.result.article.language or "en"
            sentence = _text_of(split, best)
            known = language_of(language)
            may_tell = any_word_of((*known.until, *known.since, *known.recent)).search(sentence)
            return not may_tell and (self._is_year or not _has_small_number(sentence, language))
        is_number = bool(self._quantities) or self._wanted == "number"
        return self._is_age or self._is_price or is_number

    def _is_age_of_other(self, split: _SplitResult, best: int) -> bool:
        """Whether somebody's age is asked for whom neither the heading names nor the article, up to
        the ``best`` sentence, or this tells another's.
        """
        if not self._is_age or not self._person:
            return False
        told = (split.heading_terms, split.terms_before, *split.terms[: best + 1])
        text = _text_of(split, split.sentences[best])
        return self._is_of_another(text, split.result.article.language) or all(
            map(self._person.isdisjoint, told)
        )

    def _is_of_another(self, sentence: str, language: str | None) -> bool:
        """Whether somebody is asked about by name, and the sentence tells somebody else's age."""
        return bool(self._person) and is_age_of_other(sentence, self._person, language)

    def _answer(self, split: _SplitResult, sentence: Span) -> Span | None:
        """The words of the best sentence that answer, else the sentence, unless it is long."""
        text, language = split.result.passage.text, split.result.article.language or "en"
        own = text[sentence.start : sentence.end]
        words = answering_words(self._query, own, language, self._unmet, self._persons)
        if words is not None:
            return Span(sentence.start + words.start, sentence.start + words.end)
        return sentence if _is_short(split, sentence) else None

    def _notes(self, split: _SplitResult) -> tuple[bool, ...]:
        passage, article = split.result.passage, split.result.article
        texts = [passage.text[span.start : span.end] for span in split.sentences]
        asked = frozenset(self._query.terms)
        return correction_notes(texts, asked, article.language)

    def _name_coverage(self, held: Set[str]) -> float:
        names = {t: w for t, w in self._term_weights.items() if t in self._names}
        return coverage(held, names) if names else 1.0

    def _word_features(
        self, matched: _MatchedResult, best: int, score: float, bm25: float
    ) -> WordFeatures:
        total = sum(self._term_weights.get(term, 0.0) for term in self._query.terms)
        split, sentence = matched.split, matched.sentences[best]
        days = days_away(split.result.article.published_at, self._period)
        told = self._period_terms if days == 0 else frozenset[str]()
        return WordFeatures(
            likeness=matched.body.likeness,
            whole_likeness=matched.whole.likeness,
            closeness=matched.whole.closeness,
            rarest=matched.whole.rarest,
            sentence_score=score,
            sentence_likeness=float(sentence[_LIKENESS]),
            sentence_closeness=float(sentence[_CLOSENESS]),
            around_likeness=float(sentence[_AROUND]),
            bm25_share=bm25 / total if total else 0.0,
            counted=float(sentence[_COUNTED]),
            lacks_kind=self._lacks_kind(
                split, split.sentences[best], bool(sentence[_HAS_ANSWER_TYPE])
            ),
            unmet=self._unmet.unmet(
                told.union(split.heading_terms, split.article_terms, *split.terms),
                split.capital_terms,
                told.union(split.heading_terms, split.terms[best]),
                told.union(split.heading_terms, split.terms_before, *split.terms[: best + 1]),
            ),
        )


def _demands_name(query: Query) -> bool:
    """Whether nothing but a name answers: what somebody is called is asked for, or who they are.

    Not where all nouns have a capital, which tells no name from them.
    """
    if not capital_marks_names(query.language):
        return False
    identity = any_word_of(language_of(query.language).identity_questions)
    asks_identity = identity.match(query.asked.lstrip("¿ ")) is not None
    return asks_identity or asks_own_name(query.asked, query.language)


def _terms_of_named(query: Query) -> frozenset[str]:
    """The terms for whom or what a name is asked of, but for names and general ones."""
    words = " ".join(named_words(query.asked, query.language))
    terms = frozenset(index_terms(words, query.language))
    known = query.names if capital_marks_names(query.language) else frozenset()
    return (terms - known - general_terms(query.language)) & frozenset(query.terms)


def _terms_of_bearers(query: Query) -> frozenset[str]:
    """The terms of the word for whom or what it is asked how they are called, and of the next one
    if nothing stands between, as behind an adjective; not where no capital tells what a name is.
    """
    words = named_words(query.asked, query.language)[:2]
    has_case = script_of_language(query.language) not in WITHOUT_CASE
    if not has_case or " ".join(words) not in query.asked:
        words = words[:1]
    own = (term for word in words for term in index_terms(word, query.language))
    return frozenset(own) & frozenset(query.terms) - certain_names(query)


def _has_small_number(sentence: str, language: str) -> bool:
    """Whether it has a number in letters, or one of at most two digits, as of weeks or hours."""
    return any(
        is_number(word, language) and sum(map(str.isdigit, word)) <= _DIGITS_OF_TIME
        for word in WORD.findall(sentence)
    )


def _person_of(query: Query) -> frozenset[str]:
    """The terms of the names of persons in a question that stands alone."""
    if query.is_in_context:
        return frozenset()
    spans = names_of_persons(query.asked, (), query.language)
    names = (query.asked[span.start : span.end] for span in spans)
    return frozenset(term for name in names for term in index_terms(name, query.language))


def _split(result: Result) -> _SplitResult:
    article, language = result.article, result.article.language
    sentences, terms = _sentences(result.passage.text, language)
    above = index_terms(heading(article), language)
    return _SplitResult(
        result,
        sentences,
        terms,
        above,
        article_terms(article.text, language),
        article_terms(article.text[: result.passage.start], language),
        capital_terms(f"{heading(article)} {article.text}", language),
    )


def _weighed_by_kind(weights: Mapping[str, float], query: Query) -> dict[str, float]:
    """The weights of terms, lower where articles often put a word otherwise."""
    general = general_terms(query.language) - query.names
    return {term: w * (_GENERAL if term in general else 1.0) for term, w in weights.items()}


@lru_cache(maxsize=_CACHED_PASSAGES)
def _sentences(
    text: str, language: str | None
) -> tuple[tuple[Span, ...], tuple[tuple[str, ...], ...]]:
    """The sentences of a passage, and the terms of each."""
    sentences = sentence_spans(text, language)
    terms = (tuple(index_terms(text[own.start : own.end], language)) for own in sentences)
    return sentences, tuple(terms)


def _is_short(split: _SplitResult, span: Span) -> bool:
    return len(_text_of(split, span).split()) <= _MAX_ANSWER_WORDS


def _text_of(split: _SplitResult, span: Span) -> str:
    return split.result.passage.text[span.start : span.end]
