"""Numbers that a text states, in digits or in letters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from retrieval.text.languages import language_of
from retrieval.text.words.terms import WORD, index_terms


@cache
def small_numbers(language: str) -> Mapping[str, int]:
    """The small numbers of a language by their words, which may have several forms.

    >>> small_numbers("en")["two"], small_numbers("ru")["двумя"]
    (2, 2)
    """
    words = enumerate(language_of(language).counting_words)
    return {form: value for value, forms in words for form in forms.split("/")}


@cache
def multipliers(language: str) -> Mapping[str, Decimal]:
    """The numbers of a language that multiply the one before them, by the terms of their words.

    >>> multipliers("en")["million"] == multipliers("ru")["миллион"] == 1_000_000
    True
    """
    from babel import Locale  # a tenth of a second, which no question needs

    forms = Locale.parse(language).compact_decimal_formats.get("long", {}).values()
    words = [
        (pattern.pattern.removeprefix("0").strip(), Decimal(size))
        for patterns in forms
        for size, pattern in patterns.items()
        if size.strip("0") == "1" and pattern.pattern.startswith("0 ")
    ]
    words += [(word, Decimal(12)) for word in language_of(language).dozens]
    terms = ((index_terms(word, language), value) for word, value in words)
    return {own[0]: value for own, value in terms if len(own) == 1}


def value_of(word: str, language: str) -> Decimal | None:
    """The value of a number in digits or of a small one in letters.

    >>> value_of("1.500", "de") == value_of("1,500", "en") == 1500, value_of("zwei", "de")
    (True, Decimal('2'))
    """
    if not word[0].isdigit():
        small = small_numbers(language).get(word.casefold())
        return None if small is None else Decimal(small)
    try:
        return Decimal(index_terms(word, language)[0])
    except InvalidOperation:
        return None


def numbers_in(text: str, language: str = "en") -> frozenset[Decimal]:
    """The numbers in ``text``; of those in letters the small ones.

    >>> sorted(map(str, numbers_in("Seven of 1,370 homes, 7.5 per cent")))
    ['1370', '7', '7.5']
    >>> numbers_in("Sieben Häuser", "de") == numbers_in("7 Häuser", "de")
    True
    """
    values = (value_of(word[0], language) for word in WORD.finditer(text))
    return frozenset(value for value in values if value is not None)
