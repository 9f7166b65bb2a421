"""Many messages at once: Telegram's limits are kept, nothing is lost, nothing grows."""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.telegram.conftest import RunBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
    UNANSWERED,
    bot_process,
    fill,
)
from tests.telegram.tgstandin import BotProcess, Chat, StandIn

QUESTIONS = {BRIDGE_QUESTION: BRIDGE_SENTENCE, CUP_QUESTION: CUP_SENTENCE, UNANSWERED: ""}


@pytest.fixture
def flood(own_tg: StandIn, run_bot: RunBot) -> StandIn:
    """Telegram's flood control is on; a call that it refuses is a misuse of the API."""
    own_tg.flood = True
    run_bot(keeps_limits=True, questions_per_minute=30)
    return own_tg


def test_a_burst_in_a_chat_is_answered_within_the_limits(flood: StandIn) -> None:
    chat = flood.user("Alice").chat
    asked = [chat.say(BRIDGE_QUESTION).id for _ in range(5)]

    answers = chat.settled(at_least=5)

    assert [answer.reply_to for answer in answers] == asked


def test_more_than_twenty_answers_in_a_group_keep_to_its_limit(flood: StandIn) -> None:
    members = [flood.user("Reader") for _ in range(3)]
    group = flood.group("Readers", members)
    for number in range(20):
        group.say(f"/ask {BRIDGE_QUESTION}", members[number % 3])

    messages = group.settled(at_least=21)

    assert len(messages) == 21  # with the greeting


@pytest.mark.parametrize(
    ("users", "each"), [(20, 3), pytest.param(200, 10, marks=pytest.mark.slow)]
)
def test_many_users_at_once_lose_nothing_and_nothing_grows(
    own_tg: StandIn, tmp_path: Path, users: int, each: int
) -> None:
    fill(tmp_path / "archive")
    own_tg.flood = True
    chats = [own_tg.user("Reader").chat for _ in range(users)]
    with bot_process(own_tg, tmp_path, keeps_limits=True, questions_per_minute=600) as bot:
        talk(own_tg.user("Warm").chat, 1)
        before = files_and_memory(bot)

        with ThreadPoolExecutor(users) as pool:
            seconds = [s for found in pool.map(lambda chat: talk(chat, each), chats) for s in found]

        files, memory_mib = files_and_memory(bot)
        assert bot.stop() == 0
    assert {len(chat.bot_messages) for chat in chats} == {each}
    assert statistics.quantiles(seconds, n=20)[-1] < 10.0 + 3 * statistics.median(seconds)
    assert files <= before[0] + 64  # connections that are kept open
    assert memory_mib < before[1] + 60  # 48 for 200 users, whether each asks 10 or 30 questions


def talk(chat: Chat, questions: int) -> list[float]:
    """Asks one question after another; returns the seconds that each answer took."""
    seconds = []
    for number in range(questions):
        question, sentence = list(QUESTIONS.items())[(chat.id + number) % len(QUESTIONS)]
        asked = chat.say(question)
        answer = chat.wait_reply()
        assert sentence in answer.text
        assert answer.reply_to == asked.id
        seconds.append(answer.at - asked.at)
    return seconds


def files_and_memory(bot: BotProcess) -> tuple[int, float]:
    """How many files a process has open, and its memory in MiB."""
    process = Path(f"/proc/{bot.pid}")
    lines = (process / "status").read_text().splitlines()
    [resident] = [line for line in lines if line.startswith("VmRSS:")]
    return len(list((process / "fd").iterdir())), int(resident.split()[1]) / 1024
