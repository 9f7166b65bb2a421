"""Temporal expressions in questions: "last March", "on 24 February 2022", "this week".

Those of other languages than English are in :mod:`retrieval.text.named_days`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from retrieval.text import periods
from retrieval.text.languages import any_of
from retrieval.text.languages import language as language_by_code
from retrieval.text.named_days import named_days
from retrieval.text.periods import Period

_ENGLISH = language_by_code("en")
_MONTHS = {name: number for number, names in enumerate(_ENGLISH.months, start=1) for name in names}
_DAYS = {name: number for number, name in enumerate(_ENGLISH.weekdays)}
_MONTH = rf"(?P<month>{any_of(_MONTHS)})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"

_PART = r"\s+(?:the\s+|early\s+|late\s+)?$"
_UNTIL = re.compile(rf"\b{any_of(_ENGLISH.until)}{_PART}", re.IGNORECASE)
_SINCE = re.compile(rf"\b{any_of(_ENGLISH.since)}{_PART}", re.IGNORECASE)


def asked_period(question: str, *, newest: date, language: str = "en") -> Period | None:
    """The period that ``question`` names, relative to the day of the ``newest`` article.

    Relative expressions refer to that day and not to today because an archive may have ended long
    ago: "this week" then means its last week.

    >>> print(asked_period("What did Reuters say last March?", newest=date(2022, 11, 5)))
    Period(first=datetime.date(2022, 3, 1), last=datetime.date(2022, 3, 31))
    >>> asked_period("Who is the mayor?", newest=date(2022, 11, 5)) is None
    True
    >>> print(asked_period("Was geschah am 3. März 2022?", newest=date(2022, 11, 5), language="de"))
    Period(first=datetime.date(2022, 3, 3), last=datetime.date(2022, 3, 3))
    """
    if language != "en":
        return named_days(question, language, newest=newest)
    for pattern, period_of in _PATTERNS:
        for found in pattern.finditer(question):
            try:
                period = period_of(found, newest)
            except (ValueError, OverflowError):  # such as 31 June
                continue
            return _open_ended(period, question[: _date_start(found)], newest)
    return None


def _date_start(found: re.Match[str]) -> int:
    """Where the date itself starts, after words such as "since"."""
    starts = [found.start(name) for name, text in found.groupdict().items() if text]
    return min(starts, default=found.start())


def _open_ended(period: Period, before: str, newest: date) -> Period:
    """``period``, extended to all time before or after it by words such as "until" or "since"."""
    if _UNTIL.search(before):
        return Period(date.min, period.last)
    if _SINCE.search(before):
        return Period(period.first, max(newest, period.last))
    return period


def _iso(found: re.Match[str], newest: date) -> Period:
    return periods.one_day(date.fromisoformat(found[0]))


def _day(found: re.Match[str], newest: date) -> Period:
    month, number = _month_of(found), int(found["day"])
    year = int(found["year"]) if found["year"] else newest.year
    day = date(year, month, number)
    if not found["year"] and day > newest:
        day = date(year - 1, month, number)
    return periods.one_day(day)


def _month(found: re.Match[str], newest: date) -> Period:
    month = _month_of(found)
    year = int(found["year"]) if found["year"] else newest.year - (month > newest.month)
    return periods.month_of(date(year, month, 1))


def _weekday(found: re.Match[str], newest: date) -> Period:
    number = _DAYS[found["weekday"].lower()]
    return periods.one_day(newest - timedelta(days=(newest.weekday() - number) % 7))


def _year(found: re.Match[str], newest: date) -> Period:
    return periods.year_of(date(int(found["year"]), 1, 1))


def _last(found: re.Match[str], newest: date) -> Period:
    before = {
        "week": periods.week_before,
        "month": periods.month_before,
        "year": periods.year_before,
    }
    return before[found["unit"].lower()](newest)


def _this(found: re.Match[str], newest: date) -> Period:
    so_far = {"month": periods.month_so_far, "year": periods.year_so_far}
    return so_far.get(found["unit"].lower(), periods.recent_days)(newest)


def _recent(found: re.Match[str], newest: date) -> Period:
    return periods.recent_days(newest)


def _month_of(found: re.Match[str]) -> int:
    return _MONTHS[found["month"].lower()]


_PeriodOf: TypeAlias = Callable[[re.Match[str], date], Period]


def _compiled(patterns: Mapping[str, _PeriodOf]) -> list[tuple[re.Pattern[str], _PeriodOf]]:
    return [(re.compile(text, re.IGNORECASE), period_of) for text, period_of in patterns.items()]


# The first match decides, so the more specific patterns come first.
_PATTERNS = _compiled(
    {
        r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b": _iso,
        rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?": _day,
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?": _day,
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}": _month,
        rf"\b(?:in|last|this|during|since|before|after|until|by|of)\s+(?:early\s+|late\s+|mid-?)?{_MONTH}"
        rf"(?P<year>(?!))?": _month,
        r"\blast\s+(?P<unit>week|month|year)\b": _last,
        r"\bthis\s+(?:past\s+)?(?P<unit>week|weekend|month|year)\b": _this,
        rf"\b(?:on|last|this|this past)\s+(?P<weekday>{any_of(_DAYS)})\b": _weekday,
        rf"\b(?:in|of|during|since|before|after|until|by|from|for|the)\s+{_YEAR}": _year,
        rf"\b{any_of(_ENGLISH.recent)}\b": _recent,
    }
)
