"""Runs of days, such as months, and those beside a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

_RECENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, inclusive."""

    first: date
    last: date

    def days_away(self, day: date) -> int:
        """How many days ``day`` lies outside, 0 within.

        >>> Period(date(2022, 3, 1), date(2022, 3, 31)).days_away(date(2022, 4, 2))
        2
        """
        return max((self.first - day).days, (day - self.last).days, 0)


def one_day(day: date) -> Period:
    """A day alone."""
    return Period(day, day)


def month_of(day: date) -> Period:
    """The whole month of ``day``."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last))


def year_of(day: date) -> Period:
    """The whole year of ``day``."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def week_so_far(day: date) -> Period:
    """From Monday to ``day``."""
    return Period(day - timedelta(day.weekday()), day)


def month_so_far(day: date) -> Period:
    """From the first of the month to ``day``."""
    return Period(day.replace(day=1), day)


def year_so_far(day: date) -> Period:
    """From the first of the year to ``day``."""
    return Period(date(day.year, 1, 1), day)


def week_before(day: date) -> Period:
    """The week before that of ``day``, from Monday to Sunday."""
    monday = day - timedelta(day.weekday())
    return Period(monday - timedelta(7), monday - timedelta(1))


def month_before(day: date) -> Period:
    """The month before that of ``day``."""
    return month_of(day.replace(day=1) - timedelta(1))


def year_before(day: date) -> Period:
    """The year before that of ``day``."""
    return year_of(date(day.year - 1, 1, 1))


def recent_days(day: date) -> Period:
    """The week up to ``day``."""
    return Period(day - timedelta(_RECENT_DAYS), day)
