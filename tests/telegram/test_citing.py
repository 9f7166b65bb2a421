"""Citing an answer by a button, and comparing publishers by a command."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval import Settings
from tests.support.toys import HARBOUR, open_toy_archive
from tests.telegram.conftest import RunBot
from tests.telegram.scenario import (
    BRIDGE_QUESTION,
    BRIDGE_SENTENCE,
    CUP_QUESTION,
    FOOTBALL,
    UNANSWERED,
    fill,
    reply_to,
)
from tests.telegram.tgstandin import Chat, Msg, StandIn

RIVAL = replace(
    HARBOUR,
    doc_id="c0ffee0000000001",
    title="Eastwick bridge shut for months",
    text="The harbour bridge in Eastwick will close on Monday for thirty weeks, engineers fear.",
    url=None,
    publisher="Norwater Echo",
    published_at="2022-02-27",
)
TOO_OLD = "I no longer have that answer. Please ask again."


def cited(chat: Chat, answer: Msg, label: str = "Cite") -> Msg:
    assert chat.press(answer, label).answered
    return chat.wait_reply()


def test_an_answer_is_cited_with_its_source_to_copy(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    answer = reply_to(chat, BRIDGE_QUESTION)

    shown = cited(chat, answer)

    [(block, _)] = shown.spans("pre")
    assert block == shown.text
    assert block.startswith(f"> {BRIDGE_SENTENCE}[^ardley2022-a1b2c3-p1]\n\n")
    assert "(https://eastwick-post.example/bridge#:~:text=The%20harbour%20bridge" in block
    assert block.endswith("*Eastwick Post*, 25 February 2022, paragraph 1.")
    assert shown.reply_to == answer.id
    assert shown.labels == ["BibTeX", "RIS", "CSL-JSON"]


def test_the_other_formats_are_a_button_each(tg: StandIn) -> None:
    chat = tg.user("Alice").chat
    markdown = cited(chat, reply_to(chat, BRIDGE_QUESTION))

    bibtex, ris, csl = (cited(chat, markdown, label) for label in markdown.labels)

    assert bibtex.text.startswith("@article{ardley2022-a1b2c3,\n  author = {Ardley, Tom and Quist")
    assert ris.text.startswith("TY  - NEWS\nAU  - Ardley, Tom\nAU  - Quist, Rhea\n")
    assert json.loads(csl.text)[0]["annote"] == BRIDGE_SENTENCE
    assert [len(each.spans("pre")) for each in (bibtex, ris, csl)] == [1, 1, 1]


def test_anybody_in_a_group_may_cite_an_answer(tg: StandIn) -> None:
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("Readers", [alice, bob])
    group.wait_reply()  # the greeting
    group.say(f"/ask {BRIDGE_QUESTION}", alice)
    answer = group.wait_reply()

    press = group.press(answer, "Cite", bob)
    shown = group.wait_reply()

    assert not press.alert
    assert shown.text.startswith(f"> {BRIDGE_SENTENCE}")


def test_what_is_not_answered_is_not_cited(tg: StandIn) -> None:
    assert "Cite" not in reply_to(tg.user("Alice").chat, UNANSWERED).labels


def test_an_answer_is_cited_after_a_restart_unless_it_is_forgotten_or_its_article_changed(
    own_tg: StandIn, run_bot: RunBot, tmp_path: Path
) -> None:
    bot = run_bot()
    chat = own_tg.user("Alice").chat
    bridge, cup = reply_to(chat, BRIDGE_QUESTION), reply_to(chat, CUP_QUESTION)
    bot.stop()
    with open_toy_archive(Settings(archive=str(tmp_path / "archive"))) as archive:
        archive.add(replace(FOOTBALL, text="The cup was postponed."))
    run_bot()

    kept, changed = cited(chat, bridge), cited(chat, cup)
    with sqlite3.connect(next((tmp_path / "archive" / "bot").glob("*.sqlite"))) as database:
        database.execute("DELETE FROM answers")
    forgotten = [chat.press(bridge, "Cite"), chat.press(kept, "RIS")]

    assert kept.text.startswith(f"> {BRIDGE_SENTENCE}")
    assert changed.text == "That article is no longer in the archive."
    assert [(press.text, press.alert) for press in forgotten] == [(TOO_OLD, True)] * 2


@pytest.fixture
def rivals(own_tg: StandIn, run_bot: RunBot, tmp_path: Path) -> Chat:
    """A chat with a bot in whose archive two publishers tell of the bridge."""
    fill(tmp_path / "archive", [HARBOUR, RIVAL, FOOTBALL])
    run_bot()
    return own_tg.user("Alice").chat


def test_compare_shows_what_each_publisher_says_the_newest_first(rivals: Chat) -> None:
    shown = reply_to(rivals, f"/compare {BRIDGE_QUESTION}")

    blocks = shown.text.split("\n\n")
    assert blocks[0] == "2 publishers report on this. Newest first."
    assert blocks[1].startswith(
        "Norwater Echo · 27 February 2022 · Tom Ardley, Rhea Quist\n"
        "The harbour bridge in Eastwick will"
    )
    assert blocks[2] == (
        "Eastwick Post · 25 February 2022 · Tom Ardley, Rhea Quist\n"
        f"{BRIDGE_SENTENCE}\n{HARBOUR.title} · paragraph 1"
    )
    assert [text for text, _ in shown.spans("blockquote")][1] == BRIDGE_SENTENCE
    assert "https://eastwick-post.example/bridge" in [url for _, url in shown.links]

    again = reply_to(rivals, "/compare")
    assert again.text == shown.text


def test_compare_in_reply_to_an_answer_is_about_its_question(tg: StandIn) -> None:
    alice, bob = tg.user("Alice"), tg.user("Bob")
    group = tg.group("Readers", [alice, bob])
    group.wait_reply()  # the greeting
    group.say(f"/ask {CUP_QUESTION}", alice)
    answer = group.wait_reply()

    group.say("/compare", bob, reply_to=answer)

    assert group.wait_reply().text.startswith("Only Norwater Echo reports on this.")


def test_compare_without_a_question_says_how_to_use_it(tg: StandIn) -> None:
    shown = reply_to(tg.user("Alice").chat, "/compare")

    assert shown.text.startswith("Write the question after the command: /compare ")


def test_compare_says_who_alone_reports_and_when_nobody_does(tg: StandIn) -> None:
    chat = tg.user("Alice").chat

    alone = reply_to(chat, f"/compare {CUP_QUESTION}")
    nobody = reply_to(chat, f"/compare {UNANSWERED}")

    assert alone.text.startswith("Only Norwater Echo reports on this.\n\n")
    assert nobody.text.startswith("This archive does not answer that.")
