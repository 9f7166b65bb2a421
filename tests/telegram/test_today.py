"""``/today``: the stories since yesterday."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.rendering.translations import LANGUAGES, texts_of
from retrieval import Settings
from tests.conftest import MakeArchive
from tests.telegram.conftest import RunBot
from tests.telegram.scenario import FOOTBALL, fill, reply_to
from tests.telegram.tgstandin import StandIn
from tests.test_stories import AGENCY, ORIGINAL, article
from tests.toys import HARBOUR, open_toy_archive


def test_todays_stories_are_listed_once_with_their_copies(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    today = datetime.now(UTC).date().isoformat()
    copy = article("b1", AGENCY, publisher="Daily Copy", published_at=today)
    fill(tmp_path / "archive", [replace(ORIGINAL, published_at=today), copy, HARBOUR])
    run_bot()

    reply = reply_to(own_tg.user("Alice").chat, "/today")

    assert reply.text.startswith("1 story since ")
    assert "\n\n• Mill burns · Coast Press Agency · " in reply.text
    assert "\nAlso in: Daily Copy (" in reply.text


def test_many_stories_are_paged(own_tg: StandIn, run_bot: RunBot, tmp_path: Path) -> None:
    today = datetime.now(UTC).date().isoformat()
    cups = [
        replace(
            FOOTBALL,
            doc_id=f"{number:016}",
            title=f"Cup{number} match{number}",
            text=" ".join(f"word{number}x{own}" for own in range(40)),
            published_at=today,
        )
        for number in range(45)
    ]
    fill(tmp_path / "archive", cups)
    run_bot()
    chat = own_tg.user("Alice").chat

    pages = [reply_to(chat, "/today")]
    for _ in range(2):
        chat.press(pages[-1], "More")
        pages.append(chat.wait_reply())

    assert [page.text.count("• ") for page in pages] == [20, 20, 5]
    assert len({line for page in pages for line in page.text.splitlines() if "Cup" in line}) == 45
    assert pages[-1].buttons == []


def test_more_of_a_list_that_has_shrunk_says_that_there_is_no_more(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    today = datetime.now(UTC).date().isoformat()
    articles = [
        replace(
            FOOTBALL,
            doc_id=f"{number:016}",
            title=f"Cup{number}",
            text=" ".join(f"word{number}x{own}" for own in range(40)),
            published_at=today,
        )
        for number in range(21)
    ]
    fill(tmp_path / "archive", articles)
    run_bot()
    chat = own_tg.user("Alice").chat
    page = reply_to(chat, "/today")
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        archive.remove(articles[0].doc_id)

    chat.press(page, "More")

    assert chat.wait_reply().text == "There are no more stories."


def test_an_archive_without_news_says_so_in_a_sentence(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive", [HARBOUR])
    run_bot(timezone="Europe/Berlin")
    alice = own_tg.user("Alice", language_code="de").chat

    sentence = reply_to(alice, "/today").text

    assert sentence.startswith("Nichts Neues seit dem ")
    assert sentence.endswith(". Der neueste Artikel ist vom 25. Februar 2022.")


def test_yesterday_is_that_of_the_setting(own_tg: StandIn, run_bot: RunBot, tmp_path: Path) -> None:
    fill(tmp_path / "archive", [HARBOUR])
    ahead = 14 if datetime.now(UTC).hour >= 10 else -11  # there it is another day than in UTC
    run_bot(timezone=f"{ahead:+03}:00")

    def said_of_yesterday() -> str:
        day = (datetime.now(UTC) + timedelta(hours=ahead)).date() - timedelta(days=1)
        return f"Nothing new since {day.day} {day:%B} {day.year}."

    before = said_of_yesterday()
    sentence = reply_to(own_tg.user("Alice").chat, "/today").text

    assert sentence.startswith((before, said_of_yesterday()))  # a day may end meanwhile


def test_words_after_today_are_not_ignored(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive", [HARBOUR])
    run_bot()
    chat = own_tg.user("Alice").chat

    assert reply_to(chat, "/today since monday").text.startswith("This lists the stories since")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_today_says_to_ask_is_understood(make_archive: MakeArchive, language: str) -> None:
    [question] = re.findall("[“„«](.+?)[”“»]", texts_of(language)("today_usage"))

    assert make_archive([HARBOUR]).ask(question).reply is not None
