"""Years named by their distance from one named before, such as "the year before"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.times.time_expressions import time_expressions
from retrieval.text.words.letters import caseless, with_plain_apostrophes
from retrieval.text.words.numbers import small_numbers

_YEAR = re.compile(r"(?<![\d.,-])(?:1[5-9]|20)\d\d(?![\d-]|[.,]\d)")
_NUMBER = "{}"  # where a phrase counts the years
_FURTHEST = 3  # digits


def with_year_meant(earlier: str, fragment: str, language: str = "en") -> tuple[str, str]:
    """``earlier`` with the year that ``fragment`` counts from its own one, and what else the
    fragment names; both as they are where no year is counted, or from none, or it names one.

    >>> with_year_meant("What was the rent in Orrin in 2023?", "the year before?")
    ('What was the rent in Orrin in 2022?', '')
    >>> with_year_meant("How high was it at Orrin in 2023?", "Two years later in Selm?")
    ('How high was it at Orrin in 2025?', 'in Selm?')
    >>> with_year_meant("How high was it in 2018?", "two years later, in 2022?")
    ('How high was it in 2018?', 'two years later, in 2022?')
    >>> with_year_meant("What was the rent in Orrin?", "the year before?")
    ('What was the rent in Orrin?', 'the year before?')
    """
    years = list(_YEAR.finditer(earlier))
    distance, end = _distance(fragment, language)
    if not distance or len(years) != 1 or _YEAR.search(fragment):
        return earlier, fragment
    [year] = years
    rest = _without_marks(fragment[end:])
    meant = f"{earlier[: year.start()]}{int(year[0]) + distance}{earlier[year.end() :]}"
    return meant, f"{rest}?" if rest else ""


def with_year_named(fragment: str, language: str, *, today: date) -> str:
    """``fragment`` with the year instead of "two years ago", unless it says anything else.

    In some languages the same words are used for two years before another. They count from today
    here as well, as where they stand alone.

    >>> with_year_named("And two years ago?", "en", today=date(2022, 11, 16))
    'And 2020?'
    >>> with_year_named("وقبل عامين؟", "ar", today=date(2022, 11, 16))
    'و 2020?'
    >>> with_year_named("Who won two years ago?", "en", today=date(2022, 11, 16))
    'Who won two years ago?'
    >>> with_year_named("Who was it two years ago?", "en", today=date(2022, 11, 16))
    'Who was it two years ago?'
    """
    found = [own for own in time_expressions(fragment, language, today=today) if own.counts_years]
    if len(found) != 1:
        return fragment
    before, behind = fragment[: found[0].start], fragment[found[0].end :]
    known = language_of(language)
    others = f"{before} {behind if len(_without_marks(behind)) > 1 else ''}"  # but for a particle
    asks = any_word_of(known.question_words).search(others)
    rest = any_word_of((*known.leads_on, *known.stop_words)).sub("", others)
    if asks or any(char.isalnum() for char in rest):
        return fragment
    lead = before if before.strip() else f"{known.leads_on[0]} "
    return f"{lead}{found[0].period.first.year}?"


def names_year(text: str) -> bool:
    """Whether ``text`` names a year.

    >>> names_year("What was the rent in 2023?"), names_year("Who lives at 2023.5?")
    (True, False)
    """
    return _YEAR.search(text) is not None


def is_relative_year(text: str, language: str) -> bool:
    """Whether ``text`` names a year by its distance, and nothing else.

    >>> is_relative_year("two years later?", "en"), is_relative_year("A year later in Selm?", "en")
    (True, False)
    """
    distance, end = _distance(text, language)
    return bool(distance) and not _without_marks(text[end:])


def _distance(text: str, language: str) -> tuple[int, int]:
    """How many years later than another the year is with whose name ``text`` begins, and where
    that ends; 0 where it begins with none.
    """
    straight = with_plain_apostrophes(text)
    found = [
        (own.end(), years, own) for years, way in _ways(language) if (own := way.match(straight))
    ]
    if not found:
        return 0, 0
    end, years, own = max(found, key=lambda one: one[0])
    number = own["number"] if "number" in own.re.groupindex else "1"
    counted = int(number) if number.isdigit() else _values(language)[caseless(number)]
    return years * counted, end


@cache
def _values(language: str) -> Mapping[str, int]:
    """The small numbers of a language by their words, whatever their case."""
    return {caseless(word): value for word, value in small_numbers(language).items()}


@cache
def _ways(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """What names a year by its distance: how many years later one of what it counts is, and how."""
    known = language_of(language)
    ways = [(-1, own) for own in known.years_before] + [(1, own) for own in known.years_after]
    return tuple((sign * _years_of_one(own), _pattern(own, language)) for sign, own in ways)


def _years_of_one(phrase: str) -> int:
    return int(phrase.partition("/")[2] or "1")


def _pattern(phrase: str, language: str) -> re.Pattern[str]:
    words = any_of(small_numbers(language))
    number = rf"(?P<number>\d{{1,{_FURTHEST}}}|{words})"
    parts = map(re.escape, phrase.partition("/")[0].split(_NUMBER))
    return re.compile(rf"{number.join(parts)}\b", re.IGNORECASE)


def _without_marks(text: str) -> str:
    return re.sub(r"^[\s,]+|\W+$", "", text)
