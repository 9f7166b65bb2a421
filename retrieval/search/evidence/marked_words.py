"""Which words of a sentence answer, where no model here reads its language: a number with what it
counts, an age, an amount of money, a time, a name, or what stands behind "because".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from retrieval.search.evidence.persons import PersonFinder
from retrieval.search.evidence.unmet_terms import UnmetTermFinder
from retrieval.text.answers.ages import ages_in, asks_age
from retrieval.text.answers.answer_type import (
    asks_person,
    asks_reason,
    asks_time,
    asks_year,
    gives_year,
)
from retrieval.text.answers.newest import asked_toll, number_of_toll
from retrieval.text.answers.prices import amounts_in, asks_price
from retrieval.text.languages import any_word_of, language_of
from retrieval.text.times.time_expressions import time_expressions
from retrieval.text.words.terms import question_terms
from retrieval.types import Query, Span

_ANY_DAY = date(2000, 1, 1)  # where times are is told, not which


def answering_words(
    query: Query, sentence: str, language: str, unmet: UnmetTermFinder, persons: PersonFinder
) -> Span | None:
    """The words of a ``sentence`` that are of the kind asked for, if there is one such place.

    The sentence is in the ``language``; ``unmet`` knows what is counted, ``persons`` who is named.
    """
    found = list(_found(query, sentence, language, unmet, persons))
    return found[0] if len(found) == 1 else None


def _found(
    query: Query, sentence: str, language: str, unmet: UnmetTermFinder, persons: PersonFinder
) -> Iterator[Span]:
    asked = query.asked
    if asks_time(asked, query.language):
        is_year = asks_year(asked, query.language)
        for time in time_expressions(sentence, language, today=_ANY_DAY):
            if not is_year or gives_year(sentence[time.start : time.end], language):
                yield Span(time.start, time.end)
    elif asks_reason(asked, query.language):
        yield from _reasons(query, sentence, language)
    elif asks_age(asked, query.language):
        yield from ages_in(sentence, language)
    elif asks_price(asked, query.language):
        yield from amounts_in(sentence, language)
    elif asks_person(asked, query.language):
        likeliest = persons.likeliest(sentence, language)
        yield from [likeliest] if likeliest else []
    elif found := list(unmet.counted_in(sentence, language)):
        yield from found
    elif number := number_of_toll(sentence, asked_toll(asked, query.language), language):
        yield number


def _reasons(query: Query, sentence: str, language: str) -> Iterator[Span]:
    """Words such as "because" with what stands behind them, if it says more than the question."""
    end = len(re.sub(r"\W+\Z", "", sentence))
    for word in _conjunctions(sentence, language):
        if word.start() and _tells_more(query, sentence[word.end() :]):
            yield Span(word.start(), end)


def _conjunctions(sentence: str, language: str) -> Iterator[re.Match[str]]:
    return any_word_of(language_of(language).reason_conjunctions).finditer(sentence)


def _tells_more(query: Query, reason: str) -> bool:
    return not frozenset(query.terms).issuperset(question_terms(reason, query.language))
