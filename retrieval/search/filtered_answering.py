"""Answers within filters, given or named by the question, relaxed if they leave nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.search.answering import Answerer
from retrieval.search.question_form import MAX_QUESTION_CHARS
from retrieval.search.searcher import Searcher
from retrieval.text.filter_phrases import filters_in
from retrieval.text.terms import WORD, stop_words
from retrieval.types import NO_FILTERS, Answer, Filters, Note


def answer_within(
    answerer: Answerer,
    question: str,
    given: Filters,
    *,
    k: int,
    earlier: Sequence[Answer] = (),
    with_explanation: bool = False,
) -> Answer:
    """The answer to ``question`` from the articles that the filters let through.

    Those are the ones ``given``, and those that the question names. What a question names is
    relaxed if nothing within it answers, but something else does. Filters given are relaxed, all
    but ``as_of``, only if they leave no article. Notes tell what was relaxed.
    """

    def ask(asked: Asked) -> Answer:
        searcher = replace(answerer.searcher, filters=asked.filters)
        answer = replace(answerer, searcher=searcher).answer(
            asked.question, k=k, earlier=asked.earlier, with_explanation=with_explanation
        )
        return replace(answer, question=question, filters=asked.filters)

    whole = Asked(question, tuple(earlier), given)
    asked = with_named_filters(whole, replace(answerer.searcher, filters=given))
    answer = ask(asked)
    if not answer.answered and asked.filters != given:
        other = ask(_without_named_filters(asked, whole))
        if other.answered or not answer.results:
            answer, asked = _relaxed(other, asked.filters, given), whole
    left = replace(NO_FILTERS, as_of=given.as_of)
    if not answer.results and asked.filters != left:
        answer = _relaxed(ask(replace(whole, filters=left)), asked.filters, left)
    return answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those before it, and the filters within which it is asked."""

    question: str
    earlier: tuple[Answer, ...]
    filters: Filters


def with_named_filters(asked: Asked, searcher: Searcher) -> Asked:
    """What is asked, with the filters that the question names and without the words for them.

    A follow-up of which nothing is left, such as "And in the Guardian?", asks the question before
    it within these filters.
    """
    if len(asked.question) > MAX_QUESTION_CHARS:  # which is refused
        return asked
    language = searcher.question_language(asked.question, [own.question for own in asked.earlier])
    publishers = tuple(filter(None, searcher.store.publishers()))
    named, rest = filters_in(
        asked.question, language, publishers=publishers, newest=searcher.newest_day()
    )
    if not named:
        return asked
    filters = named.overridden_by(asked.filters)
    if _asks_anything(rest, language):
        return replace(asked, question=rest, filters=filters)
    if asked.earlier:
        *earlier, before = asked.earlier
        return Asked(before.question, tuple(earlier), filters)
    return asked


def _without_named_filters(asked: Asked, whole: Asked) -> Asked:
    """What is asked, without the filters that the question names.

    A publisher or language is left out of it; a time still tells which articles are better.
    """
    own, given = asked.filters, whole.filters
    if (own.publisher, own.language) != (given.publisher, given.language):
        return replace(asked, filters=given)
    return whole


def _asks_anything(question: str, language: str) -> bool:
    """Whether ``question`` has a word that tells what it is about."""
    return any(word.lower() not in stop_words(language) for word in WORD.findall(question))


def _relaxed(answer: Answer, filters: Filters, left: Filters) -> Answer:
    """``answer`` with notes of those ``filters`` that are not ``left``."""
    return replace(answer, notes=(*_relaxed_notes(filters, left), *answer.notes))


def _relaxed_notes(filters: Filters, left: Filters) -> Iterator[Note]:
    for name, value in filters.set_fields():
        if value != getattr(left, name):
            yield Note("relaxed", {"filter": name, "value": str(value)})
