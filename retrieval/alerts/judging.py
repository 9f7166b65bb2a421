"""Judging alerts: which of them new articles answer, each article by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from retrieval.alerts.quoting import quoted_answer
from retrieval.alerts.recording import AlertAnswer
from retrieval.alerts.screening import BoolArray, ScreenedPassage, ScreenedQuestion, likely_pairs
from retrieval.search.answering import Answerer
from retrieval.search.filtered_answering import Asked, with_named_filters
from retrieval.search.heading import heading
from retrieval.text.terms import index_terms
from retrieval.types import Alert, Filters, Passage, QueuedArticle


class _AskedAlert(NamedTuple):
    """What alerts ask: the same for several of them."""

    question: str
    filters: Filters
    threshold: float | None


@dataclass(frozen=True, slots=True)
class AlertJudge:
    """Judges alerts on articles with the confidence of ``answerer``.

    An article is judged as if it alone had been searched, so what it answers does not depend on
    which others came with it.
    """

    answerer: Answerer
    embedder_id: int

    def judge(
        self, alerts: Sequence[Alert], articles: Sequence[QueuedArticle]
    ) -> Iterator[tuple[QueuedArticle, list[AlertAnswer]]]:
        """Each article with the alerts that it answers, of those made before it came."""
        asked = _by_question(alerts)
        passages = [list(self._passages(article)) for article in articles]
        may_answer = self._screened(asked, [own for group in passages for own in group])
        questions, alerts_of, first = list(asked), list(asked.values()), 0
        for article, own in zip(articles, passages, strict=True):
            likely = may_answer[:, first : first + len(own)].any(axis=1)
            first += len(own)
            ids = frozenset(passage.passage_id for passage in own)
            answers: list[AlertAnswer] = []
            for place in np.flatnonzero(likely).tolist():
                new = [own for own in alerts_of[place] if own.generation < article.generation]
                if new:
                    answers += self._answers(questions[place], new, ids)
            yield article, answers

    def _answers(
        self, asked: _AskedAlert, alerts: Iterable[Alert], passage_ids: frozenset[int]
    ) -> Iterator[AlertAnswer]:
        """The alerts with one question, if one of the passages answers it."""
        named = self._named(asked)
        answerer = self.answerer
        searcher = replace(answerer.searcher, filters=named.filters, within=passage_ids)
        threshold = answerer.threshold if asked.threshold is None else asked.threshold
        answerer = replace(answerer, searcher=searcher, threshold=threshold)
        answer = answerer.answer(named.question, k=1)
        if answer.answered:
            quoted = quoted_answer(answer)
            yield from (AlertAnswer(alert, quoted) for alert in alerts)

    def _named(self, asked: _AskedAlert) -> Asked:
        """What is asked, within the filters that the question names."""
        searcher = replace(self.answerer.searcher, filters=asked.filters)
        return with_named_filters(Asked(asked.question, (), asked.filters), searcher)

    def _passages(self, article: QueuedArticle) -> Iterable[Passage]:
        """The new passages of an article; all if none of them is there any more."""
        store = self.answerer.searcher.store
        known = store.passages(store.passage_ids(article.doc_id))
        if article.passage_ids is None:
            return known.values()
        new = [known[own] for own in article.passage_ids if own in known]
        return new or known.values()

    def _screened(
        self, asked: dict[_AskedAlert, list[Alert]], passages: Sequence[Passage]
    ) -> BoolArray:
        questions = self._questions(asked)
        return likely_pairs(questions, self._screened_passages(passages))

    def _questions(self, asked: dict[_AskedAlert, list[Alert]]) -> list[ScreenedQuestion]:
        """The questions with their vectors, those of which are stored for the next time."""
        searcher = self.answerer.searcher
        store, embedder = searcher.store, searcher.embedder
        known = store.alert_vectors(self.embedder_id)
        questions = []
        for own, alerts in asked.items():
            query = searcher.understand(self._named(own).question)
            vector = next((known[a.alert_id] for a in alerts if a.alert_id in known), None)
            if vector is None:
                vector = embedder.embed_question(query.text)
            lacking = [alert.alert_id for alert in alerts if alert.alert_id not in known]
            if lacking:
                vectors = np.tile(vector, (len(lacking), 1))
                store.put_alert_vectors(self.embedder_id, lacking, vectors)
            weights = searcher.words.term_weights(query.terms, query.variants)
            questions.append(ScreenedQuestion(weights, vector))
        return questions

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


def _by_question(alerts: Sequence[Alert]) -> dict[_AskedAlert, list[Alert]]:
    """Alerts by what they ask, in order."""
    asked: defaultdict[_AskedAlert, list[Alert]] = defaultdict(list)
    for alert in alerts:
        asked[_AskedAlert(alert.question, alert.filters, alert.threshold)].append(alert)
    return asked
