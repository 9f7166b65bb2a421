"""Dates as pages and files write them → ISO 8601, or None where no day is really known."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from retrieval.sources.metadata.months import MONTH_NAME, month_number
from retrieval.text.languages.boilerplate import phrases

_EARLIEST_YEAR = 1600
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?")
_SINCE_1970 = re.compile(r"(\d{10})(?:\d{3})?")  # in seconds, or milliseconds
_TIME_WITHIN = re.compile(
    rf"(\b{MONTH_NAME}\.? \d{{1,2}}|\b\d{{1,2}}\.? {MONTH_NAME}),?(?: [^\W\d_]{{1,3}}\.?)?"
    r" \d{1,2}[:.]\d\d(?::\d\d)?(?: [A-Z]{2,5})? (?=(?:19|20)\d\d(?!\d))"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日號号일])(?!(?<![日號号일])\d)"
)
_NUMERIC = re.compile(r"(\d{1,2})(\. |[./-])(\d{1,2})\2(\d{4})")
_SLASHED = re.compile(r"(?<![\d/-])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\d/-])")
_AFTER_WEEKDAY = re.compile(
    r"(\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"(?<![\d.])(\d\d)\.(\d\d)\.(\d\d)(?![\d.])")
_SLASHED_SHORT_YEAR = re.compile(r"(?<![\d/])(?!2\d)(\d{1,2})/(\d{1,2})/(\d\d)(?![\d/])")
_DAY_FIRST_CODES = frozenset(phrases("day_first"))
_MAIL = re.compile(r"(?:[A-Za-z]{3,9},? )?\d{1,2} [A-Za-z]{3} (?:\d{4}|\d\d) \d{1,2}:\d\d")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s+of|\s+de)?[\s./-]+"
    rf"({MONTH_NAME})(?:/{MONTH_NAME})?\.?,?(?:\s+del?)?[\s./-]+(\d{{4}})(?!\d)"
)
_YEAR_THEN_MONTH = re.compile(rf"(?<!\d)(\d{{4}})\.?\s+({MONTH_NAME})\.?\s+(\d{{1,2}})(?!\d)")
_MONTH_FIRST = re.compile(rf"({MONTH_NAME})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")


def parse_date(written: str | None) -> str | None:
    """Return the date as ``YYYY-MM-DD``, or to the second where the zone of a time is stated.

    The stated zone is kept: moved to UTC, an American evening paper would be the next day's.

    None where no day is named (only a year or a month), where day and month cannot be told apart,
    and where the date is impossible or later than tomorrow.

    >>> parse_date("2022-02-25T11:30:00+02:00")
    '2022-02-25T11:30:00+02:00'
    >>> parse_date("Feb. 25, 2022"), parse_date("25 лютого 2022"), parse_date("February 2022")
    ('2022-02-25', '2022-02-25', None)
    """
    if not written or len(written) > 100:
        return None
    try:
        moment = _read(written.strip())
    except (ValueError, OverflowError):
        return None
    return _known(moment)


def parse_timestamp(written: str) -> str | None:
    """Return the date as :func:`parse_date` does, also of seconds or milliseconds since 1970.

    Programs write dates so for programs; among what people write, it may be any number.

    >>> [parse_timestamp(written) for written in ("1709625600000", "5 March 2024", "5551234")]
    ['2024-03-05T08:00:00+00:00', '2024-03-05', None]
    """
    seconds = _SINCE_1970.fullmatch(written.strip())
    if seconds is None:
        return parse_date(written)
    return _known(_to_the_second(datetime.fromtimestamp(int(seconds[1]), UTC)))


def is_day_first(language: str | None) -> bool:
    """Whether 3/4/2024 is the third of April in a language, also of a country.

    >>> is_day_first("fr"), is_day_first("pt_BR"), is_day_first("en-GB"), is_day_first("en")
    (True, True, True, False)
    """
    code = (language or "").casefold().replace("_", "-")
    return code in _DAY_FIRST_CODES or code.partition("-")[0] in _DAY_FIRST_CODES


def with_day_first(text: str) -> str:
    """Return the text with its dates written so that the first number is plainly the day.

    >>> [with_day_first(text) for text in ("Le 03/04/2024", "2024/03/04", "03.04.24, 8.15 Uhr")]
    ['Le 03.04.2024', '2024/03/04', '03.04.2024, 8.15 Uhr']
    """
    return _SHORT_YEAR.sub(r"\1.\2.20\3", _SLASHED.sub(r"\1.\3.\4", text))


def with_whole_years(text: str) -> str:
    """Return the text with four digits for the years of its dates with slashes; what begins with 20
    to 29 may begin with the year.

    >>> with_whole_years("3/14/24 8:15 AM"), with_whole_years("24/3/14")
    ('3/14/2024 8:15 AM', '24/3/14')
    """
    return _SLASHED_SHORT_YEAR.sub(r"\1/\2/20\3", text)


def with_time_behind(text: str) -> str:
    """Return the text without the times of day that stand before the year of a date.

    >>> with_time_behind("Thu Oct 14 21:06:33 BST 2004"), with_time_behind("12 March at 05.42 2024")
    ('Thu Oct 14 2004', '12 March 2024')
    """
    return _TIME_WITHIN.sub(r"\1 ", text)


def with_day_by_weekday(text: str) -> str:
    """Return the text with its dates written plainly where the day of the week tells the month.

    >>> with_day_by_weekday("Tue, 03/05/2024"), with_day_by_weekday("Sat, 03/05/2024")
    ('Tue, 05.03.2024', 'Sat, 03/05/2024')
    """
    return _AFTER_WEEKDAY.sub(_plain_day, text)


def _plain_day(match: re.Match[str]) -> str:
    weekday, (first, second, year) = match[2].title(), map(int, match.groups()[2:])
    days = [
        f"{match[1]}{day:02}.{month:02}.{year}"
        for day, month in {(first, second), (second, first)}
        if _weekday(year, month, day) == weekday
    ]
    return days[0] if len(days) == 1 else match[0]


def _weekday(year: int, month: int, day: int) -> str | None:
    """The abbreviated day of the week in English, None for what is no day."""
    try:
        return calendar.day_abbr[date(year, month, day).weekday()]
    except ValueError:
        return None


def later(updated_at: str | None, published_at: str | None) -> str | None:
    """Return ``updated_at`` where it is later than ``published_at``, else None."""
    if updated_at is None or published_at is None:
        return updated_at
    first, second = (datetime.fromisoformat(moment) for moment in (published_at, updated_at))
    if first.tzinfo and second.tzinfo:
        return updated_at if second > first else None
    return updated_at if second.date() > first.date() else None


def _known(moment: date | datetime | None) -> str | None:
    if moment is None:
        return None
    day = moment.date() if isinstance(moment, datetime) else moment
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    if day.year < _EARLIEST_YEAR or day > tomorrow or day == date(1970, 1, 1):
        return None
    return moment.isoformat()


def _read(written: str) -> date | datetime | None:
    if match := _ISO.match(written):
        return _from_iso(match)
    if _MAIL.match(written):
        return _to_the_second(parsedate_to_datetime(written))
    if match := _COMPACT.fullmatch(written) or _YEAR_FIRST.match(written):
        year, month, day = (int(part) for part in match.groups() if part and part.isdecimal())
        return date(year, month, day)
    if match := _NUMERIC.match(written):
        return _from_numbers(match)
    return _from_words(_TIME_WITHIN.sub(r"\1 ", written))


def _from_iso(match: re.Match[str]) -> date | datetime:
    day = date.fromisoformat(match["day"])
    if not match["time"] or not match["zone"]:
        return day
    zone = match["zone"].upper()
    offset = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    return _to_the_second(datetime.fromisoformat(f"{match['day']}T{match['time']}{offset}"))


def _to_the_second(moment: datetime) -> date | datetime:
    """A time without a zone, or midnight to the second, says no more than its day."""
    if moment.tzinfo is None or moment.time() == time(0):
        return moment.date()
    return moment.replace(microsecond=0)


def _from_numbers(match: re.Match[str]) -> date | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if second > 12:
        return date(year, first, second)
    is_day_first = match[2][0] == "." or first > 12 or first == second
    return date(year, second, first) if is_day_first else None


def _from_words(written: str) -> date | None:
    orders = (_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_THEN_MONTH, (1, 2, 3))
    for pattern, (year, month, day) in orders:
        for match in pattern.finditer(written):
            if number := month_number(match[month]):
                return date(int(match[year]), number, int(match[day]))
    return None
