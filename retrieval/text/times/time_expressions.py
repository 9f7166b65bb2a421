"""Times that a text names, in any of the languages: "3 March 2022", "last week", "two days ago"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from retrieval.text.languages import any_of
from retrieval.text.languages.filters import filter_phrases_of
from retrieval.text.times import periods
from retrieval.text.times.periods import Period
from retrieval.text.times.time_patterns import time_patterns
from retrieval.text.words.letters import with_plain_apostrophes

Recurrence: TypeAlias = Literal["week", "year"] | None

_BARE = frozenset(("month", "year", "weekday", "season"))
_LONGEST = 100  # characters of a time that is written alone


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """The time that characters ``start:end`` of a text name.

    ``is_rolling`` is whether it is a time up to now, such as "the last two weeks". ``recurs`` is
    after what another time has the same name: "March" after a year, "Monday" after a week.
    ``alone`` is "month", "year", "weekday" or "season" where nothing else is named, and
    ``counts_years`` whether it is so many years ago.
    """

    start: int
    end: int
    period: Period
    is_rolling: bool = False
    recurs: Recurrence = None
    alone: str | None = None
    counts_years: bool = False


def time_expressions(text: str, language: str, *, today: date) -> list[TimeExpression]:
    """The times that ``text`` names, in order, none within another.

    A day of the week before a day is part of that, and "last year" of the month before it.

    >>> text = "What was said from Thursday, 24 February 2022 to May last year?"
    >>> for found in time_expressions(text, "en", today=date(2022, 11, 16)):
    ...     print(text[found.start : found.end], found.period.first, found.period.last)
    Thursday, 24 February 2022 2022-02-24 2022-02-24
    May last year 2021-05-01 2021-05-31
    """
    plain = with_plain_apostrophes(text)
    found = sorted(_found(plain, language, today), key=lambda own: (own.start, -own.end))
    chosen: list[TimeExpression] = []
    for own in found:
        if not chosen or own.start >= chosen[-1].end:
            chosen.append(own)
    return _with_years(plain, _with_weekdays(plain, chosen, language), language, today)


def named_time(text: str, *, today: date, languages: Iterable[str]) -> Period | None:
    """The time that the whole of ``text`` names in one of ``languages``, ``None`` if it does not.

    >>> print(named_time("March", today=date(2022, 11, 16), languages=["en"]))
    Period(first=datetime.date(2022, 3, 1), last=datetime.date(2022, 3, 31))
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    for language in languages:
        for own in time_expressions(text, language, today=today):
            before = text[: own.start].strip().lower()
            articles = ("", *filter_phrases_of(language).definite_articles)
            if own.end == len(text) and before in articles:
                return own.period
    return None


def has_impossible_time(text: str, language: str, *, today: date) -> bool:
    """Whether ``text`` names a day that there is not.

    >>> has_impossible_time("since 31 June", "en", today=date(2022, 11, 16))
    True
    """
    for pattern, resolve, _ in time_patterns(language):
        for found in pattern.finditer(text):
            try:
                resolve(found, today)
            except (ValueError, OverflowError):
                return True
    return False


def _with_weekdays(
    text: str, times: Sequence[TimeExpression], language: str
) -> list[TimeExpression]:
    """``times``, of which a day begins with the day of the week that stands before it."""
    article = any_of(filter_phrases_of(language).definite_articles)
    between = re.compile(rf"[\s,]*(?:{article}\s+)?", re.IGNORECASE)
    joined: list[TimeExpression] = []
    for own in times:
        is_day = own.period.first == own.period.last and own.alone is None
        is_behind = is_day and joined and joined[-1].alone == "weekday"
        if is_behind and between.fullmatch(text, joined[-1].end, own.start):
            joined.append(replace(own, start=joined.pop().start))
        else:
            joined.append(own)
    return joined


def _with_years(
    text: str, times: Sequence[TimeExpression], language: str, today: date
) -> list[TimeExpression]:
    """``times``, of which a month, day or season is one of last year if that stands behind it."""
    own_words = filter_phrases_of(language)
    link, article = any_of(own_words.date_links), any_of(own_words.definite_articles)
    between = re.compile(rf"[\s,]*(?:{link}\s*)?(?:{article}\s+)?", re.IGNORECASE)
    joined: list[TimeExpression] = []
    for own in times:
        is_year = own.alone is None and own.period == periods.year_of(own.period.first)
        is_last_year = is_year and own.period.first.year == today.year - 1
        is_behind = is_last_year and joined and joined[-1].recurs == "year"
        if is_behind and between.fullmatch(text, joined[-1].end, own.start):
            start, end = joined[-1].start, joined.pop().end
            period = _within_year(text[start:end], language, own.period)
            joined.append(TimeExpression(start, own.end, period))
        else:
            joined.append(own)
    return joined


def _within_year(time: str, language: str, year: Period) -> Period:
    """The period of a month, day or season in a ``year``; all of that if it has no such day."""
    found = [own for own in _found(time, language, year.last) if own.end == len(time)]
    return min(found, key=lambda own: own.start).period if found else year


def _found(text: str, language: str, today: date) -> Iterator[TimeExpression]:
    """The times of each pattern, but for those within one that cannot be: "June" in "31 June"."""
    impossible: set[int] = set()  # the characters of these
    possible: list[TimeExpression] = []
    for pattern, resolve, is_rolling in time_patterns(language):
        for found in pattern.finditer(text):
            try:
                period = resolve(found, today)
            except (ValueError, OverflowError):
                impossible.update(range(*found.span()))
                continue
            named = {name for name, value in found.groupdict().items() if value}
            possible.append(
                TimeExpression(
                    *found.span(),
                    period,
                    is_rolling,
                    recurs=_recurrence(named),
                    alone=_alone(named),
                    counts_years=not named.isdisjoint(("years", "two_years")) and not is_rolling,
                )
            )
    return (own for own in possible if not impossible.issuperset(range(own.start, own.end)))


def _recurrence(named: Set[str]) -> Recurrence:
    if "weekday" in named:
        return "week"
    return "year" if named & {"month", "season"} and "year" not in named else None


def _alone(named: Set[str]) -> str | None:
    return next(iter(named)) if len(named) == 1 and named <= _BARE else None
