"""Patterns of times in each language, with the period that a match names."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

from retrieval.text.languages import Words, any_of, any_word_of, language_of
from retrieval.text.languages.filters import (
    FilterPhrases,
    filter_phrases,
    filter_phrases_of,
    template_pattern,
)
from retrieval.text.times import periods
from retrieval.text.times.periods import Period
from retrieval.text.words.letters import caseless

Resolve: TypeAlias = Callable[[re.Match[str], date], Period]
"""The period that a match names, relative to today; raises ValueError where it names none."""

_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d|s\b)"  # "1990s" are no year
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)"
_NUMBER = r"(?P<number>[01]?\d)"
_ABBREVIATED = 2  # letters that an abbreviation lacks; an inflected form may lack one
_MOST_UNITS = 2000
_UNITS = ("hours", "days", "weeks", "months", "years")
_HOURS_A_DAY, _DAYS_A_WEEK, _MONTHS_A_YEAR = 24, 7, 12
_THIRDS = 3
_FIRST_SEASON, _SEASON = 3, 3  # months: spring begins in March, and lasts three


@cache
def time_patterns(language: str) -> list[tuple[re.Pattern[str], Resolve, bool]]:
    """Patterns with what they mean, and whether that is a rolling time."""
    own = filter_phrases_of(language)
    patterns = [(pattern, resolve, False) for pattern, resolve in _of_dates(own)]
    patterns += [(pattern, resolve, False) for pattern, resolve in _of_calendar(own)]
    for templates, resolve, is_rolling in (
        (own.rolling, _last_units, True),
        (own.ago, _ago, False),
    ):
        patterns += [(_compiled(template, own), resolve, is_rolling) for template in templates]
    return patterns


def _of_dates(own: FilterPhrases) -> Iterator[tuple[re.Pattern[str], Resolve]]:
    months = [name for names in language_of(own.code).months for name in names]
    part = rf"(?:(?P<part>{_parts_of(own)}\s*){_article(own)})?"
    month = rf"(?<!\w)(?P<month>{any_of(months)})(?!\w)\.?" if months else r"(?P<month>(?!))"
    link = rf"[\s.,]*(?:{any_of(own.date_links)}\s+)?" if own.date_links else r"[\s.,]*"
    day = rf"{_DAY}(?:{any_of(own.ordinals)})?" if own.ordinals else _DAY
    full = _full_names(own.code)
    unit = rf"(?:{any_of(own.years)}\s*)?" if own.years else ""
    of_year = rf"(?:\s+{any_of(own.years)}(?!\w))?" if own.years else ""
    for pattern in (
        rf"(?<![\d-]){_YEAR}-{_NUMBER}(?:-(?P<day>[0-3]\d))?(?![\d-])",
        rf"{_DAY}\.\s?{_NUMBER}\.\s?{_YEAR}",
        rf"(?<![\d/])(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)/{_YEAR}",
        rf"{_YEAR}\s*年\s*{_NUMBER}\s*月(?:\s*(?P<day>[0-3]?\d)\s*[日号])?(?:份)?",
        rf"{_YEAR}\s*年",
        rf"{day}{link}{month}(?:{link}{_YEAR}{of_year})?",
        rf"{month}\s+{day}(?!\w)(?:,?\s+{_YEAR})?",
        rf"{part}{month}{link}{_YEAR}{of_year}",
        rf"{part}(?<!\w)(?P<month>{any_of(full)})(?!\w)" if full else r"(?!)",
        rf"(?<![\d\w-]){part}{unit}{_YEAR}(?![\d-]){of_year}",
    ):
        yield re.compile(pattern, re.IGNORECASE), lambda found, today: _date(found, own, today)


@cache
def _month_numbers(language: str) -> Mapping[str, int]:
    """The number of each month by its names."""
    named = enumerate(language_of(language).months, start=1)
    return {caseless(name): number for number, names in named for name in names}


def _full_names(language: str) -> list[str]:
    """The names of months that are no abbreviation of another, which may be another word."""
    return [
        own
        for names in language_of(language).months
        for own in names
        if not any(
            len(other) - len(own) >= _ABBREVIATED and other.startswith(own) for other in names
        )
    ]


def _of_calendar(own: FilterPhrases) -> Iterator[tuple[re.Pattern[str], Resolve]]:
    for words, period_of in (
        (own.today, periods.one_day),
        (own.yesterday, lambda day: periods.one_day(day - timedelta(1))),
        (own.day_before_yesterday, lambda day: periods.one_day(day - timedelta(2))),
        (own.this_week, periods.week_so_far),
        (own.last_week, periods.week_before),
        (own.this_month, periods.month_so_far),
        (own.last_month, periods.month_before),
        (own.this_year, periods.year_so_far),
        (own.last_year, periods.year_before),
    ):
        yield any_word_of(words), _ignoring_match(period_of)
    for names, resolve in ((own.years, _part_of_year), (own.months, _part_of_month)):
        if names and own.beginning_of:
            unit = rf"{any_of(names)}(?!\w)(?!\s*\d)"
            part = rf"(?P<part>{_parts_of(own)})\s*{_article(own)}{unit}"
            yield re.compile(part, re.IGNORECASE), _with_own(resolve, own)
    for number, forms in enumerate(own.weekdays):
        last = rf"(?:{any_of(own.last_weekday)}\s+)?" if own.last_weekday else ""
        weekday = re.compile(rf"(?<!\w){last}(?P<weekday>{any_of(forms)})(?!\w)", re.IGNORECASE)
        yield weekday, _weekday_of(number)
    for number, forms in enumerate(own.seasons):
        links = rf"(?:{any_of(own.date_links)}\s+)?" if own.date_links else ""
        season = rf"(?<!\w)(?P<season>{any_of(forms)})(?!\w)(?:\s+{links}{_YEAR})?"
        yield re.compile(season, re.IGNORECASE), _season_of(_FIRST_SEASON + _SEASON * number)


def _compiled(template: str, own: FilterPhrases) -> re.Pattern[str]:
    values = [pair.rpartition("/")[0] for pair in own.numbers]
    of_unit = {unit: getattr(own, unit) for unit in _UNITS}
    pairs = [pair.split("/") for pair in own.duals]
    of_two = {f"two_{unit}": tuple(w for w, u in pairs if u == unit) for unit in _UNITS}
    slots = {
        "n": rf"(?P<n>\d{{1,3}}|{any_of(values)})",
        "unit": _any_unit(of_unit),
        "dual": _any_unit(of_two),
    }
    return re.compile(template_pattern(template, slots), re.IGNORECASE)


def _any_unit(named: Mapping[str, Words]) -> str:
    """A pattern for any of the words, in a group of their name."""
    groups = (
        rf"(?P<{name}>{any_word_of(words).pattern})" for name, words in named.items() if words
    )
    return rf"(?:{'|'.join(groups) or '(?!)'})"


def _date(found: re.Match[str], own: FilterPhrases, today: date) -> Period:
    parts = found.groupdict()
    months = _month_numbers(own.code)
    named = parts.get("month")
    month = months[caseless(named)] if named else int(parts.get("number") or 0)
    day = int(parts.get("day") or 0)
    if parts.get("first"):
        day, month = _day_and_month(int(found["first"]), int(found["second"]), own)
    if parts.get("year"):
        year = int(parts["year"])
    else:  # the last such day or month
        year = today.year - ((month, day) > (today.month, today.day if day else _MONTHS_A_YEAR))
    if not month:
        return _third(periods.year_of(date(year, 1, 1)), parts.get("part"), own)
    if day:
        return periods.one_day(date(year, month, day))
    return _third(periods.month_of(date(year, month, 1)), parts.get("part"), own)


def _day_and_month(first: int, second: int, own: FilterPhrases) -> tuple[int, int]:
    """The day and month of "25/2/2022"; raises ValueError where English leaves them open."""
    if first > _MONTHS_A_YEAR or (own.code != "en" and second <= _MONTHS_A_YEAR):
        return first, second
    if second > _MONTHS_A_YEAR or first == second:
        return second, first
    raise ValueError(f"{first}/{second}")


def _last_units(found: re.Match[str], today: date) -> Period:
    return Period(_units_before(found, today), today)


def _ago(found: re.Match[str], today: date) -> Period:
    return periods.one_day(_units_before(found, today))


def _units_before(found: re.Match[str], today: date) -> date:
    parts = found.groupdict()
    named = (own for own in _UNITS if parts.get(own) or parts.get(f"two_{own}"))
    unit = next(named, "days")
    count = 2 if parts.get(f"two_{unit}") else _number(parts.get("n"), found)
    if unit in ("months", "years"):
        months = count * (_MONTHS_A_YEAR if unit == "years" else 1)
        year, month = divmod(today.year * _MONTHS_A_YEAR + today.month - 1 - months, _MONTHS_A_YEAR)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(today.day, last))
    if unit == "hours":
        count = -(-count // _HOURS_A_DAY)
    return today - timedelta(days=count * (_DAYS_A_WEEK if unit == "weeks" else 1))


def _number(written: str | None, found: re.Match[str]) -> int:
    if written is None:
        return 1
    if written.isdecimal():
        return min(int(written), _MOST_UNITS)
    return _numbers()[caseless(" ".join(written.split()))]


@cache
def _numbers() -> Mapping[str, int]:
    """The numbers in letters of all languages, of which no two have different values."""
    pairs = (pair.rpartition("/") for own in filter_phrases() for pair in own.numbers)
    return {caseless(word): int(value) for word, _, value in pairs}


def _part_of_year(found: re.Match[str], own: FilterPhrases, today: date) -> Period:
    return _third(periods.year_of(today), found["part"], own)


def _part_of_month(found: re.Match[str], own: FilterPhrases, today: date) -> Period:
    return _third(periods.month_of(today), found["part"], own)


def _third(period: Period, part: str | None, own: FilterPhrases) -> Period:
    """The first, middle or last third of ``period`` where a ``part`` of it is named."""
    words = caseless(" ".join((part or "").split()))
    if not words:
        return period
    days = (period.last - period.first).days + 1
    beginnings, middles = (map(caseless, own_) for own_ in (own.beginning_of, own.middle_of))
    place = 0 if words in beginnings else 1 if words in middles else 2
    first = period.first + timedelta(days * place // _THIRDS)
    return Period(first, period.first + timedelta(days * (place + 1) // _THIRDS - 1))


def _weekday_of(number: int) -> Resolve:
    def last_such_day(found: re.Match[str], today: date) -> Period:
        return periods.one_day(today - timedelta((today.weekday() - number) % _DAYS_A_WEEK))

    return last_such_day


def _season_of(month: int) -> Resolve:
    """The last season that begins in ``month``, or that of the year named; as in the north."""

    def season(found: re.Match[str], today: date) -> Period:
        year = int(found["year"] or today.year - (month > today.month))
        end = date(year + month // 10, (month + _SEASON - 1) % _MONTHS_A_YEAR + 1, 1)
        return Period(date(year, month, 1), end - timedelta(1))

    return season


def _with_own(
    resolve: Callable[[re.Match[str], FilterPhrases, date], Period], own: FilterPhrases
) -> Resolve:
    return lambda found, today: resolve(found, own, today)


def _ignoring_match(period_of: Callable[[date], Period]) -> Resolve:
    return lambda found, today: period_of(today)


def _parts_of(own: FilterPhrases) -> str:
    words = (*own.beginning_of, *own.middle_of, *own.end_of)
    return rf"(?<!\w){any_of(words)}" if words else r"(?!)"


def _article(own: FilterPhrases) -> str:
    return rf"(?:{any_of(own.definite_articles)}\s+)?" if own.definite_articles else ""
