"""Which of several like things a sentence tells of: "Nimbus 4" or "Nimbus 4 Pro", the first class
or the second.

English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from retrieval.text.languages import any_of, any_word_of, language
from retrieval.text.words.terms import stop_words

_ENGLISH = language("en")
_LAST = r"(?:\d[\w-]*|[A-Z][\w-]*)"
_LASTS = rf"(?P<last>{_LAST}(?: {_LAST})*)(?![\w-]|[.,:/]\d|%)"
_MORE = re.compile(rf"(?:, | and | or )(?P<last>{_LAST})(?![\w-])")
_NAME = re.compile(rf"(?<![\w-])(?=(?P<first>[^\W\d_][\w-]*[a-z]) {_LASTS})")
_NO_FIRST = stop_words("en").union(
    _ENGLISH.question_words, _ENGLISH.weekdays, *_ENGLISH.months, _ENGLISH.honorifics
)
_ORDERED = re.compile(
    rf"\b(?P<ordinal>{any_of(_ENGLISH.ordinals)})[ -](?P<noun>[a-z]+)", re.IGNORECASE
)
_SEVERAL = any_word_of(_ENGLISH.words_for_several)


def tell_of_other(question: str, sentences: Sequence[str]) -> list[bool]:
    """For each of the ``sentences`` of a passage whether it tells of something of a like name,
    but not of what ``question`` names.

    A sentence without any of these names tells of what the one before it tells of, where the
    passage tells of both.

    >>> told = ["The Nimbus 4 costs 499 euros.", "It is light.", "The Nimbus 4 Pro costs 749."]
    >>> tell_of_other("How heavy is the Nimbus 4 Pro?", told)
    [True, True, False]
    >>> tell_of_other("How heavy is the Nimbus 4?", told)
    [False, False, True]
    >>> tell_of_other("When will Line 4 open?", ["Lines 4 and 5 open in May.", "Line 5 is long."])
    [False, True]
    >>> tell_of_other("How heavy is the Nimbus 4 Max?", ["The 4 Pro is heavy, the 4 Max light."])
    [False]
    >>> tell_of_other("How heavy is the Nimbus 4 Max?", ["The 4 Pro is heavy.", "So is the case."])
    [True, False]
    >>> tell_of_other("Who won the first race?", ["Ada won the second race.", "Ida won the first."])
    [True, False]
    """
    others = [False] * len(sentences)
    for first, last in _names(question):
        told = [_lasts(sentence, first, last) for sentence in sentences]
        is_told = any(last in own for own in told)
        of_other = False
        for place, (sentence, own) in enumerate(zip(sentences, told, strict=True)):
            if own or _SEVERAL.match(sentence):
                of_other = bool(own) and all(_is_other(last, one, is_told) for one in own)
            others[place] |= of_other and (bool(own) or is_told)
    for ordinal, noun in _ordered(question):
        for place, sentence in enumerate(sentences):
            ordinals = [told for told, own in _ordered(sentence) if own == noun]
            others[place] |= bool(ordinals) and ordinal not in ordinals
    return others


@lru_cache(maxsize=512)
def _ordered(text: str) -> tuple[tuple[str, str], ...]:
    """Ordinals in ``text``, each with the word behind it: "first class"."""
    return tuple((own["ordinal"].lower(), own["noun"].lower()) for own in _ORDERED.finditer(text))


@lru_cache(maxsize=64)
def _names(question: str) -> tuple[tuple[str, str], ...]:
    """The first word of each name in ``question`` that may be one of several, and the rest."""
    found = ((own["first"], own["last"].lower()) for own in _NAME.finditer(question))
    return tuple(
        (first, last)
        for first, last in found
        if first.lower() not in _NO_FIRST and first[0].isupper()
    )


def _lasts(sentence: str, first: str, last: str) -> frozenset[str]:
    """What stands behind ``first`` in ``sentence``: "4 Pro", or "4" and "5" of "lines 4 and 5".

    The beginning of a ``last`` of two words tells as much: "5 Max" where it is "5 Lite".
    """
    number, _, more = last.partition(" ")
    by_number = rf"|(?={re.escape(number)} [A-Z])" if more and _is_model(number) else ""
    found = re.finditer(rf"(?<![\w-])(?:(?i:{re.escape(first)}s?) {by_number}){_LASTS}", sentence)
    return frozenset(last for own in found for last in _each(sentence, own))


def _each(sentence: str, found: re.Match[str]) -> Iterator[str]:
    yield found["last"].lower()
    end = found.end()
    while more := _MORE.match(sentence, end):
        yield more["last"].lower()
        end = more.end()


def _is_other(last: str, told: str, is_told: bool) -> bool:
    """Whether ``told`` is another model than ``last``; short for it only if that is told as well.

    >>> _is_other("737 max", "737", False), _is_other("4", "4 pro", True), _is_other("5", "5", True)
    (False, True, False)
    """
    is_short = f"{told} ".startswith(f"{last} ") or f"{last} ".startswith(f"{told} ")
    is_model = _is_model(last) or _is_model(told)
    return is_model and told != last and (is_told or not is_short)


def _is_model(last: str) -> bool:
    return any(letter.isdigit() for letter in last)
