"""The time that a question asks about: "last March", "on 24 February 2022", "recently"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from retrieval.text.languages import any_of, any_word_of, language_of
from retrieval.text.languages.filters import FilterPhrases, filter_phrases_of
from retrieval.text.times import periods
from retrieval.text.times.periods import Period
from retrieval.text.times.time_expressions import TimeExpression, time_expressions
from retrieval.text.words.terms import stop_words

_VAGUE = ("year", "weekday")  # of several times, one of these alone counts last
_SHORT_WORD = r"\w{1,4}"  # "seit dem", or an ordinal's article
_TIME_WITHIN = re.compile(r"\s(?:in|on|during|of)\s+$", re.IGNORECASE)
_AFTER_TIME = re.compile(rf"\W*$|[,;?!]|\s+{any_of(stop_words('en'))}\b", re.IGNORECASE)
_ANY_DAY = date(2022, 11, 16)  # where the time itself does not count
_LATER = timedelta(371)  # another day, week, month and year


def asked_period(question: str, *, newest: date, language: str = "en") -> Period | None:
    """The period that ``question`` names, relative to the day of the ``newest`` article.

    Relative expressions refer to that day and not to today because an archive may have ended long
    ago: "this week" then means its last days.

    >>> print(asked_period("What did Reuters say last March?", newest=date(2022, 11, 5)))
    Period(first=datetime.date(2022, 3, 1), last=datetime.date(2022, 3, 31))
    >>> asked_period("Who may win?", newest=date(2022, 11, 5)) is None
    True
    >>> print(asked_period("Was geschah am 3. März 2022?", newest=date(2022, 11, 5), language="de"))
    Period(first=datetime.date(2022, 3, 3), last=datetime.date(2022, 3, 3))
    """
    own = filter_phrases_of(language)
    phrases = any_word_of(language_of(language).recent)
    recent = [found.span() for found in phrases.finditer(question)]
    times = [
        found
        for found in time_expressions(question, language, today=newest)
        if not any(start < found.end and found.start < end for start, end in recent)
        and _is_a_time(found, question, own)
        and not _is_in_name(found, question, language)
    ]
    found = min(times, key=lambda own: own.alone in _VAGUE, default=None)
    if found is None or (recent and found.alone in _VAGUE):
        return periods.recent_days(newest) if recent else None
    return _open_ended(found.period, question[: found.start], language, newest)


def passing_time(question: str, *, today: date, language: str) -> str:
    """The words for a time that is past, and another one when they are read later; "" if none.

    One of each week or year is none, as "on Monday" may be the next one, nor is one that goes on,
    nor one in a name such as "Last Week Tonight".

    >>> passing_time("What was decided the day before yesterday?", today=date(2022, 3, 2),
    ...     language="en")
    'the day before yesterday'
    >>> passing_time("Who is mayor this year?", today=date(2022, 3, 2), language="en")
    ''
    """
    later = time_expressions(question, language, today=today + _LATER)
    same = {(own.start, own.end, own.period) for own in later}
    for own in time_expressions(question, language, today=today):
        is_lasting = own.is_rolling or own.recurs or (own.start, own.end, own.period) in same
        is_in_name = _is_in_name(own, question, language)
        if own.period.last < today and not is_lasting and not is_in_name:
            return question[own.start : own.end]
    return ""


def without_times(question: str) -> str:
    """The English ``question`` without the times in which something is asked about.

    Times that only begin or end one, or that tell what is meant, stay.

    >>> without_times("How many cases were there in February 2024 in Selm?")
    'How many cases were there in Selm?'
    >>> without_times("How many died in the March 2024 flood?")
    'How many died in the March 2024 flood?'
    >>> without_times("How many came between January and March 2024?")
    'How many came between January and March 2024?'
    """
    own = filter_phrases_of("en")
    for found in reversed(time_expressions(question, "en", today=_ANY_DAY)):
        before = _TIME_WITHIN.search(question, 0, found.start)
        is_time = _is_a_time(found, question, own) and not _is_in_name(found, question, "en")
        if is_time and before and _AFTER_TIME.match(question, found.end):
            question = f"{question[: before.start()]}{question[found.end :]}"
    return question


def _is_a_time(found: TimeExpression, question: str, own: FilterPhrases) -> bool:
    """Whether a month, year, weekday or season alone is meant as a time: no "may", no "2019 votes".

    A language in which months are other words as well has a list of what stands before a time.
    """
    if found.alone is None:
        return True
    if found.alone == "season":  # "Fall River"
        return False
    if not own.before_bare_times:
        return found.alone != "weekday"  # of a language whose weekdays may be other words
    words = [*own.before_bare_times, *(own.definite_articles if found.alone == "year" else ())]
    if re.match(rf"{any_of(words)}\b", question[found.start :], re.IGNORECASE):  # "last Monday"
        return True
    return _ends_with(question[: found.start], words, between=any_of(own.definite_articles))


def _is_in_name(found: TimeExpression, question: str, language: str) -> bool:
    """Whether a time has the capitals of a name within the question: "Last Week Tonight"."""
    if found.start == 0 or found.recurs or question.isupper():  # "March" always has one
        return False
    words = question[found.start : found.end].split()
    are_capital = all(word[0].isupper() for word in words)
    return are_capital and not language_of(language).has_capital_nouns


def _open_ended(period: Period, before: str, language: str, newest: date) -> Period:
    """``period``, extended to all time before or after by words such as "until" or "since"."""
    known = language_of(language)
    if _ends_with(before, known.until, between=_SHORT_WORD):
        return Period(date.min, period.last)
    if _ends_with(before, known.since, between=_SHORT_WORD):
        return Period(period.first, max(newest, period.last))
    return period


def _ends_with(text: str, words: Iterable[str], *, between: str) -> bool:
    """Whether ``text`` ends with one of ``words``, or what may stand behind it."""
    pattern = rf"(?<!\w){any_of(words)}\s+(?:{between}\s+)?$"
    return bool(words) and re.search(pattern, text, re.IGNORECASE) is not None
