"""Conversations: follow-ups, starting over, and edited questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.telegram.conftest import SharedBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
    FOOTBALL,
    UNANSWERED,
    reply_to,
)
from tests.telegram.tgstandin import StandIn, User

FOLLOW_UP = "And who said so?"


def test_a_follow_up_is_understood_by_the_question_before(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    reply_to(chat, BRIDGE_QUESTION)

    answer = reply_to(chat, FOLLOW_UP)

    assert "Harbour bridge in Eastwick closes for repairs" in answer.text
    assert answer.spans("blockquote")


def test_more_of_an_article_that_says_no_more_is_a_sentence_and_the_talk_goes_on(
    tg: StandIn,
) -> None:
    chat = tg.user("Alice").chat
    reply_to(chat, BRIDGE_QUESTION)

    more = reply_to(chat, "Tell me more")
    answer = reply_to(chat, FOLLOW_UP)

    assert more.text == "That article says no more about this."
    assert "Harbour bridge in Eastwick closes for repairs" in answer.text


def test_an_article_that_was_listed_is_shown_by_its_place(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    assert "Harbour bridge" in reply_to(chat, "List the articles about Eastwick").text

    shown = reply_to(chat, "The first one")

    assert "Harbour bridge in Eastwick closes for repairs" in shown.text
    assert shown.spans("blockquote")


@pytest.mark.parametrize("is_reply", [False, True])
def test_an_article_that_came_since_does_not_move_those_that_were_listed(
    tg: StandIn, shared_bot: SharedBot, is_reply: bool
) -> None:
    chat = tg.user("Alice").chat
    listed = reply_to(chat, "What is new?")
    assert listed.text.split("\n")[1].startswith(f"• {FOOTBALL.title} · ")

    with shared_bot.nothing_stays():
        with shared_bot.archive() as archive:
            archive.add(replace(FOOTBALL, doc_id="came", title="Later", published_at="2024-01-01"))
        chat.say("The first one", reply_to=listed if is_reply else None)
        shown = chat.wait_reply()

    assert f" · {FOOTBALL.title} · paragraph " in shown.text


def test_new_forgets_the_conversation(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    reply_to(chat, BRIDGE_QUESTION)
    assert reply_to(chat, "/new").text == "Forgotten. What would you like to know?"

    answer = reply_to(chat, FOLLOW_UP)

    assert answer.text.startswith("This archive does not answer that.")


def test_users_in_a_group_do_not_share_context(tg: StandIn) -> None:
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("Readers", [alice, bob])
    group.wait_reply()  # the greeting
    group.say(f"/ask {BRIDGE_QUESTION}", alice)
    group.wait_reply()

    group.say(f"/ask {FOLLOW_UP}", bob)
    to_bob = group.wait_reply()
    group.say(f"/ask {FOLLOW_UP}", alice)
    to_alice = group.wait_reply()

    assert to_bob.text.startswith("This archive does not answer that.")
    assert to_alice.spans("blockquote")


def test_topics_of_a_forum_do_not_share_context(tg: StandIn) -> None:
    alice = tg.user("Alice")
    forum = tg.group("Readers", [alice], forum=True)
    forum.wait_reply()  # the greeting
    bridges, other = forum.topic("Bridges"), forum.topic("Other")
    forum.say(f"/ask {BRIDGE_QUESTION}", thread=bridges)
    forum.wait_reply()

    forum.say(f"/ask {FOLLOW_UP}", thread=other)

    answer = forum.wait_reply()
    assert answer.thread == other
    assert answer.text.startswith("This archive does not answer that.")


def test_an_edited_question_edits_its_answer(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    question = chat.say(UNANSWERED)
    answer = chat.wait_reply()

    chat.edit(question, BRIDGE_QUESTION)
    chat.wait_edit(answer, after=1)

    assert " · Harbour bridge in Eastwick closes for repairs · paragraph 1\n" in answer.text
    assert "Context" in answer.labels
    assert len(chat.bot_messages) == 1


def test_an_edit_to_a_longer_and_a_shorter_answer_loses_no_part(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    question = chat.say("stories told by someone of somewhere elsewhere keepers")
    long = chat.settled()

    chat.edit(question, CUP_QUESTION)
    chat.wait_edit(long[0], after=1)
    chat.silence()

    [left] = chat.bot_messages
    assert "Rovers win the island cup" in left.text


def test_an_edited_question_whose_answer_was_deleted_gets_a_new_one(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    question = chat.say(UNANSWERED)
    chat.wait_reply().deleted = True

    chat.edit(question, BRIDGE_QUESTION)

    answer = chat.wait_reply()
    assert " · Harbour bridge in Eastwick closes for repairs · paragraph 1\n" in answer.text
    assert "Context" in answer.labels
    assert chat.press(answer, "👍 Helpful").text == "Thank you, noted."
    assert tg.faults_of_bot() == ["editMessageText: 400 Bad Request: message to edit not found"]
    tg.calls.clear()


@pytest.mark.parametrize("before", ["???", "/frob", "/ask", "x " * 600])
def test_a_message_edited_into_a_question_is_answered(tg: StandIn, before: str) -> None:
    chat = tg.user("Alice").chat
    message = chat.say(before)
    chat.wait_reply()

    chat.edit(message, BRIDGE_QUESTION)
    answer = chat.wait_reply()
    chat.edit(message, CUP_QUESTION)
    chat.wait_edit(answer, after=1)

    assert answer.reply_to == message.id
    assert CUP_SENTENCE in answer.text


def test_a_message_edited_into_a_question_to_the_bot_is_answered_in_a_group(tg: StandIn) -> None:
    alice = tg.user("Alice")
    group = tg.group("Readers", [alice], bot_admin=True)
    group.wait_reply()  # the greeting
    mention, command = group.say("just talking"), group.say("/ask@another_bot what?")

    group.edit(mention, f"@{tg.me['username']} {BRIDGE_QUESTION}")
    assert BRIDGE_SENTENCE in group.wait_reply().text
    group.edit(command, f"/ask@another_bot {BRIDGE_QUESTION}")
    group.silence()
    group.edit(command, f"/ask {BRIDGE_QUESTION}")
    assert BRIDGE_SENTENCE in group.wait_reply().text


@pytest.mark.parametrize(("before", "after"), [("???", "!!!"), ("/frob", "/status now")])
def test_an_edit_into_no_question_says_nothing(tg: StandIn, before: str, after: str) -> None:
    chat = tg.user("Alice").chat
    message = chat.say(before)
    chat.wait_reply()

    chat.edit(message, after)

    chat.silence()


def test_who_edits_what_is_not_for_the_bot_is_not_recorded(tg: StandIn, admin: User) -> None:
    def people() -> list[str]:
        status = reply_to(admin.chat, "/status").text.splitlines()
        return [line for line in status if "written to me" in line]

    alice = tg.user("Alice")
    group = tg.group("Readers", [admin, alice], bot_admin=True)
    group.wait_reply()  # the greeting
    [before] = people()

    group.edit(group.say("just talking", alice), "just talking more")

    group.silence()
    assert people() == [before]


def test_an_edit_that_changes_nothing_is_no_new_question(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    question = chat.say(BRIDGE_QUESTION)
    answer = chat.wait_reply()

    chat.edit(question, BRIDGE_QUESTION)

    chat.silence()
    assert len(answer.versions) == 1


def test_thanks_get_a_reply_and_change_nothing_of_the_conversation(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    reply_to(chat, BRIDGE_QUESTION)

    assert reply_to(chat, "Thanks!").text == "You are welcome."
    answer = reply_to(chat, FOLLOW_UP)

    assert "Harbour bridge in Eastwick closes for repairs" in answer.text


def test_a_question_about_the_archive_gets_a_reply_without_buttons(tg: StandIn) -> None:
    reply = reply_to(tg.user("Alice").chat, "How many articles about the bridge do you have?")

    assert reply.text == "1 article mentioning “bridge”."
    assert not reply.buttons


def test_several_questions_in_a_message_are_answered_one_by_one(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    asked = chat.say(f"{BRIDGE_QUESTION} {FOLLOW_UP}\n{CUP_QUESTION}")

    answers = [chat.wait_reply() for _ in range(3)]

    assert [answer.spans("bold")[0][0] for answer in answers] == [
        BRIDGE_QUESTION,
        FOLLOW_UP,
        CUP_QUESTION,
    ]
    assert "Mayor Ines Holm" in answers[1].text
    assert CUP_SENTENCE in answers[2].text
    assert {answer.reply_to for answer in answers} == {asked.id}


def test_a_follow_up_goes_on_from_the_last_of_several_questions(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say(f"{CUP_QUESTION} {BRIDGE_QUESTION}")
    chat.wait_reply()
    chat.wait_reply()

    answer = reply_to(chat, FOLLOW_UP)

    assert "Harbour bridge in Eastwick closes for repairs" in answer.text


def test_of_more_than_five_questions_the_rest_is_told(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say("\n".join(f"Who won cup number {number}?" for number in range(7)))

    told = [chat.wait_reply().text for _ in range(6)]

    assert [text.splitlines()[0] for text in told[:5]] == [
        f"Who won cup number {number}?" for number in range(5)
    ]
    assert told[5] == "I answered five questions. Please ask the other 2 in a new message."


def test_an_edit_updates_only_the_answer_to_the_question_that_changed(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    asked = chat.say(f"{UNANSWERED}\n{CUP_QUESTION}")
    first, second = chat.wait_reply(), chat.wait_reply()
    assert "This archive does not answer that." in first.text

    chat.edit(asked, f"{BRIDGE_QUESTION}\n{CUP_QUESTION}")
    chat.wait_edit(first, after=1)

    assert BRIDGE_SENTENCE in first.text
    assert CUP_SENTENCE in second.text
    chat.silence()
