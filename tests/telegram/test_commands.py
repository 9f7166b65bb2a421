"""Commands, the profile, languages, and deleting a user's data."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.telegram.conftest import SharedBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    FOOTBALL,
    is_ever_within,
    reply_to,
)
from tests.telegram.tgstandin import StandIn, User

LANGUAGES = ("en", "uk", "ru", "es", "de")
GREETING = "Ask me a question in your own words."
VERBS = {"Add", "Ask", "Choose", "Compare", "Delete", "Find", "Forget", "Remove", "Show", "Start"}


def test_start_tells_briefly_what_is_in_the_archive(tg: StandIn) -> None:
    hello = reply_to(tg.user("Alice").chat, "/start")

    assert hello.text.startswith(GREETING)
    assert "5 articles, 5 publishers\nFrom 1 June 2021 to 14 May 2023\n" in hello.text
    assert "so that you can cite it" in hello.text
    assert len(hello.text) <= 900


def test_start_is_answered_within_a_second(tg: StandIn) -> None:
    def seconds() -> float:
        chat = tg.user("Alice").chat
        started = chat.say("/start")
        return chat.wait_reply().at - started.at

    assert is_ever_within(1.0, seconds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_under_start_gets_an_answer_or_a_reply(tg: StandIn, language: str) -> None:
    chat = tg.user("Alice", language).chat
    hello = reply_to(chat, "/start")
    assert len(hello.buttons) == 3

    for label in hello.labels:
        chat.press(hello, label)
        answer = chat.wait_reply()
        asked = answer.spans("bold")[0][0]
        assert asked.startswith(label.removesuffix("…"))
        assert asked in hello.text
        assert "5" in answer.text or f"{FOOTBALL.title}" in answer.text


def test_a_link_to_an_article_shows_it(tg: StandIn) -> None:
    shown = reply_to(tg.user("Alice").chat, f"/start art_{FOOTBALL.doc_id}")

    assert "Rovers win the island cup · Norwater Echo · 14 May 2023" in shown.text
    assert [text for text, _ in shown.spans("blockquote")] == [FOOTBALL.text.split("\n\n")[0]]


def test_a_link_to_an_answer_shows_it_to_others(tg: StandIn) -> None:
    alice, bob = tg.user("Alice"), tg.user("Bob")
    answer = reply_to(alice.chat, BRIDGE_QUESTION)
    alice.chat.press(answer, "Context")
    [button] = alice.chat.wait_reply().buttons
    link = button["copy_text"]["text"]

    shown = reply_to(bob.chat, f"/start {link.partition('?start=')[2]}")

    assert shown.text.startswith(f"{BRIDGE_QUESTION}\n\n")
    assert BRIDGE_SENTENCE in shown.text


@pytest.mark.parametrize("payload", ["xyz", "art_", "_", "x" * 64, "ї", "%00", "access"])
def test_a_link_to_nothing_known_is_a_greeting(tg: StandIn, payload: str) -> None:
    shown = reply_to(tg.user("Alice").chat, f"/start {payload}")

    assert shown.text.startswith(GREETING)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("art_nothing", "That article is no longer in the archive."),
        ("art_%00", "That article is no longer in the archive."),
        ("ans_x", "I no longer have that answer. Please ask again."),
    ],
)
def test_a_link_to_what_is_gone_says_so_and_greets(tg: StandIn, payload: str, said: str) -> None:
    shown = reply_to(tg.user("Alice").chat, f"/start {payload}")

    assert shown.text.startswith(f"{said}\n\n{GREETING}")
    assert payload not in shown.text


def test_sources_shows_counts_publishers_and_dates(tg: StandIn) -> None:
    lines = reply_to(tg.user("Alice").chat, "/sources").text.split("\n")

    assert lines[0] == "5 articles, 5 publishers"
    assert lines[1] == "From 1 June 2021 to 14 May 2023"
    assert "• Norwater Echo: 1" in lines


def test_ask_works_in_private_too(tg: StandIn) -> None:
    assert BRIDGE_SENTENCE in reply_to(tg.user("Alice").chat, f"/ask {BRIDGE_QUESTION}").text


def test_help_says_how_to_ask_and_names_the_commands(tg: StandIn) -> None:
    text = reply_to(tg.user("Alice").chat, "/help").text

    for part in ("Write a question", "/sources", "/privacy", "/delete", "@standin_bot"):
        assert part in text


def test_privacy_explains_what_is_stored(tg: StandIn) -> None:
    assert "/delete deletes all of this at once" in reply_to(tg.user("Alice").chat, "/privacy").text


def test_an_unknown_command_is_answered(tg: StandIn) -> None:
    assert reply_to(tg.user("Alice").chat, "/frob").text.startswith("I do not know that command.")


def test_a_language_that_was_chosen_stays(tg: StandIn) -> None:
    chat = tg.user("Alice", language_code="en").chat
    offer = reply_to(chat, "/language")
    assert offer.labels == [
        "English",
        "Українська",
        "Русский",
        "Español",
        "Deutsch",
        "As in Telegram",
    ]

    assert chat.press(offer, "Українська").text == "Тепер я говорю українською."

    assert reply_to(chat, "/sources").text.startswith("5 статей, 5 видавців\n")
    assert "14 травня 2023" in reply_to(chat, "/article cup").text


def test_delete_deletes_the_users_data_after_a_confirmation(
    tg: StandIn, shared_bot: SharedBot
) -> None:
    user = tg.user("Dora")
    answer = reply_to(user.chat, "When will the harbour bridge close, asks Doramarker?")
    user.chat.press(answer, "👍 Helpful")
    offer = reply_to(user.chat, "/delete")

    user.chat.press(offer, "Delete all")
    user.chat.wait_edit(offer, after=1)

    assert offer.text == "Deleted. I have nothing stored about you any more."
    folder = shared_bot.state
    kept = [path.name for path in folder.iterdir() if b"Doramarker" in path.read_bytes()]
    assert kept == []
    assert user.chat.press(answer, "👍 Helpful").alert


def test_delete_can_be_cancelled(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    offer = reply_to(chat, "/delete")

    chat.press(offer, "Keep")

    chat.wait_edit(offer, after=1)
    assert offer.text == "Nothing was deleted."


def test_commands_and_profile_are_set_for_each_language_and_scope(tg: StandIn) -> None:
    default, private, group = (
        json.dumps({"type": kind}) for kind in ("default", "all_private_chats", "all_group_chats")
    )
    tg.wait_for(lambda: ("short_description", "de") in tg.profile)

    for code in ("", *LANGUAGES):
        assert tg.commands[default, code] == tg.commands[private, code]
        names = [each["command"] for each in tg.commands[private, code]]
        assert {"start", "help", "privacy", "language", "sources"} <= set(names)
        assert len(names) <= 12
        assert "delete" not in [each["command"] for each in tg.commands[group, code]]
    described = [each["description"] for each in tg.commands[private, ""]]
    assert {text.split()[0] for text in described} <= VERBS
    assert tg.commands[private, "uk"][1]["description"] == "Поставити запитання"
    assert tg.profile["description", "es"].startswith("Haz una pregunta sobre las noticias.")
    assert len({tg.profile["short_description", code] for code in LANGUAGES}) == 5


def test_administrators_are_offered_more_commands(tg: StandIn, admin: User) -> None:
    reply_to(admin.chat, "/start")

    scope = json.dumps({"chat_id": admin.id, "type": "chat"}, sort_keys=True)
    names = {each["command"] for each in tg.commands[scope, ""]}
    assert {"add", "remove", "status", "users", "ask"} <= names


def test_state_is_private(shared_bot: SharedBot, tg: StandIn) -> None:
    reply_to(tg.user("Alice").chat, "/start")

    files = list((shared_bot.state).iterdir())

    assert "bot.sqlite" in {path.name for path in files}
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


def test_the_body_of_a_finished_update_is_deleted(shared_bot: SharedBot, tg: StandIn) -> None:
    reply_to(tg.user("Alice").chat, BRIDGE_QUESTION)

    with sqlite3.connect(shared_bot.state / "bot.sqlite") as database:
        query = "SELECT COUNT(*) FROM inbox WHERE body IS NOT NULL"
        tg.wait_for(lambda: database.execute(query).fetchone()[0] == 0)
