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
from tests.ingest.test_stories import AGENCY, ORIGINAL, article
from tests.support.toys import HARBOUR, open_toy_archive
from tests.telegram.conftest import RunBot
from tests.telegram.scenario import FOOTBALL, fill, reply_to
from tests.telegram.tgstandin import StandIn


def test_many_stories_are_paged_each_once_with_its_copies(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
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
    copy = article("b1", AGENCY, publisher="Daily Copy", published_at=today)
    cups[0] = replace(cups[0], title=None, text="Cup0 goes to nobody, as it rains.")
    fill(tmp_path / "archive", [*cups, replace(ORIGINAL, published_at=today), copy, HARBOUR])
    run_bot()
    chat = own_tg.user("Alice").chat

    pages = [reply_to(chat, "/today")]
    for _ in range(2):
        chat.press(pages[-1], "More")
        pages.append(chat.wait_reply())

    assert pages[0].text.startswith("46 stories since ")
    assert [page.text.count("• ") for page in pages] == [20, 20, 6]
    told = "\n".join(page.text for page in pages)
    assert len({line for line in told.splitlines() if "Cup" in line}) == 45
    assert "\n• Cup0 goes to nobody, as it rains. · Norwater Echo · " in told
    assert told.count("\n• Mill burns · Coast Press Agency · ") == 1
    assert "\nAlso in: Daily Copy (" in told
    assert pages[-1].buttons == []
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        archive.remove(*(cup.doc_id for cup in cups[:6]))
    chat.press(pages[1], "More")
    assert chat.wait_reply().text == "There are no more stories."


def test_an_archive_without_news_says_so_in_the_time_zone_of_the_setting(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive", [HARBOUR])
    ahead = 14 if datetime.now(UTC).hour >= 10 else -11  # there it is another day than in UTC
    run_bot(timezone=f"{ahead:+03}:00")

    def said_of_yesterday() -> str:
        day = (datetime.now(UTC) + timedelta(hours=ahead)).date() - timedelta(days=1)
        return f"Nothing new since {day.day} {day:%B} {day.year}."

    before = said_of_yesterday()
    sentence = reply_to(own_tg.user("Alice").chat, "/today").text
    german = reply_to(own_tg.user("Ada", language_code="de").chat, "/today").text

    assert sentence.startswith((before, said_of_yesterday()))  # a day may end meanwhile
    assert german.startswith("Nichts Neues seit dem ")
    assert german.endswith(". Der neueste Artikel ist vom 25. Februar 2022.")


def test_words_after_today_are_not_ignored(tg: StandIn) -> None:
    sentence = reply_to(tg.user("Alice").chat, "/today since monday").text

    assert sentence.startswith("This lists the stories since")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_today_says_to_ask_is_understood(make_archive: MakeArchive, language: str) -> None:
    [question] = re.findall("[“„«](.+?)[”“»]", texts_of(language)("today_usage"))

    assert make_archive([HARBOUR]).ask(question).reply is not None
