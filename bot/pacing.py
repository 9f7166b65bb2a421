"""When to call Telegram: within its limits, and again after what passes by itself."""

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

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
_WAITS_FOR_S = 3600.0  # how long a message is worth sending
# Calls that are worth less time: a press and an inline query are void after some seconds, "typing"
# at once, and the bot's start has a loop of its own around getMe.
_WAITS_FOR_S_OF = {
    "answerCallbackQuery": 10.0,
    "answerInlineQuery": 8.0,
    "getFile": 60.0,
    "getMe": 0.0,
    "sendChatAction": 0.0,
}
_COUNTED = ("send", "edit", "copy", "forward")


class Bucket:
    """Allowance for calls: ``burst`` at once, ``rate`` a second in the long run.

    >>> bucket = Bucket(rate=1.0, burst=2)
    >>> [bucket.reserve(0.0) for _ in range(4)]
    [0.0, 0.0, 1.0, 2.0]
    """

    def __init__(self, *, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._level, self._at, self._closed_until = float(burst), 0.0, 0.0

    def reserve(self, now: float) -> float:
        """Takes the next place in the queue and returns after how many seconds it comes."""
        self._refill(now)
        self._level -= 1.0
        return max(0.0, -self._level / self._rate, self._closed_until - now)

    def close_until(self, moment: float) -> None:
        """Lets nothing through before ``moment``."""
        self._closed_until = max(self._closed_until, moment)

    def wait(self, now: float) -> float:
        """Seconds for which it is closed yet."""
        return max(0.0, self._closed_until - now)

    def is_full(self, now: float) -> bool:
        """Whether it holds nothing that a new bucket would not."""
        self._refill(now)
        return self._level >= self._burst and now >= self._closed_until

    def _refill(self, now: float) -> None:
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's documented limits, kept a little below: 1 message a second in a chat with short
    bursts, 20 a minute in a group, 30 a second in all.
    """

    chat_rate: float = 0.95
    chat_burst: int = 3
    group_rate: float = 18 / 60
    group_burst: int = 18
    all_rate: float = 27.0
    all_burst: int = 27


class Pacer(BaseRateLimiter[int]):
    """Sends each call when its turn comes, and again after network faults and ``retry_after``.

    ``on_migrated`` hears of a group that has got a new id; the call then goes there.
    """

    def __init__(
        self,
        *,
        on_migrated: Callable[[int, int], None],
        on_fault: Callable[[str], None],
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._clock, self._sleep = clock, sleep
        self._on_migrated = on_migrated
        self._on_fault = on_fault
        self._all = Bucket(rate=self._limits.all_rate, burst=self._limits.all_burst)
        self._chats: dict[int, Bucket] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JsonDict | list[JsonDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | JsonDict | list[JsonDict]:
        """Carries out one call; raises what no second attempt can cure, or the last fault."""
        give_up_at = self._clock() + _WAITS_FOR_S_OF.get(endpoint, _WAITS_FOR_S)
        pause_s = _FIRST_PAUSE_S
        while True:
            await self._turn(endpoint, data.get("chat_id"))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait_s = self._closed(data.get("chat_id"), error)
                if self._clock() + wait_s > give_up_at:
                    raise
                await self._sleep(wait_s)
            except ChatMigrated as error:
                self._on_migrated(int(data["chat_id"]), error.new_chat_id)
                data["chat_id"] = error.new_chat_id
            except BadRequest:
                raise  # PTB counts it among the network errors, but it would only come again
            except NetworkError as error:
                self._on_fault(endpoint)
                if self._clock() + pause_s > give_up_at:
                    raise
                _log.warning("%s failed (%s); again in %.1f s.", endpoint, error, pause_s)
                await self._sleep(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _turn(self, endpoint: str, chat_id: object) -> None:
        if not endpoint.startswith(_COUNTED) or endpoint == "sendChatAction":
            return
        if isinstance(chat_id, int):
            bucket = self._bucket(chat_id)
            await self._sleep(bucket.reserve(self._clock()))
            while wait_s := bucket.wait(self._clock()):
                await self._sleep(wait_s)
        await self._sleep(self._all.reserve(self._clock()))

    def _bucket(self, chat_id: int) -> Bucket:
        if chat_id not in self._chats:
            self._drop_full()
            limits = self._limits
            is_group = chat_id < 0
            self._chats[chat_id] = Bucket(
                rate=limits.group_rate if is_group else limits.chat_rate,
                burst=limits.group_burst if is_group else limits.chat_burst,
            )
        return self._chats[chat_id]

    def _drop_full(self) -> None:
        now = self._clock()
        if len(self._chats) >= 1000:
            self._chats = {
                k: bucket for k, bucket in self._chats.items() if not bucket.is_full(now)
            }

    def _closed(self, chat_id: object, error: RetryAfter) -> float:
        """Closes the chat until Telegram wants to hear of it again; seconds until then."""
        wait = error.retry_after
        wait_s = (wait.total_seconds() if isinstance(wait, timedelta) else float(wait)) + 0.2
        _log.warning("Telegram asks to wait %.0f s.", wait_s)
        if isinstance(chat_id, int):
            self._bucket(chat_id).close_until(self._clock() + wait_s)
        return wait_s
