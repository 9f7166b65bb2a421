"""Network errors and crashes: every question is answered at least once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.telegram.conftest import RunBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
    hanging_library,
    storms,
)
from tests.telegram.tgstandin import Chat, Json, Msg, StandIn

KINDS: list[Json] = [
    {"kind": "drop", "times": 2},
    {"kind": "error", "code": 500, "times": 2},
    {"kind": "garbage", "code": 502},
    {"kind": "error", "code": 429, "retry_after": 1},
    {"kind": "slow", "delay": 1.5},
    {"kind": "drop_after"},
]


def has_typed(chat: Chat, times: int) -> bool:
    return len(chat.actions) >= times


def answers(chat: Chat, sentence: str) -> list[Msg]:
    return [message for message in chat.bot_messages if sentence in message.text]


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
@pytest.mark.parametrize(
    "fault", KINDS, ids=lambda fault: f"{fault['kind']}-{fault.get('code', '')}"
)
def test_network_errors_lose_no_question(tg: StandIn, method: str, fault: Json) -> None:
    chat = tg.user("Alice").chat
    tg.fault(method, **fault)

    chat.say(BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    tg.calls[:] = [call for call in tg.calls if not call.fault]


def test_an_answer_whose_receipt_is_lost_comes_twice_at_most(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    tg.fault("sendMessage", "drop_after", chat_id=chat.id)
    asked = chat.say(BRIDGE_QUESTION)

    replies = chat.settled()

    assert [reply.reply_to for reply in replies] in ([asked.id], [asked.id] * 2)
    assert {BRIDGE_SENTENCE in reply.text for reply in replies} == {True}
    tg.calls[:] = [call for call in tg.calls if not call.fault]


def test_an_update_that_comes_again_is_not_answered_again(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    chat.wait_reply()

    tg.redeliver(1)

    chat.silence()


def test_buttons_work_despite_network_errors(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    answer = chat.wait_reply()
    tg.fault("answerCallbackQuery", "drop", times=2)

    press = chat.press(answer, "👎 Not helpful")

    assert press.text == "Thank you, noted."


def test_a_failing_typing_call_does_not_delay_the_answer(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    typing = tg.fault("sendChatAction", "slow", delay=60)

    chat.say(BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    assert typing.calls == 1
    assert not tg.called("sendChatAction")  # it is still waiting
    typing.end()


def test_a_user_who_blocks_the_bot_delays_nobody(own_tg: StandIn, run_bot: RunBot) -> None:
    bot = run_bot()
    alice, bob = own_tg.user("Alice"), own_tg.user("Bob")
    slow = own_tg.fault("sendMessage", "slow", delay=60, chat_id=alice.id)
    alice.chat.say(BRIDGE_QUESTION)
    own_tg.wait_for_call(slow)
    alice.block()

    bob.chat.say(BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in bob.chat.wait_reply().text
    slow.end()
    own_tg.wait_for(lambda: own_tg.called("sendMessage", ok=False))
    assert [call.status for call in own_tg.called("sendMessage", ok=False)] == [403]
    own_tg.calls.clear()
    alice.unblock()
    alice.chat.say(CUP_QUESTION)
    assert CUP_SENTENCE in alice.chat.wait_reply().text
    assert bot.stop() == 0


def test_a_kill_between_receipt_and_answer_loses_no_question(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    bot = run_bot()
    chats = [own_tg.user("Alice").chat for _ in range(5)]
    own_tg.fault("sendMessage", "slow", delay=30, times=50)
    for chat in chats:
        chat.say(BRIDGE_QUESTION)
    polls = own_tg.polls
    own_tg.wait_for(lambda: own_tg.polls > polls)  # all were confirmed by another poll
    own_tg.wait_for(lambda: all(chat.actions for chat in chats))
    bot.kill()
    own_tg.faults.clear()

    bot.start()

    for chat in chats:
        assert BRIDGE_SENTENCE in chat.wait_reply().text
        assert len(answers(chat, BRIDGE_SENTENCE)) == 1


def test_an_upload_is_private_and_does_not_outlive_a_kill_and_a_start(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared-temporary-folder"
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    admin = own_tg.user("Ada")
    bot = run_bot(admins=admin.id, library=hanging_library(tmp_path))
    state = tmp_path / "archive" / "bot"
    admin.chat.upload("storms.jsonl", storms(3))
    [left] = own_tg.wait_for(lambda: list(state.rglob("storms.jsonl")))
    bot.kill()
    assert left.exists()
    assert {path.stat().st_mode & 0o777 for path in (left.parent, left.parent.parent)} == {0o700}

    bot.start()

    assert not left.exists()
    assert list(shared.rglob("*")) == []


def test_a_kill_after_the_answer_repeats_nothing(own_tg: StandIn, run_bot: RunBot) -> None:
    bot = run_bot()
    chat = own_tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    chat.wait_reply()
    own_tg.wait_until_idle()
    bot.kill()
    own_tg.redeliver(1)

    bot.start()
    chat.say(CUP_QUESTION)

    assert CUP_SENTENCE in chat.wait_reply().text
    assert len(answers(chat, BRIDGE_SENTENCE)) == 1


def test_the_same_rating_twice_counts_once(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    bot = run_bot()
    chat = own_tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    chat.press(chat.wait_reply(), "👍 Helpful")
    own_tg.wait_until_idle()
    bot.kill()
    own_tg.redeliver(2)
    bot.start()
    chat.say(CUP_QUESTION)
    chat.wait_reply()

    labels = (tmp_path / "archive" / "bot" / "feedback.jsonl").read_text().splitlines()

    assert len(labels) == 1


def test_a_question_that_crashes_the_process_is_given_up(own_tg: StandIn, run_bot: RunBot) -> None:
    bot = run_bot()
    poisoned, chat = own_tg.user("Mallory").chat, own_tg.user("Alice").chat
    own_tg.fault("sendMessage", "slow", delay=60, times=9, chat_id=poisoned.id)
    poisoned.say(BRIDGE_QUESTION)
    for number in range(1, 4):
        own_tg.wait_for(partial(has_typed, poisoned, number))
        bot.kill()
        bot.start()

    chat.say(CUP_QUESTION)

    assert CUP_SENTENCE in chat.wait_reply().text
    assert len(poisoned.actions) == 3
