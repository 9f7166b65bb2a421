"""The program: its usage, and the answers that it prints, with which status."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.cli.commands import COMMANDS
from tests.conftest import MakeArchive
from tests.support.cli_run import ANSWERED, NOT_ANSWERED, Run, write_article
from tests.support.toys import OWLS

# Wrong usage ------------------------------------------------------------------------------------


def test_without_a_command_the_help_is_printed_and_the_status_is_2(run: Run) -> None:
    ran = run()

    assert ran.status == 2
    assert "article-bot ingest articles/" in ran.out


@pytest.mark.parametrize(
    "argv",
    [
        ("fly",),
        ("ask",),
        ("ask", "Who?", "--batch", "-"),
        ("compare", ""),
        ("alert", " "),
        ("ask", "Who?", "-k", "0"),
        ("ask", "Who?", "-k", "51"),
        ("ask", "Who?", "-k", "three"),
        ("ask", "Who?", "--jso"),
        ("ingest",),
        ("show",),
        ("cite",),
        ("compare",),
        ("compare", "Who?", "-k", "0"),
        ("evaluate",),
    ],
)
def test_wrong_usage_has_status_2_and_refers_to_the_help(run: Run, argv: tuple[str, ...]) -> None:
    ran = run(*argv)

    assert (ran.status, ran.out) == (2, "")
    assert "--help' for help." in ran.err


def test_a_slip_in_a_command_is_told_with_what_was_meant(run: Run) -> None:
    assert "'aks', did you mean 'ask'?" in run("aks", "Who?").err
    assert "did you mean" not in run("fly").err


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for verb in COMMANDS:
        assert f"example:\n  article-bot {verb}" in run(verb, "--help").out


def test_the_help_lists_every_command(run: Run) -> None:
    help_text = run("--help").out

    assert [verb for verb in COMMANDS if f"\n    {verb} " not in help_text] == []


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == "article-bot 0.1.0\n"


# Ask --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_a_question_about_the_archive_gets_a_reply_and_status_0(run: Run) -> None:
    asked = "How many articles do you have?"
    text = "2 articles from 2 publishers, of 25 February 2022."

    ran, printed = run("ask", asked, "--json"), run("ask", asked)

    assert (ran.status, printed.status) == (0, 0)
    assert ran.json["reply"] == {"kind": "count", "text": text}
    assert (ran.json["answered"], ran.json["results"]) == (False, [])
    assert printed.out == f"{asked}\n\n{text}\n"


@pytest.mark.usefixtures("toy_archive")
def test_an_answered_question_has_status_0_and_its_source(run: Run) -> None:
    ran = run("ask", ANSWERED)

    assert (ran.status, ran.err) == (0, "")
    assert "Rangers counted eleven chicks in June" in ran.out
    assert "\n    Tarn Valley Herald\n    Snowy owls return" in ran.out


@pytest.mark.usefixtures("toy_archive")
def test_a_question_that_is_not_answered_has_status_3_and_the_nearest_articles(run: Run) -> None:
    ran = run("ask", NOT_ANSWERED)

    assert (ran.status, ran.err) == (3, "")
    assert "\nThis archive does not answer that.\n" in ran.out
    assert "\nClosest articles:\n[1] " in ran.out


@pytest.mark.usefixtures("toy_archive")
def test_a_question_needs_no_quotation_marks(run: Run) -> None:
    assert run("ask", *ANSWERED.split(), "--json").json["question"] == ANSWERED


@pytest.mark.usefixtures("toy_archive")
def test_as_many_passages_are_shown_in_full_as_k_asks_for(run: Run) -> None:
    engineers = "Engineers found cracks in two of its nine cables."

    assert engineers not in run("ask", ANSWERED).out
    assert engineers in run("ask", ANSWERED, "-k", "3").out
    counts = [len(run("ask", ANSWERED, "--json", *k).json["results"]) for k in ((), ("-k", "1"))]
    assert counts == [2, 1]


@pytest.mark.usefixtures("toy_archive")
def test_explain_tells_how_an_answer_came_about(run: Run) -> None:
    plain, explained = run("ask", ANSWERED), run("ask", ANSWERED, "--explain")

    assert explained.status == 0
    assert "Answered: the confidence of" in explained.out
    assert "Answered: the confidence of" not in plain.out
    assert run("ask", NOT_ANSWERED, "--explain", "--json").json["explain"]["reason"] in (
        run("ask", NOT_ANSWERED, "--explain").out
    )


@pytest.mark.usefixtures("toy_archive")
def test_quoted_text_is_that_of_the_article_as_shown(run: Run) -> None:
    for result in run("ask", ANSWERED, "--json").json["results"]:
        article = run("show", result["article"]["doc_id"], "--json").json

        assert article["text"][result["start"] : result["end"]] == result["text"]


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize("question", ["", " ", "???", "\x1b["])
def test_an_empty_question_is_wrong_usage(run: Run, question: str) -> None:
    ran = run("ask", question)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("article-bot ask: the question is empty: ask in a few words")


@pytest.mark.usefixtures("toy_archive")
def test_a_question_that_is_too_long_is_one_sentence(run: Run) -> None:
    ran = run("ask", "x" * 10_000)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("article-bot: The question ")
    assert ran.err.count("\n") == 1


@pytest.mark.usefixtures("toy_archive")
def test_a_question_with_invalid_utf8_is_answered_as_json(run: Run) -> None:
    ran = run("ask", "\udcff " + ANSWERED, "--json")

    assert ran.json["question"] == "\udcff " + ANSWERED


@pytest.mark.parametrize("verb", ["ask x", "chat", "articles", "show x", "remove x", "status"])
def test_without_an_archive_every_command_says_how_to_make_one(run: Run, verb: str) -> None:
    ran = run(*verb.split())

    assert (ran.status, ran.out) == (1, "")
    assert "There is no archive in" in ran.err
    assert "article-bot ingest FOLDER" in ran.err


def test_the_folder_of_an_archive_is_named_in_full(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ARTICLE_BOT_ARCHIVE")

    assert f"There is no archive in {tmp_path}/archive yet" in run("status").err
    write_article(tmp_path / "in")
    run("ingest", "in", "--archive", "./news")
    run("backup", "news.backup", "--archive", "news")

    for words in ("doctor", "rebuild", "restore news.backup --force"):
        assert f" {tmp_path}/news" in run(*words.split(), "--archive", "news").out
    assert run("status", "--json", "--archive", "news").json["path"] == f"{tmp_path}/news"


def test_an_empty_archive_says_how_to_fill_it(run: Run, make_archive: MakeArchive) -> None:
    make_archive()

    ran = run("ask", "Who?")

    assert ran.status == 1
    assert ran.err.endswith("is empty: fill it with 'article-bot ingest FOLDER'.\n")


def test_the_archive_is_named_before_or_after_the_command(
    run: Run, make_archive: MakeArchive, tmp_path: Path
) -> None:
    other = str(tmp_path / "other")
    make_archive([OWLS], archive=other)

    assert run("--archive", other, "status", "--json").json["path"] == other
    assert run("status", "--json", "--archive", other).json["path"] == other
