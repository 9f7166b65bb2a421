"""What every message looks like: labels in words, dates that cannot be misread, directions kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rendering.translations import LANGUAGES
from retrieval import Article
from tests.support.toys import HARBOUR
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    UNANSWERED,
    bot_process,
    fill,
    reply_to,
)
from tests.telegram.tgstandin import Msg, StandIn

NUMERIC_DATE = re.compile(r"\b\d{1,4}([./-])\d{1,2}\1\d{1,4}\b")
ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
HEBREW = Article(
    doc_id="he00000000000001",
    title="גשר הנמל נסגר",
    text="גשר הנמל בעיר ייסגר ביום שני לאחד עשר שבועות בגלל סדקים.",
    publisher="דואר הנמל",
    authors=("דנה לוי",),
    published_at="2024-03-05",
    url="https://namal.example/bridge",
)


def conversation(tg: StandIn, language: str) -> list[Msg]:
    """One message of each kind that users get, in a language.

    Each is sent to a chat of its own, as a chat takes no more than one a second.
    """
    said = ["/start", "/help", "/language", "/sources", "/article island", "/delete", "/frob"]
    asked = [*said, UNANSWERED, BRIDGE_QUESTION]
    chats = [tg.user("Reader", language_code=language).chat for _ in asked]
    messages = [reply_to(chat, text) for chat, text in zip(chats, asked, strict=True)]
    chat, answer = chats[-1], messages[-1]
    for label in answer.labels[:2]:  # more passages, and the context
        chat.press(answer, label)
        messages += chat.settled()
    return messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_words_lines_begin_without_emoji_and_dates_name_the_month(
    tg: StandIn, language: str
) -> None:
    messages = conversation(tg, language)

    keyboards = [m.data["reply_markup"]["inline_keyboard"] for m in messages if m.buttons]
    assert max(len(row) for rows in keyboards for row in rows) <= 3
    for label in (label for message in messages for label in message.labels):
        assert len(label) <= 30
        assert sum(character.isalpha() for character in label) >= 2
    for message in messages:
        lines = [line for line in message.text.split("\n") if line]
        assert [line for line in lines if unicodedata.category(line[0]) == "So"] == []
        assert [found[0] for found in NUMERIC_DATE.finditer(ISO_DATE.sub("", message.text))] == []
        assert {label for label, _ in message.links}.isdisjoint({"here", "link"})


@pytest.fixture(scope="module")
def both_directions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in with a bot on an article from left to right and one from right to left."""
    folder: Path = tmp_path_factory.mktemp("directions")
    fill(folder / "archive", (HARBOUR, HEBREW))
    with StandIn() as tg, bot_process(tg, folder):
        yield tg
        tg.assert_clean()


def test_a_passage_from_right_to_left_and_its_source_keep_their_order(
    both_directions: StandIn,
) -> None:
    chat = both_directions.user("Dana").chat

    answer = reply_to(chat, "מתי ייסגר גשר הנמל בעיר?")

    assert any(text in HEBREW.text for text in answer.text.split("\n"))
    [source] = [line for line in answer.text.split("\n") if str(HEBREW.title) in line]
    for name in (HEBREW.title, HEBREW.publisher, *HEBREW.authors):
        assert f"\u2068{name}\u2069" in source  # first strong isolate … pop directional isolate


def test_a_source_from_left_to_right_is_plain(both_directions: StandIn) -> None:
    chat = both_directions.user("Dana").chat

    answer = reply_to(chat, BRIDGE_QUESTION)

    assert {"\u2068", "\u2069"}.isdisjoint(answer.text)


@pytest.mark.parametrize("code", ["uk-UA", "uk"])
def test_a_language_with_a_region_is_the_language(tg: StandIn, code: str) -> None:
    chat = tg.user("Reader", language_code=code).chat

    assert reply_to(chat, "/sources").text.startswith("5 статей, 5 видавців")


@pytest.mark.parametrize("code", ["xx", "", "zh-hans"])
def test_an_unknown_language_or_none_is_english(tg: StandIn, code: str) -> None:
    user = tg.user("Reader", language_code=code)
    if not code:
        del user.data["language_code"]

    assert reply_to(user.chat, "/sources").text.startswith("5 articles, 5 publishers")
