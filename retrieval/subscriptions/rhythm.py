"""When a source is read again: what it says itself, what it has shown, and waiting after errors.

Moments are ISO 8601 UTC, all in the same form, so that they compare as texts.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from retrieval.text.times.days import stored_time

MIN_INTERVAL_S = 300.0
FIRST_INTERVAL_S = 3600.0
DAY_S = 86_400.0

_JITTER = 0.1  # share of a delay, so that sources added together do not stay together
_FASTER, _SLOWER = 0.5, 1.5  # after something new, and after nothing new
_DEAD_AFTER = timedelta(days=3)
_DEAD_FAILURES = 5


def interval_after(before_s: float, *, stated_s: float, has_news: bool) -> float:
    """The seconds between two reads: those that the source states, else as often as news comes.

    >>> interval_after(3600.0, stated_s=0.0, has_news=True)
    1800.0
    >>> interval_after(3600.0, stated_s=7200.0, has_news=True)
    7200.0
    """
    interval_s = stated_s or before_s * (_FASTER if has_news else _SLOWER)
    return min(DAY_S, max(MIN_INTERVAL_S, interval_s))


def delay_after(interval_s: float, *, failures: int, asked_s: float = 0.0) -> float:
    """The seconds until the next read: doubled with each failure in a row, a day at most.

    ``asked_s`` is how long the host asked to wait.

    >>> [delay_after(3600.0, failures=failures) for failures in (0, 1, 2, 3, 9)]
    [3600.0, 3600.0, 7200.0, 14400.0, 86400.0]
    """
    delay_s = interval_s * 2.0 ** min(max(0, failures - 1), 20)
    return min(DAY_S, max(delay_s, asked_s))


def next_run_at(now: datetime, delay_s: float, subscription_id: int) -> str:
    """The moment after a delay, later by a share of it that is fixed for each subscription."""
    digest = hashlib.sha256(str(subscription_id).encode()).digest()
    share = _JITTER * digest[0] / 255
    return stored_time(now + timedelta(seconds=delay_s * (1 + share)))


def is_reached(moment: str, now: datetime) -> bool:
    """Whether a planned moment has come; one that no plan can lie at was made by a wrong clock.

    >>> is_reached("2040-01-01T00:00:00+00:00", datetime.fromisoformat("2026-01-01T00:00:00Z"))
    True
    """
    latest = stored_time(now + timedelta(seconds=DAY_S * (1 + _JITTER)))
    return not stored_time(now) < moment <= latest


def has_failed_for_days(failing_since: str, now: datetime, *, failures: int) -> bool:
    """Whether a source has failed for so long that somebody should be told."""
    return failures >= _DEAD_FAILURES and failing_since <= stored_time(now - _DEAD_AFTER)
