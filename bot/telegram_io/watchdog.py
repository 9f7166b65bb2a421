"""Starts polling anew where it has silently stopped to hear anything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.telegram_io.pulse import Pulse

_log = logging.getLogger(__name__)
_RESTART_WITHIN_S = 15.0


async def watch(
    pulse: Pulse,
    *,
    stall_s: float,
    restart: Callable[[], Awaitable[None]],
    give_up: Callable[[], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Calls ``restart`` whenever nothing was heard for ``stall_s``, ``give_up`` if that fails.

    A stall is noticed after 1.25 ``stall_s`` at the latest. Starting anew is no sign of life, but
    is given as long to bring one.
    """
    while True:
        await sleep(stall_s / 4)
        if pulse.patience_s(stall_s) > 0:
            continue
        _log.error("Telegram has not answered for %.0f s: polling starts anew.", pulse.silent_s())
        try:
            await asyncio.wait_for(restart(), _RESTART_WITHIN_S)
        except Exception:
            _log.exception("Polling could not be started anew: the bot ends, to be started again.")
            give_up()
            return
        pulse.wait_again()
