"""The expected answer type of a question, and whether a sentence holds something of that type.

English questions only; those in other languages have the type "anything", as any sentence has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from retrieval.text.languages import any_of, language
from retrieval.text.terms import WORD, index_terms

_ENGLISH = language("en")
_NUMBER = re.compile(
    rf"\b(?:how {any_of(_ENGLISH.number_after_how)}"
    rf"|(?:what|which) (?:\w+ )?{any_of(_ENGLISH.number_after_what)}"
    rf"|{any_of(_ENGLISH.number_questions)})\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    rf"\b(?:{any_of(_ENGLISH.name_questions)}|what {any_of(_ENGLISH.name_after_what)})\b",
    re.IGNORECASE,
)
_NUMBER_WORDS = frozenset(
    (*_ENGLISH.number_words, *(names[0] for names in _ENGLISH.months), *_ENGLISH.weekdays)
)


def answer_type(question: str) -> str:
    """The expected answer type of ``question``: "number", "name" or "anything".

    >>> answer_type("How many people died?"), answer_type("Who is the mayor?"), answer_type("Why?")
    ('number', 'name', 'anything')
    """
    if _NUMBER.search(question):
        return "number"
    return "name" if _NAME.search(question) else "anything"


def has_answer_type(wanted: str, sentence: str, known: Collection[str]) -> bool:
    """Whether ``sentence`` holds a word of the ``wanted`` type whose terms are not all ``known``.

    ``known`` are the question's own terms, which are no answer to it.

    >>> has_answer_type("number", "It killed 137 people.", ())
    True
    >>> has_answer_type("name", "The Mayor spoke.", ["mayor"])
    False
    """
    is_of_type, known_terms = _TESTS[wanted], frozenset(known)
    return any(
        is_of_type(word[0], word.start()) and not known_terms.issuperset(index_terms(word[0]))
        for word in WORD.finditer(sentence)
    )


def _is_number(word: str, start: int) -> bool:
    return word[0].isdigit() or word.lower() in _NUMBER_WORDS


def _is_name(word: str, start: int) -> bool:
    """Whether the word is capitalised and does not begin the sentence."""
    return start > 1 and word[0].isupper()


_TESTS: Mapping[str, Callable[[str, int], bool]] = {
    "number": _is_number,
    "name": _is_name,
    "anything": lambda word, start: True,
}
