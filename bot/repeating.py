"""Background work that goes on after errors, with growing pauses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from retrieval import RetrievalError

_log = logging.getLogger(__name__)
FIRST_PAUSE_S, MAX_PAUSE_S = 10.0, 600.0  # after an error


async def repeat(
    work: Callable[[], Awaitable[None]],
    failure: str,
    *,
    every_s: float,
    first_pause_s: float = FIRST_PAUSE_S,
) -> None:
    """Does ``work`` again and again until cancelled; ``failure`` is logged with each error."""
    pause_s = first_pause_s
    while True:
        try:
            await work()
            pause_s = first_pause_s
            await asyncio.sleep(every_s)
            continue
        except RetrievalError as error:
            _log.error("%s; trying again in %.0f s: %s", failure, pause_s, error)
        except Exception:  # a bot that does nothing any more would go unnoticed for weeks
            _log.exception("%s; trying again in %.0f s.", failure, pause_s)
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, MAX_PAUSE_S)
