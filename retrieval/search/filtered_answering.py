"""Answers within filters, which are relaxed if they leave no article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.search.answering import Answerer
from retrieval.types import NO_FILTERS, Answer, Filters, Note


def answer_within(
    answerer: Answerer,
    question: str,
    filters: Filters,
    *,
    k: int,
    earlier: Sequence[str] = (),
    with_explanation: bool = False,
) -> Answer:
    """The answer to ``question`` from the articles that ``filters`` let through.

    Filters that leave no article are relaxed, all but ``as_of``, and a note tells which.
    """
    answer = _asked(answerer, question, filters, k, earlier, with_explanation)
    relaxed = replace(NO_FILTERS, as_of=filters.as_of)
    if answer.results or filters == relaxed:
        return answer
    answer = _asked(answerer, question, relaxed, k, earlier, with_explanation)
    return replace(answer, notes=(*_relaxed_notes(filters), *answer.notes))


def _asked(
    answerer: Answerer,
    question: str,
    filters: Filters,
    k: int,
    earlier: Sequence[str],
    with_explanation: bool,
) -> Answer:
    within = replace(answerer, searcher=replace(answerer.searcher, filters=filters))
    answer = within.answer(question, k=k, earlier=earlier, with_explanation=with_explanation)
    return replace(answer, filters=filters)


def _relaxed_notes(filters: Filters) -> Iterator[Note]:
    for name in ("since", "until", "publisher", "language"):
        value = getattr(filters, name)
        if value is not None:
            yield Note("relaxed", {"filter": name, "value": str(value)})
