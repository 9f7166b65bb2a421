"""Buttons: what they do and for whom, after a restart, pressed twice, and under old messages."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from retrieval import Settings
from tests.support.toys import open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
    FOOTBALL,
    UNANSWERED,
    fill,
    reply_to,
)
from tests.telegram.tgstandin import Chat, Msg, StandIn


def test_more_continues_after_the_passages_of_the_answer(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)

    press = chat.press(answer, "More")
    more = chat.settled()

    assert press.answered
    assert {message.reply_to for message in more} == {answer.id}
    lines = "\n".join(message.text for message in more).split("\n")
    assert [line[:2] for line in lines if line[:1].isdigit()] == ["2.", "3.", "4."]
    assert BRIDGE_SENTENCE not in lines


def test_more_says_when_there_are_no_further_passages(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)

    said: list[str] = []
    while not said or not said[-1]:
        said.append(chat.press(answer, "More").text)
        if not said[-1]:
            chat.settled()

    assert said[-1] == "There are no more passages on this."
    assert 2 < len(said) < 10


def test_every_press_is_answered_at_once_while_passages_are_being_sent(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)
    slow = tg.fault("sendMessage", "slow", delay=60, chat_id=chat.id)

    presses = [chat.press(answer, label) for label in ("More", "More", "More", "👍 Helpful")]

    assert all(press.answered for press in presses)
    assert chat.bot_messages == [answer]
    slow.end()
    more = chat.settled()
    numbers = [line[:2] for m in more for line in m.text.split("\n") if line[:1].isdigit()]
    assert numbers == ["2.", "3.", "4."]


def test_the_context_is_the_paragraph_before_and_the_one_after(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, CUP_QUESTION)

    chat.press(answer, "Context")
    shown = chat.wait_reply()

    [(quotation, _)] = shown.spans("blockquote")
    assert quotation == FOOTBALL.text
    assert [text for text, _ in shown.spans("bold")] == [CUP_SENTENCE]
    assert shown.labels == ["Copy link"]


def test_a_follow_up_quotes_what_somebody_says_in_the_article(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)

    press = chat.press(answer, "What did Mayor Ines Holm say?")
    shown = chat.wait_reply()

    assert press.answered
    assert shown.reply_to == answer.id
    assert shown.text.startswith("What did Mayor Ines Holm say?\n")
    assert "Mayor Ines Holm said that buses would cross by ferry" in shown.text
    assert ("Eastwick Post" in shown.text, "Context" in shown.labels) == (True, True)


def test_a_reply_to_a_follow_up_continues_it(tg: StandIn) -> None:
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("Readers", [alice, bob])
    group.wait_reply()  # the greeting
    group.say(f"/ask {BRIDGE_QUESTION}", alice)
    group.press(group.wait_reply(), "What did Mayor Ines Holm say?", alice)
    shown = group.wait_reply()

    group.say("And until when?", bob, reply_to=shown)

    assert "Harbour bridge in Eastwick closes for repairs" in group.wait_reply().text


def test_an_answer_that_quotes_what_was_said_offers_no_follow_up_to_it(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    answer = reply_to(chat, "Who said that buses would cross by ferry?")

    assert "Ines Holm said that buses would cross" in answer.text
    assert [label for label in answer.labels if label.startswith("What did")] == []


def test_a_button_opens_the_page_at_the_sentence(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    answer = reply_to(chat, BRIDGE_QUESTION)

    [button] = [each for each in answer.buttons if "url" in each]
    assert button["text"] == "Open page"
    assert button["url"] == (
        "https://eastwick-post.example/bridge#:~:text=The%20harbour%20bridge%20in%20Eastwick%20will"
        "%20close%20on%20Monday%20for%20eleven%20weeks."
    )


def test_ratings_are_exported_once_each_as_labels(tg: StandIn, shared_bot: SharedBot) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, "What did Lena Brandt, the captain, do after the match?")

    said = [chat.press(answer, label).text for label in ("👍 Helpful", "👍 Helpful")]

    assert said == ["Thank you, noted.", "You already told me. Thank you."]
    file = shared_bot.state / "feedback.jsonl"
    labels = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    [label] = [each for each in labels if each["question"].startswith("What did Lena Brandt")]
    assert FOOTBALL.doc_id in label["articles"]
    assert file.stat().st_mode & 0o077 == 0


def test_another_user_who_presses_gets_an_alert(tg: StandIn) -> None:
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("Readers", [alice, bob])
    group.wait_reply()  # the greeting
    group.say(f"/ask {BRIDGE_QUESTION}", alice)
    answer = group.wait_reply()

    presses = [group.press(answer, label, bob) for label in ("More", "👍 Helpful")]

    assert [press.alert for press in presses] == [True, True]
    assert presses[0].text.startswith("These buttons belong to whoever asked.")


def test_callback_data_is_short_and_contains_no_text(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    answers = [reply_to(chat, BRIDGE_QUESTION), reply_to(chat, UNANSWERED)]

    data = [each["callback_data"] for a in answers for each in a.buttons if "callback_data" in each]
    assert len(data) == 9
    assert all(len(each.encode()) <= 64 for each in data)
    assert not any("bridge" in each.lower() or "orchestra" in each.lower() for each in data)


@pytest.mark.parametrize("data", ["m:unknown", "x", "m:", "zz:1", "ap:99999999999999999999", "я"])
def test_malformed_or_old_buttons_are_answered(tg: StandIn, data: str) -> None:
    user = tg.user("Alice")
    answer = reply_to(user.chat, BRIDGE_QUESTION)
    forged = Msg(answer.data, True, 0.0)
    forged.data = {
        **answer.data,
        "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": data}]]},
    }

    press = user.chat.press(forged, "x")

    assert press.alert
    assert press.text in (
        "I no longer have that answer. Please ask again.",
        "Only administrators can do that.",
    )


def test_buttons_of_an_answer_that_is_no_longer_stored_offer_to_ask_again(
    tg: StandIn, shared_bot: SharedBot
) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, CUP_QUESTION)
    file = shared_bot.state / "bot.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        delete = partial(database.execute, "DELETE FROM answers WHERE user_id = ?", (chat.id,))
        tg.wait_for(lambda: delete().rowcount)  # it is stored once it is sent
    labels = [button["text"] for button in answer.buttons if "callback_data" in button]

    presses = [chat.press(answer, label) for label in labels]

    assert len(presses) > 3
    assert {(press.alert, press.text) for press in presses} == {
        (True, "I no longer have that answer. Please ask again.")
    }


def test_buttons_work_after_a_restart(own_tg: StandIn, run_bot: RunBot) -> None:
    bot = run_bot()
    chat = own_tg.user("Alice").chat
    answer = reply_to(chat, CUP_QUESTION)
    assert bot.stop() == 0
    bot.start()

    for label in ("Context", "More"):
        assert chat.press(answer, label).answered
    shown = chat.settled(at_least=2)

    assert FOOTBALL.text in shown[0].text


def test_an_article_that_was_changed_is_not_quoted_at_old_places(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    run_bot()
    chat = own_tg.user("Alice").chat
    answer = reply_to(chat, CUP_QUESTION)
    fill(tmp_path / "archive", [replace(FOOTBALL, text=f"x{FOOTBALL.text}")])

    chat.press(answer, "Context")

    assert chat.wait_reply().text == "That article is no longer in the archive."


def test_a_damaged_article_is_apologised_for_and_not_quoted(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    run_bot()
    chat = own_tg.user("Alice").chat
    answer = reply_to(chat, CUP_QUESTION)
    with sqlite3.connect(tmp_path / "archive" / "store.sqlite") as store:
        store.execute("UPDATE articles SET text = 'x' || text WHERE doc_id = ?", (FOOTBALL.doc_id,))

    chat.press(answer, "Context")

    assert chat.wait_reply().text.startswith("Something went wrong on my side.")


def shared_link(chat: Chat, answer: Msg) -> str:
    """The start parameter of the link below an answer's context."""
    chat.press(answer, "Context")
    [button] = chat.wait_reply().buttons
    return str(button["copy_text"]["text"]).partition("?start=")[2]


def test_a_shared_answer_stays_as_it_was_when_it_was_shared(tg: StandIn) -> None:
    alice, bob = tg.user("Alice").chat, tg.user("Bob").chat
    question = alice.say(BRIDGE_QUESTION)
    answer = alice.wait_reply()
    link = shared_link(alice, answer)
    before = reply_to(bob, f"/start {link}")
    assert BRIDGE_SENTENCE in before.text

    alice.press(answer, "More")
    alice.settled()
    after_more = reply_to(bob, f"/start {link}")
    later_link = shared_link(alice, answer)
    alice.edit(question, CUP_QUESTION)
    alice.wait_edit(answer, after=1)
    after_edit = reply_to(bob, f"/start {link}")

    assert after_more.text == after_edit.text == before.text
    assert later_link != link
    later = reply_to(bob, f"/start {later_link}")
    numbers = [line[:2] for line in later.text.split("\n") if line[:1].isdigit()]
    assert numbers == ["1.", "2.", "3.", "4."]


def test_the_same_answer_shared_again_has_the_same_link(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)

    assert shared_link(chat, answer) == shared_link(chat, answer)


def test_nothing_takes_the_place_of_an_article_that_was_removed(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    run_bot()
    alice, bob = own_tg.user("Alice").chat, own_tg.user("Bob").chat
    answer = reply_to(alice, CUP_QUESTION)
    alice.press(answer, "More")
    alice.settled()
    link = shared_link(alice, answer)
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        archive.remove(FOOTBALL.doc_id)

    alice.press(answer, "Context")
    context = alice.wait_reply()
    shared = reply_to(bob, f"/start {link}")

    gone = "That article is no longer in the archive."
    assert (context.text, context.labels) == (gone, [])
    assert shared.text == f"{CUP_QUESTION}\n\n{gone}"


def test_a_removed_article_that_was_shown_below_keeps_its_number(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    run_bot()
    alice, bob = own_tg.user("Alice").chat, own_tg.user("Bob").chat
    answer = reply_to(alice, CUP_QUESTION)
    alice.press(answer, "More")
    more = alice.settled()
    link = shared_link(alice, answer)
    lines = "\n".join(message.text for message in more).split("\n")
    [second] = [line for line in lines if line.startswith("2. ")]
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        [removed] = {each.doc_id for each in archive.articles() if (each.title or "?") in second}
        archive.remove(removed)

    shared = reply_to(bob, f"/start {link}")

    assert CUP_SENTENCE in shared.text
    assert "\n\n2. That article is no longer in the archive." in shared.text
