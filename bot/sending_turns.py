"""Turns in which messages are sent that must be recorded before another one is."""

from __future__ import annotations

import asyncio
from types import TracebackType


class SendingTurn:
    """The turn of one message: taken when it may be sent at last, held until it is recorded.

    Of all messages with the same ``lock`` only one at a time is sent and not recorded, so that a
    kill repeats at most one. While a message waits for the limits of its chat, others have turns.

    >>> async def two_parts() -> bool:
    ...     async with SendingTurn(lock := asyncio.Lock()) as turn:
    ...         await turn.take()
    ...         await turn.take()
    ...         return lock.locked()
    >>> asyncio.run(two_parts())
    True
    """

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock
        self._is_taken = False

    async def take(self) -> None:
        """Waits for the turn, unless it is taken already."""
        if not self._is_taken:
            await self._lock.acquire()
            self._is_taken = True

    def give_up(self) -> None:
        """Ends the turn, as when the message was not sent."""
        if self._is_taken:
            self._is_taken = False
            self._lock.release()

    async def __aenter__(self) -> SendingTurn:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.give_up()
