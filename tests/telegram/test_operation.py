"""Running it: health, metrics, signals, conflicts, wrong settings, and the log."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from subprocess import STDOUT
from unittest.mock import patch

import httpx
import pytest

from bot.__main__ import main
from retrieval import Settings
from tests.support.toys import open_toy_archive
from tests.telegram.conftest import RunBot, SharedBot
from tests.telegram.forked_bots import ForkedBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    COMMAND,
    CUP_QUESTION,
    CUP_SENTENCE,
    ROOT,
    hanging_library,
    reply_to,
    storms,
)
from tests.telegram.tgstandin import StandIn


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def said_at_its_end(folder: Path, **variables: str) -> str:
    """What the bot says that is started with only ``variables`` set, and ends with status 1."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    with (folder / "said").open("wb") as file:
        bot = ForkedBot(COMMAND, env=environment, cwd=folder, stdout=file, stderr=STDOUT)
    try:
        assert bot.wait(30) == 1
    finally:
        bot.kill()
    return (folder / "said").read_text()


@pytest.mark.parametrize("part", ["health", "webhook"])
def test_a_port_in_use_is_reported_in_one_sentence(
    own_tg: StandIn, tmp_path: Path, part: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = said_at_its_end(
            tmp_path,
            TELEGRAM_API_URL=own_tg.base_url,
            TELEGRAM_BOT_TOKEN=own_tg.token,
            ARTICLE_BOT_WEBHOOK_URL="http://127.0.0.1:1/hook",
            ARTICLE_BOT_WEBHOOK_SECRET="secret",
            **{f"ARTICLE_BOT_{part.upper()}_PORT": port},
        )

    assert f"The bot cannot listen on 127.0.0.1, port {port}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "The bot has no token"),
        ({"ARTICLE_BOT_ADMINS": "ada"}, "The setting admins (ARTICLE_BOT_ADMINS)"),
        ({"ARTICLE_BOT_ACCESS": "nobody"}, "The setting access (ARTICLE_BOT_ACCESS)"),
        ({"ARTICLE_BOT_WEBHOOK_URL": "https://bot.example/x"}, "A webhook needs a secret"),
        (
            {
                "ARTICLE_BOT_WEBHOOK_URL": "https://bot.example/1:T0ken",
                "ARTICLE_BOT_WEBHOOK_SECRET": "s",
            },
            "The webhook's path is the token",
        ),
    ],
)
def test_wrong_settings_are_reported_in_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    said: str,
) -> None:
    token = {"TELEGRAM_BOT_TOKEN": "1:T0ken"} if variables else {}
    monkeypatch.chdir(tmp_path)

    with patch.dict(os.environ, {**token, **variables}, clear=True):
        assert main() == 1

    stderr = capsys.readouterr().err
    assert stderr.startswith(said)
    assert stderr.count("\n") == 1
    assert "T0ken" not in stderr


def test_a_wrong_token_is_reported_in_one_sentence(own_tg: StandIn, tmp_path: Path) -> None:
    said = said_at_its_end(tmp_path, TELEGRAM_API_URL=own_tg.base_url, TELEGRAM_BOT_TOKEN="1:Wrong")

    assert said.endswith("Telegram does not know this token: copy it again from @BotFather.\n")
    assert "Traceback" not in said
    assert "Wrong" not in said
    own_tg.calls.clear()  # 401 is what this test is about


def test_a_second_bot_on_the_same_database_is_refused(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    run_bot()

    said = said_at_its_end(
        tmp_path,
        ARTICLE_BOT_ARCHIVE=str(tmp_path / "archive"),
        TELEGRAM_API_URL=own_tg.base_url,
        TELEGRAM_BOT_TOKEN=own_tg.token,
    )

    assert said.startswith("Another bot is already running on ")


def test_another_program_with_the_token_is_reported(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path, port: int
) -> None:
    run_bot(health_port=port)
    chat = own_tg.user("Alice").chat

    url = f"{own_tg.base_url}/bot{own_tg.token}/getUpdates"
    assert httpx.post(url, json={"timeout": 1}, timeout=10).json()["ok"]

    own_tg.wait_for(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 503)
    assert "409 Conflict" in (tmp_path / "bot.log").read_text()
    chat.say(BRIDGE_QUESTION)
    assert BRIDGE_SENTENCE in chat.wait_reply().text
    [conflict] = [call for call in own_tg.calls if call.status == 409]
    next_poll = next(c for c in own_tg.called("getUpdates", ok=True) if c.at > conflict.at)
    assert next_poll.at - (conflict.at + conflict.took) >= 3.0
    own_tg.calls.remove(conflict)


def test_health_and_metrics(own_tg: StandIn, run_bot: RunBot, port: int) -> None:
    run_bot(health_port=port)
    chat = own_tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    chat.wait_reply()

    status, health = fetch(f"http://127.0.0.1:{port}/healthz")
    address = f"http://127.0.0.1:{port}/metrics"  # counted once the answer is on its way
    own_tg.wait_for(lambda: 'outcome="answered"} 1.0' in fetch(address)[1])
    _, metrics = fetch(address)

    assert (status, json.loads(health)) == (200, {"healthy": True, "reason": "listening"})
    assert 'article_bot_answers_total{outcome="answered"} 1.0' in metrics
    assert "article_bot_search_seconds_count 1.0" in metrics
    assert "article_bot_healthy 1.0" in metrics


def test_a_bot_starts_while_telegram_is_down(own_tg: StandIn, run_bot: RunBot) -> None:
    own_tg.fault("*", "drop", times=2)
    own_tg.fault("deleteWebhook", "error", code=502, times=2)
    own_tg.fault("setMyCommands", "drop", times=3)
    chat = own_tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)

    run_bot(sets_profile=True)

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    own_tg.wait_for(lambda: ("short_description", "de") in own_tg.profile)


def test_a_bot_ends_in_time_while_telegram_is_down(own_tg: StandIn, tmp_path: Path) -> None:
    own_tg.fault("*", "drop", times=1000)
    environment = {**os.environ, **own_tg.env(), "PYTHONPATH": str(ROOT)}
    with (tmp_path / "bot.log").open("wb") as log:
        bot = ForkedBot(COMMAND, env=environment, cwd=tmp_path, stdout=log, stderr=STDOUT)
    try:
        own_tg.wait_for(lambda: len(own_tg.called("getMe")) > 1)

        bot.send_signal(signal.SIGTERM)

        assert bot.wait(10) == 0
    finally:
        bot.kill()


def test_sigterm_finishes_answers_in_progress_within_ten_seconds(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    bot = run_bot()
    chats = [own_tg.user("Alice").chat for _ in range(3)]
    slow = own_tg.fault("sendMessage", "slow", delay=1.5, times=3)
    for chat in chats:
        chat.say(BRIDGE_QUESTION)
    own_tg.wait_for(lambda: slow.calls == 3)
    began = time.monotonic()

    assert bot.stop(signal.SIGTERM) == 0

    assert time.monotonic() - began < 10.0
    for chat in chats:
        assert BRIDGE_SENTENCE in chat.wait_reply(0.1).text


def test_what_sigterm_leaves_is_answered_after_the_next_start(
    own_tg: StandIn, run_bot: RunBot
) -> None:
    bot = run_bot()
    chat = own_tg.user("Alice").chat
    slow = own_tg.fault("sendMessage", "slow", delay=1.0)
    chat.say(BRIDGE_QUESTION)
    chat.say(CUP_QUESTION)
    own_tg.wait_for_call(slow)
    assert bot.stop(signal.SIGTERM) == 0
    assert BRIDGE_SENTENCE in chat.wait_reply(0.1).text

    bot.start()

    assert CUP_SENTENCE in chat.wait_reply().text


def test_sigterm_in_the_middle_of_an_ingest_ends_in_time_and_the_rest_follows(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    admin = own_tg.user("Ada")
    library = hanging_library(tmp_path)
    bot = run_bot(admins=admin.id, library=library)
    admin.chat.upload("storms.jsonl", storms(150))
    report = admin.chat.wait_reply()
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        own_tg.wait_for(lambda: len(archive.article_ids()) > 64)
    own_tg.wait_for((library / "hanging").exists)  # reading takes longer than the bot is given
    began = time.monotonic()

    assert bot.stop(signal.SIGTERM) == 0

    assert time.monotonic() - began < 10.0
    assert report.text.startswith("Reading…")
    shutil.rmtree(library)
    bot.start()
    rest = admin.chat.wait_reply()
    own_tg.wait_for(lambda: "already" in rest.text)
    assert "151" not in rest.text  # part was there


def test_stalled_polling_is_restarted(own_tg: StandIn, run_bot: RunBot, tmp_path: Path) -> None:
    run_bot(stall_s=2, poll_timeout_s=1)
    stall = own_tg.fault("getUpdates", "slow", delay=40)
    own_tg.wait_for_call(stall)
    chat = own_tg.user("Alice").chat

    chat.say(BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    assert "polling is restarted" in (tmp_path / "bot.log").read_text()
    own_tg.calls[:] = [call for call in own_tg.calls if call.method != "getUpdates"]


def test_health_reports_a_stall_until_telegram_answers_again(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path, port: int
) -> None:
    run_bot(stall_s=2, poll_timeout_s=1, health_port=port)
    address = f"http://127.0.0.1:{port}/healthz"
    own_tg.wait_for(lambda: fetch(address)[0] == 200)
    stall = own_tg.fault("getUpdates", "slow", delay=1000, times=1000)
    own_tg.wait_for_call(stall)
    log, seen = tmp_path / "bot.log", list[int]()

    def is_restarted_twice() -> bool:
        seen.append(fetch(address)[0])
        return log.read_text().count("polling is restarted") > 1

    own_tg.wait_for(is_restarted_twice)

    assert set(seen[seen.index(503) :]) == {503}  # a restart is not an answer
    stall.end()
    own_tg.wait_for(lambda: fetch(address)[0] == 200)
    own_tg.calls[:] = [call for call in own_tg.calls if call.method != "getUpdates"]


@pytest.mark.slow
def test_a_bot_outlives_an_outage_that_is_longer_than_a_stall(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    bot = run_bot(stall_s=2, poll_timeout_s=1)
    own_tg.fault("*", "slow", delay=60, times=100_000)
    own_tg.wait_for(lambda: "polling is restarted" in (tmp_path / "bot.log").read_text())
    time.sleep(20)  # longer than a new start is given
    assert bot.returncode is None
    own_tg.faults.clear()
    chat = own_tg.user("Alice").chat

    chat.say(BRIDGE_QUESTION)

    assert BRIDGE_SENTENCE in chat.wait_reply().text
    own_tg.calls[:] = [call for call in own_tg.calls if not call.fault]
    assert bot.stop() == 0


def test_one_users_burst_does_not_delay_another(own_tg: StandIn, run_bot: RunBot) -> None:
    run_bot(questions_per_minute=100)
    busy, calm = own_tg.user("Alice").chat, own_tg.user("Bob").chat
    slow = own_tg.fault("sendMessage", "slow", delay=60, chat_id=busy.id)
    for _ in range(20):
        busy.say(BRIDGE_QUESTION)
    own_tg.wait_for_call(slow)

    assert CUP_SENTENCE in reply_to(calm, CUP_QUESTION).text

    assert busy.bot_messages == []
    slow.end()


def test_the_log_contains_neither_token_nor_questions(tg: StandIn, shared_bot: SharedBot) -> None:
    chat = tg.user("Alice").chat
    tg.fault("sendMessage", "drop")
    chat.say("Does the Quagmirequestion reach the log of the harbour bridge?")
    chat.settled()

    log = (shared_bot.folder / "bot.log").read_text()

    assert " s, confidence " in log  # how the question was answered
    assert "Quagmirequestion" not in log
    assert tg.token not in log
