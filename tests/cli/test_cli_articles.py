"""The program: what ingest, articles, show, cite and remove print, with which status."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import MakeArchive
from tests.support.cli_run import ANSWERED, NOT_ANSWERED, Run, write_article
from tests.support.toys import HARBOUR, OWLS

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
        "added": 0, "replaced": 0, "unchanged": 1, "removed": 0, "removed_earlier": 0,
        "failed": [], "passed_over": {}, "notes": [],
    }  # fmt: skip


def test_an_article_whose_file_has_changed_is_replaced(run: Run, tmp_path: Path) -> None:
    path = write_article(tmp_path / "in")
    run("ingest", str(path))

    path.write_text(f"{path.read_text()}\nThe owls flew on Sunday.")
    assert run("ingest", "--quiet", str(path)).out == "Articles: 0 added, 1 replaced.\n"

    path.write_text(f"{path.read_text()} They came back on Monday.")
    report = run("ingest", "--json", str(path)).json
    assert (report["added"], report["replaced"], report["unchanged"]) == (0, 1, 0)
    assert run("status", "--json").json["articles"] == 1


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
        "Embedding",
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
    ran = run("ingest", "gone.txt", "lost.txt", "--json", "--quiet")

    assert ran.status == 1
    assert [item["source"] for item in ran.json["failed"]] == ["gone.txt", "lost.txt"]
    assert ran.err.startswith("article-bot: No article could be read")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_only_problem_of_an_ingest_is_told_once(run: Run, options: tuple[str, ...]) -> None:
    ran = run("ingest", "gone.txt", "--quiet", *options)

    told = "article-bot: gone.txt: does not exist: check the name.\n"
    assert (ran.status, ran.err, bool(ran.out)) == (1, told, bool(options))


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
        (("%",), []),
        (("“”",), []),
    ],
)
@pytest.mark.usefixtures("toy_archive")
def test_articles_are_found_by_the_beginnings_of_words(
    run: Run, words: tuple[str, ...], found: list[str]
) -> None:
    ran = run("articles", *words, "--json")

    assert [article["doc_id"] for article in ran.json_lines] == found
    assert not any("text" in article for article in ran.json_lines)
    assert ran.err == f"{len(found)} article{'s' if len(found) != 1 else ''}.\n"


def test_an_ambiguous_beginning_of_an_id_shows_no_article(
    run: Run, make_archive: MakeArchive
) -> None:
    make_archive([HARBOUR, replace(OWLS, doc_id=HARBOUR.doc_id[:8] + "ffffffff")])

    ran = run("show", HARBOUR.doc_id[:6])

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("article-bot: Several ids begin with a1b2c3")


@pytest.mark.usefixtures("toy_archive")
@pytest.mark.parametrize("doc_id", ["nothing", ""])
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


# Backup -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("toy_archive")
def test_an_archive_is_backed_up_and_restored(run: Run, tmp_path: Path) -> None:
    file, other = str(tmp_path / "news.backup"), str(tmp_path / "other")

    assert run("backup", file).out == f"2 articles backed up to {file}.\n"
    again = run("backup", file).out
    assert again == f"2 articles backed up to {file}, in place of an earlier backup.\n"
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
