"""The stand-in for Telegram is strict: what the real one refuses or drops is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.telegram.tgstandin import Json, StandIn


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


def call(telegram: StandIn, method: str, **parameters: object) -> Json:
    url = f"{telegram.base_url}/bot{telegram.token}/{method}"
    answer: Json = httpx.post(url, json=parameters).json()
    return answer


def chat_of(telegram: StandIn) -> int:
    chat = telegram.user("Alice").chat
    chat.say("/start")
    return chat.id


def test_what_is_right_is_carried_out_and_nothing_is_found_wrong(telegram: StandIn) -> None:
    sent = call(telegram, "sendMessage", chat_id=chat_of(telegram), text="Hello")
    assert (sent["ok"], sent["result"]["text"]) == (True, "Hello")
    telegram.assert_clean()


@pytest.mark.parametrize(
    ("method", "parameters", "problem"),
    [
        ("sendTelegram", {}, "404 Not Found: method not found"),
        ("sendPhoto", {"photo": "x"}, "404 Not Found: method not found"),
        ("sendMessage", {}, "400 Bad Request: message text is empty"),
        ("sendMessage", {"text": "x", "colour": "red"}, "unknown parameter 'colour'"),
        ("sendMessage", {"text": "<b>x</b>", "parse_mode": "HTML"}, "does not model parse_mode"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        (
            "sendMessage",
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 1, "size": 1}]},
            "unknown field 'size' of MessageEntity",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "ftp://x"}],
            },
            "a link is silently dropped",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x" * 65}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
        ("editMessageText", {"text": "x", "message_id": 99}, "message to edit not found"),
    ],
)
def test_what_is_wrong_is_found(
    telegram: StandIn, method: str, parameters: Json, problem: str
) -> None:
    call(telegram, method, chat_id=chat_of(telegram), **parameters)
    with pytest.raises(AssertionError, match="misused the Bot API") as caught:
        telegram.assert_clean()
    assert problem in str(caught.value)
