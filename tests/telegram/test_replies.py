"""Replies: they continue the answer that they reply to, or ask about the message."""

from __future__ import annotations

import pytest

from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
    reply_to,
)
from tests.telegram.tgstandin import Chat, Json, Msg, StandIn, User

FOLLOW_UP = "And who said so?"
MAYOR_TITLE = "Harbour bridge in Eastwick closes for repairs"
REFUSAL = "This archive does not answer that."


def readers(tg: StandIn) -> tuple[Chat, User, User]:
    """A group that was greeted, and two of its members."""
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("Readers", [alice, bob])
    group.wait_reply()  # the greeting
    return group, alice, bob


def ask(chat: Chat, text: str, sender: User) -> Msg:
    chat.say(f"/ask {text}", sender)
    return chat.wait_reply()


def test_a_reply_to_an_answer_continues_it_whoever_replies(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    to_alice = ask(group, BRIDGE_QUESTION, alice)
    ask(group, CUP_QUESTION, bob)

    group.say(FOLLOW_UP, bob, reply_to=to_alice)

    to_bob = group.wait_reply()
    assert MAYOR_TITLE in to_bob.text
    assert not to_bob.text.startswith(REFUSAL)


def test_a_conversation_goes_on_from_the_answer_that_was_replied_to(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    to_alice = ask(group, BRIDGE_QUESTION, alice)
    group.say(FOLLOW_UP, bob, reply_to=to_alice)
    group.wait_reply()

    assert MAYOR_TITLE in ask(group, "And why?", bob).text
    assert MAYOR_TITLE in ask(group, FOLLOW_UP, alice).text


@pytest.mark.parametrize("label", ["More", "Context", "Cite"])
def test_passages_below_an_answer_belong_to_it(tg: StandIn, label: str) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)
    chat.press(answer, label)
    [*_, below] = chat.settled()
    reply_to(chat, CUP_QUESTION)

    chat.say(FOLLOW_UP, reply_to=below)

    assert MAYOR_TITLE in chat.wait_reply().text


def test_thanks_in_between_change_nothing(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    reply_to(chat, BRIDGE_QUESTION)
    welcome = reply_to(chat, "Thanks!")

    chat.say(FOLLOW_UP, reply_to=welcome)

    assert MAYOR_TITLE in chat.wait_reply().text


def test_an_older_answer_is_continued_in_private(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)
    reply_to(chat, CUP_QUESTION)

    chat.say(FOLLOW_UP, reply_to=answer)

    assert MAYOR_TITLE in chat.wait_reply().text


@pytest.mark.parametrize("said", ["/ask", "/ask@standin_bot", "@standin_bot"])
def test_a_command_or_mention_alone_answers_the_message_that_it_replies_to(
    tg: StandIn, said: str
) -> None:
    group, alice, bob = readers(tg)
    wondering = group.say(BRIDGE_QUESTION, bob)

    asked = group.say(said, alice, reply_to=wondering)

    answer = group.wait_reply()
    assert BRIDGE_SENTENCE in answer.text
    assert answer.reply_to == asked.id


def test_the_quoted_part_of_a_message_is_the_question(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    wondering = group.say(f"Nice weather today. {CUP_QUESTION} I was away.", bob)
    quote: Json = {"text": CUP_QUESTION, "position": 20, "is_manual": True}

    group.say("/ask", alice, reply_to=wondering, quote=quote)

    assert CUP_SENTENCE in group.wait_reply().text


@pytest.mark.parametrize("said", [f"/ask {FOLLOW_UP}", f"{FOLLOW_UP} @standin_bot"])
def test_a_question_in_reply_to_a_message_is_about_that_message(tg: StandIn, said: str) -> None:
    group, alice, bob = readers(tg)
    ask(group, CUP_QUESTION, alice)
    news = group.say("They say the harbour bridge in Eastwick will close!", bob)

    group.say(said, alice, reply_to=news)

    assert MAYOR_TITLE in group.wait_reply().text


def test_a_question_in_reply_to_an_answered_question_continues_it(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    asked = group.say(f"/ask {BRIDGE_QUESTION}", alice)
    group.wait_reply()

    group.say(f"/ask {FOLLOW_UP}", bob, reply_to=asked)

    assert MAYOR_TITLE in group.wait_reply().text


@pytest.mark.parametrize("said", ["/ask", "@standin_bot"])
def test_a_command_or_mention_alone_asks_nothing_of_the_bots_own_message(
    tg: StandIn, said: str
) -> None:
    group, alice, _ = readers(tg)
    answer = ask(group, BRIDGE_QUESTION, alice)

    group.say(said, alice, reply_to=answer)

    assert "Who won the vote?" in group.wait_reply().text


def test_a_picture_that_is_replied_to_is_no_question(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    photo = group.send(
        bob, photo=[{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]
    )

    group.say("/ask", alice, reply_to=photo)
    assert group.wait_reply().text.startswith("Write the question after the command")
    group.say(f"/ask {CUP_QUESTION}", alice, reply_to=photo)
    assert CUP_SENTENCE in group.wait_reply().text


def test_a_comparison_in_reply_to_an_answer_is_on_its_question_and_continues(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    to_alice = ask(group, BRIDGE_QUESTION, alice)
    ask(group, CUP_QUESTION, bob)

    group.say("/compare", bob, reply_to=to_alice)
    compared = group.wait_reply()
    group.say(FOLLOW_UP, alice, reply_to=compared)

    assert BRIDGE_SENTENCE in compared.text
    assert MAYOR_TITLE in group.wait_reply().text


@pytest.mark.parametrize("is_reply", [True, False])
def test_a_shared_answer_is_continued_by_whoever_opens_it(tg: StandIn, is_reply: bool) -> None:
    alice, bob = tg.user("Alice").chat, tg.user("Bob").chat
    answer = reply_to(alice, BRIDGE_QUESTION)
    alice.press(answer, "Context")
    [button] = alice.wait_reply().buttons
    shared = reply_to(bob, f"/start {button['copy_text']['text'].partition('?start=')[2]}")

    bob.say(FOLLOW_UP, reply_to=shared if is_reply else None)

    assert MAYOR_TITLE in bob.wait_reply().text


def test_what_was_deleted_is_continued_no_more(tg: StandIn) -> None:
    group, alice, bob = readers(tg)
    answer = ask(group, BRIDGE_QUESTION, alice)
    offer = reply_to(alice.chat, "/delete")
    alice.chat.press(offer, "Delete all")
    alice.chat.wait_edit(offer, after=1)

    group.say(FOLLOW_UP, bob, reply_to=answer)

    assert group.wait_reply().text.startswith(REFUSAL)


@pytest.mark.parametrize(
    "said",
    [
        "could @standin_bot tell me when the harbour bridge in Eastwick will close?",
        "😀😀 Could you, @Standin_Bot, tell me when the harbour bridge in Eastwick will close?",
        "When will the harbour bridge in Eastwick close, @standin_bot?",
        "@standin_bot: when will the harbour bridge in Eastwick close?",
    ],
)
def test_a_mention_is_no_part_of_the_question_wherever_it_stands(tg: StandIn, said: str) -> None:
    group, alice, _ = readers(tg)

    group.say(said, alice)

    answer = group.wait_reply()
    assert BRIDGE_SENTENCE in answer.text
    assert "standin" not in answer.text.casefold()
