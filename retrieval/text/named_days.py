"""Days that a question names in another language than English, by the words of its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TypeAlias

from retrieval.text import periods
from retrieval.text.languages import Words, any_of, any_word_of, language_of
from retrieval.text.periods import Period

_ABBREVIATED = 2  # letters that an abbreviation lacks; an inflected form may lack one
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)"
_LINK = r"\.?\s*(?:de[ls]?\s+|di\s+|do\s+|da\s+)?"  # "14. Dezember", "14 de diciembre"
_SHORT_WORD = r"\s+(?:\w{1,4}\s+)?$"  # "seit dem", or an ordinal's article


def named_days(question: str, language: str, *, newest: date) -> Period | None:
    """The time that ``question`` names, relative to the ``newest`` day.

    >>> found = named_days("¿Qué pasó en marzo de 2022?", "es", newest=date(2022, 11, 5))
    >>> print(found.first, found.last)
    2022-03-01 2022-03-31
    """
    for pattern, period_of in (*_dates(language), *_phrases(language)):
        found = pattern.search(question)
        if found is not None:
            try:
                period = period_of(found, newest)
            except ValueError:  # such as 31 June
                continue
            return _open_ended(period, question[: found.start()], language, newest)
    return None


_PeriodOf: TypeAlias = Callable[[re.Match[str], date], Period]


@cache
def _dates(language: str) -> tuple[tuple[re.Pattern[str], _PeriodOf], ...]:
    """Patterns of dates, the more specific ones first."""
    months = month_numbers(language)
    full = full_names(language)
    month = rf"(?<!\w)(?P<month>{any_of(months)})(?!\w)" if months else r"(?P<month>(?!))"
    number = r"(?P<number>[01]?\d)"
    patterns = (
        rf"{_YEAR}-{number}-(?P<day>[0-3]\d)\b",
        rf"{_DAY}[./]{number}[./]{_YEAR}",
        rf"{_YEAR}\s*年\s*{number}\s*月\s*(?P<day>[0-3]?\d)\s*[日号]",
        rf"{_YEAR}\s*年\s*{number}\s*月",
        rf"{_DAY}{_LINK}{month}(?:{_LINK}{_YEAR})?",
        rf"{month}{_LINK}{_YEAR}",
        rf"(?<!\w)(?P<month>{any_of(full)})(?!\w)" if full else r"(?!)",
        rf"(?<![\d-]){_YEAR}(?![\d-])",
    )
    return tuple(
        (re.compile(pattern, re.IGNORECASE), lambda found, newest: _days(found, months, newest))
        for pattern in patterns
    )


def full_names(language: str) -> list[str]:
    """The names of months that are no abbreviation of another, which may be another word."""
    return [
        own
        for names in language_of(language).months
        for own in names
        if not any(
            len(other) - len(own) >= _ABBREVIATED and other.startswith(own) for other in names
        )
    ]


@cache
def month_numbers(language: str) -> Mapping[str, int]:
    """The number of each month by its names."""
    named = enumerate(language_of(language).months, start=1)
    return {name: number for number, names in named for name in names}


def _days(found: re.Match[str], months: Mapping[str, int], newest: date) -> Period:
    parts = found.groupdict()
    month = months[parts["month"].lower()] if parts.get("month") else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    if parts.get("year"):
        year = int(parts["year"])
    else:  # the last such day or month
        year = newest.year - ((month, day) > (newest.month, newest.day if day else 31))
    if not month:
        return periods.year_of(date(year, 1, 1))
    return (
        periods.one_day(date(year, month, day)) if day else periods.month_of(date(year, month, 1))
    )


@cache
def _phrases(language: str) -> tuple[tuple[re.Pattern[str], _PeriodOf], ...]:
    """Phrases such as "last week"."""
    known = language_of(language)
    phrases = (
        (known.last_week, periods.week_before),
        (known.last_month, periods.month_before),
        (known.last_year, periods.year_before),
        (known.this_month, periods.month_so_far),
        (known.this_year, periods.year_so_far),
        (known.recent, periods.recent_days),
    )
    return tuple((any_word_of(words), _of_newest(period)) for words, period in phrases)


def _of_newest(period: Callable[[date], Period]) -> _PeriodOf:
    return lambda found, newest: period(newest)


def _open_ended(period: Period, before: str, language: str, newest: date) -> Period:
    """``period``, extended to all time before or after by words such as "until" or "since"."""
    known = language_of(language)
    if _ends_with(before, known.until):
        return Period(date.min, period.last)
    if _ends_with(before, known.since):
        return Period(period.first, max(newest, period.last))
    return period


def _ends_with(text: str, words: Words) -> bool:
    pattern = rf"(?<!\w){any_of(words)}{_SHORT_WORD}"
    return bool(words) and re.search(pattern, text, re.IGNORECASE) is not None
