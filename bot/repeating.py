"""Background work that goes on after errors, with growing pauses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

from retrieval import RetrievalError

_log = logging.getLogger(__name__)
FIRST_PAUSE_S, MAX_PAUSE_S = 10.0, 600.0  # of work that nobody waits for


def growing_pauses(first_s: float, most_s: float) -> Iterator[float]:
    """Seconds to pause after each error in a row.

    >>> pauses = growing_pauses(0.5, 1.5)
    >>> [next(pauses) for _ in range(4)]
    [0.5, 1.0, 1.5, 1.5]
    """
    while True:
        yield first_s
        first_s = min(2 * first_s, most_s)


def background_pauses() -> Iterator[float]:
    """Seconds to pause after each error in a row of work that nobody waits for."""
    return growing_pauses(FIRST_PAUSE_S, MAX_PAUSE_S)


async def repeat(
    work: Callable[[], Awaitable[None]],
    failure: str,
    *,
    every_s: float,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Does ``work`` again and again until cancelled, or until that ``is_over``.

    ``failure`` is logged with each error.
    """
    pauses = background_pauses()
    while not is_over():
        try:
            await work()
        except Exception as error:  # a bot that does nothing any more would go unnoticed for weeks
            pause_s = next(pauses)
            has_bug = not isinstance(error, RetrievalError | OSError)
            _log.error("%s; trying again in %.0f s: %s", failure, pause_s, error, exc_info=has_bug)
            await asyncio.sleep(pause_s)
        else:
            pauses = background_pauses()
            await asyncio.sleep(every_s)
