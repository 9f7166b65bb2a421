"""When Telegram last answered a poll, and a pause where another program polls as well."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram.request import HTTPXRequest

_PAUSE_AFTER_CONFLICT_S = 4.0


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
        self._last = self._timer_began = clock()

    def beat(self) -> None:
        """Records an answer from Telegram."""
        self._last = self._timer_began = self._clock()

    def restart_timer(self) -> None:
        """Gives restarted polling time to answer, without counting the restart as an answer."""
        self._timer_began = self._clock()

    def silence_s(self) -> float:
        """Seconds since the last answer."""
        return self._clock() - self._last

    def time_left_s(self, stall_s: float) -> float:
        """Seconds until polling counts as stalled; negative if it already does."""
        return self._timer_began + stall_s - self._clock()


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
