"""Keeps calls to Telegram within its rate limits, and retries those that failed in passing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

_log = logging.getLogger(__name__)
JsonDict = dict[str, Any]
Outcome = bool | JsonDict | list[JsonDict]
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

_FIRST_PAUSE_S, _MAX_PAUSE_S = 0.5, 30.0
_RETRY_FOR_S = 3600.0  # how long a message is retried
# Calls that are retried for less: a callback query and an inline query expire after some seconds,
# "typing" at once, and the start of the bot has its own retries around getMe.
_RETRY_FOR_S_OF = {
    "answerCallbackQuery": 10.0,
    "answerInlineQuery": 8.0,
    "getFile": 60.0,
    "getMe": 0.0,
    "sendChatAction": 0.0,
}
_MAX_THROTTLES = 1000
_ROUNDING_S = 1e-6  # shorter waits are rounding errors, which sleeping would not end
_RATE_LIMITED = ("send", "edit", "copy", "forward")


class TokenBucket:
    """A token bucket: ``burst`` calls at once, ``rate`` a second in the long run.

    >>> bucket = TokenBucket(rate=2.0, burst=1)
    >>> bucket.wait(0.0)
    0.0
    >>> bucket.take(0.0)
    >>> bucket.wait(0.25)
    0.25
    """

    def __init__(self, *, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._tokens, self._at, self._blocked_until = float(burst), 0.0, 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next call is allowed; 0 if it is allowed now."""
        self._refill(now)
        wait_s = max((1.0 - self._tokens) / self._rate, self._blocked_until - now)
        return wait_s if wait_s > _ROUNDING_S else 0.0

    def take(self, now: float) -> None:
        """Counts a call."""
        self._refill(now)
        self._tokens -= 1.0

    def block_until(self, moment: float) -> None:
        """Allows no call before ``moment``."""
        self._blocked_until = max(self._blocked_until, moment)

    def is_almost_full(self, now: float) -> bool:
        """Whether at most one token is missing, and nothing is blocked."""
        self._refill(now)
        return self._tokens >= self._burst - 1.0 and now >= self._blocked_until

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


class Throttle:
    """Makes calls wait, first come first served, until ``bucket`` allows them.

    A call is counted when it is made, not when it was planned: a process that was suspended must
    not send everything at once afterwards.
    """

    def __init__(self, bucket: TokenBucket, clock: Clock, sleep: Sleep) -> None:
        self.bucket = bucket
        self._clock, self._sleep = clock, sleep
        self._queue = asyncio.Lock()

    async def acquire(self) -> None:
        """Waits until this call is allowed, and counts it."""
        async with self._queue:
            while wait_s := self.bucket.wait(self._clock()):
                await self._sleep(wait_s)
            self.bucket.take(self._clock())


@dataclass(frozen=True, slots=True)
class Limits:
    """A little below Telegram's documented limits: 1 message a second in a chat, 20 a minute in a
    group, 30 a second in all. Bursts are smaller than allowed, as calls may arrive closer together
    than they were sent. At most ``max_in_flight`` messages are being sent at a time, so that the
    connection pool stays free for other calls.
    """

    chat_rate: float = 0.95
    chat_burst: int = 2
    group_rate: float = 18 / 60
    group_burst: int = 18
    bot_rate: float = 27.0
    bot_burst: int = 8
    typing_rate: float = 15.0
    typing_burst: int = 30
    max_in_flight: int = 32


class RateLimiter(BaseRateLimiter[asyncio.Lock]):
    """PTB's rate limiter: delays calls, and retries after network errors and ``retry_after``.

    ``on_migrated`` is called with the old and new id of a group that became a supergroup; the call
    is then repeated there. ``on_network_error`` is called with the method of a call that failed.
    """

    def __init__(
        self,
        *,
        on_migrated: Callable[[int, int], None],
        on_network_error: Callable[[str], None],
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._limits = Limits()
        self._clock, self._sleep = clock, sleep
        self._on_migrated = on_migrated
        self._on_network_error = on_network_error
        self._whole_bot = self._throttle(self._limits.bot_rate, self._limits.bot_burst)
        self._chats: dict[int, Throttle] = {}
        self._typing = TokenBucket(rate=self._limits.typing_rate, burst=self._limits.typing_burst)
        self._slots = asyncio.Semaphore(self._limits.max_in_flight)

    async def initialize(self) -> None:
        """Does nothing; PTB requires the method."""

    async def shutdown(self) -> None:
        """Does nothing; PTB requires the method."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Outcome]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: asyncio.Lock | None,
    ) -> Outcome:
        """Makes one call; raises errors that a retry cannot fix, or the last one when giving up.

        A message with a turn, ``rate_limit_args``, acquires it when the limits of its chat allow
        it, and releases it if the call fails; else the caller does, once the message is recorded.
        So a kill repeats at most one message, and what waits for its chat holds up no other.
        """
        give_up_at = self._clock() + _RETRY_FOR_S_OF.get(endpoint, _RETRY_FOR_S)
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                return await self._call(
                    endpoint, data, lambda: callback(*args, **kwargs), rate_limit_args
                )
            except RetryAfter as error:
                wait_s = self._back_off(data.get("chat_id"), error)
                if self._clock() + wait_s > give_up_at:
                    raise
                await self._sleep(wait_s)
            except ChatMigrated as error:
                self._on_migrated(int(data["chat_id"]), error.new_chat_id)
                data["chat_id"] = error.new_chat_id
            except BadRequest:
                raise  # a NetworkError to PTB, but a retry would fail the same way
            except NetworkError as error:
                self._on_network_error(endpoint)
                if self._clock() + pause_s > give_up_at:
                    raise
                _log.warning("%s failed (%s); retrying in %.1f s.", endpoint, error, pause_s)
                await self._sleep(pause_s)
                pause_s = min(2 * pause_s, _MAX_PAUSE_S)

    async def _call(
        self,
        endpoint: str,
        data: JsonDict,
        call: Callable[[], Awaitable[Outcome]],
        turn: asyncio.Lock | None,
    ) -> Outcome:
        """Makes one call as soon as the limits allow; a "typing" call above them is dropped."""
        if endpoint == "sendChatAction":
            return await call() if self._may_show_typing() else True
        if not endpoint.startswith(_RATE_LIMITED):
            return await call()
        if isinstance(chat_id := data.get("chat_id"), int):
            await self._throttle_of(chat_id).acquire()
        if turn:
            await turn.acquire()
        try:
            async with self._slots:
                await self._whole_bot.acquire()
                return await call()
        except BaseException:
            if turn:
                turn.release()
            raise

    def _may_show_typing(self) -> bool:
        now = self._clock()
        if self._typing.wait(now):
            return False
        self._typing.take(now)
        return True

    def _throttle_of(self, chat_id: int) -> Throttle:
        """The throttle of a chat; that of the chat which was not written to for longest may go."""
        limits, is_group = self._limits, chat_id < 0
        throttle = self._chats.pop(chat_id, None) or self._throttle(
            limits.group_rate if is_group else limits.chat_rate,
            limits.group_burst if is_group else limits.chat_burst,
        )
        self._chats[chat_id] = throttle
        if len(self._chats) > _MAX_THROTTLES:
            del self._chats[next(iter(self._chats))]
        return throttle

    def _throttle(self, rate: float, burst: int) -> Throttle:
        return Throttle(TokenBucket(rate=rate, burst=burst), self._clock, self._sleep)

    def _back_off(self, chat_id: object, error: RetryAfter) -> float:
        """Blocks calls for as long as Telegram asks; returns the seconds.

        Telegram does not say whether the chat or the whole bot sent too fast. If the chat had
        hardly sent anything, the whole bot waits.
        """
        wait = error.retry_after
        wait_s = (wait.total_seconds() if isinstance(wait, timedelta) else float(wait)) + 0.2
        _log.warning("Telegram asks to wait %.1f s.", wait_s)
        now = self._clock()
        bucket = self._throttle_of(chat_id).bucket if isinstance(chat_id, int) else None
        is_whole_bot = bucket is None or bucket.is_almost_full(now)
        for blocked in (bucket, self._whole_bot.bucket if is_whole_bot else None):
            if blocked:
                blocked.block_until(now + wait_s)
        return wait_s
