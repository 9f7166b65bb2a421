"""When Telegram last answered a poll: polling that has silently stopped is restarted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from telegram.request import HTTPXRequest

_log = logging.getLogger(__name__)
_PAUSE_AFTER_CONFLICT_S = 4.0
_RESTART_WITHIN_S = 15.0


class Heartbeat:
    """The time of the last answer.

    >>> now = iter([0.0, 5.0, 7.5]).__next__
    >>> heartbeat = Heartbeat(clock=now)
    >>> heartbeat.beat()
    >>> heartbeat.silence_s()
    2.5
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def beat(self) -> None:
        """Records an answer from Telegram."""
        self._last = self._clock()

    def silence_s(self) -> float:
        """Seconds since the last answer."""
        return self._clock() - self._last


class HeartbeatRequest(HTTPXRequest):
    """PTB's request class, which also records each answer in ``heartbeat``.

    After a 409 Conflict the next request waits: two programs that poll with the same token end each
    other's polls, and would otherwise do so many times a second.
    """

    def __init__(self, *, heartbeat: Heartbeat | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._heartbeat = heartbeat
        self._not_before = float("-inf")

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """See :class:`telegram.request.BaseRequest`."""
        await asyncio.sleep(self._not_before - time.monotonic())
        status, body = await super().do_request(*args, **kwargs)
        if self._heartbeat:
            self._heartbeat.beat()
        if status == HTTPStatus.CONFLICT:
            self._not_before = time.monotonic() + _PAUSE_AFTER_CONFLICT_S
        return status, body


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
    pause_s = stall_s / 4
    while True:
        await sleep(pause_s)
        pause_s = stall_s / 4
        silence_s = heartbeat.silence_s()
        if silence_s < stall_s:
            continue
        _log.error("Telegram has not answered for %.0f s: polling is restarted.", silence_s)
        try:
            await asyncio.wait_for(restart(), _RESTART_WITHIN_S)
        except Exception:
            _log.exception("Polling could not be restarted: the bot exits, to be started again.")
            give_up()
            return
        pause_s = stall_s
