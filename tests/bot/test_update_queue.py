"""The update queue: order within a chat, none between chats, and what the next start handles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Chat, Message, Update, User

from bot.state import Inbox, SqliteDatabase
from bot.telegram_io.albums import Albums
from bot.telegram_io.update_queue import DurableQueue, OrderedProcessor, order_key


def update(number: int, chat_id: int) -> Update:
    chat, user = Chat(chat_id, "private"), User(chat_id, "Alice", False)
    message = Message(number, datetime(2022, 2, 25, tzinfo=UTC), chat, from_user=user, text="x")
    return Update(number, message=message)


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    database = SqliteDatabase(tmp_path)
    yield Inbox(database)
    database.close()


class Harness:
    """Puts updates through a queue and a processor and notes when each begins and ends."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.queue = DurableQueue(inbox, Albums(), {"add"})
        self.processor = OrderedProcessor(inbox, self.queue, {"add"})
        self.events: list[str] = []
        self.may_finish: dict[int, asyncio.Event] = {}

    async def take(self, *updates: Update) -> list[asyncio.Task[None]]:
        for each in updates:
            await self.queue.put(each)
            self.may_finish[each.update_id] = asyncio.Event()
        return [
            asyncio.create_task(self.processor.process_update(each, self.handle(each.update_id)))
            for each in updates
        ]

    async def handle(self, number: int) -> None:
        self.events.append(f"{number} begins")
        await self.may_finish[number].wait()
        self.events.append(f"{number} ends")

    async def finish(self, *numbers: int) -> None:
        for number in numbers:
            self.may_finish[number].set()
            for _ in range(5):
                await asyncio.sleep(0)


def test_a_chat_keeps_its_order_and_delays_no_other(inbox: Inbox) -> None:
    async def scenario() -> list[str]:
        harness = Harness(inbox)
        tasks = await harness.take(update(1, 7), update(2, 7), update(3, 8))
        await harness.finish(2, 3, 1)
        await asyncio.gather(*tasks)
        return harness.events

    events = asyncio.run(scenario())

    assert events == ["1 begins", "3 begins", "3 ends", "1 ends", "2 begins", "2 ends"]
    assert inbox.unfinished() == {}


def test_updates_not_begun_or_to_be_retried_wait_for_the_next_start(inbox: Inbox) -> None:
    async def scenario() -> None:
        harness = Harness(inbox)
        tasks = await harness.take(update(1, 7), update(2, 7), update(3, 8))
        await harness.finish(3)
        harness.processor.retry(1)
        harness.processor.stop()
        await harness.finish(1)
        await asyncio.gather(*tasks)

    asyncio.run(scenario())

    assert len(inbox.unfinished()) == 2
    assert '"update_id": 1' in inbox.unfinished()[1]


def test_nothing_waits_for_an_article_that_is_added() -> None:
    def key_of(text: str) -> object:
        chat, user = Chat(7, "private"), User(7, "Alice", False)
        at = datetime(2022, 2, 25, tzinfo=UTC)
        update = Update(1, message=Message(1, at, chat, from_user=user, text=text))
        return order_key(update, {"add"})

    assert key_of("/add https://news.example/a") == key_of("/add\nTitle") != key_of("Who won?")
    assert key_of("/ADD@news_bot Title") == key_of("/add Title")
    assert key_of("/additions") == key_of("Who won?")
