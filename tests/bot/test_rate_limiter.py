"""The rate limiter: Telegram's limits are kept, failed calls retried, hopeless ones given up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.telegram_io.rate_limiter import RateLimiter, Throttle, TokenBucket


class Telegram:
    """Fails with each of ``outcomes`` in turn, then succeeds; only sleeping takes time."""

    def __init__(self, *outcomes: Exception) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.outcomes = list(outcomes)
        self.chats: list[object] = []
        self.migrated: list[tuple[int, int]] = []
        self.network_errors: list[str] = []

    async def call(self, endpoint: str, data: dict[str, Any]) -> bool:
        self.chats.append(data.get("chat_id"))
        if self.outcomes:
            raise self.outcomes.pop(0)
        return True

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += [round(seconds, 6)] if seconds else []

    def rate_limiter(self) -> RateLimiter:
        return RateLimiter(
            on_migrated=lambda old, new: self.migrated.append((old, new)),
            on_network_error=self.network_errors.append,
            clock=lambda: self.now,
            sleep=self.sleep,
        )

    async def send(self, endpoint: str = "sendMessage", chat_id: int = 1) -> object:
        data = {"chat_id": chat_id}
        arguments = (endpoint, data)
        return await self.rate_limiter().process_request(
            self.call, arguments, {}, endpoint, data, None
        )


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB gives durations as timedelta, as the program has it do."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def test_a_bucket_allows_a_burst_and_then_one_call_after_another() -> None:
    bucket = TokenBucket(rate=2.0, burst=2)

    waits = []
    for _ in range(3):
        waits.append(bucket.wait(10.0))
        bucket.take(10.0)

    assert waits == [0.0, 0.0, 0.5]
    assert bucket.wait(14.0) == 0.0


def test_a_blocked_bucket_allows_nothing() -> None:
    bucket = TokenBucket(rate=1.0, burst=3)

    bucket.block_until(5.0)

    assert bucket.wait(2.0) == 3.0
    assert not bucket.is_almost_full(4.0)
    assert bucket.is_almost_full(5.0)


def test_a_suspended_process_does_not_send_everything_at_once() -> None:
    telegram = Telegram()
    gone: list[float] = []

    async def late(seconds: float) -> None:
        telegram.now += 60.0 * seconds  # the processor was busy with something else

    async def acquire_ten_times() -> None:
        throttle = Throttle(TokenBucket(rate=10.0, burst=2), lambda: telegram.now, late)
        for _ in range(10):
            await throttle.acquire()
            gone.append(telegram.now)

    asyncio.run(acquire_ten_times())

    assert max(sum(abs(at - other) < 0.1 for other in gone) for at in gone) == 2


def test_a_wait_that_the_chat_did_not_cause_blocks_the_whole_bot() -> None:
    telegram = Telegram(RetryAfter(timedelta(seconds=3)))

    async def send_to_two() -> list[float]:
        rate_limiter = telegram.rate_limiter()
        data: list[dict[str, Any]] = [{"chat_id": 1}, {"chat_id": 2}]
        for each in data:
            await rate_limiter.process_request(
                telegram.call, ("sendMessage", each), {}, "sendMessage", each, None
            )
        return telegram.slept

    assert sum(asyncio.run(send_to_two())) == pytest.approx(3.2)


def test_network_errors_are_retried_with_growing_pauses() -> None:
    telegram = Telegram(NetworkError("x"), NetworkError("x"), NetworkError("x"))

    assert asyncio.run(telegram.send()) is True

    assert telegram.slept == [0.5, 1.0, 2.0]
    assert telegram.network_errors == ["sendMessage"] * 3


def test_the_wait_that_telegram_asks_for_is_kept() -> None:
    telegram = Telegram(RetryAfter(timedelta(seconds=7)))

    assert asyncio.run(telegram.send()) is True

    assert telegram.slept == [7.2]


@pytest.mark.parametrize("error", [BadRequest("x"), Forbidden("x")])
def test_an_error_that_would_repeat_is_not_retried(error: Exception) -> None:
    telegram = Telegram(error)

    with pytest.raises(type(error)):
        asyncio.run(telegram.send())

    assert len(telegram.chats) == 1


def test_a_group_that_moved_is_followed() -> None:
    telegram = Telegram(ChatMigrated(-2))

    assert asyncio.run(telegram.send(chat_id=-1)) is True

    assert telegram.chats == [-1, -2]
    assert telegram.migrated == [(-1, -2)]


def test_typing_is_not_retried() -> None:
    telegram = Telegram(NetworkError("x"))

    with pytest.raises(NetworkError):
        asyncio.run(telegram.send("sendChatAction"))


def test_typing_calls_above_the_limit_are_dropped() -> None:
    telegram = Telegram()

    async def type_fifty_times() -> list[object]:
        rate_limiter = telegram.rate_limiter()
        arguments = ("sendChatAction", {"chat_id": 1})
        return [
            await rate_limiter.process_request(telegram.call, arguments, {}, *arguments, None)
            for _ in range(50)
        ]

    assert asyncio.run(type_fifty_times()) == [True] * 50
    assert len(telegram.chats) == 30


def test_the_number_of_messages_being_sent_is_limited() -> None:
    most, now = 0, 0

    async def call(endpoint: str, data: dict[str, Any]) -> bool:
        nonlocal most, now
        now += 1
        most = max(most, now)
        for _ in range(500):
            await asyncio.sleep(0)
        now -= 1
        return True

    async def send_to_a_hundred() -> None:
        rate_limiter = Telegram().rate_limiter()
        chats: list[dict[str, Any]] = [{"chat_id": number} for number in range(100)]
        await asyncio.gather(
            *(
                rate_limiter.process_request(
                    call, ("sendMessage", data), {}, "sendMessage", data, None
                )
                for data in chats
            )
        )

    asyncio.run(send_to_a_hundred())

    assert most == 32


def test_a_message_takes_its_turn_only_when_its_chat_allows_it() -> None:
    async def send_both() -> list[object]:
        telegram, turn = Telegram(), asyncio.Lock()
        group_is_free = asyncio.Event()

        async def sleep(seconds: float) -> None:
            await group_is_free.wait()
            telegram.now += seconds

        rate_limiter = RateLimiter(
            on_migrated=lambda old, new: None,
            on_network_error=lambda method: None,
            clock=lambda: telegram.now,
            sleep=sleep,
        )

        async def send(chat_id: int, turn: asyncio.Lock | None) -> None:
            data = {"chat_id": chat_id}
            await rate_limiter.process_request(
                telegram.call, ("sendMessage", data), {}, "sendMessage", data, turn
            )

        async def send_in_turn(chat_id: int) -> None:
            await send(chat_id, turn)
            turn.release()

        await send(1, None)
        await send(1, None)  # its burst is over
        waiting = asyncio.create_task(send_in_turn(1))
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await send_in_turn(2)
            group_is_free.set()
            await waiting
        return telegram.chats

    assert asyncio.run(send_both()) == [1, 1, 2, 1]


def test_a_message_that_is_refused_gives_up_its_turn() -> None:
    telegram = Telegram(BadRequest("entity is invalid"))

    async def send() -> bool:
        turn = asyncio.Lock()
        data = {"chat_id": 1}
        with pytest.raises(BadRequest):
            await telegram.rate_limiter().process_request(
                telegram.call, ("sendMessage", data), {}, "sendMessage", data, turn
            )
        return turn.locked()

    assert not asyncio.run(send())
