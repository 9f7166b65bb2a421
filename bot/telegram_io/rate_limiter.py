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
Outcome = bool | JsonDict | list[JsonDict]
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

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
_MOST_GATES = 1000
_INSTANT_S = 1e-6  # shorter waits are rounding, which no clock would end
_COUNTED = ("send", "edit", "copy", "forward")


class Bucket:
    """Allowance for calls: ``burst`` at once, ``rate`` a second in the long run.

    >>> bucket = Bucket(rate=2.0, burst=1)
    >>> bucket.wait(0.0)
    0.0
    >>> bucket.take(0.0)
    >>> bucket.wait(0.25)
    0.25
    """

    def __init__(self, *, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._level, self._at, self._closed_until = float(burst), 0.0, 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next call may go, 0 where it may go now."""
        self._refill(now)
        wait_s = max((1.0 - self._level) / self._rate, self._closed_until - now)
        return wait_s if wait_s > _INSTANT_S else 0.0

    def take(self, now: float) -> None:
        """Counts a call."""
        self._refill(now)
        self._level -= 1.0

    def close_until(self, moment: float) -> None:
        """Lets nothing through before ``moment``."""
        self._closed_until = max(self._closed_until, moment)

    def is_rested(self, now: float) -> bool:
        """Whether at most one call has come of late."""
        self._refill(now)
        return self._level >= self._burst - 1.0 and now >= self._closed_until

    def _refill(self, now: float) -> None:
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now


class Gate:
    """Lets calls through one after another, in the order in which they came, as ``bucket`` allows.

    A call is counted when it really goes, not when it was planned to: a process that was held up
    must not make up for lost time.
    """

    def __init__(self, bucket: Bucket, clock: Clock, sleep: Sleep) -> None:
        self.bucket = bucket
        self._clock, self._sleep = clock, sleep
        self._queue = asyncio.Lock()

    async def passed(self) -> None:
        """Returns when it is this call's turn."""
        async with self._queue:
            while wait_s := self.bucket.wait(self._clock()):
                await self._sleep(wait_s)
            self.bucket.take(self._clock())

    def is_idle(self) -> bool:
        """Whether a new gate would do as well."""
        return not self._queue.locked() and self.bucket.is_rested(self._clock())


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's documented limits, kept a little below: 1 message a second in a chat, 20 a minute
    in a group, 30 a second in all, and short bursts, which are smaller here as calls may bunch on
    their way. No more than ``at_a_time`` messages are on their way, as a pool of connections at
    which hundreds wait has no time for anything else.
    """

    chat_rate: float = 0.95
    chat_burst: int = 2
    group_rate: float = 18 / 60
    group_burst: int = 18
    all_rate: float = 27.0
    all_burst: int = 8
    typing_rate: float = 15.0
    typing_burst: int = 30
    at_a_time: int = 32


class RateLimiter(BaseRateLimiter[int]):
    """Sends each call when its turn comes, and again after network faults and ``retry_after``.

    ``on_migrated`` hears of a group that has got a new id; the call then goes there.
    """

    def __init__(
        self,
        *,
        on_migrated: Callable[[int, int], None],
        on_fault: Callable[[str], None],
        limits: Limits | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._clock, self._sleep = clock, sleep
        self._on_migrated = on_migrated
        self._on_fault = on_fault
        self._all = self._gate(self._limits.all_rate, self._limits.all_burst)
        self._chats: dict[int, Gate] = {}
        self._typing = Bucket(rate=self._limits.typing_rate, burst=self._limits.typing_burst)
        self._slots = asyncio.Semaphore(self._limits.at_a_time)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Outcome]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Outcome:
        """Carries out one call; raises what no second attempt can cure, or the last fault."""
        give_up_at = self._clock() + _WAITS_FOR_S_OF.get(endpoint, _WAITS_FOR_S)
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                return await self._call(endpoint, data, lambda: callback(*args, **kwargs))
            except RetryAfter as error:
                wait_s = self._close(data.get("chat_id"), error)
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

    async def _call(
        self, endpoint: str, data: JsonDict, call: Callable[[], Awaitable[Outcome]]
    ) -> Outcome:
        """Makes one call when its turn comes; of calls that only show "typing" what is too much is
        left out.
        """
        if endpoint == "sendChatAction":
            return await call() if self._may_show_typing() else True
        if not endpoint.startswith(_COUNTED):
            return await call()
        if isinstance(chat_id := data.get("chat_id"), int):
            await self._gate_of(chat_id).passed()
        async with self._slots:
            await self._all.passed()
            return await call()

    def _may_show_typing(self) -> bool:
        now = self._clock()
        if self._typing.wait(now):
            return False
        self._typing.take(now)
        return True

    def _gate_of(self, chat_id: int) -> Gate:
        if chat_id not in self._chats:
            self._drop_idle()
            limits, is_group = self._limits, chat_id < 0
            self._chats[chat_id] = self._gate(
                limits.group_rate if is_group else limits.chat_rate,
                limits.group_burst if is_group else limits.chat_burst,
            )
        return self._chats[chat_id]

    def _gate(self, rate: float, burst: int) -> Gate:
        return Gate(Bucket(rate=rate, burst=burst), self._clock, self._sleep)

    def _drop_idle(self) -> None:
        if len(self._chats) >= _MOST_GATES:
            self._chats = {k: gate for k, gate in self._chats.items() if not gate.is_idle()}

    def _close(self, chat_id: object, error: RetryAfter) -> float:
        """Calls nothing until Telegram wants to hear of it again; seconds until then.

        It does not say whether a chat or the whole bot was too fast: where the chat was not, all
        wait.
        """
        wait = error.retry_after
        wait_s = (wait.total_seconds() if isinstance(wait, timedelta) else float(wait)) + 0.2
        _log.warning("Telegram asks to wait %.1f s.", wait_s)
        now = self._clock()
        bucket = self._gate_of(chat_id).bucket if isinstance(chat_id, int) else None
        is_all = bucket is None or bucket.is_rested(now)
        for closed in (bucket, self._all.bucket if is_all else None):
            if closed:
                closed.close_until(now + wait_s)
        return wait_s
