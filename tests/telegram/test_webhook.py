"""The webhook: behind a proxy, forged, repeated, after a kill, and back to polling."""

from __future__ import annotations

import socket
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import httpx
import pytest
from aiohttp import ClientSession, web

from tests.telegram.conftest import RunBot
from tests.telegram.front_server import front_server
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    CUP_SENTENCE,
)
from tests.telegram.tgstandin import StandIn

SECRET = "a-secret_of-the-webhook"


def proxy(prefix: str, port: int) -> AbstractContextManager[str]:
    """A proxy that takes ``prefix`` off the path, as web servers in front of bots do."""

    async def pass_on(request: web.Request) -> web.Response:
        path = request.path.removeprefix(prefix)
        async with ClientSession() as session:
            url = f"http://127.0.0.1:{port}{path}"
            async with session.post(
                url, data=await request.read(), headers=request.headers
            ) as answer:
                return web.Response(status=answer.status, body=await answer.read())

    return front_server(pass_on, prefix)


def webhook(port: int) -> dict[str, object]:
    """Settings with which a bot listens on a port."""
    address = f"http://127.0.0.1:{port}/hook"
    settings = {"url": address, "path": "hook", "port": port, "secret": SECRET}
    return {f"webhook_{name}": value for name, value in settings.items()}


def test_a_webhook_works_behind_a_proxy_that_strips_the_prefix(
    own_tg: StandIn, run_bot: RunBot, port: int
) -> None:
    with proxy("/bots/news", port) as public:
        bot = run_bot(
            webhook_url=f"{public}/hook",
            webhook_path="hook",
            webhook_port=port,
            webhook_secret=SECRET,
        )
        assert own_tg.webhook["secret_token"] == SECRET
        chat = own_tg.user("Alice").chat
        chat.say(BRIDGE_QUESTION)

        assert BRIDGE_SENTENCE in chat.wait_reply().text
        update = {"update_id": 1}
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
            refused = httpx.post(f"http://127.0.0.1:{port}/hook", json=update, headers=headers)
            assert refused.status_code == 403
        assert bot.stop() == 0


@pytest.mark.parametrize(("path", "is_told"), [("news", True), ("news/telegram", False)])
def test_an_address_that_ends_in_another_path_is_told_at_the_start(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path, port: int, path: str, is_told: bool
) -> None:
    run_bot(webhook_url=f"http://127.0.0.1:{port}/{path}", webhook_port=port, webhook_secret=SECRET)

    log = (tmp_path / "bot.log").read_text()
    assert ("address does not end in /telegram" in log) is is_told


def test_a_question_by_webhook_outlives_a_kill(own_tg: StandIn, run_bot: RunBot, port: int) -> None:
    bot = run_bot(**webhook(port))
    chat = own_tg.user("Alice").chat
    own_tg.fault("sendMessage", "slow", delay=30)
    chat.say(BRIDGE_QUESTION)
    own_tg.wait_for(lambda: chat.actions and own_tg.webhook["delivered"])
    bot.kill()

    bot.start()

    assert BRIDGE_SENTENCE in chat.wait_reply().text


def post(port: int, *, length: int, secret: str, path: str = "/hook") -> tuple[bytes, int]:
    """Posts ``length`` bytes to the webhook; the status line, and how much was read."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {length}\r\n\r\n"
    )
    sent, block = 0, b" " * 65_536
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        status = connection.recv(1000) if length > 1024**2 else b""
        with suppress(OSError):
            while sent < length:
                sent += connection.send(block[: length - sent])
        return (status or connection.recv(1000)).split(b"\r\n")[0], sent


def test_a_webhook_checks_the_headers_first_and_refuses_large_bodies(
    own_tg: StandIn, run_bot: RunBot, port: int
) -> None:
    bot = run_bot(**webhook(port))

    forged, forged_bytes = post(port, length=90_000_000, secret="wrong")
    large, large_bytes = post(port, length=1_100_000, secret=SECRET)

    assert forged == b"HTTP/1.1 403 Forbidden"
    assert large == b"HTTP/1.1 413 Request Entity Too Large"
    assert max(forged_bytes, large_bytes) < 5_000_000  # what buffers of the system hold
    assert post(port, length=1000, secret=SECRET)[0] == b"HTTP/1.1 400 Bad Request"
    assert httpx.get(f"http://127.0.0.1:{port}/hook").status_code == 405
    chat = own_tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    assert BRIDGE_SENTENCE in chat.wait_reply().text
    assert bot.stop() == 0


def test_a_webhook_is_set_though_telegram_is_down_at_first(
    own_tg: StandIn, run_bot: RunBot, port: int
) -> None:
    own_tg.fault("setWebhook", "error", code=502, times=2)

    run_bot(**webhook(port))

    chat = own_tg.user("Alice").chat
    chat.say(BRIDGE_QUESTION)
    assert BRIDGE_SENTENCE in chat.wait_reply().text


def test_updates_are_taken_at_once_and_a_repeated_one_is_answered_once(
    own_tg: StandIn, run_bot: RunBot, port: int
) -> None:
    bot = run_bot(**webhook(port))
    chat = own_tg.user("Alice").chat
    slow = own_tg.fault("sendMessage", "slow", delay=60)
    chat.say(BRIDGE_QUESTION)

    own_tg.wait_for(lambda: own_tg.webhook["delivered"])
    own_tg.redeliver(1)
    own_tg.wait_for(lambda: own_tg.webhook["delivered"] == 2)
    assert chat.bot_messages == []  # both were taken while the answer was on its way
    slow.end()
    assert BRIDGE_SENTENCE in chat.wait_reply().text
    chat.silence()
    assert bot.stop() == 0


def test_polling_after_a_webhook_deletes_the_webhook(
    own_tg: StandIn, run_bot: RunBot, port: int
) -> None:
    bot = run_bot(**webhook(port))
    assert own_tg.webhook["url"]
    assert bot.stop() == 0

    run_bot()

    chat = own_tg.user("Alice").chat
    chat.say(CUP_QUESTION)
    assert CUP_SENTENCE in chat.wait_reply().text
    assert not own_tg.webhook.get("url")
