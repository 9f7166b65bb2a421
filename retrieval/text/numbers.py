"""Numbers that a text states, in digits or in letters."""

from __future__ import annotations

from retrieval.text.languages import language
from retrieval.text.terms import WORD

_IN_LETTERS = {word: str(value) for value, word in enumerate(language("en").counting_words)}


def numbers_in(text: str) -> frozenset[str]:
    """The numbers in ``text`` as digits; of those in letters the small ones, in English.

    >>> sorted(numbers_in("Seven of 1,370 homes, 7.5 per cent"))
    ['1370', '7', '7.5']
    """
    words = [word[0].lower() for word in WORD.finditer(text)]
    return frozenset(
        word.replace(",", "") if word[0].isdigit() else _IN_LETTERS[word]
        for word in words
        if word[0].isdigit() or word in _IN_LETTERS
    )
