"""Judging alerts: which of them new articles answer, each article by itself.

Three steps, each for what the one before has left: cheap scores of all questions and the passages
of an article at once, the search within it without reading, and its answer as to a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from retrieval.alerts.questions import (
    AlertQuestion,
    UnderstoodQuestion,
    by_question,
)
from retrieval.alerts.quoting import quoted_answer
from retrieval.alerts.recording import AlertAnswer
from retrieval.alerts.remembering import RememberingEmbedder, RememberingReader
from retrieval.alerts.screening import ScreenedPassage, ScreenedQuestion, likely_pairs
from retrieval.search.answering import Answerer
from retrieval.search.evidence.heading import heading
from retrieval.search.judging.confidence import COMPARED_RESULTS, confidence
from retrieval.search.questions.query import understand
from retrieval.search.searcher import Searcher
from retrieval.text.articles.earlier_versions import facts_asked, states_anew
from retrieval.text.words.terms import index_terms
from retrieval.types import (
    Alert,
    Answer,
    BinaryTokenVectors,
    FloatArray,
    Passage,
    Query,
    QueuedArticle,
)

if TYPE_CHECKING:
    from retrieval.protocols import AnswerReader

_UNREAD_SHARE = 0.3  # of the threshold that the confidence reaches before passages are read
_READ_FIRST = 2  # passages of an article, the best
_READ_SHARE = 0.2  # of the threshold that it reaches if the others are read
_REMEMBERED = 4096  # questions


@dataclass(frozen=True, slots=True)
class AlertJudge:
    """Judges alerts on articles with the confidence of ``answerer``.

    An article is judged as if it alone had been searched, so what it answers does not depend on
    which others came with it. Vectors of questions are stored for the embedder of that id.
    """

    answerer: Answerer
    embedder_id: int

    def judge(
        self, alerts: Sequence[Alert], articles: Sequence[QueuedArticle]
    ) -> Iterator[tuple[QueuedArticle, list[AlertAnswer]]]:
        """Each article with the alerts that it answers, of those made before it came."""
        asked = by_question(alerts)
        questions, screened = list(asked), self._screened_questions(asked)
        store = self.answerer.searcher.store
        for article in articles:
            passages = store.passages(store.passage_ids(article.doc_id))
            to_screen = self._screened_passages(article.doc_id, list(passages.values()))
            likely = likely_pairs(screened, to_screen).any(axis=1)
            searcher = _within(self.answerer.searcher, list(passages))
            answers: list[AlertAnswer] = []
            for question in (questions[place] for place in np.flatnonzero(likely).tolist()):
                new = [alert for alert in asked[question] if alert.generation < article.generation]
                answer = self._answer(question, searcher) if new else None
                if answer is not None:
                    answers += self._news(answer, new, article)
            yield article, answers

    def _answer(self, question: AlertQuestion, searcher: Searcher) -> Answer | None:
        """The answer to a question of the passages that ``searcher`` finds, if they have one."""
        understood = UnderstoodQuestion.of(question, self.answerer.searcher)
        searcher = searcher.filtered(understood.asked.filters)
        threshold = self.answerer.threshold if question.threshold is None else question.threshold
        if not self._is_promising(understood.query, searcher, _UNREAD_SHARE * threshold):
            return None
        answerer = replace(self.answerer, searcher=searcher, threshold=threshold)
        for reader in _readers(searcher.reader):
            own = replace(answerer, searcher=replace(searcher, reader=reader))
            answer = own.answer(understood.asked.question, k=1)
            if answer.answered:
                return answer
            if answer.confidence < _READ_SHARE * threshold:
                break
        return None

    def _news(
        self, answer: Answer, alerts: Sequence[Alert], article: QueuedArticle
    ) -> list[AlertAnswer]:
        """The answer to those of the alerts to which the article did not say so before."""
        quoted, states_anew = quoted_answer(answer), self._states_anew(answer, article)
        is_known = quoted.sentences[0] in (article.said_before or ())
        return [
            AlertAnswer(alert, quoted, states_anew=states_anew)
            for alert in alerts
            if not is_known or alert.generation < article.unknown_before
        ]

    def _states_anew(self, answer: Answer, article: QueuedArticle) -> bool:
        """Whether the words that answer have a fact as asked for that an earlier version lacks."""
        result, said = answer.results[0], article.said_before
        if said is None or result.answer is None:
            return False
        language = self.answerer.searcher.questions.language_of(answer.searched, ())
        return states_anew(
            result.passage.text,
            result.answer,
            result.article.language,
            said=said,
            kinds=facts_asked(answer.searched, language),
        )

    def _is_promising(self, query: Query, searcher: Searcher, least: float) -> bool:
        """Whether an answer is at least so sure by what is known of passages without reading them.

        Where the archive lacks a word of the question, it is also asked as it may be spelt.
        """
        unread = replace(searcher, reader=None)
        found = unread.search(query, COMPARED_RESULTS)
        if confidence(query, found.features, found.mean_match) >= least:
            return True
        if not _has_unknown(query.terms, searcher):
            return False
        replacements = unread.questions.corrections(query, found.results)
        if not replacements:
            return False
        corrected = unread.questions.corrected(query, replacements)
        found = unread.search(corrected, COMPARED_RESULTS)
        return confidence(corrected, found.features, found.mean_match) >= least

    def _screened_questions(
        self, asked: dict[AlertQuestion, list[Alert]]
    ) -> list[ScreenedQuestion]:
        """The questions with their vectors, which are stored for the next time."""
        searcher = self.answerer.searcher
        vectors = self._question_vectors(asked)
        questions = []
        for own in asked:
            _, terms = self._terms_of(own)
            counts = searcher.words.passage_counts(terms)
            if not all(counts.values()):  # it may be spelt otherwise there
                terms = UnderstoodQuestion.of(own, searcher).query.terms
                counts = searcher.words.passage_counts(terms)
            held = [term for term in terms if counts[term]]  # the others tell nothing apart
            weights = searcher.words.term_weights(held)
            language = searcher.questions.language_of(own.text, ())
            is_read = language == "en"  # which every model reads
            questions.append(ScreenedQuestion(weights, vectors[own], is_read))
        return questions

    def _question_vectors(
        self, asked: dict[AlertQuestion, list[Alert]]
    ) -> dict[AlertQuestion, FloatArray]:
        """The vectors of questions; those of new alerts are stored for the next time."""
        searcher = self.answerer.searcher
        stored = searcher.store.alert_vectors(self.embedder_id)
        found = {
            own: stored[alert.alert_id]
            for own, alerts in asked.items()
            for alert in alerts
            if alert.alert_id in stored
        }
        if left := [own for own in asked if own not in found]:
            texts = [self._terms_of(own)[0] for own in left]
            found.update(zip(left, searcher.embedder.embed_questions(texts), strict=True))
        new = {
            alert.alert_id: found[own]
            for own, alerts in asked.items()
            for alert in alerts
            if alert.alert_id not in stored
        }
        if new:
            vectors = np.stack(list(new.values()))
            searcher.store.put_alert_vectors(self.embedder_id, list(new), vectors)
        return found

    def _terms_of(self, question: AlertQuestion) -> tuple[str, tuple[str, ...]]:
        """See :func:`_terms_of`."""
        return _terms_of(
            question.text, self.answerer.searcher.questions.language_of(question.text, ())
        )

    def _screened_passages(self, doc_id: str, passages: Sequence[Passage]) -> list[ScreenedPassage]:
        """The passages of an article with their terms and vectors."""
        searcher = self.answerer.searcher
        ids, rows = searcher.passage_vectors(own.passage_id for own in passages)
        vectors = dict(zip(ids.tolist(), rows, strict=True))
        article = searcher.store.article(doc_id)
        around = heading(article) if article else ""
        language = article.language if article else None
        return [
            ScreenedPassage(
                frozenset(index_terms(f"{around}\n{own.text}", language)),
                vectors.get(own.passage_id),
            )
            for own in passages
        ]


def alert_judge(answerer: Answerer, embedder_id: int) -> AlertJudge:
    """The judge with the confidence of ``answerer``, which embeds each question once."""
    searcher = answerer.searcher
    remembering = replace(searcher, embedder=RememberingEmbedder(searcher.embedder))
    return AlertJudge(replace(answerer, searcher=remembering), embedder_id)


def _readers(reader: AnswerReader | None) -> list[AnswerReader | None]:
    """Readers of few passages, as on a slow computer, and then of the others as well."""
    if reader is None or reader.max_passages <= _READ_FIRST:
        return [reader]
    few = RememberingReader(reader, _READ_FIRST)
    return [few, replace(few, max_passages=reader.max_passages)]


def _within(searcher: Searcher, passage_ids: Sequence[int]) -> Searcher:
    """``searcher`` within these passages, whose token vectors are read once, if at all."""

    @cache
    def held() -> Mapping[int, BinaryTokenVectors]:
        return searcher.token_vectors(passage_ids)

    def token_vectors(ids: Iterable[int]) -> Mapping[int, BinaryTokenVectors]:
        return {own: held()[own] for own in ids if own in held()}

    return replace(searcher, within=frozenset(passage_ids), token_vectors=token_vectors)


def _has_unknown(terms: Sequence[str], searcher: Searcher) -> bool:
    """Whether no passage of the archive holds one of the terms."""
    return not all(searcher.words.passage_counts(terms).values())


@lru_cache(_REMEMBERED)
def _terms_of(question: str, language: str) -> tuple[str, tuple[str, ...]]:
    """A question without framing, and its terms, by no more than its own words."""
    query = understand(question, language=language)
    return query.text, query.terms
