"""Days that a question names in another language than English, by the words of its file."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

from retrieval.text.languages import Words, any_of, any_word_of, language_of

Days: TypeAlias = tuple[date, date]  # the first and the last, inclusive

_RECENT_DAYS = 7
_ABBREVIATED = 2  # letters that an abbreviation lacks; an inflected form may lack one
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)"
_LINK = r"\.?\s*(?:de[ls]?\s+|di\s+|do\s+|da\s+)?"  # "14. Dezember", "14 de diciembre"
_SHORT_WORD = r"\s+(?:\w{1,4}\s+)?$"  # "seit dem", or an ordinal's article


def named_days(question: str, language: str, *, newest: date) -> Days | None:
    """The first and last day of the time that ``question`` names, relative to the ``newest`` day.

    >>> print(*named_days("¿Qué pasó en marzo de 2022?", "es", newest=date(2022, 11, 5)))
    2022-03-01 2022-03-31
    """
    for pattern, days_of in (*_dates(language), *_phrases(language)):
        found = pattern.search(question)
        if found is not None:
            try:
                days = days_of(found, newest)
            except ValueError:  # 31 June, which does not mean all of June
                question = blanked(question, *found.span())
                continue
            return _open_ended(days, question[: found.start()], language, newest)
    return None


def blanked(text: str, start: int, end: int) -> str:
    """``text`` with blanks in the place of some characters.

    >>> blanked("on 31 June?", 3, 10)
    'on        ?'
    """
    return text[:start] + " " * (end - start) + text[end:]


_DaysOf: TypeAlias = Callable[[re.Match[str], date], Days]


@cache
def _dates(language: str) -> tuple[tuple[re.Pattern[str], _DaysOf], ...]:
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


def _days(found: re.Match[str], months: Mapping[str, int], newest: date) -> Days:
    parts = found.groupdict()
    month = months[parts["month"].lower()] if parts.get("month") else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    if parts.get("year"):
        year = int(parts["year"])
    else:  # the last such day or month
        year = newest.year - ((month, day) > (newest.month, newest.day if day else 31))
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    first, last = (day, day) if day else (1, calendar.monthrange(year, month)[1])
    return date(year, month, first), date(year, month, last)


@cache
def _phrases(language: str) -> tuple[tuple[re.Pattern[str], _DaysOf], ...]:
    """Phrases such as "last week"."""
    known = language_of(language)
    phrases: tuple[tuple[Words, Callable[[date], Days]], ...] = (
        (known.last_week, _last_week),
        (known.last_month, _last_month),
        (known.last_year, lambda day: (date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))),
        (known.this_month, lambda day: (day.replace(day=1), day)),
        (known.this_year, lambda day: (date(day.year, 1, 1), day)),
        (known.recent, lambda day: (day - timedelta(days=_RECENT_DAYS), day)),
    )
    return tuple((any_word_of(words), _ignoring_match(days_of)) for words, days_of in phrases)


def _ignoring_match(days_of: Callable[[date], Days]) -> _DaysOf:
    return lambda found, newest: days_of(newest)


def _last_week(newest: date) -> Days:
    monday = newest - timedelta(days=newest.weekday())
    return monday - timedelta(days=7), monday - timedelta(days=1)


def _last_month(newest: date) -> Days:
    last = newest.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _open_ended(days: Days, before: str, language: str, newest: date) -> Days:
    """``days``, extended to all time before or after them by words such as "until" or "since"."""
    known, (first, last) = language_of(language), days
    if _ends_with(before, known.until):
        return date.min, last
    if _ends_with(before, known.since):
        return first, max(newest, last)
    return days


def _ends_with(text: str, words: Words) -> bool:
    pattern = rf"(?<!\w){any_of(words)}{_SHORT_WORD}"
    return bool(words) and re.search(pattern, text, re.IGNORECASE) is not None
