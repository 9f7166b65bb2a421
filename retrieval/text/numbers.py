"""Numbers that a text states, in digits or in letters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from retrieval.text.languages import language_of
from retrieval.text.terms import WORD


@cache
def small_numbers(language: str) -> Mapping[str, int]:
    """The small numbers of a language by their words, which may have several forms.

    >>> small_numbers("en")["two"], small_numbers("ru")["двумя"]
    (2, 2)
    """
    words = enumerate(language_of(language).counting_words)
    return {form: value for value, forms in words for form in forms.split("/")}


def numbers_in(text: str) -> frozenset[str]:
    """The numbers in ``text`` as digits; of those in letters the small ones, in English.

    >>> sorted(numbers_in("Seven of 1,370 homes, 7.5 per cent"))
    ['1370', '7', '7.5']
    """
    words = [word[0].lower() for word in WORD.finditer(text)]
    known = small_numbers("en")
    return frozenset(
        word.replace(",", "") if word[0].isdigit() else str(known[word])
        for word in words
        if word[0].isdigit() or word in known
    )
