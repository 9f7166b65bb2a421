"""Answers within filters, given or named by the question, relaxed if they leave nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from retrieval.protocols import ArticleStore
from retrieval.search.answering import Answerer
from retrieval.search.questions.checked_filters import publishers_of
from retrieval.search.ranking.filtered_hits import FilteredHits
from retrieval.search.searcher import Searcher
from retrieval.text.answers.rows_by_year import year_of_row
from retrieval.text.questions.filter_phrases import filters_in
from retrieval.text.questions.question_form import MAX_QUESTION_CHARS, has_content_word
from retrieval.text.times.past_states import PastState, past_state
from retrieval.types import Answer, Filters, JsonObject, Note


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
    relaxed if nothing within it answers, but something else does, as the question is written.
    Filters given are relaxed only if they leave no article. A day as of which is asked is never
    relaxed. Notes tell what was. A request for more of what was shown keeps to the filters of that
    answer, where ``given`` sets no others.
    """
    if further := _further(answerer, question, given, k, earlier):
        return further

    def ask(asked: Asked) -> Answer:
        searcher = answerer.searcher.filtered(asked.filters)
        answer = replace(answerer, searcher=searcher).answer(
            asked.question, k=k, earlier=asked.earlier, with_explanation=with_explanation
        )
        is_follow_up = answer.is_follow_up or asked.earlier != tuple(earlier)
        return replace(answer, question=question, filters=asked.filters, is_follow_up=is_follow_up)

    whole = Asked(question, tuple(earlier), given)
    asked = with_named_filters(whole, answerer.searcher.filtered(given))
    answer = ask(asked)
    if of_then := _of_past_state(asked, answer, ask, answerer.searcher):
        return of_then
    given = replace(given, as_of=asked.filters.as_of)
    if not answer.answered and asked.filters != given:
        whole = replace(whole, filters=given)
        answer = _relaxed(whole, asked, answer, ask, answerer.searcher.store)
    least = Filters(as_of=given.as_of)
    if not answer.results and answer.filters != least:
        answer = _with_notes(ask(replace(whole, filters=least)), asked.filters, least)
    return answer


def _of_past_state(
    asked: Asked, answer: Answer, ask: Callable[[Asked], Answer], searcher: Searcher
) -> Answer | None:
    """The better answer from before the end of a past time for whose state is asked, if any."""
    state = _past_state(asked, searcher)
    if state is None or (_is_sure(answer) and _tells_of(state, answer)):
        return None
    then = replace(asked.filters, as_of=state.day)
    other = ask(replace(asked, question=state.question, filters=then))
    is_better = _is_sure(answer) or other.confidence > answer.confidence
    return other if other.answered and is_better and not _is_of_other_year(state, other) else None


def _relaxed(
    whole: Asked, asked: Asked, answer: Answer, ask: Callable[[Asked], Answer], store: ArticleStore
) -> Answer:
    """What answers without the filters that the question names, or else ``answer``.

    First results that they let through all the same are shown without a note.
    """
    given = whole.filters
    other = ask(whole)
    if not other.answered and asked.filters == replace(given, since=asked.filters.since):
        other = ask(replace(asked, filters=given))  # what began then may be told earlier
    count = _count_within(other, asked.filters, store)
    if other.answered and count:
        notes = _notes_within(other.notes, asked.filters, store)
        return replace(_first(other, count), notes=tuple(notes), filters=asked.filters)
    if other.answered or not answer.results:
        return _with_notes(other, asked.filters, given)
    return answer


def _is_sure(answer: Answer) -> bool:
    return answer.answered and not answer.is_tentative


def _past_state(asked: Asked, searcher: Searcher) -> PastState | None:
    """The state at a time that has passed for which is asked, if it is."""
    newest = searcher.questions.newest_day()
    if newest is None or asked.filters.as_of:
        return None
    state = past_state(asked.question, newest=newest)
    return state if state and searcher.questions.language_of(asked.question, ()) == "en" else None


def _tells_of(state: PastState, answer: Answer) -> bool:
    """Whether the first result is of the time of ``state``, or names its year."""
    first = answer.results[0]
    published = (first.article.published_at or "")[:10]
    is_of_time = state.first.isoformat() <= published <= state.day.isoformat()
    return is_of_time or str(state.day.year) in first.passage.text


def _is_of_other_year(state: PastState, answer: Answer) -> bool:
    """Whether what is marked first is the row of another year than that of ``state``."""
    first = answer.results[0]
    year = year_of_row(first.passage.text[first.highlight[0].start :])
    return bool(year) and year != str(state.day.year)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those before it, and the filters within which it is asked."""

    question: str
    earlier: tuple[Answer, ...]
    filters: Filters


def with_named_filters(asked: Asked, searcher: Searcher) -> Asked:
    """What is asked, with the filters that the question names and without the words for them.

    A follow-up of which nothing is left, such as "And in the Guardian?", asks what was searched for
    before it within these filters and those of that answer that it does not replace.
    """
    if len(asked.question) > MAX_QUESTION_CHARS:  # which is refused
        return asked
    language = searcher.questions.language_of(
        asked.question, [own.question for own in asked.earlier]
    )
    publishers = tuple(filter(None, searcher.store.publishers()))
    named, rest = filters_in(
        asked.question, language, publishers=publishers, newest=searcher.questions.newest_day()
    )
    if not named:
        return asked
    if has_content_word(rest, language):
        return replace(asked, question=rest, filters=named.overridden_by(asked.filters))
    if asked.earlier:
        before = asked.earlier[-1]
        filters = _changed(before.filters, named).overridden_by(asked.filters)
        searched = before.searched or before.question  # neither after "What is new?"
        return Asked(searched or asked.question, (), filters)
    return asked


def _further(
    answerer: Answerer, question: str, given: Filters, k: int, earlier: Sequence[Answer]
) -> Answer | None:
    """More of what was shown last, within its filters, if ``question`` asks for that."""
    filters = earlier[-1].filters.overridden_by(given) if earlier else given
    within = replace(answerer, searcher=answerer.searcher.filtered(filters))
    further = within.further(question, earlier, k=k)
    return further and replace(further, filters=filters)


def _changed(before: Filters, named: Filters) -> Filters:
    """The filters ``before`` with those ``named`` in their place; a time replaces a time."""
    if named.since or named.until:
        before = replace(before, since=None, until=None)
    return before.overridden_by(named)


def _count_within(answer: Answer, filters: Filters, store: ArticleStore) -> int:
    """How many of the first results the ``filters`` let through."""
    ids = [result.passage.passage_id for result in answer.results]
    passing = store.passages_among(ids, filters, publishers_of(filters, store))
    return sum(1 for _ in takewhile(passing.__contains__, ids))


def _notes_within(notes: Sequence[Note], filters: Filters, store: ArticleStore) -> Iterator[Note]:
    """``notes`` without the accounts of articles that the ``filters`` do not let through."""
    hits = FilteredHits.of(store, filters)

    def passes(article: JsonObject) -> bool:
        return bool(hits.passing(store.passage_ids(article["doc_id"])[:1]))

    for note in notes:
        if note.kind == "other_accounts":
            if articles := list(filter(passes, note.fields["articles"])):
                yield Note(note.kind, {"articles": articles})
        elif note.kind != "later_account" or passes(note.fields):
            yield note


def _first(answer: Answer, count: int) -> Answer:
    """``answer`` with its first ``count`` results only."""
    explanation = answer.explanation
    if explanation is not None:
        terms = (
            replace(own, ranks=tuple(rank for rank in own.ranks if rank <= count))
            for own in explanation.terms
        )
        features = explanation.features[:count]
        explanation = replace(explanation, terms=tuple(terms), features=features)
    return replace(answer, results=answer.results[:count], explanation=explanation)


def _with_notes(answer: Answer, filters: Filters, left: Filters) -> Answer:
    """``answer`` with notes of those ``filters`` that are not ``left``."""
    return replace(answer, notes=(*_relaxed_notes(filters, left), *answer.notes))


def _relaxed_notes(filters: Filters, left: Filters) -> Iterator[Note]:
    for name, value in filters.set_fields():
        if value != getattr(left, name):
            yield Note("relaxed", {"filter": name, "value": str(value)})
