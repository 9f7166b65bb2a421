"""Signs of life of polling: when Telegram last answered at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from telegram.request import HTTPXRequest


class Pulse:
    """Remembers the last beat.

    >>> now = iter([0.0, 5.0, 7.5]).__next__
    >>> pulse = Pulse(clock=now)
    >>> pulse.beat()
    >>> pulse.silent_s()
    2.5
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = self._waits_since = clock()

    def beat(self) -> None:
        """Notes an answer of Telegram."""
        self._last = self._waits_since = self._clock()

    def wait_again(self) -> None:
        """Gives polling that was started anew its time to answer; it has not beaten yet."""
        self._waits_since = self._clock()

    def silent_s(self) -> float:
        """Seconds since the last beat."""
        return self._clock() - self._last

    def patience_s(self, stall_s: float) -> float:
        """Seconds until silence is a stall, negative where it is one."""
        return self._waits_since + stall_s - self._clock()


class PulsingRequest(HTTPXRequest):
    """PTB's requests, each answer of which is a beat of ``pulse``."""

    def __init__(self, *, pulse: Pulse | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._pulse = pulse

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """See :class:`telegram.request.BaseRequest`."""
        answer = await super().do_request(*args, **kwargs)
        if self._pulse:
            self._pulse.beat()
        return answer
