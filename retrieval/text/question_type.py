"""What kind of thing a question asks for, and whether a sentence offers one of that kind.

English questions only; others ask for nothing in particular, and every sentence offers that.
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


def asked_kind(question: str) -> str:
    """What ``question`` asks for: "number", "name" or "anything".

    >>> asked_kind("How many people died?"), asked_kind("Who is the mayor?"), asked_kind("Why?")
    ('number', 'name', 'anything')
    """
    if _NUMBER.search(question):
        return "number"
    return "name" if _NAME.search(question) else "anything"


def offers(kind: str, sentence: str, known: Collection[str]) -> bool:
    """Whether ``sentence`` holds something of ``kind`` whose term is not among ``known``.

    >>> offers("number", "It killed 137 people.", ()), offers("name", "The Mayor spoke.", ["mayor"])
    (True, False)
    """
    is_of_kind, said = _TESTS[kind], frozenset(known)
    return any(
        is_of_kind(word[0], word.start()) and not said.issuperset(index_terms(word[0]))
        for word in WORD.finditer(sentence)
    )


def _is_number(word: str, place: int) -> bool:
    return word[0].isdigit() or word.lower() in _NUMBER_WORDS


def _is_name(word: str, place: int) -> bool:
    """A capital tells a name, but for the word that begins the sentence."""
    return place > 1 and word[0].isupper()


_TESTS: Mapping[str, Callable[[str, int], bool]] = {
    "number": _is_number,
    "name": _is_name,
    "anything": lambda word, place: True,
}
