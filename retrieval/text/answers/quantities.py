"""What numbers measure where a question asks for that: hours for "how long", kilos for "how heavy".

For other languages than English, whose questions the reader judges.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from retrieval.text.answers.answer_type import counted_words
from retrieval.text.answers.asking import asking
from retrieval.text.answers.beside_numbers import numbers_with
from retrieval.text.languages import Language, Words, any_of, any_word_of, language_of
from retrieval.text.words.scripts import UNSPACED, script_of
from retrieval.text.words.terms import WORD, content_words
from retrieval.types import Span

AMOUNT = "amount"
"""Of what is measured and not counted, such as water."""

_NUMBER = r"(?<![\w.,])\d[\d.,]*+(?:\s\d{3}(?!\d)){0,5}+\s?"
_YEAR = re.compile(r"(?:1\d|20)\d\d(?!\d)(?![.,]\d)")


def asked_quantities(question: str, language: str) -> frozenset[str]:
    """What ``question`` asks to be measured: "duration", "length", "weight", "speed", "noise" or an
    "amount" of what cannot be counted. Several where its words may mean each of them.

    >>> sorted(asked_quantities("Wie lang ist es?", "de"))
    ['duration', 'length']
    >>> sorted(asked_quantities("Wie viel Wasser fehlt?", "de"))
    ['amount']
    """
    if language == "en":
        return frozenset()
    known = language_of(language)
    asked = {kind for kind, own in _questions(known).items() if asking(own, question)}
    counted = content_words(counted_words(question, language), language)[:1]
    if counted and counted[0].lower() in known.substances:
        asked.add(AMOUNT)
    return frozenset(asked)


def gives_quantity(kinds: Collection[str], sentence: str, language: str | None) -> bool:
    """Whether ``sentence`` has a number with a unit of one of these ``kinds``.

    >>> told = "Mit 90 Kilometern pro Stunde kam sie nach zwei Stunden an."
    >>> gives_quantity(["duration"], told, "de"), gives_quantity(["length"], told, "de")
    (True, False)
    """
    known = language_of(language or "en")
    return any(True for kind in kinds for _ in _quantities(kind, sentence, known))


def other_quantities(kinds: Collection[str]) -> frozenset[str]:
    """What can be measured besides these ``kinds``, but for lengths where they may tell: of speeds,
    of rain, or of how long a detour takes.

    >>> sorted(other_quantities(["speed"]))
    ['duration', 'noise', 'weight']
    """
    others = frozenset(("duration", "length", "weight", "noise")).difference(kinds)
    return others - {"length"} if {"duration", "speed", AMOUNT} & set(kinds) else others


def _quantities(kind: str, sentence: str, known: Language) -> Iterator[Span]:
    for found in any_word_of(known.duration_words if kind == "duration" else ()).finditer(sentence):
        yield Span(*found.span())
    compound = _compound(known.speed_units)
    if kind == "speed":
        yield from (Span(*found.span()) for found in compound.finditer(sentence))
        return
    plain = compound.sub(_blank, sentence)
    if kind == AMOUNT:
        several = _compound(_of_several_words(known.amount_units))
        yield from (Span(*found.span()) for found in several.finditer(plain))
    elif kind == "length":
        plain = _compound(_of_several_words(known.amount_units)).sub(_blank, plain)
    for own in numbers_with(plain, _units(known, kind), known.code):
        if kind != "duration" or not _YEAR.match(plain, own.start):  # "в 1912 г."
            yield own


def _questions(known: Language) -> dict[str, Words]:
    return {
        "duration": known.duration_questions,
        "length": known.length_questions,
        "weight": known.weight_questions,
        "speed": known.speed_questions,
        "noise": known.noise_questions,
    }


def _units(known: Language, kind: str) -> Words:
    units = {
        "duration": known.duration_units,
        "length": known.length_units,
        "weight": known.weight_units,
        "noise": known.noise_units,
        AMOUNT: known.amount_units,
    }[kind]
    several = _of_several_words(units)
    return tuple(unit for unit in units if unit not in several)


@cache
def _of_several_words(units: Words) -> Words:
    """Those that are no single word, such as "km/h" and "cubic metres"."""
    spaced = (unit for unit in units if script_of(unit[0]) not in UNSPACED)
    return tuple(unit for unit in spaced if not WORD.fullmatch(unit))


@cache
def _compound(units: Words) -> re.Pattern[str]:
    """A pattern for a number in digits with one of these ``units``."""
    return re.compile(rf"{_NUMBER}{any_of(units)}(?!\w)" if units else "(?!)", re.IGNORECASE)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
