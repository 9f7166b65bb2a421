"""Judges the alerts on articles that an interrupted program has left."""

from __future__ import annotations

from bot.async_alerts import AsyncAlerts
from bot.repeating import repeat

_LEFT_AFTER_S = 15.0


async def judge_leftovers(alerts: AsyncAlerts, *, every_s: float = _LEFT_AFTER_S) -> None:
    """Judges what is left, until cancelled, whenever nothing has changed for ``every_s``.

    Who stores articles judges alerts on them, so that doing so at once would do it twice.
    """
    before: tuple[int, int] | None = None

    async def judge() -> None:
        nonlocal before
        now = await alerts.unjudged()
        _, unjudged = now
        if unjudged and now == before:
            await alerts.judge()
        before = now

    await repeat(judge, "Alerts are not judged", every_s=every_s)
