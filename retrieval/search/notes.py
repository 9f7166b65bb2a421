"""What a careful colleague would add to an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from retrieval.search.missing_terms import missing_terms
from retrieval.search.ranking.accounts import ALIKE, RELATED
from retrieval.search.ranking.time_order import AnsweringResult
from retrieval.search.searcher import Searcher, SearchResults
from retrieval.text.answers.ages import asks_present_age, gives_age
from retrieval.text.articles.corrections import is_corrected
from retrieval.text.articles.overlap import is_near_duplicate
from retrieval.text.times.days import day_of
from retrieval.text.times.periods import Period
from retrieval.text.words.numbers import numbers_in
from retrieval.text.words.terms import WORD, index_terms, stop_words
from retrieval.types import Article, JsonObject, Note, Query

_MOST_ARTICLES = 3  # named in one note


def notes_on(
    query: Query, found: SearchResults, searcher: Searcher, *, answered: bool
) -> tuple[Note, ...]:
    """The notes on an answer to ``query`` made of what ``searcher`` has ``found``, if any."""
    period, covered = searcher.questions.period(query), searcher.questions.covered_days()
    languages = searcher.store.languages()
    outside = period is not None and covered is not None and _is_outside(period, covered)
    missing = missing_terms(query, found.results)
    is_foreign = any(languages) and query.language not in languages
    if not answered and is_foreign and not searcher.reads(found):
        fields = {"question": query.language, "archive": next(filter(None, languages))}
        return (Note("language", fields),)
    notes = [
        Note("missing_term", {"term": term})
        for term in missing
        if not (outside and term.isdigit())  # the year, of which the last note tells
    ]
    if answered:
        notes.extend(_on_age(query, found))
        notes.extend(_on_other_accounts(found))
        if copies := found.results[0].also_in:
            notes.append(Note("also_in", {"doc_ids": [copy.doc_id for copy in copies]}))
    if outside and covered:
        first, last = covered
        fields = {"first": first.isoformat(), "last": last.isoformat()}
        notes.append(Note("outside_dates", fields))
    return tuple(notes)


def source_fields(article: Article) -> JsonObject:
    """What a note says of an article."""
    return {
        "doc_id": article.doc_id,
        "title": article.title,
        "publisher": article.publisher,
        "published_at": article.published_at,
    }


def says_otherwise(answer: str, other: str, language: str = "en") -> bool:
    """Whether two answers to one question contradict: other numbers, or else other names.

    >>> says_otherwise("four people", "at least 7"), says_otherwise("four people", "4")
    (True, False)
    >>> says_otherwise("Greta Voss", "Mayor Voss"), says_otherwise("it rained", "a storm")
    (False, False)
    """
    numbers, other_numbers = numbers_in(answer, language), numbers_in(other, language)
    if numbers or other_numbers:
        return bool(numbers and other_numbers) and numbers.isdisjoint(other_numbers)
    names, other_names = _names(answer, language), _names(other, language)
    return bool(names and other_names) and names.isdisjoint(other_names)


def _on_age(query: Query, found: SearchResults) -> Iterator[Note]:
    """The day of an age that is told, as it is another one since.

    A follow-up to a question for an age may ask for something else, and what is marked may tell
    none.
    """
    result, span = found.results[0], found.features[0].best_sentence
    if query.language != "en" or not asks_present_age(query.asked):
        return
    is_told = gives_age(result.passage.text[span.start : span.end])
    if is_told and result.article.published_at:
        yield Note("age_on", {"published_at": result.article.published_at})


def _on_other_accounts(found: SearchResults) -> Iterator[Note]:
    """Of the results that answer, a newer one than the first, and those that contradict it."""
    answering = [own for own in found.answering if own.likeness >= RELATED]
    best = found.results[0].passage.passage_id
    first = next((own for own in answering if own.result.passage.passage_id == best), None)
    if first is None:
        return
    same = {own.doc_id for own in (first.result.article, *found.results[0].also_in)}
    others = [own for own in answering if own.result.article.doc_id not in same]
    is_read = first.features.words is None
    if not is_read:  # by words alone little is sure of what tells nothing else
        others = [own for own in others if own.tells_same or contradict(first, own)]
    least = RELATED if is_read and found.time == "newest" else ALIKE
    later = _later_account(first, others, least=least)
    if later:
        yield Note("later_account", source_fields(later.result.article))
    contradicting = {
        own.result.article.doc_id: source_fields(own.result.article)
        for own in others
        if own is not later and own.likeness >= ALIKE and contradict(first, own)
    }
    if contradicting:
        articles = list(contradicting.values())[:_MOST_ARTICLES]
        yield Note("other_accounts", {"articles": articles})


def _later_account(
    first: AnsweringResult, others: list[AnsweringResult], *, least: float
) -> AnsweringResult | None:
    """The newest account that is newer than the first and no copy of it, if there is one."""
    day = day_of(first.result.article)
    later = [
        (own_day, own)
        for own in others
        if day
        and own.likeness >= least
        and (own_day := day_of(own.result.article))
        and own_day > day
        and not repeats(own.result.passage.text, first.result.passage.text)
    ]
    return max(later, key=lambda dated: dated[0])[1] if later else None


def repeats(text: str, other: str) -> bool:
    """Whether two texts are nearly the same, without another figure, day or name in either."""
    return is_near_duplicate(text, other) and not is_corrected(text, other)


def contradict(first: AnsweringResult, other: AnsweringResult) -> bool:
    """Whether two results that answer contradict; not where either has no words that do."""
    answers = _answer(first), _answer(other)
    return all(answers) and says_otherwise(*answers, first.result.article.language or "en")


def _answer(own: AnsweringResult) -> str:
    """The words that answer, empty where it is likelier that there are none."""
    span, score = own.features.answer, own.features.answer_score or 0.0
    by_words = own.features.words is not None and span != own.features.best_sentence
    if span is None or not (by_words or score > 0.0):
        return ""
    return own.result.passage.text[span.start : span.end]


def _names(answer: str, language: str) -> frozenset[str]:
    words = (word[0] for word in WORD.finditer(answer) if word[0][0].isupper())
    telling = (word for word in words if word.lower() not in stop_words(language))
    return frozenset(term for word in telling for term in index_terms(word, language))


def _is_outside(period: Period, covered: tuple[date, date]) -> bool:
    first, last = covered
    return period.last < first or period.first > last
