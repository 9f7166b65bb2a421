"""From a question to an answer: search, confidence, a second try at spelling, notes."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.search.explanation import explain
from retrieval.search.judging.confidence import COMPARED_RESULTS, ConfidenceModel, confidence
from retrieval.search.judging.other_names import fits_other_name
from retrieval.search.notes import notes_on, source_fields
from retrieval.search.questions.query import asks_now
from retrieval.search.ranking.time_order import AnsweringResult, timely
from retrieval.search.searcher import Searcher, SearchResults
from retrieval.text.display.headline import headline
from retrieval.text.questions.descriptions import Description, descriptions, name_in
from retrieval.text.questions.further import FurtherRequest
from retrieval.text.questions.question_form import asks_age_of_pronoun, is_bare
from retrieval.text.words.terms import index_terms, stop_words
from retrieval.types import Answer, Article, Note, Query, Result

_SURE_ALONE = 0.8  # of a question that refers back, from another article than what it goes on from
_SURE_AS_ASKED = 0.9  # from which on what a question describes is not looked for by its name
_LATER_SHARE = 0.8  # of the confidence of an account, for what tells how it went on


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
        earlier: Sequence[Answer] = (),
        with_explanation: bool = False,
    ) -> Answer:
        """See :meth:`retrieval.archive.Archive.ask`."""
        start_s = time.perf_counter()
        query = self.searcher.questions.understand(
            question, turns=self.searcher.questions.turns(earlier)
        )
        moments_s = (start_s, time.perf_counter())
        answer = self._searched(question, query, k, moments_s, with_explanation)
        is_of_pronoun = asks_age_of_pronoun(question, query.language)
        goes_on = query.refers_back and (answer.answered or is_of_pronoun)
        if query.is_in_context and not goes_on:
            alone = replace(
                self.searcher.questions.understand(question),
                refers_back=query.refers_back and not is_bare(question, query.language),
                shown=query.shown,
            )
            second = self._searched(question, alone, k, moments_s, with_explanation)
            if not _goes_on(answer, second, query.refers_back, is_bare=not alone.refers_back):
                query, answer = alone, second
        answer = self._of_described(question, query, answer, k, with_explanation)
        if answer.answered and not answer.is_tentative:
            return answer
        spellings = self.searcher.questions.corrections(query, answer.results)
        if not spellings:
            return answer
        corrected = self.searcher.questions.corrected(query, spellings)
        moments_s = (start_s, time.perf_counter())
        second = self._searched(question, corrected, k, moments_s, with_explanation)
        if not second.answered or second.confidence <= answer.confidence:
            return answer
        notes = _spelling_notes(spellings, query.language)
        return replace(second, notes=(*notes, *second.notes))

    def _of_described(
        self, question: str, query: Query, answer: Answer, k: int, with_explanation: bool
    ) -> Answer:
        """The answer about what an English ``question`` describes by what it is called, if that is
        surer than ``answer``.

        "How old is the coach who won the cup?" is asked in two steps, which coach won it and then
        how old she is: the articles that tell these seldom are the same.
        """
        if query.language != "en" or query.is_in_context or answer.confidence >= _SURE_AS_ASKED:
            return answer
        start_s = time.perf_counter()
        found = self._named(query)
        if found is None:
            return answer
        description, name, article = found
        named = self.searcher.questions.understand(description.named(name))
        moments_s = (start_s, time.perf_counter())
        second = self._searched(question, named, k, moments_s, with_explanation)
        if not second.answered or second.confidence <= answer.confidence:
            return answer
        if answer.answered and _passage_id(answer) == _passage_id(second):
            return answer  # the question as it stands finds the same
        fields = {"asked": description.words, "searched": name, **source_fields(article)}
        return replace(second, notes=(Note("described", fields), *second.notes))

    def _named(self, query: Query) -> tuple[Description, str, Article] | None:
        """What ``query`` describes, its name, and the article that tells this, if one surely does,
        or else that which does so most surely.
        """
        best: tuple[Description, str, Article] | None = None
        highest = 0.0
        for description in descriptions(query.text):
            asked = self.searcher.questions.understand(description.question)
            now_s = time.perf_counter()
            first = self._searched(query.text, asked, 1, (now_s, now_s), with_explanation=False)
            name = name_in(first.results[0].answer_words) if first.answered else None
            if name is None or first.confidence <= highest or not self._is_new(name, query):
                continue
            best, highest = (description, name, first.results[0].article), first.confidence
            if highest >= _SURE_AS_ASKED:
                break
        return best

    def _is_new(self, name: str, query: Query) -> bool:
        """Whether the archive writes ``name`` with a capital, and the query does not name it."""
        is_named = query.names.issuperset(index_terms(name, query.language))
        return not is_named and self.searcher.questions.is_name(name, query)

    def further(self, question: str, earlier: Sequence[Answer], *, k: int) -> Answer | None:
        """More of what the last of ``earlier`` showed, if ``question`` asks for that.

        If its article says no more, these are other articles about the same thing, and a note tells
        it; where there are none either, the answer has no results. What a refusal named does not
        answer, however it is asked for. Where articles were listed or counted, and nothing was
        searched for yet, it is what is in the one named, or the first, or an answer to what they
        are about.
        """
        if not earlier:
            return None
        request = self.searcher.questions.further_request(question, earlier)
        if request is None:
            return None
        last = earlier[-1]
        if last.question and not (last.searched or last.results or request.rank):
            return replace(self.answer(last.question, k=k), question=question, is_follow_up=True)
        if not last.searched:
            request = FurtherRequest(max(request.rank, 1))
        results, notes = self._further_results(request, earlier)
        ranked = tuple(replace(own, rank=n) for n, own in enumerate(results[:k], start=1))
        searched = last.searched or "".join(headline(own.article) for own in ranked[:1])
        return replace(
            last,
            question=question,
            answered=bool(ranked) and last.answered,
            confidence=last.confidence if last.searched else 1.0,
            results=ranked,
            searched=searched,
            notes=notes,
            explanation=None,
            reply=None,
            is_follow_up=True,
            shows_more=True,
        )

    def _further_results(
        self, request: FurtherRequest, earlier: Sequence[Answer]
    ) -> tuple[list[Result], tuple[Note, ...]]:
        """The results for a request, with the one that it names first, and the notes on them.

        Of an answer only the first passage was shown, of others a line that names them.
        """
        last, place = earlier[-1], max(request.rank, 1) - 1
        if len(last.results) <= place:
            return [], ()
        named = last.results[place]
        shown = [own for past in earlier for own in past.results[: 1 if past.is_quoted else None]]
        asked = last.searched or headline(named.article)
        found = self.searcher.further(asked, named.article, [*shown, named])
        of_same = [own for own in found if own.article.doc_id == named.article.doc_id]
        if request.rank:
            return [named, *of_same], ()
        if not last.is_quoted:
            return found, ()
        others = [
            own
            for own in found[len(of_same) :]
            if self.searcher.are_related(named.article, own.article)
        ]
        notes = () if of_same else (Note("no_more", source_fields(named.article)),)
        return [*of_same, *others], notes

    def _sure_first(self, query: Query, found: SearchResults) -> tuple[SearchResults, float]:
        """``found`` with the most timely account first of those that surely answer, if any does,
        and the confidence of that.

        It is one of the first COMPARED_RESULTS, however many are asked for. An account that tells
        how it went on, or is asked for by a word such as "now", or was found by words alone, is
        nearly as sure as the best one.
        """
        first = found.results[:COMPARED_RESULTS]
        places = {own.passage.passage_id: place for place, own in enumerate(first)}

        def moved(own: AnsweringResult) -> tuple[SearchResults, float]:
            place = places.get(own.result.passage.passage_id)
            if place is None:
                return found, 0.0
            order = _with_first(found, place)
            return order, confidence(query, order.features, found.mean_match, model=self.model)

        for own in timely(found.answering, found.time):
            order, probability = moved(own)
            may_differ = own.features.words is not None or asks_now(query)
            if own.features.tells_later or (own.tells_same and may_differ):
                probability = max(probability, _LATER_SHARE * moved(found.answering[0])[1])
            if probability >= self.threshold:
                return order, probability
            if own.features.words is not None and own is found.answering[0]:
                break  # what is older has no more of what is asked for
        return found, confidence(query, found.features, found.mean_match, model=self.model)

    def _judged(
        self, question: str, query: Query, found: SearchResults
    ) -> tuple[SearchResults, float, bool]:
        """``found`` with what answers first, its confidence, and whether it answers."""
        found, probability = self._sure_first(query, found)
        if not self.searcher.questions.asks_something(question):
            probability = 0.0
        answered = bool(found.results) and probability >= self.threshold
        if answered and self._fits_other_name(query, found):
            features = (replace(found.features[0], fits_other_name=True), *found.features[1:])
            found = replace(found, features=features)
            probability = confidence(query, features, found.mean_match, model=self.model)
            answered = probability >= self.threshold
        return found, probability, answered

    def _fits_other_name(self, query: Query, found: SearchResults) -> bool:
        """See :func:`retrieval.search.judging.other_names.fits_other_name`, of the first result, or
        of the account that it goes on from, which answers in the words of the question.
        """
        reader = self.searcher.reader
        if reader is None or query.is_in_context:
            return False
        result, features = found.results[0], found.features[0]
        if any(own.goes_on and own.features is features for own in found.answering):
            result, features = found.answering[0].result, found.answering[0].features
        return fits_other_name(query, result, features, reader)

    def _searched(
        self,
        question: str,
        query: Query,
        k: int,
        moments_s: Sequence[float],
        with_explanation: bool,
    ) -> Answer:
        found = self.searcher.search(query, max(k, COMPARED_RESULTS))
        searched_s = time.perf_counter()
        found, probability, answered = self._judged(question, query, found)
        found = replace(found, results=found.results[:k])
        answer = Answer(
            question=question,
            answered=answered,
            confidence=probability,
            results=found.results,
            notes=notes_on(query, found, self.searcher, answered=answered),
            searched=query.text,
            is_follow_up=query.is_in_context or any(own.was_shown for own in found.features[:1]),
        )
        if not with_explanation:
            return answer
        moments_s = (*moments_s, searched_s, time.perf_counter())
        explanation = explain(
            query,
            found,
            self.searcher,
            model=self.model,
            threshold=self.threshold,
            times_ms=_times_ms(("understand", "search", "judge"), moments_s),
        )
        return replace(answer, explanation=explanation)


def _with_first(found: SearchResults, place: int) -> SearchResults:
    """``found`` with the result of that place first; the scores of the places stay."""
    if place == 0:
        return found
    order = [place, *(other for other in range(len(found.features)) if other != place)]
    results = [found.results[other] for other in order if other < len(found.results)]
    scores = [own.score for own in found.results]
    return replace(
        found,
        results=tuple(
            replace(own, rank=rank, score=score)
            for rank, (own, score) in enumerate(zip(results, scores, strict=True), start=1)
        ),
        features=tuple(found.features[other] for other in order),
    )


def _passage_id(answer: Answer) -> int:
    return answer.results[0].passage.passage_id


def _goes_on(answer: Answer, alone: Answer, refers_back: bool, *, is_bare: bool) -> bool:
    """Whether a question continues the conversation: whether ``answer``, with what was asked
    before, is at least as sure as that to the question ``alone``.

    Where only the latter answers a question that refers back by more than being a word or two, it
    has to be out of the article found first with what was asked before, or very sure. If neither
    answers, the form of the question decides.
    """
    if not alone.answered:
        return answer.answered or refers_back
    if answer.answered:
        return answer.confidence >= alone.confidence
    found, other = answer.results[:1], alone.results[0].article.doc_id
    is_of_same = any(result.article.doc_id == other for result in found)
    return refers_back and not (is_bare or is_of_same or alone.confidence >= _SURE_ALONE)


def _spelling_notes(spellings: Mapping[str, str], language: str) -> list[Note]:
    """The content words that were searched for in another spelling."""
    return [
        Note("spelling", {"asked": asked, "searched": searched})
        for asked, searched in spellings.items()
        if searched.lower() not in stop_words(language)
    ]


def _times_ms(names: Sequence[str], moments_s: Sequence[float]) -> dict[str, float]:
    """The milliseconds between each moment and the next, by name."""
    spans = pairwise(moments_s)
    return {name: (end - start) * 1000 for name, (start, end) in zip(names, spans, strict=True)}
