"""Words that stand beside a number and tell what it is: years, or an amount of money."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from retrieval.text.answers.answer_type import is_number, is_time_word
from retrieval.text.languages import Words, any_of, language_of
from retrieval.text.words.scripts import UNSPACED, script_of
from retrieval.text.words.terms import WORD, index_terms
from retrieval.types import Span

_COUNTED_WITHIN = 3  # words after a number
_THOUSANDS = 3  # digits of a group
_LONGEST_NUMBER = 20  # digits, or numbers in letters that follow one another


def numbers_with(
    sentence: str, units: Words, language: str, *, before: bool = False
) -> Iterator[Span]:
    """The numbers in ``sentence`` with one of the ``units`` behind them, in order.

    With ``before``, also those in digits that have it before them, as in "EUR 18".
    Between them may stand further numbers and words such as "de", as in "31 de milioane de lei".
    Thousands may be set apart by spaces.

    >>> text = "Die 39-jährige zahlte 4,2 Millionen Euro."
    >>> [text[own.start : own.end] for own in numbers_with(text, ("euro",), "de")]
    ['4,2 Millionen Euro']
    >>> [text[own.start : own.end] for own in numbers_with(text, ("jährig",), "de")]
    ['39-jährige']
    >>> text = "Den kostar 110 000 kronor."
    >>> [text[own.start : own.end] for own in numbers_with(text, ("kronor",), "sv")]
    ['110 000 kronor']
    """
    unspaced = _unspaced(units, language)
    if unspaced is not None:
        yield from (Span(*found.span()) for found in unspaced.finditer(sentence))
        return
    terms = _terms(units, language)
    words = list(WORD.finditer(sentence))
    is_unit = [not terms.isdisjoint(_terms_of(word[0], language)) for word in words]
    last, end = -1, 0
    for at, word in enumerate(words):
        if at <= last or not is_number(word[0], language) or is_unit[at]:
            continue
        end = max(end, at + 1)  # what a number before has passed is no unit for this one either
        while end < len(words) and not is_unit[end] and _is_between(words[end][0], language):
            end += 1
        if end < len(words) and is_unit[end]:
            first, last = _first_of_groups(words, at, sentence), end
        elif before and last < at - 1 and is_unit[at - 1] and _adjoins(words, at, sentence):
            first, last = at - 1, end - 1
        else:
            continue
        yield Span(words[first].start(), words[last].end())


def numbers_before(
    sentence: str, language: str, is_counted: Callable[[str], bool]
) -> Iterator[Span]:
    """The numbers in ``sentence`` with a word that they count, among the next few behind each.

    >>> text = "Er fand am Montag 312 alte Silbermünzen im Moor."
    >>> found = numbers_before(text, "de", lambda word: word.endswith("münzen"))
    >>> [text[own.start : own.end] for own in found]
    ['312 alte Silbermünzen']
    """
    words = list(WORD.finditer(sentence))
    for at, word in enumerate(words):
        if is_number(word[0], language) and not is_time_word(word[0], language):
            behind = words[at + 1 : at + 1 + _COUNTED_WITHIN]
            counted = next((other for other in behind if is_counted(other[0])), None)
            if counted is not None:
                yield Span(word.start(), counted.end())


def _first_of_groups(words: Sequence[re.Match[str]], at: int, sentence: str) -> int:
    """The first of the groups of digits of the number at that place: "110 000"."""
    while at and len(words[at][0]) == _THOUSANDS and _adjoins(words, at, sentence):
        if not re.fullmatch(rf"\d{{1,{_THOUSANDS}}}", words[at - 1][0]):
            break
        at -= 1
    return at


def _adjoins(words: Sequence[re.Match[str]], at: int, sentence: str) -> bool:
    """Whether the number at that place is in digits and only a space is before it."""
    between = sentence[words[at - 1].end() : words[at].start()]
    return words[at][0][0].isdigit() and between.isspace()


def _is_between(word: str, language: str) -> bool:
    """Whether ``word`` may stand between a number and its unit."""
    if word[0].isdigit():
        return False
    return word.lower() in language_of(language).between_units or is_number(word, language)


@cache
def _terms(units: Words, language: str) -> frozenset[str]:
    return frozenset(term for unit in units for term in _terms_of(unit, language))


def _terms_of(word: str, language: str) -> list[str]:
    """The terms of a word, only that with its tones where these tell words apart."""
    terms = index_terms(word, language)
    return terms[-1:] if language_of(language).has_tone_marks else terms


@cache
def _unspaced(units: Words, language: str) -> re.Pattern[str] | None:
    """The pattern of a number before a unit in a script without spaces; ``None`` in others."""
    if not units or script_of(units[0][0]) not in UNSPACED:
        return None
    numbers = any_of(language_of(language).number_words)
    number = rf"(?:(?<!\d)\d[\d.,]{{0,{_LONGEST_NUMBER}}}+|{numbers})"
    return re.compile(rf"{number}\s*+{numbers}{{0,{_LONGEST_NUMBER}}}+{any_of(units)}")
