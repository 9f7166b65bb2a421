"""Copies of an article in the chat: named below the one that is quoted, removed with it or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from retrieval import Settings
from tests.support.toys import open_toy_archive
from tests.telegram.conftest import RunBot
from tests.telegram.scenario import CUP_QUESTION, CUP_SENTENCE, FOOTBALL, reply_to
from tests.telegram.tgstandin import StandIn

COPY = replace(
    FOOTBALL,
    doc_id="3333333333333333",
    title="Cup for Rovers",
    url="https://islands.example/rovers",
    publisher="Island Daily",
    published_at="2023-05-15",
)


def fill(folder: Path) -> None:
    with open_toy_archive(Settings(archive=str(folder)), create=True) as archive:
        archive.add(FOOTBALL)
        archive.add(COPY)


def test_a_copy_is_named_with_a_link_below_the_article_that_is_quoted(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive")
    run_bot()
    answer = reply_to(own_tg.user("Alice").chat, CUP_QUESTION)
    assert CUP_SENTENCE in answer.text
    assert "Also in: Island Daily (15 May 2023)" in answer.text
    assert COPY.url in [entity.get("url") for entity in answer.entities]


def test_an_administrator_removes_an_article_with_its_copies_or_without(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    fill(tmp_path / "archive")
    admin = own_tg.user("Ada")
    run_bot(admins=admin.id)
    offer = reply_to(admin.chat, f"/remove {FOOTBALL.doc_id}")
    assert offer.text.endswith("archive?\n1 copy of it is in the archive, too.")
    admin.chat.press(offer, "Remove with 1 copy")
    admin.chat.wait_edit(offer, after=1)
    assert reply_to(admin.chat, "/sources").text == "The archive is empty."
