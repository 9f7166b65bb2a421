"""Alerts in chats: made, told once, changed by buttons, stopped; also across kills."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from retrieval import Alert, Archive, Article, Settings
from tests.support.toys import HARBOUR, open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot, running_bot
from tests.telegram.scenario import (
    CUP_QUESTION,
    CUP_SENTENCE,
    FOOTBALL,
    fill,
    pass_time,
    reply_to,
)
from tests.telegram.tgstandin import Chat, Msg, StandIn
from tests.telegram.toy_bot import LOOKS_EVERY_S

BRIDGE_QUESTION = "When will the harbour bridge in Eastwick close?"
QUIET = replace(HARBOUR, doc_id="0" * 16, text="Nothing of note here.")


@contextmanager
def archive_in(folder: Path) -> Iterator[Archive]:
    """The archive of the bot, as another program has it open."""
    with open_toy_archive(Settings(archive=str(folder / "archive"))) as archive:
        yield archive


def add(folder: Path, articles: Sequence[Article]) -> None:
    """Adds articles as another program does, which judges the alerts on them."""
    source = folder / f"{len(list(folder.glob('*.jsonl')))}.jsonl"
    fields = ("title", "text", "url", "publisher", "published_at")
    lines = [{name: getattr(own, name) for name in fields} for own in articles]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with archive_in(folder) as archive:
        archive.ingest([source])


def owner_of(own_tg: StandIn, chat_id: int) -> str:
    return f"telegram:{own_tg.me['id']}:{chat_id}"


def alerts_in(folder: Path) -> list[Alert]:
    with archive_in(folder) as archive:
        return archive.alerts()


@pytest.fixture(scope="module")
def alerting_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedBot]:
    """A bot whose archive has nothing to tell yet."""
    folder = tmp_path_factory.mktemp("alerting")
    with running_bot(folder, [QUIET], answer_words="Rovers Monday") as shared:
        yield shared


@pytest.fixture
def alerting(alerting_bot: SharedBot) -> Iterator[SharedBot]:
    """The same; its alerts and what it is told of are gone after the scenario."""
    with alerting_bot.scenario(), alerting_bot.nothing_stays():
        yield alerting_bot


def cups(count: int) -> list[Article]:
    return [
        replace(
            FOOTBALL,
            url=f"https://norwater.example/cup/{number}",
            title=f"Rovers win the island cup for the {number}th time",
            text=f"{CUP_SENTENCE}\n\n" + " ".join(f"match{number}word{own}" for own in range(60)),
        )
        for number in range(count)
    ]


def test_a_new_story_is_told_once_answer_first(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    chat = tg.user("Alice").chat

    made = reply_to(chat, f"/alert {CUP_QUESTION}")
    add(folder, [FOOTBALL])
    told = chat.wait_reply()
    add(folder, [replace(FOOTBALL, url="https://copy.example/cup", publisher="Copy")])
    chat.silence(3 * LOOKS_EVERY_S)

    assert made.text.startswith("I will tell you here")
    assert told.text.startswith(CUP_SENTENCE)
    assert told.text.endswith(f"🔔 {CUP_QUESTION}")
    assert told.labels == ["Context", "Open page", "Cite", "Mute a day", "Stop"]
    assert "Lena Brandt" in context_of(chat, told).text


def context_of(chat: Chat, told: Msg) -> Msg:
    chat.press(told, "Context")
    return chat.wait_reply()


def test_an_alert_is_stopped_under_what_it_found(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    chat = tg.user("Alice").chat
    reply_to(chat, f"/alert {CUP_QUESTION}")
    add(folder, [FOOTBALL])
    told = chat.wait_reply()

    pressed = chat.press(told, "Stop")

    assert pressed.text == f"Stopped: {CUP_QUESTION}"
    assert alerts_in(folder) == []
    assert reply_to(chat, "/alerts").text.startswith("There are no alerts here.")
    assert chat.press(told, "Stop").alert


def test_buttons_change_when_an_alert_tells(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive", [QUIET])
    run_bot(timezone="Europe/Berlin")
    chat = own_tg.user("Alice").chat
    card = reply_to(chat, f"/alert {CUP_QUESTION}")

    for label in ("Weekly", "Weekday", "Friday", "Hour", "19:00", "Mute a week"):
        chat.press(card, label)
        card = chat.wait_edit(card)
    [alert] = alerts_in(tmp_path)

    assert (alert.schedule.delivery, alert.schedule.weekday) == ("weekly", 4)
    assert (alert.schedule.hour, alert.schedule.time_zone) == (19, "Europe/Berlin")
    assert "Told every week on Friday at 19:00, time in Berlin. Muted until" in card.text
    chat.press(card, "Unmute")
    card = chat.wait_edit(card)
    assert "Muted" not in card.text


def test_a_city_sets_the_time_zone(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    chat = tg.user("Оля", language_code="uk").chat
    reply_to(chat, f"/alert {CUP_QUESTION}")

    places = ("Київ, Україна", "+5:30", "Львів", "Paris, Texas")
    said = [reply_to(chat, f"/alerts {place}").text for place in places]
    [alert] = alerts_in(folder)

    assert alert.schedule.time_zone == "+05:30"
    assert "Київ" in said[0]
    assert "UTC+05:30" in said[1]
    assert "Я не знаю такого місця" in said[2]
    assert "«Київ» для Львова" in said[2]  # how to name one
    assert said[3] == said[2]


def test_a_time_zone_is_that_of_the_chat_also_before_its_first_alert(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    chat = tg.user("Alice").chat

    said = reply_to(chat, "/alerts Berlin").text
    card = reply_to(chat, f"/alert {CUP_QUESTION}")
    [first] = alerts_in(folder)
    pressed = chat.press(card, "Time zone")

    assert said == "Your alerts here and new ones now go by the time in Berlin."
    assert first.schedule.time_zone == "Europe/Berlin"
    assert pressed.text.startswith("Write a large city with your time: /alerts Kyiv.")


def test_a_daily_digest_tells_all_at_its_hour(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    chat = tg.user("Alice").chat
    reply_to(chat, f"/alert {CUP_QUESTION}")
    reply_to(chat, f"/alert {BRIDGE_QUESTION}")
    with archive_in(folder) as archive:
        for own in archive.alerts():
            daily = replace(own.schedule, delivery="daily", hour=0)
            archive.change_alert(own.alert_id, schedule=daily)
    add(folder, [*cups(2), HARBOUR])
    chat.silence(3 * LOOKS_EVERY_S)
    with closing(sqlite3.connect(folder / "archive" / "store.sqlite")) as store, store:
        store.execute("UPDATE alert_matches SET matched_at = '2020-01-01T00:00:00+00:00'")

    told = chat.wait_reply()

    assert told.text.count("🔔") == 2
    assert told.text.count(CUP_SENTENCE) == 2
    assert "The harbour bridge in Eastwick will close on Monday" in told.text
    chat.silence(3 * LOOKS_EVERY_S)


def test_what_comes_at_night_is_told_once_after_quiet_hours_in_the_digest_or_after_a_pause(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive", [QUIET])
    admin, *users = (own_tg.user(name) for name in ("Ada", "Alice", "Bob", "Carol"))
    bot = run_bot(answer_words="Rovers", admins=admin.id, timezone="UTC")
    chats = [user.chat for user in users]
    presses = (("Quiet hours", "22–07"), ("Daily", "Hour", "08:00"), ("Mute a week",))
    for chat, labels in zip(chats, presses, strict=True):
        card = reply_to(chat, f"/alert {CUP_QUESTION}")
        for label in labels:
            chat.press(card, label)
            card = chat.wait_edit(card)
    night = datetime.now(UTC).replace(hour=23, minute=30) + timedelta(days=1)
    pass_time(tmp_path, (night - datetime.now(UTC)).total_seconds())

    def told() -> list[int]:
        return [told_in(chat) for chat in chats]

    def is_told(times: list[int], *, after_h: float) -> bool:
        """Whether each is told so often by then, and no more, also after a restart."""
        pass_time(tmp_path, after_h * 3600)
        own_tg.wait_for(lambda: told() == times, what=f"not told {times}")
        if any(times):
            assert bot.stop() == 0
            bot.start()
        chats[0].silence(3 * LOOKS_EVERY_S)
        return told() == times

    admin.chat.upload("cup.txt", f"{FOOTBALL.title}\n\n{FOOTBALL.text}".encode())
    admin.chat.wait_reply()

    assert is_told([0, 0, 0], after_h=0)
    assert is_told([0, 0, 0], after_h=7.25)
    assert is_told([1, 0, 0], after_h=0.5)
    assert is_told([1, 1, 0], after_h=1)
    assert is_told([1, 1, 1], after_h=7 * 24)


def test_only_who_made_an_alert_and_administrators_of_the_group_change_it(
    alerting: SharedBot,
) -> None:
    tg, folder = alerting.tg, alerting.folder
    alice, bob, carol = (tg.user(name) for name in ("Alice", "Bob", "Carol"))
    group = tg.group("News", [alice, bob, carol])
    group.settled()
    card = say_in(group, f"/alert {CUP_QUESTION}", bob)

    again = say_in(group, f"/alert {CUP_QUESTION}", carol)
    pressed = group.press(card, "Stop", carol)
    add(folder, [FOOTBALL])
    told = group.wait_reply()
    group.press(told, "Stop", alice)  # who made the group

    assert again.text.startswith("There is such an alert here already")
    assert again.buttons == []
    assert pressed.alert
    assert pressed.text.startswith("Only who made this alert")
    assert told.text.startswith(CUP_SENTENCE)
    assert alerts_in(folder) == []


def say_in(group: Chat, text: str, who: object) -> Msg:
    group.say(text, who)  # type: ignore[arg-type]
    return group.wait_reply()


def test_nobody_is_told_twice_or_never_across_kills(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive", [QUIET])
    bot = run_bot(answer_words="Rovers")
    chats = [own_tg.user(name).chat for name in ("Alice", "Bob", "Carol")]
    for chat in chats:
        reply_to(chat, f"/alert {CUP_QUESTION}")
    kills = 3
    for cup in cups(kills):
        slow = own_tg.fault("sendMessage", "slow", delay=1.5)
        add(tmp_path, [cup])
        own_tg.wait_for_call(slow)
        bot.kill()  # Telegram takes the message all the same
        bot.start()
    wait_until(own_tg, lambda: min(len(set(told_titles([chat]))) for chat in chats) == kills)
    for chat in chats:
        chat.silence(3 * LOOKS_EVERY_S)

    assert len(told_titles(chats)) <= kills * len(chats) + kills  # what was being sent


def wait_until(own_tg: StandIn, condition: Callable[[], bool]) -> None:
    own_tg.wait_for(condition, what="alerts are missed")


def told_titles(chats: Sequence[Chat]) -> list[str]:
    """The numbers in the titles of the stories that were told, as "3th time"."""
    texts = [message.text for chat in chats for message in chat.bot_messages]
    return [found for text in texts for found in re.findall(r"\d+th time", text)]


def told_in(chat: Chat) -> int:
    return sum("🔔" in message.text for message in chat.bot_messages)


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        pytest.param({"kind": "error", "code": 502}, 1, id="not_taken"),
        pytest.param({"kind": "drop_after"}, 2, id="reply_lost"),
        pytest.param({"kind": "slow", "delay": 7.0}, 1, id="slow_receipt"),
    ],
)
def test_a_message_is_sent_again_until_telegram_says_that_it_took_it(
    alerting: SharedBot, fault: dict[str, Any], times: int
) -> None:
    tg, folder = alerting.tg, alerting.folder
    chat = tg.user("Alice").chat
    reply_to(chat, f"/alert {CUP_QUESTION}")
    tg.fault("sendMessage", **fault)
    add(folder, [FOOTBALL])

    tg.wait_for(lambda: told_in(chat) >= times, what="nothing is told")
    chat.silence(3 * LOOKS_EVERY_S)

    assert told_in(chat) == times


def test_alerts_go_with_whoever_blocks_the_bot_and_with_the_group_that_it_leaves(
    alerting: SharedBot,
) -> None:
    tg, folder = alerting.tg, alerting.folder
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("News", [bob])
    group.settled()
    reply_to(alice.chat, f"/alert {CUP_QUESTION}")
    reply_to(bob.chat, f"/alert {CUP_QUESTION}")
    say_in(group, f"/alert {CUP_QUESTION}", bob)

    alice.block()
    group.kick_bot()
    tg.wait_for(lambda: len(alerts_in(folder)) == 1, what="alerts stay")

    assert [own.owner for own in alerts_in(folder)] == [owner_of(tg, bob.id)]
    offer = reply_to(bob.chat, "/delete")
    bob.chat.press(offer, "Delete all")
    bob.chat.wait_edit(offer)
    assert alerts_in(folder) == []


def test_the_alerts_of_a_group_move_with_it(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    bob = tg.user("Bob")
    group = tg.group("News", [bob], kind="group")
    group.settled()
    say_in(group, f"/alert {CUP_QUESTION}", bob)

    supergroup = group.migrate()
    tg.wait_for(
        lambda: alerts_in(folder)[0].owner == owner_of(tg, supergroup.id),
        10,
        "it stays behind",
    )
    add(folder, [FOOTBALL])

    tg.wait_for(lambda: told_in(supergroup) == 1, what="nothing is told")


def test_an_alert_of_a_topic_is_told_in_it(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    bob = tg.user("Bob")
    forum = tg.group("News", [bob], forum=True)
    forum.settled()
    thread = forum.topic("Sport")
    forum.say(f"/alert {CUP_QUESTION}", bob, thread=thread)
    forum.wait_reply()

    add(folder, [FOOTBALL])
    told = forum.wait_reply()

    assert told.text.startswith(CUP_SENTENCE)
    assert told.thread == thread


def test_what_is_no_question_about_the_news_makes_no_alert(alerting: SharedBot) -> None:
    tg = alerting.tg
    chat = tg.user("Alice").chat

    past = f"/alert {BRIDGE_QUESTION.rstrip('?')} as of 1 May 2022?"
    said = [
        reply_to(chat, text).text for text in ("/alert", "/alert What is new?", "/alerts", past)
    ]

    assert said[0].startswith("Write the question after the command")
    assert said[1].startswith("An alert is a question that names what it is about")
    assert said[2].startswith("There are no alerts here.")
    assert said[3].startswith("An alert tells of articles to come.")


def test_a_user_has_so_many_alerts_in_all_chats(alerting: SharedBot) -> None:
    tg, folder = alerting.tg, alerting.folder
    alice = tg.user("Alice")
    with archive_in(folder) as archive:
        for number in range(100):
            archive.add_alert(
                CUP_QUESTION, owner=owner_of(tg, -number - 1), created_by=str(alice.id)
            )

    refused = reply_to(alice.chat, f"/alert {BRIDGE_QUESTION}").text

    assert refused == "You have 100 alerts in all chats. Stop one first: /alerts"
    assert reply_to(tg.user("Bob").chat, f"/alert {BRIDGE_QUESTION}").buttons
