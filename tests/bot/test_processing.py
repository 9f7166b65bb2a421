"""Lanes: order within one, none between them, and what stays for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Chat, Message, Update, User

from bot.state import Database, Inbox
from bot.telegram_io.albums import Albums
from bot.telegram_io.update_queue import LaneProcessor, ReceivingQueue, lane_of


def update(number: int, chat_id: int) -> Update:
    chat, user = Chat(chat_id, "private"), User(chat_id, "Alice", False)
    message = Message(number, datetime(2022, 2, 25, tzinfo=UTC), chat, from_user=user, text="x")
    return Update(number, message=message)


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    database = Database(tmp_path)
    yield Inbox(database)
    database.close()


class Bench:
    """Puts updates through a queue and a processor and notes when each begins and ends."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.queue = ReceivingQueue(inbox, Albums())
        self.processor = LaneProcessor(inbox, self.queue)
        self.events: list[str] = []
        self.gates: dict[int, asyncio.Event] = {}

    async def take(self, *updates: Update) -> list[asyncio.Task[None]]:
        for each in updates:
            await self.queue.put(each)
            self.gates[each.update_id] = asyncio.Event()
        return [
            asyncio.create_task(self.processor.process_update(each, self.handle(each.update_id)))
            for each in updates
        ]

    async def handle(self, number: int) -> None:
        self.events.append(f"{number} begins")
        await self.gates[number].wait()
        self.events.append(f"{number} ends")

    async def let(self, *numbers: int) -> None:
        for number in numbers:
            self.gates[number].set()
            for _ in range(5):
                await asyncio.sleep(0)


def test_a_chat_keeps_its_order_and_holds_up_no_other(inbox: Inbox) -> None:
    async def scenario() -> list[str]:
        bench = Bench(inbox)
        tasks = await bench.take(update(1, 7), update(2, 7), update(3, 8))
        await bench.let(2, 3, 1)
        await asyncio.gather(*tasks)
        return bench.events

    events = asyncio.run(scenario())

    assert events == ["1 begins", "3 begins", "3 ends", "1 ends", "2 begins", "2 ends"]
    assert inbox.unfinished() == []


def test_what_was_not_begun_or_is_to_be_kept_waits_for_the_next_start(inbox: Inbox) -> None:
    async def scenario() -> None:
        bench = Bench(inbox)
        tasks = await bench.take(update(1, 7), update(2, 7), update(3, 8))
        await bench.let(3)
        bench.processor.keep(1)
        bench.processor.stop()
        await bench.let(1)
        await asyncio.gather(*tasks)

    asyncio.run(scenario())

    assert len(inbox.unfinished()) == 2
    assert '"update_id": 1' in inbox.unfinished()[0]


def test_an_update_that_comes_again_is_dropped(inbox: Inbox) -> None:
    async def scenario() -> int:
        bench = Bench(inbox)
        await bench.queue.put(update(1, 7))
        await bench.queue.put(update(1, 7))
        return bench.queue.qsize()

    assert asyncio.run(scenario()) == 1


def test_nothing_waits_for_an_article_that_is_added() -> None:
    def lane(text: str) -> object:
        chat, user = Chat(7, "private"), User(7, "Alice", False)
        at = datetime(2022, 2, 25, tzinfo=UTC)
        return lane_of(Update(1, message=Message(1, at, chat, from_user=user, text=text)))

    assert lane("/add https://news.example/a") == lane("/add\nTitle") != lane("Who won?")
