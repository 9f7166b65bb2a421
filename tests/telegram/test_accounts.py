"""Articles that contradict each other: both are told, with their dates, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search.test_time_order import ELSEWHERE, FIRST_TOLL, LATER_TOLL
from tests.telegram.scenario import bot_process, fill, reply_to
from tests.telegram.tgstandin import StandIn


@pytest.fixture(scope="module")
def two_accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A stand-in with a bot that knows two tolls of one landslide."""
    folder: Path = tmp_path_factory.mktemp("accounts")
    fill(folder / "archive", (FIRST_TOLL, LATER_TOLL, ELSEWHERE))
    with StandIn() as tg, bot_process(tg, folder, answer_words="three five four"):
        yield tg
        tg.assert_clean()


def test_two_tolls_are_both_told_the_newest_first(two_accounts: StandIn) -> None:
    chat = two_accounts.user("Alice").chat

    answer = reply_to(chat, "How many people died in the landslide at Upper Quern?")

    assert answer.text.find("five") < answer.text.find("6 May 2024")
    newest, oldest = (answer.text.find(day) for day in ("9 May 2024", "6 May 2024"))
    assert 0 <= newest < oldest
    assert str(FIRST_TOLL.title) in answer.text


def test_a_later_account_is_told_where_the_first_is_asked_for(two_accounts: StandIn) -> None:
    chat = two_accounts.user("Alice").chat

    answer = reply_to(chat, "How many people died at first in the landslide at Upper Quern?")

    assert 0 <= answer.text.find("three") < answer.text.find(LATER_TOLL.title or "")
    assert f"A later article says more: {LATER_TOLL.title}" in answer.text
