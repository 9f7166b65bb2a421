"""From a question to an answer: search, confidence, a second try at spelling, notes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.search.confidence import ConfidenceModel, confidence
from retrieval.search.explanation import explain
from retrieval.search.notes import notes_on
from retrieval.search.searcher import Searcher
from retrieval.types import Answer, Note, Query

_CONTEXT_MARGIN = 0.25  # of confidence


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions with what ``searcher`` finds.

    A question is answered if its confidence by ``model`` is at least ``threshold``.
    """

    searcher: Searcher
    model: ConfidenceModel
    threshold: float

    def answer(
        self,
        question: str,
        *,
        k: int,
        earlier: Sequence[str] = (),
        with_explanation: bool = False,
    ) -> Answer:
        """See :meth:`retrieval.archive.Archive.ask`."""
        start_s = time.perf_counter()
        query = self.searcher.understand(question, earlier=earlier)
        moments_s = (start_s, time.perf_counter())
        answer = self._searched(question, query, k, moments_s, with_explanation)
        if earlier and not (query.is_in_context and answer.answered):
            other = self.searcher.other_reading(query, question, earlier=earlier)
            if other is not None:
                second = self._searched(question, other, k, moments_s, with_explanation)
                if _is_meant(second, answer, in_context=other.is_in_context):
                    query, answer = other, second
        if answer.answered:
            return answer
        spellings = self.searcher.corrections(query, answer.results)
        if not spellings:
            return answer
        corrected = self.searcher.corrected(query, spellings)
        moments_s = (start_s, time.perf_counter())
        second = self._searched(question, corrected, k, moments_s, with_explanation)
        if not second.answered:
            return answer
        return replace(second, notes=(*_spelling_notes(spellings), *second.notes))

    def _searched(
        self,
        question: str,
        query: Query,
        k: int,
        moments_s: Sequence[float],
        with_explanation: bool,
    ) -> Answer:
        found = self.searcher.search(query, k)
        searched_s = time.perf_counter()
        probability = confidence(query, found.features, found.mean_match, model=self.model)
        answered = bool(found.results) and probability >= self.threshold
        period, covered = self.searcher.period(query), self.searcher.covered_days()
        answer = Answer(
            question=question,
            answered=answered,
            confidence=probability,
            results=found.results,
            notes=notes_on(
                query,
                found,
                answered=answered,
                period=period,
                covered=covered,
                languages=self.searcher.store.languages(),
            ),
            searched=query.text,
        )
        if not with_explanation:
            return answer
        moments_s = (*moments_s, searched_s, time.perf_counter())
        explanation = explain(
            query,
            found,
            term_weights=self.searcher.words.term_weights(query.terms, query.variants),
            period=period,
            model=self.model,
            threshold=self.threshold,
            times_ms=_times_ms(("understand", "search", "judge"), moments_s),
        )
        return replace(answer, explanation=explanation)


def _is_meant(other: Answer, answer: Answer, *, in_context: bool) -> bool:
    """Whether the other reading of a question is the one that the archive answers.

    A question that stands alone in form is taken to go on with the talk if that is answered almost
    as surely.
    """
    margin = _CONTEXT_MARGIN if in_context else 0.0
    return other.answered and other.confidence >= answer.confidence - margin


def _spelling_notes(spellings: Mapping[str, str]) -> list[Note]:
    return [
        Note("spelling", {"asked": asked, "searched": searched})
        for asked, searched in spellings.items()
    ]


def _times_ms(names: Sequence[str], moments_s: Sequence[float]) -> dict[str, float]:
    """The milliseconds between each moment and the next, by name."""
    spans = pairwise(moments_s)
    return {name: (end - start) * 1000 for name, (start, end) in zip(names, spans, strict=True)}
