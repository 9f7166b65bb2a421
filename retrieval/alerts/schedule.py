"""When what an alert found is told: at once, in a digest, after quiet hours or a pause."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from retrieval.errors import AlertError
from retrieval.types import AlertSchedule

_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?")
_MOST_HOURS = 14  # that any place is ahead of UTC
_HOURS, _WEEKDAYS = range(24), range(7)


def time_zone(name: str) -> tzinfo:
    """The time zone of that name, or of a difference from UTC; raises AlertError for another.

    >>> print(time_zone("+05:30"), time_zone("-3"), time_zone("Europe/Berlin"))
    UTC+05:30 UTC-03:00 Europe/Berlin
    """
    if found := _OFFSET.fullmatch(name.removeprefix("UTC")):
        sign, hours, minutes = found[1], int(found[2]), int(found[3] or 0)
        if hours <= _MOST_HOURS and minutes < 60:
            ahead = timedelta(hours=hours, minutes=minutes)
            return timezone(ahead if sign == "+" else -ahead)
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, or no name of a zone at all
        raise AlertError(
            f"No time zone “{name}”: name one such as Europe/Berlin, or the difference from UTC "
            "such as +02:00."
        ) from None


def known_zone(name: str) -> tzinfo:
    """The time zone of that name, UTC if this machine does not know it, as another one may."""
    try:
        return time_zone(name)
    except AlertError:
        return UTC


def check_schedule(schedule: AlertSchedule) -> None:
    """Raises AlertError for hours, days and time zones that there are not."""
    time_zone(schedule.time_zone)
    quiet = (schedule.quiet_from, schedule.quiet_to)
    if (quiet[0] is None) != (quiet[1] is None):
        raise AlertError("Quiet hours have a beginning and an end: give both, such as 22 and 7.")
    if any(hour is not None and hour not in _HOURS for hour in (schedule.hour, *quiet)):
        raise AlertError("An hour is a number from 0 to 23.")
    if schedule.weekday not in _WEEKDAYS:
        raise AlertError("A day of the week is a number from 0 for Monday to 6 for Sunday.")


def is_due(schedule: AlertSchedule, matched_at: datetime, now: datetime) -> bool:
    """Whether what was found at ``matched_at`` is to be told ``now``; both have time zones.

    >>> found, now = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (7, 9))
    >>> is_due(AlertSchedule("daily", hour=8), found, now)
    True
    >>> is_due(AlertSchedule("daily", hour=10), found, now)
    False
    """
    if schedule.muted_until and now < datetime.fromisoformat(schedule.muted_until):
        return False
    local = now.astimezone(known_zone(schedule.time_zone))
    if schedule.delivery == "at once":
        return not is_quiet(schedule, local.hour)
    return matched_at <= last_digest(schedule, now)


def is_quiet(schedule: AlertSchedule, hour: int) -> bool:
    """Whether nothing is to be told in that local hour.

    >>> night = AlertSchedule(quiet_from=22, quiet_to=7)
    >>> [hour for hour in range(24) if is_quiet(night, hour)]
    [0, 1, 2, 3, 4, 5, 6, 22, 23]
    """
    first, end = schedule.quiet_from, schedule.quiet_to
    if first is None or end is None:
        return False
    return first <= hour < end if first <= end else not end <= hour < first


def last_digest(schedule: AlertSchedule, now: datetime) -> datetime:
    """When the last digest was due, by the local clock; the time is in UTC.

    >>> weekly = AlertSchedule("weekly", hour=9, weekday=4, time_zone="+02:00")
    >>> print(last_digest(weekly, datetime(2026, 3, 2, tzinfo=UTC)))
    2026-02-27 07:00:00+00:00
    """
    zone = known_zone(schedule.time_zone)
    local = now.astimezone(zone)
    days = 0
    if schedule.delivery == "weekly":
        days = (local.weekday() - schedule.weekday) % 7
    every = timedelta(days=7 if schedule.delivery == "weekly" else 1)
    at = local.replace(hour=schedule.hour, minute=0, second=0, microsecond=0)
    at -= timedelta(days=days)  # by the clock on the wall, across changes of summer time
    moment = at.astimezone(UTC)
    return moment if moment <= now else (at - every).astimezone(UTC)
