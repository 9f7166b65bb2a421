"""The conversation in the terminal: follow-ups, its words, and the prompt."""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from retrieval import NO_FILTERS, Archive, Filters
from retrieval.cli import main
from retrieval.cli.commands.chat import HELP, Conversation, prompted_lines
from retrieval.cli.output.terminal import NOT_ANSWERED, Screen
from tests.conftest import MakeArchive
from tests.support.toys import HARBOUR, OWLS, open_toy_archive

CHICKS = "How many chicks did the rangers count?"
Talk: TypeAlias = Callable[..., list[str]]


@pytest.fixture
def talk(toy_archive: Archive) -> Talk:
    """What the program says to each line of one conversation."""

    def talk(
        *lines: str, archive: Archive = toy_archive, k: int = 1, filters: Filters = NO_FILTERS
    ) -> list[str]:
        out = io.StringIO()
        conversation = Conversation(archive, k=k, screen=Screen(out), filters=filters)
        replies = []
        for line in lines:
            conversation.hold([line])
            replies.append(out.getvalue())
            out.seek(0)
            out.truncate()
        return replies

    return talk


def test_a_question_is_answered_with_its_source(talk: Talk) -> None:
    (reply,) = talk(CHICKS)

    assert "[1] Rangers counted eleven chicks in June" in reply
    assert "Tarn Valley Herald" in reply


def test_a_follow_up_is_understood_from_the_question_before(talk: Talk) -> None:
    (alone,) = talk("And when was it?")
    _, followed = talk(CHICKS, "And when was it?")

    assert NOT_ANSWERED in alone
    assert NOT_ANSWERED not in followed
    assert "Tarn Valley Herald" in followed


def test_thanks_are_replied_to_and_change_nothing(talk: Talk) -> None:
    *_, thanked, followed = talk(CHICKS, "thanks!", "And when was it?")
    *_, more = talk(CHICKS, "thanks!", "/more")

    assert thanked == "thanks!\n\nYou are welcome.\n"
    assert "Tarn Valley Herald" in followed
    assert more.startswith("[2] ")


def test_several_questions_in_a_line_are_answered_one_by_one(talk: Talk) -> None:
    (reply,) = talk(f"{CHICKS} And when was it? thanks")

    first, second = reply.split("And when was it? thanks\n")
    assert first.startswith(f"{CHICKS}\n")
    assert "Tarn Valley Herald" in first
    assert "Tarn Valley Herald" in second


def test_of_more_than_five_questions_the_rest_is_told(talk: Talk) -> None:
    (reply,) = talk(" ".join(f"Who won cup {number}?" for number in range(7)))

    assert reply.count(NOT_ANSWERED) == 5
    assert reply.endswith("Please ask these again: Who won cup 5? Who won cup 6?\n")
    (reply,) = talk(" ".join(f"Who won cup {number}?" for number in range(2000)))
    assert len(reply.partition("Please ask these again: Who won cup 5?")[2]) < 1000


def test_after_new_a_follow_up_has_no_context(talk: Talk) -> None:
    *_, forgotten, reply = talk(CHICKS, "/new", "And when was it?")

    assert forgotten == "A new conversation.\n"
    assert NOT_ANSWERED in reply


def test_filters_of_a_conversation_hold_for_each_question_and_more(talk: Talk) -> None:
    replies = talk(CHICKS, "And when was it?", "/more", filters=Filters(publisher="Eastwick Post"))

    assert all("Eastwick Post" in reply for reply in replies[:2])
    assert not any("Tarn Valley Herald" in reply for reply in replies)


def test_more_shows_further_passages_and_continues_the_numbers(talk: Talk) -> None:
    _, more, still_more = talk(CHICKS, "/more", "/more")

    assert more.startswith("[2] ")
    assert "Harbour bridge in Eastwick" in more
    assert "[1]" not in more
    assert still_more == "There are no further passages.\n"


def test_open_prints_the_whole_article_of_a_passage(talk: Talk) -> None:
    *_, opened = talk(CHICKS, "/more", "/open 2")

    assert opened.startswith(f"{HARBOUR.title}\nEastwick Post · 25 February 2022 · Tom Ardley, ")
    assert all(paragraph in opened for paragraph in HARBOUR.text.split("\n\n"))


def test_open_prints_an_article_that_was_listed(talk: Talk) -> None:
    _, listed, opened = talk(CHICKS, "List the articles about the harbour bridge", "/open 1")

    assert "1 article mentioning" in listed
    assert opened.startswith(f"{HARBOUR.title}\n")


def test_a_count_takes_the_place_of_nothing_that_was_shown(talk: Talk) -> None:
    counted = "How many articles about the harbour bridge?"
    _, count, opened, more = talk(CHICKS, counted, "/open 1", "/more")

    assert "1 article mentioning" in count
    assert opened.startswith(f"{OWLS.title}\n")
    assert more.startswith("[2] ")


def test_a_place_in_a_list_is_that_of_the_list_shown_also_once_articles_came(
    make_archive: MakeArchive,
) -> None:
    archive, out = make_archive([OWLS]), io.StringIO()
    conversation = Conversation(archive, k=1, screen=Screen(out))
    conversation.hold(["What is new?"])
    archive.add(HARBOUR)

    conversation.hold(["The first one", "Who wrote it?"])

    assert (HARBOUR.title or "") not in out.getvalue()
    source = f"{OWLS.title} · Tarn Valley Herald · without known dates · author not named\n"
    assert out.getvalue().endswith(source)


def test_open_names_the_copies_of_an_article(talk: Talk, make_archive: MakeArchive) -> None:
    copy = replace(OWLS, doc_id="copy", publisher="Daily Copy")

    *_, opened = talk(CHICKS, "/open 1", archive=make_archive([OWLS, copy]))

    assert opened.splitlines()[3].startswith("Also in: ")


@pytest.mark.parametrize("word", ["/open", "/open 0", "/open 2", "/open one", "/open -1"])
def test_open_with_a_wrong_number_says_which_are_valid(talk: Talk, word: str) -> None:
    _, reply = talk(CHICKS, word)

    assert reply == "Give the number of a passage, 1 to 1: /open 1\n"


def test_open_and_more_need_a_question_first(talk: Talk) -> None:
    assert talk("/open 1", "/more") == ["Ask a question first.\n"] * 2


def test_an_article_removed_meanwhile_is_one_sentence(toy_archive: Archive) -> None:
    out = io.StringIO()
    conversation = Conversation(toy_archive, k=1, screen=Screen(out))
    conversation.hold([CHICKS])
    toy_archive.remove(OWLS.doc_id)
    conversation.hold(["/open 1"])

    assert out.getvalue().endswith("'article-bot articles' lists them.\n")


def test_help_unknown_commands_and_blank_lines(talk: Talk) -> None:
    assert talk("/help", "/fly", "  ") == [
        f"{HELP}\n",
        "Unknown command; /help lists the commands.\n",
        "",
    ]


def test_a_question_that_cannot_be_searched_for_does_not_end_the_conversation(talk: Talk) -> None:
    refused, answered = talk("???", CHICKS)

    assert refused.startswith("The question is empty")
    assert "eleven chicks" in answered


def test_quit_ends_the_conversation(toy_archive: Archive) -> None:
    out = io.StringIO()

    Conversation(toy_archive, k=1, screen=Screen(out)).hold(["/quit", CHICKS])

    assert out.getvalue() == ""


def test_hostile_text_reaches_no_terminal(
    talk: Talk, make_archive: MakeArchive, tmp_path: Path
) -> None:
    hostile = replace(OWLS, title="\x1b[2JOwls\x07")
    archive = make_archive([hostile], archive=str(tmp_path / "hostile"))

    replies = talk(CHICKS, "/open 1", "\x1b[2J", archive=archive)

    assert "\x1b" not in "".join(replies)
    assert "\x07" not in "".join(replies)


def test_lines_come_from_standard_input_if_it_is_no_terminal(
    toy_archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{CHICKS}\n/quit\n"))

    status = main(["chat", "--archive", str(toy_archive.folder)], open_archive=open_toy_archive)

    captured = capsys.readouterr()
    assert (status, captured.err) == (0, "")
    assert captured.out.startswith(f"{CHICKS}\n\nPerhaps:\n[1] ")


# The prompt -------------------------------------------------------------------------------------

CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"


def typed(keys: str, history: Path) -> list[str]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        return list(prompted_lines(history))


def test_ctrl_c_clears_the_line_and_ctrl_d_ends_the_conversation(tmp_path: Path) -> None:
    assert typed(f"half a ques{CTRL_C}Who?\r{CTRL_D}", tmp_path / "history") == ["Who?"]


def test_the_history_is_available_the_next_time(tmp_path: Path) -> None:
    typed(f"Who won?\r{CTRL_D}", tmp_path / "history")

    assert typed(f"{UP}\r{CTRL_D}", tmp_path / "history") == ["Who won?"]


def test_only_its_user_can_read_the_history(tmp_path: Path) -> None:
    typed(f"Who?\r{CTRL_D}", tmp_path / "history")

    assert stat.S_IMODE((tmp_path / "history").stat().st_mode) == 0o600


def test_a_chat_works_if_its_history_cannot_be_written(tmp_path: Path) -> None:
    assert typed(f"Who?\r{CTRL_D}", tmp_path / "nowhere" / "history") == ["Who?"]
