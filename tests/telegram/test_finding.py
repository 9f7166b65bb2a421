"""Finding articles by words, and filters of questions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.telegram.conftest import RunBot
from tests.telegram.scenario import CUP_SENTENCE, FOOTBALL, fill, reply_to
from tests.telegram.tgstandin import Msg, StandIn


@pytest.mark.parametrize("command", ["/find", "/article"])
def test_a_single_article_is_shown(tg: StandIn, command: str) -> None:
    chat = tg.user("Alice").chat

    assert "Rovers win the island cup" in reply_to(chat, f"{command} island CUP").text
    assert reply_to(chat, f"{command} nonsense").text == "I found no article with these words."
    assert reply_to(chat, command).text.startswith("Write words from a title")


def test_articles_are_found_by_words_of_publisher_and_author(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    assert "Rovers win the island cup" in reply_to(chat, "/find norwat echo").text
    assert "Harbour bridge" in reply_to(chat, "/find quist").text
    assert titles(reply_to(chat, "/find t")) == 5


def test_a_long_list_is_paged_newest_first(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    cups = [
        replace(FOOTBALL, doc_id=f"{day:016}", title=f"Cup {day}", published_at=f"2023-05-{day}")
        for day in range(11, 29)
    ]
    fill(tmp_path / "archive", cups)
    run_bot()
    chat = own_tg.user("Alice").chat

    first = reply_to(chat, "/find cup")
    chat.press(first, "More")
    second = chat.wait_reply()
    chat.press(second, "More")
    last = chat.wait_reply()

    assert first.text.startswith("18 articles\n• ")
    assert [titles(page) for page in (first, second, last)] == [8, 8, 2]
    assert "Cup 28" in first.text
    assert "Cup 11" in last.text
    assert last.buttons == []


def test_a_question_names_its_publisher_which_is_shown(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    within = reply_to(chat, "According to the Norwater Echo, who won the island cup on Saturday?")
    relaxed = reply_to(chat, "According to the Skerra Times, who won the island cup on Saturday?")

    assert CUP_SENTENCE in within.text
    assert "\nOnly: Norwater Echo" in within.text
    assert CUP_SENTENCE in relaxed.text
    assert "No answer with the filter “Skerra Times”, so I searched without it." in relaxed.text


def titles(listed: Msg) -> int:
    return listed.text.count("\n• ")
