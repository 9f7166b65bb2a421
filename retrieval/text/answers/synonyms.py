"""Words of a question and those that articles answer it with: "Wer regiert?", "Bürgermeister"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from retrieval.text.answers.ages import asks_age
from retrieval.text.answers.answer_type import asks_reason
from retrieval.text.answers.prices import asks_price
from retrieval.text.languages import Words, language_of
from retrieval.text.words.terms import index_terms, stop_words

Told = tuple[tuple[str, ...], ...]  # each the terms of a word


def synonyms_in(question: str, language: str) -> Mapping[str, Told]:
    """By a term of ``question`` the terms of each word that may stand in an answer instead.

    Words that ask for a price are answered by those beside an amount, and likewise for an age or a
    reason.

    >>> ("burgermeist",) in synonyms_in("Wer regiert Ulm?", "de")["regiert"]
    True
    >>> ("euro",) in synonyms_in("Was kostet sie?", "de")["kost"]
    True
    """
    known = language_of(language)
    found = dict(_synonyms(language))
    for is_asked, asking, telling in (
        (asks_price(question, language), known.price_questions, known.currencies),
        (asks_age(question, language), known.age_questions, known.age_units),
        (asks_reason(question, language), known.reason_questions, known.reason_words),
    ):
        if is_asked:
            for term in _terms(asking, language):
                found[term] = found.get(term, ()) + _words(telling, language)
    return found


@cache
def _synonyms(language: str) -> Mapping[str, Told]:
    found: defaultdict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for group in language_of(language).synonyms:
        words = _words(tuple(group.split()), language)
        for term in (word[0] for word in words if len(word) == 1):
            found[term].update(dict.fromkeys(other for other in words if other != (term,)))
    return {term: tuple(others) for term, others in found.items()}


@cache
def _terms(phrases: Words, language: str) -> frozenset[str]:
    """The terms of ``phrases`` that are no stop words."""
    words = (word for phrase in phrases for word in phrase.split())
    telling = (word for word in words if word not in stop_words(language))
    return frozenset(term for word in telling for term in index_terms(word, language))


@cache
def _words(words: Words, language: str) -> Told:
    return tuple(dict.fromkeys(tuple(index_terms(word, language)) for word in words))
