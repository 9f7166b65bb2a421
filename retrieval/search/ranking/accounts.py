"""How alike two accounts are: whether two passages, or articles, tell of the same thing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.text.languages import words_of_all
from retrieval.text.words.terms import WORD, index_terms, stop_words
from retrieval.types import Article

ALIKE = 0.3  # from here two accounts are of the same thing
RELATED = 0.27  # from here they may be

_BASE_WEIGHT = 1.0  # of each term, besides its rarity, which says little in a small archive
_TITLE_WEIGHT = 2.0  # of a term that stands in the title of either
_NOT_NAMES = frozenset(words_of_all("weekdays"))
_SENTENCE_ENDS = ".!?:…“”\"'‘("


@dataclass(frozen=True, slots=True)
class Account:
    """What an account is compared by: the terms of title and text, without stop words.

    ``names`` are those of words that are capitalised within a sentence, ``title`` those of the
    title.
    """

    terms: frozenset[str]
    names: frozenset[str]
    title: frozenset[str]


def account(article: Article, text: str | None = None) -> Account:
    """The account that an article gives, or only a passage of it with that ``text``."""
    title, body = article.title or "", article.text if text is None else text
    language = article.language
    heading = _content_terms(title, language)
    names = _names(title, language) | _names(body, language)
    return Account(heading | _content_terms(body, language), names, heading)


def likeness(one: Account, other: Account, rarity: Mapping[str, float]) -> float:
    """How alike two accounts are, from 0 (nothing in common) to 1 (the same).

    It is the geometric mean of two weighted cosine similarities: that of their terms and that of
    their names. So accounts of one kind of event in two places, which share words but no names, are
    not alike, nor are those of two events in one place, which share little else. Without names in
    either, the terms decide.

    A term weighs more the rarer it is, by ``rarity``, the inverse document frequency of terms, and
    where it stands in a title.

    >>> from retrieval.types import Article
    >>> first = account(Article("1", "Fire at Holm mill", "The mill in Holm burned down."))
    >>> second = account(Article("2", "Holm mill fire: one held", "A man from Holm was held."))
    >>> round(likeness(first, second, {}), 2)
    0.85
    """
    titles = one.title | other.title
    weights = {
        term: (_BASE_WEIGHT + rarity.get(term, 0.0)) * (_TITLE_WEIGHT if term in titles else 1.0)
        for term in one.terms | other.terms
    }
    by_terms = _cosine(one.terms, other.terms, weights)
    if not one.names and not other.names:
        return by_terms
    return math.sqrt(by_terms * _cosine(one.names, other.names, weights))


def _cosine(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """The cosine similarity of two sets of terms as vectors of weights."""
    norms = math.sqrt(_squares(one, weights) * _squares(other, weights))
    return _squares(one & other, weights) / norms if norms else 0.0


def _squares(terms: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights[term] ** 2 for term in sorted(terms))


def _content_terms(text: str, language: str | None) -> frozenset[str]:
    without = stop_words(language)
    words = (word[0] for word in WORD.finditer(text) if word[0].lower() not in without)
    return frozenset(term for word in words for term in index_terms(word, language))


def _names(text: str, language: str | None) -> frozenset[str]:
    """Terms of capitalised words that begin no sentence; none of a text In Capitals Throughout."""
    without = stop_words(language)
    words = [word for word in WORD.finditer(text) if word[0].lower() not in without]
    if not any(word[0][0].islower() for word in words):
        return frozenset()
    return frozenset(
        term
        for word in words
        if word[0][0].isupper()
        and text[: word.start()].rstrip()[-1:] not in ("", *_SENTENCE_ENDS)
        and word[0].lower() not in _NOT_NAMES
        for term in index_terms(word[0], language)
    )
