"""Restarts polling that has silently stopped receiving answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.telegram_io.heartbeat import Heartbeat

_log = logging.getLogger(__name__)
_RESTART_WITHIN_S = 15.0


async def watch(
    heartbeat: Heartbeat,
    *,
    stall_s: float,
    restart: Callable[[], Awaitable[None]],
    give_up: Callable[[], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Calls ``restart`` after ``stall_s`` without an answer, and ``give_up`` if that fails.

    A stall is noticed after 1.25 ``stall_s`` at the latest. Restarted polling again gets
    ``stall_s`` to answer.
    """
    while True:
        await sleep(stall_s / 4)
        if heartbeat.time_left_s(stall_s) > 0:
            continue
        _log.error(
            "Telegram has not answered for %.0f s: polling is restarted.", heartbeat.silence_s()
        )
        try:
            await asyncio.wait_for(restart(), _RESTART_WITHIN_S)
        except Exception:
            _log.exception("Polling could not be restarted: the bot exits, to be started again.")
            give_up()
            return
        heartbeat.restart_timer()
