"""Groups and forums: who is answered and where, and what happens when the bot is removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
)
from tests.telegram.tgstandin import Chat, StandIn, User


def greeted_group(tg: StandIn, *, forum: bool = False) -> Chat:
    group = tg.group("Readers", [tg.user("Alice"), tg.user("Bob")], forum=forum)
    assert group.wait_reply().text.startswith("Hello. I answer questions from news articles")
    return group


@pytest.fixture
def without_privacy(tg: StandIn) -> Iterator[StandIn]:
    """The bot gets all messages in groups."""
    tg.privacy_mode = False
    yield tg
    tg.privacy_mode = True


@pytest.mark.parametrize(
    "said",
    [
        f"/ask {BRIDGE_QUESTION}",
        f"/ask@standin_bot {BRIDGE_QUESTION}",
        f"@standin_bot {BRIDGE_QUESTION}",
        f"{BRIDGE_QUESTION} @Standin_Bot",
    ],
)
def test_commands_and_mentions_are_answered(tg: StandIn, said: str) -> None:
    group = greeted_group(tg)

    asked = group.say(said, group.members[1])

    answer = group.wait_reply()
    assert BRIDGE_SENTENCE in answer.text
    assert answer.reply_to == asked.id


def test_a_reply_to_the_bot_is_answered(tg: StandIn) -> None:
    group = greeted_group(tg)
    hello = group.bot_messages[0]

    group.say(BRIDGE_QUESTION, reply_to=hello)

    assert BRIDGE_SENTENCE in group.wait_reply().text


def test_other_messages_are_ignored_even_without_privacy_mode(without_privacy: StandIn) -> None:
    group = greeted_group(without_privacy)
    talk = group.say("just talking")

    group.say(BRIDGE_QUESTION)
    group.say("yes", reply_to=talk)
    group.say("/ask@other_bot who?")
    group.say("@other_bot who?")
    group.say("/frobnicate")
    group.send(location={"latitude": 1.0, "longitude": 2.0})

    group.silence()


def test_ask_without_a_question_says_how(tg: StandIn) -> None:
    group = greeted_group(tg)

    group.say("/ask")

    assert group.wait_reply().text.startswith("Write the question after the command")


def test_answers_go_into_the_topic_of_the_question(tg: StandIn) -> None:
    forum = greeted_group(tg, forum=True)
    topic = forum.topic("Politics")

    forum.say(f"/ask {BRIDGE_QUESTION}", thread=topic)
    in_topic = forum.wait_reply()
    forum.say(f"/ask {BRIDGE_QUESTION}")
    in_general = forum.wait_reply()

    assert in_topic.thread == topic
    assert in_general.thread is None


def test_a_chain_of_replies_outside_of_topics_is_no_topic(tg: StandIn) -> None:
    group = greeted_group(tg)

    group.say(BRIDGE_QUESTION, reply_to=group.bot_messages[0])

    assert BRIDGE_SENTENCE in group.wait_reply().text


def test_a_chain_of_replies_in_the_general_topic_is_answered_there(tg: StandIn) -> None:
    forum = greeted_group(tg, forum=True)
    forum.say(BRIDGE_QUESTION, reply_to=forum.bot_messages[0])
    first = forum.wait_reply()

    forum.say(CUP_QUESTION, reply_to=first)

    answer = forum.wait_reply()
    assert CUP_SENTENCE in answer.text
    assert (first.thread, answer.thread) == (None, None)


def test_a_group_is_greeted_once(tg: StandIn) -> None:
    group = greeted_group(tg)

    group.kick_bot()
    group.bot_status = "member"
    tg._member_update(group, group.members[0], "left", "member")
    tg.redeliver(3)

    group.silence()


def test_a_bot_removed_from_a_group_still_answers_elsewhere(tg: StandIn) -> None:
    group, chat = greeted_group(tg), tg.user("Carol").chat
    slow = tg.fault("sendMessage", "slow", delay=60, chat_id=group.id)
    group.say(f"/ask {BRIDGE_QUESTION}")
    tg.wait_for_call(slow)

    group.kick_bot()
    chat.say(BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    slow.end()
    tg.wait_for(lambda: tg.called("sendMessage", ok=False))
    refused = {call.error for call in tg.called("*", ok=False)}
    assert refused == {"Forbidden: bot was kicked from the supergroup chat"}
    tg.calls.clear()  # being refused there is what this test is about


def test_nothing_is_sent_to_a_group_after_the_bot_was_removed(tg: StandIn) -> None:
    group = greeted_group(tg)
    group.say(f"/ask {BRIDGE_QUESTION}")
    answer = group.wait_reply()

    group.kick_bot()
    press = group.press(answer, "👍 Helpful")

    assert press.answered
    tg.wait_until_idle()
    tg.reset()
    group.silence()
    assert [call for call in tg.called("*") if call.params.get("chat_id") == group.id] == []


def test_a_group_that_becomes_a_supergroup_is_answered_and_not_greeted_again(tg: StandIn) -> None:
    alice = tg.user("Alice")
    group = tg.group("Old", [alice], kind="group")
    group.wait_reply()  # the greeting

    moved = group.migrate()
    moved.silence()
    moved.say(f"/ask {BRIDGE_QUESTION}", alice)

    assert BRIDGE_SENTENCE in moved.wait_reply().text


def test_an_answer_follows_a_group_that_migrates_meanwhile(tg: StandIn) -> None:
    alice = tg.user("Alice")
    group = tg.group("Old", [alice], kind="group")
    group.wait_reply()  # the greeting
    failing = tg.fault("sendMessage", "error", code=500, times=1000, chat_id=group.id)
    group.say(f"/ask {BRIDGE_QUESTION}")
    tg.wait_for_call(failing)

    moved = group.migrate()
    failing.end()

    assert BRIDGE_SENTENCE in moved.wait_reply().text
    allowed = "group chat was upgraded to a supergroup chat"
    tg.assert_clean(allow=[allowed])
    tg.calls[:] = [call for call in tg.calls if allowed not in call.error]


def test_a_message_sent_by_inline_mode_is_no_question(tg: StandIn) -> None:
    alice = tg.user("Alice")
    alice.chat.say("/start")
    alice.chat.wait_reply()

    alice.inline(BRIDGE_QUESTION).choose(0, alice.chat)

    alice.chat.silence()


def test_commands_of_administrators_are_ignored_in_groups(tg: StandIn, admin: User) -> None:
    alice = tg.user("Alice")
    group = tg.group("Readers", [alice, admin], bot_admin=True)
    group.wait_reply()  # the greeting

    for command in ("/status", "/users", "/remove x", "/add x"):
        group.say(command, alice)
    group.silence()
    group.say("/status", admin)

    assert group.wait_reply().text == "Please do that in a private chat with me."
