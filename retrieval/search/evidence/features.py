"""Results → features: how well each passage, and its best sentence, fits the question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from retrieval.search.evidence.answer_span import SentenceAnswer, answers_in
from retrieval.search.evidence.exact_matches import (
    is_about_other,
    names_exactly,
    tells_of_topic,
)
from retrieval.search.evidence.heading import heading
from retrieval.search.evidence.late_interaction import (
    max_per_segment,
    token_similarities,
    token_weights,
    tokens_of,
)
from retrieval.search.evidence.sentence_features import (
    SENTENCE_FEATURES,
    TITLE,
    SplitResult,
    coverage,
    names_before,
    sentence_features,
    sentence_weights,
)
from retrieval.text.answers.answer_type import (
    answer_type,
    asks_own_name,
    has_answer_type,
    is_old_value,
    names_person,
)
from retrieval.text.articles.correction_notes import correction_notes
from retrieval.text.articles.passages import title_chars
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.questions.publisher_names import usual_name
from retrieval.text.times.periods import Period
from retrieval.text.words.terms import index_terms
from retrieval.types import (
    AnswerScores,
    BinaryTokenVectors,
    FloatArray,
    PassageFeatures,
    Query,
    Result,
    Span,
    TokenVectors,
)

_TOLD_BY_DATE = np.float32(0.7)  # similarity of the words for a time to an article of that time
# A second sentence is highlighted if it is at least so likely, relative to the best, to answer.
_SECOND_SENTENCE_MARGIN = math.log(0.25)
_TELLS_OF_OTHER = SENTENCE_FEATURES.index("tells_of_other")
_REMEMBERED_PASSAGES = 512  # asked about again at once: spelt otherwise, or by other alerts


@dataclass(frozen=True, slots=True)
class FeatureInputs:
    """What features are computed from; scores and token vectors by passage id.

    ``question`` holds the token vectors of the query's text, ``period`` the time it asks about and
    ``period_terms`` the words for it.
    """

    question: TokenVectors
    cosines: Mapping[int, float]
    bm25: Mapping[int, float]
    tokens: Mapping[int, BinaryTokenVectors]
    term_weights: Mapping[str, float]
    period: Period | None = None
    period_terms: frozenset[str] = frozenset()


class FeatureExtractor:
    """Computes the features of the results of one query."""

    def __init__(self, query: Query, results: Sequence[Result], inputs: FeatureInputs) -> None:
        self._query = query
        self._inputs = inputs
        self._splits = [_split(r, inputs.tokens.get(r.passage.passage_id)) for r in results]
        self._matches = _segment_matches(query, self._splits, inputs)
        share = _own_share(query, inputs)
        self._own_matches = [matches * share for matches in self._matches]
        self._article_terms = _article_terms(self._splits)

    def features(self, index: int, answer_scores: AnswerScores | None = None) -> PassageFeatures:
        """The features of ``results[index]``, given the reader's scores where it was read."""
        query, split, inputs = self._query, self._splits[index], self._inputs
        passage, article = split.result.passage, split.result.article
        answers = _answers(query, split, answer_scores)
        features = self._sentence_features(index, answers)
        scores = features @ sentence_weights(is_read=answer_scores is not None)
        best, second = _marked(query, split, scores, answers)
        answer = answers[best]
        terms = query.met_by(
            set(index_terms(article.title or "", article.language)).union(*split.sentence_terms)
        )
        article_terms = query.met_by(self._article_terms[article.doc_id])
        names = {t: weight for t, weight in inputs.term_weights.items() if t in query.names}
        away = days_away(article.published_at, inputs.period)
        if away and inputs.period_terms and inputs.period_terms <= terms:
            away = 0  # the passage names the time itself, as a table by year does
        told = inputs.period_terms if away == 0 else frozenset()  # by the day of its publication
        return PassageFeatures(
            best_sentence=split.sentences[best],
            cosine=inputs.cosines.get(passage.passage_id, 0.0),
            bm25=inputs.bm25.get(passage.passage_id, 0.0),
            token_match=float(self._matches[index].max(axis=0, initial=0.0).sum()),
            sentence_match=float(features[best, 0]),
            coverage=coverage(terms | told, inputs.term_weights),
            sentence_coverage=float(features[best, 1]),
            name_coverage=coverage(article_terms | told, names) if names else 1.0,
            has_codes=query.codes <= article_terms,
            has_answer_type=bool(features[best, 2]),
            days_away=away,
            is_named_publisher=is_named_publisher(article.publisher, query),
            second_sentence=None if second is None else split.sentences[second],
            relevance=answer_scores.relevance if answer_scores else None,
            own_relevance=answer_scores.own_relevance if answer_scores else None,
            answer=answer.span if answer else None,
            answer_score=answer.score if answer else None,
            was_shown=article.doc_id in query.shown,
            tells_of_topic=tells_of_topic(query, split),
            names_exactly=names_exactly(query, split, terms),
            lacks_name=_asks_own_name(query) and _lacks_name(answer, split, best, query),
            is_about_other=answer is not None
            and (
                bool(features[best, _TELLS_OF_OTHER])
                or is_about_other(query, split, best, inputs.period)
            ),
        )

    def sentence_features(
        self, index: int, answer_scores: AnswerScores | None = None
    ) -> tuple[tuple[Span, ...], FloatArray]:
        """The sentences of that result, and their SENTENCE_FEATURES: (sentences, features)."""
        answers = _answers(self._query, self._splits[index], answer_scores)
        return self._splits[index].sentences, self._sentence_features(index, answers)

    def _sentence_features(
        self, index: int, answers: Sequence[SentenceAnswer | None]
    ) -> FloatArray:
        """Those of the question itself, without what was asked before it."""
        background = self._query.context_terms
        own = {t: w for t, w in self._inputs.term_weights.items() if t not in background}
        weights = own or self._inputs.term_weights
        matches = self._own_matches[index]
        return sentence_features(self._query, self._splits[index], matches, weights, answers)


def _split(result: Result, tokens: BinaryTokenVectors | None) -> SplitResult:
    sentences, texts, terms = _sentences_of(result.passage.text, result.article.language)
    starts = np.zeros(0, dtype=np.int32) if tokens is None else tokens.starts
    edges = [span.start + title_chars(result.article.title) for span in sentences]
    sentence_of = np.searchsorted(edges, starts, side="right") - 1  # TITLE first
    segment_starts = np.flatnonzero(np.diff(sentence_of, prepend=TITLE - 1))
    return SplitResult(result, sentences, texts, terms, segment_starts, sentence_of[segment_starts])


@lru_cache(_REMEMBERED_PASSAGES)
def _sentences_of(
    text: str, language: str | None
) -> tuple[tuple[Span, ...], tuple[str, ...], tuple[frozenset[str], ...]]:
    """The sentences of a passage, their texts and their terms."""
    sentences = sentence_spans(text, language)
    texts = tuple(text[span.start : span.end] for span in sentences)
    return sentences, texts, tuple(frozenset(index_terms(own, language)) for own in texts)


def _article_terms(splits: Iterable[SplitResult]) -> dict[str, set[str]]:
    """For each article by id the terms of its heading and of all its retrieved passages."""
    terms: dict[str, set[str]] = {}
    for split in splits:
        article = split.result.article
        if article.doc_id not in terms:
            terms[article.doc_id] = set(index_terms(heading(article), article.language))
        terms[article.doc_id].update(*split.sentence_terms)
    return terms


def _segment_matches(
    query: Query, splits: Sequence[SplitResult], inputs: FeatureInputs
) -> list[FloatArray]:
    """For each result the weighted MaxSim of each segment: (segments, question tokens)."""
    question = inputs.question
    nothing = np.zeros((0, len(question.starts)), dtype=np.float32)
    tokens = [inputs.tokens.get(split.result.passage.passage_id) for split in splits]
    known = [own for own in tokens if own is not None and len(own.starts)]
    if not known:
        return [nothing] * len(splits)
    similarity = token_similarities(question, known)
    weights = token_weights(query.text, question, inputs.term_weights, query.language)
    of_period = tokens_of(query.text, question, inputs.period_terms, query.language)
    matches, first = [], 0
    for split, own in zip(splits, tokens, strict=True):
        if own is None or not len(own.starts):
            matches.append(nothing)
            continue
        rows = similarity[first : first + len(own.starts)]
        if days_away(split.result.article.published_at, inputs.period) == 0:
            rows = np.where(of_period, np.maximum(rows, _TOLD_BY_DATE), rows)
        matches.append(max_per_segment(rows, split.segment_starts) * weights)
        first += len(own.starts)
    return matches


def _own_share(query: Query, inputs: FeatureInputs) -> FloatArray:
    """What weighted matches are multiplied by for those of the question itself: nothing of what was
    asked before it, more of the rest. (question tokens,)
    """
    own = inputs.question.starts >= query.context_chars
    if query.context_chars == 0 or not own.any():
        return np.ones(len(own), dtype=np.float32)
    weights = token_weights(query.text, inputs.question, inputs.term_weights, query.language)
    return np.asarray(own / max(float(weights[own].sum()), 1e-9), dtype=np.float32)


def _marked(
    query: Query, split: SplitResult, scores: FloatArray, answers: Sequence[SentenceAnswer | None]
) -> tuple[int, int | None]:
    """The number of the sentence that answers best by its score, and of one to mark beside it.

    That is the one before it, if it has the name to which a pronoun points, or one that is nearly
    as likely to answer. A note on a correction does not answer.
    """
    article = split.result.article
    notes = correction_notes(split.sentence_texts, frozenset(query.terms), article.language)
    scores = np.where(notes, -np.inf, scores)
    order = np.argsort(-scores, kind="stable")
    best, others = int(order[0]), order[1:]
    answer = answers[best]
    starts_alone = answer is None or answer.span.start == split.sentences[best].start
    if starts_alone and names_before(split.sentence_texts, best, query, article.language):
        return best, best - 1
    is_near = len(others) > 0 and scores[others[0]] >= scores[best] + _SECOND_SENTENCE_MARGIN
    return best, int(others[0]) if is_near else None


def _answers(
    query: Query, split: SplitResult, answer_scores: AnswerScores | None
) -> Sequence[SentenceAnswer | None]:
    """The likeliest answer in each sentence, ``None`` for all if the passage was not read.

    A name or a number is told alone; other questions need the sentence.
    """
    if answer_scores is None:
        return [None] * len(split.sentences)
    wanted = "name" if _asks_own_name(query) else answer_type(query.asked, query.language)

    def may_answer(words: str, before: str) -> bool:
        within = f"… {words}"  # where a capital tells a name
        if wanted == "number" and is_old_value(before):
            return False
        return wanted != "anything" and has_answer_type(wanted, within, query.terms)

    return answers_in(split.result.passage.text, split.sentences, answer_scores, may_answer)


def _lacks_name(answer: SentenceAnswer | None, split: SplitResult, best: int, query: Query) -> bool:
    """Whether no name stands out in the best sentence, where it has none of several words."""
    if answer is None:
        return False
    is_whole = answer.span == split.sentences[best]
    is_named = names_person(split.sentence_texts[best], query.terms, "en")
    return answer.is_other_kind or (is_whole and not is_named)


def _asks_own_name(query: Query) -> bool:
    return query.language == "en" and asks_own_name(query.asked)


def days_away(published_at: str | None, period: Period | None) -> int | None:
    """The days between an article and the period asked about; ``None`` if either is unknown."""
    if published_at is None or period is None:
        return None
    return period.days_away(date.fromisoformat(published_at[:10]))


def is_named_publisher(publisher: str | None, query: Query) -> bool:
    """Whether the question names the publisher: all words of its name are part of names there."""
    terms = set(index_terms(usual_name(publisher or ""), query.language))
    return bool(terms) and terms <= query.names
