"""English names and nouns that differ in their first word: "Lionel Crabbe" and "Leonard Crabbe", or
"return ticket" and "single ticket".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import pairwise

from retrieval.text.languages import language
from retrieval.text.words.terms import WORD, index_terms, stop_words

_ENGLISH = language("en")
_NO_QUALIFIERS = stop_words("en").union(
    _ENGLISH.question_words, _ENGLISH.number_after_how, _ENGLISH.honorifics
)
_NO_NAMES = _NO_QUALIFIERS.union(
    _ENGLISH.weekdays, _ENGLISH.number_words, *_ENGLISH.months, _ENGLISH.linking_words
)
_FULL_NAME = re.compile(
    r"(?<=\S )(?P<first>[A-Z][\w-]*[a-z]) (?P<last>[A-Z][\w-]*[^\W_])(?![\w-])(?! [A-Z])"
)


def with_other_first_word(question: str, text: str, known: Set[str]) -> Iterator[str]:
    """``question`` with a name of ``text``, which has the terms ``known``, in place of one with
    another first word, which stands nowhere in it.

    >>> text = "Lionel Crabbe sold it. Yesterday William Holm was jailed."
    >>> list(with_other_first_word("What did Leonard Crabbe sell?", text, set()))
    ['What did Lionel Crabbe sell?']
    >>> list(with_other_first_word("What did Sheriff Crabbe sell?", text, set()))
    []
    >>> list(with_other_first_word("When was Bill Holm jailed?", text, set()))
    []
    """
    for own in _FULL_NAME.finditer(question):
        first, last = own["first"], own["last"]
        if not {first.lower(), last.lower()}.isdisjoint(_NO_NAMES):
            continue
        if not known.isdisjoint(index_terms(first, "en")):
            continue
        found = re.findall(rf"\b([A-Z][\w-]*[a-z]) {re.escape(last)}\b", text)
        others = [other for other in dict.fromkeys(found) if other.lower() not in _NO_NAMES]
        if any(other.lower() in _forms_of(first.lower()) for other in others):
            continue
        for other in others[:1]:
            yield question[: own.start("first")] + other + question[own.end("first") :]


def _forms_of(name: str) -> frozenset[str]:
    """The shorter and longer forms of a first name in lower case."""
    groups = (set(group.split("/")) for group in _ENGLISH.short_names)
    return frozenset().union(*(group for group in groups if name in group))


def with_other_qualifier(question: str, text: str, sentence: str) -> Iterator[str]:
    """``question`` with what stands before a word in ``sentence`` in place of what stands before it
    in the question, which is nowhere in ``text``.

    >>> asked, text = "What is a return ticket to Skelling?", "Single tickets cost 7.80 pounds."
    >>> list(with_other_qualifier(asked, text, text))
    ['What is a Single tickets to Skelling?']
    >>> list(with_other_qualifier(asked, text + " Return tickets will follow.", text))
    []
    """
    told = set(index_terms(text, "en"))
    pairs = {_term(own[1]): own for own in _pairs(sentence)}
    for qualifier, word in _pairs(question):
        other = pairs.get(_term(word))
        if other and told.isdisjoint(index_terms(qualifier[0], "en")):
            before, after = question[: qualifier.start()], question[word.end() :]
            yield f"{before}{other[0][0]} {other[1][0]}{after}"


def _pairs(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Words that tell something, each with such a word after it."""
    for first, second in pairwise(WORD.finditer(text)):
        words = {first[0].lower(), second[0].lower()}
        if text[first.end() : second.start()] == " " and words.isdisjoint(_NO_QUALIFIERS):
            yield first, second


def _term(word: re.Match[str]) -> str:
    return " ".join(index_terms(word[0], "en"))
