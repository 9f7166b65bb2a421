"""The program: what each command prints and where, and with which status it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from retrieval import Answer, Archive, BackendError, ModelIdentity, OnProgress
from retrieval.cli import main
from retrieval.cli.commands import COMMANDS
from retrieval.protocols import IngestCluster
from retrieval.types import NO_FILTERS, Filters, FloatArray, IngestReport, SourceVersion
from tests.conftest import MakeArchive
from tests.toys import HARBOUR, OWLS, ToyBackends, ToyEmbedder, open_toy_archive

ROOT = Path(__file__).resolve().parent.parent
ANSWERED = "How many chicks did the rangers count?"
NOT_ANSWERED = "What is the capital of Peru?"


@dataclass(frozen=True)
class Ran:
    """What a run of the program left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def json_lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run: TypeAlias = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program, in this process, on the toy archive in tmp_path."""
    for name in [name for name in os.environ if name.startswith("ARTICLE_BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ARTICLE_BOT_ARCHIVE", str(tmp_path / "archive"))

    def run(*argv: str, open_archive: Any = open_toy_archive) -> Ran:
        try:
            status = main(argv, open_archive=open_archive)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


def write_article(folder: Path, name: str = "owls.txt") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{OWLS.title}\n\n{OWLS.text}\n", encoding="utf-8")
    return path


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
        ("ask", ""),
        ("ask", " ?"),
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
def test_k_limits_the_number_of_passages(run: Run) -> None:
    assert len(run("ask", ANSWERED, "-k", "1", "--json").json["results"]) == 1


@pytest.mark.usefixtures("toy_archive")
def test_as_many_passages_are_shown_in_full_as_k_asks_for(run: Run) -> None:
    engineers = "Engineers found cracks in two of its nine cables."

    assert engineers not in run("ask", ANSWERED).out
    assert engineers in run("ask", ANSWERED, "-k", "3").out
    assert len(run("ask", ANSWERED, "--json").json["results"]) == 2


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


def test_settings_that_cannot_be_used_are_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTICLE_BOT_K", "many")

    ran = run("status")

    assert ran.status == 1
    assert "ARTICLE_BOT_K" in ran.err


# Batch ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_a_batch_is_answered_in_order_a_line_each(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [ANSWERED, NOT_ANSWERED, "Who is the mayor?"]
    lines = "\n\n".join(json.dumps({"question": question}) for question in questions)
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))

    ran = run("ask", "--batch", "-")

    assert (ran.status, ran.err) == (0, "")
    assert [line["question"] for line in ran.json_lines] == questions
    assert [line["answered"] for line in ran.json_lines] == [True, False, True]


@pytest.mark.usefixtures("toy_archive")
def test_a_batch_and_a_single_question_give_the_same_answer(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"question": ANSWERED}))

    (together,) = run("ask", "--batch", str(batch), "-k", "2").json_lines
    alone = run("ask", ANSWERED, "-k", "2", "--json").json

    assert {**together, "took_ms": 0} == {**alone, "took_ms": 0}


@pytest.mark.usefixtures("toy_archive")
def test_a_line_of_a_batch_may_be_a_follow_up(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines: list[dict[str, object]] = [
        {"question": "And when was it?"},
        {"question": "And when was it?", "earlier": [ANSWERED]},
    ]
    batch.write_text("\n".join(map(json.dumps, lines)))

    assert [line["answered"] for line in run("ask", "--batch", str(batch)).json_lines] == [
        False,
        True,
    ]


@pytest.mark.usefixtures("toy_archive")
def test_fields_of_a_batch_that_are_not_used_are_told_once(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [{"question": ANSWERED, "id": 1}, {"question": ANSWERED, "id": 2, "since": None}]
    batch.write_text("\n".join(map(json.dumps, lines)))

    ran = run("ask", "--batch", str(batch))

    assert [line["answered"] for line in ran.json_lines] == [True, True]
    assert ran.err == "Fields that are not used: \"id\"; see 'article-bot ask --help'.\n"


@pytest.mark.usefixtures("toy_archive")
def test_several_questions_in_a_line_are_answered_one_by_one(run: Run) -> None:
    both = f"{ANSWERED} And when was it?"
    ran = run("ask", both)

    assert ran.status == 0
    assert ran.out.startswith(f"{ANSWERED}\n")
    assert "\n\nAnd when was it?\n" in ran.out
    assert ran.out.count("% likely to be right") == 2
    as_one = run("ask", both, "--json").json
    assert as_one["question"] == both
    assert as_one["notes"][0] == {
        "kind": "several_questions",
        "questions": [ANSWERED, "And when was it?"],
    }
    assert run("ask", "Who? What? When?").out.count("names nothing to look for") == 1
    assert run("ask", f"{NOT_ANSWERED} {NOT_ANSWERED}").status == 3


@pytest.mark.usefixtures("toy_archive")
def test_an_id_may_be_shortened_to_four_characters(run: Run) -> None:
    doc_id = run("articles", "--json").json_lines[0]["doc_id"]

    assert run("show", doc_id[:4]).status == 0
    short = run("show", doc_id[:3])
    assert (short.status, short.err) == (
        1,
        f"article-bot: Give at least 4 characters of the ID, not “{doc_id[:3]}”: "
        "'article-bot articles' shows the IDs.\n",
    )


@pytest.mark.usefixtures("toy_archive")
def test_options_and_lines_of_a_batch_filter(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    lines = [
        {"question": ANSWERED},
        {"question": ANSWERED, "publisher": "Post"},
        {"question": ANSWERED, "since": "someday"},
        {"question": ANSWERED, "until": 2022},
    ]
    batch.write_text("\n".join(map(json.dumps, lines)))

    herald, post, no_date, no_text = run(
        "ask", "--batch", str(batch), "--publisher", "tarn valley herald"
    ).json_lines

    assert [result["article"]["publisher"] for result in herald["results"]] == [OWLS.publisher]
    assert herald["filters"]["publisher"] == OWLS.publisher
    assert [result["article"]["publisher"] for result in post["results"]] == [HARBOUR.publisher]
    assert no_date["error"].startswith('"since": no date in “someday”; write it as 2022-03-01')
    assert no_text == {"answered": False, "error": '"until" is not a string', "line": 4}


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ("2022-02-25", 1), ("25 Feb 2022", 1), ("February 2022", 1), ("2022", 1), ("2022-02-26", 0),
        ("yesterday", 0), ("25. Februar 2022", 1), ("25 de febrero de 2022", 1), ("last week", 0),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("toy_archive")
def test_dates_are_understood_as_people_write_them(run: Run, since: str, count: int) -> None:
    assert len(run("articles", "--since", since, "--json").json_lines) == count


@pytest.mark.parametrize("words", ["%", "“”", "no-such-word"])
@pytest.mark.usefixtures("toy_archive")
def test_no_article_is_listed_for_words_that_none_holds(run: Run, words: str) -> None:
    assert run("articles", words, "--json").json_lines == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--publisher", "Estwick Post"), "No publisher “Estwick Post”; did you mean “Eastwick Po"),
        (("--language", "de"), "No article in the language “de”: it has en (English)."),
        (("--since", "3/4/2022"), "--since: no date in “3/4/2022”; write it as 2022-03-01, “1 Ma"),
        (("--as-of", ""), "--as-of: no date in “”"),
        (("--since", "2023", "--until", "2022"), "No day is since 2023-01-01 and until 2022-12-31"),
    ],
)
@pytest.mark.parametrize("command", ["ask Who?", "chat", "articles", "compare Who?"])
@pytest.mark.usefixtures("toy_archive")
def test_a_wrong_filter_has_status_2_and_names_what_there_is(
    run: Run, command: str, options: tuple[str, ...], sentence: str
) -> None:
    ran = run(*command.split(), *options)

    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.err


@pytest.mark.usefixtures("toy_archive")
def test_filters_in_force_and_relaxed_are_told_below_an_answer(run: Run) -> None:
    within = run("ask", ANSWERED, "--publisher", "Herald", "--language", "English")
    relaxed = run("ask", ANSWERED, "--since", "1 March 2030")

    assert within.out.splitlines()[-1].endswith(" · only from Tarn Valley Herald, in English")
    assert "Nothing since 1 March 2030 answers that, so this filter was left out." in relaxed.out


@pytest.mark.usefixtures("toy_archive")
def test_an_invalid_line_of_a_batch_is_reported_in_its_place_and_the_rest_answered(
    run: Run, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.jsonl"
    broken = ["{", "[1]", '{"question": 3}', '{"question": ""}', "[" * 5000]
    good = json.dumps({"question": ANSWERED})
    batch.write_text("\n".join([*broken, good]))

    ran = run("ask", "--batch", str(batch))

    assert ran.status == 1
    assert [line.get("line") for line in ran.json_lines] == [1, 2, 3, 4, 5, None]
    assert all(line["error"] and line["answered"] is False for line in ran.json_lines[:5])
    assert ran.json_lines[5]["answered"] is True


@pytest.mark.usefixtures("toy_archive")
def test_a_missing_batch_file_is_one_sentence(run: Run) -> None:
    ran = run("ask", "--batch", "nowhere.jsonl")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "article-bot: nowhere.jsonl: cannot be read (No such file or directory): check the name.\n"
    )


# Ingest -----------------------------------------------------------------------------------------


def test_ingested_articles_can_be_asked_at_once(run: Run, tmp_path: Path) -> None:
    write_article(tmp_path / "in")

    ran = run("ingest", str(tmp_path / "in"))

    assert (ran.status, ran.out) == (0, "Articles: 1 added.\n")
    assert run("ask", ANSWERED).status == 0


@pytest.mark.parametrize("source", ["", "  "])
def test_an_empty_source_is_not_the_current_folder(run: Run, source: str) -> None:
    ran = run("ingest", source)

    assert (ran.status, ran.out) == (2, "")
    assert "an empty source: give a file, a folder or an address" in ran.err


def test_a_second_ingest_finds_everything_unchanged(run: Run, tmp_path: Path) -> None:
    path = write_article(tmp_path / "in")
    run("ingest", str(path))

    ran = run("ingest", str(path), "--json")

    assert ran.status == 0
    assert ran.json == {
        "added": 0, "replaced": 0, "unchanged": 1, "failed": [], "passed_over": {}, "notes": []
    }  # fmt: skip


def test_a_folder_reports_how_many_files_of_which_suffix_were_skipped(
    run: Run, tmp_path: Path
) -> None:
    folder = write_article(tmp_path / "in").parent
    for name in ("a.png", "b.PNG", "c.csv", "minutes"):
        (folder / name).write_bytes(b"\x89PNG")

    ran = run("ingest", "--quiet", str(folder))
    assert (ran.status, ran.out) == (
        0,
        "Articles: 1 added.\nSkipped: 2 .png, 1 (none), 1 .csv.\n",
    )
    ran = run("ingest", "--quiet", "--json", str(folder))
    assert ran.json["passed_over"] == {".png": 2, ".csv": 1, "(none)": 1}


def test_a_folder_without_readable_files_fails_and_reports_what_it_contains(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").write_bytes(b"\x89PNG")

    ran = run("ingest", "--quiet", "--json", str(tmp_path / "in"))
    assert ran.status == 1
    assert (len(ran.json["failed"]), ran.json["passed_over"]) == (1, {".png": 1})


def test_an_archive_inside_the_ingested_folder_is_skipped(run: Run, tmp_path: Path) -> None:
    folder = write_article(tmp_path / "in").parent
    archive = str(folder / "archive")
    run("ingest", "--quiet", "--archive", archive, str(folder))
    (folder / "archive" / "extra.txt").write_text("A note about nothing.\n")

    ran = run("ingest", "--quiet", "--json", "--archive", archive, str(folder))

    assert (ran.json["unchanged"], ran.json["added"]) == (1, 0)
    assert (ran.json["failed"], ran.json["passed_over"]) == ([], {})


def test_progress_in_a_pipe_is_a_few_plain_lines_on_standard_error(
    run: Run, tmp_path: Path
) -> None:
    ran = run("ingest", str(write_article(tmp_path / "in")))

    lines = ran.err.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Reading",
        "Loading the model …",
        "Embedding 1 passage …",
        "Embedding",
    ]
    assert "\x1b" not in ran.err


def test_quiet_shows_no_progress(run: Run, tmp_path: Path) -> None:
    ran = run("ingest", "--quiet", str(write_article(tmp_path / "in")))

    assert (ran.out, ran.err) == ("Articles: 1 added.\n", "")


def test_bad_sources_are_named_and_the_rest_is_ingested(run: Run, tmp_path: Path) -> None:
    good = write_article(tmp_path)

    ran = run("ingest", "--quiet", "http://127.0.0.1/", "gone.txt", str(good))

    assert ran.status == 1
    assert ran.out == "Articles: 1 added, 2 failed.\n"
    assert ran.err.endswith(
        "article-bot: No article could be read from gone.txt, http://127.0.0.1/; "
        "the rest is stored.\n"
    )
    assert "http://127.0.0.1/: is in a private network, which is not allowed" in ran.err
    assert "gone.txt: does not exist: check the name." in ran.err


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("name", ["gone.txt", "empty.txt", "bad", "lines.jsonl", "x.pdf", "nul"])
def test_a_named_source_that_failed_gives_status_1_and_the_rest_is_stored(
    run: Run, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    good = write_article(tmp_path / "in")
    for file in ("empty.txt", "x.pdf", "bad/empty.txt", "bad/deep/empty.md"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("")
    (tmp_path / "lines.jsonl").write_text("{\n{\n")
    (tmp_path / "nul").mkdir()

    ran = run("ingest", "--quiet", str(good.parent), str(tmp_path / name), *options)

    assert ran.status == 1
    assert f"No article could be read from {tmp_path / name}; the rest is stored." in ran.err
    assert run("ask", ANSWERED).status == 0
    again = run("ingest", "--quiet", str(good), str(tmp_path / name), *options)
    assert again.status == 1


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_source_with_at_least_one_article_has_not_failed(
    run: Run, tmp_path: Path, options: tuple[str, ...]
) -> None:
    write_article(tmp_path / "in")
    (tmp_path / "in" / "empty.txt").write_text("")
    line = json.dumps({"title": OWLS.title, "text": OWLS.text})
    (tmp_path / "lines.jsonl").write_text(f"oops\n{line}\n")

    ran = run("ingest", "--quiet", str(tmp_path / "in"), str(tmp_path / "lines.jsonl"), *options)

    assert ran.status == 0
    if options:
        assert len(ran.json["failed"]) == 2


def test_if_nothing_can_be_read_the_status_is_1(run: Run) -> None:
    ran = run("ingest", "gone.txt", "--json", "--quiet")

    assert ran.status == 1
    assert [item["source"] for item in ran.json["failed"]] == ["gone.txt"]
    assert ran.err.startswith("article-bot: No article could be read")


# Articles, show, remove -------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_articles_are_listed_newest_first_in_columns_separated_by_tabs(run: Run) -> None:
    ran = run("articles")

    assert ran.out.splitlines() == [
        f"{HARBOUR.doc_id}\t2022-02-25\t{HARBOUR.title}\tEastwick Post",
        f"{OWLS.doc_id}\t\t{OWLS.title}\tTarn Valley Herald",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("harbour", "eastw"), [HARBOUR.doc_id]),
        (("QUÍST",), [HARBOUR.doc_id]),
        (("herald owls",), [OWLS.doc_id]),
        (("arbour",), []),
        (("harbour", "owls"), []),
    ],
)
@pytest.mark.usefixtures("toy_archive")
def test_articles_are_found_by_the_beginnings_of_words(
    run: Run, words: tuple[str, ...], found: list[str]
) -> None:
    ran = run("articles", *words, "--json")

    assert [article["doc_id"] for article in ran.json_lines] == found
    assert ran.err == f"{len(found)} article{'s' if len(found) != 1 else ''}.\n"


@pytest.mark.usefixtures("toy_archive")
def test_articles_as_json_lines_have_no_text(run: Run) -> None:
    listed = run("articles", "--json").json_lines

    assert [item["doc_id"] for item in listed] == [HARBOUR.doc_id, OWLS.doc_id]
    assert all("text" not in item for item in listed)


@pytest.mark.usefixtures("toy_archive")
def test_an_article_is_shown_by_the_beginning_of_its_id(run: Run) -> None:
    assert run("show", OWLS.doc_id[:5], "--json").json["title"] == OWLS.title


def test_an_ambiguous_beginning_of_an_id_shows_no_article(
    run: Run, make_archive: MakeArchive
) -> None:
    make_archive([HARBOUR, replace(OWLS, doc_id=HARBOUR.doc_id[:8] + "ffffffff")])

    ran = run("show", HARBOUR.doc_id[:6])

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("article-bot: Several ids begin with a1b2c3")


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize("doc_id", ["nothing", "", OWLS.doc_id[:3]])
def test_an_unknown_article_is_one_sentence(run: Run, doc_id: str) -> None:
    ran = run("show", doc_id)

    assert ran.status == 1
    assert "'article-bot articles' " in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.usefixtures("toy_archive")
def test_compare_prints_what_each_publisher_says_or_that_none_does(run: Run) -> None:
    compared = run("compare", ANSWERED, "-k", "1", "--json")
    refused = run("compare", NOT_ANSWERED)

    assert (compared.status, refused.status) == (0, 3)
    assert [own["publisher"] for own in compared.json["accounts"]] == [OWLS.publisher]
    assert "This archive does not answer that." in refused.out


@pytest.mark.usefixtures("toy_archive")
def test_cite_prints_a_quotation_with_its_source(run: Run) -> None:
    ran = run("cite", HARBOUR.doc_id[:6], "--sentence", "two of its NINE cables")

    assert ran.status == 0
    assert ran.out == (
        "> Engineers found cracks in two of its nine cables.[^ardley2022-a1b2c3-p1]\n\n"
        "[^ardley2022-a1b2c3-p1]: Tom Ardley, Rhea Quist: [Harbour bridge in Eastwick closes for "
        "repairs](https://eastwick-post.example/bridge#:~:text=Engineers%20found%20cracks%20in%20"
        "two%20of%20its%20nine%20cables.), *Eastwick Post*, 25 February 2022, paragraph 1.\n"
    )


@pytest.mark.usefixtures("toy_archive")
def test_cite_without_a_paragraph_refers_to_the_article(run: Run) -> None:
    [whole] = run("cite", HARBOUR.doc_id, "--format", "csl-json").json
    [part] = run("cite", HARBOUR.doc_id, "--format", "csl-json", "--paragraph", "2").json

    assert (whole["URL"], "annote" in whole) == (HARBOUR.url, False)
    assert part["annote"] == HARBOUR.text.split("\n\n")[1]


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize(
    ("argv", "status", "said"),
    [
        (("--paragraph", "3"), 1, "has 2 paragraphs, so none has the number 3."),
        (("--sentence", "zebra"), 1, "No sentence of article a1b2c3d4e5f60718 has the words"),
        (("--paragraph", "0"), 2, "give a number from 1, not '0'"),
        (("--format", "word"), 2, "invalid choice: 'word'"),
    ],
)
def test_what_cannot_be_cited_is_one_sentence(
    run: Run, argv: tuple[str, ...], status: int, said: str
) -> None:
    ran = run("cite", HARBOUR.doc_id, *argv)

    assert (ran.status, ran.out) == (status, "")
    assert said in ran.err


@pytest.mark.usefixtures("toy_archive")
def test_a_removed_article_no_longer_answers(run: Run) -> None:
    ran = run("remove", OWLS.doc_id)

    assert (ran.status, ran.out) == (0, f"Removed {OWLS.doc_id} {OWLS.title}\n")
    assert run("ask", ANSWERED).status == 3


@pytest.mark.usefixtures("toy_archive")
def test_nothing_is_removed_if_one_of_the_articles_does_not_exist(run: Run) -> None:
    ran = run("remove", OWLS.doc_id, "nothing")

    assert (ran.status, ran.out) == (1, "")
    assert run("status", "--json").json["articles"] == 2


# Status, doctor, rebuild ------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_status_shows_what_is_in_the_archive(run: Run) -> None:
    found = run("status", "--json").json

    assert (found["articles"], found["passages"], found["pending_passages"]) == (2, 2, 0)
    assert found["embedder"]["model"] == "toy"
    assert found["problems"] == []


class StoppingEmbedder(ToyEmbedder):
    """A model that stops at the first passage."""

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        raise BackendError("The model stopped.")


class StoppingBackends(ToyBackends):
    """Back-ends with such a model."""

    def load_embedder(
        self, name: str | None, expected: ModelIdentity | None, sample: Sequence[str]
    ) -> ToyEmbedder:
        return StoppingEmbedder()


@pytest.mark.usefixtures("toy_archive")
def test_doctor_finds_no_problem_in_a_healthy_archive(run: Run) -> None:
    ran = run("doctor")

    assert ran.status == 0
    assert ran.out.startswith("Nothing is wrong with the archive in ")


def test_doctor_reports_problems_with_their_cure(run: Run, tmp_path: Path) -> None:
    stopping = partial(open_toy_archive, backends=StoppingBackends())
    assert run("ingest", str(write_article(tmp_path / "in")), open_archive=stopping).status == 1

    ran = run("doctor")

    assert ran.status == 1
    assert "found only by their words: 1." in ran.out
    assert "Cure: run 'article-bot ingest'" in ran.out


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize(
    ("line", "mode", "message"),
    [
        ('webhook_secret = "hush-hush"', 0o644, "holds a secret (webhook_secret)"),
        ('webhook_secret = "hush-hush"', 0o640, "holds a secret (webhook_secret)"),
        ('api_url = "https://me:word@bot.example"', 0o604, "holds a secret (api_url)"),
        ('webhook_secret = "hush-hush"', 0o600, None),
        ('webhook_secret = ""', 0o644, None),
        ("admins = [7]", 0o644, None),
    ],
)
def test_doctor_reports_a_secret_in_a_settings_file_that_others_can_read(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    line: str,
    mode: int,
    message: str | None,
) -> None:
    file = tmp_path / "my settings.toml"
    file.write_text(f"[bot]\n{line}\n")
    file.chmod(mode)
    monkeypatch.setenv("ARTICLE_BOT_SETTINGS", str(file))

    ran = run("doctor")

    assert "hush" not in ran.out
    if message is None:
        assert (ran.status, "settings file" in ran.out) == (0, False)
        return
    assert (ran.status, message in ran.out) == (1, True)
    assert f"Cure: chmod go= '{file}'." in ran.out


@pytest.mark.usefixtures("toy_archive")
def test_rebuild_embeds_the_archive_with_another_model(run: Run) -> None:
    ran = run("rebuild", "--embedder", "other toy")

    assert ran.status == 0
    assert run("status", "--json").json["embedder"]["model"] == "other toy"
    assert run("ask", ANSWERED).status == 0


# What goes wrong --------------------------------------------------------------------------------


class FailingArchive(Archive):
    """An archive whose every use ends with ``error``."""

    error: BaseException

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def close(self) -> None:
        """Nothing is open."""

    def ingest(
        self,
        sources: Any,
        *,
        on_progress: OnProgress = lambda _: None,
        files_stay: bool = True,
        known_as: SourceVersion | None = None,
        cluster: IngestCluster | None = None,
    ) -> IngestReport:
        raise self.error

    def articles(self, filters: Filters = NO_FILTERS, *, words: str = "") -> Any:
        raise self.error

    def ask(
        self,
        question: str,
        *,
        k: int = 3,
        earlier: Any = (),
        filters: Filters = NO_FILTERS,
        with_explanation: bool = False,
    ) -> Answer:
        raise self.error


def failing(error: BaseException) -> Callable[..., Archive]:
    return lambda settings, create=False: FailingArchive(error)


def test_an_interrupted_ingest_says_how_to_continue(run: Run) -> None:
    ran = run("ingest", "x.txt", open_archive=failing(KeyboardInterrupt()))

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "article-bot: Stopped. What was stored is kept; run the same command again to continue.\n"
    )


def test_an_unexpected_error_is_one_sentence_without_a_traceback(run: Run) -> None:
    ran = run("articles", open_archive=failing(ZeroDivisionError("by\x1b[2J zero")))

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "article-bot: Internal error (ZeroDivisionError: by [2J zero). "
        "Set ARTICLE_BOT_DEBUG=1 to see the traceback.\n"
    )


class Panic(BaseException):
    """What a library written in Rust raises; it is no Exception."""


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (Panic("index out of bounds"), "Internal error (Panic: index"),
        (Panic("ThreadPoolBuildError { kind: IOError }"), "There is too little memory: "),
        (MemoryError(), "There is too little memory: "),
        (RuntimeError("can't start new thread"), "There is too little memory: "),
        (ImportError("libx.so: failed to map segment from shared object"), "There is too little"),
    ],
)
def test_whatever_a_library_raises_is_one_sentence(
    run: Run, error: BaseException, message: str
) -> None:
    ran = run("articles", open_archive=failing(error))

    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith(f"article-bot: {message}")


def test_the_traceback_is_shown_on_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_BOT_DEBUG", "1")

    ran = run("articles", open_archive=failing(ZeroDivisionError("by zero")))

    assert "Traceback (most recent call last)" in ran.err


def test_an_article_cannot_write_escape_sequences(run: Run, make_archive: MakeArchive) -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07\x9b31m[bold]Owls[/bold]\u202e"
    make_archive(
        [
            replace(
                OWLS,
                title=hostile,
                text=f"{hostile} Rangers counted eleven chicks.",
                publisher=hostile,
                authors=(hostile,),
                url=f"https://x.example/{hostile}",
                path=f"/{hostile}",
            )
        ]
    )
    commands = [["ask", ANSWERED], ["articles"], ["show", OWLS.doc_id], ["status"]]
    commands += [[*command, "--json"] for command in commands]

    for command in commands:
        out = run(*command).out
        assert [char for char in "\x1b\x07\x9b\u202e" if char in out] == []
        assert "[bold]Owls[/bold]" in out


# As a process -----------------------------------------------------------------------------------

PROGRAM = "import sys; from retrieval.cli import main; from tests.toys import open_toy_archive; "
RUN = PROGRAM + "sys.exit(main(sys.argv[1:], open_archive=open_toy_archive))"
WATCH = PROGRAM + (
    "main(sys.argv[1:], open_archive=open_toy_archive); "
    "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
)
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "trafilatura",
    "htmldate",
    "lxml",
    "httpx",
    "feedparser",
    "prompt_toolkit",
    "ir_measures",
    "telegram",
}


def process(code: str, *argv: str, archive: Path, **environment: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-c", code, "--archive", str(archive), *argv],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


STOPPED_WHILE_LOADING = """
import sys
class Stop:
    def find_spec(self, name, *_):
        if name == "numpy":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Stop())
from retrieval.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_ctrl_c_while_the_program_is_loaded_is_one_sentence(tmp_path: Path) -> None:
    ran = process(STOPPED_WHILE_LOADING, "status", archive=tmp_path)
    assert (ran.status, ran.out, ran.err) == (1, "", "article-bot: Stopped.\n")


def test_serve_without_a_token_is_one_sentence(tmp_path: Path) -> None:
    ran = process(RUN, "serve", archive=tmp_path, TELEGRAM_BOT_TOKEN="")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_a_question_imports_nothing_heavy(toy_archive: Archive) -> None:
    ran = process(WATCH, "ask", ANSWERED, archive=toy_archive.folder)

    assert HEAVY & set(ran.err.split()) == set()
    assert "eleven chicks" in ran.out


def test_a_closed_output_pipe_is_no_error(toy_archive: Archive) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", RUN, "show", OWLS.doc_id, "--archive", str(toy_archive.folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    program.stdout.close()
    _, err = program.communicate(timeout=60)

    assert (program.returncode, err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_behind_the_output_is_one_sentence(toy_archive: Archive) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", RUN, "articles", "--archive", str(toy_archive.folder)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert done.stderr == "article-bot: The output cannot be written: No space left on device.\n"


def test_a_character_missing_in_the_encoding_is_replaced(toy_archive: Archive) -> None:
    ran = process(RUN, "ask", ANSWERED, archive=toy_archive.folder, PYTHONIOENCODING="ascii")

    assert ran.status == 0
    assert "Harbour bridge in Eastwick closes for repairs ? Eastwick Post" in ran.out


# Backup -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_an_archive_is_backed_up_and_restored(run: Run, tmp_path: Path) -> None:
    file, other = str(tmp_path / "news.backup"), str(tmp_path / "other")

    assert run("backup", file).out == f"2 articles backed up to {file}.\n"
    assert run("restore", file, "--archive", other).out == f"2 articles restored to {other}.\n"
    assert run("articles", "--archive", other).out == run("articles").out
    assert run("ask", ANSWERED, "--archive", other).status == 0


@pytest.mark.usefixtures("toy_archive")
def test_an_archive_with_articles_is_replaced_only_by_force(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "news.backup")
    run("backup", file)

    ran = run("restore", file)

    assert (ran.status, ran.out) == (1, "")
    assert "holds 2 articles: run the same command with --force" in ran.err
    assert run("restore", file, "--force").status == 0


def test_an_archive_that_is_a_file_is_reported_with_the_cure(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("Rain fell.")

    ran = run("status", "--archive", str(tmp_path / "news.txt"))

    assert ran.status == 1
    assert "is not a folder: give the archive's with --archive DIR" in ran.err


def test_an_address_that_is_not_of_the_web_is_told_as_it_was_given(run: Run) -> None:
    ran = run("ingest", "ftp://news.example/feed")

    assert ran.status == 1
    assert "ftp://news.example/feed: is no address of the web: give one that begins with" in ran.err
