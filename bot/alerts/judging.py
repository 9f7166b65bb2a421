"""Judges the alerts on articles that an interrupted program has left."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.async_alerts import AsyncAlerts
from bot.repeating import FIRST_PAUSE_S, repeat

_LEFT_AFTER_S = 15.0


class LeftoverJudging:
    """Judges what is left, once nothing has changed for a while.

    Who stores articles judges alerts on them, so that doing so at once would do it twice.
    """

    def __init__(
        self,
        alerts: AsyncAlerts,
        *,
        clock: Callable[[], float] = time.monotonic,
        every_s: float = 5.0,
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self._alerts = alerts
        self._clock = clock
        self._pauses = {"every_s": every_s, "first_pause_s": first_pause_s}
        self._seen: tuple[int, int] | None = None
        self._since = 0.0

    async def run(self) -> None:
        """Judges what is left, until cancelled."""
        await repeat(self.judge_left, "Alerts are not judged", **self._pauses)

    async def judge_left(self) -> None:
        """Judges what is left, if nothing has changed for a while."""
        seen = await self._alerts.unjudged()
        now = self._clock()
        if seen != self._seen:
            self._seen, self._since = seen, now
        _, unjudged = seen
        if unjudged and now - self._since >= _LEFT_AFTER_S:
            await self._alerts.judge()
            self._seen = None
