"""Telling chats what alerts found: by whose bot, in which order, and what errors do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram.error import BadRequest, Forbidden

from bot.alerts.delivery import AlertDelivery
from bot.alerts.owners import AlertChat
from bot.async_archive import AsyncArchive
from bot.context import Context
from bot.rendering.splitting import pack
from bot.rendering.translations import texts_of
from retrieval import Alert, AlertSchedule, Archive, RetrievalError
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR

BRIDGE = "When will the harbour bridge in Eastwick close?"
BOT, OTHER_BOT, USER = 77, 78, 42
Send = Callable[[int, str], Awaitable[None]]


@dataclass
class Chats:
    """The chats of a bot: what was sent to which; ``before`` may refuse or delay a message.

    A message takes ``delay_s`` once it has its turn.
    """

    before: list[Send] = field(default_factory=list)
    sent: list[tuple[int, str]] = field(default_factory=list)
    delay_s: float = 0.0

    async def send_message(self, chat_id: int, text: str, **options: object) -> SimpleNamespace:
        """Takes a message, as Telegram does."""
        for own in self.before:
            await own(chat_id, text)
        if turn := options["rate_limit_args"]:
            assert isinstance(turn, asyncio.Lock)
            await turn.acquire()
        await asyncio.sleep(self.delay_s)
        self.sent.append((chat_id, text))
        return SimpleNamespace(message_id=len(self.sent))


@dataclass
class Bots:
    """Bots on an archive."""

    archive: Archive
    threads: AsyncArchive
    is_alone: Callable[[], bool] = lambda: True

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
            state=SimpleNamespace(
                answers=SimpleNamespace(put=lambda answer: None),
                processes=SimpleNamespace(is_alone=self.is_alone),
            ),
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


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in ("alerts.delivery._LOOK_EVERY_S", "repeating.FIRST_PAUSE_S"):
        monkeypatch.setattr(f"bot.{pause}", 0.02)


@pytest.fixture
def bots(make_archive: MakeArchive) -> Iterator[Bots]:
    """An empty archive that bots look at often."""
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


def test_what_a_killed_process_was_about_to_tell_is_told_once_it_is_gone(bots: Bots) -> None:
    bots.alert()
    bots.archive.add(HARBOUR)
    until = (datetime.now(UTC) + timedelta(minutes=10)).isoformat(timespec="seconds")
    bots.archive._store.claim_matches([1], by="killed", until=until)
    bots.is_alone = rounds(3)

    bots.run(chats := Chats(), bots.is_all_told)

    assert len(chats.sent) == 1


def test_what_other_processes_tell_is_left_to_them(
    bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.alerts.delivery.GONE_AFTER_S", 0.1)
    bots.alert()
    bots.archive.add(HARBOUR)
    until = (datetime.now(UTC) + timedelta(minutes=10)).isoformat(timespec="seconds")
    bots.archive._store.claim_matches([1], by="other", until=until)
    bots.is_alone = lambda: False

    bots.run(chats := Chats(), rounds(20))

    assert chats.sent == []


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


def test_an_unexpected_error_in_a_chat_is_tried_again_and_stops_no_other(bots: Bots) -> None:
    for chat_id in (USER, USER + 1):
        bots.alert(chat_id)
    bots.archive.add(HARBOUR)
    refusing = refuse(KeyError("word"), times=2)

    async def for_one(chat_id: int, text: str) -> None:
        if chat_id == USER:
            await refusing(chat_id, text)
            if not chats.sent:  # however slow the other one is
                raise KeyError("word")

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


def add_stories(archive: Archive, count: int) -> None:
    """Adds articles that answer BRIDGE, none a copy of another."""
    for number in range(count):
        words = " ".join(f"story{number}word{own}" for own in range(60))
        archive.add(
            replace(
                HARBOUR,
                doc_id=f"{number:016x}",
                title=f"Bridge closes, part {number}.",
                text=f"The harbour bridge in Eastwick will close on Monday.\n\n{words}",
                url=None,
            )
        )


def test_a_refused_message_of_a_digest_repeats_no_other(
    bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.archive.alert_telling.is_due", lambda *_: True)
    monkeypatch.setattr("bot.alerts.messages.pack", partial(pack, limit=300))
    monkeypatch.setattr("bot.alerts.delivery._REFUSED_PAUSE_S", 0.1)
    bots.alert(delivery="daily")
    add_stories(bots.archive, 4)
    left = [BadRequest("entity is invalid"), BadRequest("entity is invalid")]

    async def refuse_one(chat_id: int, text: str) -> None:
        if "part 1." in text and left:
            raise left.pop()

    bots.run(chats := Chats([refuse_one]), bots.is_all_told)

    told = [number for _, text in chats.sent for number in range(4) if f"part {number}." in text]
    assert len(chats.sent) > 2
    assert sorted(told) == [0, 1, 2, 3]
    assert told[-1] == 1


def test_a_chat_that_takes_no_messages_waits_alone_and_its_mutes_stay(bots: Bots) -> None:
    bots.alert()
    muted = bots.alert(
        question="When does the harbour bridge close?", muted_until="2100-01-01T00:00:00+00:00"
    )
    topic = bots.archive.add_alert(
        BRIDGE, owner=AlertChat(BOT, USER, 5).owner, created_by=str(USER)
    )
    bots.archive.add(HARBOUR)
    refusing = refuse(BadRequest("not enough rights to send text messages to the chat"))

    bots.run(chats := Chats([refusing]), lambda: len(chats.sent) == 1)
    bots.run(chats, rounds(20))

    assert bots.archive.alert(muted.alert_id) == muted
    assert bots.archive.alert(topic.alert_id) == topic


def test_what_was_sent_is_recorded_however_long_that_takes(
    bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat_id in (USER, USER + 1):
        bots.alert(chat_id)
    bots.archive.add(HARBOUR)
    left, mark_told = [RetrievalError("the disk is full")] * 3, bots.archive.mark_told
    sent_before_record: list[int] = []

    def failing(*told: Any) -> None:
        sent_before_record.append(len(chats.sent))
        if left:
            raise left.pop()
        mark_told(*told)

    monkeypatch.setattr(bots.archive, "mark_told", failing)

    bots.run(chats := Chats(), bots.is_all_told)

    assert sorted(chat_id for chat_id, _ in chats.sent) == [USER, USER + 1]
    assert sent_before_record == [1, 1, 1, 1, 2]


def test_a_chat_that_waits_for_its_limit_holds_up_no_other(bots: Bots) -> None:
    for chat_id in (USER, USER + 1):
        bots.alert(chat_id)
    bots.archive.add(HARBOUR)

    async def wait_for_other(chat_id: int, text: str) -> None:
        while chat_id == USER and not chats.sent:
            await asyncio.sleep(0.01)

    bots.run(chats := Chats([wait_for_other]), bots.is_all_told)

    assert [chat_id for chat_id, _ in chats.sent] == [USER + 1, USER]


def test_stopping_repeats_nothing(bots: Bots) -> None:
    bots.alert()
    bots.archive.add(HARBOUR)
    chats = Chats()

    async def stop_while_sending() -> None:
        is_sending, delivery = asyncio.Event(), bots.delivery(chats)

        async def slow(chat_id: int, text: str) -> None:
            is_sending.set()

        chats.before, chats.delay_s = [slow], 0.3
        task = asyncio.create_task(delivery.run())
        await is_sending.wait()
        task.cancel()
        await delivery.stop()

    asyncio.run(stop_while_sending())

    assert len(chats.sent) == 1
    assert bots.is_all_told()
