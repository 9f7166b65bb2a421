"""Judging alerts: which of them new articles answer, each article by itself.

Three steps, each for what the one before has left: cheap scores of all pairs of questions and
passages at once, the search within an article without reading, and its answer as to a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from retrieval.alerts.questions import (
    AlertQuestion,
    RememberingEmbedder,
    UnderstoodQuestion,
    by_question,
)
from retrieval.alerts.quoting import quoted_answer
from retrieval.alerts.recording import AlertAnswer
from retrieval.alerts.screening import ScreenedPassage, ScreenedQuestion, likely_pairs
from retrieval.search.answering import Answerer
from retrieval.search.confidence import COMPARED_RESULTS, confidence
from retrieval.search.heading import heading
from retrieval.search.query import understand
from retrieval.search.searcher import Searcher
from retrieval.text.terms import index_terms
from retrieval.types import Alert, Answer, FloatArray, Passage, QueuedArticle, QuotedAnswer

_UNREAD_SHARE = 0.3  # of the threshold that the confidence reaches before passages are read
_REMEMBERED = 4096  # questions


@dataclass(frozen=True, slots=True)
class AlertJudge:
    """Judges alerts on articles with the confidence of ``answerer``.

    An article is judged as if it alone had been searched, so what it answers does not depend on
    which others came with it. Vectors of questions are stored for the embedder of that id.
    """

    answerer: Answerer
    embedder_id: int
    _understood: dict[AlertQuestion, UnderstoodQuestion] = field(default_factory=dict)

    def judge(
        self, alerts: Sequence[Alert], articles: Sequence[QueuedArticle]
    ) -> Iterator[tuple[QueuedArticle, list[AlertAnswer]]]:
        """Each article with the alerts that it answers, of those made before it came."""
        asked = by_question(alerts)
        questions = list(asked)
        store = self.answerer.searcher.store
        passages = [
            list(store.passages(store.passage_ids(article.doc_id)).values()) for article in articles
        ]
        screened = self._screened_passages([own for group in passages for own in group])
        may_answer = likely_pairs(self._screened_questions(asked), screened)
        first = 0
        for article, own in zip(articles, passages, strict=True):
            likely = may_answer[:, first : first + len(own)].any(axis=1)
            first += len(own)
            ids = frozenset(passage.passage_id for passage in own)
            answers: list[AlertAnswer] = []
            for question in (questions[place] for place in np.flatnonzero(likely).tolist()):
                new = [alert for alert in asked[question] if alert.generation < article.generation]
                answer = self._answer(question, ids) if new else None
                quoted = quoted_answer(answer) if answer else None
                if quoted is not None:
                    answers += [
                        AlertAnswer(alert, quoted)
                        for alert in new
                        if _is_news(quoted, article, alert)
                    ]
            yield article, answers

    def _answer(self, question: AlertQuestion, passage_ids: frozenset[int]) -> Answer | None:
        """The answer of these passages to a question, if they have one."""
        understood = self._understood_as(question)
        filters = understood.asked.filters
        searcher = replace(self.answerer.searcher, filters=filters, within=passage_ids)
        threshold = self.answerer.threshold if question.threshold is None else question.threshold
        if _unread_confidence(understood, searcher) < _UNREAD_SHARE * threshold:
            return None
        answerer = replace(self.answerer, searcher=searcher, threshold=threshold)
        answer = answerer.answer(understood.asked.question, k=1)
        return answer if answer.answered else None

    def _understood_as(self, question: AlertQuestion) -> UnderstoodQuestion:
        if question not in self._understood:
            self._understood[question] = UnderstoodQuestion.of(question, self.answerer.searcher)
        return self._understood[question]

    def _screened_questions(
        self, asked: dict[AlertQuestion, list[Alert]]
    ) -> list[ScreenedQuestion]:
        """The questions with their vectors, which are stored for the next time."""
        searcher = self.answerer.searcher
        known = searcher.store.alert_vectors(self.embedder_id)
        questions = []
        for own, alerts in asked.items():
            text, terms = _terms_of(own.text, searcher.question_language(own.text, ()))
            if _has_unknown(terms, searcher):  # it may be spelt otherwise there
                terms = self._understood_as(own).query.terms
            vector = next((known[a.alert_id] for a in alerts if a.alert_id in known), None)
            if vector is None:
                vector = searcher.embedder.embed_question(text)
            self._keep(vector, [a.alert_id for a in alerts if a.alert_id not in known])
            counts = searcher.words.passage_counts(terms)
            held = [term for term in terms if counts[term]]  # the others tell nothing apart
            questions.append(ScreenedQuestion(searcher.words.term_weights(held), vector))
        return questions

    def _keep(self, vector: FloatArray, alert_ids: Sequence[int]) -> None:
        if alert_ids:
            vectors = np.tile(vector, (len(alert_ids), 1))
            self.answerer.searcher.store.put_alert_vectors(self.embedder_id, alert_ids, vectors)

    def _screened_passages(self, passages: Sequence[Passage]) -> list[ScreenedPassage]:
        searcher = self.answerer.searcher
        ids, rows = searcher.vectors.vectors([own.passage_id for own in passages])
        vectors = dict(zip(ids.tolist(), rows, strict=True))
        articles = {
            doc_id: searcher.store.article(doc_id) for doc_id in {own.doc_id for own in passages}
        }
        screened = []
        for passage in passages:
            article = articles[passage.doc_id]
            around = heading(article) if article else ""
            language = article.language if article else None
            terms = frozenset(index_terms(f"{around}\n{passage.text}", language))
            screened.append(ScreenedPassage(terms, vectors.get(passage.passage_id)))
        return screened


def alert_judge(answerer: Answerer, embedder_id: int) -> AlertJudge:
    """The judge with the confidence of ``answerer``, which embeds each question once."""
    searcher = answerer.searcher
    remembering = replace(searcher, embedder=RememberingEmbedder(searcher.embedder))
    return AlertJudge(replace(answerer, searcher=remembering), embedder_id)


def _is_news(quoted: QuotedAnswer, article: QueuedArticle, alert: Alert) -> bool:
    """Whether an article did not say so before, or the alert has not been told."""
    is_known = quoted.sentences[0] in (article.known_sentences or ())
    return not is_known or alert.generation < article.unknown_before


def _unread_confidence(understood: UnderstoodQuestion, searcher: Searcher) -> float:
    """How sure an answer is by what is known of passages without reading them.

    Where the archive lacks a word of the question, it is also asked as it may be spelt.
    """
    unread, query = replace(searcher, reader=None), understood.query
    found = unread.search(query, COMPARED_RESULTS)
    sure = confidence(query, found.features, found.mean_match)
    if not _has_unknown(query.terms, searcher):
        return sure
    corrected = unread.corrected(query, unread.corrections(query, found.results))
    if corrected == query:
        return sure
    found = unread.search(corrected, COMPARED_RESULTS)
    return max(sure, confidence(corrected, found.features, found.mean_match))


def _has_unknown(terms: Sequence[str], searcher: Searcher) -> bool:
    """Whether no passage of the archive holds one of the terms."""
    return not all(searcher.words.passage_counts(terms).values())


@lru_cache(_REMEMBERED)
def _terms_of(question: str, language: str) -> tuple[str, tuple[str, ...]]:
    """A question without framing, and its terms, by no more than its own words."""
    query = understand(question, language=language)
    return query.text, query.terms
