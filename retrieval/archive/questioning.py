"""Asking an archive: answers, follow-ups, replies, comparisons of publishers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.archive.parts import ArchiveParts
from retrieval.search.answering import Answerer
from retrieval.search.filtered_answering import answer_within
from retrieval.search.judging.confidence import COMPARED_RESULTS
from retrieval.search.publishers import MAX_COMPARED, PublisherComparer
from retrieval.search.questions.turns import unanswered
from retrieval.search.searcher import Searcher
from retrieval.text.articles.sentences import sentence_spans
from retrieval.text.questions.several_questions import questions_in
from retrieval.types import (
    NO_FILTERS,
    Answer,
    Filters,
    Note,
    PublisherComparison,
    Reply,
    Result,
)

if TYPE_CHECKING:
    from retrieval.replies.examples import ExampleCandidate


class Questioning(ArchiveParts):
    """See :class:`retrieval.archive.Archive`."""

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        earlier: Sequence[str | Answer] = (),
        filters: Filters = NO_FILTERS,
        with_explanation: bool = False,
    ) -> Answer:
        """The passages that answer ``question``, at most ``k``, best first.

        ``earlier`` are the earlier questions of the conversation, oldest first, or the answers to
        them, to understand follow-ups; what was shown for questions is found again, and those that
        get a reply count for nothing. Only articles that ``filters`` let through are searched; see
        :func:`retrieval.search.filtered_answering.answer_within`. Small talk and questions about
        the archive itself get a ``reply``, made of these articles, and no passages; so do those
        about the source of the answer before. Raises
        QueryError if the question cannot be searched for, and FilterError for a filter that no
        article can meet.
        """
        start, began_s = time.perf_counter(), time.monotonic()
        filters = self.checked_filters(filters)
        earlier = self._about_news(earlier, filters)
        replied = self._source_reply(question, earlier, filters) or self._replier.reply(
            question, filters, is_first=not earlier
        )
        if replied is not None:
            return _replied(question, *replied, start)
        notes = _notes_on_question(question)
        while True:
            active = self._store.active_embedder()
            answer = answer_within(
                self._answerer(self.searcher()),
                question,
                filters,
                k=k,
                earlier=self._answers_to(earlier, filters),
                with_explanation=with_explanation,
            )
            if self._store.active_embedder() == active:
                if not answer.answered and (
                    replied := self._replier.reply_if_refused(question, filters)
                ):
                    return _replied(question, *replied, start)
                if answer.shows_more and not answer.results:
                    said = self._replier.on_nothing_more(answer, _questions_of(earlier))
                    return _replied(question, said, answer.filters, start)
                if k >= COMPARED_RESULTS:  # as many as are found where nothing is remembered
                    self._remembered.put(answer, earlier, filters, self._store.generation())
                notes = (*self._notes_on_search(began_s), *notes, *answer.notes)
                took_ms = (time.perf_counter() - start) * 1000.0
                return replace(answer, took_ms=took_ms, notes=notes)
            # else a rebuild replaced the model during the search

    def answers_by_new_index(self, questions: Iterable[str]) -> Iterator[Answer]:
        """What a copy of the archive gives too: the passages for each question, without replies.

        The vectors are searched in an index that is built for it. What a large index finds depends
        a little on how it grew, which a copy does not know.
        """
        searcher = self._components.new_searcher()
        return (self._answer(searcher, question, k=3) for question in questions)

    def _source_reply(
        self, question: str, earlier: Sequence[str | Answer], filters: Filters
    ) -> tuple[Reply, Filters] | None:
        """The source of what answered last, or of the only article listed, and the filters in
        force, if ``question`` asks it. Where several were listed, it is asked which one is meant.
        """
        if not self._replier.asks_source(question, _questions_of(earlier)):
            return None
        last = self._answers_to(earlier, filters)[-1]
        shown = [own.article for own in last.results[: None if last.reply else 1]]
        if not (last.is_quoted and shown and (last.searched or last.reply)):
            return None
        reply = self._replier.source_of(shown, question, last.question)
        return (reply, filters) if reply else None

    def _about_news(self, earlier: Sequence[str | Answer], filters: Filters) -> list[str | Answer]:
        """The earlier questions, or answers to them; of those that get a reply what they list of
        the articles that ``filters`` let through, or what the first is about.
        """
        kept: list[str | Answer] = []
        for own in earlier:
            if isinstance(own, Answer):
                reply = own.reply
            elif self._replier.asks_source(own, _questions_of(kept)):
                continue
            else:
                reply, _ = self._replier.reply(own, filters, is_first=not kept) or (None, filters)
            if reply is None:
                kept.append(own)
            elif reply.has_subject:
                kept.append(self._listed(reply))
        return kept

    def _listed(self, reply: Reply) -> Answer:
        """What later questions may follow up: the topic of a reply, and how the articles begin
        that it lists.
        """
        found = self._store.articles_by_id(reply.listed)
        results = [
            Result(rank, 0.0, passage, article, sentence_spans(passage.text, article.language)[:1])
            for rank, article in enumerate(map(found.get, reply.listed), start=1)
            if article
            for passage in self._store.passages(
                self._store.passage_ids(article.doc_id)[:1]
            ).values()
        ]
        asked = unanswered(reply.topic)
        return replace(asked, answered=bool(results), results=tuple(results), reply=reply)

    def example_candidates(self) -> list[ExampleCandidate]:
        """Questions that articles seem to answer, newest first; to be asked before they are shown.

        There are none in languages without a rule for making them.
        """
        from retrieval.replies.examples import example_candidates

        articles = self._store.articles()
        return list(example_candidates(articles, is_name=self._replier.is_name))

    def topics(self) -> list[str]:
        """What the archive is about: the names that most titles share, the most frequent first."""
        return self._replier.topics()

    def compare(
        self,
        question: str,
        *,
        k: int = MAX_COMPARED,
        earlier: Sequence[str | Answer] = (),
        filters: Filters = NO_FILTERS,
    ) -> PublisherComparison:
        """What different publishers say on ``question``, at most ``k`` of them, newest first.

        For each publisher, or each host where it is unknown, it is the best passage that answers,
        as if it were the first result. The ``k`` likeliest count. See :meth:`ask`.
        """
        start, began_s = time.perf_counter(), time.monotonic()
        filters = self.checked_filters(filters)
        while True:
            active = self._store.active_embedder()
            comparer = PublisherComparer(self._answerer(self.searcher()))
            answers = self._answers_to(self._about_news(earlier, filters), filters)
            compared = comparer.compare(question, filters, k=k, earlier=answers)
            if self._store.active_embedder() == active:  # as in ask
                notes = self._notes_on_search(began_s)
                took_ms = (time.perf_counter() - start) * 1000.0
                refusal = compared.refusal and replace(
                    compared.refusal, took_ms=took_ms, notes=(*notes, *compared.refusal.notes)
                )
                notes = (*notes, *compared.notes)
                return replace(compared, refusal=refusal, took_ms=took_ms, notes=notes)

    def _notes_on_search(self, began_s: float) -> tuple[Note, ...]:
        """That vectors did not count, if the search engine was away since ``began_s``."""
        was_away = self._index_server is not None and self._index_server.was_away_since(began_s)
        return (Note("words_only", {}),) if was_away else ()

    def _answer(
        self, searcher: Searcher, question: str, k: int, earlier: Sequence[Answer] = ()
    ) -> Answer:
        return answer_within(self._answerer(searcher), question, NO_FILTERS, k=k, earlier=earlier)

    def _answerer(self, searcher: Searcher) -> Answerer:
        model = self.confidence_model(searcher.embedder.identity)
        return Answerer(searcher, model, self._answer_threshold)

    def _answers_to(self, earlier: Sequence[str | Answer], given: Filters) -> list[Answer]:
        """The earlier answers; questions are answered again where that is not remembered."""

        def ask_again(question: str, before: Sequence[Answer]) -> Answer:
            answerer = self._answerer(self.searcher())
            return answer_within(answerer, question, given, k=COMPARED_RESULTS, earlier=before)

        answers = [own for own in earlier if isinstance(own, Answer)]
        if len(answers) == len(earlier):
            return answers
        answers = self._remembered.earlier(earlier, given, self._store.generation(), ask_again)
        return [own for own in answers if own.results or not own.shows_more]


def _notes_on_question(question: str) -> tuple[Note, ...]:
    """That a text asks several questions, which are answered as one."""
    questions = questions_in(question)
    return (Note("several_questions", {"questions": questions}),) if len(questions) > 1 else ()


def _replied(question: str, reply: Reply, filters: Filters, start: float) -> Answer:
    """The answer that is a reply, made since ``start``."""
    took_ms = (time.perf_counter() - start) * 1000.0
    return Answer(
        question, False, 0.0, (), took_ms, searched=question, reply=reply, filters=filters
    )


def _questions_of(earlier: Sequence[str | Answer]) -> list[str]:
    return [own if isinstance(own, str) else own.question for own in earlier]
