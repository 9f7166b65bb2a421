"""Corrections: whether two texts state other figures, days or names in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import chain, groupby
from typing import NamedTuple, TypeAlias

from retrieval.text.languages import language_of
from retrieval.text.words.numbers import multipliers, small_numbers, value_of
from retrieval.text.words.terms import WORD, index_terms, stop_words
from retrieval.types import Span

_WORDS_AROUND = 3  # at most, on each side, by which a fact is found again
_TOKENS_AROUND = 5  # among which these words are looked for; the others are facts
_MIN_WORDS = 4  # on both sides
_MAX_FACTS = 4  # side by side; more are a list or a headline
_BETWEEN = " -\u00a0\u202f"  # a number and the word that multiplies it
_ENDINGS = 3  # at most, one behind the other
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?![\d:])")
_SENTENCE_ENDS = ".!?:…“”\"'‘(\n"

Fact: TypeAlias = tuple[str, str]
"""The kind of a fact, "number", "weekday", "month" or "name", and what it states."""
_Context: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]  # before and after, nearest first


class _Token(NamedTuple):
    """A word, or several facts side by side under the kind of the first."""

    word: str
    facts: frozenset[Fact] = frozenset()


def is_corrected(text: str, other: str, language: str | None = None) -> bool:
    """Whether ``other`` states a fact otherwise that ``text`` states in the same words.

    Facts are numbers, weekdays, months and names; each is found again by up to three content words
    on either side, among which other facts stand for any of their kind. What only one of the texts
    states is no correction, and words that occur several times are not compared.

    >>> text = "The fire in the mill at Holm killed four people and wounded a firefighter."
    >>> is_corrected(text, text.replace("four", "7")), is_corrected(text, text.replace("four", "4"))
    (True, False)
    """
    return bool(corrected_kinds(text, other, language))


def corrected_kinds(text: str, other: str, language: str | None = None) -> set[str]:
    """The kinds of facts that ``other`` states otherwise: "number", "weekday", "month", "name".

    See :func:`is_corrected`. Where names differ as well, it may tell of another event.

    >>> text = "The fire in the mill at Holm killed four people and wounded a firefighter."
    >>> sorted(corrected_kinds(text, text.replace("Holm", "Tarn").replace("four", "two")))
    ['name', 'number']
    """
    own, others = _statements(text, language), _statements(other, language)
    shared = own.keys() & others.keys()
    return {kind for context in shared for kind in _differing(own[context], others[context])}


def facts_within(text: str, span: Span, language: str | None = None) -> set[Fact]:
    """The numbers, days and names in a part of ``text``, as :func:`facts_and_words` has them.

    Numbers are given by their value, names without their endings.

    >>> text = "The fire at Holm killed four people in March."
    >>> sorted(facts_within(text, Span(12, 44)))
    [('month', '3'), ('name', 'holm'), ('number', '4')]
    >>> facts_within("It costs 1.5 million.", Span(9, 20))
    {('number', '1500000')}
    """
    return {
        fact
        for own, fact in _plain_facts(text, language)
        if span.start <= own.start and own.end <= span.end
    }


def facts_and_words(text: str, language: str | None = None) -> set[Fact]:
    """The numbers and days in ``text``, and all its words as names.

    Whether a word is a name depends on where it stands, so a name is known if its word is. Of
    "5 million" the 5 is known as well, which may be written "5m" elsewhere.
    """
    facts = {fact for _, fact in _plain_facts(text, language)}
    values = (value_of(word, language or "en") for word in WORD.findall(_CLOCK.sub(" ", text)))
    numbers = {("number", _written(value)) for value in values if value is not None}
    return facts | numbers | {("name", _stem(word, language)) for word in WORD.findall(text)}


def _plain_facts(text: str, language: str | None) -> Iterator[tuple[Span, Fact]]:
    """The facts of ``text`` with their places, the same however they are written or inflected."""
    clocks = {found.start(): found for found in _CLOCK.finditer(text)}
    minutes = {found.start(2) for found in clocks.values()}
    number: tuple[Span, Decimal] | None = None  # which the next word may multiply
    words = zip(WORD.finditer(text), _words_and_facts(text, language), strict=True)
    for token, (word, fact) in words:
        place = Span(*token.span())
        factor = _factor(word, language) if fact is None or fact[0] == "number" else None
        if number is not None:
            before, value = number
            if factor is not None and not text[before.end : place.start].strip(_BETWEEN):
                number = Span(before.start, place.end), value * factor
                continue
            yield before, ("number", _written(value))
            number = None
        if place.start in clocks:
            yield place, ("number", _time_of_day(clocks[place.start]))
        elif fact is not None and place.start not in minutes:
            if factor is None and fact[0] == "number":
                factor = value_of(word, language or "en")
            if factor is not None:
                number = place, factor
            else:
                yield place, ("name", _stem(word, language)) if fact[0] == "name" else fact
    if number is not None:
        yield number[0], ("number", _written(number[1]))


def _factor(word: str, language: str | None) -> Decimal | None:
    terms = index_terms(word, language)
    return multipliers(language or "en").get(terms[0]) if terms else None


def _time_of_day(clock: re.Match[str]) -> str:
    """A time as "8:30", a full hour as "8"."""
    hour, minutes = str(int(clock[1])), clock[2]
    return hour if minutes == "00" else f"{hour}:{minutes}"


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _stem(word: str, language: str | None) -> str:
    """A word without its endings: "Петров" may lose one, and "Петрова" another before it."""
    for _ in range(_ENDINGS):
        word = " ".join(index_terms(word, language))
    return word


def _differing(facts: frozenset[Fact], others: frozenset[Fact]) -> set[str]:
    """The kinds of which each has a fact that the other lacks."""
    return {kind for kind, _ in facts - others} & {kind for kind, _ in others - facts}


def _statements(text: str, language: str | None) -> dict[_Context, frozenset[Fact]]:
    """The facts of ``text`` by their context, without those whose context occurs again."""
    tokens = _tokens(text, language)
    words = [token.word for token in tokens]
    found: dict[_Context, frozenset[Fact]] = {}
    repeated = set()
    for place, token in enumerate(tokens):
        if not 0 < len(token.facts) <= _MAX_FACTS:
            continue
        before = words[max(0, place - _TOKENS_AROUND) : place]
        after = words[place + 1 : place + 1 + _TOKENS_AROUND]
        context = _nearest(reversed(before)), _nearest(after)
        if context in found:
            repeated.add(context)
        elif sum(map(_is_word, chain(*context))) >= _MIN_WORDS:
            found[context] = token.facts
    return {context: facts for context, facts in found.items() if context not in repeated}


def _nearest(tokens: Iterable[str]) -> tuple[str, ...]:
    """The first of ``tokens``, up to the last of _WORDS_AROUND words."""
    nearest: list[str] = []
    for token in tokens:
        if sum(map(_is_word, nearest)) == _WORDS_AROUND:
            break
        nearest.append(token)
    return tuple(nearest)


def _is_word(token: str) -> bool:
    return not token.startswith("#")


def _tokens(text: str, language: str | None) -> list[_Token]:
    """The content words of ``text``, and its facts, those side by side as one."""
    facts = _words_and_facts(text, language)
    tokens = []
    for is_fact, run in groupby(facts, key=lambda own: own[1] is not None):
        own = list(run)
        if is_fact:
            stated = [fact for _, fact in own if fact is not None]
            tokens.append(_Token(f"#{stated[0][0]}", frozenset(stated)))
        else:
            tokens += [_Token(word) for word, _ in own if word not in stop_words(language)]
    return tokens


def _words_and_facts(text: str, language: str | None) -> list[tuple[str, Fact | None]]:
    found = list(WORD.finditer(text))
    following = [*(word[0][0].isupper() for word in found[1:]), False]
    return [
        (
            word[0].casefold(),
            _fact(word[0], language, may_be_name=is_before_name or _is_within(text, word.start())),
        )
        for word, is_before_name in zip(found, following, strict=True)
    ]


def _is_within(text: str, start: int) -> bool:
    """Whether the word at ``start`` is not the first one of its sentence."""
    before = text[max(0, start - 3) : start].rstrip(" ")
    return before[-1:] not in ("", *_SENTENCE_ENDS)


def _fact(token: str, language: str | None, *, may_be_name: bool) -> Fact | None:
    """What a word states; None if it is no number, day or name.

    The first word of a sentence is a name only if the next word has a capital letter, too.
    """
    word = token.casefold()
    if word[0].isdigit():
        return "number", word.replace(",", "")
    if word in (known := _numbers_and_days(language)):
        return known[word]
    is_name = may_be_name and token[0].isupper() and word not in stop_words(language)
    return ("name", word) if is_name else None


@cache
def _numbers_and_days(language: str | None) -> Mapping[str, Fact]:
    """The words of the language for numbers and days, with what each states."""
    known = language_of(language or "en")
    facts = {word: ("number", word) for word in known.number_words if word not in known.stop_words}
    facts |= {
        word: ("number", str(value))
        for word, value in small_numbers(known.code).items()
        if word not in known.stop_words
    }
    facts |= {word: ("weekday", word) for word in known.weekdays}
    for number, words in enumerate(known.months, start=1):
        facts |= {word: ("month", str(number)) for word in words}
    return {word.casefold(): fact for word, fact in facts.items()}
