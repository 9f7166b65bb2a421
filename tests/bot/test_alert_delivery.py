"""Telling chats what alerts found: by whose bot, in which order, and what errors do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram.error import Forbidden

from bot.alert_delivery import AlertDelivery
from bot.alert_owners import AlertChat
from bot.async_archive import AsyncArchive
from bot.context import Context
from bot.rendering.translations import texts_of
from retrieval import Alert, AlertSchedule, Archive, RetrievalError
from tests.conftest import MakeArchive
from tests.toys import HARBOUR

BRIDGE = "When will the harbour bridge in Eastwick close?"
BOT, OTHER_BOT, USER = 77, 78, 42
Send = Callable[[int, str], Awaitable[None]]


@dataclass
class Chats:
    """The chats of a bot: what was sent to which; ``before`` may refuse or delay a message."""

    before: list[Send] = field(default_factory=list)
    sent: list[tuple[int, str]] = field(default_factory=list)

    async def send_message(self, chat_id: int, text: str, **options: object) -> SimpleNamespace:
        """Takes a message, as Telegram does."""
        for own in self.before:
            await own(chat_id, text)
        self.sent.append((chat_id, text))
        return SimpleNamespace(message_id=len(self.sent))


@dataclass
class Bots:
    """Bots on an archive."""

    archive: Archive
    threads: AsyncArchive

    def alert(self, chat_id: int = USER, *, question: str = BRIDGE, **schedule: Any) -> Alert:
        """An alert of a chat of the bot."""
        return self.archive.add_alert(
            question,
            owner=AlertChat(BOT, chat_id).owner,
            schedule=AlertSchedule(**schedule),
            created_by=str(USER),
        )

    def delivery(self, chats: Chats, bot_id: int = BOT) -> AlertDelivery:
        """The delivery of a bot with these chats."""
        services = SimpleNamespace(
            archive=self.threads,
            may_ask=lambda user_id: True,
            state=SimpleNamespace(answers=SimpleNamespace(put=lambda answer: None)),
        )
        context = SimpleNamespace(
            services=services,
            bot=SimpleNamespace(id=bot_id, send_message=chats.send_message),
            texts_for=lambda user_id: texts_of("en"),
            article_link=lambda article: None,
        )
        return AlertDelivery(cast(Context, context))

    def run(self, chats: Chats, until: Callable[[], bool], bot_id: int = BOT) -> None:
        """Runs the delivery of a bot until a condition holds."""

        async def deliver() -> None:
            task = asyncio.create_task(self.delivery(chats, bot_id).run())
            try:
                async with asyncio.timeout(20):
                    while not until():
                        await asyncio.sleep(0.02)
            finally:
                task.cancel()
                await asyncio.wait([task])

        asyncio.run(deliver())

    def is_all_told(self) -> bool:
        """Whether nothing is left to be told."""
        return self.archive.alert_counts().untold == 0


@pytest.fixture
def bots(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bots]:
    """An empty archive that bots look at often."""
    for name in ("_EVERY_S", "_FIRST_PAUSE_S"):
        monkeypatch.setattr(f"bot.alert_delivery.{name}", 0.02)
    archive = make_archive()
    threads = AsyncArchive(archive, search_threads=2)
    yield Bots(archive, threads)
    threads.close()


def refuse(error: Exception, *, times: int = 1) -> Send:
    """Raises an error for the first messages."""
    left = [error] * times

    async def refusing(chat_id: int, text: str) -> None:
        if left:
            raise left.pop()

    return refusing


def rounds(count: int) -> Callable[[], bool]:
    """A condition that holds after being asked that often."""
    left = iter(range(count))
    return lambda: next(left, None) is None


def test_a_story_is_told_and_recorded(bots: Bots) -> None:
    bots.alert()
    bots.archive.add(HARBOUR)
    chats = Chats()

    bots.run(chats, bots.is_all_told)

    [(chat_id, text)] = chats.sent
    assert chat_id == USER
    assert text.startswith("The harbour bridge in Eastwick will close on Monday")


def test_another_bot_on_the_archive_leaves_alerts_alone(bots: Bots) -> None:
    alert = bots.alert()
    bots.archive.add(HARBOUR)
    strangers = Chats([refuse(Forbidden("bot can't initiate conversation with a user"), times=9)])

    bots.run(strangers, rounds(20), OTHER_BOT)

    assert bots.archive.alerts() == [alert]
    bots.run(chats := Chats(), bots.is_all_told)
    assert len(chats.sent) == 1


def test_a_chat_that_blocks_the_bot_has_no_alerts_any_more(bots: Bots) -> None:
    bots.alert()
    other = bots.alert(USER + 1)
    bots.archive.add(HARBOUR)

    async def blocks(chat_id: int, text: str) -> None:
        if chat_id == USER:
            raise Forbidden("bot was blocked by the user")

    bots.run(Chats([blocks]), lambda: bots.is_all_told() and len(bots.archive.alerts()) == 1)

    assert bots.archive.alerts() == [other]


@pytest.mark.parametrize("error", [RetrievalError("psycopg is not installed"), KeyError("word")])
def test_an_error_of_the_archive_ends_no_telling(
    bots: Bots, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    bots.alert()
    bots.archive.add(HARBOUR)
    left, take = [error, error], bots.archive.take_matches

    def failing(*taken: Any, **options: Any) -> object:
        if left:
            raise left.pop()
        return take(*taken, **options)

    monkeypatch.setattr(bots.archive, "take_matches", failing)

    bots.run(chats := Chats(), bots.is_all_told)

    assert len(chats.sent) == 1


def test_an_error_in_judging_stops_no_story_that_was_found(
    bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots.alert()
    bots.archive.add(HARBOUR)

    async def failing() -> None:
        raise RetrievalError("The archive's model is another one.")

    monkeypatch.setattr(bots.threads.alerts, "judge", failing)

    bots.run(chats := Chats(), bots.is_all_told)

    assert len(chats.sent) == 1


def test_an_unexpected_error_in_a_chat_is_tried_again_and_stops_no_other(bots: Bots) -> None:
    for chat_id in (USER, USER + 1):
        bots.alert(chat_id)
    bots.archive.add(HARBOUR)
    refusing = refuse(KeyError("word"), times=2)

    async def for_one(chat_id: int, text: str) -> None:
        if chat_id == USER:
            await refusing(chat_id, text)

    bots.run(chats := Chats([for_one]), bots.is_all_told)

    assert [chat_id for chat_id, _ in chats.sent] == [USER + 1, USER]


def test_a_time_zone_that_this_machine_does_not_know_stops_nothing(
    bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    bots.alert()
    with monkeypatch.context() as other_machine:
        other_machine.setattr("retrieval.archive.alerting.check_schedule", lambda schedule: None)
        bots.alert(USER + 1, time_zone="Mars/Olympus")
    bots.archive.add(HARBOUR)

    bots.run(chats := Chats(), bots.is_all_told)

    assert {chat_id for chat_id, _ in chats.sent} == {USER, USER + 1}


def test_an_article_that_grows_while_its_story_waits_is_told_once(bots: Bots) -> None:
    bots.alert()
    bots.archive.add(HARBOUR)
    chats = Chats()

    async def grow(chat_id: int, text: str) -> None:
        grown = f"{HARBOUR.text}\n\nFerries leave at the quay each hour."
        await asyncio.to_thread(bots.archive.add, replace(HARBOUR, text=grown))

    chats.before.append(grow)
    bots.run(chats, bots.is_all_told)
    bots.run(chats, rounds(20))

    assert len(chats.sent) == 1


def test_an_alert_stopped_while_its_story_waits_tells_nothing(bots: Bots) -> None:
    bots.alert()
    other = bots.alert(question="When does the harbour bridge close?")
    bots.archive.add(HARBOUR)
    assert bots.archive.alert_counts().untold == 2

    async def stop(chat_id: int, text: str) -> None:
        if other in await asyncio.to_thread(bots.archive.alerts):
            await asyncio.to_thread(bots.archive.remove_alert, other.alert_id)

    bots.run(chats := Chats([stop]), bots.is_all_told)

    assert len(chats.sent) == 1
